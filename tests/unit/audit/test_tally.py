"""The sums behind the DPO's pages: the same whatever the order of the records, and silent about few persons."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from gateway.answers import ANSWERS, Asking
from gateway.answers.charter import charter_sheet
from gateway.audit import Register
from gateway.audit.follow import Follower
from gateway.audit.incidents import CLOCK
from gateway.audit.noting import note
from gateway.audit.search import Question
from gateway.audit.sheets import service_sheet
from gateway.audit.shelf import Shelf
from gateway.audit.tally import SMALL, Tally, by_service, total
from gateway.domain import Caller
from gateway.kinds import load_kinds
from gateway.policy import load_policy
from gateway.store import data_url
from tests.support.exchanges import exchange, outcome, verdict
from tests.support.gateway_process import records
from tests.support.site import fill

POLICY = load_policy(Path("policies"), load_kinds())
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


def _records(folder: Path) -> list[dict[str, Any]]:
    fill(data_url(folder), 400)
    return records(folder)


def test_the_sums_are_the_same_in_any_order(tmp_path: Path) -> None:
    """Followed as it grows or read in any order, the register gives the same figures."""
    kept = _records(tmp_path)
    follower = Follower(data_url(tmp_path))
    shuffled = Tally()
    random.Random(1).shuffle(kept)
    for record in kept:
        shuffled.add(record)
    with follower.reading() as tally:
        assert tally.between(FIRST, LAST) == shuffled.between(FIRST, LAST)
        assert tally.incidents == shuffled.incidents


def test_sums_that_are_put_away_count_on(tmp_path: Path) -> None:
    """However few sums are open at once, the figures are the same."""
    kept = _records(tmp_path)
    roomy, tight = Tally(), Tally(days=Shelf(1), months=Shelf(1))
    for record in kept:
        roomy.add(record)
        tight.add(record)
    agents = {record["caller"] for record in kept if record["caller"]}
    assert len(agents) > 1
    assert len(roomy.between(FIRST, LAST)) > 2
    assert roomy.between(FIRST, LAST) == tight.between(FIRST, LAST)
    assert [roomy.months_of(agent) for agent in agents] == [tight.months_of(agent) for agent in agents]


def test_the_pages_and_the_command_tell_the_same(tmp_path: Path) -> None:
    """Every figure of the pages is the one that ``passerelle report`` draws from the same register by other means."""
    _records(tmp_path)
    url = data_url(tmp_path)
    for sovereign, number in ((True, 3), (False, 2), (None, 1)):
        asyncio.run(_carbon(url, sovereign, number))
    asking = Asking(url, Question(datetime.now(UTC) - timedelta(days=60)), POLICY)
    with Follower(url).reading() as tally:
        cells = tally.between(FIRST, LAST)
        whole, services = total(cells.values()), by_service(cells)
        incidents = [incident.id for incident in tally.incidents.in_order()]
        charter = charter_sheet(POLICY, cells, asking.asked)
    shown = total(services.values())
    assert service_sheet(services, asking.asked).rows == ANSWERS["services"](asking).rows
    assert charter.rows == ANSWERS["charte"](asking).rows
    assert ANSWERS["usages"](asking).rows[-1][1:3] == (shown.declared, shown.known)
    assert ANSWERS["souverainete"](asking).rows[-1][1:3] == (whole.sovereign, whole.sent)
    census = {row[:2]: row[3] for row in ANSWERS["recensement"](asking).rows if row[3]}
    assert census == whole.models
    assert [row[-2] for row in ANSWERS["incidents"](asking).rows] == incidents
    assert 6 < whole.measured <= whole.ended
    assert 0 < whole.sovereign < whole.sent < whole.known


async def _carbon(url: str, sovereign: bool | None, number: int) -> None:
    """Write so many exchanges of five services' worth of agents, with an estimate of what they cost."""
    register = Register.open(url, software="passerelle 0.1.0")
    try:
        for each in range(number):
            caller = Caller("k", f"ag_{each:016x}", "ccas", "USG-001" if each else None)
            asked = replace(exchange(caller, f"c-{sovereign}-{each}"), provider="demo-openai", model="demo-gpt")
            await register.decided(asked, verdict(), counts={"PERSON": 1}, facts={"sovereign": sovereign})
            await register.ended(asked, outcome(), facts={"gco2e_min": 0.5, "gco2e_max": 1.25})
    finally:
        register.close()


def test_a_follower_reads_each_record_once(tmp_path: Path) -> None:
    """What is written after the first reading is added, by whichever chain, and nothing is counted twice."""
    _records(tmp_path)
    follower = Follower(data_url(tmp_path))
    follower.refresh()
    fill(data_url(tmp_path), 100)
    follower._read_at = float("-inf")
    with follower.reading() as tally:
        assert tally.records == len(records(tmp_path))


def test_few_agents_are_never_a_figure(tmp_path: Path) -> None:
    """No service of fewer than five agents is shown, nor can its figures be had by subtraction from one that is."""
    tally = Tally()
    for record in _records(tmp_path):
        tally.add(record)
    cells = tally.between(FIRST, LAST)
    shown = by_service(cells)
    assert "cabinet" not in shown
    assert all(len(sums.agents) >= SMALL for sums in shown.values())
    assert total(cells.values()).exchanges > sum(sums.exchanges for sums in shown.values())


def test_an_incident_has_its_clock_and_its_state(tmp_path: Path) -> None:
    """A leak that the DPO declares opens an incident with 72 hours, which the DPO's record closes, before or after it."""
    tally = Tally()
    fill(data_url(tmp_path), 100)
    note(data_url(tmp_path), "fuite_declaree", {"reason": "courriel"})
    for record in records(tmp_path):
        tally.add(record)
    incident = next(each for each in tally.incidents.found.values() if each.what == "fuite_declaree")
    assert incident.deadline is not None
    assert incident.deadline - datetime.fromisoformat(incident.first) == CLOCK
    closing = {
        "ts": "2099-01-01T00:00:00.000Z",
        "phase": "event",
        "facts": {"event": "incident_state", "asked": {"incident": incident.id, "etat": "clos"}},
    }
    tally.add(closing)
    assert incident.state == "clos"
    late = Tally()
    late.add(closing)
    for record in records(tmp_path):
        late.add(record)
    assert late.incidents.found[incident.id].state == "clos"
