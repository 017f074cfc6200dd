"""A text as its letters and digits only: case, accents, separators, invisible characters, foreign scripts are gone.

Bypass catalogue E01 to E05. Letters of Cyrillic and Greek that look Latin are read as Latin, decimal digits of any
script as 0 to 9, compatibility forms (full width, mathematical) as what they stand for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress

from gateway.views.folding import Folding

SEPARATOR = "\0"
"""Put by ``together`` between texts that are squashed together: it stays, so nothing is found across it."""

_LOOKALIKES = dict(zip("авекмнорстхіѕјԁԛԝάαβγεζηικνορτυχօ", "abekmhopctxisjdqwaabyezniknopruxo", strict=True)) | {
    "ы": "bl",
    "ß": "ss",
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
}


def _folded(char: str) -> str:
    if char == SEPARATOR:
        return char
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    return "".join(_letter(part) for part in parts)


def _letter(char: str) -> str:
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    return char if char.isalnum() else ""


_FOLD, _COUNT = Folding(_folded), Folding(lambda char: chr(len(_folded(char))))
_MARKUP = re.compile(r"<!--.{0,400}?-->|</?[a-zA-Z!][^<>]{0,400}>|/\*.{0,400}?\*/", re.DOTALL)


def squash(text: str) -> str:
    """Return the letters and digits of ``text``, folded. In linear time."""
    return _FOLD(text)


def together(texts: Iterable[str]) -> str:
    """Return ``texts`` as one, so that each can be searched and nothing is found across two."""
    return SEPARATOR.join(text.replace(SEPARATOR, "") for text in texts)


def without_markup(text: str) -> str:
    """Return ``text`` without HTML tags and comments of programs, themselves when there is none."""
    return _MARKUP.sub("", text) if "<" in text or "/*" in text else text


def blanked_markup(text: str) -> str:
    """Return the same with an invisible character for each one taken out: offsets hold."""
    return _MARKUP.sub(lambda m: "\u200b" * len(m[0]), text) if "<" in text or "/*" in text else text


@dataclass(frozen=True)
class Squashed:
    """A squashed text with the way back to the offsets of the text it was made of."""

    original: str = field(repr=False)

    @cached_property
    def text(self) -> str:
        """The letters and digits."""
        return squash(self.original)

    @cached_property
    def _origin(self) -> list[int]:
        counts = _COUNT(self.original).encode("latin-1")
        if max(counts, default=0) < 2:
            return list(compress(range(len(counts)), counts))
        return [at for at, count in enumerate(counts) for _ in range(count)]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original of ``text[start:end]``, which must not be empty."""
        return self._origin[start], self._origin[end - 1] + 1

    def alone(self, start: int, end: int) -> bool:
        """Tell whether ``text[start:end]`` is no part of a longer word or number in the original."""
        first, last = self.back(start, end)
        return not (_continues(self.original[first - 1 : first], self.text[start])) and not (
            _continues(self.original[last : last + 1], self.text[end - 1])
        )


def _continues(neighbour: str, edge: str) -> bool:
    """Tell whether a character beside a match goes on with it: a digit a number, a letter a word."""
    folded = squash(neighbour)
    return bool(folded) and folded != SEPARATOR and folded[0].isdigit() == edge.isdigit()
