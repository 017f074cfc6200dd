"""The verifier: it trusts nothing, finds what was done to a register, and says where."""

from __future__ import annotations

import copy
import itertools
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.audit import record
from gateway.audit.chain import Head, digest
from gateway.audit.checkpoint import Checkpoint
from gateway.audit.source import Row, open_store
from gateway.audit.verify import Report, Walk, verify
from gateway.store import data_url
from gateway.store.engine import REGISTER_FILE
from tests.support.exchanges import exchange, verdict
from tests.support.registers import fill, rewrite, tampering

HELD_AT = "2026-11-24T08:00:00.000Z"
EXCHANGES = 30
LENGTH = 2 * EXCHANGES + 2


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Head, Head]:
    """A register with two chains, the second citing the first."""
    data = tmp_path_factory.mktemp("untouched")
    return data, fill(data, EXCHANGES), fill(data, 2)


@pytest.fixture
def victim(untouched: tuple[Path, Head, Head], tmp_path: Path) -> tuple[Path, Head, Head]:
    """A copy of the register, to be tampered with."""
    data, old, young = untouched
    shutil.copy(data / REGISTER_FILE, tmp_path)
    return tmp_path, old, young


def first_fault(data: Path, *checkpoints: Head) -> tuple[str, int, str]:
    faults = verify(data_url(data), [Checkpoint(head, HELD_AT) for head in checkpoints]).faults
    assert len(faults) == 1, faults
    return faults[0].chain, faults[0].seq, faults[0].what


def test_an_untouched_register_is_whole(untouched: tuple[Path, Head, Head]) -> None:
    """Nothing is wrong with a register that nobody touched, and its heads are those that were acknowledged."""
    data, old, young = untouched
    report = verify(data_url(data), [Checkpoint(old, HELD_AT), Checkpoint(young, HELD_AT)])
    assert (report.whole, report.records, report.witnesses) == (True, LENGTH + 6, 3)
    assert {head.hash for head in report.heads} == {old.hash, young.hash}


@pytest.mark.slow
def test_every_flipped_bit_is_located(untouched: tuple[Path, Head, Head]) -> None:
    """Each bit of the raw bytes of 62 records, flipped alone, is found and the right record named."""
    data, old, _ = untouched
    with open_store(data_url(data)) as store:
        rows = [row for row in store.rows() if row.chain == old.chain]
    assert len(rows) == LENGTH
    walked, missed, flips = Walk(old.chain, []), [], 0
    for place, row in enumerate(rows):
        for bit in range(8 * len(row.raw)):
            flips += 1
            raw = bytearray(row.raw)
            raw[bit // 8] ^= 1 << bit % 8
            if (place, "changed") != judged(walked, row._replace(raw=bytes(raw))):
                missed.append((place, bit))
        walked.step(row)
    assert missed == []
    assert flips > 250_000


def judged(walked: Walk, row: Row) -> tuple[int, str] | None:
    walk, report = copy.copy(walked), Report()
    walk.step(row)
    walk.close(report)
    return (report.faults[0].seq, report.faults[0].what) if report.faults else None


@pytest.mark.parametrize("place", [0, 1, 30, LENGTH - 1])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET decision = 'autorisee' || substr(decision, 20)",
        "UPDATE records SET service = 'AUTRE'",
        "UPDATE records SET ts = replace(ts, 'T', ' ')",
        "UPDATE records SET exchange = exchange || 'x'",
        "UPDATE records SET hash = replace(hash, substr(hash, 1, 1), 'z')",
        "UPDATE records SET hash = upper(hash) || 'A'",
        "UPDATE records SET raw = raw || x'0a'",
        "UPDATE records SET raw = substr(raw, 1, length(raw) - 1)",
        "UPDATE records SET raw = x''",
        "UPDATE records SET raw = CAST(raw AS TEXT)",
        "UPDATE records SET caller = x'6167'",
        "UPDATE records SET model = 12",
    ],
)
def test_a_changed_column_is_located(victim: tuple[Path, Head, Head], statement: str, place: int) -> None:
    """A change to any column of a record, even only of its type, is found in that record."""
    data, old, _ = victim
    with tampering(data) as connection:
        connection.execute(f"{statement} WHERE chain = ? AND seq = ?", (old.chain, place))
        assert connection.total_changes == 1
    assert first_fault(data) == (old.chain, place, "changed")


