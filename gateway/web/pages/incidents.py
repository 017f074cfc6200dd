"""The DPO's incidents: what happened, where each one stands, and the 72 hours of article 33."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.responses import Response

from gateway.audit.tally import INCIDENTS, STATES
from gateway.errors import InvalidRequest
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.render import show

NAMES = {"ouvert": "ouvert", "qualifie": "qualifié", "clos": "clos"}


@handles("GET", "/dpo/incidents")
def incidents(house: House, ask: Ask, notice: str = "") -> Response:
    """Show the incidents, the open ones first, each with its clock."""
    now = datetime.now(UTC)
    grave = list(INCIDENTS)
    with house.follower.reading() as tally:
        found = sorted(tally.incidents.values(), key=lambda each: each.first, reverse=True)
    found.sort(key=lambda each: (STATES.index(each.state), grave.index(each.kind)))
    rows = [(each, max(0, int((each.due() - now).total_seconds() // 3600)), each.due() < now) for each in found]
    return show(house, ask, "incidents.html", rows=rows[:200], names=INCIDENTS, states=NAMES, notice=notice)


@handles("POST", "/dpo/incidents")
def move(house: House, ask: Ask) -> Response:
    """Record that an incident was qualified or closed."""
    incident, state = ask.form.get("incident", ""), ask.form.get("etat", "")
    with house.follower.reading() as tally:
        known = tally.incidents.get(incident)
    if known is None or state not in STATES:
        raise InvalidRequest("Cet incident n'existe pas.")
    house.note("incident_state", {"asked": {"incident": incident, "etat": state}})
    known.state = state
    return incidents(house, ask, f"L'incident {incident} est maintenant {NAMES[state]}.")
