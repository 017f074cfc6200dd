"""The only way out: one HTTP exchange with a declared provider.

URL and headers are built anew; no client byte, header or cookie passes. The transport is used without httpx's client
around it: so there are no redirects, no cookie jar, no proxies from the environment and no retries to switch off
(invariant 12).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

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

    def __init__(self, response: httpx.Response, deadline: float) -> None:
        self._response = response
        self._deadline = deadline

    @property
    def is_stream(self) -> bool:
        """Whether the body is an event stream."""
        return str(self._response.headers.get("content-type", "")).startswith("text/event-stream")

    async def read(self) -> bytes:
        """Return the whole body. Raises UpstreamInvalid beyond MAX_BODY bytes."""
        parts: list[bytes] = []
        async for part in self:
            parts.append(part)
            if sum(map(len, parts)) > MAX_BODY:
                raise UpstreamInvalid("La réponse du fournisseur d'IA est trop grande.")
        return b"".join(parts)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        stream = self._response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        parts = stream.__aiter__()
        while True:
            try:
                with _failures():
                    # a deadline for each step: steps may run in different tasks
                    async with asyncio.timeout_at(self._deadline):
                        part = await anext(parts)
            except StopAsyncIteration:
                return
            yield part

    async def aclose(self) -> None:
        """Give the connection back, or close it if the body was not read to its end."""
        with _failures():
            await self._response.aclose()


class Upstream:
    """Connections to providers, kept open between exchanges."""

    def __init__(self, limits: Limits | None = None, connections: int = 200) -> None:
        self._limits = limits or Limits()
        self._transport = httpx.AsyncHTTPTransport(
            verify=ssl.create_default_context(),
            trust_env=False,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        )

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, *, method: str = "POST") -> Answer:
        """Send ``body``, JSON unless ``headers`` say otherwise, and return an answer of 200. Raises UpstreamError."""
        request = httpx.Request(method, url, headers={**_HEADERS, **headers}, content=body)
        bounds = self._limits
        request.extensions["timeout"] = {
            "connect": bounds.connect,
            "read": bounds.idle,
            "write": bounds.idle,
            "pool": bounds.connect,
        }
        deadline = asyncio.get_running_loop().time() + bounds.total
        with _failures():
            async with asyncio.timeout_at(deadline):
                response = await self._transport.handle_async_request(request)
        try:
            _check(response)
        except UpstreamError:
            with _failures():
                await response.aclose()
            raise
        return Answer(response, deadline)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()


@contextmanager
def _failures() -> Iterator[None]:
    """Tell httpx's exceptions in our terms; their texts may hold URLs and are dropped."""
    try:
        yield
    except (TimeoutError, httpx.TimeoutException):
        raise UpstreamTimeout from None
    except (httpx.ConnectError, httpx.UnsupportedProtocol):
        raise UpstreamUnreachable from None
    except (httpx.HTTPError, httpx.StreamError, ssl.SSLError, OSError):
        raise UpstreamInvalid("La connexion au fournisseur d'IA s'est interrompue.") from None


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
