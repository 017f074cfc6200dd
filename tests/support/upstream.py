"""A recording upstream: a real HTTP server on loopback that keeps the exact bytes it is sent and answers as scripted.

The path's first part tells the dialect: /openai/v1, /anthropic, /mistral/v1. Replies are in ``replies.py``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

BASES = {"demo-openai": "/openai/v1", "demo-anthropic": "/anthropic", "demo-mistral": "/mistral/v1"}


@dataclass(frozen=True)
class Received:
    """One request as its bytes came. ``head`` ends with the blank line; ``body`` is de-chunked."""

    head: bytes
    body: bytes = field(repr=False)

    @property
    def raw(self) -> bytes:
        return self.head + self.body

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode("latin-1")

    @property
    def headers(self) -> dict[str, str]:
        lines = self.head.decode("latin-1").split("\r\n")[1:-2]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """What a reply writes on: plain bytes, HTTP chunks, or a reset."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def head(self, status: int = 200, content_type: str = "application/json", *more: str) -> None:
        lines = [f"HTTP/1.1 {status} X", f"content-type: {content_type}", "connection: close", *more]
        await self.send("\r\n".join([*lines, "", ""]).encode())

    async def chunk(self, data: bytes) -> None:
        """Send one HTTP chunk: the reader sees it apart from the next, however TCP joins them."""
        await self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def reset(self) -> None:
        """End the connection with an RST."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Reply = Callable[[Received, Connection], Awaitable[None]]


class Upstream:
    """Serves within its ``with`` block. ``received``: all requests; ``connections``: how many were opened."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.received: list[Received] = []
        self.connections = 0
        self.gone = 0  # replies that the other side did not wait for
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    def urls(self) -> dict[str, str]:
        """Base URLs by provider name."""
        return {name: self.url + base for name, base in BASES.items()}

    def clear(self) -> None:
        """Forget what came so far."""
        self.received.clear()
        self.connections = self.gone = 0

    @contextlib.contextmanager
    def replying(self, reply: Reply) -> Iterator[None]:
        """Answer otherwise within the block."""
        before, self.reply = self.reply, reply
        try:
            yield
        finally:
            self.reply = before

    def __enter__(self) -> Self:
        self._thread.start()
        start = asyncio.start_server(self._connected, "127.0.0.1", 0, limit=64 * 1024 * 1024, backlog=512)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            received = await _read(reader)
            self.received.append(received)
            await self.reply(received, Connection(writer))
        except (ConnectionError, asyncio.IncompleteReadError):
            self.gone += 1
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._tasks.discard(task)
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Received:
    head = await reader.readuntil(b"\r\n\r\n")
    headers = Received(head, b"").headers
    if "chunked" in headers.get("transfer-encoding", ""):
        return Received(head, await _dechunked(reader))
    return Received(head, await reader.readexactly(int(headers.get("content-length", "0"))))


async def _dechunked(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return body


@contextlib.contextmanager
def refused_url() -> Iterator[str]:
    """Yield an address on which nothing listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
