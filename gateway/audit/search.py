"""Find exchanges in the register: a line for each, its decision and its end put together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Engine,
    FunctionElement,
    Select,
    String,
    and_,
    bindparam,
    func,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles

from gateway.audit.record import stamp
from gateway.domain import Json
from gateway.errors import RegisterDown
from gateway.store import connect, records

JUDGED = ("decided", "refused")
"""The phases of which each exchange has exactly one."""

FEW = 2000
"""Records that are looked up and sorted in no time, wherever in the period they are."""
_AGO = re.compile(r"(\d{1,4})\s*(min|h|j|d)")
_UNITS = {"min": "minutes", "h": "hours", "j": "days", "d": "days"}


def moment(text: str, now: datetime | None = None) -> datetime:
    """Read an instant: ISO 8601, in UTC where no zone is given, or how long ago: 30min, 24h, 7j.

    Raises ValueError.
    """
    if ago := _AGO.fullmatch(text.strip()):
        return (now or datetime.now(UTC)) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    read = datetime.fromisoformat(text.strip())
    return read if read.tzinfo else read.replace(tzinfo=UTC)


class of_kind(FunctionElement[bool]):  # noqa: N801  # stands in a query like func.lower
    """Whether a record's kinds hold one: by an index of theirs on PostgreSQL, by reading the column on SQLite."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, kind: str) -> None:
        super().__init__(records.c.kinds, bindparam(None, kind, String))


@compiles(of_kind, "sqlite")
def _in_sqlite(element: of_kind, compiler: Any, **given: Any) -> str:
    kinds, kind = (compiler.process(clause, **given) for clause in element.clauses)
    return f"instr({kinds}, ',' || {kind} || ',') > 0"


@compiles(of_kind, "postgresql")
def _in_postgresql(element: of_kind, compiler: Any, **given: Any) -> str:
    kinds, kind = (compiler.process(clause, **given) for clause in element.clauses)
    return f"string_to_array({kinds}, ',') @> ARRAY[CAST({kind} AS TEXT)]"


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: since included, until excluded; None asks nothing. kind: an id of models/kinds.yaml."""

    since: datetime
    until: datetime | None = None
    service: str | None = None
    decision: str | None = None
    kind: str | None = None
    provider: str | None = None
    usage: str | None = None
    caller: str | None = None
    exchange: str | None = None

    def asked(self) -> dict[str, str]:
        """Return what is asked, as text: the filter line of an export, and the fact ``asked`` of the event."""
        given = {name: getattr(self, name) for name in self.__slots__}
        return {k: stamp(v) if isinstance(v, datetime) else str(v) for k, v in given.items() if v is not None}

    def where(self) -> ColumnElement[bool]:
        """Return the condition on the records that say what was decided."""
        c = records.c
        parts = [c.ts >= stamp(self.since), c.phase.in_(JUDGED)]
        if self.until:
            parts.append(c.ts < stamp(self.until))
        if self.kind:
            parts.append(of_kind(self.kind))
        same = ("service", "decision", "provider", "usage", "caller", "exchange")
        parts += [c[name] == value for name in same if (value := getattr(self, name)) is not None]
        return and_(*parts)


Line = Mapping[str, Json]
"""An exchange, flat: the columns and facts of its decision, then those of its end."""


def search(url: str, question: Question, *, last: int | None = None) -> Iterator[Line]:
    """Return the exchanges asked for, oldest first, streamed. last: only the so many youngest. Raises RegisterDown."""
    names = ("ts", "chain", "seq", "exchange", "raw")
    judged = select(*(records.c[name] for name in names)).where(question.where())
    if last is not None:  # cut before the ends are looked up: a planner that expects many would sort them all
        judged = judged.order_by(*(records.c[name].desc() for name in names[:3])).limit(last)
    asked, ends = judged.subquery("asked"), records.alias("ends")
    ended = and_(ends.c.exchange == asked.c.exchange, ends.c.phase == "ended", asked.c.exchange != "")
    query = select(asked.c.raw, ends.c.raw).select_from(asked.outerjoin(ends, ended))
    ordered = query.order_by(*(asked.c[name] for name in names[:3]))
    yield from _lines(connect(url, readonly=True), question, ordered)


def _lines(engine: Engine, question: Question, query: Select[Any]) -> Iterator[Line]:
    seen = ""
    try:
        with engine.connect() as connection:
            _by_kind(connection, question)
            for judged, ended in connection.execution_options(yield_per=500).execute(query):
                line = _line(bytes(judged), bytes(ended) if ended is not None else None)
                if line["exchange"] and line["exchange"] == seen:
                    continue  # its end was written twice, when the store failed in between
                seen = str(line["exchange"])
                yield line
    except SQLAlchemyError as error:
        raise RegisterDown(f"Le registre ne peut pas être lu ({type(error).__name__}).") from error


def _by_kind(connection: Connection, question: Question) -> None:
    """Have PostgreSQL go by the index of kinds where few records of the period are of this one.

    It knows no figure of a rare kind, expects to meet it soon, and reads the whole period from its young end.
    """
    if question.kind is None or connection.dialect.name != "postgresql":
        return
    ways = ("seqscan", "indexscan", "indexonlyscan")
    for way in ways:
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    some = select(records.c.seq).where(question.where()).limit(FEW).subquery()
    if connection.scalar(select(func.count()).select_from(some)) == FEW:
        for way in ways:
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = on")


def _line(judged: bytes, ended: bytes | None) -> Line:
    said = json.loads(judged)
    end = json.loads(ended) if ended else {"facts": {}}
    columns = {name: value for name, value in said.items() if name not in ("facts", "prev", "kinds")}
    return {**columns, **said["facts"], **end["facts"], "ended": end.get("ts", "")}
