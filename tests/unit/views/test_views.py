"""The other readings of a text: proven numbers, squashed letters, decoded passages."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Callable

import pytest

from benchmarks.campaigns.evasions import EVASIONS, VALUES, Disguise, Evasion, Value
from gateway.views import Squashed, blanked_markup, decoded, opaque, proven, squash, together

NIR, IBAN = (value.text for value in VALUES[:2])
CARD = "4970 1012 3456 7893"


@pytest.mark.parametrize("evasion", [e for e in EVASIONS if e.kind != "encoded" and e.alone], ids=lambda e: e.name)
@pytest.mark.parametrize("value", VALUES[:2], ids=lambda v: v.name)
def test_a_number_is_proven_under_every_plain_disguise(evasion: Evasion, value: Value) -> None:
    """A NIR and an IBAN are seen by their checksum whatever was put between their signs, and at their own place."""
    written = Disguise(value, (evasion,)).text
    text = f"Voici 12 pièces : {written}. Le reste suit."
    found = [text[n.start : n.end] for n in proven(blanked_markup(text))]
    assert [squash(blanked_markup(f)) for f in found] == [squash(value.text)]


@pytest.mark.parametrize("evasion", [e for e in EVASIONS if e.kind == "encoded"], ids=lambda e: e.name)
def test_every_encoding_is_undone(evasion: Evasion) -> None:
    """Each encoding of the promise gives back what was written, within two steps."""
    text = f"Lisez {Disguise(Value('nom', 'Mme Éloïse Bézier'), (evasion,)).text} puis répondez."
    assert any("eloisebezier" in squash(said) for said in (text, *decoded(text)))


NOT_NUMBERS = {
    "a wrong key": "2 69 05 49 588 157 81",
    "years in a row": "2019 2020 2021 2022",
    "two cells": "13001;0491234567",
    "a month that is none": "2 69 15 49 588 157 80",
    "an amount": "4 970 101 234 567 893",
    "part of a longer number": "12690549588157801",
    "the same digit": "4444 4444 4444 4448",
}


@pytest.mark.parametrize("text", NOT_NUMBERS.values(), ids=NOT_NUMBERS.keys())
def test_what_no_checksum_proves_is_left(text: str) -> None:
    """Tables of years, amounts and neighbouring cells are not taken for a number."""
    assert list(proven(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        f"code 123456 : {NIR}",
        f"re 12 {IBAN} fin",
        f"{CARD} 06 39 98 12 34",
        f"{CARD}é, à payer",
        f"1{NIR[1:]} {NIR}",
        f"a1 {IBAN}{CARD}",
    ],
)
def test_a_number_beside_hides_nothing(text: str) -> None:
    """A proven number is seen whatever numbers and letters stand before and behind it."""
    assert list(proven(text))


def test_a_match_is_no_part_of_a_longer_word() -> None:
    """A known value is told from a longer word or number that begins or ends like it."""
    squashed = Squashed("Voilà Léa, Martine ; dossier_lea_martin_2.pdf")
    size = len("leamartin")
    places = [at for at in range(len(squashed.text)) if squashed.text.startswith("leamartin", at)]
    assert [squashed.alone(at, at + size) for at in places] == [False, True]
    start, end = squashed.back(places[1], places[1] + size)
    assert squashed.original[start:end] == "lea_martin"


def test_nothing_is_found_across_two_texts() -> None:
    """Texts put together stay apart, whatever they hold."""
    assert "marie" not in squash(together(["mar\0", "\0ie"]))


def test_bytes_that_are_no_text_are_told() -> None:
    """A long run of base64 or hexadecimal that holds no text is told from text in base64, words and paths."""
    noise = bytes(range(256)) * 2
    assert opaque(f"voir {base64.b64encode(noise).decode()} ici")
    assert opaque(noise.hex())
    assert not opaque(base64.b64encode(("Le conseil délibère. " * 30).encode()).decode())
    assert not opaque("a" * 400)
    assert not opaque("/usr/local/share/lib/python/" * 30)


HOSTILE = ("1", "2 ", "a1", "%4", "&#1", "=4", "A", "Z2", "\\u", "<a", "/*", "FR76", "4 9", "\u200b1", "aа", "é")
READINGS: tuple[Callable[[str], object], ...] = (
    squash,
    opaque,
    blanked_markup,
    lambda t: list(proven(t)),
    lambda t: list(decoded(t)),
)


@pytest.mark.parametrize("motif", HOSTILE)
def test_the_time_grows_with_the_text_only(motif: str) -> None:
    """No text makes a reading slow: eight times the text takes at most some twenty times the time."""
    for reading in READINGS:
        short, long = ((motif * size)[:size] for size in (2_000, 16_000))
        assert _seconds(reading, long) < 0.02 + 24 * _seconds(reading, short)


@pytest.mark.parametrize("motif", ["2 ", "4 ", "6 2 3 5 ", "FR76 ", "1", "\u200b1 "])
def test_a_text_of_digits_only_is_read_in_time(motif: str) -> None:
    """100 kB of nothing but beginnings of numbers take some 0.1 s; five times that is for a busy machine."""
    assert _seconds(lambda t: list(proven(t)), (motif * 50_000)[:100_000]) < 0.5


def _seconds(reading: Callable[[str], object], text: str) -> float:
    def once() -> float:
        began = time.process_time()
        reading(text)
        return time.process_time() - began

    return min(once() for _ in range(2))


def test_noise_decodes_to_nothing() -> None:
    """Random bytes in base64 are not taken for text."""
    assert all(list(decoded(base64.b64encode(os.urandom(30)).decode())) in ([], [""]) for _ in range(50))
