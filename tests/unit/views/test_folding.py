"""A folding of whole texts gives what folding each character gives, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.views.folding import Folding

TYPED = "Été à l’œuvre — «\u00a0déjà\u202fvu\u00a0» … 12,50\u00a0€ ß½ "


def of(char: str) -> str:
    """One for nothing, one for more than one, the rest for one."""
    return "" if char in " \u202f’" else {"œ": "oe", "ß": "ss", "½": "1/2", "😀": ":-)"}.get(char, char.casefold()[:1])


FOLD = Folding(of)


def test_a_text_as_typed_is_folded() -> None:
    """Letters, ligatures, spaces and dashes of French come out as the function says."""
    assert FOLD(TYPED) == "étéàloeuvre—«\u00a0déjàvu\u00a0»…12,50\u00a0€ss1/2"
    assert FOLD("") == ""


@given(st.lists(st.one_of(st.text(max_size=90), st.just(TYPED), st.text("дияñ😀\ue000\ud800", max_size=5)), max_size=9))
def test_it_is_the_folding_of_each_character(pieces: list[str]) -> None:
    """Where a text holds other scripts, private characters or halves of pairs, too."""
    text = "".join(pieces)
    assert FOLD(text) == "".join(map(of, text))


def test_a_text_in_another_script_is_folded_too() -> None:
    """However often a text leaves the alphabet, nothing is lost."""
    text = "слово é мир, " * 200
    assert FOLD(text) == "".join(map(of, text))
    assert FOLD.char("œ") == "oe"
