"""The DSI's pages: health, providers and their keys, the agents' keys. Of the register only technical figures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from starlette.responses import Response

from gateway import __version__
from gateway.errors import InvalidRequest, PolicyDown, RegisterDown
from gateway.policy.providers import Provider
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.render import show

_NOT_OURS = (
    "Rien n'est changé : la passerelle n'a pas le droit d'écrire les clés dans cette base. Faites-le par la commande "
    "passerelle keys, avec le compte de base qui les tient (keeper)."
)
_KEY_PLACE = "Ce fournisseur n'a pas de fichier_cle dans providers.yaml : ajoutez-le d'abord."


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


@handles("GET", "/dsi/fournisseurs")
def providers(house: House, ask: Ask, notice: str = "", problem: str = "") -> Response:
    """Show the census of providers, and whether each has its key; never the key."""
    rows = [(provider, _key_state(provider)) for provider in house.policy().providers]
    return show(house, ask, "fournisseurs.html", rows=rows, notice=notice, problem=problem)


@handles("POST", "/dsi/fournisseurs")
def set_key(house: House, ask: Ask) -> Response:
    """Replace a provider's key in its file; it is taken up at the next request."""
    name, key = ask.form.get("fournisseur", ""), ask.form.get("cle", "").strip()
    provider = next((each for each in house.policy().providers if each.name == name), None)
    if provider is None or provider.key_file is None:
        raise InvalidRequest(_KEY_PLACE)
    if not 8 <= len(key) <= 4096 or not all(33 <= ord(char) <= 126 for char in key):
        return providers(house, ask, problem="Une clé est un seul mot, sans espace ni accent.")
    try:
        _write_secret(provider.key_file, key)
    except OSError:
        return providers(house, ask, problem="Le fichier de la clé ne peut pas être écrit depuis la passerelle.")
    house.note("provider_key_changed", {"reason": name})
    return providers(house, ask, notice=f"La clé de {name} est remplacée. Elle ne sera plus montrée.")


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


def _key_state(provider: Provider) -> str:
    if provider.key_file is None:
        return "aucune clé demandée"
    try:
        provider.key()
        changed = datetime.fromtimestamp(provider.key_file.stat().st_mtime, UTC)
    except (PolicyDown, OSError):
        return "clé absente ou illisible"
    return f"clé présente, du {changed:%d/%m/%Y}"


def _write_secret(path: Path, key: str) -> None:
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(key + "\n")
    part.replace(path)


def _spread(times: Sequence[float]) -> tuple[float, float, int]:
    """Return the median, the 95th of a hundred, and of how many."""
    ordered = sorted(times)
    if not ordered:
        return 0.0, 0.0, 0
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], len(ordered)
