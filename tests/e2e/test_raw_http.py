"""HTTP written by hand: every message that two readers could take differently is refused, and nothing is forwarded.

The rows are those of the bypass catalogue T01 to T13, R15 and R17; what a row may answer is written beside it.
"""

from __future__ import annotations

import json
import socket
import time

import pytest

from tests.e2e.conftest import House

BODY = json.dumps({"model": "demo-gpt", "messages": [{"role": "user", "content": "Bonjour"}]}).encode()
SIZE = str(len(BODY)).encode()
POST = b"POST /v1/chat/completions HTTP/1.1\r\n"
HOST = b"Host: passerelle\r\n"
TYPE = b"Content-Type: application/json\r\n"
LENGTH = b"Content-Length: " + SIZE + b"\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
SMUGGLED = b"GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n"
END = b"\r\n"

ROWS: dict[str, tuple[bytes, set[int]]] = {
    "T01 CL then TE": (POST + HOST + TYPE + LENGTH + CHUNKED + END + CHUNKS, {400}),
    "T01 TE then CL": (POST + HOST + TYPE + CHUNKED + LENGTH + END + CHUNKS, {400}),
    "T01 TE then CL 0, smuggled": (
        POST + HOST + TYPE + CHUNKED + b"Content-Length: 0\r\n" + END + b"0\r\n\r\n" + SMUGGLED,
        {400},
    ),
    "T02 folded TE": (POST + HOST + TYPE + b"Transfer-Encoding:\r\n chunked\r\n" + END + CHUNKS, {400}),
    "T02 folded header": (POST + HOST + TYPE + LENGTH + b"X-A: a\r\n b\r\n" + END + BODY, {400}),
    "T02 bare LF": ((POST + HOST + TYPE + LENGTH + END).replace(b"\r\n", b"\n") + BODY, {400}),
    "T02 absolute target": (POST.replace(b"/v1", b"http://ailleurs/v1") + HOST + TYPE + LENGTH + END + BODY, {404}),
    "T02 fragment": (POST.replace(b" HTTP", b"#x HTTP") + HOST + TYPE + LENGTH + END + BODY, {400, 404}),
    "T02 authority in the path": (POST.replace(b"/v1", b"//x@y/v1") + HOST + TYPE + LENGTH + END + BODY, {404}),
    "T02 encoded slash": (POST.replace(b"chat/", b"chat%2f") + HOST + TYPE + LENGTH + END + BODY, {404}),
    "T02 dots": (POST.replace(b"/v1", b"/v1/../v1") + HOST + TYPE + LENGTH + END + BODY, {404}),
    "T02 space in a name": (POST + HOST + TYPE + b"Content-Length : 5\r\n" + END + BODY, {400}),
    "T02 NUL in a value": (POST + HOST + TYPE + LENGTH + b"X-A: \x00\r\n" + END + BODY, {400}),
    "T03 no Host": (POST + TYPE + LENGTH + END + BODY, {400}),
    "T03 two Hosts": (POST + HOST + HOST + TYPE + LENGTH + END + BODY, {400}),
    "T04 two lengths": (POST + HOST + TYPE + LENGTH + LENGTH + END + BODY, {400}),
    "T04 a list of lengths": (POST + HOST + TYPE + LENGTH.replace(SIZE, SIZE + b", " + SIZE) + END + BODY, {400}),
    "T04 a signed length": (POST + HOST + TYPE + LENGTH.replace(SIZE, b"+" + SIZE) + END + BODY, {400}),
    "T04 a length with zeros": (POST + HOST + TYPE + LENGTH.replace(SIZE, b"0" + SIZE) + END + BODY, {400}),
    "T04 two codings": (POST + HOST + TYPE + b"Transfer-Encoding: gzip, chunked\r\n" + END + CHUNKS, {400}),
    "T04 an unknown coding": (POST + HOST + TYPE + b"Transfer-Encoding: xchunked\r\n" + END + CHUNKS, {400}),
    "T04 coding in two headers": (POST + HOST + TYPE + CHUNKED + CHUNKED + END + CHUNKS, {400}),
    "T04 announced trailers": (POST + HOST + TYPE + CHUNKED + b"Trailer: x-a\r\n" + END + CHUNKS, {400}),
    "T04 a bad chunk size": (POST + HOST + TYPE + CHUNKED + END + b"zz\r\n" + BODY, {400}),
    "T04 a signed chunk size": (POST + HOST + TYPE + CHUNKED + END + b"-5\r\n" + BODY, {400}),
    "T05 h2c": (POST + HOST + TYPE + LENGTH + b"Connection: upgrade\r\nUpgrade: h2c\r\n" + END + BODY, {426}),
    "T05 websocket": (
        b"GET /v1/models HTTP/1.1\r\n" + HOST + b"Connection: upgrade\r\nUpgrade: websocket\r\n" + END,
        {426},
    ),
    "T05 the HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400}),
    "T06 a thousand headers": (
        POST + HOST + TYPE + LENGTH + b"".join(b"x-%d: y\r\n" % n for n in range(1000)) + END + BODY,
        {431},
    ),
    "T06 a long header": (POST + HOST + TYPE + LENGTH + b"x: " + b"y" * 40_000 + END + END + BODY, {431}),
    "T06 a head without end": (POST + HOST + b"x: " + b"y" * 400_000, {431}),
    "T09 compressed": (POST + HOST + TYPE + LENGTH + b"Content-Encoding: gzip\r\n" + END + BODY, {415}),
    "T10 announced too long": (POST + HOST + TYPE + b"Content-Length: 99999999\r\n" + END, {401, 413}),
    "T13 HTTP/0.9": (b"GET /v1/models\r\n\r\n", {400}),
    "T13 garbage": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), {400}),
    "R15 a query": (POST.replace(b" HTTP", b"?q=x HTTP") + HOST + TYPE + LENGTH + END + BODY, {400}),
    "R17 a form": (POST + HOST + b"Content-Type: multipart/form-data; boundary=x\r\n" + LENGTH + END + BODY, {415}),
    "R17 text": (POST + HOST + b"Content-Type: text/plain\r\n" + LENGTH + END + BODY, {415}),
    "R17 two types": (POST + HOST + TYPE + b"Content-Type: text/plain\r\n" + LENGTH + END + BODY, {415}),
    "R17 another charset": (
        POST + HOST + b"Content-Type: application/json; charset=utf-16\r\n" + LENGTH + END + BODY,
        {415},
    ),
    "R17 no type": (POST + HOST + LENGTH + END + BODY, {415}),
}


