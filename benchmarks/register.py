"""What the register costs, and what it survives.

python benchmarks/register.py throughput [URL]     records a second at 1, 16 and 64 requests at a time
python benchmarks/register.py scale RECORDS [URL]  searches, sums and verification on so many records
python benchmarks/register.py kills ROUNDS [URL]   SIGKILL under load: acknowledged records lost, chains broken
python benchmarks/register.py order ROUNDS         strace: flushes finished before each acknowledgement

Without a URL, an SQLite file in a temporary directory. Everything in it is invented.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.audit import Register, record
from gateway.audit.chain import Draft
from gateway.audit.own_chain import OwnChain
from gateway.audit.report import by_service
from gateway.audit.search import Question, search
from gateway.audit.verify import verify
from gateway.domain import Action, Caller
from gateway.store import data_url, migrate
from tests.support.crashes import ROOT, WRITING, kill_while_writing, recorded
from tests.support.exchanges import exchange, outcome, verdict

START = datetime(2025, 12, 1, tzinfo=UTC)
DAYS = 357
BATCH = 2000


def throughput(url: str) -> None:
    async def measure() -> None:
        register = Register.open(url, software="passerelle 0")
        for tasks in (1, 16, 64):
            each = max(2000 // tasks, 60)
            began = time.perf_counter()
            await asyncio.gather(*(write(register, each) for _ in range(tasks)))
            seconds = time.perf_counter() - began
            waited = seconds / each / 2 * 1000
            print(f"{tasks:3} at a time: {2 * each * tasks / seconds:7.0f} records/s, {waited:.2f} ms a durable record")
        register.close()

    async def write(register: Register, times: int) -> None:
        for _ in range(times):
            mine = exchange()
            await register.decided(mine, verdict(), counts={"PERSON": 2}, facts={"request_bytes": 1842})
            await register.ended(mine, outcome())

    asyncio.run(measure())


def scale(url: str, count: int) -> None:
    began = time.perf_counter()
    fill(url, count)
    print(f"{count} records written in {time.perf_counter() - began:.0f} s")
    year = Question(START, START + timedelta(days=DAYS))
    month = replace(year, since=START + timedelta(days=180), until=START + timedelta(days=210))
    rare = replace(year, usage="USG-014", provider="anthropic", decision="bloquee")
    searches: dict[str, Callable[[], object]] = {
        "service and decision, a month": lambda: list(
            search(url, replace(month, service="SERVICE-3", decision="bloquee"), last=200)
        ),
        "kind, a year": lambda: list(search(url, replace(year, kind="FR_NIR"), last=200)),
        "use, provider and decision, a year": lambda: list(search(url, rare, last=200)),
        "a kind that is nowhere, a year": lambda: list(search(url, replace(year, kind="FR_VIN"), last=200)),
        "sums by service, a month": lambda: by_service(url, month),
        "sums by service, a year": lambda: by_service(url, year),
    }
    for name, run in searches.items():
        print(f"{name}: first {_seconds(run):.2f} s, again {_seconds(run):.2f} s")
    began = time.perf_counter()
    report = verify(url)
    print(f"verify: whole {report.whole}, {report.records / (time.perf_counter() - began):.0f} records/s")


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def fill(url: str, count: int) -> None:
    """Write so many records, of a year, into the register at ``url``."""
    migrate(url)
    chance = random.Random(1)
    chain = OwnChain(url, software="passerelle 0", patience=5.0)
    drafts: list[Draft] = []
    for number in range(count // 2):
        drafts += one_exchange(number, START + number * timedelta(days=DAYS) / (count // 2), chance)
        if len(drafts) >= BATCH:
            chain.write(drafts)
            drafts = []
    chain.write([*drafts, record.event("fin", {})])
    chain.close()


def one_exchange(number: int, at: datetime, chance: random.Random) -> list[Draft]:
    caller = Caller(
        "k", f"ag_{chance.randrange(300):016x}", f"SERVICE-{chance.randrange(12)}", chance.choice(["USG-014", None])
    )
    provider = chance.choice(["mistral", "mistral", "openai", "anthropic"])
    mine = replace(exchange(caller, f"01JD{number:012d}"), at=at, provider=provider)
    action = chance.choices([Action.ALLOW, Action.PSEUDONYMISE, Action.BLOCK], [5, 4, 1])[0]
    if action is Action.BLOCK:
        judged = verdict(action, "FR_NIR")
        made = [record.refused(mine, judged, code="donnees_protegees", status=400, counts={"FR_NIR": 1})]
    else:
        made = [record.decided(mine, verdict(action), {"PERSON": 2}, {}), record.ended(mine, outcome())]
    return [Draft({**draft.columns, "ts": record.stamp(at)}, draft.facts) for draft in made]


def kills(url: str, rounds: int) -> None:
    began = time.perf_counter()
    acknowledged = kill_while_writing(url, rounds=rounds)
    report = verify(url)
    lost = acknowledged - recorded(url)
    print(f"{rounds} kills in {time.perf_counter() - began:.0f} s: {len(acknowledged)} decisions acknowledged,")
    print(f"{len(lost)} lost; {report.records} records in {rounds} chains, {len(report.faults)} faults")


def order(rounds: int) -> None:
    """Each round: one writer under strace; every id it tells must follow a flush that has returned."""
    told = early = 0
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            trace = Path(folder) / "trace"
            calls = ["strace", "-f", "-qq", "-e", "trace=fdatasync,fsync,write", "-e", "signal=none", "-o", str(trace)]
            writer = [sys.executable, str(WRITING), data_url(Path(folder)), "1", "1", "1", "7"]
            subprocess.run(
                [*calls, *writer], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
            )
            flushed = False
            for line in trace.read_text(errors="replace").splitlines():
                if "sync" in line and line.endswith("= 0"):
                    flushed = True
                elif " write(" in line and '\\n", 17)' in line:
                    told, early, flushed = told + 1, early + (not flushed), False
    print(f"{told} acknowledgements, {early} without a finished flush before them")


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    with tempfile.TemporaryDirectory() as home:
        place = data_url(Path(home))
        if what == "throughput":
            throughput(rest[0] if rest else place)
        elif what == "scale":
            scale(rest[1] if len(rest) > 1 else place, int(rest[0]))
        elif what == "kills":
            kills(rest[1] if len(rest) > 1 else place, int(rest[0]))
        elif what == "order":
            order(int(rest[0]))
        else:
            sys.exit(__doc__)
