"""Invented people, planted in prompts, and the search for them in what left.

Telephone numbers are of the ranges that Arcep keeps for fiction (décision 2018-0881); the IBAN is the specimen of the
Banque de France's documentation; the e-mail domains are of RFC 2606.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

PLANTED = (
    "Ginette Vaillant",
    "Karim Benhaddou",
    "06 39 98 12 34",
    "+33 6 39 98 56 78",
    "04.65.71.08.15",
    "0639984321",
    "ginette.vaillant@courriel.example",
    "FR76 3000 6000 0112 3456 7890 189",
    "12 rue des Tamaris",
    "14 mars 1948",
    "GZ-482-KL",
    "diabète",
)
PROMPT = (
    "Réponds à Mme Ginette Vaillant, née le 14 mars 1948, 12 rue des Tamaris, 34200 Sète. Téléphones : 06 39 98 12 34, "
    "+33 6 39 98 56 78 et 04.65.71.08.15, son courriel : ginette.vaillant@courriel.example, son IBAN : "
    "FR76 3000 6000 0112 3456 7890 189, sa voiture immatriculée GZ-482-KL. Mme Ginette Vaillant est suivie pour un "
    "diabète. Son voisin M. Karim Benhaddou est joignable au 0639984321."
)
NIR = "2 69 05 49 588 157 80"
"""The specimen of the carte Vitale: nobody's number, with a right key."""
CARD = "4970 1012 3456 7893"


def seen(sent: bytes, values: Iterable[str] = PLANTED) -> list[str]:
    """Return which of ``values`` stand in ``sent``: whatever the case, accents and separators, names word by word."""
    text = _bare(sent.decode("utf-8", "replace"))
    packed = re.sub(r"[\W_]", "", text)
    return [value for value in values if _stands(_bare(value), text, packed)]


def _stands(value: str, text: str, packed: str) -> bool:
    if any(char.isdigit() for char in value):
        return re.sub(r"[\W_]", "", value) in packed
    return any(re.search(rf"\b{word}\b", text) for word in value.split() if len(word) > 4)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()
