"""A table with its title, what was asked and what it leaves out: the one form of every answer to the DPO. Pure."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.markup import escape
from rich.table import Table

from gateway.audit.report import cell, csv_row
from gateway.domain import Json

SMALL = "< 5"
"""What stands where a figure would be about fewer than five agents."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An answer. rows: one value for each heading. asked: the filter. notes: what the reader must know of it."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Json, ...], ...]
    asked: Mapping[str, str]
    notes: tuple[str, ...] = ()

    @property
    def filter_line(self) -> str:
        """What was asked, in one line."""
        return " ; ".join(f"{name} = {value}" for name, value in self.asked.items()) or "tout"

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of the JSONL form: the same figures have the same digest, whatever the form shown."""
        return hashlib.sha256("".join(as_jsonl(self)).encode()).hexdigest()


def as_jsonl(sheet: Sheet) -> Iterator[str]:
    """Return a first line that tells title and filter, then one JSON object a row."""
    head = {"titre": sheet.title, "filtre": dict(sheet.asked), "notes": list(sheet.notes)}
    yield json.dumps(head, ensure_ascii=False) + "\n"
    for row in sheet.rows:
        yield json.dumps(dict(zip(sheet.headings, row, strict=True)), ensure_ascii=False) + "\n"


def as_csv(sheet: Sheet) -> Iterator[str]:
    """Return a table for a French spreadsheet; the last rows tell the filter and the digest."""
    yield "\ufeff" + csv_row(sheet.headings)
    for row in sheet.rows:
        yield csv_row(cell(value) for value in row)
    yield csv_row(["filtre", sheet.filter_line])
    yield csv_row(["empreinte SHA-256", sheet.digest])


def as_table(sheet: Sheet) -> Table:
    """Return a table for the terminal."""
    caption = "\n".join([f"Filtre : {sheet.filter_line}", *sheet.notes])
    table = Table(*sheet.headings, title=sheet.title, caption=caption, caption_justify="left", header_style="bold")
    for row in sheet.rows:
        table.add_row(*(escape(cell(value)) or "–" for value in row))
    return table


def now() -> str:
    """Return the present instant, as pages show it."""
    return datetime.now(UTC).strftime("%d/%m/%Y à %H:%M UTC")


_STYLE = (
    "body{font:11pt/1.4 sans-serif;margin:2cm}h1{font-size:16pt}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #666;padding:.3em .5em;text-align:left;vertical-align:top}th{background:#eee}"
    "tr{page-break-inside:avoid}thead{display:table-header-group}footer{margin-top:1em;font-size:9pt;color:#333}"
    "code{overflow-wrap:anywhere}@page{margin:1.5cm}"
)


def as_html(sheets: Sequence[Sheet], *, made: str, head: str = "") -> Iterator[str]:
    """Return a page to print: each sheet with its filter line and digest.

    made: the instant of the page. head: the register's chain head at that instant, which binds the page to it.
    """
    title = html.escape(sheets[0].title if len(sheets) == 1 else "Rapport du registre")
    yield '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head><body>\n"
    for sheet in sheets:
        yield from _section(sheet)
    bound = f" ; dernier enregistrement lu : <code>{html.escape(head)}</code>" if head else ""
    yield f"<footer>Produit le {html.escape(made)} par Passerelle{bound}.</footer>\n</body></html>\n"


def _section(sheet: Sheet) -> Iterator[str]:
    yield f"<section><h1>{html.escape(sheet.title)}</h1>\n<p>Filtre : {html.escape(sheet.filter_line)}</p>\n"
    yield f"<table><thead><tr>{_cells('th', sheet.headings)}</tr></thead><tbody>\n"
    for row in sheet.rows:
        yield f"<tr>{_cells('td', (cell(value) for value in row))}</tr>\n"
    yield "</tbody></table>\n"
    if sheet.notes:
        yield f"<ul>{''.join(f'<li>{html.escape(note)}</li>' for note in sheet.notes)}</ul>\n"
    yield f"<p>Empreinte SHA-256 de ces chiffres : <code>{sheet.digest}</code></p></section>\n"


def _cells(tag: str, values: Iterable[str]) -> str:
    return "".join(f"<{tag}>{html.escape(value)}</{tag}>" for value in values)
