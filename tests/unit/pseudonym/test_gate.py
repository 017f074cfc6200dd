"""The egress gate reads the bytes themselves: what stands anywhere in them, in any disguise of the promise, is seen."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.campaigns.evasions import EVASIONS, VALUES, Disguise, Evasion, Value
from gateway.domain import Json
from gateway.pseudonym import Gate
from gateway.pseudonym.gate import Told
from gateway.remembered import Remembered

KNOWN = [value.text for value in VALUES]


def leaks(tree: Json, *values: str, allowed: frozenset[str] = frozenset()) -> list[str]:
    return Gate(values, allowed).leaks(json.dumps(tree, ensure_ascii=False).encode())


@pytest.mark.parametrize("value", VALUES, ids=lambda v: v.name)
@pytest.mark.parametrize("evasion", EVASIONS, ids=lambda e: e.name)
def test_a_known_value_is_seen_in_every_disguise(evasion: Evasion, value: Value) -> None:
    """Each value that was replaced is seen under each evasion of the promise."""
    written = Disguise(value, (evasion,)).text
    assert "VALUE" in leaks({"messages": [{"content": f"Lisez {written} puis répondez."}]}, *KNOWN)


PLACES: dict[str, Json] = {
    "a string": {"a": ["x 06 39 98 12 34 y"]},
    "a key": {"06 39 98 12 34": 1},
    "a number": {"a": 639981234},
    "an escaped string": {"a": json.dumps({"tel": "06 39 98 12 34"})},
    "deep": {"a": [[[[{"b": ["0639981234"]}]]]]},
}


@pytest.mark.parametrize("tree", PLACES.values(), ids=PLACES.keys())
def test_a_known_value_is_seen_wherever_it_stands(tree: Json) -> None:
    """Strings, keys and numbers of the bytes are searched, whatever their field."""
    assert leaks(tree, "06 39 98 12 34", "639 981 234") == ["VALUE"]


@pytest.mark.parametrize("number", [4970101234567893, 4970101234567893.0])
def test_a_card_is_seen_in_a_number(number: float) -> None:
    """A number of JSON is judged by its digits."""
    assert leaks({"n": number}) == ["CREDIT_CARD"]


@pytest.mark.parametrize("lexeme", [b"4.970101234567893e15", b"49701012345678.93E2", b"-4970101234567893e0"])
def test_a_card_is_seen_in_a_number_with_an_exponent(lexeme: bytes) -> None:
    """The digits that a point and an exponent pull apart are read together."""
    assert Gate(()).leaks(b'{"n": [' + lexeme + b"]}") == ["CREDIT_CARD"]


@pytest.mark.parametrize("lexeme", [b"0.5", b"48.85661", b"1e400", b"-1e400"])
def test_a_number_that_is_not_whole_is_read_as_it_is_written(lexeme: bytes) -> None:
    """Fractions, and what is too large for a number, are no reason to stop."""
    assert Gate(()).leaks(b'{"n": ' + lexeme + b"}") == []


def test_what_a_checksum_proves_is_seen_without_being_known() -> None:
    """NIR, IBAN and card are seen although nothing was found in the request."""
    text = f"{VALUES[0].text} {VALUES[1].text} 4970 1012 3456 7893"
    assert leaks({"a": text}) == ["CREDIT_CARD", "FR_NIR", "IBAN_CODE"]
    assert leaks({"a": base64.b64encode(text.encode()).decode()}) == ["CREDIT_CARD", "FR_NIR", "IBAN_CODE"]


def test_what_the_policy_allows_passes() -> None:
    """A kind that a rule allows is no leak, a known value still is."""
    tree: Json = {"a": VALUES[1].text}
    assert leaks(tree, allowed=frozenset({"IBAN_CODE"})) == []
    assert leaks(tree, VALUES[1].text, allowed=frozenset({"IBAN_CODE"})) == ["VALUE"]


@pytest.mark.parametrize(
    "text", ["Voilà Léa, Martine et les autres", "10639981234", "0639981234567", "léamartinet", "[PERSONNE_1]"]
)
def test_a_longer_word_or_number_is_no_leak(text: str) -> None:
    """A value is not seen inside a word or a number that only begins or ends like it."""
    assert leaks({"a": text}, "Léa Martin", "06 39 98 12 34") == []


def test_values_too_short_to_tell_are_not_searched() -> None:
    """Four letters or less would be found in anything, five are searched."""
    assert leaks({"a": "le 4 B du plan"}, "4 B") == []
    assert leaks({"a": "le dossier A 12 B"}, "A 12 B") == []
    assert leaks({"a": "le dossier A 123 B"}, "A 123 B") == ["VALUE"]


def test_a_value_over_two_fields_is_two_texts() -> None:
    """Texts are searched one by one: what two fields say together is not put together."""
    assert leaks({"a": "06 39 98", "b": "12 34"}, "06 39 98 12 34") == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_known_value_is_seen_between_any_texts(before: str, after: str) -> None:
    """Whatever surrounds it, a value on its own is seen."""
    assert leaks({"a": f"{before} ; Ginette Vaillant ; {after}"}, "Ginette Vaillant") == ["VALUE"]


def test_the_gate_does_not_show_values_in_its_repr() -> None:
    """Logging a gate by mistake shows nothing."""
    assert "Vaillant" not in repr(Gate(["Ginette Vaillant"]))


def test_what_was_searched_before_is_searched_for_new_values() -> None:
    """A text that passed is known for what it says by itself only: values and what is allowed are those of the request."""
    text = (
        f"Notre dossier : {VALUES[1].text}, et base64 {base64.b64encode(b'Ginette Vaillant').decode()} pour finir ici."
    )
    body = json.dumps({"a": text}, ensure_ascii=False).encode()
    seen = Remembered[Told](100)
    assert Gate(["Autre Personne"], frozenset({"IBAN_CODE"}), seen).leaks(body) == []
    assert Gate(["Ginette Vaillant"], frozenset({"IBAN_CODE"}), seen).leaks(body) == ["VALUE"]
    assert Gate(["notre dossier"], frozenset({"IBAN_CODE"}), seen).leaks(body) == ["VALUE"]
    assert Gate((), seen=seen).leaks(body) == ["IBAN_CODE"]
    assert len(seen) == 1


@given(st.lists(st.sampled_from([value.text for value in VALUES] + ["mot ", "%4a", "<b>", "\n"]), max_size=12))
def test_memory_changes_no_answer(pieces: list[str]) -> None:
    """With or without memory of what passed, the gate finds the same."""
    tree: Json = ["".join(pieces), "".join(reversed(pieces)) * 2]
    body = json.dumps(tree).encode()
    seen = Remembered[Told](100)
    assert Gate(KNOWN, seen=seen).leaks(body) == Gate(KNOWN, seen=seen).leaks(body) == Gate(KNOWN).leaks(body)
