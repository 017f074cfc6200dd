"""SIGKILL under load: every request that a provider saw has its durable record, and the chains verify."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from tests.support.lives import kill_lives

KILLS = 1000


def run(folder: Path, kills: int = KILLS, seconds: float = math.inf) -> dict[str, Any]:
    """Kill so many times, or as often as fits in so many seconds."""
    found = kill_lives(kills, folder, seconds=seconds)
    return {
        "kills_asked": kills,
        "kills": found.kills,
        "lives_that_sent": found.lives,
        "requests_refused_503": found.refused,
        "requests_seen_upstream": found.seen,
        "without_a_durable_record": found.missing,
        "cut_off_before_their_end": found.unfinished,
        "records": found.report.records,
        "chain_faults": len(found.report.faults),
        "holds": found.missing == 0 and not found.report.faults and found.lives == found.kills,
    }
