"""Count in the database what the DPO's questions need: exchanges that are alike, and what they spent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    FunctionElement,
    String,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles

from gateway.audit.incidents import EVENTS
from gateway.audit.record import stamp
from gateway.audit.search import Question
from gateway.errors import RegisterDown
from gateway.store import connect, records


class fact(FunctionElement[Any]):  # noqa: N801  # stands in a query like func.lower
    """A fact of a record, out of its raw bytes: the search columns hold only what is searched for every day."""

    inherit_cache = True

    def __init__(self, name: str) -> None:
        super().__init__(records.c.raw, literal_column(f"'{name}'"))


@compiles(fact, "sqlite")
def _in_sqlite(element: fact, compiler: Any, **given: Any) -> str:
    raw, name = element.clauses
    path = compiler.process(name, **given).strip("'")
    return f"json_extract(CAST({compiler.process(raw, **given)} AS TEXT), '$.facts.{path}')"


@compiles(fact, "postgresql")
def _in_postgresql(element: fact, compiler: Any, **given: Any) -> str:
    raw, name = element.clauses
    path = compiler.process(name, **given).strip("'").replace(".", ",")
    return f"(convert_from({compiler.process(raw, **given)}, 'UTF8')::jsonb #>> '{{facts,{path}}}')"


@dataclass(frozen=True, slots=True)
class Tally:
    """So many exchanges that are alike. month: ``2026-11``. kinds: each between commas. sovereign: None if not said."""

    month: str
    service: str
    caller: str
    usage: str
    decision: str
    kinds: str
    provider: str
    model: str
    sovereign: bool | None
    times: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What the exchanges of a service with a model spent in a month. gco2e in grams, wh in watt-hours, each a range.

    measured: how many of ``exchanges`` have an estimate; the others' model or answer gave none.
    """

    month: str
    service: str
    provider: str
    model: str
    exchanges: int
    measured: int
    input_tokens: int
    output_tokens: int
    gco2e_min: float
    gco2e_max: float
    wh_min: float
    wh_max: float


MONTH = func.substr(records.c.ts, 1, 7)


def tallies(url: str, question: Question) -> list[Tally]:
    """Return the exchanges asked for, those that are alike counted together. Raises RegisterDown."""
    c = records.c
    said = cast(fact("sovereign"), String)
    sovereign = case((said.in_(("true", "1")), 1), (said.in_(("false", "0")), 0))
    alike = (MONTH, c.service, c.caller, c.usage, c.decision, c.kinds, c.provider, c.model, sovereign)
    # a group is named by its place: the same expression with bound values twice is two expressions to PostgreSQL
    query = select(*alike, func.count()).where(question.where()).group_by(*_places(len(alike)))
    with reading(url) as connection:
        return [_tally(*row) for row in connection.execute(query)]


def _tally(*row: Any) -> Tally:
    month, service, caller, usage, decision, kinds, provider, model, told, times = row
    sovereign = None if told is None else bool(told)
    return Tally(month, service, caller, usage, decision, kinds, provider, model, sovereign, times)


def _places(count: int) -> list[ColumnElement[Any]]:
    return [literal_column(str(place)) for place in range(1, count + 1)]


def spent(url: str, question: Question) -> list[Spent]:
    """Return what the ended exchanges of the period spent; of ``question`` its period, service and provider count.

    Raises RegisterDown.
    """
    c = records.c
    names = ("input_tokens", "output_tokens", "gco2e_min", "gco2e_max", "wh_min", "wh_max")
    sums = [func.coalesce(func.sum(_number(name)), 0) for name in names]
    measured = func.count(_number("gco2e_max"))
    groups = (MONTH, c.service, c.provider, c.model)
    query = select(*groups, func.count(), measured, *sums).where(_ended(question)).group_by(*_places(len(groups)))
    with reading(url) as connection:
        return [_spent(*row) for row in connection.execute(query)]


def _spent(*row: Any) -> Spent:
    month, service, provider, model, exchanges, measured, given, made, *ranges = row
    low, high, wh_low, wh_high = map(float, ranges)
    tokens = int(given), int(made)
    return Spent(month, service, provider, model, exchanges, measured, *tokens, low, high, wh_low, wh_high)


def notable(url: str, question: Question) -> Iterator[dict[str, Any]]:
    """Return the records of the period that may tell of an incident, and all that say where one stands.

    A coarse sieve: what a record tells is for ``incidents.sightings`` to say. Raises RegisterDown.
    """
    c = records.c
    refused = and_(
        *(*_period(question), c.phase == "refused"),
        or_(c.decision == "erreur", fact("code") == "reste_detecte", fact("categories.secrets").is_not(None)),
    )
    left = and_(_ended(question), or_(_number("unrestored") > 0, fact("leaked").is_not(None)))
    events = and_(*_period(question), c.phase == "event", fact("event").in_(EVENTS))
    states = and_(c.ts >= stamp(question.since), c.phase == "event", fact("event") == "incident_state")
    with reading(url) as connection:
        for condition in (refused, left, events, states):
            for (raw,) in connection.execute(select(c.raw).where(condition)):
                yield json.loads(bytes(raw))


def _number(name: str) -> ColumnElement[Any]:
    return cast(fact(name), Float)


def _period(question: Question) -> list[ColumnElement[bool]]:
    until = [records.c.ts < stamp(question.until)] if question.until else []
    return [records.c.ts >= stamp(question.since), *until]


def _ended(question: Question) -> ColumnElement[bool]:
    same = [records.c[name] == value for name in ("service", "provider") if (value := getattr(question, name))]
    return and_(*_period(question), records.c.phase == "ended", *same)


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """Open the register for reading. Raises RegisterDown."""
    try:
        with connect(url, readonly=True).connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise RegisterDown(f"Le registre ne peut pas être lu ({type(error).__name__}).") from error
