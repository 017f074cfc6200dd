"""Reloads under load: 200 requests in flight through two real gateways, 50 changes of policy, half of them faulty.

Run: ``python -m benchmarks.reloads [--here] [RESULT.json]``. Both gateways are processes of ``passerelle serve``, with
the real detection, on one SQLite register and one folder of policies; the upstream is a recording server of the tests.
With --here both are applications of one process, over no network, with a detector of one name.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx

from gateway.keys import KeyRing
from gateway.settings import Settings
from tests.support import reloading
from tests.support.gateway_process import Gateway, records, running
from tests.support.replies import echo
from tests.support.upstream import Upstream

IN_FLIGHT, RELOADS = 200, 50
HERE = "--here" in sys.argv
HOUSE = Path(__file__).parents[1] / "policies"


async def load(gateways: list[Gateway], policies: Path) -> reloading.Campaign:
    # a connection a request: a kept one may be closed by the server just as a starved client uses it again
    limits = httpx.Limits(max_connections=IN_FLIGHT + 10, max_keepalive_connections=0)
    clients = [
        httpx.AsyncClient(
            base_url=each.url, headers={"authorization": f"Bearer {each.key}"}, timeout=120, limits=limits
        )
        for each in gateways
    ]
    try:
        return await reloading.run(clients, policies, in_flight=IN_FLIGHT, reloads=RELOADS)
    finally:
        for client in clients:
            await client.aclose()


async def load_here(settings: Settings) -> reloading.Campaign:
    key = KeyRing.open(settings.register_url, settings.pepper).create("ccas", "campagne").key
    async with AsyncExitStack() as stack:
        gateways = [await reloading.gateway(stack, settings, key) for _ in range(2)]
        return await reloading.run(gateways, settings.policies, in_flight=IN_FLIGHT, reloads=RELOADS)


def seconds(took: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(took), 2), "max": round(max(took), 2)}


def main() -> None:
    with tempfile.TemporaryDirectory() as name, Upstream(echo()) as upstream:
        policies = Path(shutil.copytree(HOUSE, Path(name) / "politique"))
        data = Path(name) / "data"
        data.mkdir()
        urls = upstream.urls()
        if HERE:
            campaign = asyncio.run(load_here(Settings(policies=policies, data=data, upstreams=urls)))
        else:
            with running(data, urls, policies=policies) as one, running(data, urls, policies=policies) as two:
                campaign = asyncio.run(load([one, two], policies))
        bad = reloading.wrong(campaign, records(data))
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load_average_at_the_end": round(os.getloadavg()[1], 1),  # of five minutes
        "gateways": "two applications of one process, a detector of one name" if HERE else "two processes",
        "in_flight": IN_FLIGHT,
        "reloads": RELOADS,
        "faulty": len(campaign.refused),
        "requests": len(campaign.exchanges),
        "failed_requests": sum(count for status, count in campaign.statuses.items() if status != 200),
        "records_with_a_wrong_version": len(bad),
        "versions_that_decided": len(campaign.seen),
        "seconds_until_in_force_on_both": seconds(campaign.taken),
        "seconds_until_a_fault_was_told_by_both": seconds(campaign.refused),
    }
    text = json.dumps(results, ensure_ascii=False, indent=1)
    if target := [name for name in sys.argv[1:] if name != "--here"]:
        Path(target[0]).write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")
    sys.exit(1 if results["failed_requests"] or bad else 0)


if __name__ == "__main__":
    main()
