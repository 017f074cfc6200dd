"""The only way out: one HTTP exchange with a declared provider.

URL and headers are built anew; no client byte, header or cookie passes. Of httpx the requests and answers are used,
over a transport of ours (``gateway.transport``), and not the client: there are no redirects, no cookie jar, no proxies
from the environment and no retries to switch off (invariant 12).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from functools import lru_cache

import httpx

from gateway import __version__
from gateway.errors import UpstreamError, UpstreamInvalid, UpstreamRefused, UpstreamUnreachable
from gateway.transport import Body, Limits, LineTransport

MAX_BODY = 32 * 1024 * 1024
_PASSED_STATUSES = frozenset({400, 404, 413, 422, 429})


class Answer:
    """A provider's answer. Iterate its bytes, or read them whole, then close it; every failure is an UpstreamError."""

    def __init__(self, answer: httpx.Response) -> None:
        assert isinstance(answer.stream, Body)
        self._stream = answer.stream
        self._type: str = answer.headers.get("content-type", "")

    @property
    def is_stream(self) -> bool:
        """Whether the body is an event stream."""
        return self._type.startswith("text/event-stream")

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

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Return the bytes as they come."""
        return self._stream.__aiter__()

    async def aclose(self) -> None:
        """Give the connection back, or close it if the body was not read to its end."""
        await self._stream.aclose()


class Upstream:
    """Exchanges with providers. ``connections``: how many may be in use at once."""

    def __init__(self, limits: Limits | None = None, connections: int = 200) -> None:
        self._transport = LineTransport(limits or Limits(), connections)

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, *, method: str = "POST") -> Answer:
        """Send ``body``, JSON unless ``headers`` say otherwise, and return an answer of 200. Raises UpstreamError."""
        try:
            given = httpx.Request(method, _parsed(url), headers={**_HEADERS, **headers}, content=body)
        except UnicodeEncodeError:
            raise UpstreamInvalid("La clé ou un en-tête du fournisseur d'IA ne peut pas être envoyé.") from None
        answer = await self._transport.handle_async_request(given)
        try:
            _check(answer.status_code, answer.headers)
        except UpstreamError:
            await answer.aclose()
            raise
        return Answer(answer)

    async def aclose(self) -> None:
        """Close all connections that are not in use."""
        await self._transport.aclose()


@lru_cache(maxsize=256)
def _parsed(url: str) -> httpx.URL:
    """Read the URL of a declared provider. Raises UpstreamUnreachable for what is none."""
    try:
        read = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise UpstreamUnreachable from None
    if read.scheme not in ("http", "https") or not read.host:
        raise UpstreamUnreachable
    return read


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
