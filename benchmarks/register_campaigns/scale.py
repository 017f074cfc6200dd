"""Two million records on SQLite and on PostgreSQL: searches, the DPO's answers, and verification."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.register import BATCH, DAYS, START, one_exchange
from gateway.audit import count, questions
from gateway.audit import record as made
from gateway.audit.chain import Draft
from gateway.audit.incidents import Incidents
from gateway.audit.own_chain import OwnChain
from gateway.audit.report import by_service
from gateway.audit.search import Question, search
from gateway.audit.verify import verify
from gateway.store import connect, data_url, migrate
from tests.support import postgres

RECORDS = 2_000_000
STOCK = 600


def run(folder: Path, records: int = RECORDS) -> dict[str, Any]:
    found = {"sqlite": _measure(data_url(folder), records)}
    with postgres.server() as server:
        found["postgresql"] = _measure(str(server.get_uri()), records)
    filtered = [seconds for store in found.values() for seconds in store["searches_s"].values()]
    return {
        "records_asked": records,
        **found,
        "slowest_search_s": max(filtered),
        "holds": max(filtered) < 1.0 and all(store["whole"] for store in found.values()),
    }


def _measure(url: str, records: int) -> dict[str, Any]:
    written = _timed(lambda: fill(url, records))
    year = Question(START, START + timedelta(days=DAYS))
    month = replace(year, since=START + timedelta(days=180), until=START + timedelta(days=210))
    rare = replace(year, usage="USG-014", provider="anthropic", decision="bloquee")
    asked: dict[str, Question] = {
        "service and decision, a month": replace(month, service="SERVICE-3", decision="bloquee"),
        "kind, a year": replace(year, kind="FR_NIR"),
        "use, provider and decision, a year": rare,
        "a kind that is nowhere, a year": replace(year, kind="FR_VIN"),
        "an agent, a year": replace(year, caller="ag_0000000000000007"),
    }
    answers: dict[str, Callable[[], object]] = {
        "sums by service, a month": lambda: by_service(url, month),
        "sums by service, a year": lambda: by_service(url, year),
        "carbon, a month": lambda: questions.carbon(count.spent(url, month), count.tallies(url, month)),
        "incidents, a month": lambda: Incidents.of(count.notable(url, month)),
        "census, a year": lambda: questions.census(count.tallies(url, year), []),
    }
    searches = {name: _timed(lambda q=q: list(search(url, q, last=200))) for name, q in asked.items()}  # type: ignore[misc]
    told = {name: _timed(ask) for name, ask in answers.items()}
    began, worked = time.perf_counter(), time.process_time()
    report = verify(url)
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    return {
        "written_in_s": written,
        "searches_s": searches,
        "answers_s": told,
        "verify_records_a_second": round(report.records / seconds),
        "verify_records_a_cpu_second": round(report.records / cpu),
        "records": report.records,
        "whole": report.whole,
    }


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return round(time.perf_counter() - began, 3)


def fill(url: str, records: int) -> None:
    """Write so many records over a year. What they say is drawn from a few hundred exchanges, each at its own time."""
    migrate(url)
    chance = random.Random(1)
    stock = [one_exchange(number, START, chance) for number in range(STOCK)]
    chain = OwnChain(url, software="passerelle 0", patience=30.0)
    drafts: list[Draft] = []
    for number in range(records // 2):
        at = made.stamp(START + number * timedelta(days=DAYS) / (records // 2))
        own = {"ts": at, "exchange": f"01JD{number:012d}"}
        drafts += [Draft({**draft.columns, **own}, draft.facts) for draft in chance.choice(stock)]
        if len(drafts) >= BATCH:
            chain.write(drafts)
            drafts = []
    chain.write([*drafts, made.event("fin", {})])
    chain.close()
    with connect(url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
