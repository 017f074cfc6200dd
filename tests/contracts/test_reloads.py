"""A policy that changes under requests in flight: nothing fails, and every record names the version that decided it."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

from gateway.audit.source import open_store
from gateway.keys import KeyRing
from gateway.settings import Settings
from gateway.store import data_url
from tests.support import reloading
from tests.support.gateway_process import records
from tests.support.replies import echo
from tests.support.upstream import Upstream


def test_reloads_under_load_on_two_gateways(tmp_path: Path) -> None:
    """Two gateways, 20 requests in flight, 4 changes of which 2 are faulty: no failed request, no wrong version."""
    policies = Path(shutil.copytree("policies", tmp_path / "politique"))
    data = tmp_path / "data"
    key = KeyRing.open(data_url(data), data / "pepper").create("ccas", "essai").key

    async def scene() -> reloading.Campaign:
        settings = Settings(policies=policies, data=data, upstreams=upstream.urls())
        async with AsyncExitStack() as stack:
            gateways = [await reloading.gateway(stack, settings, key) for _ in range(2)]
            return await reloading.run(gateways, policies, in_flight=20, reloads=4)

    with Upstream(echo()) as upstream:
        campaign = asyncio.run(scene())
    assert set(campaign.statuses) == {200}
    assert reloading.wrong(campaign, records(data)) == []
    assert len(campaign.seen) >= 2, "the load ran beside the reloads"
    assert len(campaign.taken) == len(campaign.refused) == 2
    with open_store(data_url(data)) as store:
        assert sum(1 for _ in store.rows()) >= 2 * len(campaign.exchanges)