def test_a_changed_record_with_its_own_hash_mended_is_located(victim: tuple[Path, Head, Head]) -> None:
    """A record rewritten together with its hash is betrayed by the record after it."""
    data, old, _ = victim
    with tampering(data) as connection:
        (raw,) = connection.execute("SELECT raw FROM records WHERE chain = ? AND seq = 7", (old.chain,)).fetchone()
        raw = raw.replace(b'"count":2', b'"count":9')
        mended = (raw, digest(raw), old.chain)
        connection.execute("UPDATE records SET raw = ?, hash = ? WHERE chain = ? AND seq = 7", mended)
    assert first_fault(data) == (old.chain, 7, "rewritten")


@pytest.mark.parametrize("place", [0, 1, 30])
def test_a_removed_record_is_located(victim: tuple[Path, Head, Head], place: int) -> None:
    """A removed record leaves a gap in the numbers."""
    data, old, _ = victim
    with tampering(data) as connection:
        connection.execute("DELETE FROM records WHERE chain = ? AND seq = ?", (old.chain, place))
    assert first_fault(data) == (old.chain, place, "removed")


def test_swapped_records_are_located(victim: tuple[Path, Head, Head]) -> None:
    """Two records that changed places are found at the first of the two."""
    data, old, _ = victim
    with tampering(data) as connection:
        for before, after in ((10, -1), (11, 10), (-1, 11)):
            place = (after, old.chain, before)
            connection.execute("UPDATE records SET seq = ? WHERE chain = ? AND seq = ?", place)
    assert first_fault(data) == (old.chain, 10, "moved")


def test_a_record_moved_to_another_chain_is_located(victim: tuple[Path, Head, Head]) -> None:
    """A record copied to the end of another chain does not pass for one of its own."""
    data, old, young = victim
    with tampering(data) as connection:
        connection.execute(
            "UPDATE records SET chain = ?, seq = 6 WHERE chain = ? AND seq = 61", (young.chain, old.chain)
        )
    faults = {(fault.chain, fault.seq, fault.what) for fault in verify(data_url(data)).faults}
    assert faults == {(young.chain, 6, "moved"), (old.chain, 61, "cut")}


def test_a_chain_of_forged_records_does_not_start(victim: tuple[Path, Head, Head]) -> None:
    """A chain whose first record is gone cannot be passed off by renumbering what is left."""
    data, old, _ = victim
    with tampering(data) as connection:
        connection.execute("DELETE FROM records WHERE chain = ? AND seq = 0", (old.chain,))
        connection.execute("UPDATE records SET seq = seq - 1000 WHERE chain = ?", (old.chain,))
        connection.execute("UPDATE records SET seq = seq + 999 WHERE chain = ?", (old.chain,))
    assert first_fault(data) == (old.chain, 0, "moved")


FORGED = record.decided(exchange(), verdict(), {}, {})


def drop_one(data: Path, chain: str) -> Head:
    return rewrite(data, chain, {20: None})


def add_one(data: Path, chain: str) -> Head:
    return rewrite(data, chain, {}, insert={20: FORGED})


def change_one(data: Path, chain: str) -> Head:
    return rewrite(data, chain, {20: FORGED})


def swap_two(data: Path, chain: str) -> Head:
    return rewrite(data, chain, {20: None}, insert={21: FORGED})


def cut_tail(data: Path, chain: str) -> Head | None:
    with tampering(data) as connection:
        connection.execute("DELETE FROM records WHERE chain = ? AND seq > 50", (chain,))
    return None


def drop_chain(data: Path, chain: str) -> Head | None:
    with tampering(data) as connection:
        connection.execute("DELETE FROM records WHERE chain = ?", (chain,))
    return None


ATTACKS: list[tuple[Callable[[Path, str], Head | None], int, str]] = [
    (drop_one, LENGTH - 1, "cut"),
    (add_one, LENGTH - 1, "rewritten"),
    (change_one, LENGTH - 1, "rewritten"),
    (swap_two, LENGTH - 1, "rewritten"),
    (cut_tail, 51, "cut"),
    (drop_chain, 0, "missing"),
]


