"""The DPO's questions asked of a real register, on every store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.answers import ANSWERS, Asking
from gateway.audit import Register, count
from gateway.audit.noting import asked, note
from gateway.audit.prints import fingerprint, keys_from
from gateway.audit.search import Question
from gateway.audit.sheet import Sheet, as_csv, as_html, as_jsonl
from gateway.audit.verify import verify
from gateway.audit.was_sent import was_sent
from gateway.domain import Action, Caller
from gateway.errors import RegisterDown
from gateway.kinds import load_kinds
from gateway.policy import load_policy
from gateway.store import data_url, grant
from tests.support import postgres
from tests.support.exchanges import exchange, opened, outcome, verdict

POLICY = load_policy(Path("policies"), load_kinds())
BEFORE = datetime.now(UTC) - timedelta(minutes=5)
FIRST = bytes(32)
CARBON: dict[str, Any] = {
    "gco2e_min": 0.5,
    "gco2e_max": 1.5,
    "wh_min": 2.0,
    "wh_max": 3.0,
    "carbon_method": "ecologits/0",
}


async def traffic(register: Register) -> None:
    """Six agents of a service, with one exchange each; then what may be an incident."""
    _, today = next(keys_from(FIRST, datetime.now(UTC).date()))
    prints: list[Any] = [fingerprint(today, "Zoé Bertin")]
    for number in range(6):
        caller = Caller(f"key{number:05d}", f"ag_{number:016x}", "ccas", "USG-1" if number % 2 else None)
        mine = replace(exchange(caller, f"x-{number}"), provider="demo-openai", model="demo-gpt")
        facts: dict[str, Any] = {"sovereign": number < 3, "prints": prints if number == 4 else []}
        await register.decided(mine, verdict(), counts={"PERSON": 2}, facts=facts)
        await register.ended(mine, replace(outcome(), unrestored=int(number == 5)), facts=CARBON if number else {})
    left = exchange(exchange_id="x-left")
    await register.refused(left, code="reste_detecte", status=400, verdict=verdict())
    await register.refused(exchange(exchange_id="x-down"), code="detecteur_indisponible", status=503)
    await register.refused(
        exchange(exchange_id="x-nir"), code="donnees_protegees", status=400, verdict=verdict(Action.BLOCK, "FR_NIR")
    )


@pytest.fixture
def filled(store_url: str) -> str:
    with opened(store_url) as register:
        asyncio.run(traffic(register))
    return store_url


def ask(url: str, name: str) -> Sheet:
    return ANSWERS[name](Asking(url, Question(BEFORE), POLICY))


def test_every_answer_is_a_sheet_in_every_form(filled: str) -> None:
    """Each question has a sheet of its own name with rows, and each form of it can be written."""
    for name in ANSWERS:
        sheet = ask(filled, name)
        assert (sheet.name, bool(sheet.rows)) == (name, True), name
        assert sheet.digest in "".join(as_csv(sheet))
        assert sheet.digest in "".join(as_html([sheet], made="x"))
        assert len(list(as_jsonl(sheet))) == len(sheet.rows) + 1


def test_the_figures_are_those_of_the_traffic(filled: str) -> None:
    """Shares, carbon and census tell what was recorded, and no more."""
    assert ask(filled, "usages").rows[0][:4] == ("ccas", 3, 6, 50.0)
    assert ask(filled, "souverainete").rows[-1] == ("ensemble", 3, 6, 50.0)
    (line,) = ask(filled, "carbone").rows
    assert line[2:] == (6, 5, 6 * 710, 2.5, 7.5, 10.0, 15.0)
    census = {row[1]: row[2:5] for row in ask(filled, "recensement").rows}
    assert census["demo-gpt"] == ("déclarée et utilisée", 6, 6)
    assert census["demo-claude"] == ("déclarée, sans trafic", 0, 0)


def test_incidents_are_what_was_refused_left_over_or_declared(filled: str) -> None:
    """A value stopped at the gate, a rest, a failed detector and what the DPO declares are told, a block is not."""
    note(filled, "fuite_declaree", {"reason": "courriel"})
    note(filled, "chaine_rompue", {"rows": 3})
    kinds = {row[2]: (row[4], row[6]) for row in ask(filled, "incidents").rows}
    assert kinds == {
        "reste_detecte": (1, "x-left"),
        "detecteur_indisponible": (1, "x-down"),
        "unrestored": (1, "x-5"),
        "fuite_declaree": (1, ""),
        "chaine_rompue": (1, ""),
    }


def test_the_sheet_of_article_30_has_every_heading(filled: str) -> None:
    """The sheet fills in all seven headings of article 30(1), and says what is left to fill in."""
    rows = ask(filled, "article30").rows
    assert {str(row[0])[0] for row in rows} == set("abcdefg")
    assert any("12 mois" in str(row[1]) for row in rows)


def test_the_charter_s_sheet_tells_evidence_and_limit(filled: str) -> None:
    """Every engagement of the six principles that is shown has its evidence and its limit."""
    rows = ask(filled, "charte").rows
    assert {row[0] for row in rows} == set("123456")
    assert all(row[2] and row[3] for row in rows)


def test_a_datum_is_found_by_its_fingerprint_alone(filled: str) -> None:
    """The DPO's key finds the exchange in which a person was recognised; another person or another key finds none."""
    today = datetime.now(UTC).date()
    days = {"since": today - timedelta(days=1), "until": today}
    assert [trace.exchange for trace in was_sent(filled, FIRST, "Mme BERTIN Zoe", **days)] == ["x-4"]
    assert was_sent(filled, FIRST, "Zoé Berlin", **days) == []
    assert was_sent(filled, bytes(31) + b"1", "Zoé Bertin", **days) == []


def test_a_command_s_event_is_a_chain_of_its_own(filled: str) -> None:
    """What a command notes is recorded and sealed, and the register stays whole."""
    before = verify(filled)
    note(filled, "lecture_commande", {"reason": "carbone", "asked": asked({"service": "Mme Bertin", "since": "7j"})})
    after = verify(filled)
    assert (after.faults, after.records, len(after.heads)) == ([], before.records + 3, len(before.heads) + 1)
    assert asked({"service": "Mme Bertin"}) == {"service": "illisible"}


def test_a_command_makes_no_register(tmp_path: Path) -> None:
    """Where there is no register, a reading is refused and none is made."""
    with pytest.raises(RegisterDown):
        note(data_url(tmp_path), "lecture_commande", {})
    with pytest.raises(RegisterDown):
        count.tallies(data_url(tmp_path), Question(BEFORE))
    assert list(tmp_path.iterdir()) == []


def test_the_purger_alone_may_remove(postgres_url: str) -> None:
    """On PostgreSQL the gateway's own role may not remove a record, the purger's may."""
    from gateway.store import may_remove, migrate

    migrate(postgres_url)
    database = postgres_url.rpartition("/")[2].partition("?")[0]
    roles = {name: f"{name}_{database}" for name in ("writer", "purger")}
    postgres.run(postgres_url, *(f"CREATE ROLE {role} LOGIN" for role in roles.values()))
    grant(postgres_url, roles)
    may = {name: may_remove(postgres_url.replace("://postgres", f"://{role}", 1)) for name, role in roles.items()}
    assert may == {"writer": False, "purger": True}
