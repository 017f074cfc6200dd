"""Run campaigns of the register by name and write their results.

python -m benchmarks.register_campaigns [NAME[:MEASURE=NUMBER]...]     all of them without a name

A measure bounds a campaign where there is little time, as the result tells: kills:seconds=240, scale:records=500000.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.support import gateway_process

gateway_process.START_SECONDS = 600.0  # a campaign has the time, also where the machine is busy
RESULTS = Path(__file__).parents[1] / "results"
CAMPAIGNS = ("tamper", "power", "kills", "faults", "replicas", "canaries", "cost", "scale")


def main(names: list[str]) -> int:
    """Run them; return 1 where one does not hold what it promises."""
    held = True
    for asked in names or CAMPAIGNS:
        name, _, bound = asked.partition(":")
        measure, _, number = bound.partition("=")
        given = {measure: int(number)} if measure else {}
        run = importlib.import_module(f"benchmarks.register_campaigns.{name}").run
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
            found = run(Path(folder), **given)
        told = {
            "campaign": name,
            "date": datetime.now(UTC).date().isoformat(),
            "cores": os.cpu_count(),
            "seconds": round(time.monotonic() - began),
            **found,
        }
        (RESULTS / f"register-{name}.json").write_text(
            json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        print(json.dumps(told, ensure_ascii=False))
        held = held and bool(found["holds"])
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
