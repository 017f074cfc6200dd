from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from gateway.errors import UpstreamTimeout
from gateway.transport import Limits
from gateway.upstream import Upstream

WHOLE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Provider:
    """A provider on a socket: counts connections, answers each request after ``delay`` seconds with ``answer``."""

    def __init__(self, answer: bytes = WHOLE, delay: float = 0.0, *, hang: bool = False) -> None:
        self.answer, self.delay, self.hang = answer, delay, hang
        self.connections = self.requests = 0

    async def __aenter__(self) -> Provider:
        self.server = await asyncio.start_server(self.talk, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/v1/chat/completions"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        await self.server.wait_closed()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                await reader.readexactly(2)
                self.requests += 1
                await asyncio.sleep(self.delay)
                writer.write(self.answer)
                await writer.drain()
                if self.hang:
                    await reader.read()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def ask(upstream: Upstream, url: str) -> bytes:
    answer = await upstream.send(url, {}, b"{}")
    try:
        return await answer.read()
    finally:
        await answer.aclose()


def test_a_connection_is_used_again() -> None:
    """One exchange after the other takes one connection; at once, as many as there are exchanges, and no more."""

    async def run() -> tuple[int, int]:
        async with Provider(delay=0.02) as provider:
            upstream = Upstream()
            for _ in range(5):
                assert await ask(upstream, provider.url) == b"{}"
            one = provider.connections
            for _ in range(3):
                await asyncio.gather(*(ask(upstream, provider.url) for _ in range(8)))
            await upstream.aclose()
            assert provider.requests == 29
            return one, provider.connections

    assert asyncio.run(run()) == (1, 8)


def test_exchanges_at_once_are_bounded() -> None:
    """Beyond the bound an exchange waits for its turn; it is given up after the time that a connection may take."""

    async def run() -> None:
        async with Provider(delay=0.05) as provider:
            upstream = Upstream(Limits(connect=5.0), connections=2)
            await asyncio.gather(*(ask(upstream, provider.url) for _ in range(6)))
            assert provider.connections == 2
            await upstream.aclose()
        async with Provider(delay=0.5) as provider:
            upstream = Upstream(Limits(connect=0.1), connections=1)
            first = asyncio.create_task(ask(upstream, provider.url))
            await asyncio.sleep(0.02)
            with pytest.raises(UpstreamTimeout):
                await ask(upstream, provider.url)
            assert await first == b"{}"
            await upstream.aclose()

    asyncio.run(run())


@pytest.mark.parametrize("limits", [Limits(idle=0.1), Limits(total=0.1)], ids=["idle", "total"])
def test_a_body_that_stalls_is_given_up(limits: Limits) -> None:
    """The pause between two pieces is bounded, and so is the whole; the place is free again afterwards."""

    async def run() -> None:
        half = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {}\n\n"
        async with Provider(half, hang=True) as provider:
            upstream = Upstream(limits, connections=1)
            for _ in range(2):
                answer = await upstream.send(provider.url, {}, b"{}")
                with pytest.raises(UpstreamTimeout):
                    await answer.read()
                await answer.aclose()
            assert provider.connections == 2
            await upstream.aclose()

    asyncio.run(run())


def test_a_cancelled_exchange_gives_its_place_back() -> None:
    """A client that hangs up, before the answer or within it, leaves a place for the next."""

    async def run() -> None:
        async with Provider(delay=0.1) as provider:
            upstream = Upstream(connections=1)
            for pause in (0.0, 0.02, 0.05):
                task = asyncio.create_task(ask(upstream, provider.url))
                await asyncio.sleep(pause)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert await ask(upstream, provider.url) == b"{}"
            answer = await upstream.send(provider.url, {}, b"{}")
            await answer.aclose()  # unread: its connection is not used again
            assert await ask(upstream, provider.url) == b"{}"
            await upstream.aclose()

    asyncio.run(run())
