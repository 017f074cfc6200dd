"""The process that reads one document: its bytes come in, its text goes out, and it can do nothing else for long.

Its input is a line of JSON, [media type, file name, whether pictures are read], then the bytes. Exit status 3: its
output is the reason.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Mapping

from gateway.documents.formats import MAX_CHARACTERS, MAX_MEMORY, MAX_SECONDS, Format, Unreadable, format_of

REFUSED = 3


def read(data: bytes, media_type: str, name: str, *, pictures: bool = False) -> str:
    """Return a document's text. Raises Unreadable. pictures: whether they are read too."""
    found = format_of(data, media_type, name, pictures=pictures)
    text = _readers()[found](data).strip()
    if not text:
        raise Unreadable("vide")
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("long")
    return text


def _readers() -> Mapping[Format, Callable[[bytes], str]]:
    from gateway.documents import office, pdf, picture, plain, sheet

    return {
        Format.TEXT: plain.text,
        Format.JSON: plain.json_text,
        Format.DOCX: office.docx,
        Format.ODT: office.odt,
        Format.XLSX: sheet.xlsx,
        Format.PDF: pdf.pdf,
        Format.PICTURE: picture.picture,
    }


def _confine() -> None:
    """Bound what a hostile document can cost: memory, time, no file written, no core left behind."""
    for limit, value in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def main() -> int:
    """Read standard input; every failure has a reason, and none of them a traceback."""
    _confine()
    try:
        media_type, name, pictures = json.loads(sys.stdin.buffer.readline())
        text = read(sys.stdin.buffer.read(), media_type, name, pictures=pictures)
    except Unreadable as error:
        sys.stdout.write(error.reason)
        return REFUSED
    except MemoryError:
        sys.stdout.write("gros")
        return REFUSED
    except Exception:  # a parser's own: the document is at fault, and its text must not reach a log
        sys.stdout.write("illisible")
        return REFUSED
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
