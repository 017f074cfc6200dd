"""The stand-ins of one exchange: ``[PERSONNE_F1]``, ``[TELEPHONE_2b]``.

The word is the kind's, in French. F or M tells a person's gender where it is known. The number is the identity, by
first
appearance, so a client that resends its history gets the same stand-ins. A letter tells another writing of the same
value,
so that the answer gives back each writing exactly. Why this form: docs/adr/0002.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from gateway.domain import Kind

Key: TypeAlias = tuple[str, int, str]
"""Word, number, letter: what tells one stand-in from all others, whatever a model does to its writing."""

_LETTERS = "bcdefghijklmnopqrstuvwxyz"


def letter(index: int) -> str:
    """Return the suffix of the index-th writing (0 is the first): "", "b", ..., "z", "bb", ..."""
    if index == 0:
        return ""
    rest, last = divmod(index - 1, len(_LETTERS))
    return (letter(rest) if rest else "") + _LETTERS[last]


def folded(value: str) -> str:
    """Return the letters and digits of a value, without case and accents: its identity when nothing better is known."""
    plain = unicodedata.normalize("NFKD", value).casefold()
    return "".join(filter(str.isalnum, plain))


@dataclass(slots=True)
class StandIns:
    """The mapping of one exchange. ``reserved``: what the user's own text holds, never to be minted."""

    kinds: Mapping[str, Kind]
    reserved: frozenset[tuple[str, int]] = frozenset()
    _numbers: dict[tuple[str, object], int] = field(default_factory=dict, repr=False)
    _genders: dict[tuple[str, int], str] = field(default_factory=dict, repr=False)
    _writings: dict[tuple[str, int], list[str]] = field(default_factory=dict, repr=False)
    _next: dict[str, int] = field(default_factory=dict, repr=False)

    def mint(self, kind: str, value: str, identity: int | None = None, gender: str = "") -> str:
        """Return the stand-in of a value, the same one whenever the same writing of the same identity comes again."""
        word = self.kinds[kind].standin
        # two people may share a writing ("Dupont"): the identity leads where it is told
        who: object = identity if identity is not None and kind == "PERSON" else folded(value) or value
        number = self._numbers.get((word, who))
        if number is None:
            number = self._numbers[(word, who)] = self._fresh(word)
            self._genders[(word, number)] = gender
        writings = self._writings.setdefault((word, number), [])
        if value not in writings:
            writings.append(value)
        return self._form(word, number, letter(writings.index(value)))

    def values(self) -> dict[Key, str]:
        """Return every original by the key of its stand-in."""
        return {
            (word, number, letter(index)): value
            for (word, number), writings in self._writings.items()
            for index, value in enumerate(writings)
        }

    def counts(self) -> dict[str, int]:
        """Return how many identities stand behind each word."""
        found: dict[str, int] = {}
        for word, _ in self._writings:
            found[word] = found.get(word, 0) + 1
        return found

    def _fresh(self, word: str) -> int:
        number = self._next.get(word, 0) + 1
        while (word, number) in self.reserved:
            number += 1
        self._next[word] = number
        return number

    def _form(self, word: str, number: int, suffix: str) -> str:
        return f"[{word}_{self._genders[(word, number)]}{number}{suffix}]"


def reserved(texts: Iterable[str], kinds: Mapping[str, Kind]) -> frozenset[tuple[str, int]]:
    """Return the (word, number) pairs that ``texts`` already hold in a writing that a stand-in could be taken for."""
    words = frozenset(kind.standin for kind in kinds.values())
    ends = tuple({word[-_END:] for word in words})
    pattern = _written(words)
    return frozenset(
        (re.sub(_SEPARATOR, "_", match[1]).upper(), int(match[2]))
        for text in texts
        if any(text[: one.start()][-_END:].upper().translate(_ODD).endswith(ends) for one in _NUMBERED.finditer(text))
        for match in pattern.finditer(text)
    )


_END = 3
_SEPARATOR = r"(?:\\?_|[ \u00a0\u202f-])"
_NUMBERED = re.compile(rf"{_SEPARATOR}[FMfm]?\d")
"""The end of any stand-in: where no word of ours ends before one, the text holds none, which is quickly told."""
_ODD = str.maketrans("\u212a\u0130", "KI")
"""Letters that are one of ours where case does not count."""


@cache
def _written(words: frozenset[str]) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace("_", _SEPARATOR)
    return re.compile(rf"({either}){_SEPARATOR}[FM]?(\d{{1,6}})", re.IGNORECASE)
