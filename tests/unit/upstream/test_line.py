"""What one connection to a provider takes and what it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from gateway.errors import UpstreamError, UpstreamInvalid, UpstreamUnreachable
from gateway.transport import Limits
from gateway.upstream import Upstream

OK = b"HTTP/1.1 200 OK\r\n"
Said = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def exchanges(answers: list[bytes], *, headers: dict[str, str] | None = None) -> tuple[list[object], list[bytes]]:
    """Ask once for each of ``answers``, which a provider gives in turn on any connection; return bodies or errors, and heads."""
    heads: list[bytes] = []
    begun: list[bool] = []
    over: list[bool] = []
    left = iter(answers)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun.append(True)
        try:
            while True:
                heads.append(await reader.readuntil(b"\r\n\r\n"))
                await reader.readexactly(2)
                writer.write(next(left))
                await writer.drain()
                if answers[len(heads) - 1].startswith(b"HTTP/1.1 200 OK\r\n\r\n"):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            over.append(True)

    told: list[object] = []
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        upstream = Upstream(Limits(connect=2, idle=2, total=4))
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1/x?beta=true"
        for _ in answers:
            try:
                answer = await upstream.send(url, headers or {}, b"{}")
                told.append(await answer.read())
                await answer.aclose()
            except UpstreamError as error:
                told.append(type(error))
        await upstream.aclose()
        while len(over) < len(begun):
            await asyncio.sleep(0)
    return told, heads


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"content-length: 2\r\n\r\n{}",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\nlate: 1\r\n\r\n",
        OK + b"\r\n{}",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"
        + OK
        + b"content-length: 2\r\n\r\n{}",
    ],
    ids=["length", "chunks", "end of connection", "interim"],
)
def test_each_framing_is_read(answer: bytes) -> None:
    """A body is whole after its length, its last chunk or its connection; interim answers are passed over."""
    told, heads = asyncio.run(exchanges([answer, answer]))
    assert told == [b"{}", b"{}"]
    assert heads[0].startswith(b"POST /v1/x?beta=true HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nContent-Length: 2\r\n" in heads[0]
    assert b"\r\naccept-encoding: identity\r\n" in heads[0]


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        OK + b"transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        OK + b"content-length: 2\r\ncontent-length: 2\r\n\r\n{}",
        OK + b"transfer-encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        OK + b"transfer-encoding: identity\r\n\r\n{}",
        OK + b"x: a\r\n b\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\ncontent-length: 2\n\n{}",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n{}",
        OK + b"x: " + b"a" * 110_000 + b"\r\ncontent-length: 2\r\n\r\n{}",
        OK + b"content-length: 2\r\ncontent-encoding: gzip\r\n\r\n{}",
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ],
    ids="length+chunks chunks+length two-lengths gzip identity folded line-feeds upgrade huge compressed ssh".split(),
)
def test_what_can_be_read_two_ways_is_refused(answer: bytes) -> None:
    """An answer whose framing is in doubt, or that is compressed, is no answer; the next exchange has another connection."""
    told, _ = asyncio.run(exchanges([answer, OK + b"content-length: 2\r\n\r\n[]"]))
    assert told == [UpstreamInvalid, b"[]"]


def test_an_answer_to_nothing_is_read_by_nobody() -> None:
    """What a provider adds after its answer ends the connection, so that it never answers the next request."""
    twice = OK + b"content-length: 2\r\n\r\n{}" + OK + b"content-length: 4\r\n\r\nfake"
    told, heads = asyncio.run(exchanges([twice, OK + b"content-length: 2\r\n\r\n[]"]))
    assert told == [b"{}", b"[]"]
    assert len(heads) == 2


@pytest.mark.parametrize("value", ["a\r\nx-other: 1", "a\nb", "clé", "a\0b"])
def test_a_header_is_one_line_of_ascii(value: str) -> None:
    """A key that would be read as more than one header, or otherwise by another program, is not sent."""
    told, heads = asyncio.run(exchanges([b""], headers={"authorization": value}))
    assert told == [UpstreamInvalid]
    assert heads == []


@pytest.mark.parametrize("url", ["ftp://a/b", "http:///x", "http://a/b c", "https://a:99999/", "http://a/é", "x"])
def test_only_an_address_of_the_web_is_asked(url: str) -> None:
    """What is no http or https URL is unreachable, without a look at the network."""

    async def run() -> None:
        await Upstream().send(url, {}, b"{}")

    with pytest.raises(UpstreamUnreachable):
        asyncio.run(run())


def test_a_provider_waits_for_a_slow_reader() -> None:
    """Of a long answer that nobody takes, no more than some hundred kilobytes wait in memory, and none is lost."""
    size = 8 * 1024 * 1024
    written = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK + b"content-length: %d\r\n\r\n" % size)
        for _ in range(size // 65536):
            writer.write(b"a" * 65536)
            await writer.drain()
            written += 65536
        writer.close()
        await writer.wait_closed()

    async def run() -> tuple[int, int]:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        async with server:
            upstream = Upstream(Limits(connect=2, idle=0.3, total=20))
            answer = await upstream.send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", {}, b"{}")
            await asyncio.sleep(0.5)  # longer than the provider may be silent: it is not at fault
            waited = written
            whole = await answer.read()
            await answer.aclose()
            await upstream.aclose()
            return waited, len(whole)

    waited, whole = asyncio.run(run())
    assert waited < size
    assert whole == size
