"""Threads for the reading of requests, and the line before them.

One reads short requests, one long ones: a short one does not wait for a long one, and no more threads than these two
take the interpreter from one another and from the event loop, whose streams would stutter.

The line is bounded: a rush fills no memory, and nobody waits for so long that their client has given up meanwhile.
Whoever comes when it is full is told so at once; who hangs up leaves it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from gateway.errors import ClientGone, Overloaded

LONG = 4_000
"""Characters from which on a request is a long one: shorter ones are read in some 40 ms."""
ROOM = 1_000_000
"""Characters that may wait: some twelve seconds of reading on one core (docs/capacity.md)."""
LEAST = 2000
"""Characters that a request counts for at least: a waiting one holds memory whatever its text."""

Result = TypeVar("Result")
Gone = Callable[[], Awaitable[None]]


class Turns:
    """One for a process. ``room``: characters that may wait; those being read do not count."""

    def __init__(self, room: int = ROOM) -> None:
        self.waiting = 0
        """Requests in the line."""
        self._room = room
        self._held = 0
        self._free = (asyncio.Semaphore(), asyncio.Semaphore())
        self._threads = ThreadPoolExecutor(len(self._free) + 1, thread_name_prefix="detect")

    async def take(self, work: Callable[[], Result], size: int, gone: Gone | None = None) -> Result:
        """Do ``work`` on a thread, in its turn; ``gone`` returns once the client has hung up.

        size: in characters to read. Raises Overloaded, ClientGone, and what the work raises.
        """
        free = self._free[size >= LONG]
        if free.locked():
            await self._wait(free, max(size, LEAST), gone)
        else:
            await free.acquire()
        try:
            return await self.beside(work)
        finally:
            free.release()

    async def beside(self, work: Callable[[], Result]) -> Result:
        """Do on a thread what belongs to a request that had its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Wait for the threads."""
        self._threads.shutdown()

    async def _wait(self, free: asyncio.Semaphore, size: int, gone: Gone | None) -> None:
        if self._held and self._held + size > self._room:
            raise Overloaded
        self._held += size
        self.waiting += 1
        turn = asyncio.ensure_future(free.acquire())
        leaving = [asyncio.ensure_future(gone())] if gone else []
        try:
            await asyncio.wait({turn, *leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not turn.done():
                raise ClientGone
        except (asyncio.CancelledError, ClientGone):
            if not turn.cancel():  # it had come meanwhile
                free.release()
            raise
        finally:
            for watch in leaving:
                watch.cancel()
            self._held -= size
            self.waiting -= 1
