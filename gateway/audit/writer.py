"""The one thread that writes: it takes all that waits, commits it once, and only then answers. (Group commit.)"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gateway.audit.chain import Draft, Head
from gateway.audit.own_chain import OwnChain
from gateway.errors import RegisterDown

BATCH = 512
OWED = 10_000
IDLE = 1.0
"""Seconds after which the file is looked at though nothing is to be written."""
LINGER = 0.01
"""Seconds that the end of an exchange waits for a record that a request waits for, to share its commit."""
REST = 0.25
"""Seconds for which a store that has just failed is not asked again."""

OpenChain = Callable[[OwnChain | None], OwnChain]
"""Open a chain of our own, after the one given."""


@dataclass(slots=True, eq=False)
class Waiting:
    """A record on its way. ``owed``: where the store fails, it is written later all the same.

    patient: nothing waits for it, so it may share the next commit.
    """

    draft: Draft
    owed: bool
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[None]
    abandoned: bool = False
    patient: bool = False


class Resting(RegisterDown):
    """The store failed a moment ago and is left alone for REST seconds."""


class Writer(threading.Thread):
    """Owns the chain. Every failure closes it; the next record opens a new one, once the store is back."""

    def __init__(self, open_chain: OpenChain, *, capacity: int) -> None:
        super().__init__(name="register", daemon=True)
        self._open = open_chain
        self._queue: queue.Queue[Waiting | None] = queue.Queue(capacity)
        self._owed: deque[Draft] = deque()
        self._chain = open_chain(None)
        self._usable = True
        self.down = ""
        self._failed_at = -REST

    @property
    def head(self) -> Head:
        """The last acknowledged record of this process."""
        return self._chain.head

    @property
    def waiting(self) -> int:
        """How many records wait to be written."""
        return self._queue.qsize() + len(self._owed)

    def put(self, waiting: Waiting) -> None:
        """Queue a record. Raises RegisterDown when the queue is full."""
        try:
            self._queue.put_nowait(waiting)
        except queue.Full:
            self._owe([waiting])
            raise RegisterDown from None

    def stop(self, patience: float) -> None:
        """Write what waits, then end the thread; give up after ``patience`` seconds."""
        with contextlib.suppress(queue.Full):
            self._queue.put(None, timeout=patience)
        self.join(patience)

    def run(self) -> None:
        """Write until stopped."""
        stopping = False
        while not stopping:
            batch = self._take()
            stopping = None in batch
            self._commit([each for each in batch if each and (each.owed or not each.abandoned)])
        self._end()

    def _end(self) -> None:
        if self._usable:
            with contextlib.suppress(Exception):  # a chain without a seal is whole, it has only no end
                self._chain.seal()
        self._drop()

    def _take(self) -> list[Waiting | None]:
        batch: list[Waiting | None] = []
        with contextlib.suppress(queue.Empty):
            batch.append(self._queue.get(timeout=REST if self._owed else IDLE))
            until, patient = time.monotonic() + LINGER, _patient(batch[0])
            while len(batch) < BATCH:
                wait = until - time.monotonic() if patient else 0.0
                batch.append(self._queue.get(timeout=wait) if wait > 0 else self._queue.get_nowait())
                patient = patient and _patient(batch[-1])
        return batch

    def _commit(self, batch: Sequence[Waiting]) -> None:
        owed = len(self._owed)
        drafts = [*itertools.islice(self._owed, owed), *(each.draft for each in batch)]
        if not drafts:
            self._look()
            return
        try:
            self._ready().write(drafts)
        except Exception as error:  # whatever happened, nothing is known to be written
            self._fail(batch, error)
        else:
            for _ in range(owed):
                self._owed.popleft()
            self.down = ""
            answer(batch, None)

    def _look(self) -> None:
        if self._usable and not self._chain.same():
            self._drop()  # closing brings what is in a removed WAL home into the database file

    def _ready(self) -> OwnChain:
        """Return a chain to write to: the one in use where its file is still the same, else a new one."""
        self._look()
        if not self._usable:
            if time.monotonic() - self._failed_at < REST:
                raise Resting(self.down)
            self._chain = self._open(self._chain)
            self._usable = True
        return self._chain

    def _fail(self, batch: Sequence[Waiting], error: Exception) -> None:
        if not isinstance(error, Resting):
            self._failed_at = time.monotonic()
        self.down = error.message if isinstance(error, RegisterDown) else f"Registre : {type(error).__name__}."
        self._owe(batch)
        answer(batch, error)
        self._drop()

    def _drop(self) -> None:
        self._usable = False
        with contextlib.suppress(Exception):
            self._chain.close()

    def _owe(self, batch: Iterable[Waiting]) -> None:
        for each in batch:
            if each.owed and len(self._owed) < OWED:
                self._owed.append(each.draft)


def _patient(waiting: Waiting | None) -> bool:
    return waiting is not None and waiting.patient


def answer(batch: Iterable[Waiting], error: Exception | None) -> None:
    """Wake those who wait, one call for each event loop: a loop that is gone waits for nothing."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}
    for each in batch:
        by_loop.setdefault(each.loop, []).append(each)
    for loop, mine in by_loop.items():
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, mine, error)


def _settle(batch: Iterable[Waiting], error: Exception | None) -> None:
    for each in batch:
        if each.done.done():
            continue
        if error:
            each.done.set_exception(RegisterDown())
        else:
            each.done.set_result(None)
