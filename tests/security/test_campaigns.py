"""The campaigns of benchmarks/campaigns, a small part of each: the whole runs are behind make campaign-…"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from benchmarks.campaigns import gate, isolation, leak
from benchmarks.campaigns.places import places
from benchmarks.campaigns.sdk_paths import TYPES
from benchmarks.campaigns.spy import left
from gateway.web.guard import ROUTES


@pytest.mark.slow
def test_nothing_planted_reaches_the_provider(tmp_path: Path) -> None:
    """A part of the planting campaign: no value leaves, nothing fails, and the register holds every refusal."""
    told, first, second = asyncio.run(leak.run(tmp_path, count=40, seconds=60, every=149))
    assert first.leaks + second.leaks == []
    assert first.broken + second.broken == []
    assert first.forwarded > 40
    assert told["refusals"] == told["refusals_recorded"] > 20


@pytest.mark.slow
def test_what_the_walker_skips_is_stopped_at_the_gate(tmp_path: Path) -> None:
    """A part of the fault seeding: every skip of a known or proven value is stopped, and others show that it works."""
    tally = asyncio.run(gate.run(tmp_path, count=60))
    assert tally.missed == []
    assert tally.share() == 1.0
    assert tally.stopped["known"] > 10
    assert tally.stopped["proven"] > 3
    assert tally.left["other"] > 3


@pytest.mark.slow
def test_forged_stand_ins_resolve_to_nothing(tmp_path: Path) -> None:
    """A part of the isolation campaign: nothing of one caller's exchange is in an answer to another."""
    tally = asyncio.run(isolation.run(tmp_path, count=30))
    assert tally.resolved == []
    assert tally.statuses[200] > 15


def test_every_endpoint_served_is_planted() -> None:
    """The campaigns know the request types of every endpoint that the gateway serves."""
    served = {path for path, method in ROUTES.items() if method == "POST"}
    assert {place.endpoint for place in places()} == served
    assert served <= set(TYPES)


@pytest.mark.parametrize(
    ("sent", "how"),
    [
        ({"a": "tel 06.39.98.12.34"}, "as planted"),
        ({"06.39.98.12.34": 1}, "as planted"),
        ({"a": "tel 06 39-98 12/34"}, "as itself"),
        ({"a": 639981234, "b": "0639981234"}, "as itself"),
        ({"a": "tel 06.39.98."}, "in part"),
        ({"a": "tel [TELEPHONE_1]"}, ""),
    ],
)
def test_the_spy_sees_what_left(sent: object, how: str) -> None:
    """The judge of the campaign is not blind: as planted, otherwise written, or in part, what left is told."""
    assert left(b"url\n{}\n" + json.dumps(sent).encode(), "06.39.98.12.34", "06 39 98 12 34") == how
