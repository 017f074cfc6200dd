"""uvicorn's HTTP/1.1 protocol with a bound on the head of a message: its size and the time it may take (T06, T08).

uvicorn bounds neither: a client could send headers without end, or one byte a minute, and hold memory and a connection.
The request target is handed on as it came (T02).
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 64 * 1024
"""Bytes. Above the guard's own limit, so that most clients are told why in their dialect."""


class BoundedProtocol(HttpToolsProtocol):
    """``head_seconds``: from the first byte, or the connection, to the blank line."""

    head_seconds = 30.0
    _size = 0
    _in_head = True
    _ended = False
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Start the clock."""
        super().connection_made(transport)
        self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes while the head is not whole. One piece may hold the end of a body, and count for nothing."""
        self._ended = False
        super().data_received(data)
        if self._in_head and not self._ended and not self.transport.is_closing():
            self._size += len(data)
            if self._size > MAX_HEAD:
                self._refuse(b"431 Request Header Fields Too Large")

    def on_message_begin(self) -> None:
        """Start the clock of the next message on a connection that is kept."""
        super().on_message_begin()
        self._start()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._stop()
        self._in_head, self._size = False, 0
        super().on_headers_complete()
        # the parser reads an absolute target and a fragment away: the guard must see the target as it came
        self.scope["raw_path"], _, self.scope["query_string"] = self.url.partition(b"?")

    def on_message_complete(self) -> None:
        """What follows is another head."""
        self._in_head = self._ended = True
        super().on_message_complete()

    def _start(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self._refuse, b"408 Request Timeout")

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: bytes) -> None:
        self._stop()
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            self.transport.close()


def bounded(seconds: float) -> type[BoundedProtocol]:
    """Return the protocol with this time for a head."""
    return type("Bounded", (BoundedProtocol,), {"head_seconds": seconds})
