"""Documents: read whole or refused with the reason, whatever they say they are."""

from __future__ import annotations

import asyncio
import base64
import time
from datetime import date

import pytest

from gateway.dialects.walk import slots
from gateway.documents.__main__ import read
from gateway.documents.formats import MAX_CHARACTERS, MAX_PAGES, REASONS, TYPES, Unreadable
from gateway.documents.parts import Part, documents, with_texts
from gateway.documents.reader import Reader
from gateway.domain import Json
from gateway.errors import UnsupportedMedia
from tests.support import documents as made

TEXT = "Réponse à Mme Ginette Vaillant, née à Sète."
FILES = made.every_format(TEXT)


@pytest.mark.parametrize("ending", FILES)
@pytest.mark.parametrize("told", ["type", "name"])
def test_each_format_is_read(ending: str, told: str) -> None:
    """The text of a document of each format comes out whole, known by its type or else by its name."""
    given = (made.MIMETYPES[ending], "") if told == "type" else ("application/octet-stream", f"a.{ending.upper()}")
    assert "Ginette Vaillant" in read(FILES[ending], *given)


@pytest.mark.parametrize("declared", sorted(made.MIMETYPES))
@pytest.mark.parametrize("held", sorted(made.MIMETYPES))
def test_the_content_must_be_of_the_declared_type(declared: str, held: str) -> None:
    """First bytes and declared type agree, or the document is refused: one reading."""
    media_type = made.MIMETYPES[declared]
    texts = {"txt", "csv", "json"}
    if declared == held or (held in texts and declared in texts - {"json"}):
        assert read(FILES[held], media_type, "")
        return
    with pytest.raises(Unreadable) as caught:
        read(FILES[held], media_type, "")
    assert caught.value.reason == ("illisible" if declared == "json" and held in texts else "annonce")


@pytest.mark.parametrize(
    "media_type", ["image/png", "application/msword", "application/zip", "audio/mpeg", "text/html", "x"]
)
def test_other_types_are_refused(media_type: str) -> None:
    """A type that no reader is written for is refused, whatever it holds."""
    assert media_type not in TYPES
    with pytest.raises(Unreadable, match="type"):
        read(FILES["txt"], media_type, "")


BOMB = made.zipped({"word/document.xml": b"0" * (70 * 1024 * 1024)})
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document xmlns:w="w"><w:t>&a;</w:t></w:document>'
HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "a zip bomb": (BOMB, "docx", "gros"),
    "XML entities": (made.zipped({"word/document.xml": ENTITIES}), "docx", "illisible"),
    "broken XML": (made.zipped({"word/document.xml": "<w:p>"}), "docx", "illisible"),
    "half a zip": (FILES["docx"][:200], "docx", "illisible"),
    "an old Word file": (b"\xd0\xcf\x11\xe0" + bytes(600), "docx", "ancien"),
    "a scanned page": (made.pdf("Une page", ""), "pdf", "sans_texte"),
    "a locked PDF": (made.locked_pdf("secret"), "pdf", "chiffre"),
    "half a PDF": (FILES["pdf"][:300], "pdf", "illisible"),
    "too many pages": (made.pdf(*["x"] * (MAX_PAGES + 1)), "pdf", "pages"),
    "too long a text": (b"a " * MAX_CHARACTERS, "txt", "long"),
    "too long a sheet": (made.xlsx([["x" * 30_000] for _ in range(8)]), "xlsx", "long"),
    "bytes that are no text": (bytes(range(256)), "txt", "type"),
    "an encrypted ODT": (
        made.odt("<text:p/>", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "odt",
        "chiffre",
    ),
    "nothing": (b"  \n", "txt", "vide"),
    "JSON that is none": (b'{"a": }', "json", "illisible"),
    "a picture in an empty document": (made.docx("<w:p/>"), "docx", "vide"),
}


