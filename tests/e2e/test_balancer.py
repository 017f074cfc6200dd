"""The balancer of compose.yaml, for real: HAProxy with its configuration before three gateways on one PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml

from gateway.audit.source import open_store
from gateway.audit.verify import verify
from gateway.keys import KeyRing
from gateway.store import migrate
from tests.support import lives, postgres
from tests.support.gateway_process import ROOT, await_answer, await_health, free_port, serving_process, stop
from tests.support.people import PROMPT
from tests.support.replies import echo
from tests.support.upstream import Upstream

REPLICAS = 3


@dataclass
class Scaled:
    """The balancer's address, what is behind it, and a key."""

    url: str
    key: str
    register: str
    replicas: list[subprocess.Popen[bytes]]
    upstream: Upstream

    def ask(self, *, stream: bool = False) -> httpx.Response:
        body = {"model": "demo-gpt", "stream": stream, "messages": [{"role": "user", "content": PROMPT}]}
        headers = {"authorization": f"Bearer {self.key}"}
        return httpx.post(f"{self.url}/v1/chat/completions", json=body, headers=headers, timeout=30)


def configuration(port: int, replicas: list[int]) -> str:
    """Return the balancer's own, with addresses of loopback in place of the names that Docker resolves."""
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text())
    written = composed["configs"]["balancer"]["content"]
    servers = "\n".join(f"  server replica{number} 127.0.0.1:{at} check" for number, at in enumerate(replicas))
    written, templates = re.subn(r"(?m)^ *server-template .*$", servers, written)
    written, binds = re.subn(r"bind :8001", f"bind 127.0.0.1:{port}", written)
    written, resolvers = re.subn(r"(?m)^resolvers docker\n.*\n", "", written)
    assert (templates, binds, resolvers) == (1, 1, 1)
    return str(written)


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scaled]:
    """Three gateways behind HAProxy."""
    folder = tmp_path_factory.mktemp("scaled")
    models = lives.rules_only(folder)
    with contextlib.ExitStack() as stack:
        register = str(stack.enter_context(postgres.server()).get_uri())
        upstream = stack.enter_context(Upstream(echo()))
        migrate(register)
        key = KeyRing.open(register, folder / "data" / "pepper").create("ccas", "essai").key
        ports, replicas = [free_port() for _ in range(REPLICAS)], []
        for port in ports:
            given = (port, folder / "data", upstream.urls(), ROOT / "policies", models)
            log = folder / f"serve-{port}.log"
            replicas.append(serving_process(*given, log=log, env={"PASSERELLE_REGISTER": register}))
            stack.callback(stop, replicas[-1])
        for port, process in zip(ports, replicas, strict=True):
            await_health(f"http://127.0.0.1:{port}", process, folder / f"serve-{port}.log")
        yield Scaled(stack.enter_context(balancer(folder, ports)), key, register, replicas, upstream)


@contextlib.contextmanager
def balancer(folder: Path, replicas: list[int]) -> Iterator[str]:
    """Run HAProxy before these ports; yield its address."""
    port, written, log = free_port(), folder / "haproxy.cfg", folder / "haproxy.log"
    written.write_text(configuration(port, replicas))
    with log.open("wb") as output:
        command = [shutil.which("haproxy") or "/usr/sbin/haproxy", "-db", "-f", str(written)]  # not on a user's PATH
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        await_answer(f"http://127.0.0.1:{port}/sante", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


def chains(register: str) -> Counter[str]:
    """Return how many exchanges each gateway decided."""
    with open_store(register) as store:
        said = [json.loads(row.raw) for row in store.rows()]
    return Counter(record["chain"] for record in said if record["phase"] == "decided")


def test_requests_are_shared_and_each_is_recorded_once(scaled: Scaled) -> None:
    """Plain and streamed requests through the balancer are answered by all three, restored, in three whole chains."""
    answers = [scaled.ask(stream=number % 2 == 0) for number in range(24)]
    assert {answer.status_code for answer in answers} == {200}
    assert all("Ginette" in answer.text for answer in answers[1::2])
    shared = chains(scaled.register)
    assert len(shared) == REPLICAS
    assert sum(shared.values()) == len(answers) == len(scaled.upstream.received)
    assert verify(scaled.register).whole


def test_a_replica_that_dies_is_left_out(scaled: Scaled) -> None:
    """Once the balancer has seen it, every request is answered by the others, and none was sent twice."""
    before = len(scaled.upstream.received)
    scaled.replicas[0].send_signal(signal.SIGKILL)
    answered, in_a_row, end = 0, 0, time.monotonic() + 30.0
    while in_a_row < 12:
        assert time.monotonic() < end
        good = scaled.ask().status_code == 200
        answered, in_a_row = answered + good, in_a_row + 1 if good else 0
        time.sleep(0.0 if good else 0.3)
    assert len(scaled.upstream.received) - before == answered
    assert verify(scaled.register).whole
