"""Providers that fail and clients that leave: the answer is in the dialect, quotes nothing, and the end is recorded."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import anthropic
import httpx
import openai
import pytest

from tests.e2e.conftest import House
from tests.support import replies
from tests.support.people import PROMPT, seen
from tests.support.upstream import Reply

MESSAGES = [{"role": "user", "content": PROMPT}]
BODY = {"model": "demo-gpt", "messages": MESSAGES}


def post(house: House, reply: Reply, *, streamed: bool = False) -> httpx.Response:
    """Ask once while the provider replies so."""
    with house.upstream.replying(reply):
        return house.http.post("/v1/chat/completions", json={**BODY, "stream": streamed})


def end_of(house: House, answer: httpx.Response) -> dict[str, Any]:
    """Return what the register says of the exchange's end."""
    records = house.gateway.of_exchange(answer.headers["x-passerelle-exchange"])
    assert [record["phase"] for record in records] == ["decided", "ended"]
    facts: dict[str, Any] = records[1]["facts"]
    return facts


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (replies.close_at_once, 502),
        (replies.reset_at_once, 502),
        (replies.garbage, 502),
        (replies.not_json, 502),
        (replies.gzipped, 502),
        (replies.redirect("http://127.0.0.1:9/ailleurs"), 502),
        (replies.hang, 504),
        (replies.status(400), 400),
        (replies.status(401), 502),
        (replies.status(404), 404),
        (replies.status(429), 429),
        (replies.status(500), 502),
    ],
    ids=lambda value: getattr(value, "__qualname__", str(value)),
)
def test_a_failing_provider(house: House, reply: Reply, status: int, streamed: bool) -> None:
    """Each failure has its status and a French message in the dialect; nothing of the provider's answer is shown."""
    answer = post(house, reply, streamed=streamed)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    assert seen(answer.content) == []
    assert "[" not in answer.json()["error"]["message"]
    assert end_of(house, answer)["end"] == "upstream_error"


def test_a_redirect_is_not_followed(house: House) -> None:
    """A provider cannot send the request elsewhere."""
    post(house, replies.redirect(f"{house.upstream.url}/openai/v1/chat/completions"))
    assert house.upstream.connections == 1


def test_a_provider_s_headers_and_cookies_go_no_further(house: House) -> None:
    """Cookies are not kept for the next request, nor shown to the client."""
    answer = post(house, replies.set_cookie)
    assert answer.json()["choices"][0]["message"]["content"] == PROMPT
    assert not {"set-cookie", "x-provider-secret"} & set(answer.headers)
    post(house, replies.echo())
    assert "cookie" not in house.upstream.received[1].headers


@pytest.mark.parametrize(
    ("reply", "end"),
    [
        (replies.truncated(0.6), "truncated"),
        (replies.truncated(0.6, reset=True), "upstream_error"),
        (replies.error_event, "upstream_error"),
    ],
    ids=["clean end", "reset", "error event"],
)
def test_a_stream_that_breaks_off(house: House, reply: Reply, end: str) -> None:
    """What came is shown, then an error in French, that the SDKs raise; the register tells how it ended."""
    answer = post(house, reply, streamed=True)
    *_, last = [line for line in answer.text.splitlines() if line.startswith("data: {")]
    assert answer.status_code == 200
    assert "fournisseur" in json.loads(last.removeprefix("data: "))["error"]["message"]
    assert "[DONE]" not in answer.text
    assert end_of(house, answer)["end"] == end
    with house.upstream.replying(reply), pytest.raises(openai.APIError, match="fournisseur"):
        list(house.openai.chat.completions.create(model="demo-gpt", messages=MESSAGES, stream=True))
    with (
        house.upstream.replying(reply),
        pytest.raises(anthropic.APIStatusError, match="fournisseur"),
        house.anthropic.messages.stream(model="demo-claude", max_tokens=99, messages=MESSAGES) as stream,
    ):
        stream.get_final_message()


def test_a_provider_that_drips_is_cut_off(house: House) -> None:
    """A stream has a total deadline, however regularly its pieces come."""
    began = time.monotonic()
    answer = post(house, replies.drip(0.5), streamed=True)
    assert time.monotonic() - began < 15
    assert end_of(house, answer)["end"] == "upstream_error"


def test_a_client_that_hangs_up_in_a_stream(house: House) -> None:
    """The end is recorded as "client_gone", and the provider's stream is left at once."""
    with (
        house.upstream.replying(replies.drip(0.02)),
        house.http.stream("POST", "/v1/chat/completions", json={**BODY, "stream": True}) as answer,
    ):
        next(answer.iter_raw())
    assert end_of(house, answer)["end"] == "client_gone"
    _eventually(lambda: house.upstream.gone == 1)


def test_a_client_that_does_not_wait_for_the_answer(house: House) -> None:
    """Also without a stream, an exchange whose client left has its end in the register."""
    before = {record["exchange"] for record in house.gateway.records()}
    with house.upstream.replying(replies.hang), pytest.raises(httpx.ReadTimeout):
        house.http.post("/v1/chat/completions", json=BODY, timeout=0.5)
    assert len(house.upstream.received) == 1
    [mine] = {record["exchange"] for record in house.gateway.records()} - before
    assert [record["phase"] for record in house.gateway.of_exchange(mine, seconds=10)] == ["decided", "ended"]


def _eventually(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
