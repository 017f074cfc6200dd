"""Tables inside a text (Markdown, CSV, tabulated, SQL INSERT): which cell stands under which heading.

A number in a column named "N° allocataire" has no cue beside it; its cue is the heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\n]+")
_RULE = re.compile(r"[\s|:+=\-]*")
_INSERT = re.compile(r"insert\s+into\s+[\w.\"`\[\]]{1,80}\s*\(([^()]{1,2000})\)\s*values\s*", re.IGNORECASE)
_ROW = re.compile(r"\s*,?\s*\(")
_SQL_VALUE = re.compile(r"\s*(?:'((?:[^'\n]|''|'(?=[^\W\d_]))*)'|([^,()'\n]*))\s*([,)])")
"""An apostrophe before a letter ends no value: exports by hand do not double that of N'Diaye."""
MAX_HEADING = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its heading as written, where its content stands in the text, and all headings of its table."""

    heading: str
    start: int
    end: int
    row: int = 0
    table: tuple[str, ...] = ()


def cells(text: str) -> list[Cell]:
    """Return the cells of every table of ``text`` with their headings, in order."""
    found = [cell for mark in "|;\t" if mark in text for cell in _delimited(text, mark)]
    if text.count(",") > 3:
        found += _delimited(text, ",")
    if "   " in text:
        found += _aligned(text)
    return found + list(_inserted(text))


_GAP = re.compile(r"(?: {2,}|\t+)")


def _aligned(text: str) -> Iterator[Cell]:
    """Columns kept by spaces: a value belongs to the heading that starts at or before it."""
    heading: list[tuple[str, int]] = []
    row = 0
    for line in _LINE.finditer(text):
        parts = _spaced(line)
        if len(parts) >= 3 and not re.search(r"\d{2}|[.!?]$", line[0]):
            heading, row = [(content, start - line.start()) for content, start, _ in parts], 0
        elif heading and len(parts) >= 2:
            row += 1
            table = tuple(name for name, _ in heading)
            for content, start, end in parts:
                name = [h for h, at in heading if at <= start - line.start() + 2][-1:]
                if name and content:
                    yield Cell(name[0], start, end, row, table)


def _spaced(line: re.Match[str]) -> list[tuple[str, int, int]]:
    parts, at = [], 0
    for gap in [*_GAP.finditer(line[0]), None]:
        end = gap.start() if gap else len(line[0])
        if end > at:
            parts.append((line[0][at:end], line.start() + at, line.start() + end))
        at = gap.end() if gap else end
    return parts


def _delimited(text: str, mark: str) -> Iterator[Cell]:
    heading: list[str] = []
    block: list[re.Match[str]] = []
    last = -1
    for line in _LINE.finditer(text):
        if line[0].count(mark) < (1 if mark != "," else 3 if ", " in line[0] else 2):
            continue
        if line.start() > last + 1 or not heading:
            heading, block = [h for h, _, _ in _split(line, mark)], []
            heading = heading if _is_heading(heading, mark) else []
            last = line.end() if heading else -1
            continue
        last = line.end()
        if not _RULE.fullmatch(line[0]):
            block.append(line)
            row = _split(line, mark)
            if len(row) <= len(heading) + 1:
                named = zip(heading, row, strict=False)
                yield from (Cell(h, s, e, len(block), tuple(heading)) for h, (v, s, e) in named if h and v)


def _split(line: re.Match[str], mark: str) -> list[tuple[str, int, int]]:
    """Return (content, start, end) of each cell, trimmed of spaces and quotes."""
    found, at = [], line.start()
    text = line[0]
    if mark == "|" and text.lstrip().startswith("|"):
        cut = text.index("|") + 1
        text, at = text[cut:], at + cut
    for part in _parts(text, mark):
        inner = part.strip(" \t\"'")
        start = at + part.find(inner) if inner else at
        found.append((inner, start, start + len(inner)))
        at += len(part) + 1
    return found


def _parts(text: str, mark: str) -> list[str]:
    """Split at the mark, but not inside double quotes: ``"Escobar, Luz",1977``."""
    parts = text.split(mark)
    if '"' not in text or text.count('"') % 2:
        return parts
    whole: list[str] = []
    for part in parts:
        if whole and whole[-1].count('"') % 2:
            whole[-1] += mark + part
        else:
            whole.append(part)
    return whole


def _is_heading(parts: list[str], mark: str) -> bool:
    """Headings are short and hold no number longer than two digits."""
    named = [p for p in parts if p]
    least = 3 if mark == "," else 2
    return len(named) >= least and all(len(p) <= MAX_HEADING and not re.search(r"\d{3}|@", p) for p in named)


def _inserted(text: str) -> Iterator[Cell]:
    for insert in _INSERT.finditer(text):
        names = [name.strip(" \t\n\"'`[]") for name in insert[1].split(",")]
        at, row = insert.end(), 0
        while opened := _ROW.match(text, at):
            at, row = opened.end(), row + 1
            for name in names:
                value = _SQL_VALUE.match(text, at)
                if value is None:
                    return
                group = 1 if value[1] is not None else 2
                yield Cell(name, value.start(group), value.end(group), row, tuple(names))
                at = value.end()
                if value[3] == ")":
                    break
