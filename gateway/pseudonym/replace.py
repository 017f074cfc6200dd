"""Put stand-ins in place of findings, in one pass over the text (docs/adr/0007)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace as changed

from gateway.domain import Finding


def joined(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings of one text without overlaps: those that overlap become one, named after the longest of them."""
    apart: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        last = apart[-1] if apart else None
        if last is None or finding.start >= last.end:
            apart.append(finding)
            continue
        longest = max(last, finding, key=lambda f: f.end - f.start)
        apart[-1] = changed(longest, start=last.start, end=max(last.end, finding.end))
    return apart


def replace(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    """Return ``text`` with each (start, end, stand-in) put in place. Places must not overlap."""
    parts: list[str] = []
    position = 0
    for start, end, standin in sorted(places):
        parts += (text[position:start], standin)
        position = end
    return "".join((*parts, text[position:]))
