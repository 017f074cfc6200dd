"""Follow the register as it grows: each record is read once, whichever process wrote it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from gateway.audit.tally import Tally
from gateway.errors import RegisterDown
from gateway.store import connect, records

BATCH = 500
FRESH = 1.0
"""Seconds for which what was read is good enough for a page."""


class Follower:
    """The tally of one register. Safe to share by threads: read it within ``reading``."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = connect(url, readonly=True)
        self._tally = Tally()
        self._places: dict[str, int] = {}
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self.ready = False

    def refresh(self) -> None:
        """Read what is new. One thread does it; others go on with what is there. Raises RegisterDown."""
        if time.monotonic() - self._read_at < FRESH or not self._turn.acquire(blocking=False):
            return
        try:
            with self._engine.connect() as connection:
                for chain in list(self._chains(connection)):
                    self._read(connection, chain)
            self._read_at, self.ready = time.monotonic(), True
        except SQLAlchemyError as error:
            raise RegisterDown(f"Le registre ne peut pas être lu ({type(error).__name__}).") from error
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Tally]:
        """Yield the tally; it does not change within the block."""
        self.refresh()
        with self._lock:
            yield self._tally

    def _chains(self, connection: Connection) -> Iterator[str]:
        """Return the names of all chains, by one step each in the primary key: never a scan of the table."""
        last = ""
        while True:
            query = select(func.min(records.c.chain)).where(records.c.chain > last)
            found = connection.execute(query).scalar()
            if found is None:
                return
            last = str(found)
            yield last

    def _read(self, connection: Connection, chain: str) -> None:
        while True:
            mine = (records.c.chain == chain) & (records.c.seq > self._places.get(chain, -1))
            query = select(records.c.seq, records.c.raw).where(mine).order_by(records.c.seq).limit(BATCH)
            rows = [(seq, json.loads(bytes(raw))) for seq, raw in connection.execute(query)]
            with self._lock:
                for seq, record in rows:
                    self._tally.add(record)
                    self._places[chain] = seq
            if len(rows) < BATCH:
                return
