"""The processes under measure: the upstream, the bare pass-through (B) and the gateway, each on a port of its own."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
GATEWAY = (sys.executable, "-m", "gateway")


@dataclass(frozen=True)
class Side:
    """A server under measure. ``ready``: seconds from its start to its first answer."""

    name: str
    url: str
    key: str = field(repr=False)
    pid: int
    ready: float

    def processes(self) -> list[psutil.Process]:
        """Return the process and its workers."""
        parent = psutil.Process(self.pid)
        return [parent, *parent.children(recursive=True)]

    def cpu(self) -> float:
        """Return the CPU seconds used so far."""
        return float(sum(sum(process.cpu_times()[:2]) for process in self.processes()))

    def memory(self) -> float:
        """Return the resident megabytes, shared pages counted once."""
        return float(sum(process.memory_full_info().pss for process in self.processes())) / 1e6


def machine() -> str:
    """Return what the figures hold for."""
    gib = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores, {gib:.0f} GiB, Python {platform.python_version()}, {platform.system()}"


@contextlib.contextmanager
def upstream() -> Iterator[str]:
    """Run the answering upstream; yield its URL."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with _running(_served("benchmarks.bare:upstream", port), url + "/"):
        yield url


@contextlib.contextmanager
def lean() -> Iterator[str]:
    """Run the upstream that costs next to nothing; yield its URL."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with _running([sys.executable, "-m", "benchmarks.lean", str(port)], url + "/"):
        yield url


@contextlib.contextmanager
def bare(to: str) -> Iterator[Side]:
    """Run the bare pass-through."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with _running(_served("benchmarks.bare:bare", port), url + "/", BARE_UPSTREAM=to) as (pid, ready):
        yield Side("bare", url, "", pid, ready)


@contextlib.contextmanager
def gateway(
    to: str, *, workers: int = 1, policies: Path = ROOT / "policies", data: Path | None = None
) -> Iterator[Side]:
    """Run the gateway with the default policy and a durable register."""
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as folder:
        data = data or Path(folder)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        create = [*GATEWAY, *"keys create --service banc --label mesure --json --data".split(), str(data)]
        made = subprocess.run(create, cwd=ROOT, capture_output=True, check=True)
        serve = [*GATEWAY, "serve", "--port", str(port), "--data", str(data), "--policies", str(policies)]
        serve += ["--workers", str(workers), "--upstream", f"demo-openai={to}"]
        with _running(serve, url + "/sante") as (pid, ready):
            yield Side("gateway", url, json.loads(made.stdout)["key"], pid, ready)


@contextlib.contextmanager
def _running(command: list[str], probe: str, **env: str) -> Iterator[tuple[int, float]]:
    began = time.perf_counter()
    running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stderr=subprocess.DEVNULL)
    try:
        while not answers(probe):
            if running.poll() is not None or time.perf_counter() - began > 180:
                raise RuntimeError(f"{command[2:4]} does not start")
            time.sleep(0.02)
        yield running.pid, time.perf_counter() - began
    finally:
        running.terminate()
        running.wait()


def answers(url: str) -> bool:
    """Tell whether something answers at ``url``."""
    try:
        with urlopen(url, timeout=2):
            return True
    except URLError as error:
        return hasattr(error, "code")  # an answer, be it 404
    except OSError:
        return False


def _served(app: str, port: int) -> list[str]:
    # connections outlast the pauses between two measures: B retries nothing
    kept = ["--http", "httptools", "--log-level", "error", "--timeout-keep-alive", "300"]
    return [sys.executable, "-m", "uvicorn", app, "--port", str(port), *kept]


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
