"""Restoration: exact, in one pass, never guessed, whatever the cut."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.kinds import load_kinds
from gateway.pseudonym import Restorer, StandIns, replace
from gateway.pseudonym.restore import grammar, links

KINDS = load_kinds()
PATTERN = grammar([kind.standin for kind in KINDS.values()])


def mapping() -> StandIns:
    standins = StandIns(KINDS)
    standins.mint("PERSON", "Marie DUPONT", 1, "F")
    standins.mint("PERSON", "Dupont", 1, "F")
    standins.mint("PERSON", "Ali [PERSONNE_F1] Benali", 2, "M")
    for index in range(3, 13):
        standins.mint("PERSON", f"Personne numéro {index}", index)
    standins.mint("PHONE_NUMBER", "06 12 34 56 78")
    standins.mint("ADDRESS", '12 rue "des Halles"\n34200 Sète')
    return standins


VALUES = mapping().values()


def restored(*pieces: str, as_json: bool = False, known: frozenset[str] = frozenset()) -> tuple[str, int, int]:
    restorer = Restorer(VALUES, PATTERN, known, json=as_json)
    text = "".join(map(restorer.feed, pieces)) + restorer.flush()
    return text, restorer.restored, restorer.unrestored


WHAT_MODELS_DO = {
    "as it is": ("[PERSONNE_F1]", "Marie DUPONT"),
    "another writing": ("[PERSONNE_F1b]", "Dupont"),
    "lower case": ("[personne_f1]", "Marie DUPONT"),
    "title case": ("[Personne_F1]", "Marie DUPONT"),
    "escaped for markdown": ("[PERSONNE\\_F1]", "Marie DUPONT"),
    "escaped brackets": ("\\[PERSONNE_F1\\]", "Marie DUPONT"),
    "bold": ("**[PERSONNE_F1]**", "**Marie DUPONT**"),
    "a space for the underscore": ("[PERSONNE F1]", "Marie DUPONT"),
    "a no-break space": ("[PERSONNE\u00a0F1]", "Marie DUPONT"),
    "a hyphen": ("[PERSONNE-F1]", "Marie DUPONT"),
    "spaces inside": ("[ PERSONNE_F1 ]", "Marie DUPONT"),
    "no brackets": ("PERSONNE_F1", "Marie DUPONT"),
    "the first bracket dropped": ("PERSONNE_F1]", "Marie DUPONT"),
    "the last bracket dropped": ("[PERSONNE_F1 est", "Marie DUPONT est"),
    "HTML entities": ("&#91;PERSONNE_F1&#93;", "Marie DUPONT"),
    "hexadecimal entities": ("&#x5B;PERSONNE_F1&#x5D;", "Marie DUPONT"),
    "named entities": ("&lbrack;PERSONNE_F1&rbrack;", "Marie DUPONT"),
    "JSON escapes": ("\\u005bPERSONNE_F1\\u005d", "Marie DUPONT"),
    "elision": ("d'[PERSONNE_F1]", "d'Marie DUPONT"),
    "an ending stuck on": ("[PERSONNE_F1]s", "Marie DUPONTs"),
    "the gender forgotten": ("[PERSONNE_1]", "Marie DUPONT"),
    "another gender": ("[PERSONNE_M1]", "Marie DUPONT"),
    "link text": ("[PERSONNE_F1](/dossier)", "Marie DUPONT(/dossier)"),
    "a table": ("|[PERSONNE_F1]|[TELEPHONE_1]|", "|Marie DUPONT|06 12 34 56 78|"),
    "inside a function name": ("dossier_PERSONNE_F1", "dossier_Marie DUPONT"),
    "ten is not one": ("[PERSONNE_10]", "Personne numéro 10"),
    "restored text is not read again": ("[PERSONNE_M2]", "Ali [PERSONNE_F1] Benali"),
}

LEFT_ALONE = {
    "never issued": "[PERSONNE_99]",
    "a writing never issued": "[PERSONNE_F1c]",
    "another kind": "[IBAN_1]",
    "cut short": "[PERSONNE_",
    "in a URL": "https://ailleurs.example/?q=[PERSONNE_F1]",
    "in the host of a URL": "https://PERSONNE_F1.ailleurs.example/",
    "in an image": "![x](https://ailleurs.example/[PERSONNE_F1].png)",
    "in a URL without scheme": '<img src="//ailleurs.example/[PERSONNE_F1]">',
    "in a www address": "www.ailleurs.example/[PERSONNE_F1]",
    "French prose": "la personne 1 et l'adresse 2",
    "a longer word": "XPERSONNE_F1",
    "digits stuck on": "PERSONNE_F1234567",
}


@pytest.mark.parametrize(("written", "expected"), WHAT_MODELS_DO.values(), ids=WHAT_MODELS_DO.keys())
def test_what_models_do_to_stand_ins_is_undone(written: str, expected: str) -> None:
    """A stand-in that a model wrote in its own way is restored when it can only be that one."""
    assert restored(written)[0] == expected


@pytest.mark.parametrize("written", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_what_is_not_ours_for_sure_stays(written: str) -> None:
    """Nothing is guessed, and nothing is restored where a client would fetch it."""
    assert restored(written)[0] == written


def test_what_stays_is_counted() -> None:
    """Stand-ins that were not restored are counted; the register shows them."""
    assert restored("[PERSONNE_F1] [PERSONNE_99] https://a.example/[PERSONNE_F1]")[1:] == (1, 2)


def test_the_users_own_links_come_back() -> None:
    """A URL that the user's text held is restored, one that a model made up is not."""
    known = links("voir https://intranet.example/d/[PERSONNE_F1]", PATTERN)
    assert restored("https://intranet.example/d/[PERSONNE_F1]", known=known)[0].endswith("/Marie DUPONT")
    assert restored("https://ailleurs.example/d/[PERSONNE_F1]", known=known)[0].endswith("/[PERSONNE_F1]")


