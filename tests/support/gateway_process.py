"""The real gateway as a process of its own: ``passerelle serve`` under uvicorn, on a free port of loopback."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from gateway.audit.source import open_store
from gateway.keys import KeyRing
from gateway.store import data_url

ROOT = Path(__file__).parents[2]
START_SECONDS = 110.0
COMMAND = (sys.executable, "-m", "gateway")
BOUND = ("setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override") if os.geteuid() == 0 else ()
"""Before a command: file modes bind the process, root's too."""


@dataclass
class Gateway:
    """A running gateway. ``key``: a client key of service "ccas"."""

    url: str
    data: Path
    process: subprocess.Popen[bytes] | None = field(repr=False)
    key: str = field(default="", repr=False)

    def new_key(self, *, refuse_as_message: bool = False) -> str:
        """Make one more key."""
        ring = KeyRing.open(data_url(self.data), self.data / "pepper")
        return ring.create("ccas", "test", refuse_as_message=refuse_as_message).key

    def records(self) -> list[dict[str, Any]]:
        """Return all records of the register, by chain and place."""
        return records(self.data)

    def of_exchange(self, exchange: str, *, until: str = "ended", seconds: float = 5.0) -> list[dict[str, Any]]:
        """Return an exchange's records, once one of phase ``until`` is there. Fails when none comes."""
        end = time.monotonic() + seconds
        while True:
            found = [record for record in self.records() if record["exchange"] == exchange]
            if any(record["phase"] == until for record in found):
                return found
            assert time.monotonic() < end, f"no {until!r} record in {seconds} s, only {found}"
            time.sleep(0.05)


def records(data: Path) -> list[dict[str, Any]]:
    """Return all records of the register in ``data``, by chain and place."""
    with open_store(data_url(data)) as store:
        return [json.loads(row.raw) for row in store.rows()]


def serve_arguments(
    port: int, data: Path, upstreams: Mapping[str, str], policies: Path, models: Path | None
) -> list[str]:
    """Return the command line after ``passerelle``."""
    given = ["serve", "--host", "127.0.0.1", "--port", str(port), "--policies", str(policies), "--data", str(data)]
    given += ["--models", str(models)] if models else []
    return given + [part for name, url in upstreams.items() for part in ("--upstream", f"{name}={url}")]


@contextlib.contextmanager
def running(
    data: Path,
    upstreams: Mapping[str, str],
    *,
    policies: Path = ROOT / "policies",
    models: Path | None = None,
    env: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
) -> Iterator[Gateway]:
    """Run the gateway within the block, with a key made by the command line; end it by SIGTERM."""
    key = command("keys", "create", "--data", str(data), "--service", "ccas", "--label", "test", "--json")
    port = free_port()
    log = data / "serve.log"
    process = serving_process(port, data, upstreams, policies, models, log=log, env=env, prefix=prefix)
    try:
        url = f"http://127.0.0.1:{port}"
        await_health(url, process, log)
        yield Gateway(url, data, process, json.loads(key.stdout)["key"])
    finally:
        stop(process)


def serving_process(
    port: int,
    data: Path,
    upstreams: Mapping[str, str],
    policies: Path,
    models: Path | None,
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
) -> subprocess.Popen[bytes]:
    """Start ``passerelle serve``; what it says goes to ``log``. Whoever starts it stops it."""
    arguments = serve_arguments(port, data, upstreams, policies, models)
    with log.open("wb") as output:
        return subprocess.Popen(
            [*prefix, *COMMAND, *arguments], cwd=ROOT, stdout=output, stderr=output, env=_environment(env)
        )


def command(
    *arguments: str, env: Mapping[str, str] | None = None, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run ``passerelle`` with ``arguments`` and return what it says."""
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, env=_environment(env), capture_output=True, text=True, timeout=START_SECONDS
    )
    assert not check or done.returncode == 0, done.stderr
    return done


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def await_health(url: str, process: subprocess.Popen[bytes] | None, log: Path) -> None:
    """Wait until ``GET /sante`` answers 200. Raises AssertionError with the process's last words."""
    await_answer(f"{url}/sante", process, log)


def await_answer(url: str, process: subprocess.Popen[bytes] | None, log: Path) -> None:
    """Wait until an address answers 200. Raises AssertionError with the process's last words."""
    end = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url, timeout=5).status_code == 200:
                return
        dead = process is not None and process.poll() is not None
        assert not dead, log.read_text()[-3000:]
        assert time.monotonic() < end, f"no answer in {START_SECONDS} s: {log.read_text()[-3000:]}"
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process gently, then by force."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}
    return {**kept, "OMP_NUM_THREADS": "1", **(more or {})}
