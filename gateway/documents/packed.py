"""Zip archives of XML, read with care: bounded before they are unpacked, no entities, no external parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from gateway.documents.formats import MAX_ENTRIES, MAX_UNPACKED, Unreadable


class Packed:
    """An open archive. Raises Unreadable("gros") beyond MAX_UNPACKED bytes or MAX_ENTRIES parts, before unpacking."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError):
            raise Unreadable("illisible") from None
        entries = self._archive.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise Unreadable("gros")
        if len({entry.filename for entry in entries}) < len(entries):
            raise Unreadable("illisible")  # two parts of one name: two readings
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable("chiffre")

    def matching(self, pattern: str) -> Iterator[Element]:
        """Return the parts whose whole name matches, by name; numbers in their order."""
        found = [name for name in self._archive.namelist() if re.fullmatch(pattern, name)]
        for name in sorted(found, key=lambda name: (len(name), name)):
            yield self.part(name)

    def has(self, pattern: str) -> bool:
        """Whether a part's whole name matches."""
        return any(re.fullmatch(pattern, name) for name in self._archive.namelist())

    def part(self, name: str) -> Element:
        """Return one XML part. Raises Unreadable when it is missing, not well formed, or declares entities."""
        try:
            with self._archive.open(name) as part:
                data = part.read(MAX_UNPACKED + 1)
            return _parsed(data)
        except (
            KeyError,
            ParseError,
            DefusedXmlException,
            zipfile.BadZipFile,
            RuntimeError,
            NotImplementedError,
            OSError,
        ):
            raise Unreadable("illisible") from None


def _parsed(data: bytes) -> Element:
    root: Element = fromstring(data, forbid_dtd=True)
    return root


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, "" where there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
