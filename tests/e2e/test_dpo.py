"""The DPO's work on a running gateway: reading, verifying against checkpoints, metrics, fingerprints, lifting a name."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from gateway.access import Role, Sessions
from gateway.store import data_url
from tests.support.gateway_process import COMMAND, ROOT, Gateway, command, free_port, running
from tests.support.lives import rules_only
from tests.support.people import PROMPT
from tests.support.replies import echo
from tests.support.upstream import Upstream

BODY = {"model": "demo-gpt", "messages": [{"role": "user", "content": PROMPT}]}
PHONE = "06 39 98 12 34"


@dataclass(frozen=True)
class Office:
    """A gateway with all that a DPO asks for, after one exchange of an agent whose name is sealed."""

    gateway: Gateway
    folder: Path
    metrics: int
    agent: str
    dpo: str

    def read(self, address: str, key: str = "") -> httpx.Response:
        headers = {"authorization": f"Bearer {key or self.dpo}"}
        return httpx.get(f"{self.gateway.url}{address}", headers=headers, timeout=30)

    def events(self, kind: str) -> list[dict[str, object]]:
        return [r["facts"] for r in self.gateway.records() if r["facts"].get("event") == kind]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    data, port = folder / "data", free_port()
    data.mkdir()
    env = {
        "PASSERELLE_CHECKPOINTS": str(folder / "points"),
        "PASSERELLE_FINGERPRINTS": str(data / "empreintes"),
        "PASSERELLE_METRICS_PORT": str(port),
    }
    key = ("--key", str(folder / "dpo.key"), "--data", str(data))
    command("dpo", "init", *key)
    command("dpo", "fingerprints", *key, env=env)
    make = ("keys", "create", "--data", str(data), "--label", "Poste", "--json", "--service")
    agent = json.loads(command(*make, "ccas", "--holder", "Ginette Vaillant").stdout)["key"]
    dpo = json.loads(command(*make, "dpo", "--role", "dpo").stdout)["key"]
    with (
        Upstream(echo()) as upstream,
        running(data, upstream.urls(), models=rules_only(folder), env=env) as gateway,
    ):
        office = Office(gateway, folder, port, agent, dpo)
        answer = httpx.post(
            f"{gateway.url}/v1/chat/completions", json=BODY, headers={"authorization": f"Bearer {agent}"}, timeout=60
        )
        assert answer.status_code == 200
        gateway.of_exchange(answer.headers["x-passerelle-exchange"])
        yield office


def test_the_dpo_reads_exchanges_and_each_reading_is_recorded(office: Office) -> None:
    """The DPO's key reads single exchanges; the record of the reading holds the filter, the count and the digest."""
    answer = office.read("/dpo/echanges?service=ccas&since=1h")
    assert (answer.status_code, answer.json()["service"]) == (200, "ccas")
    read = office.events("lecture_http")[-1]
    assert (read["rows"], read["digest"]) == (1, answer.headers["x-passerelle-digest"])
    asked = read["asked"]
    assert isinstance(asked, dict)
    assert asked["service"] == "ccas"


@pytest.mark.parametrize("form", ["jsonl", "csv", "html"])
def test_the_dpo_has_every_answer_over_http(office: Office, form: str) -> None:
    """An answer comes in each form, with headers that let no browser run or keep anything."""
    answer = office.read(f"/dpo/reponse?question=charte&format={form}")
    assert answer.status_code == 200
    assert "charte" in answer.text.lower() or form == "csv"
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/dpo/reponse?question=inconnue", 400),
        ("/dpo/reponse", 400),
        ("/dpo/echanges?since=hier", 400),
        ("/dpo/echanges?prompt=x", 400),
        ("/dpo/echanges?last=1000000", 400),
        ("/dpo/echanges?service=Mme%20Bertin", 400),
        ("/dpo/echanges?service=ccas&", 400),
        ("/dpo/", 404),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused(office: Office, address: str, status: int) -> None:
    """An unknown question, filter or form is refused, as any other request is."""
    assert office.read(address).status_code == status


