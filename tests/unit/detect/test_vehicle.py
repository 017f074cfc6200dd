from __future__ import annotations

import pytest

from gateway.detect.recognizers import vehicle
from tests.support.spotting import marked, spot

FOUND = [
    "la clio et [[3312 TG 34]]",
    "RELEVE A 15H, [[3312 TG 34]] ET TROTTINETTE",
    "immatriculé [[AB-123-CD]]",
    "[[AB-123-CD]]",
    "[[AB 123 CD]]",
    "voiture [[AB123CD]]",
    "véhicule [[ab-123-cd]]",
    "la clio [[ab 123 cd]] est garée",
    "plaque [[1234 XY 34]]",
    "camionnette immatriculée [[456 ABC 34]]",
    "scooter [[12 AB 2A]]",
    "moto [[GH-012-JK]]",
    "plaque : [[AB - 123 - CD]]",
]
VINS = ["VIN [[VF1AB000123456789]]", "n° de série [[WVWZZZ1JZXW000001]]", "carte grise, châssis [[VF7ABCDEF12345678]]"]
QUIET = [
    "article 12 CT 34 du code",
    "arrêté 2024 AB 34",
    "lot SS-123-AB",
    "le dossier 12 DGS 34",
    "salle AB 12",
    "identifiant technique ABCDEFGHJKLMNPRST",
]


@pytest.mark.parametrize("written", FOUND)
def test_plate_is_found(written: str) -> None:
    """A number plate is found, of today's series by its writing and of the old one by the words around it."""
    text, values = marked(written)
    assert spot(vehicle.recognizers, text) == [("FR_VEHICLE_PLATE", value) for value in values]


@pytest.mark.parametrize("written", VINS)
def test_vin_is_found(written: str) -> None:
    """A vehicle identification number is found."""
    text, values = marked(written)
    assert spot(vehicle.recognizers, text) == [("FR_VIN", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_vehicle(text: str) -> None:
    """Articles, orders and room numbers are no plates."""
    assert spot(vehicle.recognizers, text) == []
