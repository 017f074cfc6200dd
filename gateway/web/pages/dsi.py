"""The DSI's pages: health, and the agents' keys. Of the register only technical figures."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime

from starlette.responses import Response

from gateway import __version__
from gateway.errors import RegisterDown
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.render import show

_NOT_OURS = (
    "Rien n'est changé : la passerelle n'a pas le droit d'écrire les clés dans cette base. Faites-le par la commande "
    "passerelle keys, avec le compte de base qui les tient (keeper)."
)


@handles("GET", "/dsi")
def health(house: House, ask: Ask) -> Response:
    """Show whether everything works, and how fast."""
    ready, versions = house.health()
    with house.follower.reading() as tally:
        times = [("Détection", *_spread(tally.detection_ms)), ("Demande entière", *_spread(tally.total_ms))]
        failures = [each for each in tally.incidents.found.values() if each.kind.outage]
        records = tally.records
    disk = shutil.disk_usage(house.settings.data)
    failures.sort(key=lambda each: each.last, reverse=True)
    about = {"ready": ready, "versions": versions, "times": times, "failures": failures[:10], "records": records}
    figures = {"waiting": house.register.waiting, "free": disk.free / 2**30, "share": disk.free / disk.total}
    return show(house, ask, "dsi.html", **about, **figures, state=house.policy.state, software=__version__)


@handles("GET", "/dsi/cles")
def keys(house: House, ask: Ask, notice: str = "", problem: str = "", made: str = "") -> Response:
    """Show the agents' keys, without their secrets."""
    now = datetime.now(UTC).isoformat()
    rows = sorted(
        house.keys.list(), key=lambda key: (bool(key.revoked) or key.expires <= now, key.service, key.created)
    )
    uses = sorted(house.policy().uses or {})
    about = {"rows": rows, "now": now, "uses": uses, "made": made}
    return show(house, ask, "cles.html", **about, notice=notice, problem=problem)


@handles("POST", "/dsi/cles")
def make_key(house: House, ask: Ask) -> Response:
    """Make a key and show it, once."""
    form = ask.form
    try:
        days = int(form.get("jours", ""))
        service, label = form.get("service", "").strip(), form.get("libelle", "").strip()
        message = form.get("refus_en_message") == "oui"
        made = house.keys.create(service, label, form.get("usage") or None, refuse_as_message=message, days=days)
    except RegisterDown:
        return keys(house, ask, problem=_NOT_OURS)
    except ValueError as error:
        told = str(error) if "une clé" in str(error) or "service" in str(error) else "Un nombre de jours est attendu."
        return keys(house, ask, problem=f"La clé n'est pas créée : {told}")
    house.note("key_made", {"key_id": made.id})
    return keys(house, ask, notice=f"Clé {made.id} créée.", made=made.key)


@handles("POST", "/dsi/cles/fin")
def end_key(house: House, ask: Ask) -> Response:
    """End a key, with immediate effect."""
    key_id = ask.form.get("cle", "")
    try:
        ended = house.keys.revoke(key_id)
    except RegisterDown:
        return keys(house, ask, problem=_NOT_OURS)
    if not ended:
        return keys(house, ask, problem="Aucune clé vivante de cet identifiant.")
    house.note("key_revoked", {"key_id": key_id})
    return keys(house, ask, notice=f"La clé {key_id} est révoquée.")


def _spread(times: Sequence[float]) -> tuple[float, float, int]:
    """Return the median, the 95th of a hundred, and of how many."""
    ordered = sorted(times)
    if not ordered:
        return 0.0, 0.0, 0
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], len(ordered)
