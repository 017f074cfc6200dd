"""Pictures through the real gateway, under a policy that has them read."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import House, clients
from tests.support import lives
from tests.support.gateway_process import ROOT, records, running
from tests.support.people import PROMPT, seen
from tests.support.pictures_of_text import picture
from tests.support.replies import echo
from tests.support.upstream import Upstream

DATA = base64.b64encode(picture(PROMPT.replace(", ", ",\n"))).decode()
URL = f"data:image/png;base64,{DATA}"
ASKED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "openai": ("/v1/chat/completions", "demo-gpt", {"type": "image_url", "image_url": {"url": URL}}),
    "mistral": ("/v1/chat/completions", "demo-mistral", {"type": "image_url", "image_url": URL}),
    "anthropic": (
        "/v1/messages",
        "demo-claude",
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": DATA}},
    ),
}


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("pictures")
    policies = Path(shutil.copytree(ROOT / "policies", folder / "politique"))
    charter = (policies / "charte.yaml").read_text(encoding="utf-8")
    assert "images: refuser" in charter
    (policies / "charte.yaml").write_text(charter.replace("images: refuser", "images: lire"), encoding="utf-8")
    data = folder / "data"
    data.mkdir()
    with (
        Upstream(echo()) as upstream,
        running(data, upstream.urls(), policies=policies, models=lives.rules_only(folder)) as gateway,
        clients(gateway, upstream) as house,
    ):
        yield house


def ask(house: House, sdk: str) -> Any:
    path, model, part = ASKED[sdk]
    house.upstream.clear()
    turns = [{"role": "user", "content": [{"type": "text", "text": "Résume."}, part]}]
    return house.http.post(path, json={"model": model, "max_tokens": 99, "messages": turns})


@pytest.mark.parametrize("sdk", ASKED)
def test_a_picture_leaves_as_clean_text_only(reading: House, sdk: str) -> None:
    """Neither its bytes nor a planted value that it shows leaves; what it says does, and comes back whole."""
    answer = ask(reading, sdk)
    assert answer.status_code == 200, answer.text
    [received] = reading.upstream.received
    assert seen(received.raw) == []
    assert DATA[:60].encode() not in received.body
    assert "Texte lu sur l'image" in received.body.decode()
    assert "[IBAN_1]" in received.body.decode()
    assert "FR76 3000 6000 0112 3456 7890 189" in answer.text


@pytest.mark.parametrize("sdk", ASKED)
def test_the_policy_as_shipped_refuses_pictures(house: House, sdk: str) -> None:
    """Without a word of the policy a picture refuses the request in the dialect, and the provider sees nothing."""
    answer = ask(house, sdk)
    assert answer.status_code == 415
    assert "image" in answer.text
    assert house.upstream.connections == 0
    assert records(house.gateway.data)[-1]["phase"] == "refused"
