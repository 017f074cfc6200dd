from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.policy.fold import View, fold
from gateway.policy.terms import Term, TermIndex


def index(*terms: str, views: frozenset[View] = frozenset({View.WORDS})) -> TermIndex:
    return TermIndex(Term(term, "liste.txt", line, "BLOCKED_TERM", views) for line, term in enumerate(terms, 1))


@pytest.mark.parametrize(
    "text",
    [
        "opération Neptune",
        "OPÉRATION NEPTUNE",
        "Operation neptune",
        "opération  \n Neptune",
        "opération-Neptune",
        "opération\u00a0Neptune",
        "opération_Neptune",
        "opération **Neptune**",
        "opération « Neptune »",
        "l'opération Neptune.",
        "ope\u0301ration Neptune",
        "opé\u200bration Nep\u00adtune",
        "ｏｐéｒａｔｉｏｎ Neptune",
        "оpérаtiоn Nерtune",
    ],
)
def test_a_term_is_seen_however_it_is_written(text: str) -> None:
    """A listed term is seen whatever its case, accents, spaces, hyphens, invisible or look-alike characters."""
    assert [text[match.start : match.end] for match in index("Opération Neptune").search(text)] != []


@pytest.mark.parametrize(
    "text", ["neptunes", "opérationNeptune", "coopération neptune", "opération des Neptune", "nep tune"]
)
def test_only_whole_words_count(text: str) -> None:
    """A listed term inside a longer word, or cut by another word, is not seen."""
    assert index("opération neptune", "neptune ronde").search(text) == []


@pytest.mark.parametrize(
    ("text", "seen"), [("O P É R A", True), ("op-éra", True), ("opéra", True), ("opérateur", False)]
)
def test_separators_may_be_ignored(text: str, *, seen: bool) -> None:
    """In the squeezed view separators inside a term do not count, word borders still do."""
    assert bool(index("opéra", views=frozenset({View.SQUEEZED})).search(text)) is seen


@pytest.mark.parametrize(
    ("term", "text"), [("cheval noir", "les chevaux noirs"), ("bateau", "Bateaux"), ("dossier", "dossiers")]
)
def test_plurals_may_be_ignored(term: str, text: str) -> None:
    """In the singular view a term is also seen in the plural, and the match covers the plural mark."""
    (match,) = index(term, views=frozenset({View.SINGULAR})).search(text)
    assert text[match.end :] == ""


def test_a_match_maps_back_to_the_original() -> None:
    """The offsets of a match are those of the text as the agent wrote it."""
    text = "Avis : l’Œuvre   ÉCARLATE, vite"
    (match,) = index("oeuvre écarlate").search(text)
    assert text[match.start : match.end] == "Œuvre   ÉCARLATE"


def test_a_match_names_its_line_and_never_its_term() -> None:
    """A match tells the list and the line; neither it nor its term shows the term in a repr."""
    (match,) = index("rien", "dossier neptune").search("dossier neptune")
    assert match.source == "liste.txt:2"
    assert "neptune" not in repr(match)


@given(text=st.text(max_size=60), view=st.sampled_from(View))
def test_folding_keeps_its_place(text: str, view: View) -> None:
    """Every folded character stands for a non-empty piece of the original, in order."""
    folded = fold(text, view)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert folded.starts == sorted(folded.starts)
    assert folded.ends == sorted(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


def test_each_line_of_a_term_is_told() -> None:
    """A term that two lists hold is told by both lines, in the reading in which they are the same term only."""
    plural = frozenset({View.WORDS, View.SINGULAR})
    twice = TermIndex(
        [
            Term("chats noirs", "a.txt", 1, "X", plural),
            Term("chat noir", "b.txt", 7, "Y", plural),
            Term("THEME", "c", 0, "Z"),
        ]
    )
    assert {(m.source, m.kind) for m in twice.search("Le chat noir")} == {("a.txt:1", "X"), ("b.txt:7", "Y")}
    assert {(m.source, m.kind) for m in twice.search("thème")} == {("c", "Z")}
    apart = TermIndex([Term("chat noir", "a.txt", 1, "X", plural), Term("chats noirs", "b.txt", 2, "Y")])
    assert {m.source for m in apart.search("un chat noir")} == {"a.txt:1"}


@given(before=st.text(alphabet=" .,;\n-«", max_size=5), after=st.text(alphabet=" .,;\n-»", max_size=5))
def test_punctuation_around_a_term_never_hides_it(before: str, after: str) -> None:
    """A term between any punctuation is found at its exact place."""
    text = f"mot{before or ' '}zéphyr bleu{after or ' '}mot"
    (match,) = index("zephyr bleu").search(text)
    assert text[match.start : match.end] == "zéphyr bleu"


def test_a_hundred_thousand_terms_load_in_seconds() -> None:
    """100 000 terms are indexed in under ten seconds and a search of 20 kB then takes under 0.2 s, of the processor."""
    syllables = ["ba", "co", "di", "fu", "ga", "lo", "mi", "nu", "pa", "ro"]
    terms = ["".join(parts) + " noir" for parts in product(syllables, repeat=5)]
    begin = time.process_time()
    many = index(*terms)
    assert time.process_time() - begin < 10
    text = "Le dossier bacodifuga noir est clos. " * 540
    begin = time.process_time()
    assert len(many.search(text)) == 540
    assert time.process_time() - begin < 0.2
