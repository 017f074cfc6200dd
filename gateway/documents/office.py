"""DOCX and ODT: every text a reader would see, in its order. What is not text leaves a mark in its place.

python-docx is not used: it passes over content controls, text boxes and notes, where French forms keep their answers.
Deleted text of tracked changes is left out, as it is on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias
from xml.etree.ElementTree import Element

from gateway.documents.formats import Unreadable
from gateway.documents.packed import Packed, attribute, local

Piece: TypeAlias = Callable[[Element, str], Iterator[str]]

PICTURE = "[image ou objet non transmis]"
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-"}
_PARAGRAPHS = frozenset({"p", "h"})
_LEFT_OUT = frozenset(
    {"del", "moveFrom", "instrText", "Fallback", "tracked-changes", "sequence-decls", "desc", "title"}
)
_PICTURES = frozenset({"blip", "imagedata", "OLEObject", "chart", "relIds", "image", "object", "object-ole", "plugin"})
_CELLS = frozenset({"tc", "sdt", "customXml", "table-cell", "covered-table-cell"})
_ODT_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def docx(data: bytes) -> str:
    """Return the text of a DOCX: headers, body, notes, comments, footers."""
    packed = Packed(data)
    parts = [*packed.matching(r"word/header\d*\.xml"), packed.part("word/document.xml")]
    for name in ("footnotes", "endnotes", r"comments\d*", r"footer\d*"):
        parts += packed.matching(rf"word/{name}\.xml")
    return "\n".join(_lines(part, _docx_piece) for part in parts)


def odt(data: bytes) -> str:
    """Return the text of an ODT: body with notes and comments, then the headers and footers of its page styles."""
    packed = Packed(data)
    if packed.has("META-INF/manifest.xml"):
        _refuse_encrypted(packed.part("META-INF/manifest.xml"))
    body = [element for element in packed.part("content.xml").iter() if local(element) == "body"]
    styles = packed.part("styles.xml").iter() if packed.has("styles.xml") else iter(())
    margins = [e for e in styles if local(e) in ("header", "footer", "header-first", "footer-first", "header-left")]
    return "\n".join(_lines(part, _odt_piece) for part in [*body, *margins])


def _refuse_encrypted(manifest: Element) -> None:
    if any(local(element) == "encryption-data" for element in manifest.iter()):
        raise Unreadable("chiffre")


def _lines(element: Element, piece: Piece) -> str:
    return "".join(_walk(element, piece))


def _walk(element: Element, piece: Piece) -> Iterator[str]:
    name = local(element)
    if name in _LEFT_OUT:
        return
    if name in ("tr", "table-row"):
        yield " | ".join(_cell(child, piece) for child in element if local(child) in _CELLS) + "\n"
        return
    if name in _PICTURES:
        yield PICTURE
        return
    yield from piece(element, name)
    if name in _PARAGRAPHS:
        yield "\n"


def _cell(element: Element, piece: Piece) -> str:
    return " ".join(_lines(element, piece).split("\n")).strip()


def _docx_piece(element: Element, name: str) -> Iterator[str]:
    if name in _BREAKS:
        yield _BREAKS[name]
    elif name == "t":
        yield element.text or ""
    for child in element:
        yield from _walk(child, _docx_piece)


def _odt_piece(element: Element, name: str) -> Iterator[str]:
    if name in _BREAKS:
        yield _BREAKS[name]
    if name == "s":
        yield " " * min(int(attribute(element, "c") or 1), 1000)
    inside = str(element.tag).startswith(_ODT_TEXT)
    yield (element.text or "") if inside else ""
    for child in element:
        yield from _walk(child, _odt_piece)
        yield (child.tail or "") if inside else ""
