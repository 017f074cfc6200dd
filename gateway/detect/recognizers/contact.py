"""Telephone numbers and e-mail addresses, in every French writing.

Plan de numérotation: ARCEP decision 2018-0881 (0639 98 is the block kept for fiction, which phonenumbers refuses).
08 numbers and short numbers are services, never a person's.
"""

from __future__ import annotations

import re

import phonenumbers
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from gateway.detect.numerals import WORD, pairs
from gateway.detect.rules import GAP, Candidate, Cued, Family, Shape, listed, reading_of, result

_S = r"[ .\-/_]"
_PAIRS = r"(?:[ .\-/_]{0,3}\d{2}){4}"
_ALONE = r"(?<![\w.,/-])(?<!\d )"
_END = r"(?![\d])(?![.,/-]?\d)"
_NATIONAL = re.compile(
    r"(?<![\w,+])(?<!\d[.\-])(?<!/\d/)(?<!/\d\d/)"
    r"(?:0 ?[1-79](?:[ ]{0,2}\d{2}){4}|0[1-79](?: ?\. ?\d{2}){4}|0[1-79](?: ?- ?\d{2}){4}"
    r"|0[1-79](?: ?/ ?\d{2}){4}|0[1-79](?:_\d{2}){4}|0[1-79](?:, ?\d{2}){4}"
    r"|\(0[1-79]\)(?:[ .-]?\d{2}){4}|\(0\) ?[1-79](?:[ .-]?\d{2}){4}"
    r"|0[1-79]\d{2}[ .\-/](?:\d{2}[ .-]){2}\d{2}|0[1-79]\d{2}[ .-]\d{3}[ .-]\d{3}"
    r"|0[1-79][ .-]\d{4}[ .-]\d{4}|0[1-79][ .-]\d{3}[ .-]\d{3}[ .-]\d{2}"
    r"|0[1-79]\d[ .-]\d{3}[ .-]\d{2}[ .-]\d{2}|0[1-79][ .-]\d{3}[ .-]\d{2}[ .-]\d{3}"
    r"|0 [1-79]\d{2} \d{3} \d{3}|0 [1-79](?: \d){8})"
    r"(?!\d)(?![.\-]\d)(?!/\d{2}/)"
)
_FRENCH = re.compile(
    rf"(?<![\w+])\(?(?:\+|00) ?(?:33|262|590|594|596|508|681|687|689)\)?{_S}{{0,2}}(?:\(0\)|0(?=[1-79]))?{_S}{{0,2}}"
    rf"(?:[1-9]{_PAIRS}|\d{{3}}{_S}?\d{{3}}{_S}?\d{{3}}|\d{{2}}{_S}?\d{{2}}{_S}?\d{{2}})(?!\d)"
)
_BARE_33 = re.compile(r"(?<![\w.,/+-])(?<!\d )33 ?(?:\(0\) ?)?[1-79](?:[ .-]?\d{2}){4}(?![\d])(?! \d)")
_WORLD = re.compile(r"(?<![\w+])(?:\+|00)[1-9](?:[ .\-/()]{0,2}\d){6,14}(?!\d)")
_SPOKEN = re.compile(
    rf"(?<![a-z0-9.,/-])(?:zero|plus[ ,]{{1,2}}trente[ -]trois|0)[ ,.\-]{{1,2}}(?:{WORD}|\d{{1,2}})"
    rf"(?:(?:[ -]et[ -]|[ ,.\-]{{1,2}}|\n)(?:{WORD}|\d{{2}})){{3,16}}(?![a-z])"
)
_OCR = re.compile(r"(?<![\w.,/+-])[0o] ?[1-79li](?:[ .\-]{0,2}[\dolis]{2}){4}(?![\w])")

_PHONE_CUES = listed(
    """
    tel, telephone, phone, portable, port, mobile, gsm, fax, telecopie, whatsapp, signal, sms, joignable, joindre,
    appeler, rappeler, appelez, rappelez, appelle, contacter, contact, numero, ligne directe, domicile, fixe, cell,
    call, poste fixe, tph, tlf, num, coordonnees
    """
)
_LOCAL_NUMBER = r"(?:\(?\+?\d{1,5}\)?(?:[ .\-]{1,2}\d{2,6}){1,5}|\d{8,13})(?!\d)(?![.,]\d)"


def _dialled(candidate: Candidate) -> str | None:
    """A number of the world: phonenumbers knows its length."""
    number = re.sub(r"^00", "+", re.sub(r"[^\d+]", "", candidate.value))
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    return "PHONE_NUMBER" if phonenumbers.is_possible_number(parsed) else None


def _spoken(candidate: Candidate) -> str | None:
    digits = pairs(candidate.reading.bare[candidate.start : candidate.end].replace("plus", ""))
    return "PHONE_NUMBER" if 8 <= len(digits) <= 13 else None


def _scanned(candidate: Candidate) -> str | None:
    letters = sum(c.isalpha() for c in candidate.value)
    return "PHONE_NUMBER" if 1 <= letters <= 4 else None


def _written(candidate: Candidate) -> str | None:
    """After a cue: eight digits or more, not a service's number, not a date or an amount."""
    digits = candidate.digits
    if not 8 <= len(digits) <= 14 or digits.startswith(("08", "3308")) or _DATE.match(candidate.value):
        return None
    if re.search(r"(?:siren|siret|rcs|rna|naf|uai|finess)[ :]{0,3}(?:n[°o] ?)?$", candidate.before(16)):
        return None
    return None if candidate.after(3).lstrip().startswith(("€", "eur", "%")) else "PHONE_NUMBER"


