"""Postal addresses of people, grown from an anchor: a number and a street, a cue and a street, a residence and a flat.

From the anchor the address takes in the street's name, then complements, postcode and city, over line breaks; and backwards
what stands before ("Appt 12, bât. B,"). A commune, a street alone ("travaux quai Général-Durand") or the address of a public
building is a place of everybody: it is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from gateway.detect.numerals import WORD
from gateway.detect.reading import Reading
from gateway.detect.rules import one_of, reading_of, result
from gateway.detect.streets import (
    DWELLING,
    FLAT,
    NAMED_HOME,
    STREET,
    STREET_OR_WORD,
    Growth,
    Mask,
    is_street_called,
    is_sure,
    street_name,
)

_Place: TypeAlias = tuple[int, int, float]
SURE, LIKELY = 0.85, 0.7

_BIS = r"(?: ?(?:bis|ter|quater|[a-f](?![a-z'])))?"
_HOUSE = rf"(?:\d{{1,4}}|\d[sloi](?= ?,)|[li]\d{{1,3}}|\d{{1,2}}[lio]\d?(?= )|(?<![a-z])(?!une? |premier |zero )(?:cent|{WORD})(?:[ -](?:et[ -])?(?:cents?|{WORD})){{0,4}}){_BIS}(?: ?(?:-|/|et|a|&) ?\d{{1,4}}{_BIS})?"
_HOUSE_LAST = re.compile(r",? \d{1,4}(?: ?(?:bis|ter))?(?=,? ?(?:f ?-? ?)?\d{5}(?!\d))")
_HOUSE_TOLD = re.compile(r",? \d{1,4}(?: ?(?:bis|ter))?(?= ?(?:[,.;)\n]|$|a [a-z]))")
_KIND = rf"(?P<street>{STREET}|{STREET_OR_WORD})(?![a-z0-9])"
_NUMBERED = re.compile(rf"(?<![\w€/.-])(?<!\d[ ,.])(?:n[°o]\.? ?)?{_HOUSE} ?(?:[,;] {{0,2}}| |\n)?{_KIND}")
_NUMBER_OF = re.compile(
    rf"(?<![a-z0-9])(?:(?:n[°o]\.? ?|numero )|(?<=(?:it|te|nt) au ))(?P<number>{_HOUSE}) (?:de la |du |de l'|de )(?P<street>{STREET})(?![a-z0-9])"
)
"""The number told apart from the street: "au numéro douze de la rue des Arts"."""
_LIVES = one_of(
    """
    demeur(?:e|ant|ait|ons|ent), domicilie?e?s?, habit(?:e|ant|ait|ent|ons|er), resid(?:e|ant|ait|ent), log(?:e|es|ee|ees|eant|eait|er),
    viv?(?:t|ait|ant|ent), heberge(?:e|es|s)?, adresse, domicile, installee?s?, demenage\\w*, emmenage\\w*, relogee?s?, lives at,
    residing at, address, demor(?:a|i|am|an), abit(?:a|i|am|an)
    """
)
_STILL = one_of(
    "actuellement, toujours, desormais, seule?, a, au, aux, dans, sur, la, le, l', en, une?, est, :, postale, personnelle"
)
_CUED = re.compile(
    rf"(?<![a-z]){_LIVES}[ :,]{{1,3}}(?:(?:{_STILL}|chez (?:[a-z]{{1,20}} ?){{1,3}},?) ?){{0,4}}(?<![a-z]){_KIND}"
)
_STREET_ALONE = re.compile(rf"(?<![a-z0-9]){_KIND}")
_HOUSE_AFTER = re.compile(r",? ?(?:n[°o]\.? ?|numero |au (?:n[°o]\.? ?|numero )?)\d{1,4}(?![\d/h])" + _BIS)
_HOUSE_BEFORE = re.compile(rf"(?<![\w,.])\d{{1,4}}{_BIS} ?,? ?$")
_AT_HOME = re.compile(rf"(?<![a-z]){_LIVES}[ :,]{{1,3}}(?:{_STILL} ?){{0,3}}$")
_PERSONAL = re.compile(rf"(?<![a-z])(?:{_LIVES}|m\.|mme|monsieur|madame|mlle|chez|locataires?)(?![a-z])")
_HOMELY = re.compile(
    r"(?<![a-z])(?:app?t|appartement|apt|etage|residence|villa|peniche|ponton|caravane|hameau|hlm|esc|bat|mas|rdc)(?![a-z])"
)
"""What a street beside it belongs to somebody's home: a street without number is otherwise a place of everybody."""
_ENGLISH = re.compile(
    r"(?<![\w.])\d{1,5}[A-Za-z]? (?:[A-Z][\w'.-]+ ){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Crescent|Gardens|Terrace|Way|Boulevard|Blvd|Square)\b\.?"
    r"(?:, (?:Apt|Flat|Unit|Suite) \w{1,5})?(?:,? [A-Z][a-z'-]+){0,3}(?:,? [A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|,? [A-Z]{2} \d{5}(?:-\d{4})?)?"
)
_PUBLIC_PLACE = one_of(
    """
    mairie, hotel de ville, prefecture, ccas, cias, mediatheque, bibliotheque, tresor(?:erie)?(?: public(?:que)?)?, tribunal, services?,
    direction, centre, maison (?:des|de la|du|de quartier|france|departementale|pour), guichet, siege, ecole, college, lycee, creche, gymnase,
    salle, stade, musee, theatre, agence, bureaux?, caisse, commissariat, police (?:municipale|nationale), gendarmerie, la poste, societe,
    sarl, sas, (?<!micro[- ])(?<!auto[- ])entreprise, association, office, point d'accueil, accueil, mdph, cpam, capitainerie, conservatoire, piscine, cinema,
    restaurant, magasin, boutique, ville de [a-z-]+, commune de [a-z-]+, halles?, marche, eglise, cimetiere, etablissement, chantier,
    travaux, circulation, stationnement interdit, reunion, rendez-vous, permanences?, universite, departement, region, agglopole, communaute
    """
)
_PUBLIC = re.compile(
    rf"(?<![a-z]){_PUBLIC_PLACE}(?: [a-z0-9'.-]{{1,20}}){{0,6}}[ ,:(\-|]{{0,4}}(?:\n[ \t]{{0,4}})?"
    r"(?:(?:situee?s?|sise?|au|a|est|sont|se trouve|se tient|se tiendra|aura lieu|,|:) ?)*(?:aux? )?$"
)
_LABEL = re.compile(
    r"(?<![a-z_])(?:adresse|adr|address|domicile|lieu de residence|residence principale)"
    r"(?:[ _](?:postale|personnelle|complete|actuelle|principale|fiscale|home|line ?1|1|physique|familiale|de residence"
    r"|d[ue] (?:l'usager|demandeur|domicile|foyer|patient|la famille)))?"
    r"[\"'*]{0,3} ?(?:\| ?|[:=] ?)[\"'*]{0,3} ?(?P<v>[^\n\"|;<>{}]{6,120})"
)
_TAG = re.compile(
    rf"(?:<(?:voie|rue|libelle_?voie|nom_?voie|street|adresse_?(?:1|voie|ligne_?1)|adr_?1|ligne_?[1-4])>|\"(?:voie|rue|libelle_?voie|street|ligne_?1)\" ?: ?\")"
    rf"(?P<v>(?:{STREET}|{STREET_OR_WORD}|lieu-dit|\d)(?![a-z])[^<>\"\n]{{3,80}})"
)
"""The street in its own element or key: <voie>, "rue"."""
_STREETLIKE = re.compile(rf"\d{{5}} ?[a-z]|(?<![a-z])(?:{STREET}|{STREET_OR_WORD}|lieu-dit|chez)(?![a-z])")
_HEADING = re.compile(
    r"(?:adresses?|adr|address|domicile|rue|voie|street|residence|lieu de residence|adresse (?:postale|complete|personnelle|1|ligne ?1|domicile|usager))"
)
_NOT_POSTAL = re.compile(
    r"@|https?:|\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{2}:){3}|^(?:mairie|hotel de ville|ccas|prefecture|siege|centre)"
)
_CUT = re.compile(
    r"[.;] |  |\t|[ ,\-/|]{1,3}(?:tel|mail|courriel|e-mail|portable|fax|nee? |date|email|mobile)(?![a-z])"
)


