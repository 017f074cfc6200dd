"""National numbers: NIR and NIA (with or without key), tax number, tax notice, US social security number.

Keys: NIR 97 - (13 digits mod 97) with 2A -> 19 and 2B -> 18 (INSEE; python-stdnum ``fr.nir``); SPI last three digits are the
first ten mod 511 (``fr.nif``).
"""

from __future__ import annotations

import re

from presidio_analyzer import EntityRecognizer
from stdnum.fr import nif, nir

from gateway.detect.rules import GAP, Candidate, Cued, Family, Shape, listed, loose, words

_S = r"[ .\-_/|]{0,3}\n?"
_NIR = re.compile(
    rf"(?<![0-9a-z])[1-478]{_S}\d{_S}\d{_S}\d{_S}\d{_S}\d{_S}[0-9ab](?:{_S}\d){{6}}(?P<key>{_S}\(?\d{_S}\d\)?)?(?![0-9])"
)
_GROUPED = re.compile(r"\d([ .\-_/|])\d\d\1\d\d\1(?:\d\d|2[ab])\1\d{3}\1\d{3}(?:[ .\-_/|(]{1,3}\d\d\)?)?")
_SCANNED = re.compile(
    r"(?<![0-9a-z])[1-4li] [0-9oil]{2} [0-9oil]{2} [0-9oilab]{2} [0-9oil]{3} [0-9oil]{3} [0-9oils]{2}(?![0-9a-z])"
)
_SECU = words(
    r"n\.?i\.?r\.?|secu|securite sociale|s\.?s\.?|assure|assuree|immatriculation|vitale|n[°o] ?insee|numero insee|ins|amo"
    r"|social security|nia|matricule ins|cpam|ameli|numss|num_secu|nss|n° ?ss|insee|msa|carsat|caisse"
)
_TAX = words(
    r"fiscal|fiscale|spi|impots?|impots\.gouv|declarant|declarante|avis|nif|dgfip|taxe|tresor public|contribuable|teledeclar\w+"
)
_NIR_CUES = listed(
    """
    nir, secu, securite sociale, ss, carte vitale, vitale, insee, nia, nss, numero assure, assure social,
    assuree sociale, immatriculation securite sociale, ins, matricule ins, num secu, amo, social security,
    numero immatriculation, sandia, nnp, numero provisoire, numero d attente, caisse, s s, assure, assuree
    """
)
_NIR_LOOSE = r"[1-8oil](?:[ .\-_/|]{0,3}[0-9oil]){4}[ .\-_/|]{0,3}[0-9oil][ ]?[0-9oilab](?:[ .\-_/|]{0,3}\n?[0-9oil]){6}(?:[ .\-_/|(]{0,3}\n?[0-9oils]{2}\)?)?(?![0-9a-z])"
_NIR_ANY = r"[1-8][ .]?\d{2}(?:[ .\-]{0,2}\d){6,14}(?![0-9a-z])"


def _months(compact: str) -> bool:
    """Months run from 01 to 12, or from 20 on where the civil register did not tell them."""
    month = compact[3:5]
    return month.isdigit() and (1 <= int(month) <= 12 or 20 <= int(month) <= 99)


def nir_kind(candidate: Candidate) -> str | None:
    """Tell a NIR by its key, else by its usual groups, else by its cue."""
    compact = candidate.compact
    if not _months(compact) or not re.fullmatch(r"\d{5}(?:\d\d|2[AB])\d{6}(?:\d\d)?", compact):
        return None
    if len(compact) == 15:
        if nir.is_valid(compact):
            return "FR_NIR"
        return "FR_NIR_INVALID" if _grouped(candidate) or _SECU.search(candidate.before(60)) else None
    if _TAX.search(candidate.before(40)) and not _SECU.search(candidate.before(40)):
        return None
    return "FR_NIR" if _grouped(candidate) or _SECU.search(candidate.before(60)) else None


def _grouped(candidate: Candidate) -> bool:
    return bool(_GROUPED.fullmatch(candidate.reading.bare, candidate.start, candidate.end))


def _cued_nir(candidate: Candidate) -> str | None:
    """After a cue, a number of the shape is a NIR even where a scanner or a tired hand spoiled it."""
    compact = candidate.compact.translate(str.maketrans("OILS", "0115"))
    if len(compact) == 15 and nir.is_valid(compact):
        return "FR_NIR"
    return "FR_NIR" if len(compact) == 13 else "FR_NIR_INVALID"


def _spoilt_nir(candidate: Candidate) -> str | None:
    return "FR_NIR_INVALID" if 11 <= len(candidate.compact) <= 16 else None


