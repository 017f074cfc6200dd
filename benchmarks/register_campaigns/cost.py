"""What the register costs a request: the gateway with it and with none, turn about in one run."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from gateway.app import create_app
from gateway.audit import Register
from gateway.demo.loopback import listen, serving
from gateway.domain import Exchange, Json, Outcome
from gateway.keys import KeyRing
from gateway.settings import Settings
from tests.support.gateway_process import ROOT
from tests.support.lives import rules_only
from tests.support.people import PROMPT
from tests.support.replies import echo
from tests.support.upstream import Upstream

ROUNDS, EACH, TASKS = 8, 200, (1, 8, 32)


class Forgetful:
    """A register that writes nothing: what is left is the cost of all the rest."""

    def __init__(self, real: Register) -> None:
        self._real = real

    async def decided(self, exchange: Exchange, verdict: object, **more: object) -> None:
        """Forget."""

    async def ended(self, exchange: Exchange, outcome: Outcome, *, facts: Mapping[str, Json] | None = None) -> None:
        """Forget."""

    async def refused(self, exchange: Exchange, **more: object) -> None:
        """Forget."""


def run(folder: Path, rounds: int = ROUNDS, each: int = EACH) -> dict[str, Any]:
    models = rules_only(folder)
    settings = Settings(data=folder / "data", policies=ROOT / "policies", models=models)
    key = KeyRing.open(settings.register_url, settings.pepper).create("ccas", "essai").key
    with Upstream(echo()) as upstream:
        served = Settings(data=folder / "data", policies=settings.policies, models=models, upstreams=upstream.urls())
        app: Any = create_app(served)
        pipeline = app._pipeline
        real, none = pipeline._register, Forgetful(pipeline._register)
        with serving(app, listen("127.0.0.1", 0)) as url:
            asyncio.run(_load(url, key, 8, each))  # warm
            measured = {tasks: _turns(pipeline, (real, none), url, key, tasks, rounds, each) for tasks in TASKS}
    return {
        "requests_a_turn": each,
        "turns_of_each": rounds,
        "at_a_time": {str(tasks): told for tasks, told in measured.items()},
        "holds": True,
    }


def _turns(
    pipeline: Any, registers: tuple[object, object], url: str, key: str, tasks: int, rounds: int, each: int
) -> dict[str, float]:
    times: tuple[list[float], list[float]] = ([], [])
    rates: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for place, register in enumerate(registers):
            pipeline._register = register
            began = time.perf_counter()
            times[place].extend(asyncio.run(_load(url, key, tasks, each)))
            rates[place].append(each / (time.perf_counter() - began))
    pipeline._register = registers[0]
    with_it, without = (statistics.median(measured) * 1000 for measured in times)
    return {
        "median_ms_with": round(with_it, 2),
        "median_ms_without": round(without, 2),
        "cost_ms": round(with_it - without, 2),
        "requests_a_second_with": round(statistics.median(rates[0]), 1),
        "requests_a_second_without": round(statistics.median(rates[1]), 1),
    }


async def _load(url: str, key: str, tasks: int, requests: int) -> list[float]:
    numbers, times = iter(range(requests)), list[float]()
    body = {"model": "demo-gpt", "messages": [{"role": "user", "content": PROMPT}]}

    async def task(client: httpx.AsyncClient) -> None:
        for _ in numbers:
            began = time.perf_counter()
            answer = await client.post("/v1/chat/completions", json=body)
            times.append(time.perf_counter() - began)
            assert answer.status_code == 200, answer.text

    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False) as client:
        await asyncio.gather(*(task(client) for _ in range(tasks)))
    return times
