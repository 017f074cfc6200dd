"""Of whom is a reference of the register? Only the DPO may know, for a reason; asking is recorded before the answer.

The name stays sealed on the page: the key that opens it is the DPO's, and is not handed to a machine that the DSI runs.
"""

from __future__ import annotations

import re

from starlette.responses import Response

from gateway.keys import Key
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.render import show

_REF = re.compile(r"ag_[0-9a-f]{16}", re.ASCII)
_REASON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


@handles("GET", "/dpo/reference")
def form(house: House, ask: Ask, problem: str = "", found: Key | None = None) -> Response:
    """Ask for the reference and the reason."""
    given = {name: ask.form.get(name, ask.query.get(name, ""))[:64] for name in ("ref", "motif")}
    return show(house, ask, "reference.html", 400 if problem else 200, **given, found=found, problem=problem)


@handles("POST", "/dpo/reference")
def tell(house: House, ask: Ask) -> Response:
    """Record who is asked for and why, then show the key behind the reference."""
    ref, reason = ask.form.get("ref", "").strip(), ask.form.get("motif", "").strip()
    if not _REF.fullmatch(ref):
        return form(house, ask, "Une référence s'écrit ag_ suivi de seize chiffres ou lettres de a à f.")
    if not _REASON.fullmatch(reason):
        return form(house, ask, "Le motif est un code : lettres sans accent, chiffres, tirets, sans espace.")
    house.note("reference_levee", {"reason": reason, "asked": {"caller": ref}})
    found = next((key for key in house.keys.list() if house.keys.ref(key.id) == ref), None)
    return form(house, ask, "" if found else "Aucune clé n'a cette référence. La demande est enregistrée.", found)
