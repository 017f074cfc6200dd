"""How many agents a core serves, and what 10,000 agents need: arithmetic over the measured costs of passthrough.json.

    python -m benchmarks.capacity [--agents 10000]

Writes benchmarks/results/capacity.md. What is assumed of the agents stands in ``Use``: change it and run again.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass
from typing import Any

from benchmarks.servers import RESULTS

RECORD = 1_300
"""Bytes of a record in PostgreSQL with its indexes, mean of "decided" and "ended" (benchmarks/register.py)."""
WORKER_MB, FURTHER_MB = 400, 130
"""The budget of a process: its first worker, each further one."""


@dataclass(frozen=True)
class Use:
    """What agents do. Assumptions, not measures: a chat assistant at an office, three requests in ten with a document.

    active: share of the agents who use it in the busiest hour. requests: of such an agent in that hour. new: characters
    that a request adds to its history. tokens: of an answer, streamed. seconds: that an answer lasts. day: requests of
    an agent in a day, mean over all. load: share of a core in use at the peak, so that queues stay short.
    """

    active: float = 0.3
    requests: float = 12.0
    new: int = 1_500
    tokens: int = 400
    seconds: float = 12.0
    day: float = 8.0
    load: float = 0.6


@dataclass(frozen=True)
class Costs:
    """CPU seconds of the gateway: of a request beside its new text, of a new character, of a streamed token."""

    request: float
    character: float
    token: float

    @classmethod
    def read(cls, told: dict[str, Any]) -> Costs:
        """Take the costs from the rows of passthrough.json."""
        rows = {(row["table"], row["what"]): row["gateway"] for row in told["rows"]}
        small, large = (rows["cpu", f"a request, fresh, {size}, 16 at once"] / 1000 for size in ("200", "2,000"))
        return cls(
            request=rows["cpu", "a request, seen, 200, 16 at once"] / 1000,
            character=max(large - small, 0.0) / 1_800,
            token=rows["streams", "CPU a token, one every ms"] / 1e6,
        )

    def of(self, use: Use) -> float:
        """Return the CPU seconds of one request with its answer."""
        return self.request + self.character * use.new + self.token * use.tokens


def plan(agents: int, use: Use, costs: Costs) -> list[tuple[str, str]]:
    """Return the figures of a deployment, in the order in which they follow from one another."""
    peak = agents * use.active * use.requests / 3600
    core = use.load / costs.of(use)
    cores = math.ceil(peak / core)
    records = agents * use.day * 2
    return [
        ("CPU of a request with its answer", f"{costs.of(use) * 1000:.1f} ms"),
        ("  of which its new text", f"{costs.character * use.new * 1000:.1f} ms"),
        ("  of which its streamed answer", f"{costs.token * use.tokens * 1000:.1f} ms"),
        ("requests/s that a core serves", f"{core:.1f}"),
        ("agents that a core serves", f"{core * 3600 / (use.active * use.requests):,.0f}"),
        (f"requests/s of {agents:,} agents at the peak", f"{peak:.1f}"),
        ("answers being streamed at the peak", f"{peak * use.seconds:,.0f}"),
        ("cores", f"{cores}, and as many in a second room if the first may fail"),
        ("memory, 4 workers a replica", f"{_memory(cores) / 1000:.1f} GB"),
        ("durable writes/s at the peak, before grouping", f"{2 * peak:.0f}"),
        ("records a day", f"{records:,.0f}"),
        ("register a day", f"{records * RECORD / 1e9:.2f} GB"),
        ("register over a year", f"{records * RECORD * 365 / 1e9:.0f} GB"),
    ]


def _memory(cores: int) -> int:
    replicas = math.ceil(cores / 4)
    return replicas * WORKER_MB + (cores - min(cores, replicas)) * FURTHER_MB


def table(told: dict[str, Any], agents: int) -> str:
    """Return capacity.md for the measures in passthrough.json."""
    use = Use()
    lines = [f"From the costs measured {told['date']} on {told['machine']}.", "", "| | |", "|---|---|"]
    lines += [f"| assumed: {name} | {value:g} |" for name, value in vars(use).items()]
    lines += [f"| {name.strip()} | {value} |" for name, value in plan(agents, use, Costs.read(told))]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=10_000)
    told = json.loads((RESULTS / "passthrough.json").read_text(encoding="utf-8"))
    written = table(told, parser.parse_args().agents)
    (RESULTS / "capacity.md").write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
