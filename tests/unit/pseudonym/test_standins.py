"""Stand-ins: numbered by first appearance, one identity one number, one writing one letter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

from gateway.domain import Finding
from gateway.kinds import load_kinds
from gateway.pseudonym import StandIns, joined, replace
from gateway.pseudonym.standins import letter, reserved

KINDS = load_kinds()


def test_numbers_follow_first_appearance() -> None:
    """The first phone is 1, the second 2, and the first again is 1."""
    standins = StandIns(KINDS)
    minted = [standins.mint("PHONE_NUMBER", value) for value in ("04 67 00 00 01", "04 67 00 00 02", "04 67 00 00 01")]
    assert minted == ["[TELEPHONE_1]", "[TELEPHONE_2]", "[TELEPHONE_1]"]


def test_writings_of_one_person_share_the_number_and_differ_by_the_letter() -> None:
    """The model sees one person; the answer gives back each writing exactly."""
    standins = StandIns(KINDS)
    minted = [standins.mint("PERSON", value, 1, "F") for value in ("Marie DUPONT", "Dupont", "Marie DUPONT")]
    assert minted == ["[PERSONNE_F1]", "[PERSONNE_F1b]", "[PERSONNE_F1]"]
    assert standins.values() == {("PERSONNE", 1, ""): "Marie DUPONT", ("PERSONNE", 1, "b"): "Dupont"}


def test_two_people_of_one_name_are_two() -> None:
    """Two people who are written alike keep two numbers."""
    standins = StandIns(KINDS)
    assert standins.mint("PERSON", "Dupont", 1, "M") == "[PERSONNE_M1]"
    assert standins.mint("PERSON", "Dupont", 2, "F") == "[PERSONNE_F2]"


def test_a_number_is_one_identity_however_spaced() -> None:
    """A phone number with and without spaces is one phone number."""
    standins = StandIns(KINDS)
    assert standins.mint("PHONE_NUMBER", "06 12 34 56 78") == "[TELEPHONE_1]"
    assert standins.mint("PHONE_NUMBER", "0612345678") == "[TELEPHONE_1b]"


def test_the_gender_of_the_first_mention_stays() -> None:
    """A label once used does not change within the exchange."""
    standins = StandIns(KINDS)
    assert standins.mint("PERSON", "Camille Roux", 1) == "[PERSONNE_1]"
    assert standins.mint("PERSON", "Mme Roux", 1, "F") == "[PERSONNE_1b]"


@pytest.mark.parametrize(
    "typed", ["[PERSONNE_1]", "[personne_f1]", "PERSONNE_1", "[PERSONNE 1b]", "PERSONNE\\_M1", "[Personne-1]"]
)
def test_what_the_user_typed_is_not_minted(typed: str) -> None:
    """A stand-in that the user's own text holds, in any writing, is never given to anybody."""
    standins = StandIns(KINDS, reserved([f"Le modèle dit {typed}."], KINDS))
    assert standins.mint("PERSON", "Marie", 1) == "[PERSONNE_2]"


def test_letters_go_on_after_z() -> None:
    """A value may have more writings than the alphabet has letters, each with its own suffix."""
    assert [letter(i) for i in (0, 1, 25, 26, 27)] == ["", "b", "z", "bb", "bc"]
    assert len({letter(i) for i in range(2000)}) == 2000


def test_the_mapping_does_not_show_in_a_repr() -> None:
    """Logging the mapping by mistake shows no value."""
    standins = StandIns(KINDS)
    standins.mint("PERSON", "Marie DUPONT", 1)
    assert "DUPONT" not in repr(standins)


def test_neighbours_of_one_person_are_replaced_one_by_one() -> None:
    """Presidio would merge neighbours of one type; here each keeps its place."""
    text = "Dupont Dupont, Dupont"
    places = [(0, 6, "[PERSONNE_1]"), (7, 13, "[PERSONNE_1]"), (15, 21, "[PERSONNE_2]")]
    assert replace(text, places) == "[PERSONNE_1] [PERSONNE_1], [PERSONNE_2]"


def test_overlapping_findings_are_replaced_once_and_whole() -> None:
    """Spans that overlap become one, named after the longest; spans that touch stay two."""
    found = [Finding((), 0, 10, "ADDRESS"), Finding((), 5, 12, "PERSON"), Finding((), 12, 15, "AGE")]
    assert [(f.start, f.end, f.kind) for f in joined(found)] == [(0, 12, "ADDRESS"), (12, 15, "AGE")]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), max_size=12),
    st.text("aé é[]_1", min_size=130, max_size=130),
)
def test_replacing_is_presidio_s(steps: list[tuple[int, int]], text: str) -> None:
    """What our anonymizer makes of places that are apart is what Presidio's own makes of them."""
    places: list[tuple[int, int, str]] = []
    for gap, size in steps:
        start = (places[-1][1] if places else 0) + gap
        places.append((start, start + size, f"[X_{len(places)}]"))
    results = [RecognizerResult(str(n), start, end, 1.0) for n, (start, end, _) in enumerate(places)]
    operators = {str(n): OperatorConfig("replace", {"new_value": said}) for n, (_, _, said) in enumerate(places)}
    theirs = AnonymizerEngine().anonymize(text, results, operators, merge_entities_with_spaces=False)  # type: ignore[no-untyped-call]
    assert replace(text, places) == theirs.text


TYPED = "PERSONNE personne Perſonne TELEPHONE DATE_NAISSANCE _ - \\_ F m 1 12 1234567 [ ] du n ｅ \u212a İ ı".split()


@given(st.lists(st.sampled_from([*TYPED, " ", "\u00a0", "date naissance"]), max_size=12))
def test_what_the_user_typed_is_reserved(parts: list[str]) -> None:
    """The quick look at a text misses no writing of a stand-in that the whole pattern finds in it."""
    text, separator = "".join(parts), r"(?:\\?_|[ \u00a0\u202f-])"
    words = sorted({kind.standin for kind in KINDS.values()}, key=len, reverse=True)
    pattern = rf"({'|'.join(words).replace('_', separator)}){separator}[FM]?(\d{{1,6}})"
    found = {(re.sub(separator, "_", m[1]).upper(), int(m[2])) for m in re.finditer(pattern, text, flags=re.IGNORECASE)}
    assert reserved([text], KINDS) == found
