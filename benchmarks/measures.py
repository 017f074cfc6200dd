"""What is measured, B and the gateway in turn, in one run: only ratios are to be compared across machines."""

from __future__ import annotations

import asyncio
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.bare import TOKENS
from benchmarks.client import Line, Took, all_at_once
from benchmarks.servers import Side
from benchmarks.texts import conversation, text

SIZES = (200, 2_000, 20_000)
CONCURRENCY = (1, 16, 64)
COUNTS = {(1, 200): 60, (1, 2_000): 30, (1, 20_000): 8, (16, 200): 320, (16, 2_000): 96, (16, 20_000): 16}
COUNTS |= {(64, 200): 384, (64, 2_000): 128, (64, 20_000): 64}
"""Fresh texts for each concurrency and size; texts seen before are asked for eight times as often, 20,000 thrice."""


@dataclass(frozen=True)
class Row:
    """One measure: B, the gateway, their ratio, and what the issue holds it to ("" where nothing)."""

    table: str
    what: str
    unit: str
    bare: float
    gateway: float
    target: str = ""

    @property
    def ratio(self) -> float:
        """Gateway over B."""
        return self.gateway / self.bare if self.bare else float("nan")


Sides = Sequence[Side]  # B first


async def latency(sides: Sides, rng: random.Random, share: float) -> list[Row]:
    """p50 one at a time, request by request in turn; texts fresh, then the same text again and again."""
    rows = []
    for size in SIZES:
        lines = [Line(side.url, side.key) for side in sides]
        for seen in (False, True):
            again = text(size, rng)
            count = max(5, int(COUNTS[1, size] * share)) * (4 if seen else 1)
            times: list[list[float]] = [[], []]
            for number in range(count + 2):
                for line, mine in zip(lines, times, strict=True):
                    took = await line.say(again if seen else text(size, rng))
                    if number >= 2:
                        mine.append(took.whole * 1000)
            target = "≤ 1.5" if seen else {200: "≤ 5", 2_000: "≤ 18", 20_000: "≤ 150"}[size]
            rows.append(_row("latency", f"p50, {_is(seen)}, {size:,}, 1 at once", "ms", times, target))
        for line in lines:
            line.close()
    return rows


