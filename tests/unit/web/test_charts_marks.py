"""Charts and marked texts, as data."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import Action, Finding
from gateway.policy.examples import Explained
from gateway.web.pages.charts import HEIGHT, WIDTH, ranking, rounded, stacked
from gateway.web.pages.marks import lines, pieces
from gateway.web.pages.render import day, moment, number, percent, some

counts = st.dictionaries(st.text(min_size=1, max_size=5), st.tuples(*[st.integers(0, 10**6)] * 3), max_size=40)
findings = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(Action)).map(
        lambda t: Explained(Finding((), min(t[:2]), max(t[:2]), "PERSON"), "nom", t[2], ("r",), ())
    ),
    max_size=12,
)


@given(counts)
def test_every_bar_is_inside_its_drawing(values: dict[str, tuple[int, ...]]) -> None:
    """No bar leaves the drawing, and the table beside it has every value."""
    chart = stacked(["a", "b", "c"], values)
    for bar in chart.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH + 0.2
        assert -0.2 <= bar.y <= bar.y + bar.height <= HEIGHT + 0.2
    assert dict(chart.rows) == values
    assert len(chart.bars) == sum(value > 0 for row in values.values() for value in row)


@given(st.integers(0, 10**9))
def test_the_scale_ends_on_a_round_number(value: int) -> None:
    """The highest line is 1, 2 or 5 with zeros, at or above the greatest value, and not far above."""
    top = rounded(value)
    assert str(top).rstrip("0") in ("1", "2", "5")
    assert value <= top <= max(1, 2.5 * value)


def test_a_ranking_begins_with_the_greatest() -> None:
    """The longest bar comes first and fills the width."""
    rows = ranking({"a": 1, "b": 4}).rows
    assert [(name, count) for name, count, _ in rows] == [("b", 4), ("a", 1)]
    assert rows[0][2] == 4 * rows[1][2]


@given(st.text(min_size=60, max_size=60), findings)
def test_marking_changes_no_character(text: str, explained: list[Explained]) -> None:
    """The pieces of a marked text are the text, whatever was found in it and however it overlaps."""
    cut = pieces(text, explained)
    assert "".join(piece.text for piece in cut) == text
    gravest = max((e.action for e in explained if e.finding.start < e.finding.end), default=None)
    assert gravest is None or gravest in {piece.action for piece in cut if piece.label}


@given(findings)
def test_the_lines_count_all_that_was_found(explained: list[Explained]) -> None:
    """Every finding is in one line, the gravest lines first."""
    found = lines(explained)
    assert sum(line.count for line in found) == len(explained)
    assert [line.action for line in found] == sorted((line.action for line in found), reverse=True)


def test_figures_and_dates_are_french() -> None:
    """Narrow spaces, commas, day before month, Paris time in winter and summer."""
    assert number(1234567.891, 2) == "1\u202f234\u202f567,89"
    assert percent(1, 3) == "33,3\u00a0%"
    assert percent(0, 0) == "–"
    assert (some(1, "faute"), some(2, "faute")) == ("1\u00a0faute", "2\u00a0fautes")
    assert moment("2026-01-05T23:30:00.000Z") == "06/01/2026 00:30"
    assert moment("2026-07-05T22:30:00.000Z") == "06/07/2026 00:30"
    assert day("2027-11-01") == "01/11/2027"
