"""What the recording upstream answers: echoes, tool calls, streams cut anywhere, and every way to fail."""

from __future__ import annotations

import asyncio
import functools
import gzip
import itertools
import json
from collections.abc import Callable, Iterable, Iterator

from gateway.demo.answer import Answer, Ask, Call
from gateway.demo.anthropic_form import MessagesForm
from gateway.demo.model import Form
from gateway.demo.openai_form import ChatForm
from gateway.demo.responses_form import ResponsesForm
from gateway.demo.texts_form import CompletionsForm, FimForm, embeddings, moderations
from gateway.domain import Json
from tests.support.upstream import Connection, Received, Reply

FORMS: dict[str, Form] = {"openai": ChatForm(), "anthropic": MessagesForm(), "mistral": ChatForm(mistral=True)}
ENDPOINT_FORMS: dict[str, Form] = {
    "/openai/v1/responses": ResponsesForm(),
    "/openai/v1/completions": CompletionsForm(),
    "/mistral/v1/fim/completions": FimForm(),
}
END = b"0\r\n\r\n"

Cut = Callable[[bytes, Received], Iterable[bytes]]
Say = Callable[[Ask], Answer]


def form_of(received: Received) -> Form:
    """Return the dialect that the request's path names."""
    return ENDPOINT_FORMS.get(received.path) or FORMS[received.path.split("/")[1]]


def ask_of(received: Received) -> Ask:
    """Return what the request asks."""
    return form_of(received).read(received.json, len(received.body))


def whole(stream: bytes, _: Received) -> Iterable[bytes]:
    """Cut nowhere."""
    return [stream]


def events(stream: bytes, _: Received) -> Iterable[bytes]:
    """Cut after every event."""
    return [part + b"\n\n" for part in stream.split(b"\n\n") if part]


def bytewise(stream: bytes, _: Received) -> Iterable[bytes]:
    """Cut between all bytes."""
    return [stream[at : at + 1] for at in range(len(stream))]


def at_max_tokens(stream: bytes, received: Received) -> Iterable[bytes]:
    """Cut once, where the request's ``max_tokens`` says."""
    at = int(received.json["max_tokens"])
    return [part for part in (stream[:at], stream[at:]) if part]


def every_max_tokens(stream: bytes, received: Received) -> Iterable[bytes]:
    """Cut in pieces of as many bytes as the request's ``max_tokens``."""
    length = int(received.json["max_tokens"])
    return [stream[at : at + length] for at in range(0, len(stream), length)]


def said(ask: Ask) -> Answer:
    """Say the last user message again, or the tool results that follow it."""
    return Answer(" ; ".join(ask.results) or ask.text, thinking=f"Je relis : {ask.text}" if ask.thinking else "")


def calling(name: str, arguments: Callable[[str], dict[str, Json]]) -> Say:
    """Call tool ``name`` with arguments made of the last user message; after its result, say the result."""

    def say(ask: Ask) -> Answer:
        return Answer(" ; ".join(ask.results)) if ask.results else Answer(call=Call(name, arguments(ask.text)))

    return say


def stream_of(received: Received, say: Say = said) -> bytes:
    """Return the whole event stream that answers the request."""
    ask = ask_of(received)
    return b"".join(form_of(received).events(ask, say(ask)))


