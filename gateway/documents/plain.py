"""Text files and JSON."""

from __future__ import annotations

import json
import re

from gateway.documents.formats import Unreadable

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def text(data: bytes) -> str:
    """Return a text file's text: UTF-8, UTF-16 with its mark, or else Windows-1252, which French exports still use.

    Only this reading is sent on, so a wrong guess shows as wrong accents, never as something that was not inspected.
    """
    read = _decoded(data).replace("\r\n", "\n")
    if _CONTROL.search(read):
        raise Unreadable("illisible")
    return read


def json_text(data: bytes) -> str:
    """Return JSON written out again without escapes, so that what it says can be seen."""
    try:
        return json.dumps(json.loads(text(data)), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        raise Unreadable("illisible") from None


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _strictly(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _strictly(data, "cp1252")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("illisible") from None
