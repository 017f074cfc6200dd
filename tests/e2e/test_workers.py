"""Several workers behind one port: one register, a chain for each, and none that stays dead."""

from __future__ import annotations

import os
import signal
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil

from tests.support.gateway_process import Gateway, command, running
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


def test_a_burst_of_connections_is_dealt_out(tmp_path: Path, rules_only: Path) -> None:
    """Of forty connections made at once each worker takes its share, and no other gateway can listen beside them."""
    env = {"PASSERELLE_WORKERS": "2"}
    with Upstream(echo()) as upstream, running(tmp_path, upstream.urls(), models=rules_only, env=env) as gateway:
        _until(lambda: ask(gateway) == 200 and len(chains(gateway)) == 2)
        port = httpx.URL(gateway.url).port
        assert port is not None
        with ExitStack() as held:
            for _ in range(40):
                held.enter_context(socket.create_connection(("127.0.0.1", port)))
            _until(lambda: sum(_taken(worker, port) for worker in workers(gateway)) >= 40)
            assert min(_taken(worker, port) for worker in workers(gateway)) >= 6
        beside = ("--port", str(port), "--data", str(tmp_path / "other"), "--models", str(rules_only))
        other = command("serve", *beside, env=env, check=False)
        assert other.returncode != 0
        assert "ne peut pas être ouverte" in other.stderr


def _taken(worker: psutil.Process, port: int) -> int:
    """Return how many connections to the port a worker has."""
    return sum(one.status == psutil.CONN_ESTABLISHED and one.laddr.port == port for one in worker.net_connections())


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