def _key(candidate: Candidate) -> str | None:
    """The key of a number that stands just before, on its own."""
    lead = candidate.before(45)
    return (
        "FR_NIR"
        if re.search(r"(?:\d[ .\-]?){12}\d[ ,;/(|\n\-]{1,8}(?:cle|key)[ :.]{1,4}$", lead)
        or re.search(r"2[ab](?:[ .\-]?\d){6}[ ,;/(|\n\-]{1,8}(?:cle|key)[ :.]{1,4}$", lead)
        else None
    )


_SPI = re.compile(r"(?<![0-9a-z.,])[0-3]\d(?: ?\d{2})(?: ?\d{3}){3}(?![0-9])(?![.,]\d)")


def _spi(candidate: Candidate) -> str | None:
    """The key of a tax number is weak (1 in 511): a run of 13 digits alone also needs tax words near."""
    if not nif.is_valid(candidate.digits):
        return None
    return "FR_TAX_ID" if " " in candidate.value or candidate.near(_TAX, 200) else None


_TAX_CUES = listed(
    """
    numero fiscal, n° fiscal, no fiscal, num fiscal, spi, identifiant fiscal, nif, fiscal, n fiscal, declarant 1,
    declarant 2, declarant, numero de declarant, numero fiscal de reference, tax number, tax id,
    identifiant impots, impots, numero impots, telédeclarant
    """
)
_NOTICE_CUES = listed(
    """
    reference de l avis, reference avis, references de l avis, ref avis, ref de l avis, reference d avis,
    reference d imposition, avis d imposition, avis d impot, avis d impots, avis de taxe fonciere,
    avis de taxe d habitation, avis de situation declarative, asdir, numero de l avis, numero d avis, n° d avis,
    revenu fiscal de reference avis, avis, ref fiscale, reference fiscale
    """
)
_ACCESS_CUES = listed(
    """
    numero fip, fip, acces en ligne, numero acces en ligne, numero d acces en ligne, numero d acces,
    numero de teledeclarant, teledeclarant, numero rof, role d imposition
    """
)
_SPI_VALUE = r"[0-9o](?:[ .\-]?[0-9oil]){12}(?![0-9a-z])"
_NOTICE = r"\d{2}[ .\-]?[0-9a-z]{2}[ .\-]?[0-9a-z]{3}[ .\-]?[0-9a-z]{3,4}[ .\-]?[0-9a-z]{2,3}(?: ?\d{1,2})?(?![0-9a-z])"


def _notice(candidate: Candidate) -> str | None:
    compact = candidate.compact
    digits = sum(c.isdigit() for c in compact)
    return "FR_TAX_ID" if 12 <= len(compact) <= 15 and digits >= 8 else None


_SSN = re.compile(r"(?<![0-9\-])(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![0-9\-])")
_SSN_CUE = words("ssn|social security|us social|securite sociale americaine")


def _ssn(candidate: Candidate) -> str | None:
    if candidate.near(_SSN_CUE, 60):
        return "US_SSN"
    # 900 to 999 are given to no one as SSN, and to taxpayers as ITIN (IRS): without its word such a number is any number
    return "US_SSN" if candidate.value[0] != "9" and candidate.reading.text.isascii() else None


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    shapes = (
        Shape("FR_NIR", _NIR, nir_kind, score=0.95),
        Shape("FR_NIR", _SCANNED, _cued_nir, score=0.9),
        Shape("FR_TAX_ID", _SPI, _spi, score=0.8),
        Shape("US_SSN", _SSN, _ssn, hints=("-",), score=0.8),
    )
    cued = (
        Cued("FR_NIR", _NIR_CUES, _NIR_LOOSE, gap=loose(40), check=_cued_nir),
        Cued("FR_NIR", _NIR_CUES[:16], _NIR_ANY, gap=GAP, check=_spoilt_nir, score=0.6),
        Cued("FR_NIR", ("cle", "key"), r"\d{2}(?!\d)", gap=r"[ :.]{1,4}", check=_key, in_tables=False, score=0.8),
        Cued(
            "FR_NIR",
            ("provisoire", "nnp", "numero national provisoire"),
            r"[5-8] ?[12] ?\d{3} ?\d{8}(?!\d)",
            gap=loose(25),
        ),
        Cued("FR_TAX_ID", _TAX_CUES, _SPI_VALUE, gap=loose(40)),
        Cued("FR_TAX_ID", _ACCESS_CUES, r"\d(?:[ .]?[0-9]){5,14}(?: ?[a-z])?(?![0-9a-z])", gap=GAP),
        Cued("FR_TAX_ID", _NOTICE_CUES, _NOTICE, gap=loose(40), check=_notice),
    )
    return [Family("national", language, shapes, cued)]
