"""A text as words with their writing and what stands between them: what the rules about names walk over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.detect.names import Names
from gateway.detect.reading import Reading

# "N'Diaye" and "Le Floc'h" are one word and two; "l'école" is two and three
_WORD = re.compile(
    r"(?:(?:[MNO]['’ʼ](?=[^\W\d_]{3}))|(?:(?<!\w)[mn]['’](?=[bcdfgjklmpqrstvz][^\W\d_]{2})))?[^\W\d_](?:[^\W_]|[\u0300-\u036f])*(?:['’]h(?!\w))?"
)
_TWO_CAPITALS = re.compile(r"(?:Mc|Mac|De|Le|La|Di|Du|Da|Del|Fitz|Van|Saint|Ben|El|Al)[A-ZÀ-Þ][^\WA-Z]+$")
_ENDS = frozenset('.!?:;\n•*|>"«»()[]{}<=/\t')

UPPER, TITLE, INITIAL, LOWER, MIXED = "UTILM"
"""DUPONT, Dupont, D, dupont, dossierDupont. An initial is one capital letter."""


def shape_of(word: str) -> str:
    """Return the writing of a word."""
    if len(word) == 1:
        return INITIAL if word.isupper() else LOWER
    if word.isupper():
        return UPPER
    rest = word[1:]
    if rest.islower():
        return TITLE if word[0].isupper() else LOWER
    return TITLE if _TWO_CAPITALS.match(word) or "'" in word or "’" in word else MIXED


class Words:
    """The words of a text, by number: where each stands, how it is written, what comes before it.

    ``bare``: what the lexicons are asked. ``sense``: what the closed lists are asked; accents count there.
    """

    def __init__(self, reading: Reading, names: Names) -> None:
        self.text, self.bare_text = reading.text, reading.bare
        found = list(_WORD.finditer(self.text))
        self.starts = [m.start() for m in found]
        self.ends = [m.end() for m in found]
        self.raw = [m[0] for m in found]
        self.bare = [bare_word(self.bare_text[m.start() : m.end()]) for m in found]
        self.sense = [_sense(raw, word, names) for raw, word in zip(self.raw, self.bare, strict=True)]
        self.shapes: Sequence[str] = [shape_of(word) for word in self.raw]
        self.gaps = [
            self.bare_text[end:start]
            for end, start in zip([0, *self.ends], [*self.starts, len(self.text)], strict=True)
        ]

    def __len__(self) -> int:
        return len(self.raw)

    def gap(self, number: int) -> str:
        """Return what stands between word ``number - 1`` and word ``number``, with plain quotes, dashes and spaces."""
        return self.gaps[number]

    def opens(self, number: int) -> bool:
        """Whether a sentence, a line or a cell begins with this word: a capital there tells nothing."""
        gap = self.gap(number)
        return number == 0 or any(mark in _ENDS for mark in gap) or (gap.strip() in {"-", "--"} and gap != "-")

    def flat(self, first: int, end: int) -> str:
        """Return the bare words from ``first`` to before ``end``, one space between."""
        return " ".join(self.bare[first:end])


def words_of(reading: Reading, names: Names) -> Words:
    """Return the words of a reading, read once."""
    if reading.parsed is None:
        reading.parsed = Words(reading, names)
    return reading.parsed


_MISREAD = str.maketrans("01", "oi")


def bare_word(word: str) -> str:
    """Return a word without apostrophes, and with the letters that a scanner took for digits."""
    if word.isalpha():
        return word
    word = word.replace("'", "")
    digits = sum(map(str.isdigit, word))
    return word.translate(_MISREAD) if 0 < digits < 3 and len(word) > digits + 3 else word


_SHORT = frozenset(["réf", "tél", "ép", "mél"])


def _sense(raw: str, word: str, names: Names) -> str:
    """Return the bare word, but with its accents when they make it another one: Pagès is no page, Lê is no article."""
    if raw.isascii():
        return word
    low = raw.lower()
    return word if low in _SHORT or (names.is_common(low) and raw not in _VIETNAMESE) else low


_VIETNAMESE = frozenset(["Lê", "LÊ", "Vũ", "Võ", "Hồ", "Tạ", "Tô", "Lý", "Mã", "Hà", "Đỗ"])
