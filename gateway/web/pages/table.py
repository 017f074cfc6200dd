"""Every page of the house and who may see it: the one list that the guard, the router and the tests read.

An empty set of roles means that no session is asked for. What is not listed here does not exist (invariant 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.access.role import Role

STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

NOBODY: frozenset[Role] = frozenset()
ANYONE = frozenset(Role)
AGENT = frozenset({Role.AGENT})
DSI = frozenset({Role.DSI})
DPO = frozenset({Role.DPO})


@dataclass(frozen=True, slots=True)
class Page:
    """One route: how it is asked for, and by whom. query: whether it takes one. json: its body is JSON, not a form."""

    method: str
    path: str
    roles: frozenset[Role]
    query: bool = False
    json: bool = False


STATIC_FILES: Mapping[str, tuple[Path, str]] = {
    f"/statique/{path.name}": (path, _TYPES[path.suffix]) for path in sorted(STATIC.iterdir()) if path.suffix in _TYPES
}

PAGES: tuple[Page, ...] = (
    Page("GET", "/connexion", NOBODY),
    Page("POST", "/connexion/cle", NOBODY),
    Page("POST", "/connexion/compte", NOBODY),
    Page("GET", "/connexion/annuaire", NOBODY),
    Page("GET", "/connexion/retour", NOBODY, query=True),
    Page("GET", "/accessibilite", NOBODY),
    *(Page("GET", path, NOBODY) for path in STATIC_FILES),
    Page("POST", "/deconnexion", ANYONE),
    # the agent
    Page("GET", "/", ANYONE),
    Page("POST", "/", ANYONE),
    Page("POST", "/signaler", ANYONE),
    Page("GET", "/donnees-protegees", ANYONE),
    Page("GET", "/ia-recommandees", ANYONE),
    Page("GET", "/brancher", ANYONE),
    Page("GET", "/mes-usages", AGENT),
    Page("POST", "/mes-usages/cle", AGENT),
    Page("GET", "/conversation", AGENT),
    Page("POST", "/conversation/apercu", AGENT, json=True),
    Page("POST", "/conversation/envoi", AGENT, json=True),
    # the DPO
    Page("GET", "/dpo", DPO),
    Page("GET", "/dpo/registre", DPO, query=True),
    Page("GET", "/dpo/registre/export", DPO, query=True),
    Page("GET", "/dpo/reference", DPO, query=True),
    Page("POST", "/dpo/reference", DPO),
    Page("GET", "/dpo/incidents", DPO),
    Page("POST", "/dpo/incidents", DPO),
    Page("GET", "/dpo/services", DPO),
    Page("GET", "/dpo/integrite", DPO),
    Page("POST", "/dpo/integrite", DPO),
    Page("GET", "/dpo/integrite/points", DPO, query=True),
    Page("GET", "/dpo/usages", DPO),
    Page("GET", "/dpo/charte", DPO),
    Page("GET", "/dpo/politique", DPO),
    Page("POST", "/dpo/politique", DPO),
    # the DSI
    Page("GET", "/dsi", DSI),
    Page("GET", "/dsi/politique", DSI, query=True),
    Page("POST", "/dsi/politique", DSI),
    Page("GET", "/dsi/essai", DSI),
    Page("POST", "/dsi/essai", DSI),
    Page("POST", "/dsi/activation", DSI),
    Page("GET", "/dsi/historique", DSI, query=True),
    Page("POST", "/dsi/retour", DSI),
    Page("GET", "/dsi/fournisseurs", DSI),
    Page("POST", "/dsi/fournisseurs", DSI),
    Page("POST", "/dsi/fournisseurs/essai", DSI),
    Page("GET", "/dsi/cles", DSI),
    Page("POST", "/dsi/cles", DSI),
    Page("POST", "/dsi/cles/fin", DSI),
)

BY_PATH: Mapping[str, Mapping[str, Page]] = {
    path: {page.method: page for page in PAGES if page.path == path} for path in {page.path for page in PAGES}
}
