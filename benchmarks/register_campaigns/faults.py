"""Eight faults of the store, each with and without streaming: 503, no connection upstream, and back by itself.

The calls fail inside the running gateway: strace makes the kernel's answer an error (ENOSPC, EIO, EROFS) for the
register's files alone; the file is unlinked, renamed or cut under the process; another process holds the lock.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx

from gateway.audit.verify import verify
from gateway.store import data_url
from gateway.store.engine import REGISTER_FILE
from tests.support.gateway_process import Gateway, running
from tests.support.lives import rules_only
from tests.support.people import PROMPT
from tests.support.replies import echo
from tests.support.upstream import Upstream

Fault = Callable[[Gateway], AbstractContextManager[None]]


def injected(calls: str, error: str) -> Fault:
    """Return a fault by which system calls on the register's files fail."""

    @contextlib.contextmanager
    def fault(gateway: Gateway) -> Iterator[None]:
        assert gateway.process is not None
        files = [str(gateway.data / f"{REGISTER_FILE}{suffix}") for suffix in ("", "-wal", "-shm", "-journal")]
        command = ["strace", "-f", "-qq", "-p", str(gateway.process.pid), "-e", f"trace={calls}", "-o", "/dev/null"]
        command += ["-e", f"inject={calls}:error={error}", *(part for file in files for part in ("-P", file))]
        strace = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(1.0)  # until it is attached to every thread
        try:
            yield
        finally:
            strace.terminate()
            strace.wait(10)

    return fault


@contextlib.contextmanager
def unlinked(gateway: Gateway) -> Iterator[None]:
    file = gateway.data / REGISTER_FILE
    kept = file.with_name("kept")
    os.link(file, kept)
    file.unlink()
    yield
    kept.rename(file)


@contextlib.contextmanager
def renamed(gateway: Gateway) -> Iterator[None]:
    file = gateway.data / REGISTER_FILE
    file.rename(file.with_name("away"))
    yield
    file.with_name("away").rename(file)


@contextlib.contextmanager
def truncated(gateway: Gateway) -> Iterator[None]:
    """Cut under the process, then put back as it was before by whoever mends it."""
    file = gateway.data / REGISTER_FILE
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    whole = file.read_bytes()
    os.truncate(file, len(whole) // 2)
    yield
    with file.open("r+b") as mended:
        mended.write(whole)


@contextlib.contextmanager
def locked(gateway: Gateway) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(gateway.data / REGISTER_FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


FAULTS: dict[str, Fault] = {
    "ENOSPC on write": injected("pwrite64", "ENOSPC"),
    "EIO on write": injected("pwrite64", "EIO"),
    "EIO on fdatasync": injected("fdatasync", "EIO"),
    "EROFS": injected("pwrite64,ftruncate,openat", "EROFS"),
    "unlinked": unlinked,
    "renamed": renamed,
    "truncated by another process": truncated,
    "locked by another process": locked,
}


CELLS = [(name, streamed) for name in FAULTS for streamed in (False, True)]


def run(folder: Path) -> dict[str, Any]:
    """A gateway goes on from fault to fault; where it stays down, as after a cut file, another begins anew."""
    cells, faults = dict[str, dict[str, Any]](), list[str]()
    models, left = rules_only(folder), list(CELLS)
    with Upstream(echo()) as upstream:
        while left:
            data = folder / f"data{len(left)}"
            data.mkdir()
            with running(data, upstream.urls(), models=models) as gateway:
                while left:
                    name, streamed = left.pop(0)
                    how = "stream" if streamed else "whole"
                    made = cells[f"{name}, {how}"] = _cell(gateway, upstream, FAULTS[name], streamed=streamed)
                    if not made["served_again"]:
                        break
            if made["served_again"]:
                faults += [f"{fault.what}: {fault.detail}" for fault in verify(data_url(data)).faults]
    refused = sum(cell["refused_with_503"] and cell["upstream_connections"] == 0 for cell in cells.values())
    return {
        "cells": cells,
        "refused_with_nothing_sent": f"{refused}/{len(cells)}",
        "served_again_by_itself": sum(cell["served_again"] for cell in cells.values()),
        "chain_faults": faults,
        "holds": refused == len(cells) == 16 and not faults,
    }


def _cell(gateway: Gateway, upstream: Upstream, fault: Fault, *, streamed: bool) -> dict[str, Any]:
    upstream.clear()
    with fault(gateway):
        statuses = [_ask(gateway, streamed) for _ in range(3)]
        connections = upstream.connections
    return {
        "refused_with_503": set(statuses) == {503},
        "upstream_connections": connections,
        "served_again": _served_again(gateway, streamed),
    }


def _ask(gateway: Gateway, streamed: bool) -> int:
    body = {"model": "demo-gpt", "stream": streamed, "messages": [{"role": "user", "content": PROMPT}]}
    headers = {"authorization": f"Bearer {gateway.key}"}
    return httpx.post(f"{gateway.url}/v1/chat/completions", json=body, headers=headers, timeout=60).status_code


def _served_again(gateway: Gateway, streamed: bool) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if _ask(gateway, streamed) == 200:
            return True
        time.sleep(0.2)
    return False