def say(house: House, message: bytes, *, seconds: float = 20.0) -> bytes:
    """Send bytes on a connection of their own and return all that comes back until it closes."""
    host, _, port = house.gateway.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as raw:
        answer = b""
        try:
            raw.sendall(message)
            while part := raw.recv(65536):
                answer += part
        except ConnectionError:
            pass  # what does not fit was refused before it was all sent
        return answer


def keyed(house: House, message: bytes) -> bytes:
    """Add the client's key and ask for the connection to close, so that the answer has an end."""
    head, separator, rest = message.partition(b"\r\n")
    key = f"Authorization: Bearer {house.gateway.key}\r\nConnection: close\r\n".encode()
    return head + separator + key + rest if b"upgrade" not in message else message.replace(END + END, END + END)


@pytest.mark.parametrize(("message", "statuses"), ROWS.values(), ids=ROWS.keys())
def test_a_message_that_can_be_read_twice(house: House, message: bytes, statuses: set[int]) -> None:
    """Each has its refusal, one answer only, and no upstream connection."""
    answer = say(house, keyed(house, message))
    assert answer.startswith(b"HTTP/1.1 "), answer[:80]
    assert int(answer[9:12]) in statuses
    assert answer.count(b"HTTP/1.1 ") == 1
    assert house.upstream.connections == 0


def test_the_plain_message_passes(house: House) -> None:
    """The same message without any of that is served, with a length and in chunks: the rows fail for their own reason."""
    for message in (POST + HOST + TYPE + LENGTH + END + BODY, POST + HOST + TYPE + CHUNKED + END + CHUNKS):
        assert say(house, keyed(house, message)).startswith(b"HTTP/1.1 200 ")
    assert house.upstream.connections == 2


@pytest.mark.parametrize("size", [60_000, 120_000, 250_000, 400_000])
def test_a_long_body_is_no_long_head(house: House, size: int) -> None:
    """A body that arrives in one piece of any length is served: only the head of a message is bounded by its size."""
    turns = [{"role": "user", "content": "Bonjour"}, {"role": "user", "content": " " * size}]
    body = json.dumps({"model": "demo-gpt", "messages": turns}).encode()
    length = b"Content-Length: %d\r\n" % len(body)
    assert say(house, keyed(house, POST + HOST + TYPE + length + END + body)).startswith(b"HTTP/1.1 200 ")


def test_a_pipelined_request_is_a_request_of_its_own(house: House) -> None:
    """Two requests on one connection are both checked: the second has no key and is refused."""
    first = POST + HOST + TYPE + LENGTH + f"Authorization: Bearer {house.gateway.key}\r\n".encode() + END + BODY
    second = b"GET /v1/models HTTP/1.1\r\n" + HOST + b"Connection: close\r\n" + END
    answer = say(house, first + second)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 401 " in answer


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (POST + HOST + TYPE + LENGTH, b"408"),
        (b"", b"408"),
        (POST + HOST + TYPE + b"Content-Length: 500\r\n", b"408"),
    ],
    ids=["half a head", "nothing", "half a body"],
)
def test_a_client_that_never_ends(house: House, message: bytes, status: bytes) -> None:
    """A head or a body has its time: then the connection is answered and closed."""
    body = END + BODY[:10] if b"500" in message else b""
    began = time.monotonic()
    answer = say(house, (keyed(house, message) if message else b"") + body)
    assert answer[9:12] == status
    assert 2.5 < time.monotonic() - began < 10
    assert house.upstream.connections == 0


def test_half_a_body_is_not_read(house: House) -> None:
    """A client that hangs up before its body's end is recorded as refused, and nothing is parsed or sent."""
    before = len(house.gateway.records())
    host, _, port = house.gateway.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(keyed(house, POST + HOST + TYPE + LENGTH + END + BODY[:-1]))
    end = time.monotonic() + 10
    while len(house.gateway.records()) == before:
        assert time.monotonic() < end
        time.sleep(0.05)
    [record] = house.gateway.records()[before:]
    assert (record["phase"], record["facts"]["code"]) == ("refused", "requete_invalide")
    assert house.upstream.connections == 0
