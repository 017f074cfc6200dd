"""Tables as text, Markdown and JSON, and one SVG for the docs."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import asdict
from html import escape

from rich.console import Console
from rich.table import Table

from benchmarks.measures import Row
from benchmarks.servers import RESULTS, ROOT, machine

Pair = tuple[str, str]


def write(rows: Sequence[Row], facts: Sequence[Pair], turns: Sequence[Sequence[float]]) -> None:
    """Print the tables and write passthrough.md and .json, and the chart of docs/images."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    where = f"{day}, {machine()}"
    lines = [f"Measured {where}, by `make bench`. Ratios: gateway ÷ B, in the same run.", ""]
    for name in dict.fromkeys(row.table for row in rows):
        mine = [row for row in rows if row.table == name]
        cells = [(r.what, _told(r.bare, r.unit), _told(r.gateway, r.unit), f"{r.ratio:.2f}", r.target) for r in mine]
        shown = Table(name, "B", "gateway", "ratio", "target", title=where)
        for row in cells:
            shown.add_row(*row)
        Console().print(shown)
        lines += [f"## {name.capitalize()}", "", "| measure | B | gateway | ratio | target |", "|---|---|---|---|---|"]
        lines += [*(f"| {' | '.join(row)} |" for row in cells), ""]
    lines += ["## Process", "", "| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in facts), ""]
    for name, value in facts:
        Console().print(f"{name}: {value}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "passthrough.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    told: dict[str, object] = {"date": day, "machine": machine(), "process": dict(facts)}
    told |= {"rows": [{**asdict(r), "ratio": r.ratio} for r in rows]}
    told |= {"turns_ms": {"bare": turns[0], "gateway": turns[1]}}
    (RESULTS / "passthrough.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (ROOT / "docs/images/passthrough.svg").write_text(chart(turns, where), encoding="utf-8")


def _told(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip()


def chart(turns: Sequence[Sequence[float]], where: str) -> str:
    """Return the conversation, turn by turn, as bars: B dark, the gateway light."""
    width, height, left, top = 720, 260, 50, 40
    most = max(map(max, turns)) or 1.0
    step = (width - left - 10) / len(turns[0])
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" role="img">',
        "<title>A conversation of 20 turns through the gateway and through B</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="10" y="20" font-size="13">Milliseconds a turn: gateway (light), B (dark). {escape(where)}</text>',
    ]
    for mark in (most, most / 2):
        y = top + (height - top - 30) * (1 - mark / most)
        out.append(f'<text x="{left - 6}" y="{y + 4:.0f}" font-size="11" text-anchor="end">{mark:.0f}</text>')
        out.append(f'<line x1="{left}" x2="{width - 10}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ccc"/>')
    for number, pair in enumerate(zip(*turns, strict=True)):
        for value, colour, shift in ((pair[1], "#7ea6c4", 0.1), (pair[0], "#1f3a52", 0.5)):
            tall = (height - top - 30) * value / most
            x = left + step * (number + shift)
            out.append(
                f'<rect x="{x:.1f}" y="{height - 30 - tall:.1f}" width="{step * 0.38:.1f}" height="{tall:.1f}" '
                f'fill="{colour}"/>'
            )
        x = left + step * (number + 0.5)
        out.append(f'<text x="{x:.0f}" y="{height - 14}" font-size="11" text-anchor="middle">{number + 1}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"
