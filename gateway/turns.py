"""Threads for the reading of requests, and the line before them.

The line is bounded: a rush fills no memory, and nobody waits for so long that their client has given up meanwhile.
Whoever comes when it is full is told so at once; who hangs up leaves it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from gateway.errors import ClientGone, Overloaded

THREADS = 2
ROOM = 1_000_000
"""Characters that may wait: some twelve seconds of reading on one core (docs/capacity.md)."""
LEAST = 2000
"""Characters that a request counts for at least: a waiting one holds memory whatever its text."""

Result = TypeVar("Result")
Gone = Callable[[], Awaitable[None]]


class Turns:
    """One for a process. ``room``: characters that may wait; those being read do not count."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="detect")
        self._free = THREADS
        self._line: deque[tuple[asyncio.Future[None], int]] = deque()
        self._held = 0

    @property
    def waiting(self) -> int:
        """Requests in the line."""
        return sum(not place.done() for place, _ in self._line)

    async def take(self, work: Callable[[], Result], size: int, gone: Gone | None = None) -> Result:
        """Do ``work`` on a thread, in its turn; ``gone`` returns once the client has hung up.

        Raises Overloaded, ClientGone, and what the work raises.
        """
        if self._free:
            self._free -= 1
        else:
            await self._wait(max(size, LEAST), gone)
        try:
            return await self.beside(work)
        finally:
            self._next()

    async def beside(self, work: Callable[[], Result]) -> Result:
        """Do on a thread what belongs to a request that had its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Wait for the threads."""
        self._threads.shutdown()

    async def _wait(self, size: int, gone: Gone | None) -> None:
        if self._held and self._held + size > self._room:
            raise Overloaded
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append((place, size))
        self._held += size
        leaving = [asyncio.ensure_future(gone())] if gone else []
        try:
            await asyncio.wait({place, *leaving}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            if place.done():
                self._next()
            raise
        finally:
            for watch in leaving:
                watch.cancel()
            left = not place.done()
            if left:
                place.cancel()
                self._held -= size
        if left:
            raise ClientGone

    def _next(self) -> None:
        """Give the thread to the first who still waits."""
        while self._line:
            place, size = self._line.popleft()
            if not place.done():
                self._held -= size
                place.set_result(None)
                return
        self._free += 1
