"""Records leave at their term and not before, on every store, and what is left still verifies."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from gateway.audit import record
from gateway.audit.chain import Draft, Head
from gateway.audit.checkpoint import Checkpoint
from gateway.audit.noting import own_chain
from gateway.audit.retention import hold, holds, lift, purge, term
from gateway.audit.source import copy_out
from gateway.audit.verify import verify, verify_export
from gateway.store import connect, records
from tests.support.exchanges import exchange, outcome, verdict
from tests.support.registers import write_aged

TODAY = date(2026, 11, 25)


def at(day: str, draft: Draft) -> Draft:
    return Draft({**draft.columns, "ts": f"{day}T12:00:00.000Z"}, draft.facts)


def write_days(url: str, *days: str, sealed: bool = True) -> Head:
    """Write a chain, as its process would have, with an exchange on each day."""
    drafts = [at(days[0], record.opened("passerelle 0.1.0", []))]
    for day in days:
        mine = exchange()
        drafts += [at(day, record.decided(mine, verdict(), {"PERSON": 2}, {})), at(day, record.ended(mine, outcome()))]
    return write_aged(url, drafts, sealed=sealed)


@pytest.fixture
def aged(store_url: str) -> str:
    """A register with a chain of four days, two of them more than a year old."""
    write_days(store_url, "2025-11-23", "2025-11-24", "2025-11-25", "2026-11-24")
    return store_url


def days_left(url: str) -> set[str]:
    with connect(url, readonly=True).connect() as connection:
        return {ts[:10] for ts in connection.execute(select(records.c.ts).where(records.c.caller != "")).scalars()}


@pytest.mark.parametrize(
    ("months", "today", "first"),
    [
        (12, date(2026, 11, 25), "2025-11-25"),
        (6, date(2026, 8, 31), "2026-02-28"),
        (12, date(2028, 2, 29), "2027-02-28"),
        (36, date(2026, 1, 1), "2023-01-01"),
    ],
)
def test_the_term_is_counted_in_months(months: int, today: date, first: str) -> None:
    """The first day that is kept is the same day so many months ago, or the last of its month."""
    assert term(months, today) == first


def test_less_than_six_months_is_refused(aged: str) -> None:
    """Nobody can ask for a purge below the floor of six months."""
    with pytest.raises(ValueError, match="6 mois"):
        purge(aged, 5, today=TODAY)


def test_what_is_older_than_a_year_leaves_and_the_rest_verifies(aged: str, tmp_path: Path) -> None:
    """Days before the term are gone, later ones stay, the purge is recorded and told, and the register is whole."""
    before = verify(aged)
    assert before.whole
    done = purge(aged, 12, today=TODAY)
    assert (len(done.segments), done.held, done.broken) == (2, 0, ())
    assert days_left(aged) == {"2025-11-25", "2026-11-24"}
    report = verify(aged)
    assert report.faults == []
    assert [(each.first, each.last) for each in report.purged] == [(each.first, each.last) for each in done.segments]
    assert report.records == before.records - done.rows + 3
    copy_out(aged, tmp_path / "export.jsonl")
    assert verify_export(tmp_path / "export.jsonl").whole


def test_purging_again_removes_nothing(aged: str) -> None:
    """A second purge on the same day finds nothing to remove and writes nothing."""
    purge(aged, 12, today=TODAY)
    records_then = verify(aged).records
    assert purge(aged, 12, today=TODAY).rows == 0
    assert verify(aged).records == records_then


def test_a_chain_without_a_seal_is_purged_too(store_url: str) -> None:
    """The last day of a process that was killed has no seal; its records leave at their term all the same."""
    write_days(store_url, "2025-10-01", sealed=False)
    assert purge(store_url, 12, today=TODAY).rows == 3
    assert days_left(store_url) == set()
    assert verify(store_url).faults == []


def test_checkpoints_of_what_was_purged_still_agree(aged: str) -> None:
    """The DPO's old checkpoints, inside and at the end of a purged day, do not cry wolf; a false one does."""
    with connect(aged, readonly=True).connect() as connection:
        rows = connection.execute(select(records.c.chain, records.c.seq, records.c.hash, records.c.ts)).all()
    held = [Checkpoint(Head(*row[:3]), row[3]) for row in rows]
    done = purge(aged, 12, today=TODAY)
    assert verify(aged, held).faults == []
    first = done.segments[-1]
    forged = Checkpoint(Head(first.chain, first.last + 1, "ab" * 32), "2025-11-25T00:00:00.000Z")
    assert [fault.what for fault in verify(aged, [forged]).faults] == ["rewritten"]


