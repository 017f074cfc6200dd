from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.reading import Reading, bare, view

PLAIN = {
    "REPUBLlQUE FRANCAlSE": "REPUBLIQUE FRANCAISE",
    "06\u00a012\u202f34": "06 12 34",
    "０６１２": "0612",
    "٠٦١٢": "0612",
    "𝟎𝟔": "06",
    "06‑12–34—56": "06-12-34-56",
    "l’adresse": "l'adresse",
    "Duроnt": "Dupont",
    "Ирина": "Ирина",
    "Dup\u200bont\u00ad": "Dupont",
    "Herve\u0301": "Hervé",
    "m²": "m²",
}


@pytest.mark.parametrize("written", PLAIN)
def test_a_disguise_is_undone(written: str) -> None:
    """Full-width and foreign digits, odd spaces and dashes, look-alike letters and invisible characters are read plainly."""
    assert view(written).text == PLAIN[written]


@given(st.text(max_size=60))
def test_offsets_lead_back(text: str) -> None:
    """Every character of the view comes from somewhere in the text, in order, and the whole from the whole."""
    plain = view(text)
    places = [plain.back(i, i + 1) for i in range(len(plain.text))]
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert places == sorted(places)


@given(st.text(max_size=60))
def test_forms_have_the_same_length(text: str) -> None:
    """The bare form and the words keep every offset."""
    reading = Reading(view(text).text)
    assert len(reading.bare) == len(reading.words) == len(reading.text)


def test_an_invisible_tail_is_taken_along() -> None:
    """What hides behind the last letter of a value goes with it."""
    text = "Rose\u200b !"
    start, end = view(text).back(0, 4)
    assert text[start:end] == "Rose\u200b"


def test_bare_is_lower_case_without_accents() -> None:
    """Rules that look at words see neither case nor accents."""
    assert bare("ÉTÉ à Sète, cœur, ŁÓDŹ, İ") == "ete a sete, cour, lodz, i"
