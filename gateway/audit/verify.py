"""Check a register from the outside: nothing that writes it is used here but the form of a record.

Found and located: a record changed (any bit, its search columns too), removed, added, moved, or rewritten with all
later hashes recomputed; a chain shortened or dropped. What a chain cannot show about its own last records is shown by
those who bear witness to them: the chains opened later, which cite its head, and the checkpoints held elsewhere. The
last records of the youngest chains, written after the last checkpoint, have no witness yet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from gateway.audit.chain import ORIGIN, Head, digest, prefix
from gateway.audit.checkpoint import Checkpoint
from gateway.audit.source import Export, Row, Source, open_store


@dataclass(frozen=True, slots=True)
class Fault:
    """The first bad record of a chain. what: changed, removed, added, moved, rewritten, cut, missing,
    damaged (the database file itself) or unreadable."""

    chain: str
    seq: int
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Witness:
    """Who says that a chain had this head."""

    head: Head
    name: str


@dataclass(slots=True)
class Report:
    """What was found. ``heads``: the last record of each chain, as read."""

    records: int = 0
    heads: list[Head] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    witnesses: int = 0

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
    report = Report()
    wanted: dict[str, list[Witness]] = {}
    for witness in [*_cited(source), *(Witness(each.head, f"checkpoint of {each.time}") for each in checkpoints)]:
        wanted.setdefault(witness.head.chain, []).append(witness)
        report.witnesses += 1
    walk = Walk("", [])
    for row in source.rows():
        if row.chain != walk.chain:
            walk.close(report)
            walk = Walk(row.chain, wanted.pop(row.chain, []))
        walk.step(row)
    walk.close(report)
    for chain, witnesses in sorted(wanted.items()):
        report.faults.append(Fault(chain, 0, "missing", f"{witnesses[0].name} cites this chain, which is not there"))
    return report


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

    def __init__(self, chain: str, witnesses: Iterable[Witness]) -> None:
        self.chain = chain
        self._witnesses: dict[int, list[Witness]] = {}
        for witness in witnesses:
            self._witnesses.setdefault(witness.head.seq, []).append(witness)
        self._next, self._prev = 0, ORIGIN
        self._records = 0
        self._fault: Fault | None = None

    def step(self, row: Row) -> None:
        """Check the next record of the chain."""
        self._records += 1
        if self._fault:
            return
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
        self._next, self._prev = row.seq + 1, found

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
