"""Check a register from the outside: nothing that writes it is used here but the form of a record.

Found and located: a record changed (any bit, its search columns too), removed, added, moved, or rewritten with all
later hashes recomputed; a chain shortened or dropped; a day's seal that does not fit its records; a purge before its
time. What a chain cannot show about its own last records is shown by those who bear witness to them: the chains opened
later, which cite its head, and the checkpoints held elsewhere. The last records of the youngest chains, written after
the last checkpoint, have no witness yet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from gateway.audit.chain import ORIGIN, SEARCHED, Head, digest, prefix
from gateway.audit.checkpoint import Checkpoint
from gateway.audit.merkle import Tree
from gateway.audit.source import Export, Row, Source, open_store

PHASE = SEARCHED.index("phase")
SEALS = ("sealed", "closed")


@dataclass(frozen=True, slots=True)
class Fault:
    """The first bad record of a chain. what: changed, removed, added, moved, rewritten, cut, missing, unsealed (its
    day's seal does not fit), purged (before its time), damaged (the database file itself) or unreadable."""

    chain: str
    seq: int
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Witness:
    """Who says that a chain had this head."""

    head: Head
    name: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Purged:
    """Records that were removed at their term, as the event of their purge tells. root: "" of several days."""

    chain: str
    day: str
    first: int
    last: int
    hash: str
    root: str
    at: str


SOONEST = timedelta(days=181)
"""Six calendar months are 181 days at least: nothing is purged earlier."""


@dataclass(slots=True)
class Report:
    """What was found. ``heads``: the last record of each chain, as read."""

    records: int = 0
    heads: list[Head] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    witnesses: int = 0
    purged: list[Purged] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify(url: str, checkpoints: Iterable[Checkpoint] = ()) -> Report:
    """Check the register of a database. checkpoints: held elsewhere, their signatures checked already."""
    held = list(checkpoints)  # before the register is read: it may only have grown since
    try:
        with open_store(url) as store:
            report = check(store, held)
            if damage := store.damage():
                report.faults.append(Fault("", 0, "damaged", damage))
            return report
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        return Report(faults=[Fault("", 0, "unreadable", type(error).__name__)])


def verify_export(path: Path, checkpoints: Iterable[Checkpoint] = ()) -> Report:
    """Check an export: raw records, one a line."""
    try:
        return check(Export(path), checkpoints)
    except OSError as error:
        return Report(faults=[Fault("", 0, "unreadable", type(error).__name__)])


def check(source: Source, checkpoints: Iterable[Checkpoint] = ()) -> Report:
    """Check every chain of a source against itself and against its witnesses."""
    report = Report(purged=list(_purges(source)))
    wanted: dict[str, list[Witness]] = {}
    held = (Witness(each.head, f"checkpoint of {each.time}", each.time) for each in checkpoints)
    for witness in [*_cited(source), *held]:
        wanted.setdefault(witness.head.chain, []).append(witness)
        report.witnesses += 1
    gone: dict[str, list[Purged]] = {}
    for purged in report.purged:
        gone.setdefault(purged.chain, []).append(purged)
        report.faults += _too_soon(purged, wanted.get(purged.chain, []))
    walk = Walk("", [])
    for row in source.rows():
        if row.chain != walk.chain:
            walk.close(report)
            walk = Walk(row.chain, wanted.pop(row.chain, []), gone.pop(row.chain, []))
        walk.step(row)
    walk.close(report)
    for chain, witnesses in sorted(wanted.items()):
        report.faults += _absent(chain, witnesses, gone.get(chain, []))
    return report


def _absent(chain: str, witnesses: Iterable[Witness], purges: Iterable[Purged]) -> Iterator[Fault]:
    """Judge a chain of which nothing is left: all that was witnessed must have been purged, with that very hash."""
    purges = list(purges)
    for witness in witnesses:
        seq = witness.head.seq
        covering = [each for each in purges if each.first <= seq <= each.last]
        if not covering:
            yield Fault(chain, 0, "missing", f"{witness.name} cites this chain, which is not there")
            return
        if any(each.last == seq and each.hash != witness.head.hash for each in covering):
            yield Fault(chain, seq, "rewritten", f"{witness.name} cites another hash than its purge")
            return


def _too_soon(purged: Purged, witnesses: Iterable[Witness]) -> Iterator[Fault]:
    """Records are purged six months after they were written, whatever the purge says of their day."""
    try:
        at = datetime.fromisoformat(purged.at)
        written = [datetime.fromisoformat(f"{purged.day}T00:00:00Z")]
        written += [datetime.fromisoformat(w.at) for w in witnesses if w.at and w.head.seq < purged.last]
    except ValueError:
        yield Fault(purged.chain, purged.first, "purged", "its purge cannot be read")
        return
    if at - max(written) < SOONEST:
        yield Fault(purged.chain, purged.first, "purged", f"removed on {purged.at[:10]}, before its time")


def _purges(source: Source) -> Iterator[Purged]:
    for raw in source.purges():
        try:
            said = json.loads(raw)
            yield from (Purged(**each, at=said["ts"]) for each in said["facts"]["segments"])
        except (ValueError, KeyError, TypeError):
            continue  # the walk finds what is wrong with this record


def _cited(source: Source) -> Iterator[Witness]:
    for raw in source.openings():
        try:
            opened = json.loads(raw)
            for cite in opened["facts"]["cites"]:
                yield Witness(Head(**cite), f"chain {opened['chain']}")
        except (ValueError, KeyError, TypeError):
            continue  # the walk finds what is wrong with this record


class Walk:
    """Steps along one chain and stops believing it at the first fault."""

    def __init__(self, chain: str, witnesses: Iterable[Witness], purges: Iterable[Purged] = ()) -> None:
        self.chain = chain
        self._witnesses: dict[int, list[Witness]] = {}
        for witness in witnesses:
            self._witnesses.setdefault(witness.head.seq, []).append(witness)
        self._purges = sorted(purges, key=lambda purged: purged.first)
        self._next, self._prev = 0, ORIGIN
        self._records = 0
        self._segment, self._tree = 0, Tree()
        self._sealing: Purged | None = None  # what was purged just before the present record
        self._fault: Fault | None = None

    def step(self, row: Row) -> None:
        """Check the next record of the chain."""
        self._records += 1
        if self._fault:
            return
        if self._purges and row.seq != self._next:
            self._skip(row.seq)
        if not self._fits(row):
            self._fault = self._diagnose(row)
            return
        found = digest(row.raw)
        if found != row.hash:
            self._fault = Fault(self.chain, self._next, "changed", "its bytes do not have its hash")
            return
        for witness in self._witnesses.get(row.seq, ()):
            if witness.head.hash != found:
                self._fault = Fault(self.chain, row.seq, "rewritten", f"{witness.name} cites another hash")
                return
        self._count(row)
        self._next, self._prev = row.seq + 1, found

    def _skip(self, seq: object) -> None:
        """Go on after what was purged, if that leads to ``seq``, or to the end where there is no more (None)."""
        there, prev, last = self._next, self._prev, None
        for purged in self._purges:
            if purged.first <= there <= purged.last:
                there, prev, last = purged.last + 1, purged.hash, purged
        if last is not None and seq in (there, None):
            self._next, self._prev, self._sealing = there, prev, last
            self._segment, self._tree = there, Tree()

    def _count(self, row: Row) -> None:
        """Count a record into its day; one that seals the day must tell what was counted."""
        phase = row.searched[PHASE]
        if phase in SEALS and not self._sealed_well(row):
            self._fault = Fault(self.chain, row.seq, "unsealed", "its Merkle root is not that of the records before it")
        if phase in SEALS or self._sealing:
            self._segment, self._tree, self._sealing = row.seq, Tree(), None
        self._tree.add(row.raw)

    def _sealed_well(self, row: Row) -> bool:
        facts = json.loads(row.raw)["facts"]
        if self._sealing is not None:
            root = self._sealing.root
            day_and_root = self._sealing.day == facts.get("day") and root in ("", facts.get("root"))
            return day_and_root and (facts.get("last"), facts.get("hash")) == (row.seq - 1, self._prev)
        seal = (self._segment, row.seq - 1, self._prev, self._tree.root())
        return seal == tuple(facts.get(name) for name in ("first", "last", "hash", "root"))

    def _fits(self, row: Row) -> bool:
        try:
            expected = prefix(self.chain, self._next, self._prev, row.searched)
            return row.seq == self._next and row.raw.startswith(expected)
        except (TypeError, AttributeError):  # a column of another type
            return False

    def _diagnose(self, row: Row) -> Fault:
        here = self._next
        if type(row.seq) is not int or type(row.raw) is not bytes:
            return Fault(self.chain, here, "changed", "a column has another type")
        if row.seq > here:
            return Fault(self.chain, here, "removed", f"records {here} to {row.seq - 1} are not there")
        if row.seq < here:
            return Fault(self.chain, row.seq, "added", "a second record in this place")
        if digest(row.raw) != row.hash:
            return Fault(self.chain, here, "changed", "its bytes do not have its hash")
        return self._misplaced(row)

    def _misplaced(self, row: Row) -> Fault:
        """The record is intact, but it does not belong here, or its columns do not agree with it."""
        here = self._next
        try:
            said = json.loads(row.raw)
            place, prev = (said["chain"], said["seq"]), said["prev"]
        except (ValueError, KeyError, TypeError):
            return Fault(self.chain, here, "changed", "it is not a record")
        if place != (self.chain, here):
            return Fault(self.chain, here, "moved", f"it says that it is record {place[1]} of chain {place[0]}")
        if prev != self._prev:
            return Fault(self.chain, max(here - 1, 0), "rewritten", "the record after it cites another hash")
        return Fault(self.chain, here, "changed", "its search columns differ from its bytes")

    def close(self, report: Report) -> None:
        """Note what was found, now that the chain has no more records."""
        if not self._records:
            return
        if self._purges and not self._fault:
            self._skip(None)
        last = max(self._witnesses, default=-1)
        if self._fault is None and last >= self._next:
            name = self._witnesses[last][0].name
            detail = f"{name} cites record {last}, the last one there is {self._next - 1}"
            self._fault = Fault(self.chain, self._next, "cut", detail)
        report.records += self._records
        if self._fault:
            report.faults.append(self._fault)
        else:
            report.heads.append(Head(self.chain, self._next - 1, self._prev))
