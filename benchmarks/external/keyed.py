"""The gateway as ``passerelle serve`` runs it, for clients that cannot show a key: one is added where none is shown.

canarywire sends no credentials. What it measures lies behind the key, so the key is put in before the gateway looks.
"""

from __future__ import annotations

import os

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.app import create_app
from gateway.settings import load_settings


class Keyed:
    """The application with a bearer token put in front."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the header to requests that have none."""
        if scope["type"] == "http" and not any(
            name in (b"authorization", b"x-api-key") for name, _ in scope["headers"]
        ):
            scope = {**scope, "headers": [*scope["headers"], (b"authorization", b"Bearer " + self._key.encode())]}
        await self._app(scope, receive, send)


def app() -> ASGIApp:
    """Return the application; settings as always, the key in BENCH_KEY."""
    return Keyed(create_app(load_settings()), os.environ["BENCH_KEY"])
