"""Values in answers: escaped in JSON, as they are in prose, also in prose that begins like JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.pseudonym import Restorer
from gateway.pseudonym.quoted import Quotes
from gateway.pseudonym.restore import grammar

VALUES = {("PERSONNE", 1, ""): 'Zoé "Zo" N’Diaye', ("ADRESSE", 2, ""): "12 rue C:\\x\n34200 Sète"}
PATTERN = grammar(["PERSONNE", "ADRESSE"])
SAID = {"[PERSONNE_F1]": VALUES["PERSONNE", 1, ""], "[ADRESSE_2]": VALUES["ADRESSE", 2, ""]}


def restored(text: str, cuts: list[int]) -> str:
    restorer = Restorer(VALUES, PATTERN)
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return "".join(map(restorer.feed, pieces)) + restorer.flush()


def told(text: str) -> str:
    for standin, value in SAID.items():
        text = text.replace(standin, value)
    return text


PIECES = (*SAID, '"', "é", "{", "[sic]", "\n", " Mme ", "1")
PROSE = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
TEXTS = st.lists(st.sampled_from((*PIECES, "\\ ")), max_size=5).map("".join)
TREES = st.recursive(
    TEXTS | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
WRITINGS = st.sampled_from([{}, {"indent": 1}, {"ensure_ascii": False}, {"separators": (",", ":")}])


def filled(tree: object) -> object:
    if isinstance(tree, str):
        return told(tree)
    if isinstance(tree, list):
        return [filled(item) for item in tree]
    return {told(key): filled(value) for key, value in tree.items()} if isinstance(tree, dict) else tree


@given(st.lists(TREES, max_size=3) | st.dictionaries(TEXTS, TREES, max_size=3), WRITINGS, st.data())
def test_json_stays_json(tree: object, writing: dict[str, object], data: st.DataObject) -> None:
    """An answer in JSON reads as the same tree with the values in it, however it is written and cut."""
    text = json.dumps(tree, **writing)  # type: ignore[arg-type]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    assert json.loads(restored(text, cuts)) == filled(tree)


BEGINNINGS = (
    "{note} ",
    "{ Voici ",
    "[PERSONNE_F1] dit ",
    "[1] ",
    "[sic] ",
    "{}. ",
    "[x] ",
    "{{nom}} ",
    "[ ] ",
    "{true",
)


@given(st.sampled_from(BEGINNINGS), PROSE, st.data())
def test_prose_stays_prose(beginning: str, rest: str, data: st.DataObject) -> None:
    """Prose that begins with a brace or a bracket shows each value as the user wrote it, also between quotes."""
    text = f'{beginning}" « {rest}'
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    assert restored(text, cuts) == told(text)


@pytest.mark.parametrize(
    "text", ['{"a": 1}\n{"b": "', '[{"a": [true, null, -1.5e3], "', '  ["', '{"a": "\\"', '["\\\\", "']
)
def test_a_string_of_json_is_told(text: str) -> None:
    """Inside a string of JSON, also of several objects one after the other, quotes are followed through escapes."""
    quotes = Quotes()
    for sign in text:
        quotes.read(sign)
    assert quotes.inside
    assert not quotes.prose


@pytest.mark.parametrize("text", ['"', "Bonjour", '{"a" "', '{"a": vrai, "', "[1 2", '{"a": 1} fin "', "{'a': \""])
def test_what_no_json_has_makes_prose(text: str) -> None:
    """A sign that JSON does not have there makes the rest prose."""
    quotes = Quotes()
    quotes.read(text)
    assert quotes.prose
    assert not quotes.inside


def test_brackets_escaped_in_json_are_brackets() -> None:
    """A model that escapes brackets for Markdown inside JSON leaves JSON."""
    text = json.dumps({"a": "\\[ADRESSE_2\\]"})
    assert json.loads(restored(text, [])) == {"a": VALUES["ADRESSE", 2, ""]}
