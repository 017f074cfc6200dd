"""Several workers behind one port: one register, a chain for each, and none that stays dead."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import httpx
import psutil

from tests.support.gateway_process import Gateway, running
from tests.support.replies import echo
from tests.support.upstream import Upstream

BODY = {"model": "demo-gpt", "messages": [{"role": "user", "content": "Bonjour."}]}


def ask(gateway: Gateway) -> int:
    headers = {"authorization": f"Bearer {gateway.key}"}
    return httpx.post(f"{gateway.url}/v1/chat/completions", json=BODY, headers=headers, timeout=30).status_code


def workers(gateway: Gateway) -> list[psutil.Process]:
    assert gateway.process is not None
    return psutil.Process(gateway.process.pid).children()


def chains(gateway: Gateway) -> set[str]:
    return {record["chain"] for record in gateway.records() if record["phase"] == "decided"}


def test_workers_share_the_port_and_the_models(tmp_path: Path, rules_only: Path) -> None:
    """Two workers answer on one port, each in a chain of its own; one that is killed is replaced; a signal ends all."""
    with Upstream(echo()) as upstream:
        with running(tmp_path, upstream.urls(), models=rules_only, env={"PASSERELLE_WORKERS": "2"}) as gateway:
            first = {worker.pid for worker in workers(gateway)}
            assert len(first) == 2
            _until(lambda: ask(gateway) == 200 and len(chains(gateway)) == 2)
            own = [worker.memory_full_info().uss for worker in workers(gateway)]
            assert max(own) < 130e6
            os.kill(min(first), signal.SIGKILL)
            _until(lambda: len({worker.pid for worker in workers(gateway)} - first) == 1)
            _until(lambda: ask(gateway) == 200 and len(chains(gateway)) == 3)
            left = workers(gateway)
        assert gateway.process is not None
        assert gateway.process.returncode == 0
        assert not [worker for worker in left if worker.is_running()]
    phases = [record["phase"] for record in gateway.records()]
    assert (phases.count("opened"), phases.count("closed")) == (3, 2)


def _until(holds: object, seconds: float = 30.0) -> None:
    assert callable(holds)
    end = time.monotonic() + seconds
    while not _tried(holds):
        assert time.monotonic() < end
        time.sleep(0.02)


def _tried(holds: object) -> bool:
    assert callable(holds)
    try:
        return bool(holds())
    except (httpx.TransportError, psutil.NoSuchProcess):
        return False
