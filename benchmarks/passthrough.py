"""What the gateway costs beside a bare FastAPI + httpx pass-through, in the same run, request by request in turn.

    python -m benchmarks.passthrough [--rounds 60]

Client, upstream, pass-through and gateway share the machine. Texts are invented and new for each request ("fresh").
Writes benchmarks/results/passthrough.json and .md.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime
import json
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import psutil
from rich.console import Console
from rich.progress import track
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
SIZES = (200, 2_000, 20_000)
FIRST = "Lucie Karim Aïcha Mehdi Rosa Paolo Inès Bruno Fatou Thanh Maria Joël".split()
LAST = "Vaillant Benali Fabrègues Lubrano Costa Nguyen Diallo Roca Puech Yılmaz Santos Mahamoud".split()
PROSE = (
    "Le service de l'état civil reçoit le public du lundi au vendredi. La délibération du conseil fixe le tarif de la "
    "cantine. Merci de rédiger une réponse claire et courtoise. Le dossier sera examiné par la commission. "
).split(". ")


@dataclass(frozen=True)
class Row:
    """One measure: the pass-through, the gateway, and their ratio."""

    what: str
    unit: str
    bare: float
    gateway: float
    ratio: float


def text(size: int, rng: random.Random) -> str:
    parts: list[str] = []
    while sum(map(len, parts)) < size:
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)}{rng.randrange(10_000)}"
        parts.append(
            f"{rng.choice(PROSE)}. Madame {name} appelle du 06 39 98 {rng.randrange(10, 99)} {rng.randrange(10, 99)}. "
        )
    return "".join(parts)[:size]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def process(command: list[str], url: str, ready: str, **env: str) -> Iterator[psutil.Process]:
    running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(url + ready, trust_env=False).status_code < 500:
                    break
            time.sleep(0.1)
        yield psutil.Process(running.pid)
    finally:
        running.terminate()
        running.wait()


def served(app: str, port: int) -> list[str]:
    return [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--http", "httptools", "--log-level", "error"]


class Sides:
    """The two addresses under measure."""

    def __init__(self, bare: str, gateway: str, key: str) -> None:
        self.urls = {"bare": bare, "gateway": gateway}
        self.headers = {"authorization": f"Bearer {key}"}

    async def ask(self, client: httpx.AsyncClient, side: str, content: str, *, stream: bool = False) -> float:
        """Return the seconds that one whole exchange takes."""
        body = {"model": "demo-gpt", "stream": stream, "messages": [{"role": "user", "content": content}]}
        began = time.perf_counter()
        answer = await client.post(self.urls[side] + "/v1/chat/completions", json=body, headers=self.headers)
        answer.raise_for_status()
        return time.perf_counter() - began

    async def first_token(self, client: httpx.AsyncClient, side: str, content: str) -> float:
        """Return the seconds until the first byte of a stream."""
        body = {"model": "demo-gpt", "stream": True, "messages": [{"role": "user", "content": content}]}
        began, first = time.perf_counter(), 0.0
        url = self.urls[side] + "/v1/chat/completions"
        async with client.stream("POST", url, json=body, headers=self.headers) as answer:
            async for _ in answer.aiter_raw():
                first = first or time.perf_counter() - began
        return first


def row(what: str, unit: str, values: dict[str, float]) -> Row:
    return Row(what, unit, values["bare"], values["gateway"], values["gateway"] / values["bare"])


async def latencies(sides: Sides, rounds: int) -> list[Row]:
    rng, rows = random.Random(1), []
    async with httpx.AsyncClient(timeout=120, trust_env=False) as client:
        for size in SIZES:
            times: dict[str, list[float]] = {"bare": [], "gateway": []}
            for index in track(range(rounds if size < 20_000 else rounds // 3), f"{size} caractères"):
                for side in times:
                    taken = await sides.ask(client, side, text(size, rng))
                    if index >= 3:
                        times[side].append(taken * 1000)
            rows.append(
                row(f"p50, {size} characters, fresh", "ms", {s: statistics.median(t) for s, t in times.items()})
            )
        first: dict[str, list[float]] = {"bare": [], "gateway": []}
        for _ in range(rounds // 3):
            for side in first:
                first[side].append(1000 * await sides.first_token(client, side, text(200, rng)))
        rows.append(row("first token p50, 200 characters", "ms", {s: statistics.median(t) for s, t in first.items()}))
    return rows


async def throughput(sides: Sides, size: int, count: int, concurrency: int = 16) -> Row:
    rng, rates = random.Random(2), {}
    for side in sides.urls:
        texts = [text(size, rng) for _ in range(count)]
        async with httpx.AsyncClient(timeout=120, trust_env=False) as client:

            async def worker(mine: list[str], side: str = side, client: httpx.AsyncClient = client) -> None:
                for content in mine:
                    await sides.ask(client, side, content)

            began = time.perf_counter()
            await asyncio.gather(*(worker(texts[i::concurrency]) for i in range(concurrency)))
            rates[side] = count / (time.perf_counter() - began)
    return row(f"throughput, {size} characters, 16 at once", "requests/s", rates)


async def stream_cost(sides: Sides, processes: dict[str, psutil.Process], count: int) -> Row:
    from benchmarks.bare import TOKENS

    costs = {}
    async with httpx.AsyncClient(timeout=120, trust_env=False) as client:
        for side, running in processes.items():
            before = sum(running.cpu_times()[:2])
            for _ in range(count):
                await sides.ask(client, side, "Bonjour, merci de répondre.", stream=True)
            costs[side] = (sum(running.cpu_times()[:2]) - before) / count / TOKENS * 1e6
    return row("CPU a streamed token, short prompt", "µs", costs)


def measure(rounds: int) -> list[Row]:
    up, bare, gate = (free_port() for _ in range(3))
    urls = [f"http://127.0.0.1:{port}" for port in (up, bare, gate)]
    with tempfile.TemporaryDirectory() as data:
        create = "keys create --service banc --label mesure --json".split()
        gateway = [sys.executable, "-m", "gateway"]
        made = subprocess.run([*gateway, *create, "--data", data], cwd=ROOT, capture_output=True, check=True)
        serve = [*gateway, "serve", "--port", str(gate), "--data", data, "--upstream", f"demo-openai={urls[0]}"]
        with (
            process(served("benchmarks.bare:upstream", up), urls[0], "/"),
            process(served("benchmarks.bare:bare", bare), urls[1], "/", BARE_UPSTREAM=urls[0]) as b,
            process(serve, urls[2], "/sante") as g,
        ):
            sides = Sides(urls[1], urls[2], json.loads(made.stdout)["key"])
            rows = asyncio.run(latencies(sides, rounds))
            rows.append(asyncio.run(throughput(sides, 200, rounds * 5)))
            rows.append(asyncio.run(throughput(sides, 2_000, rounds * 2)))
            rows.append(asyncio.run(stream_cost(sides, {"bare": b, "gateway": g}, rounds // 2)))
            memory = {"bare": b.memory_info().rss / 1e6, "gateway": g.memory_info().rss / 1e6}
            rows.append(row("resident memory", "MB", memory))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    rows = measure(parser.parse_args().rounds)
    gib = psutil.virtual_memory().total / 2**30
    machine = f"{os.cpu_count()} cores, {gib:.0f} GiB, Python {platform.python_version()}, {platform.system()}"
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    table = Table("measure", "bare (B)", "gateway", "ratio", title=f"{day}, {machine}")
    lines = [
        f"Measured {day} on {machine} by `make bench`.",
        "",
        "| measure | bare (B) | gateway | ratio |",
        "|---|---|---|---|",
    ]
    for each in rows:
        cells = (each.what, f"{each.bare:.2f} {each.unit}", f"{each.gateway:.2f} {each.unit}", f"{each.ratio:.2f}")
        table.add_row(*cells)
        lines.append(f"| {' | '.join(cells)} |")
    Console().print(table)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "passthrough.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = {"date": day, "machine": machine, "rows": [asdict(each) for each in rows]}
    (RESULTS / "passthrough.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
