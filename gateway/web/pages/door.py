"""The door of every page: who is it, may she, is the form ours; then her page, or why not."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway import log
from gateway.access import Session
from gateway.errors import Forbidden, PasserelleError, Unauthorised, Unavailable
from gateway.web.pages import agent, chat, desk, dpo, dsi, incidents, policies, providers, reference, sign_in
from gateway.web.pages.ask import COOKIE, Ask, read
from gateway.web.pages.house import HANDLERS, Handler, House
from gateway.web.pages.render import HEADERS, HOME, redirect, show
from gateway.web.pages.table import PAGES, STATIC_FILES, Page

MODULES = (agent, chat, desk, dpo, dsi, incidents, policies, providers, reference, sign_in)
"""Imported for the handlers that they register."""


def add_pages(app: FastAPI, house: House) -> None:
    """Attach every page of the table. Raises KeyError for one that nothing answers."""
    for page in PAGES:
        if page.path in STATIC_FILES:
            app.add_route(page.path, _static(page.path), methods=["GET"])
        else:
            app.add_route(page.path, _guarded(house, page, HANDLERS[page.method, page.path]), methods=[page.method])


def _guarded(house: House, page: Page, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        session: Session | None = None
        try:
            session = await _session(house, request)
            if page.roles and session is None:
                return _to_sign_in(page)
            ask = await read(request, page, session if page.roles else None)
            if session is not None and page.roles and session.role not in page.roles:
                raise Forbidden(f"Cette page n'est pas pour le rôle {session.role.value.upper()}.")
            if inspect.iscoroutinefunction(handler):
                found: Response = await handler(house, ask)
                return found
            return await asyncio.to_thread(handler, house, ask)  # type: ignore[arg-type]  # not a coroutine
        except PasserelleError as error:
            return _refused(house, Ask(request, page, session), error)
        except Exception as error:
            log.logger().error("page_failed", **log.where(error))
            return _refused(house, Ask(request, page, session), Unavailable("La page a échoué. Prévenez la DSI."))

    return answer


async def _session(house: House, request: Request) -> Session | None:
    token = request.cookies.get(COOKIE, "")
    return await asyncio.to_thread(house.sessions.find, token) if token else None


def _to_sign_in(page: Page) -> Response:
    if page.json:
        return JSONResponse({"probleme": Unauthorised().message}, 401, HEADERS)
    return redirect("/connexion")


def _refused(house: House, ask: Ask, error: PasserelleError) -> Response:
    if ask.page.json:
        return JSONResponse({"probleme": error.message}, error.status, HEADERS)
    home = HOME[ask.session.role] if ask.session else "/connexion"
    return show(house, ask, "refus.html", error.status, message=error.message, home=home)


def _static(path: str) -> Callable[[Request], Awaitable[Response]]:
    file, media_type = STATIC_FILES[path]
    content = file.read_bytes()
    headers = {**HEADERS, "cache-control": "max-age=300"}

    async def answer(_: Request) -> Response:
        return Response(content, 200, headers, media_type)

    return answer
