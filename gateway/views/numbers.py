"""Numbers that a checksum proves, whatever their script and separators: NIR (mod 97), IBAN (mod 97), card (Luhn).

Separators are taken as one number's own only where their places say so: the usual groups of the number, or one
separator between all its signs. Two cells of a table that happen to have fifteen digits together are two numbers.

A number is looked for at every place, so that one before hides none behind it; what is looked at for each place is a
few signs and sums, so that a text of digits only costs little more than another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from gateway.views.folding import Folding


@dataclass(frozen=True, slots=True)
class Number:
    """A proven number: its kind, and where it stands in the text."""

    kind: str
    start: int
    end: int


_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufe00-\ufe0f\ufeff\u0300-\u036f\u0336\u20d0-\u20ff]"
)
_RUN = re.compile(r"[0-9A-Za-z]+(?:[^0-9A-Za-z\0]{1,8}[0-9A-Za-z]+)*")
_WORD = re.compile(r"[0-9A-Za-z]+")
_DENSE = re.compile(r"(?<![0-9])[0-9](?:[^0-9\0]{0,16}[0-9]){11,}")
_LEAD, _TRAIL = 40, 80
_NIR_SIZE = 15
_MONTHS = frozenset(f"{month:02}" for month in (*range(1, 13), *range(20, 100)))
"""The civil register has months 01 to 12, and 20 on where it was not told."""
_CARDS = {
    "2": (re.compile("222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    "3": (re.compile("3[457]"), (15, 16, 19)),
    "4": (re.compile("4"), (19, 16)),
    "5": (re.compile("5[1-5]"), (16,)),
    "6": (re.compile("6011|6[245]"), (19, 16)),
}
"""Prefixes given to cards (ISO/IEC 7812), and their lengths: four years in a row are none."""


@dataclass(frozen=True, slots=True)
class _Signs:
    """The letters and digits of a run of text. places: where each stands; starts: which of them begin a word."""

    text: str = field(repr=False)
    signs: str = field(repr=False)
    places: list[int] = field(repr=False)
    starts: list[int] = field(repr=False)

    @classmethod
    def of(cls, text: str, start: int, end: int) -> _Signs:
        """Take the signs of ``text[start:end]``."""
        words, places, starts = [], list[int](), []
        for match in _WORD.finditer(text, start, end):
            starts.append(len(places))
            words.append(match[0])
            places.extend(range(*match.span()))
        if start and _is_sign(text[start - 1]):
            del starts[0]
        return cls(text, "".join(words), places, starts)

    def ends(self, index: int) -> bool:
        """Tell whether no letter and no digit stands right before the sign of this index."""
        return not _is_sign(self.text[self.places[index - 1] + 1 : self.places[index - 1] + 2])

    def one_number(self, index: int, size: int, groups: tuple[tuple[int, ...], ...]) -> bool:
        """Tell whether the separators are those of one number: none, its usual groups, the same between all signs."""
        places = self.places[index : index + size]
        gaps = {count: self.text[a + 1 : b] for count, (a, b) in enumerate(pairwise(places), 1) if b > a + 1}
        if not gaps:
            return True
        if len(gaps) == size - 1:
            return len(set(gaps.values())) == 1
        return any(set(gaps) <= set(usual) for usual in groups)

    def number(self, kind: str, index: int, size: int) -> Number:
        """Return the number that begins with a sign."""
        return Number(kind, self.places[index], self.places[index + size - 1] + 1)


def proven(text: str) -> Iterator[Number]:
    """Yield the numbers of ``text`` that a checksum proves, at their offsets in it."""
    plain, origin = _plain(text)
    done = 0
    for dense in _DENSE.finditer(plain):
        # most texts have nowhere a dozen digits together, so nothing more is looked for
        start, end = max(done, dense.start() - _LEAD), min(len(plain), dense.end() + _TRAIL)
        done = dense.end()
        for run in _RUN.finditer(plain, start, end):
            for number in _numbers(_Signs.of(plain, *run.span())):
                yield Number(number.kind, *_back(origin, number.start, number.end))


def _numbers(signs: _Signs) -> Iterator[Number]:
    written, sums = signs.signs, _luhn_sums(signs.signs)
    for at in signs.starts:
        first = written[at]
        if first in "12378" and written[at + 3 : at + 5] in _MONTHS and _nir(signs, at):
            yield signs.number("FR_NIR", at, _NIR_SIZE)
        if first in _CARDS:
            size = _card(signs, at, sums)
            if size:
                yield signs.number("CREDIT_CARD", at, size)
        elif first.isalpha():
            size = _iban(written, at)
            if size and signs.one_number(at, size, _IBAN_GROUPS):
                yield signs.number("IBAN_CODE", at, size)


def _nir(signs: _Signs, at: int) -> bool:
    whole = _is_nir(signs.signs[at : at + _NIR_SIZE]) and signs.ends(at + _NIR_SIZE)
    return whole and signs.one_number(at, _NIR_SIZE, _NIR_GROUPS)


def _iban(written: str, at: int) -> int:
    """Return how many signs of an IBAN begin at a place, 0 when none does."""
    size = _IBAN_SIZES.get(written[at : at + 2].upper(), 0)
    whole = 0 < size <= len(written) - at and written[at + 2 : at + 4].isdigit()
    return size if whole and _is_iban(written[at : at + size]) else 0


def _card(signs: _Signs, at: int, sums: tuple[list[int], list[int]]) -> int:
    """Return how many digits of a card's number begin at a place, 0 when none does."""
    prefix, sizes = _CARDS[signs.signs[at]]
    if prefix.match(signs.signs, at):
        for size in sizes:
            # another number may follow
            whole = _is_card(signs.signs, at, size, sums) and signs.ends(at + size)
            if whole and signs.one_number(at, size, _CARD_GROUPS):
                return size
    return 0


