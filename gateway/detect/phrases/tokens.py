"""French words as tokens: one pass, with the exact place of each, and a key that forgets case, accent, plural
and feminine.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

BREAK = "\n\n"
"""The token that stands for the end of a sentence-like unit: an empty line, a list item, a table cell."""

_TOKEN = re.compile(
    r"\n(?:[ \t\r]*\n)+[ \t]*|\n[ \t]*(?:[-*•–|>#]|\d{1,2}[.)](?=\s))|\n"
    r"|\t|(?<!\w)(?:[^\W\d_]\.){2,6}(?:[^\W\d_](?!\w))?"
    r"|(?:\b(?:[ldjsmtnc]|qu|jusqu|lorsqu|puisqu)['’´`])"
    r"|\d+(?:[.,]\d+)*|[^\W\d_]+(?:\d\w*)?|[^\w\s]",
    re.IGNORECASE,
)
_GLUE = frozenset("-‐‑­")
_FOLDS = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "´": "'", "`": "'", "ß": "ss"})
_FINALS = (
    ("euse", "eu"),
    ("trice", "teur"),
    ("iv", "if"),
    ("nn", "n"),
    ("ll", "l"),
    ("tt", "t"),
    ("ss", "s"),
)


class Tokens(NamedTuple):
    """The tokens of a text, as parallel lists: raw forms, start and end offsets, and "stands on a new line"."""

    raw: list[str]
    start: list[int]
    end: list[int]
    wrapped: list[bool]


def tokenise(text: str) -> Tokens:
    """Split a text. A hyphen inside a word is dropped, so that ``burn-out`` and ``burn out`` are the same tokens."""
    tokens = Tokens([], [], [], [])
    wrapped = False
    for match in _TOKEN.finditer(text):
        raw, start, end = match[0], match.start(), match.end()
        if raw == "\t":
            raw = BREAK
        elif raw[0] == "\n":
            if len(raw.rstrip(" \t")) == 1 and "\t" not in text[end : end + 60].partition("\n")[0]:
                wrapped = True
                continue
            raw = BREAK
        elif "." in raw and raw[0].isalpha():
            raw = raw.replace(".", "")  # "R.S.A."
        elif raw in _GLUE and _inside_word(text, start):
            continue
        tokens.raw.append(raw)
        tokens.start.append(start)
        tokens.end.append(end)
        tokens.wrapped.append(wrapped)
        wrapped = False
    return tokens


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()


def fold(word: str) -> str:
    """Lower-case, without accents or ligatures."""
    plain = word.translate(_FOLDS).lower()
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def key(word: str) -> str:
    """The form under which a word is looked up: folded, plural and feminine undone from four letters on."""
    word = unicodedata.normalize("NFC", word.translate(_FOLDS).lower())
    if len(word) < 4:
        return fold(word)
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > 4:
        word = word[:-2] + "l"
    word = word.rstrip("sx") or word
    if word.endswith("e") and len(word) > 4:
        masculine = _masculine(word)
        word = masculine if len(masculine) > 3 else word
    return fold(word)


def _masculine(word: str) -> str:
    for feminine, masculine in _FINALS[:2]:
        if word.endswith(feminine):
            return word[: -len(feminine)] + masculine
    word = word[:-1]
    for feminine, masculine in _FINALS[2:]:
        if word.endswith(feminine):
            return word[: -len(feminine)] + masculine
    return word


_SPOKEN_E = re.compile(r"(?:ée?s?|ez|er)$")
_SOUNDS = (
    (re.compile(r"eau|au"), "o"),
    (re.compile(r"qu|k|c(?![eiyh])"), "k"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"c(?=[eiy])|z|ss"), "s"),
    (re.compile(r"h"), ""),
    (re.compile(r"y"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"[tx]?e?s?$"), ""),
)


def sound(word: str) -> str:
    """A rough phonetic key for hasty spellings: ``diabetik`` and ``diabétique`` share it."""
    word = _SPOKEN_E.sub("2", word.lower())
    folded = fold(word)
    for pattern, by in _SOUNDS:
        folded = pattern.sub(by, folded)
    return folded
