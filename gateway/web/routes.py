"""The routes of the gateway. Every request to any other address comes here too, to be refused and recorded."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway import __version__
from gateway.dialects import ANTHROPIC, OPENAI
from gateway.domain import Caller, Exchange
from gateway.errors import Refusal, Unauthorised
from gateway.pipeline import Pipeline
from gateway.web import body, guard
from gateway.web.auth import presented
from gateway.web.guard import CHAT, COUNT, HEALTH, MESSAGES, MODELS


class Knows(Protocol):
    """Who a key belongs to; gateway.keys in production."""

    async def identify(self, presented: str) -> Caller | None:
        """Return the key's holder, None for a key that is not ours."""


class Health(Protocol):
    """What the health page tells."""

    def report(self) -> tuple[bool, dict[str, str]]:
        """Return whether requests can be served, and versions in force."""


class Gateway:
    """The ASGI application around the routes: what can be read in two ways is refused before any of them."""

    def __init__(self, app: ASGIApp, pipeline: Pipeline, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._pipeline = pipeline
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let declared routes pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            guard.check(scope["method"], scope["raw_path"], scope["query_string"], scope["headers"], self._hosts)
        except Refusal as error:
            request = Request(scope)
            reply = await self._pipeline.refuse(arrived(request), error)
            await body.respond(reply)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def add_routes(app: FastAPI, pipeline: Pipeline, keys: Knows, health: Health, *, max_body: int, seconds: float) -> None:
    """Attach the gateway's routes. max_body in bytes, seconds for a body to arrive."""

    async def call(request: Request) -> Response:
        exchange = arrived(request)
        try:
            exchange = replace(exchange, caller=await _caller(request, keys))
            content = await body.read(request, max_body, seconds)
        except Refusal as error:
            return body.respond(await pipeline.refuse(exchange, error))
        return body.respond(await pipeline.handle(exchange, content))

    async def models(request: Request) -> Response:
        exchange = arrived(request)
        try:
            exchange = replace(exchange, caller=await _caller(request, keys))
        except Refusal as error:
            return body.respond(await pipeline.refuse(exchange, error))
        return body.respond(await pipeline.listed(exchange))

    async def state(_: Request) -> Response:
        ready, versions = health.report()
        told = {"etat": "en service" if ready else "en panne", "version": __version__, **versions}
        return JSONResponse(told, 200 if ready else 503)

    for path in (CHAT, MESSAGES, COUNT):
        app.add_route(path, call, methods=["POST"])
    app.add_route(MODELS, models, methods=["GET"])
    app.add_route(HEALTH, state, methods=["GET"])


async def _caller(request: Request, keys: Knows) -> Caller:
    caller = await keys.identify(
        presented(request.headers.getlist("authorization"), request.headers.getlist("x-api-key"))
    )
    if caller is None:
        raise Unauthorised
    return caller


def arrived(request: Request) -> Exchange:
    """Return a new exchange for a request; the dialect is told by the path, or by Anthropic's version header."""
    path = request.url.path
    anthropic = path.startswith(MESSAGES) or ((path not in guard.ROUTES or path == MODELS) and _is_anthropic(request))
    return Exchange(
        id=f"{time.time_ns() // 1_000_000:x}-{secrets.token_hex(4)}",
        at=datetime.now(UTC),
        dialect=ANTHROPIC.name if anthropic else OPENAI.name,
        client=request.headers.get("user-agent", ""),
        endpoint=path if path in guard.ROUTES else "autre",
    )


def _is_anthropic(request: Request) -> bool:
    return "anthropic-version" in request.headers
