"""Bar charts as data: the template draws them as SVG, beside a table that says the same. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 720, 180, 0.25
MOST_LABELS = 10
BAR, ROW = 380, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle in user units, from the top left. ``series``: the place of its series, for its colour."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars, one a label. ``rows``: label and values, for the twin table. top: the value of the highest line.

    labels: what is written under the bars, and where; of many bars only some, so that they stay readable.
    """

    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    bars: tuple[Bar, ...]
    top: int
    labels: tuple[tuple[float, str], ...] = ()


def stacked(series: Sequence[str], values: Mapping[str, Sequence[int]]) -> Chart:
    """Return the chart of ``values``: by label, a value for each series."""
    top = rounded(max((sum(row) for row in values.values()), default=0))
    step = WIDTH / max(len(values), 1)
    bars = []
    for place, row in enumerate(values.values()):
        base = float(HEIGHT)
        for number, value in enumerate(row):
            height = HEIGHT * value / top
            base -= height
            if value:
                x, width = step * (place + GAP / 2), step * (1 - GAP)
                bars.append(Bar(round(x, 1), round(base, 1), round(width, 1), round(height, 1), number))
    rows = tuple((label, tuple(row)) for label, row in values.items())
    every = -(-len(values) // MOST_LABELS)
    labels = tuple((round(step * (n + 0.5), 1), label) for n, label in enumerate(values) if n % every == 0)
    return Chart(tuple(series), rows, tuple(bars), top, labels)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Lying bars, the longest first: what is counted, how often, and the bar's width."""

    rows: tuple[tuple[str, int, float], ...]

    @property
    def height(self) -> int:
        """The whole height in user units."""
        return len(self.rows) * ROW


def ranking(values: Mapping[str, int]) -> Ranking:
    """Return the bars of counts, each written beside its bar: no table is needed to read them."""
    most = max(values.values(), default=1)
    ordered = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    return Ranking(tuple((label, count, round(BAR * count / most, 1)) for label, count in ordered))


def rounded(value: int) -> int:
    """Return the least of 1, 2 or 5 times a power of ten that is not under ``value``."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= value:
                return factor * power
        power *= 10
