"""More requests at once than can be read: some wait, some are told at once, none is lost or half done."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from gateway.app import create_app
from gateway.demo.loopback import listen, serving
from gateway.domain import Finding, Slot
from gateway.keys import KeyRing
from gateway.settings import Settings
from gateway.turns import LEAST
from tests.support.gateway_process import ROOT, records
from tests.support.replies import echo
from tests.support.upstream import Upstream

PATH = "/v1/chat/completions"
ROOM = 2
READ = 1
"""Short requests that are read at once."""


class Held:
    """A detector that reads when it is let."""

    version = "retenu 1"

    def __init__(self) -> None:
        self.let = threading.Event()

    def detect(self, slots: Sequence[Slot]) -> list[Finding]:
        self.let.wait(20.0)
        return []

    def remembered(self, slots: Sequence[Slot]) -> list[Finding] | None:
        return None

    def effort(self, slots: Sequence[Slot]) -> int:
        return len(slots)


class Place:
    """A gateway with room for two requests in its line, and what it calls."""

    def __init__(
        self, url: str, key: str, data: Path, upstream: Upstream, detector: Held, waiting: Callable[[], int]
    ) -> None:
        self.url, self.key, self.data, self.upstream, self.detector = url, key, data, upstream, detector
        self._waiting = waiting

    def filled(self) -> None:
        """Wait until nobody more has room."""
        end = time.monotonic() + 10.0
        while self._waiting() < ROOM:
            assert time.monotonic() < end
            time.sleep(0.02)

    def ask(self, number: int, seconds: float = 30.0) -> httpx.Response:
        body = {"model": "demo-gpt", "messages": [{"role": "user", "content": f"Demande {number}"}]}
        headers = {"authorization": f"Bearer {self.key}"}
        return httpx.post(f"{self.url}{PATH}", json=body, headers=headers, timeout=seconds)

    def refusals(self, count: int) -> Counter[str]:
        """Return the codes of the refusals recorded, once there are so many."""
        end = time.monotonic() + 10.0
        while True:
            codes = [r["facts"]["code"] for r in records(self.data) if r["phase"] == "refused"]
            if len(codes) >= count or time.monotonic() > end:
                return Counter(codes)
            time.sleep(0.05)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A gateway of this test's own."""
    detector = Held()
    with Upstream(echo()) as upstream:
        given = {"policies": ROOT / "policies", "upstreams": upstream.urls(), "waiting": ROOM * LEAST}
        settings = Settings(data=tmp_path, **given)  # type: ignore[arg-type]  # of several types
        key = KeyRing.open(settings.register_url, settings.pepper).create("ccas", "test").key
        app: Any = create_app(settings, detector=detector)
        with serving(app, listen("127.0.0.1", 0)) as url:
            yield Place(url, key, tmp_path, upstream, detector, lambda: app._pipeline.turns.waiting)
            detector.let.set()


def test_whom_there_is_no_room_for_is_told_at_once(place: Place) -> None:
    """Of seven at once, one is read and two wait; four are refused in French with a time to come back, all recorded."""
    with ThreadPoolExecutor(7) as pool:
        asked = [pool.submit(place.ask, number) for number in range(7)]
        assert place.refusals(4) == {"trop_de_demandes": 4}
        assert place.upstream.received == []
        place.detector.let.set()
        answers = [each.result() for each in asked]
    assert Counter(answer.status_code for answer in answers) == {200: READ + ROOM, 503: 4}
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.json()["error"]["code"] == "trop_de_demandes"
    assert "réessayez" in refused.json()["error"]["message"]
    assert (refused.headers["retry-after"], refused.headers["x-should-retry"]) == ("5", "true")
    assert len(place.upstream.received) == READ + ROOM


def test_the_official_client_tries_again_by_itself(place: Place) -> None:
    """An agent whose client is OpenAI's sees no error of a short rush."""
    client = openai.OpenAI(base_url=f"{place.url}/v1", api_key=place.key)
    with client, ThreadPoolExecutor(READ + ROOM) as pool:
        asked = [pool.submit(place.ask, number) for number in range(READ + ROOM)]
        place.filled()
        threading.Timer(1.0, place.detector.let.set).start()
        said = client.chat.completions.create(model="demo-gpt", messages=[{"role": "user", "content": "Bonjour."}])
        assert said.choices[0].message.content
        assert [each.result().status_code for each in asked] == [200] * len(asked)
    assert place.refusals(1)["trop_de_demandes"] >= 1


def test_who_hangs_up_while_waiting_costs_nothing(place: Place) -> None:
    """A client that gives up before its request is read: nothing of it is sent, the register says why."""
    with ThreadPoolExecutor(READ + 1) as pool:
        asked = [pool.submit(place.ask, number) for number in range(READ)]
        time.sleep(0.3)
        with pytest.raises(httpx.ReadTimeout):
            place.ask(7, seconds=0.5)
        assert place.refusals(1) == {"client_parti": 1}
        place.detector.let.set()
        assert [each.result().status_code for each in asked] == [200] * READ
    assert [
        message for one in place.upstream.received for message in one.json["messages"] if "7" in message["content"]
    ] == []
