"""JSON source inside strings: read through escapes, rewritten in its shape."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.source import Source, is_json_source
from gateway.domain import Finding

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', True),
        ("[1]", True),
        (' {"a": "b"} ', True),
        ("bonjour", False),
        ("12", False),
        ("{a: 1}", False),
        ("[x]", False),
    ],
)
def test_only_objects_and_lists_are_json_source(text: str, expected: bool) -> None:
    """Prose, numbers and what merely looks like JSON are read as text."""
    assert is_json_source(text) is expected


def test_escapes_are_undone_for_reading() -> None:
    """A name written with escapes reads as the name."""
    source = Source.read('{"nom": "Beno\\u00eet \\"Ben\\" N\\u2019Diaye \\ud83d\\ude00\\nfin"}')
    assert source.text == '{"nom": "Benoît "Ben" N’Diaye 😀\nfin"}'


def test_a_lone_surrogate_reads_as_a_replacement_character() -> None:
    """Half an emoji cannot stop detection."""
    assert Source.read('{"a": "\\ud800x"}').text == '{"a": "\ufffdx"}'


def _found(source: Source, value: str) -> Finding:
    start = source.text.index(value)
    return Finding((), start, start + len(value), "PERSON")


def test_a_value_is_replaced_in_place_and_the_rest_kept_to_the_byte() -> None:
    """White space, escapes and key order of the source survive."""
    source = Source.read('{ "nom" :  "Beno\\u00eet",\n "é": "\\u00e9" }')
    found = _found(source, "Benoît")
    assert (
        source.rewrite([(found.start, found.end, "[PERSONNE_M1]")]) == '{ "nom" :  "[PERSONNE_M1]",\n "é": "\\u00e9" }'
    )


def test_a_bare_number_becomes_a_string() -> None:
    """A phone number written as a JSON number is replaced whole, by a string."""
    source = Source.read('{"tel": 33612345678, "n": [1, 2]}')
    found = _found(source, "612345678")
    rewritten = source.rewrite([(found.start, found.end, "[TELEPHONE_1]")])
    assert json.loads(rewritten) == {"tel": "[TELEPHONE_1]", "n": [1, 2]}


def test_a_finding_over_several_literals_is_cut_to_them() -> None:
    """A name that a detector saw across two fields is replaced in each of them, and the syntax between them stays."""
    source = Source.read('{"nom": "DUPONT", "prenom": "Marie"}')
    start, end = source.text.index("DUPONT"), source.text.index("Marie") + 5
    parts = source.clip([Finding((), start, end, "PERSON")])
    assert [source.text[p.start : p.end] for p in parts] == ["DUPONT", "prenom", "Marie"]


@given(JSON.filter(lambda tree: isinstance(tree, dict | list)), st.booleans(), st.data())
def test_rewriting_keeps_valid_json(tree: object, ascii_only: bool, data: st.DataObject) -> None:
    """Whatever span a detector reports, the rewritten source is JSON again."""
    source = Source.read(json.dumps(tree, ensure_ascii=ascii_only))
    a = data.draw(st.integers(0, len(source.text)))
    b = data.draw(st.integers(a, len(source.text)))
    places = [(p.start, p.end, "[X_1]") for p in source.clip([Finding((), a, b, "PERSON")])]
    json.loads(source.rewrite(places))


@given(JSON.filter(lambda tree: isinstance(tree, dict | list)), st.booleans())
def test_reading_keeps_places(tree: object, ascii_only: bool) -> None:
    """Rewriting nothing gives back the source, and every character knows its place."""
    raw = json.dumps(tree, ensure_ascii=ascii_only)
    source = Source.read(raw)
    assert source.rewrite([]) == raw
    assert len(source.origin) == len(source.text) + 1
    assert source.origin == sorted(source.origin)
