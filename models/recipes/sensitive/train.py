"""Train what reads sensitive phrases, on the sentences of ``sentences/``, in steps that make the same weights again.

python -m models.recipes.sensitive.train OUT [--design 64x3] [--steps 1500] [--without a1]      (make model-phrases)

Every sentence is invented and marked by hand: ⟦KIND|phrase⟧, " ⏎ " for the end of a line. ``--without`` leaves one
author out and scores the weights on his sentences. Prose of the service-public sheets (../ner/prose.py) says nothing of
anybody, and is learnt as that.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from thinc.api import (
    Adam,
    HashEmbed,
    Linear,
    Maxout,
    Model,
    Softmax,
    chain,
    clone,
    concatenate,
    expand_window,
    fix_random_seed,
    residual,
)

from gateway.detect.phrase_tagger import FEATURES, KINDS, TAGS, PhraseTagger, Vectors, features, save
from gateway.detect.tagger import SEED, Floats, Ids
from models.recipes.ner.names import plain
from models.recipes.ner.network import flat
from models.recipes.ner.tokens import blank
from models.recipes.ner.train import gold

SENTENCES = Path(__file__).parent / "sentences"
PROSE = Path(__file__).parents[1] / "ner" / "data" / "prose.txt.gz"
PARAGRAPHS = 1_500
DESIGNS = {"64x3": (64, 3, 2), "64x3x3": (64, 3, 3), "96x3": (96, 3, 3)}
"""Width, depth, and pieces of a number: a window more sees a word more on each side."""
ROWS, PROJECTED = (6_000, 3_000, 3_000, 500), 128
BATCH_WORDS, PAD, RATE, WARM = 2_500, 4, 0.002, 0.05
DROPOUT = 0.2
HIDDEN_FORM, HIDDEN_ENDS, HIDDEN_VECTOR = 0.3, 0.08, 0.08
UNKNOWN = 1
_MARK = re.compile(r"⟦([A-Z]+)\|([^⟧]*)⟧")
Span = tuple[int, int, str]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Text:
    """A text as numbers, a row or a number a word."""

    features: Ids
    places: NDArray[np.int32]
    tags: Numbers


def read(line: str) -> tuple[str, list[Span]]:
    """Return the text of a marked line, and its spans."""
    text, at = "", 0
    spans: list[Span] = []
    line = re.sub(r" ?⏎ ?", "\n", line.strip())
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        at = mark.end()
    return text + line[at:], spans


def author(path: Path) -> list[tuple[str, list[Span]]]:
    """Return what one author wrote."""
    return [read(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def cased(rows: Sequence[tuple[str, list[Span]]], rng: random.Random) -> list[tuple[str, list[Span]]]:
    """Return the rows, a third of them once more in lower case, in capitals or without accents."""
    ways = ((0.15, str.lower), (0.27, str.upper), (0.35, lambda text: plain(text).lower()))
    out = list(rows)
    for text, spans in rows:
        drawn = rng.random()
        change = next((way for share, way in ways if drawn < share), None)
        if change and len(other := change(text)) == len(text):
            out.append((other, spans))
    return out


def numbered(rows: Sequence[tuple[str, list[Span]]], vectors: Vectors) -> list[Text]:
    """Return texts as the network reads them."""
    nlp, out = blank(), []
    for text, spans in rows:
        doc = nlp.make_doc(text)
        words = [token.text for token in doc]
        if words:
            read_as = np.array([features(word) for word in words], dtype=np.uint64)
            out.append(Text(read_as, vectors.places(words), np.array(gold(doc, spans, TAGS))))
    return out


class Network:
    """What is learnt: tables, projection of the vectors, mixing layer, and the reader of windows."""

    def __init__(self, width: int, depth: int, pieces: int) -> None:
        half = width // 2
        self.tables = concatenate(*(HashEmbed(half, n, column=at, seed=SEED + at) for at, n in enumerate(ROWS)))
        self.projection = Linear(PROJECTED, 300)
        self.mix = Maxout(width, half * FEATURES + PROJECTED, nP=3, normalize=True, dropout=DROPOUT)
        layer = Maxout(width, width * 3, nP=pieces, normalize=True, dropout=DROPOUT)
        self.reader = chain(clone(residual(chain(expand_window(1), layer)), depth), Softmax(len(TAGS), width))
        self.tables.initialize(X=np.ones((2, FEATURES), dtype=np.uint64))
        self.projection.initialize(X=np.zeros((2, 300), dtype=np.float32))
        self.mix.initialize(X=np.zeros((2, half * FEATURES + PROJECTED), dtype=np.float32))
        self.reader.initialize(X=np.zeros((2, width), dtype=np.float32))

    @property
    def parts(self) -> tuple[Model[Floats, Floats], ...]:
        """The learners, in the order of the weights."""
        return self.tables, self.projection, self.mix, self.reader

    def learn(self, read_as: Ids, vectors: Floats, tags: Numbers, optimiser: Adam) -> float:
        """Learn one batch and return the sum of its losses."""
        hashed, back_tables = self.tables.begin_update(read_as)
        projected, back_projection = self.projection.begin_update(vectors)
        mixed, back_mix = self.mix.begin_update(np.hstack([hashed, projected]))
        scores, back_reader = self.reader.begin_update(mixed)
        at = np.arange(len(tags))
        loss = float(-np.log(np.maximum(scores[at, tags], 1e-9)).sum())
        slope = scores.copy()
        slope[at, tags] -= 1
        back = back_mix(back_reader(slope / len(tags) * 100))
        back_tables(np.ascontiguousarray(back[:, : hashed.shape[1]]))
        back_projection(np.ascontiguousarray(back[:, hashed.shape[1] :]))
        for part in self.parts:
            part.finish_update(optimiser)
        return loss

    def arrays(self) -> list[Floats]:
        """Return the weights in the order that PhraseTagger takes."""
        found: list[Floats] = []
        kinds = {"hashembed": "E", "linear": "Wb", "maxout": "Wb", "layernorm": "Gb", "softmax": "Wb"}
        for part in self.parts:
            for node in part.walk(order="dfs_pre"):
                names = kinds.get(node.name, "")
                found += [flat(node.get_param(name), is_table=name in "EW") for name in names]
        return found


def train(texts: Sequence[Text], rows: Floats, design: str, steps: int, seed: int) -> Network:
    """Train for ``steps`` batches; the rate warms up, then falls to nothing. rows: the vectors, the last of no word."""
    fix_random_seed(seed)
    rng = np.random.default_rng(seed)
    learner, optimiser = Network(*DESIGNS[design]), Adam(RATE, L2=1e-5, grad_clip=1.0)
    pad = Text(np.ones((PAD, FEATURES), np.uint64), np.full(PAD, -1, np.int32), np.zeros(PAD, np.int64))
    order: list[int] = []
    losses = words = 0.0
    began = time.process_time()
    for step in range(steps):
        batch: list[Text] = []
        while sum(len(text.tags) for text in batch) < BATCH_WORDS:
            order = order or rng.permutation(len(texts)).tolist()
            batch += [texts[order.pop()], pad]
        read_as = np.concatenate([text.features for text in batch])
        places = np.concatenate([text.places for text in batch])
        tags = np.concatenate([text.tags for text in batch])
        # some features are hidden, so that none is relied upon alone
        read_as[rng.random(len(tags)) < HIDDEN_FORM, 0] = UNKNOWN
        read_as[rng.random(len(tags)) < HIDDEN_ENDS, 1:3] = UNKNOWN
        places[rng.random(len(tags)) < HIDDEN_VECTOR] = -1
        done = step / steps
        optimiser.learn_rate = RATE * min(1.0, done / WARM, 1.02 - done)
        losses += learner.learn(read_as, rows[places], tags, optimiser)
        words += len(tags)
        if step % 100 == 99:
            print(f"step {step + 1} loss {losses / words:.4f} {time.process_time() - began:.0f} s of CPU", flush=True)
            losses = words = 0.0
    return learner


def scored(tagger: PhraseTagger, rows: Sequence[tuple[str, list[Span]]], least: float) -> dict[str, float]:
    """Return how many phrases are found whole, how much of what is found is right, and innocent rows touched."""
    nlp = blank()
    whole = wanted = right = found = touched = innocent = 0
    for text, spans in rows:
        doc = nlp.make_doc(text)
        tags = gold(doc, spans, TAGS)
        seen = [0] * len(doc)
        for (first, end, _), sure in tagger.read_text([token.text for token in doc])[0]:
            seen[first:end] = [int(sure >= least)] * (end - first)
        right += sum(1 for a, b in zip(tags, seen, strict=True) if a and b)
        found += sum(seen)
        for start, end, _kind in spans:
            span = doc.char_span(start, end, alignment_mode="expand")
            wanted += 1
            whole += span is not None and all(seen[span.start : span.end])
        innocent += not spans
        touched += not spans and any(seen)
    return {
        "whole": round(whole / max(1, wanted), 3),
        "precision": round(right / max(1, found), 3),
        "innocent_touched": round(touched / max(1, innocent), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--design", default="64x3", choices=DESIGNS)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--without", default="")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    files = sorted(SENTENCES.glob("*.txt"))
    rows = [row for file in files if file.stem != args.without for row in author(file)]
    prose = gzip.decompress(PROSE.read_bytes()).decode("utf-8").splitlines()
    rng.shuffle(prose)
    vectors = Vectors()
    texts = numbered([*cased(rows, rng), *((text, []) for text in prose[:PARAGRAPHS])], vectors)
    print(f"{len(rows):,} items, {sum(len(text.tags) for text in texts):,} words", flush=True)
    rows_of = np.vstack([vectors.rows, np.zeros((1, 300), dtype=np.float32)])
    arrays = train(texts, rows_of, args.design, args.steps, args.seed).arrays()
    save(arrays, args.out)
    if args.without:
        tagger = PhraseTagger(arrays, vectors)
        for least in (0.3, 0.5, 0.7, 0.9):
            print(args.design, args.without, least, scored(tagger, author(SENTENCES / f"{args.without}.txt"), least))
    print({kind: sum(span[2] == kind for _, spans in rows for span in spans) for kind in KINDS})


if __name__ == "__main__":
    main()