_DATE = re.compile(r"\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}")

PHONES = Family(
    "phone",
    "fr",
    shapes=(
        Shape("PHONE_NUMBER", _NATIONAL, hints=("0",)),
        Shape("PHONE_NUMBER", _FRENCH, hints=("+", "00")),
        Shape("PHONE_NUMBER", _BARE_33, hints=("33",), score=0.6),
        Shape("PHONE_NUMBER", _WORLD, _dialled, hints=("+", "00")),
        Shape("PHONE_NUMBER", _SPOKEN, _spoken, hints=("zero", "trente", "0")),
        Shape("PHONE_NUMBER", _OCR, _scanned, score=0.7),
    ),
    cued=(
        Cued("PHONE_NUMBER", _PHONE_CUES, _LOCAL_NUMBER, gap=GAP + r"(?:[a-z]{1,12}[ :.]{1,3}){0,2}", check=_written),
    ),
)

_LOCAL = re.compile(r"[\w.+'%&~-]{1,64}$")
_LOCAL_SPACED = re.compile(
    r"([\w.+'%&~-]{1,64}(?: ?(?:\.|\bpoint\b|\bdot\b|\btiret\b|\(dot\)|\[dot\]|\[point\]|\(point\)) ?[\w+-]{1,40}){0,3}) {0,2}$"
)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}[a-z]{2,24}(?![a-z0-9@])", re.IGNORECASE)
_DOT = r"(?: ?\. ?| ?[(\[]? ?(?:point|dot) ?[)\]]? ?)"
_DOMAIN_SPACED = re.compile(rf" {{0,2}}(?:[a-z0-9-]{{1,40}}{_DOT}){{1,4}}[a-z]{{2,10}}(?![a-z0-9])", re.IGNORECASE)
_AT = re.compile(
    r"@|[(\[{<] ?(?:at|arobase|arobas|arrobase|chez) ?[)\]}>]|(?<![a-z])arobase?(?![a-z])|(?<=[a-z0-9])\(a\)(?=[a-z])|_at_|%40|&#64;"
)


_DESK = re.compile(
    r"(?:(?:accueil|contact|mairie|secretariat|service|pole|direction|info|infos|standard|courrier|etat[._-]?civil|urbanisme|logement|ccas|cias|scolaire"
    r"|periscolaire|cantine|restauration|creche|petite[._-]?enfance|enfance|jeunesse|sports?|culture|mediatheque|bibliotheque|voirie|proprete|dechets|eau|finances"
    r"|compta(?:bilite)?|rh|drh|dsi|dpo|rgpd|communication|presse|elections|cimetieres?|police[._-]?municipale|pm|social|solidarites?|seniors?|marches[._-]?publics"
    r"|marches|achats|regie|associations?|vie[._-]?associative|no-?reply|ne-?pas-?repondre|webmaster|support|inscriptions?|reservations?)(?:[._-](?=[a-z])|(?=@)))+"
    r"@(?:[a-z0-9-]{1,40}\.)*[a-z0-9-]{0,40}(?:ville|mairie|commune|agglo|metropole|ccas|cias|departement|region|gouv)[a-z0-9-]{0,40}\.(?:[a-z]{2,6}\.?){1,2}"
)
"""The mailbox of a service of an administration: every word of it names one, nobody is told."""


class MailRecognizer(EntityRecognizer):
    """E-mail addresses from their at sign outwards, so that a long text without one costs nothing."""

    def __init__(self, language: str) -> None:
        super().__init__(supported_entities=["EMAIL_ADDRESS"], name="email", supported_language=language)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return the addresses around each at sign, written as such or in words."""
        bare = reading_of(text, nlp_artifacts).bare
        found = (_around(bare, at) for at in _AT.finditer(bare))
        return [
            result(self, "EMAIL_ADDRESS", *span, 0.95) for span in found if span and not _DESK.fullmatch(bare, *span)
        ]


def _around(text: str, at: re.Match[str]) -> tuple[int, int] | None:
    local_part, domain_part = (_LOCAL, _DOMAIN) if at[0] in {"@", "%40", "&#64;"} else (_LOCAL_SPACED, _DOMAIN_SPACED)
    lead = max(0, at.start() - 160)
    local = local_part.search(text[lead : at.start()])
    domain = domain_part.match(text, at.end())
    if (local is None or domain is None) and at[0] == "@":
        local = _LOCAL_SPACED.search(text[max(0, at.start() - 100) : at.start()])
        lead = max(0, at.start() - 100)
        domain = _SCANNED_DOMAIN.match(text, at.end())
    if local is None or domain is None:
        return None
    start = lead + local.start()
    while start < at.start() and text[start] in ".'=-&%~":
        start += 1
    return (start, domain.end()) if start < at.start() else None


_SCANNED_DOMAIN = re.compile(
    r" ?[a-z0-9-]{1,40}(?: ?\. ?[a-z0-9-]{1,40}){0,3} ?\. ?(?:fr|com|net|org|eu|info|re|be|ch|oc|cat|bzh)(?![a-z0-9])"
)


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    return [Family("phone", language, PHONES.shapes, PHONES.cued), MailRecognizer(language)]
