"""The register as the rest of the house sees it: say what happened, and know that it is on the disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

from sqlalchemy.exc import SQLAlchemyError

from gateway.audit import record
from gateway.audit.chain import Draft, Head
from gateway.audit.own_chain import OwnChain
from gateway.audit.writer import Waiting, Writer
from gateway.domain import Exchange, Json, Outcome, Verdict
from gateway.errors import RegisterDown
from gateway.store import migrate

NOTHING: Mapping[str, Json] = {}
NONE: Mapping[str, int] = {}


class Register:
    """Appends to a chain of this process's own. Safe to share by all tasks and event loops of one process.

    Every method returns once its record is durable. It raises RegisterDown where that cannot be had within ``limit``
    seconds, and FieldError, before anything is written, for a field that is not on the list of fields.py.
    """

    def __init__(self, writer: Writer, limit: float) -> None:
        self._writer = writer
        self._limit = limit
        self.watcher: Callable[[Draft, float], None] | None = None
        """Called with every record once it is durable, and the seconds that it took: for metrics."""

    @classmethod
    def open(cls, url: str, *, software: str, patience: float = 5.0, capacity: int = 4096) -> Register:
        """Open the register, its tables made or upgraded first. Raises RegisterDown.

        software: name and version, written into the chain's first record. patience: seconds to wait for a lock.
        capacity: records that may wait; beyond it the register is down.
        """

        def open_chain(before: OwnChain | None) -> OwnChain:
            return OwnChain(url, software=software, patience=patience, before=before)

        migrate(url)
        try:
            writer = Writer(open_chain, capacity=capacity)
        except (SQLAlchemyError, OSError) as error:
            raise RegisterDown(f"Le registre ne peut pas être ouvert ({type(error).__name__}).") from error
        writer.start()
        return cls(writer, limit=patience + 1.0)

    async def decided(
        self,
        exchange: Exchange,
        verdict: Verdict | None,
        *,
        counts: Mapping[str, int] = NONE,
        facts: Mapping[str, Json] = NOTHING,
    ) -> None:
        """Record that a request will be sent. Until this returns, nothing may be."""
        await self._write(record.decided(exchange, verdict, counts, facts))

    async def ended(self, exchange: Exchange, outcome: Outcome, *, facts: Mapping[str, Json] = NOTHING) -> None:
        """Record how an exchange ended; kept in memory, and written later, where the store is down."""
        await self._write(record.ended(exchange, outcome, facts), owed=True, patient=True)

    async def refused(
        self,
        exchange: Exchange,
        *,
        code: str,
        status: int,
        verdict: Verdict | None = None,
        counts: Mapping[str, int] = NONE,
        facts: Mapping[str, Json] = NOTHING,
    ) -> None:
        """Record a request for which nothing was sent: the only record of its exchange."""
        await self._write(
            record.refused(exchange, verdict, code=code, status=status, counts=counts, facts=facts), owed=True
        )

    async def event(self, kind: str, facts: Mapping[str, Json] = NOTHING) -> None:
        """Record what happened to the gateway itself; kept in memory, like ``ended``, where the store is down."""
        await self._write(record.event(kind, facts), owed=True)

    async def _write(self, draft: Draft, *, owed: bool = False, patient: bool = False) -> None:
        loop = asyncio.get_running_loop()
        waiting, began = Waiting(draft, owed, loop, loop.create_future(), patient=patient), time.perf_counter()
        self._writer.put(waiting)
        try:
            async with asyncio.timeout(self._limit):
                await waiting.done
        except TimeoutError:
            waiting.abandoned = True
            raise RegisterDown from None
        if self.watcher is not None:
            self.watcher(draft, time.perf_counter() - began)

    @property
    def head(self) -> Head:
        """The last acknowledged record of this process."""
        return self._writer.head

    @property
    def waiting(self) -> int:
        """How many records wait to be written."""
        return self._writer.waiting

    @property
    def down(self) -> str:
        """Why the last write failed, in French; "" while the register works."""
        return self._writer.down

    def close(self) -> None:
        """Write what waits and end the chain of this process."""
        self._writer.stop(self._limit)