def test_a_purge_that_is_not_recorded_is_found(aged: str) -> None:
    """Whoever deletes old records by hand, without the event of a purge, is found out."""
    with connect(aged).begin() as connection:
        connection.execute(delete(records).where(records.c.ts < "2025-11-24", records.c.seq > 0))
    assert [fault.what for fault in verify(aged).faults] == ["removed"]


def test_a_purge_before_its_time_is_found(store_url: str) -> None:
    """Records that a purge took away within six months are a fault, whatever the event says of their day."""
    head = write_days(store_url, "2026-09-01", "2026-09-02", "2026-11-24")
    with connect(store_url, readonly=True).connect() as connection:
        query = select(records.c.seq, records.c.hash).where(records.c.phase == "ended").order_by(records.c.seq)
        last, hashed = connection.execute(query).first() or (0, "")
    lie = {"chain": head.chain, "day": "2025-01-01", "first": 0, "last": last, "hash": hashed, "root": ""}
    with connect(store_url).begin() as connection:
        connection.execute(delete(records).where(records.c.chain == head.chain, records.c.seq <= last))
    with own_chain(store_url) as chain:
        chain.write([record.event("purge", {"months": 12, "rows": last + 1, "segments": [lie]})])
    assert [fault.what for fault in verify(store_url).faults] == ["unsealed"]
    held = Checkpoint(Head(head.chain, 0, "ab" * 32), "2026-09-01T00:00:00.000Z")
    assert "purged" in {fault.what for fault in verify(store_url, [held]).faults}


def test_a_held_day_stays_until_the_hold_is_lifted(aged: str) -> None:
    """A legal hold keeps its days beyond their term; lifted, they leave with the next purge."""
    hold(aged, "contentieux-12", "2025-11-24", "2025-11-24")
    done = purge(aged, 12, today=TODAY)
    assert (len(done.segments), done.held) == (1, 1)
    assert "2025-11-24" in days_left(aged)
    assert verify(aged).faults == []
    assert [each.reason for each in holds(aged)] == ["contentieux-12"]
    assert lift(aged, "contentieux-12")
    assert not lift(aged, "contentieux-12")
    assert len(purge(aged, 12, today=TODAY).segments) == 1
    assert days_left(aged) == {"2025-11-25", "2026-11-24"}
    assert verify(aged).faults == []


def test_a_register_that_was_altered_is_not_purged(aged: str) -> None:
    """A chain that does not verify keeps what it has: a purge must not take the evidence away."""
    with connect(aged).begin() as connection:
        place = select(records.c.chain).where(records.c.ts < "2025-11-24").limit(1).scalar_subquery()
        connection.execute(records.update().where(records.c.chain == place, records.c.seq == 1).values(hash="0" * 64))
    done = purge(aged, 12, today=TODAY)
    assert (done.rows, len(done.broken)) == (0, 1)


def test_the_events_of_purges_are_handed_on(store_url: str) -> None:
    """When the event of an old purge is itself purged, the new one tells what it told: old checkpoints still agree."""
    head = write_days(store_url, "2024-01-02", "2024-01-03")
    purge(store_url, 12, today=date(2025, 6, 1))
    _date_events(store_url, "2025-06-01")
    purge(store_url, 12, today=TODAY)
    report = verify(store_url, [Checkpoint(head, "2024-01-03T13:00:00.000Z")])
    assert report.faults == []
    with connect(store_url, readonly=True).connect() as connection:
        raws = connection.execute(select(records.c.raw).where(records.c.phase == "event")).scalars().all()
    told = [each for raw in raws for each in json.loads(bytes(raw))["facts"]["segments"]]
    assert head.chain in {each["chain"] for each in told}


def _date_events(url: str, day: str) -> None:
    """Rewrite the chain of the purge as if it had been made on that day."""
    with connect(url, readonly=True).connect() as connection:
        rows = connection.execute(select(records).where(records.c.phase == "event")).mappings().all()
    (row,) = rows
    with connect(url).begin() as connection:
        connection.execute(delete(records).where(records.c.chain == row["chain"]))
    facts = row["raw"][row["raw"].index(b'"facts":') + 8 : -1]
    opened = at(day, record.opened("passerelle 0.1.0", []))
    write_aged(url, [opened, Draft({"ts": f"{day}T12:00:00.000Z", "phase": "event"}, facts)])
