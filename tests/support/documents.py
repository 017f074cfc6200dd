"""Documents written by the tests: the smallest files that real readers open, and hostile ones."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
from pypdf import PdfReader, PdfWriter

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
MIMETYPES = {
    "txt": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
}


def packed(**parts: str | bytes) -> bytes:
    """Return a zip of parts, named with ``__`` for ``/`` and ``_`` at the end of the folder for ``.``."""
    return zipped({name.replace("__", "/"): content for name, content in parts.items()})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def paragraph(text: str) -> str:
    """Return a DOCX paragraph whose text is cut in two runs, as Word does it."""
    half = len(text) // 2
    runs = "".join(f'<w:r><w:t xml:space="preserve">{part}</w:t></w:r>' for part in (text[:half], text[half:]))
    return f"<w:p>{runs}</w:p>"


def docx(body: str, **parts: str) -> bytes:
    """Return a DOCX with this body XML; ``parts``: XML of header1, footnotes, comments and so on."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
    }
    files |= {f"word/{name}.xml": f"<w:{name} {_W}>{content}</w:{name}>" for name, content in parts.items()}
    return zipped(files)


def odt(body: str, **parts: str) -> bytes:
    """Return an ODT with this text XML."""
    names = f'xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0" xmlns:table="{_ODF}:table:1.0"'
    content = f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return zipped({"mimetype": MIMETYPES["odt"], "content.xml": content, **parts})


def xlsx(rows: list[list[object]], *, formats: dict[str, str] | None = None, hidden: str = "") -> bytes:
    """Return a workbook; ``formats``: number format by cell; ``hidden``: the text of a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    if hidden:
        other = book.create_sheet("Cachée")
        other.sheet_state = "hidden"
        other.append([hidden])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(*pages: str) -> bytes:
    """Return a PDF with a text layer; an empty page holds a drawing, as a scan does."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, text in enumerate(pages):
        drawn = "\n".join(
            f"BT /F1 12 Tf 50 {750 - 20 * n} Td ({line}) Tj ET" for n, line in enumerate(text.split("\n"))
        )
        stream = (drawn if text else "0 0 100 100 re f").encode("cp1252")
        font = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 595 842]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {font} /Contents {5 + 2 * number} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return out + head + table + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))


def locked_pdf(text: str) -> bytes:
    """Return a PDF that opens with a password only."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text))))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def every_format(text: str) -> dict[str, bytes]:
    """Return ``text`` as a document of each format that is read."""
    return {
        "txt": text.encode(),
        "csv": f"nom;note\n{text};12\n".encode("cp1252"),
        "json": f'{{"note": "{text}"}}'.replace("e", "\\u0065").encode(),
        "docx": docx(paragraph(text)),
        "odt": odt(f"<text:p>{text}</text:p>"),
        "xlsx": xlsx([["note", "jour"], [text, date(2026, 3, 14)]]),
        "pdf": pdf(text.replace(". ", ".\n")),
    }
