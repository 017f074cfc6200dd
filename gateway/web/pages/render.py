"""Templates to responses: autoescape on, every variable defined, a strict policy for the browser on every answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from gateway import __version__
from gateway.access import Role
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
PARIS = ZoneInfo("Europe/Paris")

AGENTS = (
    ("/", "Ce qui partirait"),
    ("/donnees-protegees", "Données protégées"),
    ("/ia-recommandees", "IA recommandées"),
)
MENUS: Mapping[Role, Sequence[tuple[str, str]]] = {
    Role.AGENT: (
        *AGENTS,
        ("/conversation", "Conversation"),
        ("/mes-usages", "Mes usages"),
        ("/brancher", "Brancher mon outil"),
    ),
    Role.DPO: (
        ("/dpo", "Vue d'ensemble"),
        ("/dpo/registre", "Registre"),
        ("/dpo/incidents", "Incidents"),
        ("/dpo/services", "Services"),
        ("/dpo/integrite", "Intégrité"),
        ("/dpo/usages", "Usages"),
        ("/dpo/charte", "Charte"),
        ("/dpo/politique", "Politique"),
        ("/", "Ce qui partirait"),
    ),
    Role.DSI: (
        ("/dsi", "État"),
        ("/dsi/politique", "Politique et listes"),
        ("/dsi/essai", "Essai et mise en service"),
        ("/dsi/historique", "Historique"),
        ("/dsi/fournisseurs", "Fournisseurs"),
        ("/dsi/cles", "Clés des agents"),
        ("/", "Ce qui partirait"),
    ),
}
HOME: Mapping[Role, str] = {Role.AGENT: "/", Role.DSI: "/dsi", Role.DPO: "/dpo"}
TITLES: Mapping[Role, str] = {Role.AGENT: "Agent", Role.DSI: "DSI", Role.DPO: "DPO"}
DECISIONS: Mapping[str, str] = {
    "autorisee": "autorisée",
    "pseudonymisee": "pseudonymisée",
    "reroutee": "reroutée",
    "bloquee": "bloquée",
    "refusee": "refusée",
    "erreur": "panne",
}


ENDS: Mapping[str, str] = {
    "complete": "réponse entière",
    "truncated": "réponse coupée",
    "client_gone": "agent parti",
    "upstream_error": "fournisseur en panne",
    "refused": "rien n'est parti",
    "failed": "panne de la passerelle",
}


def show(house: House, ask: Ask, template: str, status: int = 200, /, **values: Any) -> Response:
    """Return a page made of a template."""
    session = ask.session
    about = {
        "session": session,
        "menu": MENUS[session.role] if session else (),
        "role": TITLES[session.role] if session else "",
        "here": ask.request.url.path,
        "csrf": session.csrf if session else "",
        "contact": house.policy().contact,
        "version": __version__,
        "notice": "",
        "problem": "",
    }
    text = _templates.get_template(template).render({**about, **values})
    return Response(text, status, HEADERS, "text/html; charset=utf-8")


def redirect(to: str) -> Response:
    """Return the way to another page of ours, asked for by GET."""
    return RedirectResponse(to, 303, HEADERS)


def download(content: bytes, name: str, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a file to be saved. name: ASCII letters, digits, dots and dashes."""
    about = {"content-disposition": f'attachment; filename="{name}"', **(headers or {})}
    return Response(content, 200, {**HEADERS, **about}, media_type)


def moment(stamp: str) -> str:
    """Return an RFC 3339 instant as it is written in France, in Paris time."""
    return f"{datetime.fromisoformat(stamp).astimezone(PARIS):%d/%m/%Y %H:%M}" if stamp else ""


def day(stamp: object) -> str:
    """Return a day as it is written in France."""
    return f"{datetime.fromisoformat(str(stamp)[:10]):%d/%m/%Y}" if stamp else ""


def number(value: float, digits: int = 0) -> str:
    """Return a number with French separators: narrow spaces by thousands, a comma."""
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


def percent(part: float, whole: float) -> str:
    """Return a share, "–" of nothing."""
    return f"{number(100 * part / whole, 1)}\u00a0%" if whole else "–"


def some(count: int, word: str) -> str:
    """Return a count with its noun, which takes an s from two on."""
    return f"{number(count)}\u00a0{word}{'s' if count > 1 else ''}"


def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"moment": moment, "day": day, "number": number, "decision": lambda word: DECISIONS.get(word, word)}
    made.filters["end"] = lambda word: ENDS.get(word, word.replace("_", " "))
    made.globals |= {"percent": percent, "some": some, "nbsp": Markup("&nbsp;")}
    return made


_templates = _environment()
