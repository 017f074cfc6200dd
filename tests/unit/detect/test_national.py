from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir

from gateway.detect.recognizers import national
from tests.support.spotting import marked, spot

NIRS = [
    "NIR [[1 54 03 34 301 042 69]]",
    "[[154033430104269]]",
    "sécu n° [[1.54.03.34.301.042.69]]",
    "[[1-54-03-34-301-042-69]]",
    "[[1\u00a054\u00a003\u00a034\u00a0301\u00a0042\u00a069]]",
    "[[1\u202f54\u202f03\u202f34\u202f301\u202f042\u202f69]]",
    "Corse [[2 72 03 2A 004 117 35]]",
    "corse [[27203 2a 00411735]]",
    "[[1 54 03 34 301 042 (69)]]",
    "[[1 54 03 34 301\n042 69]]",
    "num sécu : [[1540334301042]]",
    "numéro de sécurité sociale [[1 54 03 34 301 042]]",
    "assuré sous le n° [[1540334301042 69]]",
    "[[1 54 03 34 301 042]]",
    "NIA : [[3 99 07 99 404 123 80]]",
    '"nir": "[[154033430104269]]"',
    "numeroSecuriteSociale=[[154033430104269]]",
    "INS : [[154033430104269]] (1.2.250.1.213.1.4.8)",
    "nom;nir;ville\nX;[[154033430104269]];Sète",
]
SPOILT = [
    "sécu : [[1 54 03 34 301 042 70]]",
    "[[1 54 03 34 301 042 70]]",
    "n° sécu [[l 54 O3 34 3O1 042 70]]",
    "NIR : [[154033430104270]]",
]
QUIET = [
    "EAN 3540334301042",
    "commande 154033430104270",
    "les codes 1 54 03 34 301",
    "le total est de 1 540 334 301 042 euros",
    "facture 1540334301042",
]


@pytest.mark.parametrize("written", NIRS)
def test_nir_is_found(written: str) -> None:
    """A social security number is found with any separator, from Corsica, with or without its key, temporary or not."""
    text, values = marked(written)
    assert spot(national.recognizers, text) == [("FR_NIR", value) for value in values]


@pytest.mark.parametrize("written", SPOILT)
def test_nir_with_a_wrong_key(written: str) -> None:
    """A number of the shape and with the cue is found though its key is wrong, under its own kind."""
    text, values = marked(written)
    assert spot(national.recognizers, text) == [("FR_NIR_INVALID", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_nir(text: str) -> None:
    """Digits that happen to be as long are no social security number."""
    assert spot(national.recognizers, text) == []


@given(
    st.integers(1, 2), st.integers(0, 99), st.integers(1, 12), st.sampled_from(["34", "2A", "2B", "75", "97", "99"]),
    st.integers(1, 990), st.integers(1, 999), st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f"]),
)  # fmt: skip
def test_every_valid_nir_is_found(
    sex: int, year: int, month: int, place: str, commune: int, order: int, gap: str
) -> None:
    """Every number with a right key is found, whatever separates its groups and without any cue."""
    groups = [str(sex), f"{year:02}", f"{month:02}", place, f"{commune:03}", f"{order:03}"]
    written = gap.join([*groups, nir.calc_check_digits("".join(groups))])
    assert ("FR_NIR", written) in spot(national.recognizers, f"Voici : {written}, merci")


TAX = [
    "numéro fiscal : [[12 34 567 890 066]]",
    "SPI [[1234567890066]]",
    "n° fiscal [[1234567890067]]",
    "déclarant 1 : [[3012345678901]]",
    "référence de l'avis : [[24 34 A1234567 89]]",
    "réf. avis [[2434A12345678]]",
    "[[12 34 567 890 066]] est au foyer",
    "identifiant fiscal [[12.34.567.890.066]]",
]


@pytest.mark.parametrize("written", TAX)
def test_tax_number_is_found(written: str) -> None:
    """A tax number is found by its key or its cue, and the reference of a tax notice by its cue."""
    text, values = marked(written)
    assert spot(national.recognizers, text) == [("FR_TAX_ID", value) for value in values]


def test_american_number() -> None:
    """An American social security number is found."""
    assert spot(national.recognizers, "SSN: 123-45-6789", "en") == [("US_SSN", "123-45-6789")]