def test_in_json_values_are_escaped() -> None:
    """A value with quotes and line breaks restored in JSON source leaves valid JSON."""
    text = restored('{"adresse": "[ADRESSE_1]"}', as_json=True)[0]
    assert json.loads(text) == {"adresse": '12 rue "des Halles"\n34200 Sète'}


PIECES = st.lists(
    st.sampled_from(
        [written for written, _ in WHAT_MODELS_DO.values()]
        + list(LEFT_ALONE.values())
        + ["[", "]", "_", "é", " ", "\n", "&", "\\", "PERSONNE", "F1", "b", "1", "**", "https://a.example/", "fin."]
    ),
    max_size=8,
).map("".join)


@given(PIECES, st.data())
def test_the_cut_does_not_matter(text: str, data: st.DataObject) -> None:
    """However a stream is cut, the text that comes out and the counts are those of the uncut stream."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert restored(*pieces) == restored(text)


@given(PIECES)
def test_one_character_at_a_time(text: str) -> None:
    """Even cut at every character."""
    assert restored(*text) == restored(text)


@given(st.text())
def test_text_without_stand_ins_passes_unchanged(text: str) -> None:
    """Nothing else is ever touched."""
    restorer = Restorer({}, PATTERN)
    assert restorer.feed(text) + restorer.flush() == text


def test_plain_text_is_not_held_back() -> None:
    """Text is shown at once unless its end may become a stand-in."""
    restorer = Restorer(VALUES, PATTERN)
    assert restorer.feed("Bonjour Madame, voici [") == "Bonjour Madame, voici "
    assert restorer.feed("sic]") == "[sic]"
    assert not restorer.holding


def test_little_is_ever_held() -> None:
    """What is held back is never longer than the longest writing of a stand-in."""
    restorer, held = Restorer(VALUES, PATTERN), 0
    text = "Le [PERSONNE_F1] &#91;DATE_NAISSANCE_1&#93; \\u005bSITUATION_SOCIALE_2\\u005d [[[[ PERSONNE " * 20
    shown = 0
    for index, character in enumerate(text):
        shown += len(restorer.feed(character)) > 0
        held = max(held, len(restorer._held))
        assert index >= 0
    assert 0 < held <= 64
    assert shown > 100


WORDS = st.sampled_from(["Dupont", "Marie Dupont", "06 12 34 56 78", "a@b.fr", "Rose", "[PERSONNE_1]", "X", "é'\"\\"])


@given(st.lists(st.tuples(st.text(max_size=12), WORDS), max_size=8), st.text(max_size=10))
def test_what_was_replaced_comes_back(parts: list[tuple[str, str]], end: str) -> None:
    """restore(replace(x)) is x, to the character."""
    from gateway.pseudonym.standins import reserved

    text, places = "", []
    for before, value in parts:
        text += before + " "
        places.append((len(text), len(text) + len(value), value))
        text += value + " "
    text += end
    outside = "\0".join([before for before, _ in parts] + [end])
    standins = StandIns(KINDS, reserved([outside, text], KINDS))
    sent = replace(text, [(a, b, standins.mint("PERSON", value, len(value) % 3)) for a, b, value in places])
    restorer = Restorer(standins.values(), PATTERN, links(sent, PATTERN))
    assert restorer.feed(sent) + restorer.flush() == text


FRAGMENTS = (
    "[PERSONNE_F1]",
    "personne_f1",
    "https://ailleurs.exemple/",
    "TELEPHONE",
    "_1",
    "mot",
    "&#91;",
    "\\[",
    "1",
    " ",
    "",
)


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=6))
def test_a_whole_text_is_a_text_fed_and_flushed(texts: list[str]) -> None:
    """Restoring texts whole, one after the other, is feeding and flushing each of them, each by itself."""
    whole = Restorer(VALUES, PATTERN)
    for text in texts:
        assert whole.whole(text) == restored(text)[0]
    assert whole.restored + whole.unrestored == sum(sum(restored(text)[1:]) for text in texts)


def test_a_text_says_nothing_of_the_next() -> None:
    """A field that ends with an address does not keep the next field's stand-in from being restored."""
    restorer = Restorer(VALUES, PATTERN)
    assert [restorer.whole(text) for text in ("https://a.example/x", "[PERSONNE_F1]")][1] == "Marie DUPONT"
