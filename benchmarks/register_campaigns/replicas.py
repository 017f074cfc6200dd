"""Four gateways on one PostgreSQL, 10,000 requests: a pair of records for each, and all chains verify."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import math
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from gateway.audit.verify import verify
from gateway.keys import KeyRing
from gateway.store import connect, grant, migrate
from tests.support import postgres
from tests.support.gateway_process import ROOT, await_health, free_port, serving_process, stop
from tests.support.lives import rules_only
from tests.support.people import PROMPT
from tests.support.replies import echo
from tests.support.upstream import Upstream

REPLICAS, REQUESTS, TASKS = 4, 10_000, 8


def run(folder: Path, requests: int = REQUESTS, seconds: float = math.inf) -> dict[str, Any]:
    """Send so many requests, or as many as fit in so many seconds."""
    models = rules_only(folder)
    with postgres.server() as server, Upstream(echo()) as upstream:
        owner = str(server.get_uri())
        migrate(owner)
        postgres.run(owner, "CREATE ROLE passerelle_writer LOGIN")
        grant(owner, {"writer": "passerelle_writer"})
        writer = owner.replace("://postgres", "://passerelle_writer", 1)
        key = KeyRing.open(owner, folder / "data" / "pepper").create("ccas", "essai").key
        began = time.monotonic()
        with contextlib.ExitStack() as stack:
            urls = [stack.enter_context(_gateway(folder, writer, upstream, models)) for _ in range(REPLICAS)]
            told, asked = asyncio.run(_ask_all(urls, key, requests, time.monotonic() + seconds))
        took = time.monotonic() - began
        report = verify(owner)
        pairs = _pairs(owner)
    complete = sum(pairs.get(each) == Counter(decided=1, ended=1) for each in told)
    return {
        "replicas": REPLICAS,
        "requests_wanted": requests,
        "requests": asked,
        "answered": len(told),
        "seen_upstream": len(upstream.received),
        "with_one_pair_of_records": complete,
        "exchanges_in_the_register": len(pairs),
        "chains": len(report.heads),
        "records": report.records,
        "chain_faults": len(report.faults),
        "requests_a_second": round(len(told) / took, 1),
        "writer_role": "INSERT and SELECT on records, SELECT on keys",
        "holds": len(told) == complete == asked == len(pairs) and not report.faults,
    }


@contextlib.contextmanager
def _gateway(folder: Path, register: str, upstream: Upstream, models: Path) -> Any:
    port = free_port()
    given = (port, folder / "data", upstream.urls(), ROOT / "policies", models)
    log = folder / f"serve-{port}.log"
    process = serving_process(*given, log=log, env={"PASSERELLE_REGISTER": register})
    try:
        await_health(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


async def _ask_all(urls: list[str], key: str, requests: int, end: float) -> tuple[list[str], int]:
    """Return the exchanges that were answered, and how many requests were sent."""
    numbers, asked = iter(range(requests)), itertools.count()
    told: list[str] = []

    async def task(url: str) -> None:
        headers = {"authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False) as client:
            for number in numbers:
                if time.monotonic() > end:
                    return
                next(asked)
                body = {
                    "model": "demo-gpt",
                    "stream": number % 2 == 0,
                    "messages": [{"role": "user", "content": PROMPT}],
                }
                answer = await client.post("/v1/chat/completions", json=body)
                if answer.status_code == 200:
                    told.append(answer.headers["x-passerelle-exchange"])

    await asyncio.gather(*(task(url) for url in urls for _ in range(TASKS // 2)))
    return told, next(asked)


def _pairs(url: str) -> dict[str, Counter[str]]:
    pairs: dict[str, Counter[str]] = {}
    with connect(url, readonly=True).connect() as connection:
        query = "SELECT raw FROM records WHERE exchange <> ''"
        for (raw,) in connection.exec_driver_sql(query):
            said = json.loads(bytes(raw))
            pairs.setdefault(said["exchange"], Counter())[said["phase"]] += 1
    return pairs
