"""The meter counts exactly, whoever counts at the same time, on both stores."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections import Counter as Tally
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, make_url, select

from gateway.errors import RegisterDown
from gateway.meter import Charge, Counter, Meter
from gateway.store import connect, data_url, grant, migrate, quotas
from tests.support import postgres

DAY: Counter = ("agent-jour", "demandes", "ag_0123456789abcdef", "2026-11-25", "agent")
MONTH: Counter = ("service-mois", "jetons", "ccas", "2026-11", "agent")
FORK = multiprocessing.get_context("fork")


async def _claim_many(url: str, times: int, charges: list[Charge]) -> int:
    meter = Meter(url, patience=20)
    answers = await asyncio.gather(*(meter.claim(charges) for _ in range(times)))
    await asyncio.to_thread(meter.close)
    return answers.count(None)


def claim_many(url: str, times: int, charges: list[Charge], told: Any = None) -> int:
    passed = asyncio.run(_claim_many(url, times, charges))
    if told is not None:
        told.put(passed)
    return passed


def test_two_processes_and_a_restart_pass_exactly_the_limit(store_url: str) -> None:
    """Of 200 claims at once, by two processes, half of them after both were restarted, exactly 50 pass at a limit of 50."""
    migrate(store_url)
    told = FORK.Queue()
    passed = 0
    for _ in range(2):  # two processes, then two new ones
        mine = [FORK.Process(target=claim_many, args=(store_url, 50, [Charge(DAY, 1, 50)], told)) for _ in range(2)]
        for process in mine:
            process.start()
        passed += sum(told.get(timeout=60) for _ in mine)
        for process in mine:
            process.join(30)
    assert passed == 50
    assert asyncio.run(Meter(store_url).spent([DAY])) == {DAY: 50}


def test_a_full_counter_leaves_the_others_alone(store_url: str) -> None:
    """A request under several quotas is counted under all of them or under none."""
    migrate(store_url)
    charges = [Charge(MONTH, 100, 1_000_000), Charge(DAY, 1, 3)]
    assert claim_many(store_url, 10, charges) == 3
    assert asyncio.run(Meter(store_url).spent([DAY, MONTH])) == {DAY: 3, MONTH: 300}


def test_the_counter_without_room_is_told(store_url: str) -> None:
    """A refused claim names the counter that had no room."""

    async def scene() -> Charge | None:
        meter = Meter.open(store_url)
        await meter.claim([Charge(DAY, 1, 5)])
        refused = await meter.claim([Charge(DAY, 1, 5), Charge(MONTH, 11, 10)])
        await asyncio.to_thread(meter.close)
        return refused

    assert asyncio.run(scene()) == Charge(MONTH, 11, 10)


def test_what_was_claimed_is_corrected(store_url: str) -> None:
    """What a request really spent replaces what was set aside for it, and a counter never falls below zero."""

    async def scene() -> list[int]:
        meter = Meter.open(store_url)
        await meter.claim([Charge(MONTH, 1500, 2000)])
        seen = []
        for amount in (-1100, 50, -9999):
            await meter.correct([Charge(MONTH, amount, 2000)])
            seen.append((await meter.spent([MONTH]))[MONTH])
        await asyncio.to_thread(meter.close)
        return seen

    assert asyncio.run(scene()) == [400, 450, 0]


def test_old_counters_are_forgotten(store_url: str) -> None:
    """A counter of more than two months ago, which tells of one person's use, is removed by itself."""
    migrate(store_url)
    old = {"quota": "q", "measure": "demandes", "subject": "ag_x", "period": "2024-02-01", "calls": "agent", "used": 9}
    with connect(store_url).begin() as connection:
        connection.execute(insert(quotas).values(old))
    claim_many(store_url, 1, [Charge(DAY, 1, 5)])
    with connect(store_url).connect() as connection:
        assert connection.scalars(select(quotas.c.period)).all() == ["2026-11-25"]


def test_a_killed_process_gives_nothing_away(store_url: str) -> None:
    """A process that is killed while it counts leaves each claim counted or not: together never more than the limit."""
    migrate(store_url)
    told = FORK.Queue()
    doomed = FORK.Process(target=_count_for_ever, args=(store_url, told))
    doomed.start()
    before = sum(told.get(timeout=60) for _ in range(5))
    assert doomed.pid is not None
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.join(30)
    counted = asyncio.run(Meter(store_url).spent([DAY]))[DAY]
    assert before <= counted
    assert claim_many(store_url, 40, [Charge(DAY, 1, counted + 10)]) == 10


def _count_for_ever(url: str, told: Any) -> None:
    while True:
        told.put(claim_many(url, 3, [Charge(DAY, 1, 10**9)]))


def test_a_store_that_is_away_refuses(tmp_path: Path) -> None:
    """Where the counters cannot be reached nothing is allowed."""

    async def scene() -> Tally[str]:
        meter = Meter(data_url(tmp_path / "nulle-part"), patience=0.2)
        tally = Tally[str]()
        for work in (meter.claim([Charge(DAY, 1, 5)]), meter.spent([DAY])):
            try:
                await work
            except RegisterDown as error:
                tally[error.code] += 1
        await asyncio.to_thread(meter.close)
        return tally

    assert asyncio.run(scene()) == {"registre_indisponible": 2}


def test_a_store_that_comes_back_counts_again(tmp_path: Path) -> None:
    """After the store failed, the next claim is counted without a restart."""

    async def scene() -> list[Charge | None]:
        meter = Meter(data_url(tmp_path), patience=0.5)
        with pytest.raises(RegisterDown):
            await meter.claim([Charge(DAY, 1, 1)])
        migrate(data_url(tmp_path))
        answers = [await meter.claim([Charge(DAY, 1, 1)]) for _ in range(2)]
        await asyncio.to_thread(meter.close)
        return answers

    assert asyncio.run(scene()) == [None, Charge(DAY, 1, 1)]


def test_the_gateways_role_counts_and_the_readers_does_not(postgres_url: str) -> None:
    """The role of the running gateway may count; the DPO's reader sees no counter."""
    migrate(postgres_url)
    database = make_url(postgres_url).database
    names = {name: f"{name}_{database}" for name in ("writer", "reader")}
    postgres.run(postgres_url, *(f"CREATE ROLE {role} LOGIN" for role in names.values()))
    grant(postgres_url, names)
    urls = {
        name: make_url(postgres_url).set(username=role).render_as_string(hide_password=False)
        for name, role in names.items()
    }
    assert claim_many(urls["writer"], 3, [Charge(DAY, 1, 2)]) == 2
    with pytest.raises(RegisterDown):
        asyncio.run(Meter(urls["reader"]).spent([DAY]))
