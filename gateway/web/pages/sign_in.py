"""Signing in, by key, by the directory or by a local account, and out."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from gateway import log
from gateway.access import Role
from gateway.errors import Forbidden, UnknownRoute
from gateway.web.pages.ask import COOKIE, SIGN_IN, Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.render import HOME, redirect, show

_WRONG_KEY = "Cette clé n'est pas reconnue, ou elle a pris fin. Demandez-en une à la DSI."
_WRONG_ACCOUNT = "Compte, mot de passe ou code refusé. Après cinq essais, le compte se ferme un quart d'heure."


@handles("GET", "/connexion")
def form(house: House, ask: Ask, problem: str = "") -> Response:
    """Show the ways in."""
    with_directory = house.directory is not None
    return show(house, ask, "connexion.html", 403 if problem else 200, directory=with_directory, problem=problem)


@handles("POST", "/connexion/cle")
def by_key(house: House, ask: Ask) -> Response:
    """Open the agent's pages to who holds a living key."""
    caller = house.keys.find(ask.form.get("cle", "").strip())
    if caller is None:
        return form(house, ask, _WRONG_KEY)
    return _enter(house, ask, Role.AGENT, f"Clé {caller.key_id}", caller.key_id)


@handles("POST", "/connexion/compte")
def by_account(house: House, ask: Ask) -> Response:
    """Open the pages of a role to its local account; each use is recorded, and told in the log."""
    given = (ask.form.get(name, "") for name in ("compte", "mot_de_passe", "code"))
    account = house.accounts.check(*given)
    if account is None:
        house.note("local_account_refused")
        return form(house, ask, _WRONG_ACCOUNT)
    house.note("local_account_used", {"reason": account.role.value})
    log.logger().warning("local_account_used", reason=account.role.value)
    return _enter(house, ask, account.role, account.name)


@handles("GET", "/connexion/annuaire")
async def to_directory(house: House, ask: Ask) -> Response:
    """Send the browser to the directory."""
    if house.directory is None:
        raise UnknownRoute
    to, flow = await house.directory.begin(f"{ask.base}/connexion/retour")
    answer = redirect(to)
    _set(answer, SIGN_IN, await asyncio.to_thread(house.sessions.start_flow, flow))
    return answer


@handles("GET", "/connexion/retour")
async def from_directory(house: House, ask: Ask) -> Response:
    """Take up who comes back from the directory."""
    token = ask.request.cookies.get(SIGN_IN, "")
    flow = await asyncio.to_thread(house.sessions.end_flow, token) if token else None
    if house.directory is None or flow is None:
        raise Forbidden("Cette connexion a expiré : recommencez.")
    person = await house.directory.finish(ask.query, flow)
    answer = await asyncio.to_thread(_enter, house, ask, person.role, person.name)
    answer.delete_cookie(SIGN_IN, path="/", secure=True, httponly=True, samesite="lax")
    return answer


@handles("POST", "/deconnexion")
def leave(house: House, ask: Ask) -> Response:
    """End the session."""
    house.sessions.end(ask.who)
    answer = redirect("/connexion")
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


@handles("GET", "/accessibilite")
def accessibility(house: House, ask: Ask) -> Response:
    """Show the declaration of accessibility (law 2005-102, article 47)."""
    return show(house, ask, "accessibilite.html")


def _enter(house: House, ask: Ask, role: Role, name: str, key_id: str | None = None) -> Response:
    """Begin a session, always a new one, and go to the role's first page."""
    old = ask.request.cookies.get(COOKIE, "")
    before = house.sessions.find(old) if old else None
    if before is not None:
        house.sessions.end(before)
    answer = redirect(HOME[role])
    _set(answer, COOKIE, house.sessions.start(role, name, key_id))
    return answer


def _set(answer: Response, name: str, token: str) -> None:
    """The browser sends the cookie to this host only, over TLS or on the machine itself, and hides it from scripts."""
    answer.set_cookie(name, token, path="/", secure=True, httponly=True, samesite="lax")