async def crowd(sides: Sides, concurrency: int, rng: random.Random, share: float) -> list[Row]:
    """Latency and throughput with many at once; the sides take turns in two halves each."""
    rows = []
    for size in SIZES:
        for seen in (False, True):
            times_seen = (3 if size > 2_000 else 8) if seen and share >= 0.1 else 1
            count = max(concurrency, int(COUNTS[concurrency, size] * share)) * times_seen
            again = text(size, rng)
            times: list[list[float]] = [[], []]
            spent, worked = [0.0, 0.0], [0.0, 0.0]
            for side in sides if seen else ():
                await all_at_once(side.url, side.key, [again], 1)
            for _ in range(2):
                for number, side in enumerate(sides):
                    said = [again if seen else text(size, rng) for _ in range(count // 2)]
                    before = side.cpu()
                    took, whole = await all_at_once(side.url, side.key, said, concurrency)
                    worked[number] += side.cpu() - before
                    times[number] += [1000 * one for one in took]
                    spent[number] += whole
            what = f"{_is(seen)}, {size:,}, {concurrency} at once"
            rows.append(_row("latency", f"p50, {what}", "ms", times))
            target = {(200, False): "≥ 0.45", (2_000, False): "≥ 0.10"}.get((size, seen), "≥ 1.5" if seen else "")
            if concurrency == 16:
                asked = len(times[0]) + 2 * concurrency  # those that connect before the clock runs too
                rows.append(_both("cpu", f"a request, {what}", "ms", [1000 * one / asked for one in worked]))
            rates = [count // 2 * 2 / seconds for seconds in spent]
            rows.append(_both("throughput", what, "requests/s", rates, target if concurrency == 16 else ""))
    return rows


async def streams(sides: Sides, rng: random.Random, share: float) -> list[Row]:
    """Time to the first token, and CPU a token of a stream whose prompt was seen before."""
    first: list[list[float]] = [[], []]
    lines = [Line(side.url, side.key) for side in sides]
    for _ in range(max(8, int(40 * share))):
        for line, mine in zip(lines, first, strict=True):
            mine.append(1000 * (await line.say(text(200, rng), stream=True)).first)
    costs = []
    count = max(20, int(80 * share))
    for line, side in zip(lines, sides, strict=True):
        before = side.cpu()
        for _ in range(count):
            await line.say("Bonjour, merci de répondre.", stream=True, seed=1)
        costs.append((side.cpu() - before) / count / TOKENS * 1e6)
        line.close()
    return [
        _row("streams", "time to the first token, fresh, 200", "ms", first, "detection + 2 ms"),
        _both("streams", "CPU a token, one every ms", "µs", costs, "≤ 1"),
    ]


async def stall(sides: Sides, rng: random.Random) -> Row:
    """Gap between two tokens of a stream, p99, while two clients send fresh messages of 20,000 characters."""
    gaps = []
    for side in sides:
        watching = asyncio.create_task(Line(side.url, side.key).say("Bonjour.", stream=True, max_tokens=400, seed=10))
        crowding = [asyncio.create_task(_press(side, watching, rng)) for _ in range(2)]
        took = await watching
        await asyncio.gather(*crowding)
        gaps.append(1000 * _p99([b - a for a, b in zip(took.marks, took.marks[1:], strict=False)]))
    return _both("streams", "gap between tokens sent every 10 ms, p99, beside 20,000", "ms", gaps, "B + 5 ms")


async def _press(side: Side, until: asyncio.Task[Took], rng: random.Random) -> None:
    line = Line(side.url, side.key)
    while not until.done():
        await line.say(text(20_000, rng))
        await asyncio.sleep(0.02)
    line.close()


async def talk(sides: Sides, rng: random.Random) -> tuple[list[Row], list[list[float]]]:
    """A conversation of 20 turns of 1,000 characters that resends its history, three times; and each turn's ms."""
    turns: list[list[list[float]]] = [[[] for _ in range(20)] for _ in sides]
    lines = [Line(side.url, side.key) for side in sides]
    for _ in range(3):
        for number, messages in enumerate(conversation(20, 1_000, rng)):
            for line, mine in zip(lines, turns, strict=True):
                mine[number].append((await line.say(messages)).whole * 1000)
    medians = [[statistics.median(turn) for turn in side] for side in turns]
    for line in lines:
        line.close()
    late = [statistics.median(side[17:]) / statistics.median(side[1:4]) for side in medians]
    rows = [
        _both("conversation", "20 turns, in all", "ms", [sum(side) for side in medians], "≤ 12"),
        _both("conversation", "turns 18-20 ÷ turns 2-4", "", late, "gateway ≤ 1.2"),
    ]
    return rows, medians


async def wear(side: Side, rng: random.Random, count: int) -> float:
    """Return the megabytes that ``count`` requests leave behind: one in five fresh, the rest seen before."""
    before = side.memory()
    seen = [text(200, rng) for _ in range(50)]
    said = [text(200, rng) if n % 5 == 0 else rng.choice(seen) for n in range(count)]
    await all_at_once(side.url, side.key, said, 16)
    return side.memory() - before


def _row(table: str, what: str, unit: str, times: Sequence[Sequence[float]], target: str = "") -> Row:
    return _both(table, what, unit, [statistics.median(one) for one in times], target)


def _both(table: str, what: str, unit: str, values: Sequence[float], target: str = "") -> Row:
    bare, gateway = values
    return Row(table, what, unit, bare, gateway, target)


def _is(seen: bool) -> str:
    return "seen" if seen else "fresh"


def _p99(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]
