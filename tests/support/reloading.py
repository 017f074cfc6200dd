"""Policies that change, half of them faulty, while requests are in flight through one or several gateways."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from gateway.app import create_app
from gateway.domain import Finding, Slot
from gateway.kinds import load_kinds
from gateway.policy import load_policy
from gateway.settings import Settings

BODY = {
    "model": "demo-gpt",
    "messages": [{"role": "user", "content": "Réponds à Mme Lucie Fabrègues, au 06 39 98 12 34."}],
}
LIMIT = 90.0  # seconds after which a version that is not taken up is a failure of the campaign

# Each slip is of another file, so that a sound charter beside it must not come into force by itself.
SLIPS = (
    ("charte.yaml", "action: bloquer", "action: bloqer"),
    ("providers.yaml", "forme: openai", "forme: opnai"),
    ("lists/interdits.txt", "opération", "x\nopération"),
    ("quotas.yaml", "quotas: []", "quotas: [{id: q}]"),
)


@dataclass(slots=True)
class Campaign:
    """What happened. ``digests``: of the sound versions. ``taken``: seconds until all gateways had, or had refused, one."""

    digests: dict[str, str] = field(default_factory=dict)
    taken: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    exchanges: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


async def run(gateways: Sequence[httpx.AsyncClient], policies: Path, *, in_flight: int, reloads: int) -> Campaign:
    """Change the policy ``reloads`` times while ``in_flight`` requests are always under way. Every second one is faulty."""
    campaign = Campaign()
    _sound(policies, "r0", campaign)
    await _until(gateways, "r0", refused=False)
    done = asyncio.Event()
    asking = [asyncio.create_task(_ask(gateways[at % len(gateways)], campaign, done)) for at in range(in_flight)]
    try:
        for number in range(1, reloads + 1):
            if number % 2:
                undo = _faulty(policies, number)
                campaign.refused.append(await _until(gateways, f"r{number - 1}", refused=True))
                undo()
            else:
                _sound(policies, f"r{number}", campaign)
                campaign.taken.append(await _until(gateways, f"r{number}", refused=False))
    finally:
        done.set()
        await asyncio.gather(*asking)
    return campaign


def wrong(campaign: Campaign, records: Sequence[dict[str, Any]]) -> list[str]:
    """Return the exchanges whose record does not name a sound version with its digest, or is not there once."""
    decided = [record for record in records if record["phase"] == "decided"]
    named = Counter(record["exchange"] for record in decided)
    campaign.seen.update(record["facts"]["policy"] for record in decided)
    bad = [
        record["exchange"]
        for record in decided
        if campaign.digests.get(record["facts"]["policy"]) != record["facts"]["policy_digest"]
    ]
    return [*bad, *(exchange for exchange in campaign.exchanges if named[exchange] != 1)]


async def _ask(gateway: httpx.AsyncClient, campaign: Campaign, done: asyncio.Event) -> None:
    while not done.is_set():
        answer = await gateway.post("/v1/chat/completions", json=BODY)
        campaign.statuses[answer.status_code] += 1
        if answer.status_code != 200:
            campaign.failures[answer.json()["error"]["code"]] += 1
        campaign.exchanges.append(answer.headers["x-passerelle-exchange"])


def _sound(policies: Path, version: str, campaign: Campaign) -> None:
    path = policies / "charte.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    _write(path, "".join(f'version: "{version}"\n' if line.startswith("version:") else line for line in lines))
    campaign.digests[version] = load_policy(policies, load_kinds()).digest


def _faulty(policies: Path, number: int) -> Any:
    name, before, after = SLIPS[number // 2 % len(SLIPS)]
    path = policies / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    _write(path, text.replace(before, after, 1))
    return lambda: _write(path, text)


def _write(path: Path, text: str) -> None:
    """Write as editors do: the new file takes the old one's place."""
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


async def _until(gateways: Sequence[httpx.AsyncClient], version: str, *, refused: bool) -> float:
    """Return the seconds until every gateway has ``version`` in force, and says whether it refused a newer one."""
    begin = time.monotonic()
    for gateway in gateways:
        while True:
            told = (await gateway.get("/sante")).json()
            if told["politique"] == version and ("politique_refusee" in told) is refused:
                break
            assert time.monotonic() - begin < LIMIT, f"{version} not taken up: {told}"
            await asyncio.sleep(0.05)
    return time.monotonic() - begin


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[ASGIApp]:
    """Run an application's start and end around the block, as a server does."""
    into: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    out: asyncio.Queue[Any] = asyncio.Queue()
    task = asyncio.ensure_future(_run(app, into, out))
    await into.put({"type": "lifespan.startup"})
    assert (await out.get())["type"] == "lifespan.startup.complete"
    try:
        yield app
    finally:
        await into.put({"type": "lifespan.shutdown"})
        assert (await out.get())["type"] == "lifespan.shutdown.complete"
        await task


async def _run(app: ASGIApp, into: asyncio.Queue[dict[str, str]], out: asyncio.Queue[Any]) -> None:
    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, into.get, out.put)


class Quick:
    """A detector of one name, so that the small machine of a test reloads while it serves."""

    version = "noms 1"

    def remembered(self, slots: Sequence[Slot]) -> list[Finding] | None:
        return None

    def effort(self, slots: Sequence[Slot]) -> int:
        return len(slots)

    def detect(self, slots: Sequence[Slot]) -> list[Finding]:
        return [
            Finding(slot.path, match.start(), match.end(), "PERSON", identity=1)
            for slot in slots
            for match in re.finditer("Lucie Fabrègues", slot.text)
        ]


async def gateway(stack: AsyncExitStack, settings: Settings, key: str) -> httpx.AsyncClient:
    """Run one more gateway of these settings in this process, and return a client of it."""
    app = await stack.enter_async_context(serving(create_app(settings, detector=Quick())))
    transport = httpx.ASGITransport(app)
    headers = {"authorization": f"Bearer {key}"}
    client = httpx.AsyncClient(transport=transport, base_url="http://passerelle", headers=headers, timeout=120)
    return await stack.enter_async_context(client)
