"""The pages on PostgreSQL, under the gateway's own role: it may add records and neither change nor remove one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pyotp

from gateway.access import Accounts, Role, Sessions
from gateway.app import create_app
from gateway.audit.verify import verify
from gateway.keys import KeyRing
from gateway.settings import Settings
from gateway.web.pages.table import PAGES, STATIC_FILES
from tests.support.exchanges import exchange, opened, verdict
from tests.support.reloading import Quick, serving

COOKIE = "__Host-passerelle"
ELSEWHERE = ("/connexion/annuaire", "/connexion/retour", "/dpo/integrite/points")


def _walk(roles: dict[str, str], data: Path, walk: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    async def scene() -> None:
        app = create_app(Settings(data=data, register=roles["writer"]), detector=Quick())
        transport = httpx.ASGITransport(app)
        async with serving(app), httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            await walk(client)

    asyncio.run(scene())


def test_every_page_opens_under_the_writers_role(roles: dict[str, str], tmp_path: Path) -> None:
    """Sessions, accounts, keys and the whole register are read by a role that owns no table."""
    key = KeyRing.open(roles["keeper"], tmp_path / "pepper").create("accueil", "Poste 12")
    with opened(roles["writer"]) as register:
        asyncio.run(register.decided(exchange(), verdict()))

    async def walk(client: httpx.AsyncClient) -> None:
        sessions = Sessions.open(roles["writer"])
        tokens = {role: sessions.start(role, "essai", key.id) for role in Role}
        for page in PAGES:
            if page.method == "GET" and page.path not in STATIC_FILES and page.path not in ELSEWHERE:
                role = next((role for role in Role if role in page.roles), Role.AGENT)
                answer = await client.get(page.path, headers={"cookie": f"{COOKIE}={tokens[role]}"})
                assert answer.status_code == 200, (page.path, answer.text)

    _walk(roles, tmp_path, walk)


def test_what_the_pages_record_is_only_added(roles: dict[str, str], tmp_path: Path) -> None:
    """Signing in, an incident's state, a verification: accepted, recorded, and the register is whole afterwards."""
    made = Accounts.open(roles["keeper"], tmp_path / "pepper").create("dpo", Role.DPO)

    async def walk(client: httpx.AsyncClient) -> None:
        code = pyotp.parse_uri(made.uri)
        assert isinstance(code, pyotp.TOTP)
        given = {"compte": "dpo", "mot_de_passe": made.password, "code": code.now()}
        wrong = await client.post("/connexion/compte", data={**given, "mot_de_passe": "faux"})
        assert wrong.status_code == 403
        answer = await client.post("/connexion/compte", data=given)
        assert answer.headers["location"] == "/dpo", answer.text
        client.headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]
        found = Sessions.open(roles["writer"]).find(client.headers["cookie"].partition("=")[2])
        assert found is not None
        page = await client.post("/dpo/integrite", data={"csrf": found.csrf})
        assert "Registre entier" in page.text
        assert (await client.post("/deconnexion", data={"csrf": found.csrf})).status_code == 303
        assert (await client.get("/dpo")).headers["location"] == "/connexion"

    _walk(roles, tmp_path, walk)
    report = verify(roles["reader"])
    assert (report.whole, report.records >= 3) == (True, True)


def test_the_page_of_keys_says_that_it_cannot(roles: dict[str, str], tmp_path: Path) -> None:
    """Keys are the keeper's: the page names the command instead of failing, and no key is made or ended."""
    ring = KeyRing.open(roles["keeper"], tmp_path / "pepper")
    key = ring.create("accueil", "Poste 12")

    async def walk(client: httpx.AsyncClient) -> None:
        sessions = Sessions.open(roles["writer"])
        token = sessions.start(Role.DSI, "essai")
        found = sessions.find(token)
        assert found is not None
        client.headers.update({"cookie": f"{COOKIE}={token}", "x-csrf": found.csrf})
        for path, form in (
            ("/dsi/cles", {"service": "voirie", "libelle": "Poste 3", "jours": "30"}),
            ("/dsi/cles/fin", {"cle": key.id}),
        ):
            assert "passerelle keys" in (await client.post(path, data=form)).text

    _walk(roles, tmp_path, walk)
    (kept,) = ring.list()
    assert (kept.id, kept.revoked) == (key.id, None)
