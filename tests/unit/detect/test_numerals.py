from __future__ import annotations

import pytest

from gateway.detect.numerals import pairs, value

SPOKEN = {
    "zero six douze trente-quatre cinquante-six soixante-dix-huit": "0612345678",
    "zero quatre soixante-sept vingt et un zero trois quatre-vingt-dix-neuf": "0467210399",
    "zero sept, dix-sept, soixante et onze, vingt, quatre-vingt-dix": "0717712090",
    "06 douze 34 cinquante-six 78": "0612345678",
    "zero six bonjour": "",
}
VALUES = {
    "un": 1,
    "soixante et onze": 71,
    "quatre-vingt-douze": 92,
    "dix-neuf": 19,
    "septante-deux": 72,
    "nonante": 90,
    "bonjour": None,
    "vingt trente": None,
}


@pytest.mark.parametrize("said", SPOKEN)
def test_a_spoken_number_is_dialled(said: str) -> None:
    """A telephone number dictated two figures at a time gives its ten digits."""
    assert pairs(said) == SPOKEN[said]


@pytest.mark.parametrize("said", VALUES)
def test_a_number_in_words_has_a_value(said: str) -> None:
    """A number below 100 in words has its value, of France, Belgium or Switzerland."""
    assert value(said) == VALUES[said]