def test_each_key_opens_its_own_door(office: Office) -> None:
    """An agent's key does not read the register, the DPO's calls no model, no key does neither."""
    assert office.read("/dpo/echanges", office.agent).json()["error"]["code"] == "interdit"
    assert office.read("/dpo/echanges", "pgw_x").status_code == 401
    url = f"{office.gateway.url}/v1/chat/completions"
    answer = httpx.post(url, json=BODY, headers={"authorization": f"Bearer {office.dpo}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "interdit")


def test_the_running_gateway_s_checkpoints_verify_the_register(office: Office) -> None:
    """The gateway writes checkpoints where the DPO chose; the register, and an export of it, agree with them."""
    data = ("--data", str(office.gateway.data))
    line = command("checkpoint", "--key", *data).stdout.strip()
    held = ("--checkpoints", str(office.folder / "points"), "--key", line)
    told = json.loads(command("verify", *data, *held, "--json").stdout)
    assert (told["whole"], told["witnesses"] > 0) == (True, True)
    command("checkpoint", "--out", str(office.folder / "points"), *data)
    export = office.folder / "export.jsonl"
    command("export", str(export), *data)
    assert json.loads(command("verify", "--export", str(export), *held, "--json").stdout)["whole"]
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join(lines[:-2]))
    assert command("verify", "--export", str(export), *held, check=False).returncode == 1


def test_metrics_have_a_port_of_their_own(office: Office) -> None:
    """Prometheus is served apart from the agents' port, which has no metrics."""
    text = httpx.get(f"http://127.0.0.1:{office.metrics}/metrics").text
    assert 'passerelle_requests_total{decision="pseudonymisee",dialect="openai",provider="demo-openai"} ' in text
    assert office.read("/metrics").status_code == 404


def test_a_datum_is_found_and_its_search_recorded(office: Office) -> None:
    """With the key file, the DPO finds that a number was sent; the datum itself is in no file of the gateway."""
    arguments = ["was-sent", "--key", str(office.folder / "dpo.key"), "--reason", "droit-acces"]
    arguments += ["--data", str(office.gateway.data)]
    done = subprocess.run(
        [*COMMAND, *arguments], input=f"{PHONE}\n", capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "ccas" in done.stdout
    assert office.events("empreinte_cherchee")[-1]["reason"] == "droit-acces"
    for file in office.gateway.data.rglob("*"):
        assert not file.is_file() or PHONE.encode() not in file.read_bytes(), file


def test_a_reference_is_lifted_with_the_key_file_and_recorded(office: Office) -> None:
    """The name behind a reference needs the DPO's key file, and the register tells that it was asked for."""
    (ref,) = {r["caller"] for r in office.gateway.records() if r["phase"] == "decided"}
    data = ("--data", str(office.gateway.data))
    done = command("lift", ref, "--key", str(office.folder / "dpo.key"), "--reason", "enquete-4", *data)
    assert "Ginette Vaillant" in done.stdout
    assert office.events("reference_levee")[-1]["asked"] == {"caller": ref}
    other = office.folder / "other.key"
    other.write_text("ab" * 32)
    other.chmod(0o600)
    refused = command("lift", ref, "--key", str(other), "--reason", "enquete-4", *data, check=False)
    assert (refused.returncode, "Ginette" in refused.stdout) == (1, False)
    assert b"Ginette" not in (office.gateway.data / "registre.db").read_bytes()


def test_the_page_gives_the_name_sealed_and_the_key_file_opens_it(office: Office) -> None:
    """The page shows service, label and a sealed name; the DPO's key opens it where the key is, another does not."""
    (ref,) = {r["caller"] for r in office.gateway.records() if r["phase"] == "decided"}
    sessions = Sessions.open(data_url(office.gateway.data))
    token = sessions.start(Role.DPO, "essai")
    found = sessions.find(token)
    assert found is not None
    shown = {"cookie": f"__Host-passerelle={token}", "x-csrf": found.csrf}
    ask = {"ref": ref, "motif": "enquete-5"}
    page = httpx.post(f"{office.gateway.url}/dpo/reference", headers=shown, data=ask, timeout=60).text
    assert "Ginette" not in page
    (sealed,) = re.findall(r"dpo\.key ([A-Za-z0-9+/=]{200,})", html.unescape(page))
    assert "enquete-5" in {event["reason"] for event in office.events("reference_levee")}
    assert "Ginette Vaillant" in command("dpo", "name", "--key", str(office.folder / "dpo.key"), sealed).stdout
    other = office.folder / "another.key"
    other.write_text("cd" * 32)
    other.chmod(0o600)
    assert command("dpo", "name", "--key", str(other), sealed, check=False).returncode == 1


def test_the_commands_of_retention_work_on_a_running_gateway(office: Office) -> None:
    """A hold is set, listed and lifted, a purge finds nothing to remove yet, under a gateway that goes on."""
    data = ("--data", str(office.gateway.data))
    command("hold", "add", "contentieux-1", "--since", "2026-01-01", "--until", "2026-12-31", *data)
    assert "contentieux-1" in command("hold", "list", *data).stdout
    command("hold", "lift", "contentieux-1", *data)
    assert command("purge", *data).stdout.startswith("0 enregistrements")
    assert command("purge", "--months", "3", *data, check=False).returncode == 1
    command("incident", "essai-1", *data)
    assert "essai" not in command("report", "incidents", "--since", "1h", "--format", "csv", *data).stdout
    assert command("verify", "--record", *data).returncode == 0
    assert office.gateway.process is not None
    assert office.read("/sante").status_code == 200
