"""French numbers written in words, read as digits: "zéro six douze trente-quatre", "soixante-sept"."""

from __future__ import annotations

import re

UNITS = {
    "zero": 0, "un": 1, "une": 1, "premier": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
WORD = "(?:" + "|".join(sorted({*UNITS, *TENS}, key=len, reverse=True)) + ")"


def pairs(text: str) -> str:
    """Return the digits that a spoken telephone number stands for, or "" when a word does not fit.

    >>> pairs("zero six douze trente-quatre cinquante-six soixante-dix-huit")
    '0612345678'
    """
    digits, at = "", 0
    words = [word for word in re.findall(r"[a-z]+|\d+|,", text) if word != "et"]
    while at < len(words):
        if words[at].isdigit() or words[at] == ",":
            digits, at = digits + words[at].strip(","), at + 1
            continue
        if words[at] not in UNITS and words[at] not in TENS:
            return ""
        number, at = _number(words, at)
        digits += str(number)
    return digits


def _number(words: list[str], at: int) -> tuple[int, int]:
    """Read one number below 100: its value and where the next one starts."""
    if words[at] in TENS:
        return _with_units(words, at + 1, TENS[words[at]])
    unit = UNITS[words[at]]
    if unit == 4 and words[at + 1 : at + 2] in (["vingt"], ["vingts"]):
        return _with_units(words, at + 2, 80)
    return _teen(words, at + 1, 0) if unit == 10 else (unit, at + 1)


def _with_units(words: list[str], at: int, base: int) -> tuple[int, int]:
    """Add what follows a ten: soixante + dix + sept, vingt + un. Only 60 and 80 take more than nine."""
    unit = UNITS.get(words[at], 0) if at < len(words) else 0
    if unit == 0 or (unit >= 10 and base not in {60, 80}):
        return base, at
    return _teen(words, at + 1, base) if unit == 10 else (base + unit, at + 1)


def _teen(words: list[str], at: int, base: int) -> tuple[int, int]:
    """Ten, or seventeen to nineteen."""
    unit = UNITS.get(words[at], 0) if at < len(words) else 0
    return (base + 10 + unit, at + 1) if unit in {7, 8, 9} else (base + 10, at)


def value(text: str) -> int | None:
    """Return the number that ``text`` says, below 100, or None.

    >>> value("soixante et onze")
    71
    """
    digits = pairs(text)
    return int(digits) if digits.isdigit() and len(digits) <= 2 else None
