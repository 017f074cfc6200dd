"""The egress gate: the bytes about to leave are searched once more for what must not leave (invariant 5)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from stdnum import iban, luhn
from stdnum.exceptions import ValidationError
from stdnum.fr import nir

MIN_LENGTH = 5
_NIR = re.compile(r"(?<![0-9A-Za-z])[12378](?:[\s.\-]?[0-9AaBb]){14}(?![0-9A-Za-z])")
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f-]?[0-9A-Za-z]){11,30}(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])[2-6](?:[ \u00a0\u202f-]?\d){12,18}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Gate:
    """Searches outgoing texts. ``values``: originals of this exchange. ``allowed``: kinds that the policy lets pass."""

    values: Collection[str] = field(repr=False)
    allowed: frozenset[str] = frozenset()

    def leaks(self, texts: Iterable[str]) -> list[str]:
        """Return what was found, by kind or as "VALUE"; never the value itself. Empty when all is well."""
        known = [folded for value in self.values if len(folded := _folded(value)) >= MIN_LENGTH]
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)") if known else None
        found: list[str] = []
        for text in texts:
            if pattern is not None and pattern.search(_folded(text)):
                found.append("VALUE")
            found += [kind for kind in proven(text) if kind not in self.allowed]
        return found


def proven(text: str) -> list[str]:
    """Return the kinds of the numbers in ``text`` that a checksum proves: NIR (mod 97), IBAN, card (Luhn)."""
    plain = unicodedata.normalize("NFKC", text)
    if not any(c.isdigit() for c in plain):
        return []
    found = ["FR_NIR" for m in _NIR.finditer(plain) if _valid(nir.validate, m[0])]
    found += ["IBAN_CODE" for m in _IBAN.finditer(plain) if _valid(iban.validate, m[0])]
    return found + ["CREDIT_CARD" for m in _CARD.finditer(plain) if _is_card(m[0])]


def _valid(validate: object, number: str) -> bool:
    assert callable(validate)
    try:
        validate(re.sub(r"[\s.\-]", "", number))
    except ValidationError:
        return False
    return True


def _is_card(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return len(digits) >= 15 and len(set(digits)) > 2 and _valid(luhn.validate, digits)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()
