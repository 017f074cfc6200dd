"""Public numbers of companies and associations. They are told apart so that a policy may let them pass.

Of a person trading in his own name the SIRET is a personal number: it becomes CASE_NUMBER.
"""

from __future__ import annotations

import re

from presidio_analyzer import EntityRecognizer
from stdnum.fr import siren, siret, tva

from gateway.detect.rules import GAP, Candidate, Cued, Family, Shape, words

_SIRET = re.compile(r"(?<![\w.,])(?<!\d )\d{3}[ .\-]?\d{3}[ .\-]?\d{3}[ .\-]?\d{5}(?!\d)(?! \d)")
_SIREN = re.compile(r"(?<![\w.,])(?<!\d )\d{3}([ .\-])\d{3}\1\d{3}(?![\d])(?![ .,]\d)")
_VAT = re.compile(r"(?<![a-z0-9])fr ?[0-9a-hj-np-z]{2} ?\d{3} ?\d{3} ?\d{3}(?![0-9])")
_RNA = re.compile(r"(?<![a-z0-9])w\d{9}(?![a-z0-9])")
_SOLE = words(
    r"auto[- ]?entrepreneu\w+|micro[- ]?entrepri\w+|micro[- ]?entrepreneu\w+|entrepreneu\w+ individuel\w*|entreprise individuelle"
    r"|e\.?i\.?|eirl|profession liberale|exercant en son nom|en nom propre|a son compte|artisane?|assistante? maternelle"
    r"|(?:chauffeur|chauffeuse)(?: de)? (?:vtc|taxi)|chauffeur|vtc|taxi|independante?s?|liberale?s?|commercante?(?: ambulante?)?|a domicile|exploitante? agricole"
    r"|agricultrice|agriculteur|infirmiere?|coiffeu(?:r|se)|esthetici\w+|osteopathe|traduct\w+|interprete|mon siret|son siret|graphiste|autoentrepren\w+"
)
_BUSINESS = words(
    r"siren|siret|rcs|societe|sarl|sas|sasu|sa|eurl|sci|scop|entreprise|association|etablissement|immatricul\w+|fournisseur"
)


def _owner(kind: str, candidate: Candidate) -> str:
    return "CASE_NUMBER" if _SOLE.search(candidate.before(160)) or _SOLE.search(candidate.after(60)) else kind


def _siret(candidate: Candidate) -> str | None:
    return _owner("FR_SIRET", candidate) if siret.is_valid(candidate.digits) else None


def _siren(candidate: Candidate) -> str | None:
    known = siren.is_valid(candidate.digits) and candidate.near(_BUSINESS, 80)
    return _owner("FR_SIREN", candidate) if known else None


def _vat(candidate: Candidate) -> str | None:
    return _owner("FR_VAT", candidate) if tva.is_valid(candidate.compact) else None


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    shapes = (
        Shape("FR_SIRET", _SIRET, _siret),
        Shape("FR_SIREN", _SIREN, _siren),
        Shape("FR_VAT", _VAT, _vat, hints=("fr",)),
        Shape("FR_RNA", _RNA, hints=("w",)),
    )
    cued = (
        Cued(
            "FR_SIRET",
            ("siret", "n° siret", "numero siret"),
            r"\d{3} ?\d{3} ?\d{3} ?\d{5}(?!\d)",
            gap=r"[^\n\d;.]{0,45}",
            check=lambda c: _owner("FR_SIRET", c),
        ),
        Cued(
            "FR_SIREN",
            ("siren", "rcs", "n° siren"),
            r"\d{3} ?\d{3} ?\d{3}(?!\d)",
            gap=GAP + r"(?:[a-z]{2,15} )?",
            check=lambda c: _owner("FR_SIREN", c),
        ),
    )
    return [Family("company", language, shapes, cued)]
