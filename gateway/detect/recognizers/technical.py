"""Addresses of machines and places: IP, MAC, GPS, and links that carry a token or name a person."""

from __future__ import annotations

import ipaddress
import re

from presidio_analyzer import EntityRecognizer

from gateway.detect.rules import Candidate, Family, Shape, words

_V4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w])(?!\.\d)")
_V6 = re.compile(r"(?<![0-9a-z:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:\d{0,3}(?:\.\d{1,3}){3})?(?![0-9a-z:])")
_VERSION = words(
    r"versions?|v|ver|release|firmware|build|article|art|chapitre|paragraphe|section|mise a jour|windows|edition"
)
_VERSION_OF = re.compile(r"(?<![a-z])(?:versions?|release|firmware|build)(?: [a-z']{1,15}){1,4} ?:? ?$")
_NOBODY = frozenset({"127.0.0.1", "0.0.0.0", "255.255.255.255", "255.255.255.0", "255.255.0.0", "255.0.0.0", "::1"})  # noqa: S104


def _ip(candidate: Candidate) -> str | None:
    """A machine, not a version number, a netmask or the machine itself."""
    value = candidate.value
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return None
    if (
        value in _NOBODY
        or value.startswith("255.")
        or (address.version == 6 and (len(value) < 6 or not re.search(r"\d", value)))
    ):
        return None
    told = _VERSION.search(candidate.before(12)) or _VERSION_OF.search(candidate.before(40))
    return None if told or candidate.before(1) == "/" else "IP_ADDRESS"


_MAC = re.compile(
    r"(?<![0-9a-z:.-])(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})(?![0-9a-z:-])"
)
_GPS = re.compile(
    r"(?<![\w.,])[+-]?\d{1,2}[.,]\d{4,12}°? ?[ns]?\s{0,2}[,;/ |]\s{0,2}[+-]?\d{1,3}[.,]\d{4,12}°?(?: ?[eow](?![a-z]))?(?![\w])"
)
_DMS = re.compile(
    r"\d{1,2} ?° ?\d{1,2} ?['m] ?(?:\d{1,2}(?:[.,]\d{1,4})? ?(?:\"|''|s)?)? ?[ns](?![a-z])[ ,;]{0,3}"
    r"\d{1,3} ?° ?\d{1,2} ?['m] ?(?:\d{1,2}(?:[.,]\d{1,4})? ?(?:\"|''|s)?)? ?[eow](?![a-z])"
)
_LATLON = re.compile(
    r"(?:lat|latitude|lon|lng|long|longitude)[\"' ]{0,2}[:=][\"' ]{0,3}(?P<v>[+-]?\d{1,3}[.,]\d{4,12})(?!\d)"
)


def _gps(candidate: Candidate) -> str | None:
    numbers = [float(n.replace(",", ".")) for n in re.findall(r"[+-]?\d{1,3}[.,]\d+", candidate.value)]
    return "GPS_COORDINATES" if len(numbers) == 2 and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180 else None


_LINK = re.compile(r"(?:https?://|ftps?://|sftp://|www\.)[^\s<>\"'`|\\^{}]{4,2000}")
_TOKEN = re.compile(
    r"[?&;#/](?:[a-z_\-]{0,24}(?:token|jeton|key|cle|sig|signature|auth|secret|password|pwd|mdp|session|sid|hash|otp|code|ticket|invite"
    r"|invitation|acces|nonce|hmac|credential|reset|magic|jwt)[a-z_\-]{0,16})=[^&\s]{4,}"
)
_PERSONAL = re.compile(
    r"[?&](?:[a-z_\-]{0,16}(?:user|usager|utilisateur|uid|login|email|mail|courriel|nom|prenom|name|tel|phone|dossier|allocataire|agent"
    r"|matricule|patient|nir|client|adherent|beneficiaire|id_?personne|foyer|enfant|eleve|famille|demande|candidat)[a-z_\-]{0,10})=[^&\s]{2,}"
)
_PROFILE = re.compile(
    r"(?:linkedin\.com/in/|facebook\.com/(?:people/|profile\.php)?|instagram\.com/|tiktok\.com/@|twitter\.com/|x\.com/|snapchat\.com/add/"
    r"|youtube\.com/@|github\.com/|t\.me/|wa\.me/|doctolib\.fr/[a-z-]+/[a-z-]+/|leetchi\.com/|copainsdavant\.linternaute\.com/p/"
    r"|/(?:users?|usagers?|utilisateurs?|profils?|profiles?|membres?|members?|people|personnes?|agents?|comptes?|annuaire|patients?|allocataires?|dossiers?)/|/~)[\w.%@+~-]{3,}"
)
_OPAQUE = re.compile(
    r"/(?=[\w-]{0,80}\d)(?=[\w-]{0,80}[a-z])(?:[a-z0-9]{8}-[a-z0-9-]{10,60}|[a-z0-9_]{20,200})(?=[/?#.]|$)",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"(?:sharepoint\.|onedrive\.|1drv\.ms|drive\.google|docs\.google|dropbox\.|wetransfer\.|we\.tl/|grosfichiers\.|fromsmash\.|framadrop|filesender|swisstransfer|/s/|/share/|/u/|/d/|/:[a-z]:/|/partage/|/invite/"
    r"|/i/|apps/files/|/reset/|/reinit\w*/|/confirm\w*/|/valid\w*/|/suivi/|/rdv/)"
)
_OPAQUE_VALUE = re.compile(
    r"[?&][\w.\-]{1,30}=(?:(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{5,}|[^&\s?]{0,80}?\d{7,})", re.IGNORECASE
)
_PATH = re.compile(
    r"(?:(?<=get )|(?<=post )|(?<=put )|(?<=delete )|(?<=patch )|(?<=[\s\"'(]))/[\w./%~-]{1,200}\?[^\s\"'<>]{6,1000}"
)
_PAGES = frozenset(
    {"sharer", "share", "intent", "hashtag", "explore", "pages", "groups", "events", "search", "about", "login"}
)


def _private(candidate: Candidate) -> str | None:
    """A public page is left alone."""
    link = candidate.value.lower()
    if _TOKEN.search(link) or _PERSONAL.search(link):
        return "URL"
    profile = _PROFILE.search(link)
    if profile and not any(f"/{page}" in link for page in _PAGES):
        return "URL"
    opaque = _OPAQUE.search(candidate.value) or _OPAQUE_VALUE.search(candidate.value)
    shared = (at := _SHARED.search(link)) and re.search(r"[\w.%-]{4,}", link[at.end() :])
    return "URL" if opaque or shared else None


def _sentence(candidate: Candidate) -> Candidate:
    """A link does not hold the mark that ends the sentence."""
    end = candidate.end
    while candidate.reading.text[end - 1] in ".,;:!?)]*_»" and end > candidate.start:
        end -= 1
    return Candidate(candidate.reading, candidate.start, end)


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    shapes = (
        Shape("IP_ADDRESS", _V4, _ip, hints=(".",)),
        Shape("IP_ADDRESS", _V6, _ip, hints=(":",)),
        Shape("MAC_ADDRESS", _MAC),
        Shape("GPS_COORDINATES", _GPS, _gps, hints=(".", ",")),
        Shape("GPS_COORDINATES", _DMS, hints=("°",)),
        Shape("GPS_COORDINATES", _LATLON, hints=("lat", "lon", "lng")),
        Shape("URL", _PATH, _private, hints=("?",), narrow=_sentence),
        Shape("URL", _LINK, _private, hints=("://", "www."), narrow=_sentence),
    )
    return [Family("technical", language, shapes)]
