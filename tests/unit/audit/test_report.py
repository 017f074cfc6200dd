"""How the register is rendered and asked."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.audit.report import cell, csv_row
from gateway.audit.search import moment

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T07:30", datetime(2026, 11, 24, 7, 30, tzinfo=UTC)),
        ("2026-11-24T07:30:00+01:00", datetime(2026, 11, 24, 6, 30, tzinfo=UTC)),
        ("2026-11-24T07:30:00.123Z", datetime(2026, 11, 24, 7, 30, 0, 123000, tzinfo=UTC)),
        ("7j", datetime(2026, 11, 17, 12, tzinfo=UTC)),
        ("24h", datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ("30 min", datetime(2026, 11, 24, 11, 30, tzinfo=UTC)),
    ],
)
def test_a_period_is_given_as_people_say_it(text: str, instant: datetime) -> None:
    """A period starts at a date, at a date and time, or so many minutes, hours or days ago."""
    assert moment(text, NOW) == instant


@pytest.mark.parametrize("text", ["", "hier", "7x", "2026-13-01", "-7j"])
def test_an_unreadable_instant_is_an_error(text: str) -> None:
    """What is no instant is an error, not the beginning of time."""
    with pytest.raises(ValueError, match=r".*"):
        moment(text, NOW)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_starts_a_formula(start: str) -> None:
    """A cell that a spreadsheet would compute is led by an apostrophe."""
    (row,) = csv.reader(io.StringIO(csv_row([f"{start}1+1", "a;b"]), newline=""), delimiter=";")
    assert row == [f"'{start}1+1", "a;b"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "oui"),
        (False, "non"),
        (1000.5, "1000,5"),
        (0.0081, "0,0081"),
        (12, "12"),
        ({"PHONE_NUMBER": 1, "PERSON": 2}, "PERSON=2 PHONE_NUMBER=1"),
        ([{"rule": "identite", "kind": "PERSON", "count": 1, "action": "block"}], "identite"),
        ("bloquee", "bloquee"),
    ],
)
def test_values_are_shown_in_french(value: Any, shown: str) -> None:
    """Cells say oui and non, use the decimal comma, and show counts in the order of the kinds."""
    assert cell(value) == shown
