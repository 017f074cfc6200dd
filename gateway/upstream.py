"""The only way out: one HTTP exchange with a declared provider.

URL and headers are built anew; no client byte, header or cookie passes. The connections are ours (``gateway.line``), so
there are no redirects, no cookie jar, no proxies from the environment and no retries to switch off (invariant 12). Why
not those of a library: docs/adr/0009. The free connection that was used last is taken, and no other is looked at.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from asyncio.staggered import staggered_race
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from gateway import __version__
from gateway.errors import UpstreamError, UpstreamInvalid, UpstreamRefused, UpstreamTimeout, UpstreamUnreachable
from gateway.line import Line

MAX_BODY = 32 * 1024 * 1024
_PASSED_STATUSES = frozenset({400, 404, 413, 422, 429})


@dataclass(frozen=True, slots=True)
class Limits:
    """Deadlines in seconds. ``total`` bounds a whole exchange, however slowly the provider drips."""

    connect: float = 5.0
    idle: float = 120.0
    total: float = 900.0


class Answer:
    """A provider's answer. Iterate its bytes, or read them whole, then close it; every failure is an UpstreamError."""

    def __init__(self, line: Line, done: Callable[[Line], None]) -> None:
        self._line = line
        self._done: Callable[[Line], None] | None = done

    @property
    def is_stream(self) -> bool:
        """Whether the body is an event stream."""
        return self._line.headers.get("content-type", "").startswith("text/event-stream")

    async def read(self) -> bytes:
        """Return the whole body. Raises UpstreamInvalid beyond MAX_BODY bytes."""
        parts: list[bytes] = []
        size = 0
        async for part in self:
            parts.append(part)
            size += len(part)
            if size > MAX_BODY:
                raise UpstreamInvalid("La réponse du fournisseur d'IA est trop grande.")
        return b"".join(parts)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while part := await self._line.piece():
            yield part

    async def aclose(self) -> None:
        """Give the connection back, or close it if the body was not read to its end."""
        done, self._done = self._done, None
        if done is not None:
            done(self._line)


@dataclass(frozen=True, slots=True)
class _Place:
    """A URL, taken apart. ``host`` as the name service and certificates know it."""

    origin: str
    host: str
    port: int
    secure: bool
    netloc: str
    target: str


