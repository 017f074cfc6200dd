"""Restoration: exact, in one pass, never guessed, whatever the cut."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.kinds import load_kinds
from gateway.pseudonym import Restorer, StandIns, replace
from gateway.pseudonym.mask import Masker
from gateway.pseudonym.restore import beginnings, grammar, links
from gateway.whole import Cited

KINDS = load_kinds()
WORDS_OF_OURS = [kind.standin for kind in KINDS.values()]
PATTERN = grammar(WORDS_OF_OURS)
BEGINNINGS = beginnings(WORDS_OF_OURS)


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


OWN_LINKS = {
    "with a scheme": "https://intranet.example/d/",
    "without": "//intranet.example/d/",
    "a www address": "www.intranet.example/d/",
    "data": "data:text/plain,",
    "a long one": "https://intranet.example/?q=" + "x" * 1900,
}


@pytest.mark.parametrize("link", OWN_LINKS.values(), ids=OWN_LINKS.keys())
@pytest.mark.parametrize("before", ["", "voir ", "(", "réf.\n"])
def test_a_link_comes_back_to_whoever_wrote_it_only(link: str, before: str) -> None:
    """A link of the user's own is restored wherever their text and the answer hold it; made up, it never is."""
    sent = f"{before}{link}[PERSONNE_F1]"
    for said in (sent, f"{link}[PERSONNE_F1]", f"Voici : {link}[PERSONNE_F1]"):
        assert restored(said, known=links(sent, PATTERN))[0] == said.replace("[PERSONNE_F1]", "Marie DUPONT")
        assert restored(said) == restored(*said) == (said, 0, 1)
    assert restored(f"https://ailleurs.example/{link}[PERSONNE_F1]", known=links(sent, PATTERN))[1:] == (0, 1)


@pytest.mark.parametrize("link", ["https://ailleurs.example/?q=", "//intranet.example/", ""])
def test_a_link_whose_beginning_is_far_is_nobodys(link: str) -> None:
    """Behind more signs than are looked back over nothing is restored: their beginning may be any host."""
    own = "https://intranet.example/d/"
    sent = f"{own}[PERSONNE_F1] {link}{'x' * 2048}[PERSONNE_F1]"
    for said in (f"Voir {link}{'x' * 2048}[PERSONNE_F1]", f"{link}{'x' * 2048}{own}[PERSONNE_F1]"):
        assert restored(said, known=links(sent, PATTERN)) == restored(*said, known=links(sent, PATTERN)) == (said, 0, 1)
    assert restored(f"{'x' * 1024} {'x' * 1023}[PERSONNE_F1]")[1:] == (1, 0)


def test_a_text_without_links_has_none() -> None:
    """A stand-in in prose is in no link."""
    assert links("Chère [PERSONNE_F1], voir https://intranet.example ou [PERSONNE_F1]", PATTERN) == frozenset()


def test_in_json_values_are_escaped() -> None:
    """A value with quotes and line breaks restored in JSON source leaves valid JSON, in its own letters."""
    text = restored('{"adresse": "[ADRESSE_1]"}', as_json=True)[0]
    assert json.loads(text) == {"adresse": '12 rue "des Halles"\n34200 Sète'}
    assert "Sète" in text


def test_an_answer_without_stand_ins_counts_none() -> None:
    """What was restored and what was not is counted from nothing, and a restorer takes its text for prose."""
    restorer = Restorer(VALUES, PATTERN)
    assert restorer.feed('"Bonjour "') + restorer.feed("[ADRESSE_1]") == '"Bonjour "' + VALUES["ADRESSE", 1, ""]
    assert (restorer.restored, restorer.unrestored, restorer.holding) == (1, 0, False)
    assert restored("Bonjour")[1:] == (0, 0)


def test_a_restorer_shows_no_content_in_its_repr() -> None:
    """Logging a restorer by mistake shows how it reads and what it counted, nothing of the request or the answer."""
    cited = Cited(["Ginette"], Restorer(VALUES, PATTERN))
    restorer = Restorer(
        VALUES, PATTERN, frozenset({"https://x"}), beginnings=BEGINNINGS, masker=Masker("x"), cited=cited
    )
    restorer.feed("[PERSONNE_F1] et [PERS")
    assert repr(restorer) == "Restorer(json=False, restored=0, unrestored=0)"


def test_the_beginnings_of_the_words() -> None:
    """Each beginning of each word, up to its first underscore, in capitals: what the end of a piece may be one of."""
    assert beginnings(["Nom", "NIR", "DATE_NAISSANCE"]) == {"N", "NO", "NOM", "NI", "NIR", "D", "DA", "DAT", "DATE"}


@pytest.mark.parametrize("words", [["DATE", "DATE_NAISSANCE"], ["DATE_NAISSANCE", "DATE"]])
def test_a_word_that_begins_like_another_is_told_from_it(words: list[str]) -> None:
    """Whatever the order of the words, a stand-in is read with all of its own."""
    values = {("DATE", 1, ""): "mardi", ("DATE_NAISSANCE", 1, ""): "1961"}
    for written in ("[DATE_NAISSANCE_1] [DATE_1]", "date_naissance_1 date_1", "[DATE NAISSANCE 1] [DATE-1]"):
        restorer = Restorer(values, grammar(words))
        assert "".join(map(restorer.feed, written)) + restorer.flush() == "1961 mardi"


PLAIN = ("Bonjour,", " mot", "été", "", " ", "1", "12 rue", "Sète : ", "mot\n", "xperso")
MAY_BEGIN = (" p", " pers", "la personne", "PERSONNE", "d", "un n", "[", "a_", "&", "\\", "xſ", "de\u0131")


def test_pieces_that_can_hold_no_stand_in_are_skipped() -> None:
    """A piece is taken in unread where no stand-in is in it or begins at its end; the others are read."""
    for piece in PLAIN:
        assert Restorer(VALUES, PATTERN, beginnings=BEGINNINGS).skip(piece), piece
        assert not Restorer(VALUES, PATTERN).skip(piece), piece
        assert not Restorer(VALUES, PATTERN, beginnings=BEGINNINGS, masker=Masker("")).skip(piece), piece
    for piece in MAY_BEGIN:
        assert not Restorer(VALUES, PATTERN, beginnings=BEGINNINGS).skip(piece), piece


SAID = st.lists(
    st.sampled_from([*PLAIN, *MAY_BEGIN, "onne_F1", "[PERSONNE_F1]", "_1", "//", "www.", "a.example/", '{"', '": "', "[ADRESSE_1]"]),
    max_size=12,
)  # fmt: skip


@given(SAID)
def test_what_is_skipped_shows_as_it_would_have(said: list[str]) -> None:
    """An answer whose plain pieces are skipped is the same, with the same counts and places, as when all is read."""
    quick, slow = Restorer(VALUES, PATTERN, beginnings=BEGINNINGS), Restorer(VALUES, PATTERN)
    for piece in said:
        assert (piece if quick.skip(piece) else quick.feed(piece)) == slow.feed(piece)
    assert (quick.flush(), quick.restored, quick.unrestored) == (slow.flush(), slow.restored, slow.unrestored)
    assert quick.moves == slow.moves


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
