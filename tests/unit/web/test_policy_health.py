"""A policy that is refused is told in the log, on /sante and in a metric, until a sound one is in force."""

from __future__ import annotations

import asyncio
import io
import json
import re
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from gateway import log
from gateway.app import create_app
from gateway.domain import Finding, Slot
from gateway.settings import Settings
from gateway.web.metrics import Now
from tests.support.reloading import serving


class Blind:
    """A detector that sees nothing: only the policy is looked at here."""

    version = "rien 1"

    def detect(self, slots: Sequence[Slot]) -> list[Finding]:
        return []

    def remembered(self, slots: Sequence[Slot]) -> list[Finding] | None:
        return None

    def effort(self, slots: Sequence[Slot]) -> int:
        return len(slots)


def test_a_refused_policy_is_told_everywhere(tmp_path: Path) -> None:
    """A slip in a file leaves the last version in force; health and log say so, without a word of the file."""
    policies = Path(shutil.copytree("policies", tmp_path / "politique"))
    charter = policies / "charte.yaml"
    sound = charter.read_text(encoding="utf-8")
    heard = io.StringIO()
    log.configure("INFO", heard)

    async def told(client: httpx.AsyncClient, wanted: bool) -> dict[str, str]:
        end = time.monotonic() + 20
        while True:
            said: dict[str, str] = (await client.get("/sante")).json()
            if ("politique_refusee" in said) is wanted or time.monotonic() > end:
                return said
            await asyncio.sleep(0.05)

    async def scene() -> tuple[dict[str, str], dict[str, str]]:
        app = create_app(Settings(policies=policies, data=tmp_path / "data"), detector=Blind())
        transport = httpx.ASGITransport(app)
        async with serving(app), httpx.AsyncClient(transport=transport, base_url="http://passerelle") as client:
            charter.write_text(sound.replace("action: bloquer", "action: secret-de-la-dsi"), encoding="utf-8")
            faulty = await told(client, True)
            charter.write_text(re.sub('version: ".*"', 'version: "2027"', sound), encoding="utf-8")
            return faulty, await told(client, False)

    faulty, mended = asyncio.run(scene())
    assert faulty["etat"] == mended["etat"] == "en service"
    assert faulty["politique"] != "2027"
    assert re.fullmatch(r"\d+ faute\(s\) : passerelle check les donne", faulty["politique_refusee"])
    assert mended["politique"] == "2027"
    lines = [json.loads(line) for line in heard.getvalue().splitlines()]
    assert [line["event"] for line in lines if line["event"].startswith("policy")] == [
        "policy_refused",
        "policy_in_force",
    ]
    assert "secret-de-la-dsi" not in heard.getvalue()


@pytest.mark.parametrize(("versions", "expected"), [({"politique_refusee": "1 faute(s)"}, 1), ({}, 0)])
def test_a_metric_tells_of_a_refused_policy(versions: dict[str, str], expected: int) -> None:
    """passerelle_policy_refused is 1 while a change of the policy is refused."""
    rows = Now(lambda: 0, lambda: 0, time.monotonic, lambda: (True, versions)).collect()
    values = {row.name: row.samples[0].value for row in rows if row.samples}
    assert values["passerelle_policy_refused"] == expected
