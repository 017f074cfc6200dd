"""What the register promises when processes die, servers stop and replicas share a store."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from gateway.audit import Register
from gateway.audit.verify import verify
from gateway.audit.writer import REST
from gateway.errors import RegisterDown
from gateway.store import data_url
from gateway.store.engine import REGISTER_FILE
from tests.support import postgres
from tests.support.crashes import kill_while_writing, recorded
from tests.support.exchanges import exchange, opened, verdict


@pytest.mark.slow
@pytest.mark.parametrize(("rounds", "writers"), [(20, 1), (3, 4)])
def test_what_was_acknowledged_survives_kill_9(store_url: str, rounds: int, writers: int) -> None:
    """Writers killed at any moment, alone or several at once, leave every acknowledged record and no broken chain."""
    acknowledged = kill_while_writing(store_url, rounds=rounds, writers=writers)
    assert len(acknowledged) >= rounds * writers
    assert acknowledged - recorded(store_url) == set()
    report = verify(store_url)
    assert report.faults == []
    assert len(report.heads) == rounds * writers


@pytest.mark.slow
def test_a_stopped_postgresql_is_noticed_and_outlived() -> None:
    """While PostgreSQL is down every write is refused in bounded time; when it is back the register goes on."""
    with postgres.server() as server:
        url = server.get_uri()
        with opened(url, patience=1.0) as register:
            asyncio.run(register.decided(exchange(), verdict()))
            postgres.stop(server)
            for _ in range(3):
                began = time.monotonic()
                with pytest.raises(RegisterDown):
                    asyncio.run(register.decided(exchange(), verdict()))
                assert time.monotonic() - began < 3
            postgres.start(server)
            time.sleep(REST)
            asyncio.run(register.decided(exchange(), verdict()))
        report = verify(url)
        assert (report.faults, report.records, len(report.heads)) == ([], 5, 2)


def test_a_locked_postgresql_table_is_refused_in_bounded_time(postgres_url: str) -> None:
    """A table that somebody else locks makes the register say no after its patience, not hang."""
    with opened(postgres_url, patience=0.5) as register, psycopg.connect(postgres_url) as other:
        other.execute("LOCK TABLE records IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        with pytest.raises(RegisterDown):
            asyncio.run(register.decided(exchange(), verdict()))
        assert time.monotonic() - began < 2.5


def test_nothing_is_acknowledged_before_it_is_committed(tmp_path: Path) -> None:
    """As long as the commit has not happened the caller waits; once told, another connection sees the record."""
    url = data_url(tmp_path)

    async def wait_for_commit(register: Register, other: sqlite3.Connection) -> None:
        task = asyncio.create_task(register.decided(exchange(exchange_id="attendu"), verdict()))
        await asyncio.sleep(0.2)
        assert not task.done()
        other.rollback()
        await task
        assert recorded(url) == {"attendu"}

    with opened(url) as register, closing(sqlite3.connect(tmp_path / REGISTER_FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asyncio.run(wait_for_commit(register, other))
