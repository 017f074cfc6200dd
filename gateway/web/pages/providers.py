"""The DSI's providers: the census, a key that is written and never shown, and a try whether one answers."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

from starlette.responses import Response

from gateway.errors import InvalidRequest, PolicyDown
from gateway.policy.providers import Provider
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.reach import Reached, reach
from gateway.web.pages.render import show

_KEY_PLACE = "Ce fournisseur n'a pas de fichier_cle dans providers.yaml : ajoutez-le d'abord."


@handles("GET", "/dsi/fournisseurs")
def providers(
    house: House, ask: Ask, notice: str = "", problem: str = "", reached: tuple[str, Reached] | None = None
) -> Response:
    """Show the census of providers, and whether each has its key; never the key."""
    rows = [(provider, _key_state(provider)) for provider in house.policy().providers]
    tried = dict([reached] if reached else [])
    return show(house, ask, "fournisseurs.html", rows=rows, tried=tried, notice=notice, problem=problem)


@handles("POST", "/dsi/fournisseurs")
def set_key(house: House, ask: Ask) -> Response:
    """Replace a provider's key in its file; it is taken up at the next request."""
    provider, key = _named(house, ask), ask.form.get("cle", "").strip()
    if provider.key_file is None:
        raise InvalidRequest(_KEY_PLACE)
    if not 8 <= len(key) <= 4096 or not all(33 <= ord(char) <= 126 for char in key):
        return providers(house, ask, problem="Une clé est un seul mot, sans espace ni accent.")
    try:
        _write_secret(provider.key_file, key)
    except OSError:
        return providers(house, ask, problem="Le fichier de la clé ne peut pas être écrit depuis la passerelle.")
    house.note("provider_key_changed", {"reason": provider.name})
    return providers(house, ask, notice=f"La clé de {provider.name} est remplacée. Elle ne sera plus montrée.")


@handles("POST", "/dsi/fournisseurs/essai")
async def try_one(house: House, ask: Ask) -> Response:
    """Ask a provider for the list of its models, a request without content; recorded before and after."""
    provider = _named(house, ask)
    await house.register.event("provider_tried", {"reason": provider.name})
    found = await reach(house.upstream, provider)
    times = {"upstream_status": found.status, "upstream_ms": found.ms, "error": found.code}
    await house.register.event("provider_answered", {"reason": provider.name, **times})
    return await asyncio.to_thread(providers, house, ask, reached=(provider.name, found))


def _named(house: House, ask: Ask) -> Provider:
    name = ask.form.get("fournisseur", "")
    found = next((each for each in house.policy().providers if each.name == name), None)
    if found is None:
        raise InvalidRequest("Ce fournisseur n'est pas dans providers.yaml.")
    return found


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