@pytest.mark.parametrize(("data", "ending", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_cannot_be_read_whole_is_refused_with_its_reason(data: bytes, ending: str, reason: str) -> None:
    """Bombs, entities, scans, passwords, damage and excess each have their own reason in French."""
    assert REASONS[reason]
    with pytest.raises(Unreadable) as caught:
        read(data, made.MIMETYPES[ending], "")
    assert caught.value.reason == reason


def test_a_docx_is_read_wherever_text_stands() -> None:
    """Header, control, table, note, comment and footer are read, deleted text is not, a picture leaves its mark."""
    p = made.paragraph
    body = (
        f"<w:sdt><w:sdtContent>{p('contrôle')}</w:sdtContent></w:sdt>"
        f"<w:tbl><w:tr><w:trPr/><w:tc>{p('un')}</w:tc><w:tc>{p('deux')}</w:tc></w:tr></w:tbl>"
        "<w:p><w:del><w:r><w:delText>effacé</w:delText></w:r></w:del><w:drawing><blip/></w:drawing></w:p>"
    )
    data = made.docx(body, header1=p("en-tête"), footnotes=p("note"), comments=p("remarque"), footer2=p("pied"))
    text = read(data, "", "a.docx")
    assert text.split("\n")[:3] == ["en-tête", "", "contrôle"]
    assert "un | deux" in text
    assert "[image ou objet non transmis]" in text
    assert [word for word in ("note", "remarque", "pied") if word not in text] == []
    assert "effacé" not in text


def test_an_odt_keeps_its_spaces_and_tables() -> None:
    """Spans, repeated spaces, tabs, line breaks, tables and margins come out in order."""
    row = "<table:table-row><table:table-cell><text:p>un</text:p></table:table-cell><table:table-cell><text:p>deux</text:p></table:table-cell></table:table-row>"
    body = f'<text:h>Titre</text:h><text:p>Mme <text:span>Vail</text:span>lant<text:s text:c="2"/>x<text:tab/>y</text:p><table:table>{row}</table:table>'
    assert read(made.odt(body), "", "a.odt") == "Titre\nMme Vaillant  x\ty\nun | deux"


def test_a_sheet_shows_what_its_reader_sees() -> None:
    """Dates as dates, telephone numbers with their zero, whole numbers whole, hidden sheets too."""
    rows: list[list[object]] = [[date(2026, 3, 14), 639981234, 269054958815780.0, 12.5, True, None, "fin"]]
    text = read(made.xlsx(rows, formats={"B1": '0#" "##" "##" "##" "##'}, hidden="Vaillant"), "", "a.xlsx")
    assert "14/03/2026 | 0639981234 | 269054958815780 | 12.5 | VRAI |  | fin" in text
    assert "# Feuille Cachée\nVaillant" in text


def _payloads(data: str, media_type: str) -> dict[str, tuple[Json, tuple[str | int, ...]]]:
    url = f"data:{media_type};base64,{data}"

    def said(part: Json) -> Json:
        return {"messages": [{"role": "user", "content": [{"type": "text", "text": "Résume."}, part]}]}

    at: tuple[str | int, ...] = ("messages", 0, "content", 1)
    source: Json = {"type": "base64", "media_type": media_type, "data": data}
    return {
        "OpenAI chat": (said({"type": "file", "file": {"filename": "a.pdf", "file_data": url}}), (*at, "text")),
        "OpenAI responses": (
            {"input": [{"role": "user", "content": [{"type": "input_file", "filename": "a", "file_data": url}]}]},
            ("input", 0, "content", 0, "text"),
        ),
        "Anthropic": (said({"type": "document", "title": "a", "source": source}), (*at, "source", "data")),
        "Mistral": (said({"type": "document_url", "document_url": url}), (*at, "text")),
        "in a tool's result": (
            said({"type": "tool_result", "content": [{"type": "document", "source": source}]}),
            (*at, "content", 0, "source", "data"),
        ),
    }


@pytest.mark.parametrize("form", _payloads("", ""))
def test_a_document_becomes_a_text_part_of_its_dialect(form: str) -> None:
    """In each dialect the document's text stands where its bytes stood, and is inspected there."""
    data = base64.b64encode(FILES["pdf"]).decode()
    tree, path = _payloads(data, "application/pdf")[form]
    [part] = documents(tree)
    [text] = asyncio.run(Reader().read([part]))
    read_in = with_texts(tree, {part.path: (part, text)})
    [slot] = [slot for slot in slots(read_in) if slot.path == path]
    assert "Ginette Vaillant" in slot.text
    assert data not in str(read_in)


@pytest.mark.parametrize(
    "node",
    [
        {"type": "file", "file": {"file_id": "file-1"}},
        {"type": "file", "file": {"file_id": "file-1", "file_data": "QQ=="}},
        {"type": "input_file", "file_url": "https://x.example/a.pdf"},
        {"type": "document_url", "document_url": "https://x.example/a.pdf"},
        {"type": "document", "source": {"type": "url", "url": "https://x.example/a.pdf"}},
        {"type": "document", "source": {"type": "file", "file_id": "file-1"}},
    ],
)
def test_a_document_that_is_elsewhere_is_refused(node: Json) -> None:
    """Files kept at the provider or fetched by it are not documents to read: the walk refuses them."""
    tree: Json = {"messages": [{"role": "user", "content": [node]}]}
    assert documents(tree) == []
    with pytest.raises(UnsupportedMedia):
        slots(tree)


def test_a_tool_s_arguments_are_not_taken_for_documents() -> None:
    """Where every name is the client's own, nothing is unpacked."""
    held: Json = {"type": "file", "file": {"file_data": "QQ=="}}
    assert documents({"messages": [{"content": [{"type": "tool_use", "input": held}]}]}) == []


@pytest.mark.parametrize(
    ("data", "reason"), [("!!!", "base64"), (base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(9)).decode(), "type")]
)
def test_the_agent_is_told_which_document_and_why(data: str, reason: str) -> None:
    """A refusal names the document by its place and says the reason; never its name or content."""
    parts = [Part((), base64.b64encode(b"bon").decode(), "text/plain", ""), Part((), data, "", "Vaillant")]
    with pytest.raises(UnsupportedMedia, match=f"n° 2 .*{reason}") as caught:
        asyncio.run(Reader().read(parts))
    assert "Vaillant" not in caught.value.message


def test_reading_does_not_hold_up_the_loop() -> None:
    """While a large document is read, the event loop turns: no pause as long as a tenth of a second."""
    big = base64.b64encode(made.pdf(*["Une page de texte.\n" * 30] * 60)).decode()

    async def main() -> float:
        reading = asyncio.ensure_future(Reader().read([Part((), big, "application/pdf", "")]))
        longest, last = 0.0, time.perf_counter()
        while not reading.done():
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
        assert "page 60" in reading.result()[0]
        return longest

    assert asyncio.run(main()) < 0.5
