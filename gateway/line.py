"""One connection to a provider: HTTP/1.1, the answer read by llhttp, the parser that also reads our own clients.

Nothing is lenient: two framings, a folded header, a bare line feed or an upgrade end the exchange. What comes is handed
on as it comes; the provider is made to wait while nobody takes it. Deadlines cost nothing while all goes well: a timer
looks, when it fires, whether the provider has been silent for too long.
"""

from __future__ import annotations

import asyncio
import select
from typing import cast

import httptools

from gateway.errors import UpstreamError, UpstreamInvalid, UpstreamTimeout

MAX_HEAD = 100 * 1024
"""Bytes of status and headers."""
_WAITING = 256 * 1024
"""Bytes that wait to be taken before the provider has to wait."""
_CUT = "La connexion au fournisseur d'IA s'est interrompue."


class Line(asyncio.Protocol):
    """A connection to one origin (scheme, host, port), for one exchange at a time. ``used``: loop time of its last."""

    def __init__(self, origin: tuple[str, str, int], idle: float) -> None:
        self.origin, self.used = origin, 0.0
        self.status, self.headers = 0, dict[str, str]()
        self._idle = idle
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = self._heard = 0.0
        self._unsent = 0
        self._forget()
        self._asked, self._kept, self._paused = False, True, False

    def _forget(self) -> None:
        """Be ready for another answer."""
        self.status, self.headers = 0, {}
        self._head = 0
        self._pieces: list[bytes] = []
        self._size = 0
        self._headed = self._ended = self._framed = False
        self._failed: UpstreamError | None = None

    # ── for who asks ─────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def usable(self) -> bool:
        """Whether another exchange may begin: the last ended well, and the provider neither hung up nor spoke since."""
        transport = self._transport
        if transport is None or transport.is_closing() or self._asked or not self._kept:
            return False
        poll = select.poll()
        poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN)
        return not poll.poll(0)

    async def ask(self, request: bytes, deadline: float) -> None:
        """Send a request and wait for the head of its answer. ``deadline``: loop time. Raises UpstreamError."""
        if self._transport is None or self._transport.is_closing():
            raise UpstreamInvalid(_CUT)
        self._forget()
        self._asked, self._kept = True, False
        self._deadline, self._heard, self._unsent = deadline, self._loop.time(), len(request)
        self._look()
        self._transport.write(request)
        while not self._headed:
            if self._failed is not None:
                raise self._failed
            await self._more()

    async def piece(self) -> bytes:
        """Return what has come of the body, b"" after its end. Raises UpstreamError."""
        while not self._pieces:
            if self._failed is not None:
                raise self._failed
            if self._ended:
                return b""
            await self._more()
        taken = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces, self._size = [], 0
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return taken

    def release(self) -> bool:
        """End the exchange; tell whether the connection may serve another, else it is closed."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        transport = self._transport
        whole = self._ended and self._kept and self._failed is None and not self._paused
        if whole and transport is not None and not transport.is_closing():
            self._asked = False
            self.used = self._loop.time()
            return True
        self.close()
        return False

    def close(self) -> None:
        """Hang up."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._transport is not None:
            self._transport.abort()

    async def _more(self) -> None:
        self._heard = self._loop.time()
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _look(self) -> None:
        """End what takes too long: the exchange as a whole, or the silence of a provider that somebody waits for."""
        now, transport = self._loop.time(), self._transport
        unsent = transport.get_write_buffer_size() if transport is not None else 0
        if unsent < self._unsent or (self._waiter is None and self._timer is not None):
            self._unsent, self._heard = unsent, now
        if now >= self._deadline or now - self._heard >= self._idle:
            self._fail(UpstreamTimeout())
            return
        self._timer = self._loop.call_at(min(self._deadline, self._heard + self._idle), self._look)

    def _fail(self, error: UpstreamError) -> None:
        self._failed = self._failed or error
        self._kept = False
        self.close()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # ── what the transport tells ─────────────────────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """End a body that lasts as long as its connection; anything else is cut short."""
        if not self._asked or self._ended:
            self._kept = False
            return
        if self._headed and not self._framed and exc is None and self._failed is None:
            self._ended = True
            self._wake()
            return
        self._fail(UpstreamInvalid(_CUT))

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self._heard = self._loop.time()
        if not self._asked or self._ended:
            self._kept = False  # nothing was asked
            self.close()
            return
        in_head = not self._headed
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail(UpstreamInvalid(_CUT))
            return
        if in_head and not self._headed:
            self._head += len(data)
            if self._head > MAX_HEAD:
                self._fail(UpstreamInvalid(_CUT))
                return
        if self._size > _WAITING and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        if self._headed:
            self._wake()

    # ── what the parser tells ────────────────────────────────────────────────────────────────────────────────────

    def on_message_begin(self) -> None:
        """Note an answer to nothing."""
        if self._ended:
            self._kept = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; several of one name are a list, trailers are dropped. Raises ValueError beyond MAX_HEAD."""
        if self._headed:
            return
        self._head += len(name) + len(value)
        if self._head > MAX_HEAD:
            raise ValueError
        key, told = name.decode("latin-1").lower(), value.decode("latin-1")
        self.headers[key] = f"{self.headers[key]}, {told}" if key in self.headers else told

    def on_headers_complete(self) -> None:
        """The head is whole. Raises ValueError for a framing that is not ours to undo."""
        status = self._parser.get_status_code()
        if self._ended or status < 200:
            return
        coding = self.headers.get("transfer-encoding")
        if coding is not None and coding.lower() != "chunked":
            raise ValueError
        self._framed = coding is not None or "content-length" in self.headers
        self._kept = self._parser.should_keep_alive()
        self.status, self._headed = status, True

    def on_body(self, data: bytes) -> None:
        """Take a piece of the body."""
        if not self._ended:
            self._pieces.append(data)
            self._size += len(data)

    def on_message_complete(self) -> None:
        """The answer is whole, or was an interim one and the real one follows."""
        if self._headed:
            self._ended = True
        else:
            self.headers, self._head = {}, 0
