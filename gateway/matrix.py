"""What is done with each part of each endpoint's request, found out by asking the code itself: docs/endpoints.md.

Every row is a request with one part planted in it, taken through the same steps as a client's own: prepared, its
documents looked for, walked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from gateway.dialects import ENDPOINTS, dialect_of
from gateway.dialects.strict import dump
from gateway.dialects.walk import slots
from gateway.documents.formats import (
    ENDINGS,
    MAX_CHARACTERS,
    MAX_ENTRIES,
    MAX_MEMORY,
    MAX_PAGES,
    MAX_SECONDS,
    MAX_UNPACKED,
    PICTURES,
    REASONS,
    TYPES,
)
from gateway.documents.parts import documents
from gateway.domain import Escape, Json
from gateway.errors import Refusal
from gateway.matrix_parts import NUMBER, PLANT, parts

UNSEEN = "NOT INSPECTED"
_INSPECTED = "inspected, rewritten"
_SAID: Mapping[Escape, str] = {
    Escape.NONE: _INSPECTED,
    Escape.JSON: "inspected inside its JSON, rewritten there",
    Escape.NAME: _INSPECTED,
    Escape.ID: "inspected; one of no provider's form is replaced by a keyed id",
    Escape.KEY: "inspected; a hit refuses the request",
    Escape.NUMBER: "inspected; a hit refuses the request",
    Escape.SIGNED: "inspected, sent untouched; a hit refuses the request",
}


def treatment(path: str, form: str, tree: Mapping[str, Json]) -> str:
    """Return what becomes of the planted part of a request."""
    try:
        payload = dialect_of(path, form).prepare({"model": "m", **tree}, "m")
        if documents(payload):
            return "read here and sent as text, inspected and rewritten"
        if documents(payload, pictures=True):
            return "refused (415), or its text read here and sent in its place where the policy says `images: lire`"
        pieces = slots(payload)
    except Refusal as error:
        return f"refused ({error.status})"
    hit = next((piece for piece in pieces if PLANT in piece.text or str(NUMBER) in piece.text), None)
    if hit is not None:
        return _SAID[hit.escape]
    sent = dump(payload).decode()
    if PLANT in sent or str(NUMBER) in sent:
        return UNSEEN
    return _changed(tree, payload)


def _changed(tree: Mapping[str, Json], payload: Mapping[str, Json]) -> str:
    for key, value in tree.items():
        if key not in payload:
            return "dropped"
        if payload[key] != value:
            fixed = isinstance(payload[key], bool | str | int)
            return f"forced to `{json.dumps(payload[key])}`" if fixed else "dropped"
    return "a constant of the dialect, checked against its closed set"


def rows(path: str) -> Iterator[tuple[str, str, str]]:
    """Return (part, provider form, treatment) for each part of an endpoint's request."""
    for form in ENDPOINTS[path].dialects:
        for part, tree in parts(path, form).items():
            yield part, form, treatment(path, form, tree)


def page() -> str:
    """Return docs/endpoints.md."""
    return "\n".join([_HEAD, *map(_section, ENDPOINTS), _documents(), ""])


def _section(path: str) -> str:
    forms = ", ".join(ENDPOINTS[path].dialects)
    found: dict[str, dict[str, str]] = {}
    for part, form, done in rows(path):
        found.setdefault(part, {})[form] = done
    lines = [f"| {part} | {_joined(by_form)} |" for part, by_form in found.items()]
    asked = f"Providers of form: {forms}. {_answers(path)}"
    return "\n".join([f"\n## POST {path}\n", asked, "", "| part of the request | what is done |", "|---|---|", *lines])


def _joined(by_form: Mapping[str, str]) -> str:
    said = set(by_form.values())
    return said.pop() if len(said) == 1 else "; ".join(f"{form}: {done}" for form, done in by_form.items())


def _answers(path: str) -> str:
    dialect = dialect_of(path, ENDPOINTS[path].form)
    restored = "Answers are restored" if dialect.says else "Answers hold no text"
    numbered = "." if dialect.numbered else "; stand-ins carry no number, so that equal texts stay equal."
    return restored + numbered


def _documents() -> str:
    limits = (
        f"At most {MAX_PAGES} pages, {MAX_CHARACTERS:,} characters, {MAX_UNPACKED // 2**20} MiB unpacked, "
        f"{MAX_ENTRIES:,} archive entries, {MAX_SECONDS} seconds, {MAX_MEMORY // 2**30} GiB of memory."
    )
    types = [f"| `{name}` | {kind.value} |" for name, kind in (TYPES | PICTURES).items()]
    endings = ", ".join(f"`.{ending}`" for ending in ENDINGS)
    reasons = [f"| `{code}` | {text} |" for code, text in REASONS.items()]
    return "\n".join(
        [
            _DOCUMENTS,
            limits + "\n",
            "| media type | read as |\n|---|---|",
            *types,
            f"\nWithout a media type (`application/octet-stream`) the name's ending counts: {endings}.\n",
            "| reason of a refusal (415) | what the agent reads |\n|---|---|",
            *reasons,
        ]
    )


_HEAD = """# Endpoints, part by part

This page is written by `passerelle endpoints`, which plants a part in a request, takes it through the gateway's own
steps and tells what became of it; a test keeps the page in step with the code. Every other address is refused (404).
Whatever a request holds beside these parts, every text, object key and number of eight digits or more in it is
inspected: the last rows of each table are fields that nobody knows yet.

`GET /v1/models` (and `HEAD`) is answered from `policies/providers.yaml` and asks no provider; `GET /sante` tells the
state. `OPTIONS` is answered on every one of these addresses. The only query string that passes is `beta=true` on
messages, and it is not forwarded. Of headers nothing is forwarded but the features of `anthropic-beta` that
`gateway/dialects/anthropic.py` lists."""

_DOCUMENTS = """
## Documents

A document sent inside a request is read by a process of its own, confined in memory and time, which sees nothing of
the gateway; its text takes its place and its bytes are dropped. Media type (or name) and first bytes must agree. In
DOCX and ODT headers, notes, comments, text boxes and form controls are read, deleted text is not, and a picture,
chart or embedded object leaves the mark `[image ou objet non transmis]`; in XLSX hidden sheets, comments and text
boxes are read, and formulas are their last values. A PDF page without text (a scan) refuses the whole request. Images
are refused, unless the policy says `images: lire` and Tesseract is installed: their text is then read by the same
process and takes their place, and one without text, or with text that is not read surely, is refused.
"""
