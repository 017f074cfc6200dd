"""Bodies on the way in, bounded in size and time, and on the way out, with an eye on clients that hang up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.attempt import Reply
from gateway.errors import InvalidRequest, TooLarge, TooSlow


async def read(request: Request, limit: int, seconds: float) -> bytes:
    """Return the whole body. Raises TooLarge, TooSlow, or InvalidRequest when the client hangs up before its end."""
    declared = request.headers.get("content-length")
    if declared is not None and int(declared) > limit:
        raise TooLarge
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                size += len(part)
                if size > limit:
                    raise TooLarge
                parts.append(part)
    except TimeoutError:
        raise TooSlow from None
    except ClientDisconnect:
        raise InvalidRequest("La demande s'est interrompue avant sa fin.") from None
    return b"".join(parts)


def respond(reply: Reply) -> Response:
    """Return a reply as an ASGI response."""
    if isinstance(reply.body, bytes):
        return Response(reply.body, reply.status, reply.headers)
    return Relay(reply.status, reply.headers, reply.body)


class Relay(Response):
    """A streamed answer. When the client hangs up the stream is closed at once, and with it the provider's."""

    def __init__(self, status: int, headers: dict[str, str], pieces: AsyncIterator[bytes]) -> None:
        super().__init__(None, status, headers)
        del self.headers["content-length"]
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI's signature
        """Send until the end, or until the client is gone."""
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(gone(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        # the stream is closed in the task that reads it, whatever stops it
        async with aclosing(self._pieces) as pieces:  # type: ignore[type-var]  # an async generator
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            async for piece in pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def gone(receive: Receive) -> None:
    """Return once the client has hung up; its body has been read."""
    while (await receive())["type"] != "http.disconnect":
        pass
