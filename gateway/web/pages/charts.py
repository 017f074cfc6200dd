"""Bar charts as data: the template draws them as SVG, beside a table that says the same. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 720, 180, 0.25


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
    """Stacked bars, one a label. ``rows``: label and values, for the twin table. top: the value of the highest line."""

    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    bars: tuple[Bar, ...]
    top: int


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
    return Chart(tuple(series), rows, tuple(bars), top)


def rounded(value: int) -> int:
    """Return the least of 1, 2 or 5 times a power of ten that is not under ``value``."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= value:
                return factor * power
        power *= 10
