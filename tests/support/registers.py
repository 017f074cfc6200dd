"""Build and tamper with registers in tests."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import insert

from gateway.audit.chain import SEARCHED, Draft, Head, Link, link, start
from gateway.audit.own_chain import Day
from gateway.store import connect, data_url, migrate, records
from gateway.store.engine import REGISTER_FILE
from tests.support.exchanges import exchange, opened, outcome, verdict


def fill(data: Path, exchanges: int) -> Head:
    """Open a register, record some exchanges, close it. Return the head of its chain."""

    async def record() -> None:
        for _ in range(exchanges):
            mine = exchange()
            await register.decided(mine, verdict(), counts={"PERSON": 2})
            await register.ended(mine, outcome())

    with opened(data_url(data)) as register:
        asyncio.run(record())
    return register.head


@contextmanager
def tampering(data: Path) -> Iterator[sqlite3.Connection]:
    """Give whoever administers the machine the file, and commit what is done to it."""
    with closing(sqlite3.connect(data / REGISTER_FILE)) as connection:
        yield connection
        connection.commit()


def rewrite(data: Path, chain: str, drafts: dict[int, Draft | None], insert: dict[int, Draft] | None = None) -> Head:
    """Rebuild a chain as an administrator would: records replaced, dropped or added, all hashes and seals anew."""
    with tampering(data) as connection:
        rows = connection.execute(
            f"SELECT {', '.join(SEARCHED)}, raw FROM records WHERE chain = ? ORDER BY seq", (chain,)
        ).fetchall()
        connection.execute("DELETE FROM records WHERE chain = ?", (chain,))
        head, day = start(chain), Day()
        for place, row in enumerate(rows):
            columns = dict(zip(SEARCHED, row[:-1], strict=True))
            facts = row[-1][row[-1].index(b'"facts":') + 8 : -1]
            if columns["phase"] in ("sealed", "closed"):
                facts = day.seal(columns["phase"], head, at=columns["ts"]).facts
            there = [Draft(columns, facts)] if place not in drafts else [d for d in [drafts[place]] if d]
            for draft in [*there, *([insert[place]] if insert and place in insert else [])]:
                made = link(head, draft)
                head = made.head
                (day.begin if draft.columns["phase"] == "sealed" else day.add)(made)
                connection.execute(
                    f"INSERT INTO records (chain, seq, {', '.join(SEARCHED)}, raw, hash)"
                    f" VALUES ({', '.join('?' * (len(SEARCHED) + 4))})",
                    (chain, head.seq, *made.columns.values(), made.raw, head.hash),
                )
        return head


def write_aged(url: str, drafts: Sequence[Draft], *, sealed: bool = True) -> Head:
    """Write a chain whose records have the instants that they are given, days sealed as a process does it."""
    migrate(url)
    head, day, links = start(secrets.token_hex(8)), Day(), list[Link]()
    for draft in drafts:
        if day.over(draft):
            links.append(link(head, day.seal("sealed", head, at=draft.columns["ts"])))
            head = links[-1].head
            day.begin(links[-1])
        links.append(link(head, draft))
        head = links[-1].head
        day.add(links[-1])
    if sealed:
        links.append(link(head, day.seal("closed", head, at=drafts[-1].columns["ts"])))
    rows = [
        {"chain": one.head.chain, "seq": one.head.seq, **one.columns, "raw": one.raw, "hash": one.head.hash}
        for one in links
    ]
    with connect(url).begin() as connection:
        connection.execute(insert(records), rows)
    return links[-1].head
