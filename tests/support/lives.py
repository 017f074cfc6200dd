"""Many lives of the real gateway, each ended by SIGKILL under load, and what the register holds of them."""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
import math
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from gateway.audit.verify import Report, verify
from gateway.keys import KeyRing
from gateway.store import data_url
from tests.support.gateway_process import ROOT, free_port, records, serve_arguments
from tests.support.replies import echo
from tests.support.upstream import Received, Upstream

TASKS = 8
SEED = 20261124
MOMENTS = 0.15
"""Seconds under load within which the kill falls."""


def rules_only(folder: Path) -> Path:
    """Return the models without the statistical one: they load in no time, and the path of a request is the same."""
    models = folder / "models"
    shutil.copytree(ROOT / "models", models, ignore=shutil.ignore_patterns("recipes"))
    detection = models / "detection.yaml"
    detection.write_text(re.sub(r"^( *model:).*", r"\1 null", detection.read_text(), flags=re.MULTILINE))
    return models


@dataclass(frozen=True, slots=True)
class Killed:
    """What was found after the kills. seen: requests that the provider received. missing: those without a record.

    refused: requests that were answered 503, which promises that nothing of them was sent.
    """

    kills: int
    refused: int
    seen: int
    lives: int
    missing: int
    unfinished: int
    report: Report


def kill_lives(kills: int, folder: Path, *, seconds: float = math.inf) -> Killed:
    """Run so many lives of the gateway, or as many as fit, each killed (SIGKILL) at a random moment under load."""
    data, end, done, refused = folder / "data", time.monotonic() + seconds, 0, 0
    ring = KeyRing.open(data_url(data), data / "pepper")
    keys = [ring.create("ccas", f"vie {life}") for life in range(kills)]
    chance = random.Random(SEED)
    with Upstream(echo()) as upstream, Lives(rules_only(folder), data, upstream.urls()) as lives:
        ahead = lives.start()
        for life, made in enumerate(keys):
            if time.monotonic() > end:
                break
            (child, port), ahead = ahead, lives.start()
            load = Load(f"http://127.0.0.1:{port}", made.key, life)
            asyncio.run(load.until(functools.partial(lives.kill, child), chance.uniform(0, MOMENTS)))
            done, refused = done + 1, refused + load.refused
    seen = {sent(received) for received in upstream.received}
    kept = records(data)
    missing = seen - _decided(kept, {ring.ref(made.id): life for life, made in enumerate(keys)})
    lives_seen = len({life for life, _ in seen})
    return Killed(done, refused, len(seen), lives_seen, len(missing), _unfinished(kept), verify(data_url(data)))


class Lives:
    """Forks gateways (tests/support/forking.py), one ahead of the one in use, and leaves none behind."""

    def __init__(self, models: Path, data: Path, upstreams: Mapping[str, str]) -> None:
        self._given = (data, upstreams, ROOT / "policies", models)
        self._alive: set[int] = set()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, str(ROOT / "tests/support/forking.py"), str(models)]
        self._starter = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for child in list(self._alive):
            self.kill(child)
        self._starter.__exit__(None, None, None)

    def start(self) -> tuple[int, int]:
        """Start one more gateway. Return its process id and port, on which it will listen soon."""
        assert self._starter.stdin is not None
        assert self._starter.stdout is not None
        port = free_port()
        self._starter.stdin.write(json.dumps(serve_arguments(port, *self._given)) + "\n")
        self._starter.stdin.flush()
        child = int(self._starter.stdout.readline())
        self._alive.add(child)
        return child, port

    def kill(self, child: int) -> None:
        """Kill -9."""
        self._alive.discard(child)
        os.kill(child, signal.SIGKILL)


class Load:
    """Requests of one life of the gateway. Each has a length of its own, by which the register tells it apart."""

    def __init__(self, url: str, key: str, life: int) -> None:
        self._url = url
        self._headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        self._life = life
        self._numbers = itertools.count()
        self._answered = asyncio.Event()
        self.refused = 0

    async def until(self, kill: Callable[[], None], delay: float) -> None:
        """Send on TASKS connections; kill the gateway ``delay`` seconds after its first answer."""
        async with httpx.AsyncClient(base_url=self._url, headers=self._headers, timeout=20, trust_env=False) as client:
            sending = [asyncio.create_task(self._send(client)) for _ in range(TASKS)]
            await asyncio.wait_for(self._answered.wait(), 60)
            await asyncio.sleep(delay)
            kill()
            await asyncio.gather(*sending)

    async def _send(self, client: httpx.AsyncClient) -> None:
        while True:
            number = next(self._numbers)
            try:
                answer = await client.post("/v1/chat/completions", content=body_of(self._life, number))
            except httpx.ConnectError:
                if self._answered.is_set():
                    return
                await asyncio.sleep(0.02)  # not listening yet
            except httpx.TransportError:
                return
            else:
                assert answer.status_code in (200, 503), answer.text
                self.refused += answer.status_code == 503
                if answer.status_code == 200:
                    self._answered.set()


def body_of(life: int, number: int) -> bytes:
    """Return a request's body, whose length is its number's."""
    said = f"Tour {life:03d} : écris à Mme Ginette Vaillant, 06 39 98 12 34." + " " * number
    return json.dumps(
        {"model": "demo-gpt", "stream": number % 2 == 0, "messages": [{"role": "user", "content": said}]}
    ).encode()


def sent(received: Received) -> tuple[int, int]:
    """Return life and number of a request as the provider saw it."""
    said: str = received.json["messages"][0]["content"]
    return int(said[5:8]), len(said) - len(said.rstrip(" "))


def _unfinished(kept: list[dict[str, Any]]) -> int:
    return len(
        {r["exchange"] for r in kept if r["phase"] == "decided"}
        - {r["exchange"] for r in kept if r["phase"] == "ended"}
    )


def _decided(kept: list[dict[str, Any]], lives: Mapping[str, int]) -> set[tuple[int, int]]:
    """Return life and number of every request with a "decided" record. lives: each by the reference of its own key."""
    shortest = {number % 2 == 0: len(body_of(0, number)) - number for number in (0, 1)}
    return {
        (lives[r["caller"]], r["facts"]["request_bytes"] - shortest[r["facts"]["streamed"]])
        for r in kept
        if r["phase"] == "decided"
    }
