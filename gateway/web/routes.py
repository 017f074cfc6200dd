"""The routes of the gateway. Every request to any other address comes here too, to be refused and recorded."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway import __version__
from gateway.dialects import ANTHROPIC, ENDPOINTS, OPENAI
from gateway.dialects.anthropic import betas
from gateway.dialects.endpoints import MODELS
from gateway.domain import Caller, Exchange
from gateway.errors import Forbidden, Refusal, Unauthorised
from gateway.pipeline import Pipeline
from gateway.web import body, guard
from gateway.web.auth import presented
from gateway.web.cors import Cors
from gateway.web.guard import HEALTH


class Knows(Protocol):
    """Who a key belongs to; gateway.keys in production."""

    async def identify(self, presented: str) -> Caller | None:
        """Return the key's holder, None for a key that is not ours."""


class Health(Protocol):
    """What the health page tells."""

    def report(self) -> tuple[bool, dict[str, str]]:
        """Return whether requests can be served, and versions in force."""


class Gateway:
    """The ASGI application around the routes: what can be read in two ways is refused before any of them.

    calls: what answers the routes that call a model, which pass by none of FastAPI's layers.
    """

    def __init__(
        self, app: ASGIApp, calls: ASGIApp, pipeline: Pipeline, hosts: tuple[str, ...], origins: tuple[str, ...] = ()
    ) -> None:
        self._app = app
        self._calls = calls
        self._pipeline = pipeline
        self._hosts = hosts
        self._cors = Cors(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let declared routes pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = scope["headers"]
        send = self._cors.telling(headers, send)
        try:
            guard.check(scope["method"], scope["raw_path"], scope["query_string"], headers, self._hosts)
            if scope["method"] == "OPTIONS":
                app: ASGIApp = self._cors.options(scope["path"], headers)
            else:
                app = self._calls if scope["path"] in ENDPOINTS else self._app
        except Refusal as error:
            app = body.respond(await self._pipeline.refuse(arrived(Request(scope), None), error))
        await app(scope, receive, send)


def add_routes(
    app: FastAPI, pipeline: Pipeline, keys: Knows, health: Health, *, max_body: int, seconds: float
) -> ASGIApp:
    """Attach the gateway's routes; return what answers those that call a model.

    max_body in bytes, seconds for a body to arrive.
    """

    async def call(request: Request) -> Response:
        exchange = arrived(request, None)
        try:
            caller = await _caller(request, keys)
            exchange = held_by(caller, exchange, request)
            content = await body.read(request, max_body, seconds)
        except Refusal as error:
            return body.respond(await pipeline.refuse(exchange, error))
        return body.respond(await pipeline.handle(exchange, content, partial(body.gone, request.receive)))

    async def calls(scope: Scope, receive: Receive, send: Send) -> None:
        answer = await call(Request(scope, receive, send))
        await answer(scope, receive, send)

    async def models(request: Request) -> Response:
        exchange = arrived(request, None)
        try:
            exchange = held_by(await _caller(request, keys), exchange, request)
        except Refusal as error:
            return body.respond(await pipeline.refuse(exchange, error))
        return body.respond(await pipeline.listed(exchange))

    async def state(_: Request) -> Response:
        ready, versions = health.report()
        told = {"etat": "en service" if ready else "en panne", "version": __version__, **versions}
        return JSONResponse(told, 200 if ready else 503)

    for path in ENDPOINTS:
        app.add_route(path, call, methods=["POST"])
    app.add_route(MODELS, models, methods=["GET"])
    app.add_route(HEALTH, state, methods=["GET"])
    return calls


async def _caller(request: Request, keys: Knows) -> Caller:
    caller = await identified(request, keys)
    if caller.role != "agent":
        raise Forbidden("Cette clé lit le registre ; elle n'appelle aucun modèle.")
    return caller


async def identified(request: Request, keys: Knows) -> Caller:
    """Return whose key a request shows, whatever its role. Raises Unauthorised, InvalidRequest."""
    caller = await keys.identify(
        presented(request.headers.getlist("authorization"), request.headers.getlist("x-api-key"))
    )
    if caller is None:
        raise Unauthorised
    return caller


def arrived(request: Request, caller: Caller | None, *, endpoint: str = "") -> Exchange:
    """Return a new exchange for a request; its form is told by the path, or by Anthropic's version header.

    endpoint: the path that a page of ours stands in for.
    """
    path = endpoint or request.url.path
    return Exchange(
        id=f"{time.time_ns() // 1_000_000:x}-{secrets.token_hex(4)}",
        at=datetime.now(UTC),
        dialect=_form(path, request),
        caller=caller,
        client=request.headers.get("user-agent", ""),
        betas=betas(request.headers.getlist("anthropic-beta")),
        endpoint=path if path in guard.ROUTES else "autre",
        declared=request.headers.get("x-usage", "") if caller else "",
    )


def held_by(caller: Caller, exchange: Exchange, request: Request) -> Exchange:
    """Return the exchange of a request once it is known whose it is."""
    return replace(exchange, caller=caller, declared=request.headers.get("x-usage", ""))


def _form(path: str, request: Request) -> str:
    if path in ENDPOINTS:
        return ENDPOINTS[path].form
    anthropic = "anthropic-version" in request.headers or path.startswith("/v1/messages")
    return ANTHROPIC.name if anthropic else OPENAI.name