def echo(say: Say = said, cut: Cut = events) -> Reply:
    """Answer in the dialect of the request, as a stream where it asks for one."""

    async def reply(received: Received, out: Connection) -> None:
        if received.path.endswith("/count_tokens"):
            return await _json(out, {"input_tokens": len(received.body) // 4})
        if received.path.endswith("/embeddings"):
            return await _json(out, embeddings(received.json))
        if received.path.endswith("/moderations"):
            return await _json(out, moderations(received.json))
        ask = ask_of(received)
        if not ask.streamed:
            return await _json(out, form_of(received).whole(ask, say(ask)))
        await out.head(200, "text/event-stream", "transfer-encoding: chunked")
        for part in cut(stream_of(received, say), received):
            await out.chunk(part)
        return await out.send(END)

    return reply


async def close_at_once(_: Received, out: Connection) -> None:
    """Hang up without a word."""


async def reset_at_once(_: Received, out: Connection) -> None:
    """Reset without a word."""
    out.reset()


async def garbage(_: Received, out: Connection) -> None:
    """Speak no HTTP."""
    await out.send(b"\x00\xffbonjour\r\n\r\n" * 20)


async def not_json(received: Received, out: Connection) -> None:
    """Answer 200 with what is no JSON but quotes the prompt."""
    await _body(out, 200, b"<html>" + received.body)


async def hang(_: Received, out: Connection) -> None:
    """Never answer."""
    await asyncio.Event().wait()


async def gzipped(received: Received, out: Connection) -> None:
    """Answer compressed, which nobody asked for."""
    ask = ask_of(received)
    packed = gzip.compress(json.dumps(form_of(received).whole(ask, said(ask))).encode())
    await _body(out, 200, packed, "content-encoding: gzip")


def redirect(to: str) -> Reply:
    """Send the caller elsewhere."""

    async def reply(_: Received, out: Connection) -> None:
        await _body(out, 307, b"", f"location: {to}")

    return reply


async def set_cookie(received: Received, out: Connection) -> None:
    """Answer well, with a cookie and headers of the provider's own."""
    ask = ask_of(received)
    body = json.dumps(form_of(received).whole(ask, said(ask))).encode()
    await _body(out, 200, body, "set-cookie: suivi=abc123; Path=/", "x-provider-secret: abc123")


def status(code: int) -> Reply:
    """Answer an error status whose body quotes the prompt."""

    async def reply(received: Received, out: Connection) -> None:
        quoted = form_of(received).error(code, "cannot process: " + ask_of(received).text)
        await _body(out, code, json.dumps(quoted, ensure_ascii=False).encode())

    return reply


def truncated(keep: float = 0.5, *, reset: bool = False) -> Reply:
    """Stream a part of the answer and stop: in good HTTP form, or with a reset."""

    async def reply(received: Received, out: Connection) -> None:
        stream = stream_of(received)
        await out.head(200, "text/event-stream", "transfer-encoding: chunked")
        await out.chunk(stream[: int(len(stream) * keep)])
        if reset:
            await asyncio.sleep(0.05)
            return out.reset()
        return await out.send(END)

    return reply


async def error_event(received: Received, out: Connection) -> None:
    """Stream some events, then an error that quotes the prompt."""
    first = itertools.islice(events(stream_of(received), received), 5)
    quoted = form_of(received).error(529, "overloaded: " + ask_of(received).text)
    name = b"event: error\n" if "/anthropic/" in received.path else b""
    await out.head(200, "text/event-stream", "transfer-encoding: chunked")
    for part in [*first, name + b"data: " + json.dumps(quoted).encode() + b"\n\n"]:
        await out.chunk(part)
    await out.send(END)


def drip(seconds: float) -> Reply:
    """Stream event after event, with a pause after each."""

    async def reply(received: Received, out: Connection) -> None:
        await out.head(200, "text/event-stream", "transfer-encoding: chunked")
        for part in events(stream_of(received), received):
            await out.chunk(part)
            await asyncio.sleep(seconds)
        await out.send(END)

    return reply


async def drip_head(_: Received, out: Connection) -> None:
    """Send the head of an answer a byte at a time, without end."""
    await out.send(b"HTTP/1.1 200 OK\r\nx: ")
    while True:
        await out.send(b"y")
        await asyncio.sleep(0.2)


async def drip_body(_: Received, out: Connection) -> None:
    """Send a body a byte at a time, without end."""
    await out.head(200, "application/json", "transfer-encoding: chunked")
    while True:
        await out.chunk(b" ")
        await asyncio.sleep(0.2)


async def cut_length(received: Received, out: Connection) -> None:
    """Stop before the announced length."""
    body = _answer(received)
    await out.head(200, "application/json", f"content-length: {len(body)}")
    await out.send(body[: len(body) // 2])


async def cut_chunk(received: Received, out: Connection) -> None:
    """Stop inside a chunk."""
    body = _answer(received)
    await out.head(200, "application/json", "transfer-encoding: chunked")
    await out.send(b"%x\r\n%s" % (len(body), body[: len(body) // 2]))


async def cut_at_end_of_file(received: Received, out: Connection) -> None:
    """Stop half-way in a body whose only end is the connection's."""
    await out.head(200, "application/json")
    body = _answer(received)
    await out.send(body[: len(body) // 2])


async def bad_chunk(received: Received, out: Connection) -> None:
    """Write a chunk size that is no number."""
    await out.head(200, "application/json", "transfer-encoding: chunked")
    await out.send(b"zz\r\n" + _answer(received))


async def length_and_coding(received: Received, out: Connection) -> None:
    """Announce a length that ends the answer early, and chunks as well."""
    body = _answer(received)
    await out.head(200, "application/json", "content-length: 5", "transfer-encoding: chunked")
    await out.send(b"%x\r\n%s\r\n" % (len(body) // 2, body[: len(body) // 2]))


async def huge_head(_: Received, out: Connection) -> None:
    """Send two megabytes of headers."""
    await out.head(200, "application/json", *(f"x-{number}: {'y' * 1000}" for number in range(2000)))


async def huge_body(_: Received, out: Connection) -> None:
    """Send a body without end."""
    await out.head(200, "application/json", "transfer-encoding: chunked")
    while True:
        await out.chunk(b" " * 1024 * 1024)


async def gzip_bomb(_: Received, out: Connection) -> None:
    """Send what would unpack to a hundred megabytes."""
    await _body(out, 200, _bomb(), "content-encoding: gzip")


async def bad_gzip(_: Received, out: Connection) -> None:
    """Announce gzip and send none."""
    await _body(out, 200, b"no gzip at all", "content-encoding: gzip")


async def double_gzip(received: Received, out: Connection) -> None:
    """Compress twice."""
    packed = gzip.compress(gzip.compress(_answer(received)))
    await _body(out, 200, packed, "content-encoding: gzip, gzip")


async def flood_of_1xx(_: Received, out: Connection) -> None:
    """Send interim answers without end."""
    while True:
        await out.send(b"HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n")
        await asyncio.sleep(0.01)


def _answer(received: Received) -> bytes:
    ask = ask_of(received)
    return json.dumps(form_of(received).whole(ask, said(ask))).encode()


@functools.cache
def _bomb() -> bytes:
    return gzip.compress(bytes(100 * 1024 * 1024))


def in_turn(replies: Iterable[Reply]) -> Reply:
    """Answer with each reply in turn."""
    left: Iterator[Reply] = iter(replies)

    async def reply(received: Received, out: Connection) -> None:
        await next(left)(received, out)

    return reply


async def _json(out: Connection, body: dict[str, Json]) -> None:
    await _body(out, 200, json.dumps(body, ensure_ascii=False).encode())


async def _body(out: Connection, code: int, body: bytes, *headers: str) -> None:
    await out.head(code, "application/json", f"content-length: {len(body)}", *headers)
    await out.send(body)
