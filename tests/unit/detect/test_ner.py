"""What the model tells, as findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.detect.nlp import Artifacts, Entity, NerEngine
from gateway.detect.overlap import CERTAIN
from gateway.detect.reading import Reading
from gateway.detect.recognizers.ner import SCORE, NerRecognizer

RECOGNIZER = NerRecognizer("fr", {"PER": "PERSON"})


def told(text: str, value: str, label: str, certainty: float) -> Artifacts:
    at = text.index(value)
    return Artifacts(Reading(text), [Entity(at, at + len(value), label, certainty)], NerEngine({}, Path()), "fr")


@pytest.mark.parametrize(
    ("value", "certainty", "score"),
    [("loc", 0.9, SCORE), ("loc", 0.96, CERTAIN), ("loc han", 0.8, CERTAIN), ("loc han", 0.4, SCORE)],
)
def test_of_several_words_less_is_asked(value: str, certainty: float, score: float) -> None:
    """A first name with a surname is believed sooner than a word alone."""
    text = f"c'est {value} je vous rappelle"
    (found,) = RECOGNIZER.analyze(text, [], told(text, value, "PER", certainty))
    assert (text[found.start : found.end], found.score) == (value, score)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("trace 1710cf53-27ac-435a-ba97-c643656412a9 ok", "c643656412a9"),
        ("commit 5f3ad09be1 poussé", "5f3ad09be1"),
        ("id=FD724452-CCEA-41FF-8A14-876AEAFF1A09", "CCEA"),
    ],
)
def test_a_code_is_nobody(text: str, value: str) -> None:
    """A part of a UUID or of a digest is no name, whatever the model says."""
    assert RECOGNIZER.analyze(text, [], told(text, value, "PER", 0.99)) == []
