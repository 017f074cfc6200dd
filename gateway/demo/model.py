"""The demo model server: an ASGI application of its own that plays three providers and remembers what reached it."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from gateway.demo.answer import Answer, Ask, answer
from gateway.demo.anthropic_form import MessagesForm
from gateway.demo.openai_form import ChatForm
from gateway.demo.responses_form import ResponsesForm
from gateway.demo.texts_form import CompletionsForm, FimForm, embeddings, moderations
from gateway.domain import Json

BASES = {"demo-openai": "/openai/v1", "demo-anthropic": "/anthropic", "demo-mistral": "/mistral/v1"}
"""Provider name to the path of its base URL on this server."""

MODELS = {"demo-openai": "demo-gpt", "demo-anthropic": "demo-claude", "demo-mistral": "demo-mistral"}
"""Provider name to the one model it serves."""


_JUDGES = ("openai", "mistral")


class Form(Protocol):
    """One dialect, seen from the provider's side."""

    def read(self, body: dict[str, Json], size: int) -> Ask:
        """Return what is asked; raise ValueError on a request this provider would refuse."""

    def whole(self, ask: Ask, said: Answer) -> dict[str, Json]:
        """Return the answer as one body."""

    def events(self, ask: Ask, said: Answer) -> Iterator[bytes]:
        """Yield the answer as server-sent events."""

    def error(self, status: int, message: str) -> dict[str, Json]:
        """Return an error body."""

    def models(self, names: tuple[str, ...]) -> dict[str, Json]:
        """Return the model list."""


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it reached the model: what left the house."""

    line: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)

    def raw(self) -> bytes:
        """Return the request line, the headers and the body as they were on the wire."""
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return f"{self.line}\r\n{head}\r\n".encode("latin-1") + self.body


class DemoModel:
    """The server's state. ``received``: the last requests. ``pace``: seconds between two stream events."""

    def __init__(self, pace: float = 0.0) -> None:
        self.received: deque[Received] = deque(maxlen=32)
        self._pace = pace
        chat, messages, mistral = ChatForm(), MessagesForm(), ChatForm(mistral=True)
        spoken: dict[str, Form] = {
            "/openai/v1/chat/completions": chat,
            "/openai/v1/responses": ResponsesForm(),
            "/openai/v1/completions": CompletionsForm(),
            "/mistral/v1/chat/completions": mistral,
            "/mistral/v1/fim/completions": FimForm(),
            "/anthropic/v1/messages": messages,
        }
        self.app = Starlette(
            routes=[
                *(Route(path, self._speak(form), methods=["POST"]) for path, form in spoken.items()),
                *(Route(f"/{base}/v1/embeddings", self._tell(embeddings), methods=["POST"]) for base in _JUDGES),
                *(Route(f"/{base}/v1/moderations", self._tell(moderations), methods=["POST"]) for base in _JUDGES),
                Route("/anthropic/v1/messages/count_tokens", self._count(messages), methods=["POST"]),
                Route("/openai/v1/models", _models(chat, "demo-openai")),
                Route("/mistral/v1/models", _models(mistral, "demo-mistral")),
                Route("/anthropic/v1/models", _models(messages, "demo-anthropic")),
            ]
        )

    def _speak(self, form: Form) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            ask = await self._ask(form, request)
            if isinstance(ask, Response):
                return ask
            said = answer(ask)
            if ask.streamed:
                return StreamingResponse(self._paced(form.events(ask, said)), media_type="text/event-stream")
            return JSONResponse(form.whole(ask, said))

        return endpoint

    def _tell(self, told: Callable[[dict[str, Json]], dict[str, Json]]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            body = await request.body()
            self.received.append(_received(request, body))
            try:
                return JSONResponse(told(json.loads(body)))
            except ValueError as error:
                return JSONResponse(ChatForm().error(400, str(error)), status_code=400)

        return endpoint

    def _count(self, form: Form) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            ask = await self._ask(form, request)
            return ask if isinstance(ask, Response) else JSONResponse({"input_tokens": max(1, ask.size // 4)})

        return endpoint

    async def _ask(self, form: Form, request: Request) -> Ask | Response:
        body = await request.body()
        self.received.append(_received(request, body))
        try:
            tree = json.loads(body)
            if not isinstance(tree, dict):
                raise ValueError("body: an object is required")
            return form.read(tree, len(body))
        except ValueError as error:
            return JSONResponse(form.error(400, str(error)), status_code=400)

    async def _paced(self, events: Iterator[bytes]) -> AsyncIterator[bytes]:
        for event in events:
            yield event
            await asyncio.sleep(self._pace)


def _models(form: Form, provider: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(_: Request) -> Response:
        return JSONResponse(form.models((MODELS[provider],)))

    return endpoint


def _received(request: Request, body: bytes) -> Received:
    target = request.scope["raw_path"].decode("latin-1")
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
    return Received(f"{request.method} {target} HTTP/{request.scope['http_version']}", headers, body)
