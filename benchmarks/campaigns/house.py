"""The whole gateway in this process, between an ASGI client and a provider that keeps the bytes it is sent.

Everything is real but the provider and the statistical model of names, which is left out for speed: authentication,
strict reading, walker, rules of detection, policy, rewriting, egress gate, register with its fsync.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp, Message

from gateway.app import create_app
from gateway.detect import Detector
from gateway.detect.config import load_config
from gateway.keys import KeyRing
from gateway.kinds import MODELS
from gateway.settings import Settings
from gateway.upstream import Answer, Upstream

ROOT = Path(__file__).parents[2]
PROFILE = "bancs_essai"
AT_ONCE = 8


class Said(Answer):
    """A whole answer given at once."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    @property
    def is_stream(self) -> bool:
        """Never."""
        return False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body

    async def aclose(self) -> None:
        """Nothing to close."""


NOTHING = b'{"choices": []}'


@dataclass
class Call:
    """What one client's request made the provider see, and what the provider says to it."""

    answer: bytes = field(default=NOTHING, repr=False)
    sent: list[bytes] = field(default_factory=list, repr=False)


_CALL: ContextVar[Call] = ContextVar("call")


class Recorder(Upstream):
    """The provider: each request is kept with the client's request that it came of, also when many run at a time."""

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, *, method: str = "POST") -> Answer:
        """Keep what is sent: its address, its headers and its bytes."""
        call = _CALL.get()
        head = f"{method} {url}\n{json.dumps(dict(headers))}\n".encode()
        call.sent.append(head + body)
        return Said(call.answer)

    async def aclose(self) -> None:
        """Nothing to close."""


@dataclass
class House:
    """A running gateway. ``client`` is the first caller's, ``other`` another one's."""

    client: httpx.AsyncClient
    other: httpx.AsyncClient
    data: Path

    async def ask(self, endpoint: str, body: Any) -> tuple[int, list[bytes]]:
        """Send one request of the first caller; return the status and what left for the provider."""
        answer, sent = await self.exchange(self.client, endpoint, body)
        return answer.status_code, sent

    async def exchange(
        self, client: httpx.AsyncClient, endpoint: str, body: Any, says: bytes = NOTHING
    ) -> tuple[httpx.Response, list[bytes]]:
        """Send one request, to which the provider says ``says``; return the answer and what left for the provider."""
        call = Call(says)
        _CALL.set(call)
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        answer = await client.post(endpoint, content=raw, headers={"content-type": "application/json"})
        return answer, call.sent

    async def at_once(self, work: Iterable[Coroutine[Any, Any, Any]]) -> None:
        """Do each work, several at a time, so that they share the register's writes."""
        waiting = iter(work)
        await asyncio.gather(*(_one_by_one(waiting) for _ in range(AT_ONCE)))


async def _one_by_one(waiting: Iterator[Coroutine[Any, Any, Any]]) -> None:
    for work in waiting:
        await work


@cache
def rules_only() -> Detector:
    """Return the detector without the statistical model of names."""
    config = load_config(MODELS)
    languages = {name: language.model_copy(update={"model": None}) for name, language in config.languages.items()}
    return Detector(config.model_copy(update={"languages": languages}), MODELS)


def policies(where: Path) -> Path:
    """Copy the policies as they are shipped, with the profile of the measures for every service."""
    shutil.copytree(ROOT / "policies", where)
    charter = where / "charte.yaml"
    told = charter.read_text(encoding="utf-8")
    charter.write_text(f"{told}\nprofils:\n  - {{profil: {PROFILE}}}\n", encoding="utf-8")
    return where


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[House]:
    """Run the gateway within the block, its data under ``folder``."""
    settings = Settings(data=folder / "data", policies=policies(folder / "policies"), log_level="ERROR")
    app = create_app(settings, detector=rules_only(), upstream=Recorder())
    ring = KeyRing.open(settings.register_url, settings.pepper)
    clients = [_client(app, ring.create(service, "mesures").key) for service in ("mairie", "ccas")]
    async with _lifespan(app):
        yield House(clients[0], clients[1], settings.data)


def _client(app: ASGIApp, key: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app)
    headers = {"authorization": f"Bearer {key}"}
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers)


@asynccontextmanager
async def _lifespan(app: ASGIApp) -> AsyncIterator[None]:
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}}
    running = asyncio.ensure_future(app(scope, to_app.get, from_app.put))
    await to_app.put({"type": "lifespan.startup"})
    assert (await from_app.get())["type"] == "lifespan.startup.complete"
    try:
        yield
    finally:
        await to_app.put({"type": "lifespan.shutdown"})
        await from_app.get()
        await running
