"""Kill writing processes and see what they leave."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from gateway.store import connect, records

ROOT = Path(__file__).parents[2]
WRITING = ROOT / "tests/support/writing.py"
SEED = 20261124


def kill_while_writing(url: str, *, rounds: int, writers: int = 1, tasks: int = 16) -> set[str]:
    """Kill writers (SIGKILL) at random moments of their load. Return the exchange ids that were acknowledged."""
    command = [sys.executable, str(WRITING), url, *map(str, (rounds, writers, tasks, SEED))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment, text=True).stdout
    return set(said.split())


def recorded(url: str) -> set[str]:
    """Return the ids of all exchanges with a "decided" record."""
    with connect(url, readonly=True).connect() as connection:
        return set(connection.execute(select(records.c.exchange).where(records.c.phase == "decided")).scalars())
