"""Remove records at their term, a day's segment at a time, and record it: what is left still verifies.

A segment is removed when all of it is older than the term and no hold covers its day. The event of the purge, written
in the same transaction, tells each segment's place, last hash and Merkle root; the seal that follows the segment stays
until its own day is due, and a chain's last seal for good: seals hold no personal data.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, select

from gateway.audit import record
from gateway.audit.chain import digest
from gateway.audit.count import reading
from gateway.audit.merkle import Tree
from gateway.audit.noting import note, own_chain
from gateway.audit.source import PURGE
from gateway.domain import Json
from gateway.store import records

FLOOR = 6
"""Months below which nothing is purged, whatever is asked (CNIL, deliberation 2021-122; AI Act, article 26(6))."""
AT_ONCE = 100
"""Segments removed in one transaction, so that the gateway's own writes never wait for long."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The records that one day (UTC) of a chain left; of several days together, all but ``first`` is the last's."""

    chain: str
    day: str
    first: int
    last: int
    hash: str
    root: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: the days, both included, whose records are kept beyond their term. day: when it was set."""

    reason: str
    since: str
    until: str
    day: str

    def covers(self, day: str) -> bool:
        """Tell whether the records of a day are held, or the day holds the hold itself."""
        return self.since <= day <= self.until or day == self.day


@dataclass(frozen=True, slots=True)
class Purge:
    """What was removed. held: segments that are due but held. broken: chains left alone, for they do not verify."""

    rows: int
    segments: tuple[Segment, ...]
    held: int
    broken: tuple[str, ...]


def term(months: int, today: date) -> str:
    """Return the first day whose records are kept. Raises ValueError for fewer than FLOOR months."""
    if months < FLOOR:
        raise ValueError(f"la conservation est de {FLOOR} mois au moins")
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def purge(url: str, months: int, *, today: date | None = None) -> Purge:
    """Remove what is older than so many months and not held. Raises RegisterDown, ValueError."""
    before = term(months, today or datetime.now(UTC).date())
    held, rows, removed, broken = 0, 0, [], []
    holding = holds(url)
    for chain in _chains(url, before):
        due, whole = _due(url, chain, before)
        free = [segment for segment in due if not any(hold.covers(segment.day) for hold in holding)]
        held += len(due) - len(free)
        removed += free
        broken += [] if whole else [chain]
    if removed:
        rows = _remove(url, removed, months)
    return Purge(rows, tuple(removed), held, tuple(broken))


def hold(url: str, reason: str, since: str, until: str) -> None:
    """Keep the records of these days until the hold is lifted. Raises RegisterDown, FieldError."""
    note(url, "gel", {"reason": reason, "held_from": since, "held_to": until})


def lift(url: str, reason: str) -> bool:
    """Lift a hold. Return whether there was one. Raises RegisterDown, FieldError."""
    if not any(each.reason == reason for each in holds(url)):
        return False
    note(url, "gel_leve", {"reason": reason})
    return True


def holds(url: str) -> list[Hold]:
    """Return the holds in force. Raises RegisterDown."""
    found: dict[str, Hold] = {}
    for said in _events(url):
        facts = said["facts"]
        if facts["event"] == "gel":
            found[facts["reason"]] = Hold(facts["reason"], facts["held_from"], facts["held_to"], said["ts"][:10])
        elif facts["event"] == "gel_leve":
            found.pop(facts["reason"], None)
    return list(found.values())


def _events(url: str) -> list[Any]:
    order = (records.c.ts, records.c.chain, records.c.seq)
    query = select(records.c.raw).where(records.c.phase == "event").order_by(*order)
    with reading(url) as connection:
        raws = [bytes(raw) for raw in connection.execute(query).scalars()]
    return [json.loads(raw) for raw in raws if b'"event":"gel' in raw]


def _chains(url: str, before: str) -> list[str]:
    query = select(records.c.chain).where(records.c.ts < before).distinct().order_by(records.c.chain)
    with reading(url) as connection:
        return list(connection.execute(query).scalars())


