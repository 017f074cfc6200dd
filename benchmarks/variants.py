"""The gateway beside itself: with more workers, with 100,000 listed terms, with a register of many records."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import servers
from benchmarks.client import Line, all_at_once
from benchmarks.lists import TERMS, policy_with, terms
from benchmarks.measures import Row
from benchmarks.register import fill
from benchmarks.servers import Side
from benchmarks.texts import text
from gateway.policy.fold import fold
from gateway.store import data_url

RECORDS = 200_000
"""Records of the long register. Two million (``--records 2000000``) take several minutes to write first."""
WORKERS = (1, 2, 4)
DEALS = 4
"""Times that the sixteen connect anew in a measure of several workers."""
QUIET = 0.05
"""Share of a core below which a gateway that has just started has read all it reads beside its work."""


def workers(share: float) -> list[Row]:
    """Several workers against one ("B"), 16 at once, fresh texts, and an upstream that takes no core of theirs."""
    rows: list[Row] = []
    with servers.lean() as to:
        measured = {count: _crowded(to, count, share) for count in WORKERS}
    one, memory = measured[WORKERS[0]]
    for count in WORKERS[1:]:
        for size, rate in measured[count][0].items():
            what, target = f"{count} workers, fresh, {size:,}, 16 at once", "≥ 1.7" if count == 2 else ""
            rows.append(Row("workers (b: one)", what, "requests/s", one[size], rate, target))
        rows.append(Row("workers (b: one)", f"{count} workers, memory", "MB", memory, measured[count][1]))
    return rows


def _crowded(to: str, count: int, share: float) -> tuple[dict[int, float], float]:
    with servers.gateway(to, workers=count) as side:
        rng, rates = random.Random(count), dict[int, float]()
        for size, number in ((200, 800), (2_000, 352)):
            said = [text(size, rng) for _ in range(max(64, int(number * share)))]
            asyncio.run(all_at_once(side.url, side.key, said[:32], 16))
            # the kernel deals connections out by chance: several deals
            deals = [asyncio.run(all_at_once(side.url, side.key, said[32 + n :: DEALS], 16))[1] for n in range(DEALS)]
            rates[size] = len(said[32:]) / sum(deals)
        return rates, side.memory()


def loads(to: str, share: float, records: int) -> list[Row]:
    """The gateway with long lists, then with a long register, against the plain one ("B"): at most 20 % more."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as folder:
        listed, kept = Path(folder, "politiques"), Path(folder, "donnees")
        listed.mkdir()
        policy_with(listed, _unsaid(terms(TERMS)), tolerant=False)
        fill(data_url(kept), records)
        with servers.gateway(to) as plain:
            with servers.gateway(to, policies=listed) as other:
                rows += _beside(plain, other, f"{TERMS:,} terms", share)
            with servers.gateway(to, data=kept) as other:
                rows += _beside(plain, other, f"{records:,} records", share)
    return rows


def _unsaid(listed: list[str]) -> list[str]:
    """Return the terms that none of our texts can hold: a listed term blocks."""
    words = set(fold(text(200_000, random.Random(1))).text.split(" "))
    said = {word[:size] for word in words for size in range(1, len(word) + 1)}  # texts are cut at their size
    return [term for term in listed if not said.issuperset(term.split(" "))]


def _beside(plain: Side, other: Side, what: str, share: float) -> list[Row]:
    settled(other)
    rows: list[Row] = []
    for size in (200, 2_000):
        rng, again = random.Random(f"{what} {size}"), text(size, random.Random(1))
        for seen in (False, True):
            told = asyncio.run(_in_turn((plain, other), size, again if seen else "", rng, max(8, int(60 * share))))
            name = f"{what}, p50, {'seen' if seen else 'fresh'}, {size:,}"
            rows.append(Row("loads (b: none)", name, "ms", *told, target="≤ 1.2"))
    rows.append(Row("loads (b: none)", f"{what}, ready after", "s", plain.ready, other.ready, "≤ 1.2"))
    rows.append(Row("loads (b: none)", f"{what}, memory", "MB", plain.memory(), other.memory(), "≤ 1.2"))
    return rows


async def _in_turn(
    sides: tuple[Side, Side], size: int, again: str, rng: random.Random, count: int
) -> tuple[float, float]:
    lines = [Line(side.url, side.key) for side in sides]
    times: list[list[float]] = [[], []]
    for number in range(count + 2):
        for line, mine in zip(lines, times, strict=True):
            took = await line.say(again or text(size, rng))
            if number >= 2:
                mine.append(1000 * took.whole)
    for line in lines:
        line.close()
    return statistics.median(times[0]), statistics.median(times[1])


def settled(side: Side) -> None:
    """Wait, two minutes at most, until a gateway does nothing any more."""
    for _ in range(120):
        before = side.cpu()
        time.sleep(1)
        if side.cpu() - before < QUIET:
            return
