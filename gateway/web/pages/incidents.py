"""The DPO's incidents: what happened, where each one stands, and the 72 hours of article 33."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.responses import Response

from gateway.audit.incidents import STATES
from gateway.audit.record import stamp
from gateway.errors import InvalidRequest
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.render import show

NAMES = {"ouvert": "ouvert", "qualifie": "qualifié", "clos": "clos"}


@handles("GET", "/dpo/incidents")
def incidents(house: House, ask: Ask, notice: str = "") -> Response:
    """Show the incidents, the open ones first, each with its clock."""
    with house.follower.reading() as tally:
        found = tally.incidents.in_order()
    rows = found[:200]
    return show(house, ask, "incidents.html", rows=rows, now=datetime.now(UTC), states=NAMES, notice=notice)


@handles("POST", "/dpo/incidents")
def move(house: House, ask: Ask) -> Response:
    """Record that an incident was qualified or closed."""
    incident, state = ask.form.get("incident", ""), ask.form.get("etat", "")
    with house.follower.reading() as tally:
        known = incident in tally.incidents.found
    if not known or state not in STATES:
        raise InvalidRequest("Cet incident n'existe pas.")
    house.note("incident_state", {"asked": {"incident": incident, "etat": state}})
    with house.follower.reading() as tally:
        tally.incidents.stands(incident, state, stamp(datetime.now(UTC)))
    return incidents(house, ask, f"L'incident {incident} est maintenant {NAMES[state]}.")
