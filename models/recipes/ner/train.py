"""Train a design on a set that corpus.py wrote, on one core, in a number of steps that makes the same weights again.

python -m models.recipes.ner.train TRAIN.jsonl OUT [--design 64x4] [--steps 1500] [--check CHECK.jsonl]

Words are numbered once, so that a batch is embedded word by word and not place by place; no spaCy Example is made.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Adam, fix_random_seed

from gateway.detect.tagger import FACTORY, TAGS, Tagger
from models.recipes.ner.designs import BEST, DESIGNS
from models.recipes.ner.network import THEME_TAGS, network
from models.recipes.ner.tokens import blank

BATCH_WORDS, PAD = 3_000, 4
RATE, WARM = 0.003, 0.04
HIDDEN_FORM, HIDDEN_LEXICON, HIDDEN_CHARACTERS = 0.14, 0.06, 0.04
UNKNOWN = 1
"""Stands for a feature that is hidden in training, so that the others learn to do without."""

STRANGE = 0.05
"""Share of the words whose form and letters are drawn by chance, as those of a word never met are."""

CAUTION = 1.9
"""Added to the score of "no name": the sets hold more names than the mail of a town hall."""

FREQUENT = 4_000
Numbers = NDArray[np.int64]


class Texts:
    """A set as numbers: ``words``, ``tags`` and ``said`` of its documents, ``ends`` of each, what each number means."""

    def __init__(self, nlp: Language, rows: list[dict[str, Any]]) -> None:
        self.numbers: dict[str, int] = {"\n": 0}
        words, tags, said, self.ends = [], [], [], []
        for row in rows:
            doc = nlp.make_doc(row["text"])
            words += [self.numbers.setdefault(token.text, len(self.numbers)) for token in doc]
            tags += gold(doc, row["spans"])
            said += gold(doc, row["spans"], THEME_TAGS)
            self.ends.append(len(words))
        self.words, self.tags, self.said = np.array(words), np.array(tags), np.array(said)

    def batches(self, rng: np.random.Generator) -> Iterator[Numbers]:
        """Yield about BATCH_WORDS words with both classes, without end; line ends stand between two documents."""
        begins = [0, *self.ends[:-1]]
        table = np.vstack((self.words, self.tags, self.said))
        pad = np.zeros((len(table), PAD), dtype=np.int64)
        parts: list[Numbers] = []
        size = 0
        while True:
            for at in rng.permutation(len(begins)).tolist():
                parts += [table[:, begins[at] : self.ends[at]], pad]
                size += self.ends[at] - begins[at] + PAD
                if size >= BATCH_WORDS:
                    yield np.hstack(parts)
                    parts, size = [], 0

    def frequent(self) -> list[str]:
        """Return the commonest words, without spaces inside."""
        counts = np.bincount(self.words, minlength=len(self.numbers))
        spelt = list(self.numbers)
        best = [spelt[at] for at in np.argsort(-counts, kind="stable").tolist() if spelt[at].split() == [spelt[at]]]
        return best[:FREQUENT]


def gold(doc: Doc, spans: Iterable[Sequence[Any]], classes: Sequence[str] = TAGS) -> list[int]:
    """Return the class of each word; a word that a span touches is in it, the first span of two wins."""
    tags = [0] * len(doc)
    for start, end, label in sorted(spans):
        if f"B-{label}" not in classes:
            continue
        span = doc.char_span(start, end, alignment_mode="expand")
        begin = classes.index(f"B-{label}")
        if span is not None and not any(tags[span.start : span.end]):
            tags[span.start : span.end] = [begin, *([begin + 1] * (len(span) - 1))]
    return tags


def _hidden(read: NDArray[np.uint64], rng: np.random.Generator, *, blind: bool) -> NDArray[np.uint64]:
    """Return features some of which are hidden, so that none is relied upon alone."""
    out = read.copy()
    strange = rng.random(len(out)) < STRANGE
    out[strange, :3] = rng.integers(2, 2**32, (int(strange.sum()), 3), dtype=np.uint64)
    out[rng.random(len(out)) < HIDDEN_FORM, 0] = UNKNOWN
    out[rng.random(len(out)) < HIDDEN_LEXICON, 4] = UNKNOWN
    characters = rng.random(len(out)) < HIDDEN_CHARACTERS
    out[characters, 1:3] = UNKNOWN
    if blind:
        out[:, 4] = UNKNOWN
    return out


def train(design: str, rows: list[dict[str, Any]], steps: int, seed: int = 7) -> Language:
    """Train for ``steps`` batches; the rate warms up, then falls to nothing."""
    fix_random_seed(seed)
    rng = np.random.default_rng(seed)
    settings = dict(DESIGNS[design])
    blind = settings.pop("blind", False)
    nlp = blank()
    tagger = nlp.add_pipe(FACTORY)
    assert isinstance(tagger, Tagger)
    learner = network(**settings)
    texts = Texts(blank(), rows)  # of its own: no word of the set stays in the vocabulary that is kept
    read = tagger.read(texts.numbers)
    print(f"{len(texts.words):,} words, {len(read):,} forms", flush=True)
    optimiser = Adam(RATE, L2=1e-6, grad_clip=1.0)
    words, losses, told = 0, 0.0, 0
    for step, (batch, *tags) in enumerate(islice(texts.batches(rng), steps)):
        done = step / steps
        optimiser.learn_rate = RATE * min(1.0, done / WARM, 1.02 - done)
        losses += learner.learn(_hidden(read[batch], rng, blind=blind), tags, optimiser)
        words += len(batch)
        if step % 200 == 199:
            print(f"step {step + 1} words {words:,} loss {losses / (words - told):.4f}", flush=True)
            losses, told = 0.0, words
    *layers, bias = learner.arrays()
    bias[0] += CAUTION
    tagger.learnt([*layers, bias], texts.frequent())
    return nlp


def check(nlp: Language, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return recall and precision of the persons' words in rows that were not trained on."""
    found = right = wanted = 0
    for row in rows:
        doc = nlp(row["text"])
        tags = [t in (1, 2) for t in gold(doc, row["spans"])]
        seen = [t.ent_type_ == "PER" for t in doc]
        wanted, found = wanted + sum(tags), found + sum(seen)
        right += sum(a and b for a, b in zip(tags, seen, strict=True))
    return {"recall": right / max(wanted, 1), "precision": right / max(found, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--design", default=BEST)
    parser.add_argument("--steps", type=int, default=1_500)
    parser.add_argument("--check", type=Path)
    args = parser.parse_args()
    nlp = train(args.design, _read(args.rows), args.steps)
    nlp.meta.update(name="passerelle_noms", version="1.2.0", spacy_version=">=3.8,<4")
    args.out.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(args.out, exclude=["vocab"])
    if args.check:
        print(check(nlp, _read(args.check)))


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
