"""Schemathesis over the whole HTTP API: the proxied addresses and every page, with sound and unsound requests.

python -m benchmarks.fuzz [CASES]     20,000 by default; writes benchmarks/results/fuzz.md
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.support.fuzzing import fuzz
from tests.support.site import shown, site

RESULT = Path(__file__).parent / "results" / "fuzz.md"
PART = 2000
"""Requests of one round; each round has its own seed, and new sessions."""


def main(cases: int) -> int:
    statuses, wrong, number, began = Counter[int](), list[str](), 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as place:
        while statuses.total() < cases:
            found, faults = fuzz(place.gateway.url, shown(place), PART, number)
            statuses.update(found)
            wrong, number = wrong + faults, number + 1
            _write(statuses, wrong, cases, time.monotonic() - began)
            print(f"{statuses.total()} requests, {len(wrong)} server errors", flush=True)
    return 1 if wrong else 0


def _write(statuses: Counter[int], wrong: list[str], cases: int, seconds: float) -> None:
    """Write the result after each round, so that a campaign that is cut short tells how far it came."""
    lines = [
        "# Schemathesis over the HTTP API",
        "",
        f"`python -m benchmarks.fuzz {cases}`, {datetime.now(UTC).date()}, schemathesis {version('schemathesis')},"
        f" {os.cpu_count()} cores, {seconds:.0f} s: **{statuses.total():,} of {cases:,} requests sent,"
        f" {len(wrong)} server errors**.",
        "",
        "| status | answers |",
        "|---|---|",
        *(f"| {status} | {count:,} |" for status, count in sorted(statuses.items())),
        *(["", "Server errors:", "", *(f"- `{line}`" for line in wrong[:50])] if wrong else []),
    ]
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
