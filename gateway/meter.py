"""What has been spent under each quota, in the database: exact over tasks, processes, replicas and restarts.

One thread takes all requests that wait and counts them in one transaction (as the register's writer does), so that the
durable write costs little under load. A request is counted before it is sent and corrected when its end is known.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Connection, delete, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from gateway.errors import RegisterDown
from gateway.store import connect, is_sqlite, migrate, quotas, sqlite_path
from gateway.store.same_file import SameFile

BATCH = 100
KEPT = timedelta(days=62)
"""How long a counter is kept: it tells how much a key was used on a day."""

Counter: TypeAlias = tuple[str, str, str, str, str]
"""quota, measure, subject, period, calls: the primary key of a row."""

_KEY = (quotas.c.quota, quotas.c.measure, quotas.c.subject, quotas.c.period, quotas.c.calls)
_NAMES = tuple(column.name for column in _KEY)


@dataclass(frozen=True, slots=True)
class Charge:
    """So many units on a counter that may not pass ``limit``."""

    counter: Counter
    amount: int
    limit: int


@dataclass(slots=True, eq=False)
class _Waiting:
    charges: Sequence[Charge]
    bounded: bool
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Charge | None]


class Meter:
    """The counters of one store. Its thread starts with the first request that is under a quota."""

    def __init__(self, url: str, *, patience: float = 2.0) -> None:
        self._url = url
        self._patience = patience
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._file: SameFile | None = None
        self._swept = ""

    @classmethod
    def open(cls, url: str) -> Meter:
        """Return the meter of a store, its tables made or upgraded first. Raises RegisterDown."""
        migrate(url)
        return cls(url)

    async def claim(self, charges: Sequence[Charge]) -> Charge | None:
        """Count all of ``charges``, or none and return the first that has no room. Raises RegisterDown."""
        return await self._ask(charges, bounded=True) if charges else None

    async def correct(self, charges: Sequence[Charge]) -> None:
        """Add what was spent beyond what was claimed, or give back what was not (negative). Raises RegisterDown."""
        if moved := [charge for charge in charges if charge.amount]:
            await self._ask(moved, bounded=False)

    async def spent(self, counters: Iterable[Counter]) -> Mapping[Counter, int]:
        """Return what the counters show; one that never moved shows 0. Raises RegisterDown."""
        return await asyncio.to_thread(self._spent, tuple(counters))

    def close(self) -> None:
        """Count what waits and end the thread."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(self._patience + 1)

    async def _ask(self, charges: Sequence[Charge], *, bounded: bool) -> Charge | None:
        self._start()
        loop = asyncio.get_running_loop()
        waiting = _Waiting(charges, bounded, loop, loop.create_future())
        self._queue.put(waiting)
        try:
            async with asyncio.timeout(self._patience + 1):
                return await waiting.done
        except TimeoutError:
            raise RegisterDown from None

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="quotas", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        going = True
        while going:
            batch = [self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get())
            going = None not in batch
            asked = [each for each in batch if each is not None]
            try:
                answers = self._count(asked) if asked else []
            except Exception as error:  # whatever happened, nothing is known to be counted
                self._drop()
                _settle(asked, [None] * len(asked), RegisterDown(f"Quotas : {type(error).__name__}."))
            else:
                _settle(asked, answers, None)
        self._drop()

    def _count(self, batch: Sequence[_Waiting]) -> list[Charge | None]:
        connection = self._ready()
        with connection.begin():
            self._sweep(connection)
            before = _locked(connection, sorted({charge.counter for each in batch for charge in each.charges}))
            now = dict(before)
            answers = [_judge(each, now) for each in batch]
            _write(connection, {counter: used for counter, used in now.items() if used != before[counter]})
        if self._file is None and is_sqlite(self._url):
            self._file = SameFile(sqlite_path(self._url))
        return answers

    def _ready(self) -> Connection:
        """Return a connection to the file that is there now, unless opening it would hurt what the register guards."""
        if self._file is not None and not self._file.still():
            self._drop()
            if not self._file.safe_to_open():
                raise RegisterDown("Un autre fichier est à la place du registre.")
            self._file = None
        if self._connection is None:
            self._connection = connect(self._url, patience=self._patience).connect()
        return self._connection

    def _sweep(self, connection: Connection) -> None:
        """Forget what is older than KEPT, once a day."""
        today = datetime.now(UTC).date()
        if self._swept != today.isoformat():
            connection.execute(delete(quotas).where(quotas.c.period < (today - KEPT).isoformat()[:7]))
            self._swept = today.isoformat()

    def _spent(self, counters: Sequence[Counter]) -> Mapping[Counter, int]:
        try:
            with connect(self._url, readonly=True, patience=self._patience).connect() as connection:
                return {**dict.fromkeys(counters, 0), **_read(connection, counters)}
        except Exception as error:
            raise RegisterDown(f"Quotas : {type(error).__name__}.") from error

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _judge(waiting: _Waiting, now: dict[Counter, int]) -> Charge | None:
    """Count one request in memory; return what has no room, nothing then being counted."""
    if waiting.bounded:
        full = next((each for each in waiting.charges if now[each.counter] + each.amount > each.limit), None)
        if full is not None:
            return full
    for charge in waiting.charges:
        now[charge.counter] = max(0, now[charge.counter] + charge.amount)
    return None


def _locked(connection: Connection, counters: Sequence[Counter]) -> dict[Counter, int]:
    """Return the counters, made where they are missing, locked to the end of the transaction, always in one order."""
    rows = [{**dict(zip(_NAMES, counter, strict=True)), "used": 0} for counter in counters]
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(make(quotas).on_conflict_do_nothing(), rows)
    return _read(connection, counters, lock=True)


def _read(connection: Connection, counters: Sequence[Counter], *, lock: bool = False) -> dict[Counter, int]:
    query = select(*_KEY, quotas.c.used).where(tuple_(*_KEY).in_(counters)).order_by(*_KEY)
    return {tuple(row[:5]): row.used for row in connection.execute(query.with_for_update() if lock else query)}


def _write(connection: Connection, used: Mapping[Counter, int]) -> None:
    for counter, amount in used.items():
        here = [column == value for column, value in zip(_KEY, counter, strict=True)]
        connection.execute(update(quotas).where(*here).values(used=amount))


def _settle(batch: Sequence[_Waiting], answers: Sequence[Charge | None], error: Exception | None) -> None:
    for waiting, answer in zip(batch, answers, strict=True):
        try:
            waiting.loop.call_soon_threadsafe(_answer, waiting.done, answer, error)
        except RuntimeError:  # a loop that is gone waits for nothing
            continue


def _answer(done: asyncio.Future[Charge | None], answer: Charge | None, error: Exception | None) -> None:
    if not done.done():
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(answer)