@pytest.mark.parametrize(("attack", "seq", "what"), ATTACKS)
def test_a_later_chain_bears_witness(
    victim: tuple[Path, Head, Head], attack: Callable[[Path, str], Head | None], seq: int, what: str
) -> None:
    """A chain rewritten with all hashes anew, shortened or dropped is betrayed by the chain opened after it."""
    data, old, _ = victim
    attack(data, old.chain)
    assert first_fault(data) == (old.chain, seq, what)


@pytest.mark.parametrize(("attack", "seq", "what"), ATTACKS)
def test_a_checkpoint_bears_witness(
    tmp_path: Path, attack: Callable[[Path, str], Head | None], seq: int, what: str
) -> None:
    """The youngest chain has no later one; a checkpoint held elsewhere betrays the same attacks."""
    held = fill(tmp_path, EXCHANGES)
    attack(tmp_path, held.chain)
    assert verify(data_url(tmp_path)).faults == []
    assert first_fault(tmp_path, held) == (held.chain, seq, what)


def test_an_older_copy_of_the_whole_register_is_found_with_a_checkpoint(tmp_path: Path) -> None:
    """Putting back yesterday's file looks whole, but not to whoever holds today's checkpoint."""
    fill(tmp_path, 2)
    (tmp_path / REGISTER_FILE).rename(tmp_path / "yesterday")
    shutil.copy(tmp_path / "yesterday", tmp_path / REGISTER_FILE)
    today = fill(tmp_path, 2)
    (tmp_path / "yesterday").replace(tmp_path / REGISTER_FILE)
    assert verify(data_url(tmp_path)).whole
    assert first_fault(tmp_path, today) == (today.chain, 0, "missing")


def test_checkpoints_narrow_down_where_a_chain_was_rewritten(tmp_path: Path) -> None:
    """With a checkpoint every few records, the rewriting is located between two of them."""
    held = fill(tmp_path, EXCHANGES)
    with open_store(data_url(tmp_path)) as store:
        heads = [Head(row.chain, row.seq, row.hash) for row in store.rows() if row.seq % 10 == 9]
    rewrite(tmp_path, held.chain, {22: FORGED})
    assert first_fault(tmp_path, *heads) == (held.chain, 29, "rewritten")


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\x00" + bytes(5000)])
def test_a_file_that_is_no_register_is_not_whole(tmp_path: Path, damage: bytes) -> None:
    """An unreadable or missing file is a fault, not an empty register."""
    (tmp_path / REGISTER_FILE).write_bytes(damage)
    assert [fault.what for fault in verify(data_url(tmp_path)).faults] == ["unreadable"]
    (tmp_path / REGISTER_FILE).unlink()
    assert [fault.what for fault in verify(data_url(tmp_path)).faults] == ["unreadable"]


@pytest.mark.parametrize("page", range(2, 20))
def test_an_overwritten_page_is_found(victim: tuple[Path, Head, Head], page: int) -> None:
    """Damage below the records, in any page of the file, is found: a lost search index hides records from reports."""
    data, _, _ = victim
    with (data / REGISTER_FILE).open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(bytes(4096))
    assert not verify(data_url(data)).whole


def test_verifying_changes_nothing(untouched: tuple[Path, Head, Head]) -> None:
    """The verifier only reads: the file has the same bytes afterwards."""
    data, _, _ = untouched
    before = (data / REGISTER_FILE).read_bytes()
    verify(data_url(data))
    assert (data / REGISTER_FILE).read_bytes() == before


def test_the_chain_can_be_checked_by_hand(untouched: tuple[Path, Head, Head]) -> None:
    """Each record cites what sha256sum prints for the record before it."""
    data, old, _ = untouched
    with open_store(data_url(data)) as store:
        raws = [row.raw for row in store.rows() if row.chain == old.chain][:5]
    for before, after in itertools.pairwise(raws):
        printed = subprocess.run(["sha256sum"], input=before, capture_output=True, check=True).stdout.split()[0]
        assert json.loads(after)["prev"] == printed.decode()
