"""What a list of 100,000 terms costs: time to load the policy, time to search a request against its time of detection.

Run: ``python -m benchmarks.lists [RESULT.json]``. Terms are invented from syllables; texts are written here. All times
are of the processor, so that a busy machine does not change them.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from gateway.detect.engine import load_detector
from gateway.domain import Slot
from gateway.kinds import load_kinds
from gateway.policy import Policy, load_policy

TERMS = 100_000
HOUSE = Path(__file__).parents[1] / "policies"
SYLLABLES = tuple(first + second for first in "bcdfglmnprstvz" for second in "aeiou")
TEXT = (
    "Objet : suivi du dossier. La réunion du mardi a porté sur le budget de la voirie et sur les travaux du quai. "
    "Mme Fabrègues a demandé un rendez-vous au sujet de la facture de la cantine ; répondez-lui avant vendredi. "
)


def terms(count: int) -> list[str]:
    chance = random.Random(7)
    found: set[str] = set()
    while len(found) < count:
        words = range(chance.randint(1, 3))
        found.add(" ".join("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in words))
    return sorted(found)


def policy_with(directory: Path, listed: list[str], *, tolerant: bool) -> Path:
    for path in HOUSE.glob("*.yaml"):
        (directory / path.name).write_bytes(path.read_bytes())
    (directory / "lists").mkdir()
    options = "pluriel colle" if tolerant else ""
    rows = "".join(f"{term};;;{options}\n" for term in listed)
    (directory / "lists/gros.csv").write_text("terme;nature;type;options\n" + rows, encoding="utf-8")
    return directory


def slots(text: str) -> list[Slot]:
    return [Slot(("t",), text)]


def median_ms(act: Callable[[list[Slot]], object], text: str, times: int) -> float:
    took = []
    for number in range(times):
        fresh = slots(text.replace("cantine", f"cantine {number}"))  # what was seen before would cost nothing
        begin = time.process_time()
        act(fresh)
        took.append((time.process_time() - begin) * 1000)
    return round(statistics.median(took), 3)


def loaded(directory: Path) -> tuple[Policy, float]:
    begin = time.process_time()
    policy = load_policy(directory, load_kinds())
    return policy, round(time.process_time() - begin, 2)


def main() -> None:
    listed = terms(TERMS)
    detector = load_detector()
    texts = {"2 kB": TEXT * 9, "20 kB": TEXT * 90}
    detection = {name: median_ms(detector.detect, text, 5) for name, text in texts.items()}
    run: dict[str, object] = {
        "times": "processor",
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
    }
    results: dict[str, object] = {**run, "terms": TERMS, "detection_ms": detection}
    for tolerant in (False, True):
        with tempfile.TemporaryDirectory() as name:
            directory = policy_with(Path(name), listed, tolerant=tolerant)
            policy, first = loaded(directory)
            with (directory / "charte.yaml").open("a", encoding="utf-8") as charter:
                charter.write("# vu\n")
            _, again = loaded(directory)
        search = {name: median_ms(policy.terms, text, 20) for name, text in texts.items()}
        results["plural and squeezed" if tolerant else "words"] = {
            "load_s": first,
            "load_after_a_change_of_charter_s": again,
            "search_ms": search,
            "share_of_detection_percent": {name: round(100 * search[name] / detection[name], 1) for name in texts},
        }
    results["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    text = json.dumps(results, ensure_ascii=False, indent=1)
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
