"""Numbers of identity documents: card, passport, residence permit, driving licence, machine-readable zone (ICAO 9303)."""

from __future__ import annotations

import re

from presidio_analyzer import EntityRecognizer

from gateway.detect.rules import Candidate, Cued, Family, Shape, listed, loose

_CARD_CUES = listed(
    """
    cni, cnie, carte d identite, carte nationale d identite, carte identite, piece d identite, piece identite,
    identite n, identity card, id card, carte nationale, titre d identite, document d identite, ci n
    """
)
_PASSPORT_CUES = ("passeport", "passport", "passeports", "titre de voyage", "document de voyage")
_PERMIT_CUES = listed(
    """
    titre de sejour, carte de sejour, carte de resident, agdref, numero etranger, n° etranger, no etranger,
    numero d etranger, recepisse, anef, visa, visa long sejour, titre sejour, sejour, numero national d etranger,
    attestation de prolongation, residence permit, etranger n, ofpra, autorisation provisoire de sejour, aps,
    demande d asile, attestation de demandeur d asile, n etranger, id etranger, certificat de residence, oqtf,
    foreigner number
    """
)
_LICENCE_CUES = listed(
    """
    permis de conduire, permis, neph, numero de permis, driving licence, driver licence, permis b, permis n,
    dossier neph
    """
)
_START = r"(?<![0-9a-z])"
_STOP = r"(?![0-9a-z])"
_CARD = rf"{_START}(?:\d{{4}} ?\d{{4}} ?\d{{4}}|\d{{2}}(?: ?\d{{2}}){{5}}|\d{{12}}|(?=[a-z0-9]{{0,8}}\d)(?=\d{{0,8}}[a-z])[a-z0-9]{{9}}|[a-z0-9]{{3}} [a-z0-9]{{3}} [a-z0-9]{{3}}){_STOP}"
_PASSPORT = rf"{_START}(?:\d{{2}} ?[a-z]{{2}} ?\d{{5}}|[a-z]{{1,2}} ?\d{{6,8}}|\d{{9}}|[a-z]{{3}}\d{{6}}){_STOP}"
_PERMIT = (
    rf"{_START}(?:\d{{10}}|\d{{4}} \d{{3}} \d{{3}}|\d{{2}}(?: \d{{2}}){{4}}|[a-z0-9]{{2}} ?\d{{7}}|[a-z]{{2}} ?\d{{3}} ?\d{{4}}"
    rf"|[a-z]{{1,4}}\d{{7,10}}|\d{{9}}){_STOP}"
)
_LICENCE = rf"{_START}(?:\d{{2}} ?[a-z]{{2}} ?\d{{5}}|\d{{12}}|\d{{2}}(?: ?\d{{2}}){{5}}|\d{{4}} \d{{4}} \d{{4}}|\d{{6}} \d{{6}}){_STOP}"
_READ = r"[\doil]"
_SCANNED = rf"{_START}(?=[^\n]{{0,6}}\d)(?:{_READ}{{4}} {_READ}{{3}} {_READ}{{3}}|{_READ}{{4}} {_READ}{{4}} {_READ}{{4}}|{_READ}{{9,12}}|{_READ}{{2}} ?[a-z]{{2}} ?{_READ}{{5}}|{_READ}{{2,6}}(?: {_READ}{{2,6}}){{1,5}}){_STOP}"
"""A number in which a scanner took a 0 for an O, a 1 for an l or an I."""
_GROUPS = rf"{_START}(?:[a-z]{{1,4}} ?)?\d{{2,4}}(?:[ .]\d{{2,4}}){{1,4}}{_STOP}"
_NEAR = r"(?:[\s:=>\"'«(\[|*`#.,\-]|n[°o]|numero|number|est|is|le){1,12}"
_ANY = rf"{_START}(?=[a-z0-9\-]{{0,14}}\d{{3}})[a-z0-9][a-z0-9\-]{{5,14}}{_STOP}"
_EXPLICIT = r"(?:[ a-z'()]{0,25})[ :]{0,3}(?:n[°o] ?|numero |no |: ?)[:\s]{0,3}"
_YEARLY = re.compile(r"(?:19|20)\d\d|\d{1,2}[/.-]\d.*")


def _number(candidate: Candidate) -> str | None:
    """Not a date and not a telephone number."""
    value = candidate.value
    if _YEARLY.fullmatch(value) or (
        len(candidate.digits) == 10 and value.startswith("0") and candidate.compact.isdigit()
    ):
        return None
    return "FR_ID_DOC" if any(c.isdigit() for c in value) else None


def _grouped(candidate: Candidate) -> str | None:
    """Six to twelve digits in groups, no telephone, no amount, no date."""
    return _number(candidate) if 6 <= len(candidate.digits) <= 12 and not _TEN.match(candidate.value) else None


def _read(candidate: Candidate) -> str | None:
    """At least half of the signs are figures, and some letter among them was one."""
    signs = len(candidate.compact)
    return _number(candidate) if 9 <= signs <= 12 and 2 * len(candidate.digits) >= signs else None


_TEN = re.compile(r"0[1-9](?:[ .]\d\d){4}|\d{1,2}[. ]\d{1,2}[. ](?:19|20)?\d\d$")
_MRZ = re.compile(r"(?<![A-Z0-9<])[A-Z0-9<]{25,60}(?![A-Z0-9<])")
_MRZ_HEAD = re.compile(r"(?:ID|P[A-Z<]|A[CR]|I[A-Z<]|V[A-Z<]|TS|CR)[A-Z<]{3}")


def _mrz(candidate: Candidate) -> str | None:
    compact = candidate.value
    return "FR_ID_DOC" if "<<" in compact or ("<" in compact and _MRZ_HEAD.match(compact)) else _second_line(candidate)


def _second_line(candidate: Candidate) -> str | None:
    """The second line of an old identity card holds no filler when the name is long; the first does."""
    lead = candidate.reading.text[max(0, candidate.start - 64) : candidate.start]
    return "FR_ID_DOC" if re.search(r"[A-Z0-9]<{2,}[A-Z0-9<]*\s{1,3}$", lead) else None


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    every = (*_CARD_CUES, *_PASSPORT_CUES, *_PERMIT_CUES, *_LICENCE_CUES)
    cued = (
        Cued("FR_ID_DOC", _CARD_CUES, _CARD, gap=loose(90), check=_number),
        Cued("FR_ID_DOC", _PASSPORT_CUES, _PASSPORT, gap=loose(90), check=_number),
        Cued("FR_ID_DOC", _PERMIT_CUES, _PERMIT, gap=loose(70), check=_number),
        Cued("FR_ID_DOC", _LICENCE_CUES, _LICENCE, gap=loose(90), check=_number),
        Cued("FR_ID_DOC", (*every, "titre"), _GROUPS, gap=_NEAR, check=_grouped, score=0.75),
        Cued(
            "FR_ID_DOC",
            every,
            rf"{_START}(?=[a-z0-9]*\d[a-z]*\d)(?=\d*[a-z])[a-z0-9]{{8,18}}{_STOP}",
            gap=_NEAR,
            check=_number,
            score=0.75,
        ),
        Cued("FR_ID_DOC", every, _SCANNED, gap=loose(40), check=_read, score=0.7),
        Cued("FR_ID_DOC", every, _ANY, gap=_EXPLICIT, check=_number, score=0.7),
    )
    return [Family("documents", language, (Shape("FR_ID_DOC", _MRZ, _mrz, hints=("<",), on="text"),), cued)]
