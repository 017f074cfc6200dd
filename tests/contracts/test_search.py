"""What the DPO finds in the register, on every store."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.console import Console

from gateway.audit import Register
from gateway.audit.report import HEADINGS, as_csv, as_jsonl, as_table, by_service
from gateway.audit.search import Question, search
from gateway.domain import Action, Caller
from gateway.errors import RegisterDown
from gateway.store import data_url
from tests.support.exchanges import exchange, opened, outcome, verdict

BEFORE = datetime.now(UTC) - timedelta(minutes=5)


def agent(number: int, service: str = "CCAS-AIDES", usage: str | None = None) -> Caller:
    return Caller(f"key{number:05d}", f"ag_{number:016x}", service, usage)


async def some(register: Register) -> None:
    """Four exchanges: one of each decision, of two services, two providers and one declared use."""
    sent = exchange(agent(1, usage="USG-014"), "exchange-1")
    await register.decided(sent, verdict(), counts={"PERSON": 2}, facts={"sovereign": True})
    await register.ended(sent, outcome())
    await register.decided(exchange(agent(2), "exchange-2"), verdict(Action.ALLOW, "PHONE_NUMBER"))
    blocked = replace(exchange(agent(3, "ETAT-CIVIL"), "exchange-3"), provider="openai", model="gpt-5")
    await register.refused(blocked, code="donnees_protegees", status=400, verdict=verdict(Action.BLOCK, "FR_NIR"))
    await register.refused(exchange(None, "exchange-4"), code="cle_invalide", status=401)


@pytest.fixture
def filled(store_url: str) -> str:
    with opened(store_url) as register:
        asyncio.run(some(register))
    return store_url


def found(url: str, **asked: Any) -> list[str]:
    lines = search(url, Question(**{"since": BEFORE, **asked}))
    return [str(line["exchange"])[-1] for line in lines]


@pytest.mark.parametrize(
    ("asked", "exchanges"),
    [
        ({}, "1234"),
        ({"service": "CCAS-AIDES"}, "12"),
        ({"service": ""}, "4"),
        ({"service": "CCAS"}, ""),
        ({"decision": "bloquee"}, "3"),
        ({"decision": "refusee"}, "4"),
        ({"kind": "PERSON"}, "1"),
        ({"kind": "FR_NIR"}, "3"),
        ({"kind": "PERSO"}, ""),
        ({"kind": "%"}, ""),
        ({"provider": "openai"}, "3"),
        ({"usage": "USG-014"}, "1"),
        ({"caller": f"ag_{2:016x}"}, "2"),
        ({"exchange": "exchange-2"}, "2"),
        ({"service": "CCAS-AIDES", "decision": "pseudonymisee"}, "1"),
        ({"since": datetime.now(UTC) + timedelta(hours=1)}, ""),
        ({"until": BEFORE}, ""),
        ({"service": "'; DROP TABLE records; --"}, ""),
    ],
)
def test_exchanges_are_found_by_what_is_asked(filled: str, asked: dict[str, Any], exchanges: str) -> None:
    """Period, service, decision, kind, provider, use, agent and exchange each narrow the search, exactly."""
    assert found(filled, **asked) == list(exchanges)


def test_a_line_holds_the_decision_and_the_end(filled: str) -> None:
    """An exchange is one line with what was decided and how it ended."""
    (line,) = search(filled, Question(BEFORE, exchange="exchange-1"))
    assert (line["decision"], line["counts"], line["end"]) == ("pseudonymisee", {"PERSON": 2}, "complete")
    assert (line["input_tokens"], line["sovereign"]) == (410, True)


def test_the_youngest_lines_come_in_the_order_of_time(filled: str) -> None:
    """Asked for the last two exchanges, the register gives them oldest first."""
    lines = search(filled, Question(BEFORE), last=2)
    assert [line["exchange"] for line in lines] == ["exchange-3", "exchange-4"]


def test_an_end_that_was_written_twice_is_shown_once(store_url: str) -> None:
    """Where a failing store made the gateway write an end twice, the exchange is still one line."""

    async def twice(register: Register) -> None:
        mine = exchange(exchange_id="exchange-1")
        await register.decided(mine, verdict())
        await register.ended(mine, outcome())
        await register.ended(mine, outcome())

    with opened(store_url) as register:
        asyncio.run(twice(register))
    assert found(store_url) == ["1"]


def test_a_spreadsheet_opens_the_export(filled: str) -> None:
    """The CSV has a byte order mark, semicolons, French headings and French values."""
    text = "".join(as_csv(search(filled, Question(BEFORE))))
    assert text.startswith("\ufeffdate;id_requete;")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 4
    assert (rows[0]["entites"], rows[0]["souverain"], rows[0]["latence_amont_ms"]) == ("PERSON=2", "oui", "900,2")
    assert rows[2]["regles"] == "identite"


def test_each_line_of_a_jsonl_export_is_a_record(filled: str) -> None:
    """The JSONL export has one object a line, with the same names as the CSV."""
    lines = [json.loads(line) for line in as_jsonl(search(filled, Question(BEFORE)))]
    assert [line["decision"] for line in lines] == ["pseudonymisee", "autorisee", "bloquee", "refusee"]
    assert set().union(*lines) <= set(HEADINGS.values())


def test_a_terminal_shows_a_table(filled: str) -> None:
    """The table in the terminal shows when, which service, which agent and what was decided."""
    console = Console(width=200, file=io.StringIO(), force_terminal=False)
    console.print(as_table(search(filled, Question(BEFORE))))
    shown = console.file.getvalue()  # type: ignore[attr-defined]  # the file is ours
    assert all(word in shown for word in ("CCAS-AIDES", "ag_0000000000000001", "bloquee", "PERSON=2"))


async def crowd(register: Register) -> None:
    """Six agents of one service, three each of two others, with one exchange each."""
    services = ["GRAND"] * 6 + ["PETIT-A"] * 3 + ["PETIT-B"] * 3
    for number, service in enumerate(services):
        await register.decided(exchange(agent(number, service)), verdict(), counts={"PERSON": 1})


def test_small_services_are_put_together(store_url: str) -> None:
    """A service of fewer than five agents is shown only together with others."""
    with opened(store_url) as register:
        asyncio.run(crowd(register))
    sums = by_service(store_url, Question(BEFORE))
    assert {name: (each.exchanges, len(each.agents)) for name, each in sums.items()} == {
        "GRAND": (6, 6),
        "autres services": (6, 6),
    }
    assert sums["GRAND"].kinds == {"PERSON": 6}


def test_a_single_small_service_is_in_no_figure(store_url: str) -> None:
    """A service of three agents, alone of its size, is left out, so that no subtraction shows it."""
    with opened(store_url) as register:
        asyncio.run(crowd(register))
    assert by_service(store_url, Question(BEFORE, service="PETIT-A")) == {}


def test_requests_without_a_key_are_counted_apart(filled: str) -> None:
    """Requests without a valid key belong to no service and are counted by themselves."""
    assert by_service(filled, Question(BEFORE))["sans clé"].exchanges == 1


def test_a_register_that_is_away_is_not_an_empty_one(tmp_path: Any) -> None:
    """A report on a register that cannot be read says so."""
    with pytest.raises(RegisterDown):
        list(search(data_url(tmp_path), Question(BEFORE)))
