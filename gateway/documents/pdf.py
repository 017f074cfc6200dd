"""PDF with a text layer: every page must have one. Form fields and annotations are text too."""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from gateway.documents.formats import MAX_CHARACTERS, MAX_PAGES, Unreadable

_STRANGE = 0.02
"""Share of characters without a meaning above which the fonts of a PDF cannot be read."""

_NOTES = ("/FreeText", "/Text")


def pdf(data: bytes) -> str:
    """Return the text of a PDF, page by page. Raises Unreadable."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return _read(PdfReader(io.BytesIO(data)))
    except PyPdfError:
        raise Unreadable("illisible") from None


def _read(reader: PdfReader) -> str:
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("chiffre")
    if len(reader.pages) > MAX_PAGES:
        raise Unreadable("pages")
    if reader.xfa:
        raise Unreadable("formulaire")
    texts: list[str] = []
    for number, page in enumerate(reader.pages, 1):
        texts.append(f"--- page {number} ---\n{_page(page)}")
        if sum(map(len, texts)) > MAX_CHARACTERS:
            raise Unreadable("long")
    return "\n".join([*texts, *_fields(reader)])


def _page(page: PageObject) -> str:
    text = page.extract_text()
    notes = "\n".join(_notes(page))
    if not text.strip() and not notes and _is_drawn(page):
        raise Unreadable("sans_texte")
    if sum(map(_is_strange, text)) > _STRANGE * len(text):
        raise Unreadable("police")
    return f"{text}\n{notes}".strip()


def _is_drawn(page: PageObject) -> bool:
    contents = page.get_contents()
    return contents is not None and bool(contents.get_data().strip())


def _notes(page: PageObject) -> Iterator[str]:
    for reference in page.annotations or ():
        note = reference.get_object()
        if note.get("/Subtype") in _NOTES and note.get("/Contents"):
            yield str(note["/Contents"])


def _fields(reader: PdfReader) -> Iterator[str]:
    for name, field in (reader.get_fields() or {}).items():
        value = field.get("/V")
        if value not in (None, "", "/Off"):
            yield f"Champ {name} : {value}"


def _is_strange(char: str) -> bool:
    return char == "\ufffd" or (unicodedata.category(char) in ("Co", "Cc", "Cn") and char not in "\n\r\t\f")
