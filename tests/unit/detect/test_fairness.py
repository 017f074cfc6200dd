"""The fairness set and its score."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gateway.detect.fairness import Leak, by_casing, by_origin, cases, leaks

SET = Path(__file__).resolve().parents[3] / "models" / "evaluation" / "fairness.yaml"


CASES = list(cases(SET))


def test_every_origin_has_three_hundred_names() -> None:
    """Each origin is measured on more than 300 names in each casing."""
    counts = Counter((case.origin, case.casing) for case in CASES)
    assert len(counts) == 14 * 3
    assert min(counts.values()) > 300


def test_every_origin_meets_every_context() -> None:
    """No origin is measured in easier sentences than another."""
    seen = Counter((case.origin, case.context) for case in CASES)
    assert len(seen) == 14 * 10
    assert max(seen.values()) - min(seen.values()) <= 3 * 9


def test_the_span_is_the_name() -> None:
    """A case knows where its name stands, whatever the casing."""
    for case in CASES:
        name = case.text[case.start : case.end]
        assert name == name.strip() != ""
        assert case.casing != "lower" or case.text == case.text.lower()
        assert case.casing != "upper" or case.text == case.text.upper()


@pytest.mark.parametrize(("covered", "rate"), [(lambda text: [(0, len(text))], 0.0), (lambda text: [], 1.0)])
def test_the_rate_goes_from_nothing_to_everything(covered: object, rate: float) -> None:
    """A detector that masks everything leaks nothing; one that sees nothing leaks every name."""
    found = leaks(SET, covered)  # type: ignore[arg-type]  # a lambda in a table
    assert {leak.rate for leak in found.values()} == {rate}


def test_one_letter_left_is_a_leak() -> None:
    """A name is safe only when every letter of it is covered."""
    found = leaks(SET, lambda text: [(0, len(text) // 2), (len(text) // 2 + 1, len(text))])
    assert 0 < sum(leak.leaked for leak in found.values()) < sum(leak.names for leak in found.values())


def test_sums_add_up() -> None:
    """The sums by origin and by casing count every name once."""
    found = {("a", "normal"): Leak(10, 1), ("a", "lower"): Leak(10, 3), ("b", "normal"): Leak(5, 0)}
    assert by_origin(found) == {"a": Leak(20, 4), "b": Leak(5, 0)}
    assert by_casing(found) == {"normal": Leak(15, 1), "lower": Leak(10, 3)}
