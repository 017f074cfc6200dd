"""Write the training and check sets: JSON lines of {"text", "spans": [[start, end, label], ...]}.

python -m models.recipes.ner.corpus OUT [--documents N] [--communes CSV] [--seed S]
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from gateway.detect.recognizers.sensitive import LITTLE, phrases
from models.recipes.ner.grammar import THEMES, Grammar, Piece
from models.recipes.ner.names import held_out, plain
from models.recipes.ner.neutral import paragraphs, peopled, silver
from models.recipes.ner.noise import noisy, scrambled

SHARES = {"persons": 0.40, "neutral": 0.17, "prose": 0.16, "peopled": 0.07, "themes": 0.20}
UNTOLD = ("persons", "peopled")
"""Kinds of documents where a sensitive phrase may stand that is not marked: the lexicons mark it (silver labels)."""
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


def lexical(pieces: list[Piece]) -> list[Piece]:
    """Mark what the lexicons find outside the labels."""
    marks: dict[int, str] = {}
    for phrase in phrases("".join(text for text, _ in pieces)):
        if phrase.label in THEMES.values() and phrase.weight > LITTLE:
            marks |= dict.fromkeys(range(phrase.start, phrase.end), phrase.label)
    out: list[Piece] = []
    at = 0
    for text, label in pieces:
        if label:
            out.append((text, label))
        else:
            runs = groupby(range(len(text)), key=lambda i: marks.get(at + i, ""))  # read at once
            out += [("".join(text[i] for i in run), mark) for mark, run in runs]
        at += len(text)
    return out


def is_held_out(row: dict[str, Any], held: set[str]) -> bool:
    """Whether a person of ``row`` bears, by chance, a name kept for the fairness set: made up, or a French word."""
    for start, end, label in row["spans"]:
        words = plain(row["text"][start:end]).lower().replace("-", " ").split() if label == "PER" else []
        if any(" ".join(words[i : i + size]) in held for size in (1, 2, 3) for i in range(len(words))):
            return True
    return False


def documents(
    count: int, prose: list[list[Piece]], seed: int, communes: list[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Draw ``count`` documents in the shares above, less the few that hold a name of the fairness set."""
    rng = random.Random(seed)
    held = {name.replace("-", " ") for name in held_out()}
    grammar = Grammar(rng, communes)
    templates = {"persons": grammar.with_persons, "neutral": grammar.neutral, "themes": grammar.themes}
    for _ in range(count):
        kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
        if kind in ("prose", "peopled"):
            pieces = rng.choice(prose)
            pieces = peopled(pieces, grammar, rng) if kind == "peopled" else pieces
        else:
            pieces = grammar.document(rng.choice(templates[kind]))
        if kind in UNTOLD:
            pieces = lexical(pieces)
        if rng.random() < SCRAMBLED:
            pieces = scrambled(pieces, rng, grammar.names.words, rng.choice((0.1, 0.2, 0.4)))
        row = record(noisy(pieces, rng))
        if not is_held_out(row, held):
            yield row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=96_000)
    parser.add_argument("--communes", type=Path, help="CSV with a column nom: INSEE, code officiel geographique")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    communes = [row["nom"] for row in csv.DictReader(args.communes.open(encoding="utf-8"))] if args.communes else None
    with args.out.open("w", encoding="utf-8") as out:
        for row in documents(args.documents, silver(paragraphs()), args.seed, communes):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