def _is_nir(number: str) -> bool:
    if not number.isdigit():
        number = number[:5] + number[5:7].upper().replace("2A", "19").replace("2B", "18") + number[7:]
    return len(number) == _NIR_SIZE and number.isdigit() and 97 - int(number[:13]) % 97 == int(number[13:])


def _is_iban(number: str) -> bool:
    return int((number[4:] + number[:4]).translate(_BASE_36)) % 97 == 1


def _luhn_sums(signs: str) -> tuple[list[int], list[int]]:
    """Return running sums of the digits, those at even places doubled, then those at odd ones; a letter is 0."""
    raw = signs.encode()
    even, odd = bytearray(raw.translate(_ONCE)), bytearray(raw.translate(_TWICE))
    even[::2], odd[::2] = odd[::2], even[::2]
    return list(accumulate(even, initial=0)), list(accumulate(odd, initial=0))


def _is_card(written: str, at: int, size: int, sums: tuple[list[int], list[int]]) -> bool:
    """Tell whether ``size`` digits have a sum of tens, every second one doubled from the last but one."""
    end = at + size
    if end > len(written):
        return False
    running = sums[end % 2]
    if (running[end] - running[at]) % 10:
        return False
    number = written[at:end]
    # 15 digits are American Express's alone
    return number.isdigit() and len(set(number)) > 2 and (size == 15) == (number[:2] in {"34", "37"})


def _is_sign(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _back(origin: list[int] | None, start: int, end: int) -> tuple[int, int]:
    return (start, end) if origin is None else (origin[start], origin[end - 1] + 1)


def _plain(text: str) -> tuple[str, list[int] | None]:
    """Return ``text`` with digits and Latin letters in ASCII, nothing invisible, and the way back (None: the same)."""
    if text.isascii():
        return text, None
    if not _HIDDEN.search(text):
        return _PLAIN(text), None
    kept = [at for at, char in enumerate(text) if not _HIDDEN.match(char)]
    return _PLAIN("".join(text[at] for at in kept)), kept


def _ascii(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


_PLAIN = Folding(_ascii)
"""One character for one, so that offsets hold."""


def _fours(size: int) -> tuple[int, ...]:
    return tuple(range(4, size, 4))


_IBAN_SIZES = {
    country: int(size)
    for country, size in (
        pair.split(":")
        for pair in (
            "AD:24 AT:20 BE:16 BG:22 CH:21 CY:28 CZ:24 DE:22 DK:18 EE:20 ES:24 FI:18 FR:27 GB:22 GI:23 GR:27 HR:21 "
            "HU:28 IE:22 IS:26 IT:27 LI:21 LT:20 LU:20 LV:21 MC:27 MT:31 NL:18 NO:15 PL:28 PT:25 RO:24 SE:24 SI:19 "
            "SK:24 SM:27 TN:24 TR:26 UA:29 VA:22"
        ).split()
    )
}
"""Lengths of the SEPA countries, Turkey, Tunisia and Ukraine (SWIFT's IBAN registry)."""

_NIR_GROUPS = ((1, 3, 5, 7, 10, 13),)
_IBAN_GROUPS = (_fours(34), (2, 4, 9, 14, 25))
_CARD_GROUPS = (_fours(19), (4, 10))
_ONCE = bytes(byte - 48 if 48 <= byte < 58 else 0 for byte in range(256))
_TWICE = bytes(sum(divmod(2 * value, 10)) for value in _ONCE)
_BASE_36 = {ord(letter): str(int(letter, 36)) for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}
