"""The sums behind the DPO's pages: the same whatever the order of the records, and silent about few persons."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from gateway.audit.follow import Follower
from gateway.audit.incidents import CLOCK
from gateway.audit.noting import note
from gateway.audit.report import by_service as reported
from gateway.audit.search import Question
from gateway.audit.tally import SMALL, Tally, by_service, total
from gateway.store import data_url
from tests.support.gateway_process import records
from tests.support.site import fill

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


def _records(folder: Path) -> list[dict[str, Any]]:
    fill(data_url(folder), 400)
    return records(folder)


def test_the_sums_are_those_of_the_report_in_any_order(tmp_path: Path) -> None:
    """Followed as it grows or read in any order, the register gives the figures of ``passerelle report``."""
    kept = _records(tmp_path)
    follower = Follower(data_url(tmp_path))
    shuffled = Tally()
    random.Random(1).shuffle(kept)
    for record in kept:
        shuffled.add(record)
    with follower.reading() as tally:
        assert tally.days == shuffled.days
        assert tally.incidents == shuffled.incidents
        mine = by_service(tally.between(FIRST, LAST))
    theirs = reported(data_url(tmp_path), Question(datetime.now(UTC) - timedelta(days=60)))
    assert {name: sums.exchanges for name, sums in mine.items()} == {n: s.exchanges for n, s in theirs.items()}
    assert {name: sums.kinds for name, sums in mine.items()} == {n: s.kinds for n, s in theirs.items()}


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
