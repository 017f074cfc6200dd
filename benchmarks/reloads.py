"""Reloads under load: 200 requests in flight through two real gateways, 50 changes of policy, half of them faulty.

Run: ``python -m benchmarks.reloads [RESULT.json]``. Both gateways are processes of ``passerelle serve`` with the real
detection, on one SQLite register and one folder of policies; the upstream is a recording server of the tests.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import httpx

from tests.support import reloading
from tests.support.gateway_process import Gateway, records, running
from tests.support.replies import echo
from tests.support.upstream import Upstream

IN_FLIGHT, RELOADS = 200, 50
HOUSE = Path(__file__).parents[1] / "policies"


async def load(gateways: list[Gateway], policies: Path) -> reloading.Campaign:
    limits = httpx.Limits(max_connections=IN_FLIGHT + 10)
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


def seconds(took: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(took), 2), "max": round(max(took), 2)}


def main() -> None:
    with tempfile.TemporaryDirectory() as name, Upstream(echo()) as upstream:
        policies = Path(shutil.copytree(HOUSE, Path(name) / "politique"))
        data = Path(name) / "data"
        data.mkdir()
        urls = upstream.urls()
        with running(data, urls, policies=policies) as one, running(data, urls, policies=policies) as two:
            campaign = asyncio.run(load([one, two], policies))
        bad = reloading.wrong(campaign, records(data))
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load_average_at_the_end": round(os.getloadavg()[1], 1),  # of five minutes: other work on the machine shows here
        "gateways": 2,
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
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")
    sys.exit(1 if results["failed_requests"] or bad else 0)


if __name__ == "__main__":
    main()
