"""Documents through the real gateway: read here, sent on as clean text, or refused in the dialect."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.e2e.conftest import House
from tests.support import documents as made
from tests.support.people import PROMPT, seen

FILE = base64.b64encode(made.docx(made.paragraph(PROMPT))).decode()
TYPE = made.MIMETYPES["docx"]
URL = f"data:{TYPE};base64,{FILE}"
NAME = "Lettre de Mme Ginette Vaillant.docx"
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "openai": (
        "/v1/chat/completions",
        {"model": "demo-gpt", "content": {"type": "file", "file": {"filename": NAME, "file_data": URL}}},
    ),
    "anthropic": (
        "/v1/messages",
        {
            "model": "demo-claude",
            "content": {
                "type": "document",
                "title": NAME,
                "source": {"type": "base64", "media_type": TYPE, "data": FILE},
            },
        },
    ),
    "mistral": (
        "/v1/chat/completions",
        {
            "model": "demo-mistral",
            "content": {"type": "document_url", "document_url": URL, "document_name": NAME},
        },
    ),
}


def ask(house: House, sdk: str, part: dict[str, Any]) -> Any:
    """Send one message made of a question and a part."""
    path, given = ASKED[sdk]
    turns = [{"role": "user", "content": [{"type": "text", "text": "Résume."}, part]}]
    return house.http.post(path, json={"model": given["model"], "max_tokens": 99, "messages": turns})


@pytest.mark.parametrize("sdk", ASKED)
def test_a_document_leaves_as_clean_text(house: House, sdk: str) -> None:
    """Neither its bytes nor a planted value of its text or name leaves; what it says does."""
    answer = ask(house, sdk, ASKED[sdk][1]["content"])
    assert answer.status_code == 200, answer.text
    [received] = house.upstream.received
    assert seen(received.raw) == []
    assert FILE.encode()[:60] not in received.body
    assert "[PERSONNE_F1]" in received.body.decode()
    assert "[IBAN_1]" in received.body.decode()


def test_a_scan_is_refused(house: House) -> None:
    """A page without text refuses the whole request with 415 and the reason."""
    data = base64.b64encode(made.pdf("")).decode()
    source = {"type": "base64", "media_type": "application/pdf", "data": data}
    answer = ask(house, "anthropic", {"type": "document", "source": source})
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "contenu_illisible")
    assert "numérisé" in answer.json()["error"]["message"]
    assert house.upstream.connections == 0
