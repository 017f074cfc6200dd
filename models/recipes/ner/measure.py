"""Measure NER models alone (no rules): leak, precision, over-masking, fairness, speed, load, memory, size.

python -m models.recipes.ner.measure MODEL... [--dev dev.spans.jsonl] [--clean rgpd_clean.jsonl] [--press ...]

A model is a package or a folder. Prints a Markdown table for models/ner/MODEL.md. The corpora measure only.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from gateway.detect import tagger  # registers the component
from models.recipes.ner.names import MODELS

PERSON = ("PERSON", "PER")
UNUSED = ["tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter", "tagger"]
assert tagger.FACTORY


def load(model: str) -> Language:
    """Load ``ner`` alone."""
    nlp = spacy.load(model, exclude=[*UNUSED])
    nlp.max_length = 10_000_000
    return nlp


def persons(nlp: Language, text: str) -> list[tuple[int, int]]:
    """Return the spans that the model takes for persons."""
    return [(e.start_char, e.end_char) for e in nlp(text).ents if e.label_ in PERSON]


def corpus(nlp: Language, path: Path) -> dict[str, float]:
    """Return leak per entity and per character, precision at half overlap, and over-masking of ``keep`` strings."""
    count: dict[str, int] = defaultdict(int)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, found = row["text"], persons(nlp, row["text"])
        masked, gold = (
            _mask(len(text), found),
            _mask(len(text), [(s["start"], s["end"]) for s in row["spans"] if s["label"] in PERSON]),
        )
        for span in row["spans"]:
            if span["label"] in PERSON:
                letters = [i for i in range(span["start"], span["end"]) if text[i].isalnum()]
                count["entities"] += 1
                count["leaked"] += any(not masked[i] for i in letters)
                count["letters"] += len(letters)
                count["bare"] += sum(not masked[i] for i in letters)
        count["found"] += len(found)
        count["right"] += sum(2 * sum(gold[a:b]) >= b - a for a, b in found)
        for keep in row.get("keep", ()):
            places = re.finditer(r"(?<!\w)" + re.escape(keep) + r"(?!\w)", text)
            count["keep"] += 1
            count["touched"] += any(any(masked[m.start() : m.end()]) for m in places)
    return {
        "leak": _share(count["leaked"], count["entities"]), "leak_chars": _share(count["bare"], count["letters"]),
        "precision": _share(count["right"], count["found"]), "touched": _share(count["touched"], count["keep"]),
    }  # fmt: skip


def fairness(nlp: Language) -> dict[tuple[str, str], float]:
    """Return the PERSON leak for each origin and casing of the generated set."""
    from gateway.detect.fairness import cases

    seen: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for case in cases(MODELS / "evaluation" / "fairness.yaml"):
        masked = _mask(len(case.text), persons(nlp, case.text))
        seen[case.origin, case.casing].append(any(c.isalnum() and not masked[i] for i, c in case.letters()))
    return {key: sum(leaks) / len(leaks) for key, leaks in seen.items()}


def speed(nlp: Language, path: Path) -> float:
    """Return characters a second on business prose, in texts of about 4,000 characters."""
    text = "\n\n".join(json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines())
    texts = [text[i : i + 4_000] for i in range(0, 80_000, 4_000)]
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        for part in texts:
            with nlp.memory_zone():
                nlp(part)
        best = max(best, 80_000 / (time.process_time() - begun))
    return best


def costs(model: str) -> dict[str, float]:
    """Return load seconds and resident megabytes of a fresh process, and megabytes on disk."""
    code = "import sys; from models.recipes.ner import measure; measure.probe(sys.argv[1])"
    run = subprocess.run([sys.executable, "-c", code, model], capture_output=True, text=True, check=True)  # noqa: S603
    seconds, megabytes = map(float, run.stdout.split()[-2:])
    folder = Path(load(model).path)
    return {
        "load": seconds,
        "memory": megabytes,
        "size": sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6,
    }


def probe(model: str) -> None:
    """Print load seconds (spaCy itself imported before) and resident megabytes after a first text."""
    begun = time.process_time()
    nlp = load(model)
    nlp("Bonjour, je suis Marie Dupont.")
    resident = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
    print(time.process_time() - begun, int(resident[1]) / 1024 if resident else float("nan"))


def _mask(length: int, spans: list[tuple[int, int]]) -> list[bool]:
    mask = [False] * length
    for start, end in spans:
        mask[start:end] = [True] * (end - start)
    return mask


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def row(model: str, paths: dict[str, Path]) -> dict[str, Any]:
    """Return every figure of one model."""
    nlp = load(model)
    figures: dict[str, Any] = {"model": Path(model).name}
    for name, path in paths.items():
        figures |= {f"{name} {key}": value for key, value in corpus(nlp, path).items() if value == value}
    by = fairness(nlp)
    for casing in ("normal", "lower", "upper"):
        leaks = {origin: leak for (origin, c), leak in by.items() if c == casing}
        worst = max(leaks, key=lambda o: leaks[o])
        figures[f"fair {casing}"] = sum(leaks.values()) / len(leaks)
        figures[f"fair {casing} worst"] = f"{100 * leaks[worst]:.1f} ({worst})"
    return (
        figures | {"chars/s": f"{speed(nlp, paths['clean']):,.0f}"} | {k: f"{v:.2f}" for k, v in costs(model).items()}
    )


def table(rows: list[dict[str, Any]]) -> str:
    """Return the figures as a Markdown table, a model a column; shares in per cent."""
    lines = ["| % unless said | " + " | ".join(r["model"] for r in rows) + " |", "|---" * (len(rows) + 1) + "|"]
    for key in list(rows[0])[1:]:
        cells = [f"{100 * r[key]:.1f}" if isinstance(r[key], float) else str(r[key]) for r in rows]
        lines.append(f"| {key} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--dev", type=Path, default=MODELS / "evaluation" / "dev.spans.jsonl")
    parser.add_argument("--clean", type=Path)
    parser.add_argument("--press", type=Path)
    args = parser.parse_args()
    paths = {name: p for name, p in (("dev", args.dev), ("clean", args.clean), ("press", args.press)) if p}
    print(table([row(model, paths) for model in args.models]))


if __name__ == "__main__":
    main()
