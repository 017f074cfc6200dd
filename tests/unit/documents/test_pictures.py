"""Pictures: refused, or read here where the policy says so, and then only what is read surely."""

from __future__ import annotations

import asyncio
import base64

import pytest

from gateway.dialects.walk import slots
from gateway.documents.__main__ import read
from gateway.documents.formats import PICTURES, Unreadable
from gateway.documents.parts import Part, documents, with_texts
from gateway.documents.reader import Reader
from gateway.domain import Json
from gateway.errors import UnsupportedMedia
from tests.support import documents as made
from tests.support.pictures_of_text import picture

TEXT = "Réponse à Mme Ginette Vaillant, née à Sète,\njoignable au 06 39 98 12 34."
FORMS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
PNG = picture(TEXT)
DATA = base64.b64encode(PNG).decode()
URL = f"data:image/png;base64,{DATA}"


@pytest.mark.parametrize("media_type", PICTURES)
def test_the_text_of_a_picture_is_read(media_type: str) -> None:
    """Accents, numbers and lines come out as they stand in each format of pictures."""
    said = read(picture(TEXT, FORMS[media_type]), media_type, "", pictures=True)
    assert said.splitlines() == TEXT.splitlines()


@pytest.mark.parametrize("told", [("image/png", ""), ("", "photo.png"), ("application/octet-stream", "photo.PNG")])
def test_no_picture_is_read_unless_the_policy_says_so(told: tuple[str, str]) -> None:
    """A picture, by whatever name, is refused like any type that is not read."""
    assert "Ginette" in read(PNG, *told, pictures=True)
    with pytest.raises(Unreadable, match="type"):
        read(PNG, *told)


REFUSED: dict[str, tuple[bytes, str, str]] = {
    "nothing written on it": (picture(""), "image/png", "sans_ecriture"),
    "text too blurred": (picture(TEXT * 4, blur=5), "image/png", "flou"),
    "half a picture": (PNG[:300], "image/png", "illisible"),
    "another picture than it says": (picture(TEXT, "JPEG"), "application/pdf", "annonce"),
    "no picture": (made.pdf("Une page"), "image/png", "annonce"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_picture_that_is_not_read_surely_is_refused(case: str) -> None:
    """No writing, blurred writing, a damaged file and a false type are refused with their reason."""
    data, media_type, reason = REFUSED[case]
    with pytest.raises(Unreadable) as caught:
        read(data, media_type, "", pictures=True)
    assert caught.value.reason == reason


def test_a_confined_process_reads_a_picture() -> None:
    """Within the limits of memory, time and files that every document is read in."""
    part = Part((), DATA, "image/png", "")
    assert asyncio.run(Reader().read([part], pictures=True)) == [TEXT]
    with pytest.raises(UnsupportedMedia, match="n'est pas lu"):
        asyncio.run(Reader().read([part]))


PARTS: dict[str, dict[str, Json]] = {
    "chat": {"type": "image_url", "image_url": {"url": URL, "detail": "high"}},
    "mistral": {"type": "image_url", "image_url": URL},
    "responses": {"type": "input_image", "image_url": URL, "detail": "auto"},
    "messages": {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": DATA}},
}


@pytest.mark.parametrize("form", PARTS)
def test_the_text_takes_the_pictures_place(form: str) -> None:
    """Each dialect's picture becomes a text part that the walk inspects; its bytes are gone."""
    tree: Json = {"messages": [{"role": "user", "content": [PARTS[form]]}]}
    [part] = documents(tree, pictures=True)
    assert documents(tree) == []
    clean = with_texts(tree, {part.path: (part, TEXT)})
    assert isinstance(clean, dict)
    [said] = [slot.text for slot in slots(clean) if TEXT in slot.text]
    assert "n'a pas été transmise" in said
    assert DATA not in str(clean)


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": "https://ailleurs.example/a.png"}},
        {"type": "input_image", "file_id": "file-1"},
        {"type": "input_image", "image_url": URL, "file_id": "file-1"},
        {"type": "image", "source": {"type": "url", "url": "https://ailleurs.example/a.png"}},
    ],
)
def test_a_picture_that_is_not_in_the_request_is_refused(part: Json) -> None:
    """What the provider would fetch, or keeps, is never read here and never passed on."""
    tree: dict[str, Json] = {"messages": [{"role": "user", "content": [part]}]}
    assert documents(tree, pictures=True) == []
    with pytest.raises(UnsupportedMedia):
        slots(tree)
