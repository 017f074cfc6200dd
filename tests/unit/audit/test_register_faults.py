"""The register when its file fails: it says so quickly, writes nothing it cannot keep, and comes back by itself."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from gateway.audit import Register
from gateway.audit.verify import verify
from gateway.audit.writer import REST
from gateway.errors import RegisterDown
from gateway.store import data_url
from gateway.store.engine import REGISTER_FILE
from tests.support.exchanges import exchange, opened, outcome, verdict

PATIENCE = 0.3


def write(register: Register) -> None:
    asyncio.run(register.decided(exchange(), verdict()))


def refuses(register: Register) -> None:
    began = time.monotonic()
    with pytest.raises(RegisterDown):
        write(register)
    assert time.monotonic() - began < PATIENCE + 1.5


@contextmanager
def unlinked(file: Path) -> Iterator[None]:
    os.link(file, f"{file}.kept")
    file.unlink()
    yield
    Path(f"{file}.kept").rename(file)


@contextmanager
def renamed(file: Path) -> Iterator[None]:
    file.rename(f"{file}.away")
    yield
    Path(f"{file}.away").rename(file)


@contextmanager
def replaced_by_an_empty_file(file: Path) -> Iterator[None]:
    file.rename(f"{file}.away")
    file.touch()
    yield
    Path(f"{file}.away").rename(file)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


@contextmanager
def no_room_left(file: Path) -> Iterator[None]:
    """The kernel refuses to let any file of this process grow beyond what the WAL has now (EFBIG)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(f"{file}-wal").stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def directory_moved(file: Path) -> Iterator[None]:
    away = file.parent.with_name("away")
    file.parent.rename(away)
    yield
    away.rename(file.parent)


@pytest.mark.parametrize(
    "fault",
    [
        unlinked,
        renamed,
        replaced_by_an_empty_file,
        locked,
        no_room_left,
        directory_moved,
    ],
)
def test_a_fault_is_noticed_and_outlived(fault: Callable[[Path], AbstractContextManager[None]], tmp_path: Path) -> None:
    """Under each fault of the file nothing is acknowledged; when the fault is gone the register goes on, whole."""
    url = data_url(tmp_path / "data")
    with opened(url, patience=PATIENCE) as register:
        write(register)
        with fault(tmp_path / "data" / REGISTER_FILE):
            refuses(register)
            refuses(register)
            assert register.down
        time.sleep(REST)
        write(register)
        assert not register.down
    report = verify(url)
    assert report.faults == []
    assert len(report.heads) == 2


