"""Numbers that a checksum proves, whatever their script and separators: NIR (mod 97), IBAN (mod 97), card (Luhn).

Separators are taken as one number's own only where their places say so: the usual groups of the number, or one
separator between all its signs. Two cells of a table that happen to have fifteen digits together are two numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from stdnum import luhn


@dataclass(frozen=True, slots=True)
class Number:
    """A proven number: its kind, and where it stands in the text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Form:
    kind: str
    pattern: re.Pattern[str] = field(repr=False)
    groups: tuple[tuple[int, ...], ...]
    valid: Callable[[str], bool]


_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufe00-\ufe0f\ufeff\u0300-\u036f\u0336\u20d0-\u20ff]"
)
_GAP = r"[^0-9A-Za-z\0]{0,8}"
# looked for at every place: a number before must not hide one behind it
_NIR = re.compile(rf"(?<![0-9A-Za-z])(?=([12378](?:{_GAP}[0-9ABab]){{14}})(?![0-9A-Za-z]))")
_IBAN = re.compile(rf"(?<![0-9A-Za-z])(?=([A-Za-z]{_GAP}[A-Za-z](?:{_GAP}[0-9]){{2}}(?:{_GAP}[0-9A-Za-z]){{11,30}}))")
_CARD = re.compile(rf"(?<![0-9A-Za-z])(?=([2-6](?:{_GAP}[0-9]){{12,18}})(?![0-9A-Za-z]))")
_DENSE = re.compile(r"(?<![0-9])[0-9](?:[^0-9\0]{0,16}[0-9]){11,}")
_LEAD, _TRAIL = 40, 80


def proven(text: str) -> Iterator[Number]:
    """Yield the numbers of ``text`` that a checksum proves, at their offsets in it."""
    plain, origin = _plain(text)
    done = 0
    for dense in _DENSE.finditer(plain):
        # most texts have nowhere a dozen digits together, so nothing more is looked for
        start, end = max(done, dense.start() - _LEAD), min(len(plain), dense.end() + _TRAIL)
        done = dense.end()
        yield from (Number(n.kind, *_back(origin, n.start, n.end)) for n in _numbers(plain, start, end))


def _numbers(plain: str, start: int, end: int) -> Iterator[Number]:
    for form in _FORMS:
        for match in form.pattern.finditer(plain, start, end):
            size = _proven(form, match[1])
            if size:
                yield Number(form.kind, match.start(), match.start() + size)


def _back(origin: list[int] | None, start: int, end: int) -> tuple[int, int]:
    return (start, end) if origin is None else (origin[start], origin[end - 1] + 1)


def _proven(form: _Form, written: str) -> int:
    """Return how much of ``written`` is a number of this form, 0 when none is."""
    places = [at for at, char in enumerate(written) if char.isascii() and char.isalnum()]
    for size in _sizes(form, written, places):
        end = places[size - 1] + 1
        compact = "".join(written[at] for at in places[:size]).upper()
        if form.valid(compact) and _one_number(written[:end], places[:size], form.groups):
            return end
    return 0


def _sizes(form: _Form, written: str, places: list[int]) -> list[int]:
    if form.kind == "CREDIT_CARD":
        # another number may follow
        return [size for size in (19, 16, 15) if size <= len(places) and not _goes_on(written, places[size - 1] + 1)]
    if form.kind != "IBAN_CODE":
        return [len(places)]
    country = "".join(written[at] for at in places[:2]).upper()
    size = _IBAN_SIZES.get(country, 0)
    return [size] if 0 < size <= len(places) else []


def _goes_on(written: str, end: int) -> bool:
    return end < len(written) and written[end].isalnum()


def _one_number(written: str, places: list[int], groups: tuple[tuple[int, ...], ...]) -> bool:
    """Tell whether the separators are those of one number: none, its usual groups, or the same between all signs."""
    gaps = {count: written[a + 1 : b] for count, (a, b) in enumerate(pairwise(places), 1) if b > a + 1}
    if not gaps:
        return True
    if len(gaps) == len(places) - 1:
        return len(set(gaps.values())) == 1
    return any(set(gaps) <= set(usual) for usual in groups)


def _plain(text: str) -> tuple[str, list[int] | None]:
    """Return ``text`` with digits and Latin letters in ASCII, nothing invisible, and the way back (None: the same)."""
    if text.isascii():
        return text, None
    if not _HIDDEN.search(text):
        return text.translate(_TABLE), None
    kept = [at for at, char in enumerate(text) if not _HIDDEN.match(char)]
    return "".join(text[at] for at in kept).translate(_TABLE), kept


class _Table(dict[int, str]):
    """A str.translate table filled as characters come; one character for one, so that offsets hold."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _ascii(chr(code))
        return plain


def _ascii(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


_TABLE = _Table()


def _is_nir(number: str) -> bool:
    # the civil register has months 01 to 12, and 20 on where it was not told
    month = number[3:5]
    if not month.isdigit() or not (1 <= int(month) <= 12 or int(month) >= 20) or not number[13:].isdigit():
        return False
    digits = number[:13].replace("2A", "19").replace("2B", "18")
    return digits.isdigit() and 97 - int(digits) % 97 == int(number[13:])


def _is_iban(number: str) -> bool:
    return int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1


def _is_card(number: str) -> bool:
    """Luhn, and a prefix that is given to cards (ISO/IEC 7812): four years in a row are none."""
    head, size = int(number[:4]), len(number)
    issued = (
        (number[0] == "4" and size in {16, 19})
        or (size == 16 and (5100 <= head <= 5599 or 2221 <= head <= 2720))
        or (size == 15 and number[:2] in {"34", "37"})
        or (size in {16, 19} and (number[:4] == "6011" or number[:2] in {"35", "62", "64", "65"}))
    )
    return len(set(number)) > 2 and issued and luhn.is_valid(number)


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

_FORMS = (
    _Form("FR_NIR", _NIR, ((1, 3, 5, 7, 10, 13),), _is_nir),
    _Form("IBAN_CODE", _IBAN, (_fours(34), (2, 4, 9, 14, 25)), _is_iban),
    _Form("CREDIT_CARD", _CARD, (_fours(19), (4, 10)), _is_card),
)
