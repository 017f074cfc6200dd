"""The planting campaign: nothing planted in any place of any request reaches the provider, under any promised disguise.

    python -m benchmarks.campaigns.leak [--count 100000] [--seconds 900]      (make campaign-leak)

First every text place of request_paths.tsv on the endpoints served, with each of five values, under no, one and two
evasions; then ``count`` requests drawn at random from these and from the places of closed constants, as many as fit in
``seconds``. Each goes through the whole gateway in this process (see house.py). What is sent is judged by spy.py.
Every refusal must stand in the register. Writes benchmarks/results/campaign-leak.json and .md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from benchmarks.campaigns.evasions import EVASIONS, VALUES, Disguise, drawn
from benchmarks.campaigns.house import House, opened
from benchmarks.campaigns.places import TEXT_KINDS, Place, places
from benchmarks.campaigns.result import publish
from benchmarks.campaigns.spy import left
from gateway.audit.source import open_store
from gateway.store import data_url

SEED = 20261125


@dataclass
class Tally:
    """What a campaign saw."""

    asked: int = 0
    forwarded: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many requests the gateway turned away."""
        return sum(count for status, count in self.statuses.items() if 400 <= status < 500)


async def plant(house: House, place: Place, disguise: Disguise, tally: Tally) -> None:
    """Send one request with one value planted, and judge what left."""
    plain = "" if disguise.alone else disguise.value.text
    status, sent = await house.ask(place.endpoint, place.planted(disguise.text, plain))
    tally.asked += 1
    tally.statuses[status] += 1
    tally.forwarded += bool(sent)
    what = f"{place.endpoint} {place.dialect} {place.path} {disguise.value.name} {[e.name for e in disguise.evasions]}"
    if status >= 500:
        tally.broken.append(what)
    for body in sent:
        if how := left(body, disguise.text, disguise.value.text):
            tally.leaks.append(f"{what} {how}")


def exhaustive(all_places: Iterable[Place], rng: random.Random) -> Iterator[tuple[Place, Disguise]]:
    """Yield every place with every value, under no, one and two evasions."""
    for place in all_places:
        for value in VALUES:
            for count in (0, 1, 2):
                yield place, drawn(value, count, rng)


def generated(all_places: list[Place], count: int, rng: random.Random) -> Iterator[tuple[Place, Disguise]]:
    """Yield ``count`` random plantings."""
    for _ in range(count):
        yield rng.choice(all_places), drawn(rng.choice(VALUES), rng.choice((0, 1, 1, 2, 2)), rng)


async def run(folder: Path, count: int, seconds: float, every: int = 1) -> tuple[dict[str, Any], Tally, Tally]:
    """Run both parts; the second ends after ``seconds`` too. ``every``: only each so many-th of the exhaustive part."""
    rng = random.Random(SEED)
    every_place = [place for place in places() if place.kind in TEXT_KINDS]
    text_places = [place for place in every_place if place.kind != "enum"]
    first, second = Tally(), Tally()
    async with opened(folder) as house:
        planned = list(exhaustive(text_places, rng))[::every]
        await house.at_once(plant(house, *planting, first) for planting in planned)
        until = time.monotonic() + seconds
        more = takewhile(lambda _: time.monotonic() < until, generated(every_place, count, rng))
        await house.at_once(plant(house, *planting, second) for planting in more)
    recorded = refusals(folder / "data")
    told = {
        "endpoints": sorted({place.endpoint for place in text_places}),
        "places": len(text_places),
        "places_of_constants": len(every_place) - len(text_places),
        "values": [value.name for value in VALUES],
        "evasions": len(EVASIONS),
        "exhaustive": _told(first),
        "generated": _told(second),
        "refusals": first.refused + second.refused,
        "refusals_recorded": recorded,
    }
    return told, first, second


def refusals(data: Path) -> int:
    """Count the refusals in the register."""
    with open_store(data_url(data)) as store:
        return sum(json.loads(row.raw)["phase"] == "refused" for row in store.rows())


def _told(tally: Tally) -> dict[str, Any]:
    return {
        "requests": tally.asked,
        "forwarded": tally.forwarded,
        "statuses": {str(status): count for status, count in sorted(tally.statuses.items())},
        "planted_values_upstream": len(tally.leaks),
        "failures_5xx": len(tally.broken),
        "leaks": tally.leaks[:50],
        "broken": tally.broken[:20],
    }


def main() -> None:
    """Run the campaign and publish it. Ends with status 1 when anything left or a refusal is not recorded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=900.0)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--dry", action="store_true", help="print, and write no result")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told, first, second = asyncio.run(run(Path(folder), args.count, args.seconds, args.every))
    whole = not first.leaks + second.leaks and not first.broken + second.broken
    whole = whole and told["refusals"] == told["refusals_recorded"]
    rows = [
        ("endpoints", ", ".join(told["endpoints"])),
        ("places that text can stand in", told["places"]),
        ("values x evasions", f"{len(VALUES)} x 0, 1 or 2 of {len(EVASIONS)}"),
        *((f"{part}: {name}", told[part][name]) for part in ("exhaustive", "generated") for name in _FIGURES),
        ("refusals, and in the register", f"{told['refusals']}, {told['refusals_recorded']}"),
    ]
    print(json.dumps(first.leaks + second.leaks + first.broken + second.broken, ensure_ascii=False, indent=1))
    publish("campaign-leak", "Planting campaign", "make campaign-leak", told, rows, write=not args.dry)
    raise SystemExit(0 if whole else 1)


_FIGURES = ("requests", "forwarded", "statuses", "planted_values_upstream", "failures_5xx")

if __name__ == "__main__":
    main()
