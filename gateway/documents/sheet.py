"""XLSX: every sheet, hidden ones too, a line a row, values as they are shown; then comments and text boxes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl

from gateway.documents.formats import MAX_CHARACTERS, Unreadable
from gateway.documents.office import PICTURE
from gateway.documents.packed import Packed, local

_PADDED = re.compile(r"[0# .\-]+")


def xlsx(data: bytes) -> str:
    """Return the text of a workbook. Raises Unreadable."""
    packed = Packed(data)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    lines: list[str] = []
    size = 0
    for line in _lines(book):
        size += len(line) + 1
        if size > MAX_CHARACTERS:
            raise Unreadable("long")
        lines.append(line)
    return "\n".join([*lines, *_notes(packed)])


def _lines(book: Any) -> Iterator[str]:
    for sheet in book.worksheets:
        yield f"# Feuille {sheet.title}"
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            cells = [_shown(cell.value, cell.number_format) if cell.value is not None else "" for cell in row]
            if line := " | ".join(cells).rstrip(" |"):
                yield line


def _shown(value: object, number_format: str) -> str:
    match value:
        case bool():
            return "VRAI" if value else "FAUX"
        case datetime() if value.time() == time():
            return f"{value:%d/%m/%Y}"
        case datetime():
            return f"{value:%d/%m/%Y %H:%M:%S}"
        case date():
            return f"{value:%d/%m/%Y}"
        case float() if value.is_integer() and abs(value) < 1e18:
            return _padded(int(value), number_format)
        case int():
            return _padded(value, number_format)
    return str(value).replace("\n", " ")


def _padded(number: int, number_format: str) -> str:
    """Return a number with the zeros its format shows: a telephone number kept as a number has lost its first one."""
    shape = number_format.replace('"', "").replace("\\", "")
    if number < 0 or not _PADDED.fullmatch(shape) or not shape.startswith("0"):
        return str(number)
    return str(number).zfill(sum(char in "0#" for char in shape) if len(shape) > 4 else 0)


def _notes(packed: Packed) -> Iterator[str]:
    for pattern in (
        r"xl/(?:threadedComments/threadedComment|comments/?comment|comments)\d*\.xml",
        r"xl/drawings/.*\.xml",
    ):
        for part in packed.matching(pattern):
            said = [element.text for element in part.iter() if local(element) in ("t", "text") and element.text]
            if said:
                yield "# Commentaire ou zone de texte : " + " ".join(said)
    if packed.has(r"xl/(?:media|charts|embeddings)/.*"):
        yield PICTURE
