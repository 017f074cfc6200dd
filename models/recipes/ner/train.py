"""Train a design on a set that corpus.py wrote, on one core, within a limit of CPU seconds.

python -m models.recipes.ner.train TRAIN.jsonl OUT [--design hash-96x4] [--seconds 780] [--check CHECK.jsonl]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam

from models.recipes.ner.designs import FINE_TUNED, pipeline

BATCH_WORDS = 1_800
RATE, FINE_RATE, WARM = 0.002, 0.0007, 0.04
UNUSED = ["tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter", "tagger"]
LABELS = ("PER", "LOC", "ORG", "MISC")


def gold(nlp: Language, row: dict[str, Any]) -> Doc:
    """Return the document with its spans; a span that shares a token with another is dropped."""
    doc = nlp.make_doc(row["text"])
    spans = [doc.char_span(start, end, label, alignment_mode="expand") for start, end, label in row["spans"]]
    doc.set_ents(spacy.util.filter_spans([s for s in spans if s is not None and s.text.strip()]))
    return doc


def batches(nlp: Language, rows: list[dict[str, Any]], rng: random.Random) -> Iterator[list[Example]]:
    """Yield batches of about BATCH_WORDS tokens, without end, in a new order each time round."""
    batch: list[Example] = []
    size = 0
    while True:
        rng.shuffle(rows)
        for row in rows:
            doc = gold(nlp, row)
            batch.append(Example(nlp.make_doc(row["text"]), doc))
            size += len(doc)
            if size >= BATCH_WORDS:
                yield batch
                batch, size = [], 0


def start(design: str, rows: list[dict[str, Any]]) -> tuple[Language, Adam]:
    """Return the pipeline and its optimiser, ready for updates."""
    if design in FINE_TUNED:
        nlp = spacy.load(design, exclude=UNUSED)
        return nlp, nlp.resume_training()
    nlp = pipeline(design)
    for label in LABELS:
        nlp.get_pipe("ner").add_label(label)
    return nlp, nlp.initialize(lambda: [Example(nlp.make_doc(r["text"]), gold(nlp, r)) for r in rows[:300]])


def train(design: str, rows: list[dict[str, Any]], seconds: float, seed: int = 7) -> Language:
    """Train for ``seconds`` of CPU; the rate warms up, then falls to nothing."""
    fix_random_seed(seed)
    nlp, optimiser = start(design, rows)
    highest = FINE_RATE if design in FINE_TUNED else RATE
    begun, words, losses, told = time.process_time(), 0, 0.0, 0
    for step, batch in enumerate(batches(nlp, rows, random.Random(seed))):
        done = (time.process_time() - begun) / seconds
        if done >= 1:
            break
        optimiser.learn_rate = highest * min(1.0, done / WARM, 1.02 - done)
        losses += nlp.update(batch, sgd=optimiser, drop=0.1)["ner"]
        words += sum(len(e.reference) for e in batch)
        if step % 200 == 199:
            print(
                f"{done:5.0%} step {step + 1} words {words:,} loss per word {losses / (words - told):.4f}", flush=True
            )
            losses, told = 0.0, words
    return nlp


def check(nlp: Language, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return spaCy's scores on rows that were not trained on."""
    scores = nlp.evaluate([Example(nlp.make_doc(r["text"]), gold(nlp, r)) for r in rows])
    return {"speed": scores["speed"], **{k: v["f"] for k, v in scores["ents_per_type"].items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--design", default="hash-96x4")
    parser.add_argument("--seconds", type=float, default=780)
    parser.add_argument("--check", type=Path)
    args = parser.parse_args()
    nlp = train(args.design, _read(args.rows), args.seconds)
    nlp.meta["name"], nlp.meta["version"] = "passerelle_noms", "1.0.0"
    nlp.to_disk(args.out)
    if args.check:
        print(check(nlp, _read(args.check)))


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
