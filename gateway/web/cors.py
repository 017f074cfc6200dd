"""Browsers: pages of the origins named in the settings may call the gateway, and no others."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Send

from gateway.errors import Forbidden
from gateway.web.guard import ROUTES, Headers

_SHOWN = "x-passerelle-exchange, x-passerelle-decision, x-passerelle-standins, x-passerelle-unrestored"
_SENT = "authorization, content-type, x-api-key, anthropic-version, anthropic-beta"


class Cors:
    """``origins``: as browsers write them, ``https://intranet.example``. Never ``*``."""

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._origins = frozenset(origins)

    def options(self, path: str, headers: Headers) -> Response:
        """Return the answer to OPTIONS on a route. Raises Forbidden for a page of another origin."""
        method = "GET, HEAD" if ROUTES[path] == "GET" else ROUTES[path]
        answer = Response(None, 204, {"allow": f"{method}, OPTIONS", "cache-control": "no-store"})
        origin = _origin(headers)
        if origin and origin not in self._origins:
            raise Forbidden("Les pages de cette origine ne peuvent pas appeler la passerelle.")
        if origin:
            answer.headers["access-control-allow-methods"] = method
            answer.headers["access-control-allow-headers"] = _SENT
            answer.headers["access-control-max-age"] = "600"
        return answer

    def telling(self, headers: Headers, send: Send) -> Send:
        """Return ``send`` so that answers to a named origin can be read by its page."""
        origin = _origin(headers)
        if origin not in self._origins:
            return send

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                shown = MutableHeaders(scope=message)
                shown["access-control-allow-origin"] = origin
                shown["access-control-expose-headers"] = _SHOWN
                shown["vary"] = "Origin"
            await send(message)

        return told


def _origin(headers: Headers) -> str:
    return next((value.decode("latin-1") for name, value in headers if name == b"origin"), "")
