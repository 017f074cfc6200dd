"""When a part of the gateway fails, nothing leaves: 503, or no start at all, and not one upstream connection."""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from gateway.app import create_app
from gateway.demo.loopback import listen, serving
from gateway.domain import Finding, Slot
from gateway.errors import DetectorDown
from gateway.keys import KeyRing
from gateway.settings import Settings
from tests.e2e.conftest import House, clients
from tests.support.gateway_process import ROOT, command, records, running
from tests.support.people import PROMPT
from tests.support.replies import echo
from tests.support.upstream import Upstream, refused_url

BODY = {"model": "demo-gpt", "messages": [{"role": "user", "content": PROMPT}]}
PATH = "/v1/chat/completions"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A gateway of this module's own, whose register can be spoilt; demo-mistral's provider does not listen."""
    with Upstream(echo()) as upstream, refused_url() as nowhere:
        urls = {**upstream.urls(), "demo-mistral": nowhere}
        with running(tmp_path_factory.mktemp("own"), urls) as gateway, clients(gateway, upstream) as house:
            yield house


def ask(house: House, model: str = "demo-gpt") -> httpx.Response:
    """Send one request after forgetting all earlier ones."""
    house.upstream.clear()
    return house.http.post(PATH, json={**BODY, "model": model})


def test_a_provider_that_does_not_listen(own: House) -> None:
    """An unreachable provider is a 502 in the dialect, with its end in the register."""
    answer = ask(own, "demo-mistral")
    assert (answer.status_code, answer.json()["code"]) == (502, "fournisseur_injoignable")
    ended = own.gateway.of_exchange(answer.headers["x-passerelle-exchange"])[-1]
    assert (ended["phase"], ended["facts"]["end"]) == ("ended", "upstream_error")


def test_a_full_disk_stops_all_sending(own: House) -> None:
    """While the register cannot grow nothing is sent; once it can, the gateway serves again and the chain is whole."""
    process = own.gateway.process
    assert process is not None
    assert ask(own).status_code == 200
    largest = max(file.stat().st_size for file in own.gateway.data.iterdir())
    unlimited = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest, unlimited[1]))
    try:
        answers = [ask(own) for _ in range(3)]
        assert {answer.status_code for answer in answers} == {503}
        assert own.upstream.connections == 0
        assert answers[0].headers["x-should-retry"] == "false"
        assert answers[0].json()["error"]["code"] == "registre_indisponible"
        assert own.http.get("/sante").status_code == 503
    finally:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, unlimited)
    assert _served_again(own)
    assert command("verify", "--data", str(own.gateway.data)).returncode == 0


def test_a_register_that_is_gone_stops_all_sending(own: House) -> None:
    """With the register's file moved away nothing is sent; put back, the gateway serves again."""
    register = own.gateway.data / "registre.db"
    moved = [(file, file.with_name(f"away-{file.name}")) for file in own.gateway.data.glob("registre.db*")]
    for file, away in moved:
        file.rename(away)
    try:
        answer = ask(own)
        assert (answer.status_code, own.upstream.connections) == (503, 0)
    finally:
        for file, away in moved:
            file.unlink(missing_ok=True)
            away.rename(file)
    assert register.exists()
    assert _served_again(own)


def _served_again(house: House) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if ask(house).status_code == 200:
            return True
        time.sleep(0.05)  # a store that failed is left alone for a moment
    return False


class Broken:
    """A detector that fails, in its own way or in a way nobody foresaw."""

    version = "en panne"

    def __init__(self, error: Exception) -> None:
        self._error = error

    def remembered(self, slots: Sequence[Slot]) -> list[Finding] | None:
        return None

    def effort(self, slots: Sequence[Slot]) -> int:
        return len(slots)

    def detect(self, slots: Sequence[Slot]) -> list[Finding]:
        raise self._error


@pytest.mark.parametrize(
    "error", [DetectorDown(), RuntimeError(PROMPT), MemoryError()], ids=["known", "unknown", "memory"]
)
def test_a_detector_that_raises_stops_all_sending(tmp_path: Path, error: Exception) -> None:
    """Whatever a detector raises, the answer is 503 without content, recorded, and nothing leaves."""
    with Upstream(echo()) as upstream:
        settings = Settings(data=tmp_path, policies=ROOT / "policies", upstreams=upstream.urls())
        key = KeyRing.open(settings.register_url, settings.pepper).create("ccas", "test").key
        with serving(create_app(settings, detector=Broken(error)), listen("127.0.0.1", 0)) as url:
            answer = httpx.post(f"{url}{PATH}", json=BODY, headers={"authorization": f"Bearer {key}"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "detecteur_indisponible")
        assert "Ginette" not in answer.text
        assert upstream.connections == 0
    [refused] = [record for record in records(tmp_path) if record["phase"] == "refused"]
    assert (refused["decision"], refused["facts"]["status"]) == ("erreur", 503)


def test_without_a_policy_the_gateway_does_not_start(tmp_path: Path) -> None:
    """A missing policy folder, a slip in a rule and missing models each end the start with a French line, status 1."""
    broken = tmp_path / "policies"
    shutil.copytree(ROOT / "policies", broken)
    charter = broken / "charte.yaml"
    charter.write_text(charter.read_text().replace("action: bloquer", "action: bloqer", 2))
    for arguments, said in (
        (("--policies", str(tmp_path / "nowhere")), "politiques"),
        (("--policies", str(broken)), "charte.yaml"),
        (("--models", str(tmp_path / "nowhere")), "detection.yaml"),
    ):
        done = command("serve", "--port", "0", "--data", str(tmp_path / "data"), *arguments, check=False)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert said in done.stderr
