"""Write the training and check sets: JSON lines of {"text", "spans": [[start, end, label], ...]}.

python -m models.recipes.ner.corpus OUT [--documents N] [--communes CSV] [--seed S]
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.recipes.ner.grammar import Grammar, Piece
from models.recipes.ner.neutral import paragraphs, peopled, silver
from models.recipes.ner.noise import noisy, scrambled

PERSONS, TEMPLATES, PROSE, PEOPLED = 0.52, 0.17, 0.21, 0.10
SCRAMBLED = 0.35


def record(pieces: list[Piece]) -> dict[str, Any]:
    """Return text and spans; neighbouring parts of one name become one span."""
    text, spans = "", []
    for part, label in pieces:
        start, end = len(text), len(text) + len(part)
        text += part
        clean = part.strip()
        if not label or not clean:
            continue
        start += len(part) - len(part.lstrip())
        end = start + len(clean)
        if spans and label == "PER" == spans[-1][2] and text[spans[-1][1] : start] == " ":
            spans[-1][1] = end
        else:
            spans.append([start, end, label])
    return {"text": text, "spans": spans}


def documents(
    count: int, prose: list[list[Piece]], seed: int, communes: list[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Draw ``count`` documents in the shares above."""
    rng = random.Random(seed)
    grammar = Grammar(rng, communes)
    for _ in range(count):
        kind = rng.choices(
            ("persons", "neutral", "prose", "peopled"),
            (PERSONS, TEMPLATES, PROSE, PEOPLED),
        )[0]
        if kind in ("prose", "peopled"):
            pieces = rng.choice(prose)
            pieces = peopled(pieces, grammar, rng) if kind == "peopled" else pieces
        else:
            pieces = grammar.document(rng.choice(grammar.with_persons if kind == "persons" else grammar.neutral))
        if rng.random() < SCRAMBLED:
            pieces = scrambled(pieces, rng, grammar.names.words, rng.choice((0.1, 0.2, 0.4)))
        yield record(noisy(pieces, rng))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=60_000)
    parser.add_argument("--communes", type=Path, help="CSV with a column nom: INSEE, code officiel geographique")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    communes = [row["nom"] for row in csv.DictReader(args.communes.open(encoding="utf-8"))] if args.communes else None
    with args.out.open("w", encoding="utf-8") as out:
        for row in documents(args.documents, silver(paragraphs()), args.seed, communes):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
