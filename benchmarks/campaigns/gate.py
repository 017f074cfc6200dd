"""Fault seeding: when the walker skips a place, the egress gate stops what stood there.

    python -m benchmarks.campaigns.gate [--count 1000]      (make campaign-gate)

The walker is made to skip a place of the request that holds a value, so that neither detection nor rewriting sees it.
Of the skips whose value is known (found elsewhere in the request) or proven by a checksum, at least 99.9 % must be
stopped. Writes benchmarks/results/campaign-gate.json and .md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.campaigns.evasions import EVASIONS, VALUES, Value
from benchmarks.campaigns.house import House, opened
from benchmarks.campaigns.places import Place, places
from benchmarks.campaigns.result import publish
from benchmarks.campaigns.spy import left
from gateway import pipeline
from gateway.dialects.walk import slots
from gateway.domain import Json, Slot

SEED = 20261125
TARGET = 0.999
PROSE = (
    "Le service de l'état civil reçoit le public du lundi au vendredi.",
    "Merci de rédiger une réponse claire et courtoise.",
    "Le dossier sera examiné par la commission de juin.",
)


@dataclass
class Tally:
    """What became of the skips. known: the value stood elsewhere too; proven: a checksum tells it; other: neither."""

    stopped: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    unsent: int = 0
    missed: list[str] = field(default_factory=list)

    def share(self) -> float:
        """The share of the skips of known or proven values that were stopped."""
        stopped = self.stopped["known"] + self.stopped["proven"]
        return stopped / max(1, stopped + self.left["known"] + self.left["proven"])


@contextmanager
def skipping(text: str) -> Iterator[list[Slot]]:
    """Let the walker miss the leaves that hold ``text``; yield what it missed."""
    missed: list[Slot] = []

    def blind(tree: Json) -> list[Slot]:
        found = slots(tree)
        missed.extend(slot for slot in found if text in slot.text)
        return [slot for slot in found if text not in slot.text]

    before, pipeline.slots = pipeline.slots, blind  # type: ignore[attr-defined]
    try:
        yield missed
    finally:
        pipeline.slots = before  # type: ignore[attr-defined]


def drawn(place: Place, value: Value, known: bool, rng: random.Random) -> tuple[Any, str]:
    """Return a request with a value in ``place``, and the words by which the place is known to the walker's fault."""
    mark = f"repère {rng.randrange(10**6)}"
    written = value.text
    if rng.random() < 0.3:
        plain = [e for e in EVASIONS if e.kind == "plain" and e.alone]
        written = rng.choice(plain).apply(value.text)
    planted = f"{rng.choice(PROSE)} {mark} : {written}. {rng.choice(PROSE)}"
    return place.planted(planted, value.text if known else ""), mark


async def seed_one(house: House, place: Place, value: Value, known: bool, rng: random.Random, tally: Tally) -> bool:
    """Seed one fault; tell whether the place was one that the walker reads at all."""
    request, mark = drawn(place, value, known, rng)
    with skipping(mark) as missed:
        _, sent = await house.ask(place.endpoint, request)
    if not missed:
        tally.unsent += 1
        return False
    kind = "known" if known else "proven" if value.proven else "other"
    if not sent:
        tally.stopped[kind] += 1
    elif mark.encode() in sent[0]:
        tally.left[kind] += 1
        if kind != "other":
            tally.missed.append(f"{place.endpoint} {place.path} {value.name} {kind} {left(sent[0], mark, value.text)}")
    return bool(sent) or kind != "other"


async def run(folder: Path, count: int) -> Tally:
    """Seed ``count`` faults in places that are forwarded when nothing is wrong with them."""
    rng, tally = random.Random(SEED), Tally()
    prose = [place for place in places() if place.kind in ("text", "any")]
    async with opened(folder) as house:
        usable = await _forwarded(house, prose, rng, min(len(prose), count))
        for _ in range(count):
            value = rng.choice(VALUES)
            await seed_one(house, rng.choice(usable), value, rng.random() < 0.6, rng, tally)
    return tally


async def _forwarded(house: House, prose: list[Place], rng: random.Random, most: int) -> list[Place]:
    """Return places whose plain text reaches the provider: a skip in a place that is refused anyway proves nothing."""
    found = []
    for place in rng.sample(prose, most):
        _, sent = await house.ask(place.endpoint, place.planted("repère sans rien de personnel"))
        if any("repère sans rien".encode() in body for body in sent):
            found.append(place)
    return found


def main() -> None:
    """Run and publish. Ends with status 1 below the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--dry", action="store_true", help="print, and write no result")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = asyncio.run(run(Path(folder), args.count))
    told = {
        "skips": args.count,
        "stopped": dict(tally.stopped),
        "left": dict(tally.left),
        "not_read_there": tally.unsent,
        "share_of_known_or_proven_stopped": round(tally.share(), 5),
        "target": TARGET,
        "missed": tally.missed[:50],
    }
    rows = [
        ("skips seeded", args.count),
        ("of a value known elsewhere: stopped, left", f"{tally.stopped['known']}, {tally.left['known']}"),
        ("of a value with a checksum: stopped, left", f"{tally.stopped['proven']}, {tally.left['proven']}"),
        ("known or proven, stopped", f"{tally.share():.2%}"),
        ("of another value: stopped, left (not promised)", f"{tally.stopped['other']}, {tally.left['other']}"),
    ]
    print(json.dumps(tally.missed, indent=1))
    publish("campaign-gate", "Fault seeding of the egress gate", "make campaign-gate", told, rows, write=not args.dry)
    raise SystemExit(0 if tally.share() >= TARGET else 1)


if __name__ == "__main__":
    main()
