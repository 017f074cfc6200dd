"""What is an incident, by the records: one list for the pages and the report, the same in any order."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.audit import count, record
from gateway.audit.chain import Draft
from gateway.audit.follow import Follower
from gateway.audit.incidents import CLOCK, KINDS, Incident, Incidents, Seen
from gateway.audit.noting import note
from gateway.audit.search import Question
from gateway.domain import Action, Json
from gateway.store import data_url
from tests.support.exchanges import exchange, outcome, verdict
from tests.support.site import fill

NUMBERS = itertools.count()


def told(draft: Draft, at: str = "") -> dict[str, Any]:
    """Return a record as it is read back."""
    columns = dict.fromkeys(("exchange", "caller", "service", "decision"), "") | dict(draft.columns)
    return {**columns, **({"ts": at} if at else {}), "facts": json.loads(draft.facts)}


def refusal(code: str, status: int, at: str = "", **facts: Json) -> dict[str, Any]:
    mine = exchange(exchange_id=f"x{next(NUMBERS)}")
    judged = verdict(Action.BLOCK) if code == "donnees_protegees" else None
    return told(record.refused(mine, judged, code=code, status=status, facts=facts), at)


def event(kind: str, facts: Mapping[str, Json], at: str = "") -> dict[str, Any]:
    return told(record.event(kind, facts), at)


@pytest.mark.parametrize(
    ("made", "what", "clock"),
    [
        (refusal("reste_detecte", 400), "reste_detecte", False),
        (refusal("detecteur_indisponible", 503), "detecteur_indisponible", False),
        (refusal("registre_indisponible", 503), "registre_indisponible", False),
        (refusal("politique_indisponible", 503), "politique_indisponible", False),
        (refusal("indisponible", 503), "panne", False),
        (refusal("donnees_protegees", 400, categories={"secrets": 1}), "secret", False),
        (told(record.ended(exchange(), replace(outcome(), unrestored=2))), "unrestored", False),
        (told(record.ended(exchange(), outcome(), {"leaked": {"PERSON": 1}})), "fuite", True),
        (event("chaine_rompue", {"rows": 3}), "chaine_rompue", True),
        (event("fuite_declaree", {"reason": "courriel"}), "fuite_declaree", True),
    ],
)
def test_the_clock_of_72_hours_runs_where_data_may_be_harmed(made: dict[str, Any], what: str, clock: bool) -> None:
    """Each sort of incident comes of its record; the clock runs for what discloses or alters data, not for a stop."""
    (found,) = Incidents.of([made]).found.values()
    assert (found.what, found.deadline is not None) == (what, clock)
    assert found.deadline in (None, datetime.fromisoformat(made["ts"]) + CLOCK)


@pytest.mark.parametrize(
    "made",
    [
        refusal("donnees_protegees", 400),
        refusal("cle_invalide", 401),
        refusal("quota_atteint", 429),
        told(record.ended(exchange(), replace(outcome(), unrestored=0))),
        event("lecture_http", {}),
    ],
)
def test_what_works_as_it_should_is_no_incident(made: dict[str, Any]) -> None:
    """A block, a refusal, an answer restored whole and a reading of the register are told to nobody as incidents."""
    assert Incidents.of([made]).found == {}


def test_facts_alike_of_a_day_and_service_are_one_incident_in_any_order() -> None:
    """However the records come, the same numbers, counts, bounds, examples and states come out."""
    days = ("2026-11-24T08:00:00.000Z", "2026-11-24T21:50:00.000Z", "2026-11-25T00:10:00.000Z")
    kept = [refusal("reste_detecte", 400, at) for at in days]
    kept += [refusal("detecteur_indisponible", 503, days[0]) for _ in range(7)]
    first = Incidents.of(kept)
    assert sorted((each.what, each.first, each.count) for each in first.found.values()) == [
        ("detecteur_indisponible", days[0], 7),
        ("reste_detecte", days[0], 2),
        ("reste_detecte", days[2], 1),
    ]
    some = first.in_order()[0]
    for state, at in (("qualifie", "2026-11-26T00:00:00.000Z"), ("clos", "2026-11-27T00:00:00.000Z")):
        kept.append(event("incident_state", {"asked": {"incident": some.id, "etat": state}}, at))
    first = Incidents.of(kept)
    assert first.found[some.id].state == "clos"
    assert first.in_order()[-1].id == some.id
    for seed in range(20):
        random.Random(seed).shuffle(kept)
        assert Incidents.of(kept) == first


def test_the_report_and_the_pages_have_one_list(tmp_path: Path) -> None:
    """What ``passerelle report incidents`` reads in the database is what the pages have counted, states too."""
    url = data_url(tmp_path)
    fill(url, 600)
    note(url, "chaine_rompue", {"rows": 1})
    with Follower(url).reading() as tally:
        some = tally.incidents.in_order()[0]
    note(url, "incident_state", {"asked": {"incident": some.id, "etat": "clos"}})
    with Follower(url).reading() as tally:
        assert Incidents.of(count.notable(url, Question(datetime(2000, 1, 1, tzinfo=UTC)))) == tally.incidents
        assert {"secret", "chaine_rompue"} <= {each.what for each in tally.incidents.found.values()} <= {*KINDS}
        assert tally.incidents.found[some.id].state == "clos"


def test_the_time_left_is_told_in_hours() -> None:
    """What is left of the 72 hours is told, then by how much they are past; nothing where none run."""
    at = "2026-11-24T08:00:00.000Z"
    declared, stopped = (Incident("x", what, "", at, at) for what in ("fuite_declaree", "reste_detecte"))
    declared.add(Seen(at, "fuite_declaree", "", ""))
    start = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert declared.left(start + timedelta(hours=2)) == "70 h restantes"
    assert declared.left(start + timedelta(hours=75)) == "dépassée de 3 h"
    assert stopped.left(start) == ""
