"""The opt-in family for numbers of the United States."""

from __future__ import annotations

import pytest

from gateway.detect.config import load_config
from gateway.detect.recognizers import us
from gateway.kinds import MODELS
from tests.support.spotting import marked, spot

TEXTS = (
    "note [[937-19-5704]] end",
    "the number [[219-09-9999]] again",
    "call [[123-555-0123]] or [[+1 415-555-0199]]",
    "dossier 2026-11-25, page 12-34-56",
)


@pytest.mark.parametrize("written", TEXTS)
def test_numbers_are_told_without_a_word_beside_them(written: str) -> None:
    """SSN, ITIN and telephone numbers are found by their writing alone; dates and file numbers are not."""
    text, values = marked(written)
    assert [value for _, value in spot(us.recognizers, text)] == values


def test_the_family_is_not_shipped_switched_on() -> None:
    """French services do not get false alarms for it: whoever needs it adds it to models/detection.yaml."""
    assert all("us" not in language.families for language in load_config(MODELS).languages.values())
