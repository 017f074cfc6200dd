"""The only way out: one HTTP exchange with a declared provider.

URL and headers are built anew; no client byte, header or cookie passes. The transport is used without httpx's client
around it: so there are no redirects, no cookie jar, no proxies from the environment and no retries to switch off
(invariant 12).

A transport is a "line" with one connection. httpcore's pool looks at every connection it holds, with a system call for
each, whenever a request begins or ends: with sixteen at once that is half of what a request costs. So the free lines
are kept here, the last used first, and each pool has one connection to look at.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType

import httpx

from gateway import __version__
from gateway.errors import UpstreamError, UpstreamInvalid, UpstreamRefused, UpstreamTimeout, UpstreamUnreachable

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

    def __init__(
        self, response: httpx.Response, deadline: float, idle: float, done: Callable[[], Awaitable[None]]
    ) -> None:
        self._response = response
        self._deadline = deadline
        self._idle = idle
        self._done: Callable[[], Awaitable[None]] | None = done

    @property
    def is_stream(self) -> bool:
        """Whether the body is an event stream."""
        return str(self._response.headers.get("content-type", "")).startswith("text/event-stream")

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
        stream = self._response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        parts = stream.__aiter__()
        now = asyncio.get_running_loop().time
        while True:
            try:
                with _FAILURES:
                    if self._deadline - now() > self._idle:
                        part = await anext(parts)  # the transport's own deadline, ``idle``, comes first
                    else:
                        # a deadline for each step: steps may run in different tasks
                        async with asyncio.timeout_at(self._deadline):
                            part = await anext(parts)
            except StopAsyncIteration:
                return
            yield part

    async def aclose(self) -> None:
        """Give the connection back, or close it if the body was not read to its end."""
        done, self._done = self._done, None
        if done is None:
            return
        try:
            with _FAILURES:
                await self._response.aclose()
        finally:
            await done()


@dataclass(slots=True, eq=False)
class _Line:
    """One connection to one origin, and when it was last used (loop time)."""

    origin: str
    transport: httpx.AsyncHTTPTransport
    used: float = 0.0


class Upstream:
    """Connections to providers, kept open between exchanges. ``connections``: how many may be in use at once."""

    def __init__(self, limits: Limits | None = None, connections: int = 200) -> None:
        self._limits = limits or Limits()
        self._ssl = ssl.create_default_context()
        self._free: dict[str, deque[_Line]] = {}
        self._places = asyncio.Semaphore(connections)
        bounds = self._limits
        self._timeouts = {
            "connect": bounds.connect,
            "read": bounds.idle,
            "write": bounds.idle,
            "pool": bounds.connect,
        }

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, *, method: str = "POST") -> Answer:
        """Send ``body``, JSON unless ``headers`` say otherwise, and return an answer of 200. Raises UpstreamError."""
        request = httpx.Request(method, _parsed(url), headers={**_HEADERS, **headers}, content=body)
        request.extensions["timeout"] = self._timeouts
        deadline = asyncio.get_running_loop().time() + self._limits.total
        line = await self._line(request.url)
        try:
            with _FAILURES:
                async with asyncio.timeout_at(deadline):
                    response = await line.transport.handle_async_request(request)
        except BaseException:
            await self._drop(line)
            raise
        answer = Answer(response, deadline, self._limits.idle, lambda: self._give_back(line))
        try:
            _check(response)
        except UpstreamError:
            await answer.aclose()
            raise
        return answer

    async def aclose(self) -> None:
        """Close all connections that are not in use."""
        for lines in self._free.values():
            while lines:
                await lines.pop().transport.aclose()

    async def _line(self, url: httpx.URL) -> _Line:
        """Take a free line to the origin of ``url``, or a new one. Raises UpstreamTimeout when all stay in use."""
        with _FAILURES:
            if self._places.locked():
                async with asyncio.timeout(self._limits.connect):
                    await self._places.acquire()
            else:
                await self._places.acquire()
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        free = self._free.setdefault(origin, deque())
        if free:
            return free.pop()
        one = httpx.Limits(max_connections=1, max_keepalive_connections=1)
        return _Line(origin, httpx.AsyncHTTPTransport(verify=self._ssl, trust_env=False, limits=one))

    async def _give_back(self, line: _Line) -> None:
        self._places.release()
        line.used = asyncio.get_running_loop().time()
        free = self._free[line.origin]
        free.append(line)
        if line.used - free[0].used > _UNUSED:
            with _FAILURES:
                await free.popleft().transport.aclose()

    async def _drop(self, line: _Line) -> None:
        self._places.release()
        with _FAILURES:
            await line.transport.aclose()


_UNUSED = 30.0
"""Seconds after which a line that no exchange needs is closed."""


class _Failures:
    """Tell httpx's exceptions in our terms; their texts may hold URLs and are dropped."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            return
        if isinstance(error, TimeoutError | httpx.TimeoutException):
            raise UpstreamTimeout from None
        if isinstance(error, httpx.ConnectError | httpx.UnsupportedProtocol):
            raise UpstreamUnreachable from None
        if isinstance(error, httpx.HTTPError | httpx.StreamError | ssl.SSLError | OSError):
            raise UpstreamInvalid("La connexion au fournisseur d'IA s'est interrompue.") from None


_FAILURES = _Failures()


@lru_cache(maxsize=256)
def _parsed(url: str) -> httpx.URL:
    # the URLs of the declared providers, again and again
    return httpx.URL(url)


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


def _check(response: httpx.Response) -> None:
    status = response.status_code
    if response.headers.get("content-encoding", "identity") != "identity":
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
