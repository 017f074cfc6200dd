"""Number plates (SIV since 2009, FNI before) and vehicle identification numbers (ISO 3779).

SIV letters exclude I, O and U and never read SS (arrêté du 9 février 2009); FNI plates look like many references, so a word
about vehicles must be near.
"""

from __future__ import annotations

import re

from presidio_analyzer import EntityRecognizer

from gateway.detect.numerals import WORD
from gateway.detect.rules import Candidate, Cued, Family, Shape, listed, loose, words

NUMBER = rf"(?:{WORD}(?:[ -](?:et[ -])?(?:cents?|{WORD})){{0,5}})"
_L = "[A-HJ-NP-TV-Z]"
_DASHED = re.compile(rf"(?<![A-Za-z0-9-])(?!SS){_L}{{2}} ?- ?\d{{3}} ?- ?{_L}{{2}}(?![A-Za-z0-9-])", re.IGNORECASE)
_SPACED = re.compile(rf"(?<![A-Za-z0-9-])(?!SS){_L}{{2}}[ .]?\d{{3}}[ .]?(?!SS){_L}{{2}}(?![A-Za-z0-9-])")
_LOWER = re.compile(r"(?<![a-z0-9-])[a-hj-np-tv-z]{2} ?\d{3} ?[a-hj-np-tv-z]{2}(?![a-z0-9-])")
_FNI = re.compile(r"(?<![a-z0-9-])\d{1,4}[ -]?[a-hj-np-tv-z]{2,3}[ -]?(?:\d{2}|97\d|2[ab])(?![a-z0-9-])")
_FNI_ALONE = re.compile(
    r"(?<![A-Za-z0-9.,/-])(?<!\d )\d{2,4} (?!KG|MM|CM|KM|ML|CL|DL|GO|MO|HT|MW|KW|HA|PM|CV|CP|RCS|SMS)(?!SS)[A-HJ-NP-TV-Z]{2,3} (?:0[1-9]|[1-8]\d|9[0-5]|2[AB])(?![A-Za-z0-9,.]\d|[A-Za-z0-9])(?! \d)"
)
"""An old plate in capitals, whose department is the last group: told from other references by its shape."""
_FOREIGN = re.compile(r"(?<![A-Za-z0-9-])[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2} ?\d{2,4}(?![A-Za-z0-9-])")
_SPOKEN = re.compile(
    rf"(?<![a-z])[a-hj-np-tv-z]{{2}} {NUMBER}(?:[ -]cents? {NUMBER}|[ -]cents?)? [a-hj-np-tv-z]{{2}}(?![a-z])"
)
_VEHICLE = words(
    r"immatricul\w*|camping[- ]?cars?|plaques?|vehicules?|voitures?|camions?|camionnettes?|fourgons?|motos?|scooters?|auto|automobile|fourriere"
    r"|stationn\w*|verbalis\w*|carte grise|certificat d'immatriculation|remorques?|caravanes?|utilitaire|berline|conducteur"
    r"|conductrice|renault|peugeot|citroen|dacia|volkswagen|fiat|toyota|opel|ford|clio|twingo|kangoo|berlingo|bmw|audi|mercedes"
    r"|nissan|seat|skoda|yamaha|honda|suzuki|tesla|kia|hyundai|cyclomoteur|epave|car|vehicle|plate|license|parking|garage|gare"
    r"|garee|quad|bus|macaron|sinistre|constat|immat|vl|pl|accident\w*|collision|conduisait|volant|4x4|suv|monospace|fourgonnette|deux[- ]roues|garer"
)
_LAW = words(
    r"articles?|art|arrete|decret|loi|code|reference|ref|delib\w*|dossier|facture|devis|commande|lot|salle|bureau"
)


def _spaced(candidate: Candidate) -> str | None:
    value = candidate.value
    if " " in value or "." in value:
        return None if _LAW.search(candidate.before(14)) else "FR_VEHICLE_PLATE"
    return "FR_VEHICLE_PLATE" if candidate.near(_VEHICLE, 120) else None


def _old_plate(candidate: Candidate) -> str | None:
    return None if _LAW.search(candidate.before(20)) else "FR_VEHICLE_PLATE"


def _by_context(candidate: Candidate) -> str | None:
    return "FR_VEHICLE_PLATE" if candidate.near(_VEHICLE, 120) and not _LAW.search(candidate.before(12)) else None


_VIN = re.compile(r"(?<![A-Za-z0-9])(?=[A-Z0-9]{0,16}\d{3})[A-HJ-NPR-Z0-9]{3}[A-HJ-NPR-Z0-9]{14}(?![A-Za-z0-9])")
_VIN_CUES = listed(
    """
    vin, numero de serie, n° de serie, no de serie, chassis, carte grise, numero de chassis, e, serial
    """
)
_FRENCH_MAKERS = listed(
    """
    VF, VR, VN, WVW, WBA, WDB, WDD, WF0, WAU, ZFA, TMB, UU1, VSS, SJN, JT, KNA, NM
    """
)


def _vin(candidate: Candidate) -> str | None:
    value = candidate.value
    mixed = sum(c.isalpha() for c in value) >= 2 and sum(c.isdigit() for c in value) >= 4
    return "FR_VIN" if mixed and (value.startswith(_FRENCH_MAKERS) or candidate.near(_VEHICLE, 100)) else None


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    plate_cues = listed(
        """
    immatriculation, immatricule, immatriculee, plaque, plaque d immatriculation, immat, plate
    """
    )
    any_plate = r"(?:[a-z]{2}[ .-]{0,3}\d{3}[ .-]{0,3}[a-z]{2}|\d{1,4}[ -]?[a-z]{2,3}[ -]?(?:\d{2,3}|2[ab])|[a-z]{1,3}[ -]\d{1,4}[ -][a-z]{1,3})(?![a-z0-9])"
    shapes = (
        Shape("FR_VEHICLE_PLATE", _DASHED, on="text", hints=("-",)),
        Shape("FR_VEHICLE_PLATE", _SPACED, _spaced, on="text", score=0.8),
        Shape("FR_VEHICLE_PLATE", _LOWER, _by_context, score=0.7),
        Shape("FR_VEHICLE_PLATE", _FNI, _by_context, score=0.7),
        Shape("FR_VEHICLE_PLATE", _FNI_ALONE, _old_plate, on="text", score=0.6),
        Shape("FR_VEHICLE_PLATE", _FOREIGN, _by_context, on="text", score=0.6),
        Shape("FR_VEHICLE_PLATE", _SPOKEN, _by_context, score=0.6),
        Shape("FR_VIN", _VIN, _vin, on="text"),
    )
    cued = (
        Cued("FR_VEHICLE_PLATE", plate_cues, any_plate, gap=loose(30)),
        Cued("FR_VIN", _VIN_CUES, r"(?=[a-z0-9]{0,16}\d)[a-hj-npr-z0-9]{17}(?![a-z0-9])", gap=loose(25)),
    )
    return [Family("vehicle", language, shapes, cued)]