class Cutting:
    """Steps along a chain and cuts it into segments. ``whole``: every record so far follows the one before it."""

    def __init__(self, chain: str) -> None:
        self.chain, self.whole = chain, True
        self._first, self._day, self._newest, self._tree = -1, "", "", Tree()
        self._last, self._hash = -1, ""

    def step(self, seq: int, phase: str, ts: str, raw: bytes, hashed: str) -> Segment | None:
        """Take the next record; return the segment that it seals, if it seals one."""
        cites = f'"prev":"{self._hash}"'.encode()
        follows = self._last < 0 or (seq == self._last + 1 and cites in raw[:200])
        self.whole = self.whole and follows and digest(raw) == hashed
        sealed = self._sealed(raw) if self.whole and phase in ("sealed", "closed") and self._first >= 0 else None
        if phase == "sealed" or self._first < 0:
            self._first, self._day, self._newest, self._tree = seq, ts[:10], "", Tree()
        self._tree.add(raw)
        self._newest = max(self._newest, ts[:10])
        self._last, self._hash = seq, hashed
        return sealed

    def _sealed(self, raw: bytes) -> Segment | None:
        facts = json.loads(raw)["facts"]
        segment = self.rest()
        if segment is None or (facts["root"], facts["hash"]) != (segment.root, segment.hash):
            self.whole = False
            return None
        return replace(segment, day=facts["day"])

    @property
    def newest(self) -> str:
        """The last day on which a record of the present segment was written."""
        return self._newest

    def rest(self) -> Segment | None:
        """Return what has no seal yet."""
        if self._first < 0:
            return None
        return Segment(self.chain, self._day, self._first, self._last, self._hash, self._tree.root())


def _due(url: str, chain: str, before: str) -> tuple[list[Segment], bool]:
    """Return the segments of a chain that are older than ``before``, and whether all that was read verifies."""
    c = records.c
    query = select(c.seq, c.phase, c.ts, c.raw, c.hash).where(c.chain == chain).order_by(c.seq)
    cutting, found = Cutting(chain), list[Segment]()
    with reading(url) as connection, connection.execution_options(yield_per=1000).execute(query) as rows:
        for seq, phase, ts, raw, hashed in rows:
            newest = cutting.newest
            sealed = cutting.step(seq, phase, ts, bytes(raw), hashed)
            if not cutting.whole:
                return [], False
            if newest and newest >= before:
                return found, True
            found += [sealed] if sealed else []
            if phase == "closed":
                return found, True
    rest = cutting.rest()
    return [*found, *([rest] if rest and cutting.newest < before else [])], True


def _remove(url: str, segments: Sequence[Segment], months: int) -> int:
    removed = 0
    with own_chain(url) as chain:
        for start in range(0, len(segments), AT_ONCE):
            batch = segments[start : start + AT_ONCE]
            rows = sum(segment.last - segment.first + 1 for segment in batch)
            told: list[Json] = [asdict(each) for each in [*_carried(url, batch), *batch]]
            facts: dict[str, Json] = {"months": months, "rows": rows, "segments": told}
            chain.write([record.event("purge", facts)], also=partial(_delete, batch))
            removed += rows
    return removed


def _delete(segments: Sequence[Segment], connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    for segment in segments:
        connection.execute(delete(records).where(_within(segment)))


def _carried(url: str, segments: Sequence[Segment]) -> list[Segment]:
    """Return what earlier purges tell whose events are now removed themselves, days of a chain put together."""
    told: list[Segment] = []
    with reading(url) as connection:
        for segment in segments:
            query = select(records.c.raw).where(_within(segment), records.c.phase == "event")
            for raw in connection.execute(query).scalars():
                told += _told(bytes(raw))
    return _together(told)


def _together(segments: Sequence[Segment]) -> list[Segment]:
    """Put neighbours together: a hold may have left others between them."""
    made: list[Segment] = []
    for each in sorted(segments, key=lambda each: (each.chain, each.first)):
        before = made[-1] if made else None
        if before and (before.chain, before.last + 1) == (each.chain, each.first):
            made[-1] = replace(each, first=before.first)
        else:
            made.append(each)
    return made


def _told(raw: bytes) -> list[Segment]:
    return [Segment(**each) for each in json.loads(raw)["facts"]["segments"]] if PURGE in raw else []


def _within(segment: Segment) -> ColumnElement[bool]:
    c = records.c
    return and_(c.chain == segment.chain, c.seq.between(segment.first, segment.last))