def flush_wal(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@contextmanager
def cut_to_half(file: Path) -> Iterator[None]:
    flush_wal(file)
    os.truncate(file, file.stat().st_size // 2)
    yield


@contextmanager
def grown_then_cut(file: Path) -> Iterator[None]:
    """Grown by another process's records and their checkpoint since the last look, then cut, but not below that size."""
    seen = file.stat().st_size
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE more AS SELECT zeroblob(300000)")
    connection.close()
    flush_wal_in_place(file)
    assert file.stat().st_size > seen + 8192
    os.truncate(file, seen + 8192)
    yield


def flush_wal_in_place(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    connection.close()


@contextmanager
def wal_cut(file: Path) -> Iterator[None]:
    os.truncate(f"{file}-wal", 0)
    yield


@contextmanager
def put_back_as_it_was_before(file: Path) -> Iterator[None]:
    older = file.with_name("older")
    with sqlite3.connect(file) as source, sqlite3.connect(older) as target:
        source.backup(target)
        target.execute("DELETE FROM records WHERE seq > 0")
        target.execute("PRAGMA journal_mode=WAL")
    source.close()
    target.close()
    for suffix in ("-wal", "-shm"):
        Path(f"{file}{suffix}").unlink()
    shutil.move(older, file)
    yield


@contextmanager
def cut_under_later_records(file: Path) -> Iterator[None]:
    """Only old records are lost: the last one is still in the WAL."""
    flush_wal(file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE records SET ts = ts")
        os.truncate(file, 8192)
    yield
    connection.close()


@pytest.mark.parametrize(
    "loss", [cut_to_half, cut_under_later_records, grown_then_cut, wal_cut, put_back_as_it_was_before]
)
def test_a_register_that_lost_acknowledged_records_stays_down(
    loss: Callable[[Path], AbstractContextManager[None]], tmp_path: Path
) -> None:
    """Where records that were acknowledged are gone, nothing more is acknowledged until somebody starts anew."""
    with opened(data_url(tmp_path), patience=PATIENCE) as register:
        write(register)
        with loss(tmp_path / REGISTER_FILE):
            refuses(register)
        time.sleep(REST)
        refuses(register)


def test_a_removed_wal_costs_no_record(tmp_path: Path) -> None:
    """When the WAL is removed under the process, its records are brought home and the register goes on."""
    wal = tmp_path / f"{REGISTER_FILE}-wal"
    with opened(data_url(tmp_path), patience=PATIENCE) as register:
        write(register)
        wal.unlink()
        write(register)
        wal.unlink()
        deadline = time.monotonic() + 5
        while not_home(tmp_path / REGISTER_FILE) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not not_home(tmp_path / REGISTER_FILE)
    report = verify(data_url(tmp_path))
    assert (report.faults, report.records) == ([], 4)


def not_home(file: Path) -> bool:
    """Tell whether the last record is not yet in the database file proper."""
    return file.read_bytes().count(b'"phase":"decided"') < 2


def test_the_end_of_a_request_is_written_when_the_register_is_back(tmp_path: Path) -> None:
    """An exchange that ends while the register is down has its end record afterwards, without being asked again."""
    file = tmp_path / REGISTER_FILE
    with opened(data_url(tmp_path), patience=PATIENCE) as register:
        with renamed(file), pytest.raises(RegisterDown):
            asyncio.run(register.ended(exchange(exchange_id="en-attente"), outcome()))
        deadline = time.monotonic() + 5
        while register.waiting and time.monotonic() < deadline:
            time.sleep(0.01)
        assert register.waiting == 0
    with sqlite3.connect(file) as connection:
        found = connection.execute("SELECT count(*) FROM records WHERE exchange = 'en-attente'").fetchone()
    connection.close()
    assert found == (1,)


def test_a_decision_refused_for_lack_of_time_is_not_written_later(tmp_path: Path) -> None:
    """A request answered 503 because the register was slow does not appear afterwards as if it had been sent."""
    file = tmp_path / REGISTER_FILE
    with opened(data_url(tmp_path), patience=PATIENCE) as register:
        with locked(file):
            refuses(register)
        time.sleep(REST)
        write(register)
    report = verify(data_url(tmp_path))
    assert report.records == 4  # opened, opened again, one decision, closed


def test_a_full_queue_refuses_at_once(tmp_path: Path) -> None:
    """When more records wait than the register can hold, the next one is refused without waiting."""

    async def flood(register: Register) -> list[BaseException | None]:
        writes = (register.decided(exchange(), verdict()) for _ in range(50))
        return await asyncio.gather(*writes, return_exceptions=True)

    with opened(data_url(tmp_path), patience=PATIENCE, capacity=4) as register, locked(tmp_path / REGISTER_FILE):
        began = time.monotonic()
        results = asyncio.run(flood(register))
        assert all(isinstance(result, RegisterDown) for result in results)
        assert time.monotonic() - began < PATIENCE + 1.5


def test_a_register_without_a_place_does_not_open(tmp_path: Path) -> None:
    """Where the directory cannot be made, the gateway does not start."""
    (tmp_path / "file").touch()
    with pytest.raises(RegisterDown):
        Register.open(data_url(tmp_path / "file"), software="passerelle 0.1.0")


def test_a_checkpoint_by_another_process_is_not_taken_for_a_cut(tmp_path: Path) -> None:
    """While others write and bring the WAL home, every record is acknowledged, on one chain."""
    file, stop = tmp_path / REGISTER_FILE, threading.Event()

    def grow() -> None:
        while not stop.is_set():
            with sqlite3.connect(file, timeout=5, isolation_level=None) as other:
                other.execute("INSERT INTO more VALUES (zeroblob(200000))")
                other.execute("PRAGMA wal_checkpoint(PASSIVE)")
            other.close()

    with opened(data_url(tmp_path), patience=10.0) as register:
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE more (bytes BLOB)")
        connection.close()
        others = threading.Thread(target=grow)
        others.start()
        for _ in range(40):
            write(register)
        stop.set()
        others.join()
    report = verify(data_url(tmp_path))
    assert (report.faults, len(report.heads), report.records) == ([], 1, 42)
