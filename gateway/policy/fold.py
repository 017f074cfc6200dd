"""Text as a reader hears it: without case, accents, ligatures, look-alike letters, invisible or separating characters.

Every folded character remembers the piece of the original that it stands for, so that a match maps back exactly.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from gateway.views.folding import Folding

# Cyrillic and Greek letters that look Latin: the usual ones of Unicode's confusables (UTS #39), lower case.
_LOOKALIKES = str.maketrans("авекмнорстухіјѕԁԛԝαβεικνορτυχ", "abekmhopctyxijsdqwabeikvoptux")
_LIGATURES = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
_SIGNIFICANT = frozenset("+#@&€$%")


class View(StrEnum):
    """How a term is compared with a text."""

    WORDS = "words"  # any run of spaces, hyphens, apostrophes, punctuation is one space
    SQUEEZED = "squeezed"  # separators do not count at all: O P É R A, op-éra
    SINGULAR = "singular"  # as WORDS, each word without its plural mark


@dataclass(frozen=True)
class Folded:
    """``text[i]`` stands for the original's ``starts[i]:ends[i]``, worked out for who asks: most texts hold no term."""

    text: str = field(repr=False)
    original: str = field(repr=False)
    view: View

    @property
    def starts(self) -> list[int]:
        """Where the piece of the original begins that each character stands for."""
        return self._places[0]

    @property
    def ends(self) -> list[int]:
        """Where it ends."""
        return self._places[1]

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        text, starts, ends = _placed(self.original, self.view)
        return _singular(text, starts, ends)[1:] if self.view is View.SINGULAR else (starts, ends)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original offsets of ``text[start:end]``."""
        return self.starts[start], self.ends[end - 1]

    def word_at(self, start: int, end: int) -> bool:
        """Tell whether ``text[start:end]`` neither begins nor ends inside a word."""
        before = start > 0 and self._joined(start - 1, start)
        after = end < len(self.text) and self._joined(end - 1, end)
        return not before and not after

    def _joined(self, left: int, right: int) -> bool:
        if not (self.text[left].isalnum() and self.text[right].isalnum()):
            return False
        return self.ends[left] >= self.starts[right]


def _fold_char(char: str) -> str:
    """Return the folding of a character: "" for nothing, " " for a separator."""
    base = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", char).casefold())
    kept = "".join(_LIGATURES.get(part, part) for part in base if not unicodedata.combining(part))
    kept = kept.translate(_LOOKALIKES)
    if kept and all(part.isalnum() or part in _SIGNIFICANT for part in kept):
        return kept
    return "" if not kept or unicodedata.category(char) in {"Cf", "Mn", "Me"} else " "


_FOLD = Folding(_fold_char)


def fold_text(text: str, view: View = View.WORDS) -> str:
    """Return ``text`` folded, without the way back."""
    words = _FOLD(text).split()
    if view is View.SINGULAR:
        words = [_stem(word) for word in words]
    return ("" if view is View.SQUEEZED else " ").join(words)


def fold(text: str, view: View = View.WORDS) -> Folded:
    """Fold ``text``."""
    return Folded(fold_text(text, view), text, view)


def _placed(text: str, view: View) -> tuple[str, list[int], list[int]]:
    """Fold ``text`` character by character, with the place of each; a plural keeps its mark."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        piece = _FOLD.char(char)
        if piece == " " and (not chars or chars[-1] == " " or view is View.SQUEEZED):
            continue
        if not piece and ends and chars[-1] != " ":
            ends[-1] = index + 1
        for part in piece:
            chars.append(part)
            starts.append(index)
            ends.append(index + 1)
    if chars and chars[-1] == " ":
        del chars[-1], starts[-1], ends[-1]
    return "".join(chars), starts, ends


def _singular(text: str, before: list[int], after: list[int]) -> tuple[str, list[int], list[int]]:
    """Take the plural mark off each word: -s, -x, and -aux to -al; words of three letters or fewer stay."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    begin = 0
    for word in text.split(" "):
        stem = _stem(word)
        stop = begin + len(word)
        chars.extend(stem)
        starts.extend(before[begin : begin + len(stem)])
        ends.extend(after[begin : begin + len(stem)])
        if stem:
            ends[-1] = after[stop - 1]
        if stop < len(text):
            chars.append(" ")
            starts.append(before[stop])
            ends.append(after[stop])
        begin = stop + 1
    return "".join(chars), starts, ends


def _stem(word: str) -> str:
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return word[:-2] + "l"
    return word[:-1] if word[-1] in "sx" else word