class Upstream:
    """Connections to providers, kept open between exchanges. ``connections``: how many may be in use at once."""

    def __init__(self, limits: Limits | None = None, connections: int = 200) -> None:
        self._limits = limits or Limits()
        self._ssl = ssl.create_default_context()
        self._ssl.set_alpn_protocols(["http/1.1"])
        self._free: dict[str, deque[Line]] = {}
        self._places = asyncio.Semaphore(connections)

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, *, method: str = "POST") -> Answer:
        """Send ``body``, JSON unless ``headers`` say otherwise, and return an answer of 200. Raises UpstreamError."""
        place = _parsed(url)
        request = _head(method, place, {**_HEADERS, **headers}, len(body)) + body
        deadline = asyncio.get_running_loop().time() + self._limits.total
        line = await self._line(place)
        try:
            await line.ask(request, deadline)
        except BaseException:
            self._give_back(line)
            raise
        answer = Answer(line, self._give_back)
        try:
            _check(line.status, line.headers)
        except UpstreamError:
            await answer.aclose()
            raise
        return answer

    async def aclose(self) -> None:
        """Close all connections that are not in use."""
        for lines in self._free.values():
            while lines:
                lines.pop().close()

    async def _line(self, place: _Place) -> Line:
        """Take a free line to a place, or a new one.

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
        free = self._free.setdefault(place.origin, deque())
        while free:
            line = free.pop()
            if line.usable:
                return line
            line.close()
        try:
            async with asyncio.timeout(self._limits.connect):
                return await self._connected(place)
        except TimeoutError:
            self._places.release()
            raise UpstreamTimeout from None
        except (OSError, UnicodeError):
            self._places.release()
            raise UpstreamUnreachable from None
        except BaseException:
            self._places.release()
            raise

    async def _connected(self, place: _Place) -> Line:
        loop = asyncio.get_running_loop()
        known = await loop.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        tries = [partial(_open, info[0], info[4]) for info in known]
        # an address that does not answer is not waited for where there is another (RFC 8305)
        opened, _, failures = await staggered_race(tries, _HEAD_START) if len(tries) > 1 else (await tries[0](), 0, [])
        if opened is None:
            raise next((error for error in failures if isinstance(error, OSError)), OSError())
        made = partial(Line, place.origin, self._limits.idle)
        secure = (self._ssl, place.host) if place.secure else (None, None)
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


_UNUSED = 30.0
"""Seconds after which a line that no exchange needs is closed."""
_HEAD_START = 0.25
"""Seconds that one address of a name is tried alone before the next."""


async def _open(family: int, address: tuple[Any, ...]) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)
        await asyncio.get_running_loop().sock_connect(opened, address)
    except BaseException:
        opened.close()
        raise
    return opened


@lru_cache(maxsize=256)
def _parsed(url: str) -> _Place:
    """Take the URL of a declared provider apart. Raises UpstreamUnreachable for what is none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        if parts.scheme not in _PORTS or not host or _UNSENDABLE.search(parts.path + parts.query):
            raise ValueError
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        raise UpstreamUnreachable from None
    told = f"[{host}]" if ":" in host else host
    netloc = told if port in (None, _PORTS[parts.scheme]) else f"{told}:{port}"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    secure, port = parts.scheme == "https", port or _PORTS[parts.scheme]
    return _Place(f"{parts.scheme}://{netloc}", host, port, secure, netloc, target)


_PORTS = {"http": 80, "https": 443}
_UNSENDABLE = re.compile(r"[^\x21-\x7e]")
_NOT_A_VALUE = re.compile(r"[^\t\x20-\x7e]")


def _head(method: str, place: _Place, headers: Mapping[str, str], size: int) -> bytes:
    """Return the request line and the headers. Raises UpstreamInvalid for a value that would read as more than one."""
    if any(_NOT_A_VALUE.search(value) for value in headers.values()):
        raise UpstreamInvalid("La clé ou un en-tête du fournisseur d'IA ne peut pas être envoyé.")
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    length = f"content-length: {size}\r\n" if size or method != "GET" else ""
    return f"{method} {place.target} HTTP/1.1\r\nhost: {place.netloc}\r\n{told}{length}\r\n".encode("ascii")


_HEADERS = {
    "accept": "application/json, text/event-stream",
    "accept-encoding": "identity",
    "content-type": "application/json",
    "user-agent": f"passerelle/{__version__}",
}


def endpoint_url(base_url: str, endpoint: str) -> str:
    """Return the provider's URL for one of our endpoints; base URLs are written with their version (/v1) or without."""
    base = base_url.rstrip("/")
    return base + (endpoint.removeprefix("/v1") if base.endswith("/v1") else endpoint)


def _check(status: int, headers: Mapping[str, str]) -> None:
    if headers.get("content-encoding", "identity") != "identity":
        raise UpstreamInvalid("La réponse du fournisseur d'IA est compressée, ce qui n'a pas été demandé.")
    if 300 <= status < 400:
        raise UpstreamInvalid("Le fournisseur d'IA renvoie vers une autre adresse : refusé.")
    if status == 429:
        raise UpstreamRefused("Le fournisseur d'IA est saturé. Réessayez plus tard.", upstream_status=status)
    if status != 200:
        raise UpstreamRefused(f"Le fournisseur d'IA a refusé la demande (statut {status}).", upstream_status=status)


def client_status(upstream_status: int | None) -> int:
    """Return what the client sees for a provider's error status: its own where it concerns the request, else 502."""
    return upstream_status if upstream_status in _PASSED_STATUSES else 502
