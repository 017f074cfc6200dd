from __future__ import annotations

import pytest

from gateway.detect.recognizers import technical
from tests.support.spotting import marked, spot

FOUND = [
    ("IP_ADDRESS", "session Windows 11 / IP [[192.168.14.206]]"),
    ("IP_ADDRESS", "depuis [[192.168.1.12]], port 443"),
    ("IP_ADDRESS", "[[10.0.0.8]]:8080"),
    ("IP_ADDRESS", "[[2001:db8::8a2e:370:7334]]"),
    ("IP_ADDRESS", "src=[[fe80::1ff:fe23:4567:890a]]"),
    ("MAC_ADDRESS", "poste [[00:1A:2B:3C:4D:5E]]"),
    ("MAC_ADDRESS", "[[00-1a-2b-3c-4d-5e]]"),
    ("GPS_COORDINATES", "[[43.40280, 3.69280]]"),
    ("GPS_COORDINATES", "position [[43°24'18\"N 3°41'34\"E]]"),
    ("GPS_COORDINATES", '{"lat": [[43.40280]], "lon": [[3.69280]]}'),
    ("URL", "voir [[https://exemple.fr/suivi?token=8f7d6a5b4c3e2f1a0b9c]]."),
    ("URL", "([[https://exemple.fr/reset/8f7d6a5b4c3e2f1a0b9c8d7e]])"),
    ("URL", "[[https://intranet.exemple.fr/agents/lucie.fabregues]]"),
    ("URL", "[[https://www.linkedin.com/in/lucie-fabregues]]"),
    ("URL", "[[https://exemple.fr/dossier?nom=fabregues&id=12]]"),
    ("URL", "[[https://exemple.fr/f?X-Amz-Signature=abcdef0123]]"),
]
QUIET = [
    "Version du client : 7.4.2.1, Windows 11",
    "version 1.2.3.4",
    "Firmware v10.0.19.1",
    "article 3.2.1.4",
    "127.0.0.1 et 255.255.255.0",
    "de 12:30:00 à 14:15:30",
    "300.1.2.3",
    "std::vector",
    "https://www.service-public.fr/particuliers/vosdroits/F2120",
    "https://www.ville-sete.fr/actualites/travaux-quai",
    "www.legifrance.gouv.fr",
    "1234,5678 et 9876,5432",
]


@pytest.mark.parametrize(("kind", "written"), FOUND)
def test_technical_address_is_found(kind: str, written: str) -> None:
    """Addresses of machines, places on the map and links with a token or a person are found."""
    text, values = marked(written)
    assert spot(technical.recognizers, text) == [(kind, value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_nothing_technical(text: str) -> None:
    """Versions, times and public pages stay."""
    assert spot(technical.recognizers, text) == []