class AddressRecognizer(EntityRecognizer):
    """Postal addresses of people."""

    def __init__(self, language: str) -> None:
        super().__init__(supported_entities=["ADDRESS"], name="address", supported_language=language)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return the addresses grown from every anchor."""
        reading = reading_of(text, nlp_artifacts)
        named = nlp_artifacts.entities if nlp_artifacts else []
        people = _mask(text, ((e.start_char, e.end_char) for e in named if e.label_ == "PER"))
        found = {*_streets(reading, people), *_homes(reading, people)}
        found |= {*_labelled(reading, _mask(text, ((start, end) for start, end, _ in found))), *_columns(reading)}
        found |= {(m.start(), m.end(), SURE) for m in _ENGLISH.finditer(reading.text)}
        return [result(self, "ADDRESS", *place) for place in sorted(found) if not _public(reading, place[0])]


def _mask(text: str, spans: Iterable[tuple[int, int]]) -> Mask:
    mask = bytearray(len(text))
    for start, end in spans:
        mask[start:end] = b"\x01" * (end - start)
    return mask


def _streets(reading: Reading, people: Mask) -> Iterator[_Place]:
    """Numbered streets, streets where somebody lives, streets with a postcode or a number behind."""
    taken = bytearray(len(reading.text))
    for pattern in (_NUMBERED, _NUMBER_OF, _CUED, _STREET_ALONE):
        for anchor in pattern.finditer(reading.bare):
            if not taken[anchor.start("street")]:
                growth = _street(reading, people, anchor, pattern)
                if growth:
                    taken[growth.start : growth.end] = b"\x01" * (growth.end - growth.start)
                    yield growth.start, growth.end, SURE


def _street(reading: Reading, people: Mask, anchor: re.Match[str], pattern: re.Pattern[str]) -> Growth | None:
    if (
        anchor["street"] == "mail"
        and "adresse" in reading.bare[max(0, anchor.start("street") - 10) : anchor.start("street")]
    ):
        return None
    told = pattern is not _STREET_ALONE
    named = anchor.end("street")
    low = pattern is _CUED or (told and (is_sure(reading.bare, anchor) or is_street_called(reading.bare, named)))
    end = street_name(reading.text, named, low=low)
    if end == named:
        return None
    behind = _HOUSE_AFTER.match(reading.bare, end) or _HOUSE_LAST.match(reading.bare, end)
    behind = behind or (_HOUSE_TOLD.match(reading.bare, end) if pattern is _CUED else None)
    growth = Growth(
        reading,
        anchor.start() if pattern in (_NUMBERED, _NUMBER_OF) else anchor.start("street"),
        behind.end() if behind else end,
        people,
    )
    growth.forward()
    growth.backward()
    if not told and (number := _HOUSE_BEFORE.search(reading.bare, max(0, growth.start - 12), anchor.start("street"))):
        growth.start = min(growth.start, number.start())
    homely = growth.parts and _HOMELY.search(reading.bare, growth.start, growth.end)
    return growth if told or growth.postcode or behind or homely else None


def _homes(reading: Reading, people: Mask) -> Iterator[_Place]:
    """A residence with a building or a flat, or where somebody lives; a building with a flat."""
    reach = 0
    for anchor in DWELLING.finditer(reading.bare):
        first = NAMED_HOME.match(reading.text, anchor.start()) or FLAT.match(reading.bare, anchor.start())
        if anchor.start() < reach or first is None:
            continue
        growth = Growth(reading, first.start(), first.end(), people, home=True)
        growth.forward()
        reach = growth.end
        lives = _AT_HOME.search(reading.bare, max(0, first.start() - 50), first.start())
        if growth.parts or growth.postcode or lives:
            yield growth.start, growth.end, LIKELY


def _labelled(reading: Reading, grown: Mask) -> Iterator[_Place]:
    """What follows "adresse :" up to the end of the line, when it looks like a place."""
    for label in _LABEL.finditer(reading.bare):
        start, end = label.span("v")
        cut = _CUT.search(reading.bare, start, end)
        value = reading.bare[start : cut.start() if cut else end].rstrip(" ,'\"`)*")
        if _STREETLIKE.search(value) and not _NOT_POSTAL.search(value):
            within = grown.find(1, start, start + len(value))
            if within < 0:
                yield start, start + len(value), LIKELY
            elif within > start:
                reach = grown.find(0, within)
                yield start, reach if reach > 0 else len(grown), LIKELY
    for tag in _TAG.finditer(reading.bare):
        if not _NOT_POSTAL.search(tag["v"]):
            yield *tag.span("v"), LIKELY


def _columns(reading: Reading) -> Iterator[_Place]:
    """The cells under a heading that says address."""
    for cell in reading.cells:
        if _HEADING.fullmatch(cell.heading.lower().replace("_", " ").strip()):
            value = reading.bare[cell.start : cell.end]
            if re.search(r"[a-z]{3}", value) and re.search(r"\d| ", value) and not _NOT_POSTAL.search(value):
                yield cell.start, cell.end, LIKELY


def _public(reading: Reading, start: int) -> bool:
    """Whether the place is that of a public building, a firm or a building site."""
    lead = reading.bare[max(0, start - 80) : start].rsplit(". ", 1)[-1]
    place = _PUBLIC.search(lead)
    return place is not None and not _PERSONAL.search(lead) and not _FORMER.search(lead, 0, place.start())


_FORMER = re.compile(r"(?<![a-z])anciens?(?:nes?)? $")
"""A school that is no longer one may be a home."""


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    return [AddressRecognizer(language)]
