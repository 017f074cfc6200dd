"""The gateway at a steady share of its capacity for a while: plain requests, streams, hang-ups, blocked prompts.

    python -m benchmarks.soak [--minutes 20] [--share 0.8]

Capacity is measured first, with the same mix: what so many callers get who each ask again once they are answered.
Requests then start at their times whatever has become of those before. It holds when no answer is an error, memory is
flat and the register is whole. Writes benchmarks/results/soak.json; ends with 1 if not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import servers
from benchmarks.client import Line
from benchmarks.texts import text

BLOCKED = "Mon numéro de sécurité sociale est le 2 89 05 99 352 321 10, merci de le noter dans le dossier."
KINDS = ("fresh", "seen", "stream", "gone", "blocked")
WEIGHTS = (40, 25, 25, 5, 5)
PATIENCE = 60.0
CALLERS, MEASURED = 32, 30.0
"""Callers and seconds by which capacity is measured."""
FLAT_MB = 40.0


@dataclass
class Run:
    """What has happened so far."""

    side: servers.Side
    rng: random.Random
    seen: str
    outcomes: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    idle: list[Line] = field(default_factory=list)

    async def one(self, kind: str) -> None:
        """Do one exchange of a kind and note how it went."""
        line = self.idle.pop() if self.idle else Line(self.side.url, self.side.key)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._ask(kind, line)
        except (RuntimeError, OSError, EOFError, TimeoutError) as error:
            self.outcomes[f"{kind}: {error or type(error).__name__}"] += 1
            line.close()
            return
        self.outcomes[kind] += 1
        self.idle.append(line)

    async def _ask(self, kind: str, line: Line) -> None:
        if kind == "gone":
            asking = asyncio.create_task(line.say(self.seen, stream=True, max_tokens=200, seed=10))
            await asyncio.sleep(self.rng.random())
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            line.close()
            return
        if kind == "blocked":
            body = {"model": "demo-gpt", "messages": [{"role": "user", "content": BLOCKED}]}
            status = (await line.send(json.dumps(body).encode())).status
            if status != 400:
                raise RuntimeError(f"status {status}")
            return
        more = {"stream": True, "max_tokens": 100, "seed": 5} if kind == "stream" else {}
        took = await line.say(self.seen if kind == "seen" else text(600, self.rng), **more)
        if kind != "stream":
            self.times.append(took.whole)


def new_run(side: servers.Side, seed: int) -> Run:
    """Return a run of which nothing has happened."""
    return Run(side, random.Random(seed), text(600, random.Random(6)))


async def capacity(run: Run, seconds: float) -> float:
    """Return the exchanges/s of callers who wait for their answers."""
    began = time.perf_counter()

    async def caller() -> None:
        while time.perf_counter() - began < seconds:
            await run.one(run.rng.choices(KINDS, WEIGHTS)[0])

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return run.outcomes.total() / (time.perf_counter() - began)


async def soak(side: servers.Side, minutes: float, share: float) -> tuple[Run, float]:
    """Return what happened, and the capacity (exchanges/s)."""
    most = await capacity(new_run(side, 4), MEASURED)
    run, rate = new_run(side, 5), share * most
    began, tasks, number = time.perf_counter(), set[asyncio.Task[None]](), 0
    while (now := time.perf_counter() - began) < minutes * 60:
        while number / rate <= now:
            task = asyncio.create_task(run.one(run.rng.choices(KINDS, WEIGHTS)[0]))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            number += 1
            if number % max(1, int(rate * 10)) == 0:
                run.memory.append(side.memory())
        await asyncio.sleep(0.005)
    await asyncio.gather(*tasks)
    run.memory.append(side.memory())
    return run, most


def verified(data: Path) -> str:
    """Return what ``passerelle verify`` says of the register."""
    command = [*servers.GATEWAY, "verify", "--data", str(data)]
    done = subprocess.run(command, cwd=servers.ROOT, capture_output=True, text=True, check=False)
    return "whole" if done.returncode == 0 else done.stdout + done.stderr


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--share", type=float, default=0.8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with servers.upstream() as to, servers.gateway(to, data=data) as side:
            run, most = asyncio.run(soak(side, options.minutes, options.share))
        register = verified(data)
    errors = {what: count for what, count in run.outcomes.items() if what not in KINDS}
    settled = run.memory[len(run.memory) // 4 :]
    told = {
        "machine": servers.machine(),
        "minutes": options.minutes,
        "capacity_per_second": round(most, 1),
        "exchanges_per_second": round(options.share * most, 1),
        "exchanges": {kind: run.outcomes[kind] for kind in KINDS},
        "errors": errors,
        "p50_ms": round(1000 * statistics.median(run.times), 1),
        "p99_ms": round(1000 * sorted(run.times)[int(len(run.times) * 0.99)], 1),
        "memory_mb": [round(settled[0]), round(max(settled)), round(settled[-1])],
        "register": register,
    }
    print(json.dumps(told, indent=1, ensure_ascii=False))
    path = servers.RESULTS / "soak.json"
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.exit(bool(errors) or register != "whole" or settled[-1] - settled[0] > FLAT_MB)


if __name__ == "__main__":
    main()
