"""What the gateway costs beside a bare FastAPI + httpx pass-through (B), in one run.

    python -m benchmarks.passthrough [--share 1.0]

Client, upstream, B and gateway share the machine; B and the gateway take turns. Texts are invented, new for each
request ("fresh"), or the same again ("seen", as in a history that is resent). Default policy, durable register, one
worker; then one worker against two. Writes benchmarks/results/passthrough.md and .json, docs/images/passthrough.svg.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time

from benchmarks import measures, report, servers
from benchmarks.client import all_at_once
from benchmarks.measures import Row
from benchmarks.texts import text


async def one_worker(sides: measures.Sides, share: float) -> tuple[list[Row], list[list[float]]]:
    rng = random.Random(20261125)
    said("one at a time")
    rows = await measures.latency(sides, rng, share)
    for concurrency in (16, 64) if share >= 0.1 else (16,):
        said(f"{concurrency} at once")
        rows += await measures.crowd(sides, concurrency, rng, share)
    said("streams")
    rows += await measures.streams(sides, rng, share)
    rows.append(await measures.stall(sides, rng))
    said("conversations")
    told, turns = await measures.talk(sides, rng)
    return rows + told, turns


def said(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


def workers(to: str, share: float) -> list[Row]:
    """One worker against two, 16 at once, fresh texts of 200 characters: "B" is the one worker."""
    rates, memory = [], []
    for count in (1, 2):
        with servers.gateway(to, workers=count) as side:
            rng = random.Random(count)
            said = [text(200, rng) for _ in range(max(64, int(400 * share)))]
            asyncio.run(all_at_once(side.url, side.key, said[:32], 16))
            _, whole = asyncio.run(all_at_once(side.url, side.key, said[32:], 16))
            rates.append(len(said[32:]) / whole)
            memory.append(side.memory())
    return [
        Row("two workers (B: one)", "fresh, 200, 16 at once", "requests/s", rates[0], rates[1], "≥ 1.7"),
        Row("two workers (B: one)", "memory, shared pages once", "MB", memory[0], memory[1], "+ 130 MB"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the usual number of requests")
    share = parser.parse_args().share
    began = time.perf_counter()
    with servers.upstream() as to, servers.bare(to) as bare, servers.gateway(to) as gateway:
        fresh = gateway.memory()
        rows, turns = asyncio.run(one_worker([bare, gateway], share))
        count = int(10_000 * share)
        said(f"{count:,} requests")
        left = asyncio.run(measures.wear(gateway, random.Random(1), count))
        facts = [
            ("ready after", f"{gateway.ready:.1f} s (target ≤ 4 s)"),
            (
                "resident memory, one worker",
                f"{fresh:.0f} MB at start, {gateway.memory():.0f} MB at the end (≤ 400 MB)",
            ),
            (f"grown over {count:,} requests", f"{left:.0f} MB (target ≤ 40 MB)"),
            ("resident memory of B", f"{bare.memory():.0f} MB"),
        ]
    said("one worker, two workers")
    with servers.upstream() as to:
        rows += workers(to, share)
    facts.append(("the whole run", f"{time.perf_counter() - began:.0f} s"))
    report.write(rows, facts, turns)


if __name__ == "__main__":
    main()
