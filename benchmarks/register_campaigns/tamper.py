"""Every single-bit flip on 200 records, and eight structural attacks with all hashes and seals recomputed."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gateway.audit import record
from gateway.audit.checkpoint import Checkpoint
from gateway.audit.source import Row, open_store
from gateway.audit.verify import Report, Walk, verify
from gateway.store import data_url
from gateway.store.engine import REGISTER_FILE
from tests.support.exchanges import exchange, verdict
from tests.support.registers import fill, rewrite, tampering

EXCHANGES = 99
"""With the records that open and close the chain, 200 records."""
HELD_AT = "2026-11-24T08:00:00.000Z"
FORGED = record.decided(exchange(), verdict(), {}, {})


def run(folder: Path, exchanges: int = EXCHANGES) -> dict[str, Any]:
    flips, missed, records = _flips(folder / "flips", exchanges)
    found = {attack.__name__: _attack(folder / attack.__name__, attack) for attack in ATTACKS}
    found["older_copy"] = _older_copy(folder / "older")
    with_checkpoint = sum(held for _, held in found.values())
    return {
        "records": records,
        "bit_flips": flips,
        "not_located": missed,
        "attacks": {name: {"alone": alone, "with_checkpoint": held} for name, (alone, held) in found.items()},
        "attacks_found_with_checkpoint": f"{with_checkpoint}/{len(found)}",
        "holds": missed == 0 and with_checkpoint == len(found) == 8,
    }


def _flips(data: Path, exchanges: int) -> tuple[int, int, int]:
    head = fill(data, exchanges)
    with open_store(data_url(data)) as store:
        rows = [row for row in store.rows() if row.chain == head.chain]
    walked, missed, flips = Walk(head.chain, []), 0, 0
    for place, row in enumerate(rows):
        for bit in range(8 * len(row.raw)):
            raw = bytearray(row.raw)
            raw[bit // 8] ^= 1 << bit % 8
            flips += 1
            missed += _judged(walked, row._replace(raw=bytes(raw))) != (place, "changed")
        walked.step(row)
    return flips, missed, len(rows)


def _judged(walked: Walk, row: Row) -> tuple[int, str] | None:
    walk, report = copy.copy(walked), Report()
    walk.step(row)
    walk.close(report)
    return (report.faults[0].seq, report.faults[0].what) if report.faults else None


def _attack(data: Path, attack: Callable[[Path, str], object]) -> tuple[bool, bool]:
    """Tell whether an attack is found without a witness, and with a checkpoint that the DPO holds."""
    held = fill(data, 30)
    attack(data, held.chain)
    return not verify(data_url(data)).whole, not verify(data_url(data), [Checkpoint(held, HELD_AT)]).whole


def drop_one(data: Path, chain: str) -> None:
    rewrite(data, chain, {20: None})


def add_one(data: Path, chain: str) -> None:
    rewrite(data, chain, {}, insert={20: FORGED})


def change_one(data: Path, chain: str) -> None:
    rewrite(data, chain, {20: FORGED})


def swap_two(data: Path, chain: str) -> None:
    rewrite(data, chain, {20: None}, insert={21: FORGED})


def cut_tail(data: Path, chain: str) -> None:
    with tampering(data) as connection:
        connection.execute("DELETE FROM records WHERE chain = ? AND seq > 50", (chain,))


def drop_chain(data: Path, chain: str) -> None:
    with tampering(data) as connection:
        connection.execute("DELETE FROM records WHERE chain = ?", (chain,))


def write_anew(data: Path, chain: str) -> None:  # noqa: ARG001  # an attack of the same form
    (data / REGISTER_FILE).unlink()
    fill(data, 30)


ATTACKS: tuple[Callable[[Path, str], None], ...] = (
    drop_one,
    add_one,
    change_one,
    swap_two,
    cut_tail,
    drop_chain,
    write_anew,
)


def _older_copy(data: Path) -> tuple[bool, bool]:
    fill(data, 2)
    shutil.copy(data / REGISTER_FILE, data / "yesterday")
    today = fill(data, 2)
    (data / "yesterday").replace(data / REGISTER_FILE)
    return not verify(data_url(data)).whole, not verify(data_url(data), [Checkpoint(today, HELD_AT)]).whole
