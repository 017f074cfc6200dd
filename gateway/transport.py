"""An httpx transport over connections of our own (``gateway.line``): httpx says what is sent, this carries it.

httpx's own pool looks at every connection for each request, and its layers of streams, locks and time-outs cost half
of what a request seen before costs (docs/adr/0009). Here the free connection that was used last is taken, and no other
is looked at.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from asyncio.staggered import staggered_race
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx

from gateway.errors import UpstreamInvalid, UpstreamTimeout, UpstreamUnreachable
from gateway.line import Line


@dataclass(frozen=True, slots=True)
class Limits:
    """Deadlines in seconds. ``total`` bounds a whole exchange, however slowly the provider drips."""

    connect: float = 5.0
    idle: float = 120.0
    total: float = 900.0


class Body(httpx.AsyncByteStream):
    """The body of an answer as it comes. Closing it gives the connection back, or ends one whose body is not whole."""

    def __init__(self, line: Line, done: Callable[[Line], None]) -> None:
        self._line = line
        self._done: Callable[[Line], None] | None = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces. Raises UpstreamError."""
        while part := await self._line.piece():
            yield part

    async def aclose(self) -> None:
        """Close, once."""
        done, self._done = self._done, None
        if done is not None:
            done(self._line)


class LineTransport(httpx.AsyncBaseTransport):
    """Connections to providers, kept open between exchanges. ``connections``: how many may be in use at once."""

    def __init__(self, limits: Limits, connections: int) -> None:
        self._limits = limits
        self._ssl = ssl.create_default_context()
        self._ssl.set_alpn_protocols(["http/1.1"])
        self._free: dict[tuple[str, str, int], deque[Line]] = {}
        self._places = asyncio.Semaphore(connections)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request whose body is at hand, and return its answer without having read it. Raises UpstreamError."""
        message = _head(request) + request.content
        deadline = asyncio.get_running_loop().time() + self._limits.total
        line = await self._line(request.url)
        try:
            await line.ask(message, deadline)
        except BaseException:
            self._give_back(line)
            raise
        return httpx.Response(line.status, headers=line.headers, stream=Body(line, self._give_back))

    async def aclose(self) -> None:
        """Close all connections that are not in use."""
        for lines in self._free.values():
            while lines:
                lines.pop().close()

    async def _line(self, url: httpx.URL) -> Line:
        """Take a free line to the URL's origin, or a new one.

        Raises UpstreamTimeout, also when all lines stay in use, or UpstreamUnreachable.
        """
        if self._places.locked():
            try:
                async with asyncio.timeout(self._limits.connect):
                    await self._places.acquire()
            except TimeoutError:
                raise UpstreamTimeout from None
        else:
            await self._places.acquire()
        origin = url.scheme, url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]
        free = self._free.setdefault(origin, deque())
        while free:
            line = free.pop()
            if line.usable:
                return line
            line.close()
        try:
            async with asyncio.timeout(self._limits.connect):
                return await self._connected(*origin)
        except TimeoutError:
            self._places.release()
            raise UpstreamTimeout from None
        except (OSError, UnicodeError):
            self._places.release()
            raise UpstreamUnreachable from None
        except BaseException:
            self._places.release()
            raise

    async def _connected(self, scheme: str, host: str, port: int) -> Line:
        loop = asyncio.get_running_loop()
        bare = host.strip("[]")
        known = await loop.getaddrinfo(bare, port, type=socket.SOCK_STREAM)
        tries = [partial(_open, info[0], info[4]) for info in known]
        # an address that does not answer is not waited for where there is another (RFC 8305)
        opened, _, failures = await staggered_race(tries, _HEAD_START) if len(tries) > 1 else (await tries[0](), 0, [])
        if opened is None:
            raise next((error for error in failures if isinstance(error, OSError)), OSError())
        made = partial(Line, (scheme, host, port), self._limits.idle)
        secure = (self._ssl, bare) if scheme == "https" else (None, None)
        try:
            _, line = await loop.create_connection(made, sock=opened, ssl=secure[0], server_hostname=secure[1])
        except BaseException:
            opened.close()
            raise
        return line

    def _give_back(self, line: Line) -> None:
        self._places.release()
        free = self._free[line.origin]
        if line.release():
            free.append(line)
            if line.used - free[0].used > _UNUSED:
                free.popleft().close()


_PORTS = {"http": 80, "https": 443}
_UNUSED = 30.0
"""Seconds after which a line that no exchange needs is closed."""
_HEAD_START = 0.25
"""Seconds that one address of a name is tried alone before the next."""
_NOT_A_VALUE = re.compile(rb"[^\t\x20-\x7e]")
_UNSENDABLE = re.compile(rb"[^\x21-\x7e]")


async def _open(family: int, address: tuple[Any, ...]) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)
        await asyncio.get_running_loop().sock_connect(opened, address)
    except BaseException:
        opened.close()
        raise
    return opened


def _head(request: httpx.Request) -> bytes:
    """Return the request line and the headers. Raises UpstreamInvalid for a value that would read as more than one."""
    target, told = request.url.raw_path, request.headers.raw
    if _UNSENDABLE.search(target) or any(_NOT_A_VALUE.search(value) for _, value in told):
        raise UpstreamInvalid("La clé ou un en-tête du fournisseur d'IA ne peut pas être envoyé.")
    lines = b"".join(b"%s: %s\r\n" % header for header in told)
    return b"%s %s HTTP/1.1\r\n%s\r\n" % (request.method.encode("ascii"), target, lines)
