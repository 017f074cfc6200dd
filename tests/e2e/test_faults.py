"""Providers that fail and clients that leave: the answer is in the dialect, quotes nothing, and the end is recorded."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

import anthropic
import httpx
import openai
import psutil
import pytest

from tests.e2e.conftest import House
from tests.support import replies
from tests.support.gateway_process import ROOT
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


FAULTS: dict[str, Reply] = {
    "closes without a word": replies.close_at_once,
    "resets the connection": replies.reset_at_once,
    "never answers": replies.hang,
    "drips its headers": replies.drip_head,
    "drips its body": replies.drip_body,
    "stops before its length": replies.cut_length,
    "stops inside a chunk": replies.cut_chunk,
    "stops at the end of the connection": replies.cut_at_end_of_file,
    "writes a bad chunk": replies.bad_chunk,
    "speaks no HTTP": replies.garbage,
    "gives a length and chunks": replies.length_and_coding,
    "sends huge headers": replies.huge_head,
    "sends a huge body": replies.huge_body,
    "sends a gzip bomb": replies.gzip_bomb,
    "sends bad gzip": replies.bad_gzip,
    "compresses twice": replies.double_gzip,
    "compresses": replies.gzipped,
    "redirects": replies.redirect("http://127.0.0.1:9/ailleurs"),
    "floods with interim answers": replies.flood_of_1xx,
    "answers no JSON": replies.not_json,
    "answers 500 quoting the prompt": replies.status(500),
    "answers 401": replies.status(401),
    "answers 404": replies.status(404),
    "answers 400": replies.status(400),
    "answers 429": replies.status(429),
}
PAGE = (ROOT / "docs/upstream-faults.md").read_text(encoding="utf-8")
ROWS = {
    name: (int(status), code)
    for name, status, code in re.findall(r"^\| ([a-zA-Z0-9 ]+?) \| (\d{3}) \| `([a-z_]+)` \|", PAGE, re.MULTILINE)
}
STREAMED = frozenset({"resets the connection", "compresses", "redirects", "answers 429", "never answers"})
"""Asked for as streams: the answer is the same as long as none has begun."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_provider(house: House, fault: str) -> None:
    """Each failure has the status and code of its row in docs/upstream-faults.md, in the dialect, and one end."""
    began = time.monotonic()
    answer = post(house, FAULTS[fault], streamed=fault in STREAMED)
    took = time.monotonic() - began
    assert (answer.status_code, answer.json()["error"]["code"]) == ROWS[fault]
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    assert seen(answer.content) == []
    assert "[" not in answer.json()["error"]["message"]
    facts = end_of(house, answer)
    assert (facts["end"], facts["error"]) == ("upstream_error", ROWS[fault][1])
    assert took < (2 if "never" in fault else 4) + 3


def test_every_row_of_the_page_is_tried() -> None:
    """docs/upstream-faults.md lists the faults of these tests and no others."""
    assert set(ROWS) == set(FAULTS) | {"does not listen", "has no address", "shows a bad certificate"}


def test_a_connection_that_the_provider_closed_meanwhile(house: House) -> None:
    """An idle connection that the provider has closed costs no request: the next one opens its own."""
    for _ in range(3):
        assert post(house, replies.echo()).status_code == 200
        time.sleep(0.05)


def test_no_fault_leaves_a_socket_behind(house: House) -> None:
    """After many faults the process holds as many files and sockets as before."""
    assert house.gateway.process is not None
    process = psutil.Process(house.gateway.process.pid)
    quick = [replies.close_at_once, replies.reset_at_once, replies.bad_chunk, replies.gzip_bomb, replies.status(500)]
    post(house, quick[0])
    before = process.num_fds()
    for reply in quick * 4:
        post(house, reply)
        post(house, replies.truncated(0.3, reset=True), streamed=True)
    _eventually(lambda: process.num_fds() <= before)


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
    _eventually(lambda: house.upstream.gone >= 1)


def test_a_client_that_does_not_wait_for_the_answer(house: House) -> None:
    """Also without a stream, an exchange whose client left has its end in the register."""
    before = {record["exchange"] for record in house.gateway.records()}
    with house.upstream.replying(replies.hang), pytest.raises(httpx.ReadTimeout):
        house.http.post("/v1/chat/completions", json=BODY, timeout=0.5)
    assert len(house.upstream.received) == 1
    [mine] = {record["exchange"] for record in house.gateway.records()} - before
    assert [record["phase"] for record in house.gateway.of_exchange(mine, seconds=10)] == ["decided", "ended"]


def _eventually(holds: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
