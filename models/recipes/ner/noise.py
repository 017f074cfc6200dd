"""How people really type: lower case without accents, capitals, no punctuation, OCR errors, broken lines."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from models.recipes.ner.grammar import Piece
from models.recipes.ner.names import plain

LOOKALIKES = {
    "O": "0",
    "o": "0",
    "l": "1",
    "I": "l",
    "i": "1",
    "m": "rn",
    "rn": "m",
    "S": "5",
    "e": "c",
    "é": "e",
    "à": "a",
    "B": "8",
}


def _all(change: Callable[[str], str]) -> Callable[[list[Piece], random.Random], list[Piece]]:
    return lambda pieces, _: [(change(text), label) for text, label in pieces]


def _persons(change: Callable[[str], str], share: float) -> Callable[[list[Piece], random.Random], list[Piece]]:
    def apply(pieces: list[Piece], rng: random.Random) -> list[Piece]:
        return [(change(t) if label == "PER" and rng.random() < share else t, label) for t, label in pieces]

    return apply


def unpunctuated(text: str) -> str:
    """Return ``text`` as dictated: lower case, no marks but apostrophes, one line."""
    return re.sub(r"[^\w\s'’@-]|_", "", text.lower()).replace("\n", " ")


def hurried(text: str) -> str:
    """Return ``text`` in lower case without accents, apostrophes lost."""
    return plain(text).lower().replace("'", "").replace("’", " ")


def scanned(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """Mistake a letter for its look-alike here and there, drop accents, break lines."""

    def spoil(text: str) -> str:
        return "".join(LOOKALIKES.get(c, c) if rng.random() < 0.05 else c for c in text)

    return wrapped([(spoil(text), label) for text, label in pieces], rng)


def mistyped(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """Drop, double or swap a letter here and there."""

    def slip(text: str) -> str:
        if len(text) < 4 or rng.random() > 0.25:
            return text
        i = rng.randrange(1, len(text) - 1)
        return rng.choice(
            (text[:i] + text[i + 1 :], text[:i] + text[i] + text[i:], text[:i] + text[i + 1] + text[i] + text[i + 2 :])
        )

    return [("".join(slip(w) for w in re.split(r"(\s+)", text)), label) for text, label in pieces]


def wrapped(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """Break lines where a space was, also inside a name."""
    return [(re.sub(" ", lambda _: "\n" if rng.random() < 0.08 else " ", text), label) for text, label in pieces]


def scrambled(pieces: list[Piece], rng: random.Random, words: list[str], share: float = 0.2) -> list[Piece]:
    """Put any French word in the place of one in five outside the labels: contexts are not to be learnt by heart."""

    def other(match: re.Match[str]) -> str:
        if rng.random() > share:
            return match[0]
        word = rng.choice(words)
        return word.upper() if match[0].isupper() else word.capitalize() if match[0][0].isupper() else word

    return [(text if label else re.sub(r"[^\W\d_]{3,}", other, text), label) for text, label in pieces]


def _same(pieces: list[Piece], _: random.Random) -> list[Piece]:
    return pieces


NOISES: tuple[tuple[float, Callable[[list[Piece], random.Random], list[Piece]]], ...] = (
    (38, _same),
    (6, _persons(str.lower, 1)),
    (5, _persons(hurried, 0.6)),
    (5, _persons(str.upper, 1)),
    (12, _all(str.lower)),
    (9, _all(hurried)),
    (12, _all(lambda t: plain(t).lower())),
    (6, _all(str.upper)),
    (3, _all(lambda t: plain(t).upper())),
    (3, _all(plain)),
    (3, _all(unpunctuated)),
    (2, scanned),
    (1.5, mistyped),
    (3, wrapped),
)


def noisy(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """Write a document the way one writer in two does."""
    change = rng.choices([c for _, c in NOISES], [share for share, _ in NOISES])[0]
    return [(text, label) for text, label in change(pieces, rng) if text]
