"""What the gateway costs beside a bare FastAPI + httpx pass-through (B), in one run.

    python -m benchmarks.passthrough [--share 1.0] [--records 200000]

Client, upstream, B and gateway share the machine; B and the gateway take turns. Texts are invented, new for each
request ("fresh"), or the same again ("seen", as in a history that is resent). Default policy, durable register, one
worker; then several workers, long lists and a long register against the plain gateway. Writes
benchmarks/results/passthrough.md and .json, docs/images/passthrough.svg.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time

from benchmarks import measures, report, servers, variants
from benchmarks.measures import Row


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the usual number of requests")
    parser.add_argument("--records", type=int, default=variants.RECORDS, help="in the register of the last measure")
    given = parser.parse_args()
    share = given.share
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
    said("one, two and four workers")
    rows += variants.workers(share)
    said("long lists, a long register")
    with servers.upstream() as to:
        rows += variants.loads(to, share, given.records)
    facts.append(("the whole run", f"{time.perf_counter() - began:.0f} s"))
    report.write(rows, facts, turns)


if __name__ == "__main__":
    main()
