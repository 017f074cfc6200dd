"""How a text is read before any rule sees it: one plain view, with the way back to the caller's offsets.

A text can hide a number behind full-width digits, non-breaking spaces, zero-width characters or letters of another script.
The view undoes all that. Every table maps one character to one character, so offsets hold; only invisible and combining
characters change the length, and then the view carries its map.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from gateway.detect.tables import Cell, cells
from gateway.views.folding import Folding

if TYPE_CHECKING:
    from gateway.detect.words import Words


_SAME = dict(zip("‘’‚‛′`´ʼ“”„‟″º", "''''''''\"\"\"\"\"°", strict=True))
_LIGATURES = {"œ": "o", "æ": "a", "ß": "s", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТХаеорсухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοναιυ", "ABEKMHOPCTXaeopcyxijsdqwABEZHIKMNOPTYXovaiu"
)
_MIXED = re.compile(r"\w*(?:[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z])\w*")
_SCRIPTS = re.compile("[\u0370-\u052f]")
_ODD = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)


_SCANNED = re.compile(r"(?<=[A-ZÀ-Þ])l(?=[A-ZÀ-Þ]{2})|(?<=[A-ZÀ-Þ]{2})l(?=[A-ZÀ-Þ])")
"""What a scanner makes of an I amid capitals: ``CHEMlN``, ``REPUBLlQUE``."""
_UNPLAIN = re.compile("[^\x00-\x9f«»€…°à-öø-ÿÀ-ÖØ-ßœŒ²³]+")


def _plain(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    category = unicodedata.category(char)
    if category in {"Zs", "Pd"}:
        return " " if category == "Zs" else "-"
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return unicodedata.normalize("NFKC", char) if category[0] == "L" or "\uff00" <= char <= "\uffef" else char


def _bare(char: str) -> str:
    plain = _plain(char)
    low = plain.lower() if len(plain) == 1 else char.lower()
    return _LIGATURES.get(low, unicodedata.normalize("NFD", low)[:1])


def _one(of: Callable[[str], str]) -> Folding:
    """Return a folding of one character for one, so that offsets hold: what would be more or nothing stays as it is."""
    return Folding(lambda char: of(char) if len(of(char)) == 1 else char)


_PLAIN, _BARE = _one(_plain), _one(_bare)
_WORDS = str.maketrans("_-'\n\t\"", "      ")
_ZERO = re.compile(r"(?<=[a-z])0(?=[a-z])")


@dataclass(frozen=True, slots=True)
class View:
    """A text made plain. ``starts[i]`` is where its character i began in the original; None when they are the same."""

    text: str = field(repr=False)
    starts: Sequence[int] | None = None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original of ``text[start:end]``."""
        return (start, end) if self.starts is None else (self.starts[start], self.starts[end])


def view(text: str) -> View:
    """Return ``text`` without disguise: plain spaces, dashes, quotes and digits, one script a word, nothing invisible."""
    text = _SCANNED.sub("I", text)
    if text.isascii():
        return View(text)
    if _ODD.search(text):
        return _visible(text)
    return View(_plainly(text))


def _plainly(text: str) -> str:
    return _one_script(_UNPLAIN.sub(lambda m: _PLAIN(m[0]), text))


def _visible(text: str) -> View:
    chars: list[str] = []
    starts: list[int] = []
    for at, char in enumerate(text):
        if unicodedata.combining(char) and chars:
            joined = unicodedata.normalize("NFC", chars[-1] + char)
            if len(joined) == 1:
                chars[-1] = joined
            continue
        if not _ODD.match(char):
            chars.append(char)
            starts.append(at)
    return View(_plainly("".join(chars)), [*starts, len(text)])


def _one_script(text: str) -> str:
    return text if not _SCRIPTS.search(text) else _MIXED.sub(lambda m: m[0].translate(_LOOKALIKES), text)


def bare(text: str) -> str:
    """Return ``text`` in lower case without accents, character for character: é -> e, Œ -> o."""
    low = text.lower()
    if low.isascii():
        return low
    return _BARE(low if len(low) == len(text) else text)


class Reading:
    """A plain text with the forms that rules look at, each of the same length as ``text`` and made once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bare = bare(text)
        self.parsed: Words | None = None
        """The words, kept by ``words.words_of``."""

    @cached_property
    def words(self) -> str:
        """``bare`` with spaces for what joins words: cues are looked for here (``numero_allocataire``, ``date-naissance``)."""
        words = self.bare.translate(_WORDS)
        return _ZERO.sub("o", words) if "0" in words else words

    @cached_property
    def cells(self) -> list[Cell]:
        """The cells of the tables in the text, each with its column's name."""
        return cells(self.text)
