"""Power loss: a traced run of the register, cut at 1,000 points, what was not flushed lost, kept or torn at random.

strace records every write, truncation and flush of SQLite's files, and every acknowledgement. At each point the files
are rebuilt as a disk may hold them: all that a flush covered, and of the rest, write by write, all, nothing or the
first sectors. Then the register is opened, as after a power cut: no acknowledged record may be missing, the chain must
verify. As a control the same run with the flushes of the WAL left out must lose records: else the harness sees nothing.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.audit import Register
from gateway.audit.verify import verify
from gateway.store import data_url, migrate
from gateway.store.engine import REGISTER_FILE
from tests.support.exchanges import exchange, outcome, verdict

POINTS, REQUESTS, TASKS = 1000, 1500, 8
SECTOR = 512
SEED = 20261125
CALLS = "trace=pwrite64,write,fdatasync,fsync,ftruncate,unlink"
_LINE = re.compile(r"(\d+) +(.*)")
_CALL = re.compile(r'(\w+)\((?:\d+<([^>]*)>|"([^"]*)")(?:, )?(.*?)\) += (-?\d+)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """A thing that was done. what: write, sync, cut, unlink, ack."""

    what: str
    file: str = ""
    place: int = 0
    content: bytes = field(default=b"", repr=False)


@dataclass(slots=True)
class File:
    """A file as the disk is sure to hold it, and what was done since the last flush. None: not on the disk."""

    durable: bytes | None
    pending: list[Step] = field(default_factory=list)


def run(folder: Path, points: int = POINTS, requests: int = REQUESTS) -> dict[str, Any]:
    before = folder / "data"
    migrate(data_url(before))
    start = (before / REGISTER_FILE).read_bytes()
    steps = list(_steps(_traced(before, folder / "trace", requests)))
    lost, faults, acknowledged = _cut(steps, start, folder / "disk", points, flushing=True)
    control, _, _ = _cut(steps, start, folder / "control", points // 10, flushing=False)
    kinds = {what: sum(step.what == what for step in steps) for what in ("write", "sync", "cut", "ack")}
    return {
        "points": points,
        "steps": kinds,
        "acknowledged_in_all": acknowledged,
        "acknowledged_and_lost": lost,
        "chain_faults": faults,
        "control_without_flushes": {"points": points // 10, "acknowledged_and_lost": control},
        "holds": lost == 0 and faults == 0 and control > 0,
    }


def _traced(data: Path, trace: Path, requests: int) -> Path:
    mine = [sys.executable, "-m", "benchmarks.register_campaigns.power", data_url(data), str(requests)]
    strace = ["strace", "-f", "-y", "-qq", "-xx", "-s", "1000000", "-e", CALLS, "-e", "signal=none", "-o", str(trace)]
    subprocess.run([*strace, *mine], check=True, stdout=subprocess.DEVNULL)
    return trace


def _steps(trace: Path) -> Iterator[Step]:
    """Yield what was done, each at the moment when the call had returned."""
    begun: dict[str, str] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            found = _LINE.match(line)
            if not found:
                continue
            thread, said = found.groups()
            if said.endswith("<unfinished ...>"):
                begun[thread] = said.removesuffix("<unfinished ...>").rstrip()
                continue
            if said.startswith("<... "):
                said = begun.pop(thread, "") + said.partition("resumed>")[2]
            if step := _step(said):
                yield step


def _step(said: str) -> Step | None:
    call = _CALL.match(said)
    if not call or int(call[5]) < 0:
        return None
    name, path = call[1], _bytes(call[2] or call[3] or "").decode(errors="replace")
    file = Path(path).name
    if name == "write" and path.startswith("/dev/null"):
        return Step("ack", content=_bytes(call[4].split('"')[1]).strip())
    if not file.startswith(REGISTER_FILE) or file.endswith("-shm"):
        return None
    if name == "pwrite64":
        _, content, rest = call[4].split('"')
        return Step("write", file, int(rest.split(",")[2]), _bytes(content)[: int(call[5])])
    if name == "ftruncate":
        return Step("cut", file, int(call[4]))
    return Step("unlink", file) if name == "unlink" else Step("sync", file)


def _bytes(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", "")) if hexed.startswith("\\x") else hexed.encode()


def _cut(steps: list[Step], start: bytes, disk: Path, points: int, *, flushing: bool) -> tuple[int, int, int]:
    """Return how many acknowledged records were lost, how many registers did not verify, how many were promised."""
    chance = random.Random(SEED)
    cuts = sorted(chance.sample(range(1, len(steps)), points))
    files = {REGISTER_FILE: File(start)}
    promised: set[str] = set()
    lost = faults = at = total = 0
    for cut in cuts:
        for step in steps[at:cut]:
            if step.what == "ack":
                promised.add(step.content.decode())
            else:
                _do(files, step, flushing=flushing)
        at = cut
        gone, wrong = _after(files, disk, promised, chance)
        lost, faults, total = lost + gone, faults + wrong, total + len(promised)
    return lost, faults, total


def _do(files: dict[str, File], step: Step, *, flushing: bool) -> None:
    file = files.setdefault(step.file, File(None))
    if step.what == "sync":
        if flushing or not step.file.endswith("-wal"):
            file.durable = _applied(file.durable, file.pending)
            file.pending = []
    elif step.what == "unlink":
        files.pop(step.file)
    else:
        file.pending.append(step)


def _applied(base: bytes | None, steps: list[Step]) -> bytes | None:
    if base is None and not steps:
        return None
    made = bytearray(base or b"")
    for step in steps:
        if step.what == "cut":
            del made[step.place :]
            made.extend(bytes(step.place - len(made)))
        else:
            made.extend(bytes(max(0, step.place - len(made))))
            made[step.place : step.place + len(step.content)] = step.content
    return bytes(made)


def _survives(step: Step, chance: random.Random) -> Step | None:
    fate = chance.random()
    if fate < 0.4:
        return step
    if fate < 0.8 or step.what == "cut":
        return None
    sectors = chance.randrange(max(1, len(step.content) // SECTOR))
    return Step("write", step.file, step.place, step.content[: sectors * SECTOR])


def _after(files: dict[str, File], disk: Path, promised: set[str], chance: random.Random) -> tuple[int, int]:
    disk.mkdir(exist_ok=True)
    for old in disk.iterdir():
        old.unlink()
    for name, file in files.items():
        kept = [step for each in file.pending if (step := _survives(each, chance))]
        content = _applied(file.durable, kept)
        if content is not None:
            (disk / name).write_bytes(content)
    try:
        with closing(sqlite3.connect(disk / REGISTER_FILE)) as connection:
            query = "SELECT exchange FROM records WHERE phase = 'decided'"
            there = {row[0] for row in connection.execute(query)}
    except sqlite3.DatabaseError:
        return len(promised), 1
    return len(promised - there), int(bool(verify(data_url(disk)).faults))


async def _write(url: str, requests: int) -> None:
    register = Register.open(url, software="passerelle 0", patience=30)

    async def task() -> None:
        for _ in range(requests // TASKS):
            mine = exchange()
            await register.decided(mine, verdict(), counts={"PERSON": 2})
            os.write(1, f"{mine.id}\n".encode())
            await register.ended(mine, outcome())

    await asyncio.gather(*(task() for _ in range(TASKS)))


if __name__ == "__main__":
    asyncio.run(_write(sys.argv[1], int(sys.argv[2])))
    os._exit(0)
