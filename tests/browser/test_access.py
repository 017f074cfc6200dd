"""Who may see what: the table of pages is the specification, each cell of it is tried on the running gateway."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from gateway.access import Role, Sessions
from gateway.store import data_url
from gateway.web.pages import door
from gateway.web.pages.house import HANDLERS
from gateway.web.pages.table import NOBODY, PAGES, STATIC_FILES, Page
from tests.support.directory import altered, approve
from tests.support.site import Site

ROLES = (None, *Role)
COOKIE = "__Host-passerelle"
ASKING = [page for page in PAGES if page.roles]


def _name(page: Page) -> str:
    return f"{page.method} {page.path}"


@pytest.fixture(scope="module")
def sessions(place: Site) -> Sessions:
    return Sessions.open(data_url(place.gateway.data))


@pytest.fixture(scope="module")
def http(place: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=place.gateway.url, timeout=60) as client:
        yield client


def _ask(http: httpx.Client, sessions: Sessions, page: Page, role: Role | None, **headers: str) -> httpx.Response:
    """Ask for a page as that role, with a form that is ours but says nothing."""
    token = sessions.start(role, "essai") if role else ""
    found = sessions.find(token) if role else None
    csrf = found.csrf if found else ""
    given = {**({"cookie": f"{COOKIE}={token}"} if role else {}), **headers}
    if page.method == "GET":
        return http.get(page.path, headers=given)
    if page.json:
        return http.post(page.path, json={}, headers={"x-csrf": csrf, **given})
    return http.post(page.path, data={"csrf": csrf}, headers=given)


@pytest.mark.parametrize("page", ASKING, ids=_name)
def test_a_page_is_for_its_roles_only(http: httpx.Client, sessions: Sessions, page: Page) -> None:
    """Each role of the table is let in, every other one is refused, and nobody without a session comes further than the door."""
    for role in ROLES:
        answer = _ask(http, sessions, page, role)
        at_the_door = answer.status_code in (401, 303) and answer.headers.get("location", "/connexion") == "/connexion"
        if role is None:
            assert at_the_door
        elif role in page.roles:
            wanting = page.path.startswith("/conversation/") and answer.status_code == 400
            assert answer.status_code in (200, 303, 400) or wanting, answer.text
            assert not at_the_door or page.path == "/deconnexion"
        else:
            assert answer.status_code == 403


@pytest.mark.parametrize("page", [page for page in ASKING if page.method == "POST"], ids=_name)
def test_a_form_that_is_not_ours_does_nothing(http: httpx.Client, sessions: Sessions, page: Page) -> None:
    """Without the session's token, or sent by another site, a form is refused even with the right cookie."""
    role = next(iter(page.roles))
    token = sessions.start(role, "essai")
    cookie = {"cookie": f"{COOKIE}={token}"}
    bare = (
        http.post(page.path, json={}, headers=cookie)
        if page.json
        else http.post(page.path, data={"x": "y"}, headers=cookie)
    )
    assert bare.status_code == 403
    for header in ({"sec-fetch-site": "cross-site"}, {"origin": "https://ailleurs.example"}):
        assert _ask(http, sessions, page, role, **header).status_code == 403
    assert sessions.find(token) is not None


def test_the_roles_are_separate() -> None:
    """The DSI has no page of the register, the DPO none that changes the policy or a key, and only agents converse."""
    for page in PAGES:
        if page.path.startswith("/dpo"):
            assert page.roles == {Role.DPO}
        if page.path.startswith("/dsi"):
            assert page.roles == {Role.DSI}
        if page.path.startswith("/conversation"):
            assert page.roles == {Role.AGENT}


def test_every_page_of_the_table_is_answered() -> None:
    """There is one handler for each page, and none beside the table."""
    assert door.MODULES
    assert HANDLERS.keys() == {(page.method, page.path) for page in PAGES if page.path not in STATIC_FILES}


@pytest.mark.parametrize("page", [page for page in PAGES if page.method == "GET"], ids=_name)
def test_the_browser_is_told_to_trust_nothing_foreign(http: httpx.Client, sessions: Sessions, page: Page) -> None:
    """No page lets anything of another origin, anything inline, or a frame in; none is kept by the browser."""
    answer = _ask(http, sessions, page, next(iter(page.roles), None))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (answer.headers["cache-control"] == "no-store") is (page.path not in STATIC_FILES)
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert "<style" not in answer.text
        assert " style=" not in answer.text
        assert "http://" not in answer.text.replace(str(http.base_url).rstrip("/"), "").replace("http://127.0.0.1:", "")


@pytest.mark.parametrize("page", [page for page in PAGES if page.method == "GET" and not page.query], ids=_name)
def test_a_page_takes_no_parameter_and_no_other_method(http: httpx.Client, page: Page) -> None:
    """An exact address, its own methods, and nothing after a question mark."""
    assert http.get(page.path + "?x=1").status_code == 400
    assert http.request("PUT", page.path).status_code == 405


def test_the_cookie_stays_where_it_is(http: httpx.Client, place: Site) -> None:
    """The session's cookie is for this host only, over TLS or the machine itself, out of the reach of scripts."""
    answer = http.post("/connexion/cle", data={"cle": place.gateway.key})
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-passerelle=")
    for word in ("secure", "httponly", "samesite=lax", "path=/"):
        assert word in cookie
    assert "domain" not in cookie
    assert "expires" not in cookie


def test_a_wrong_key_opens_nothing(http: httpx.Client) -> None:
    """The page says so and sets no cookie."""
    answer = http.post("/connexion/cle", data={"cle": "pgw_abcdefgh_faux"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def _begin(http: httpx.Client) -> tuple[str, dict[str, str]]:
    """Return where the directory's sign-in is, and the cookie that the browser keeps meanwhile."""
    start = http.get("/connexion/annuaire")
    return start.headers["location"], {"cookie": start.headers["set-cookie"].partition(";")[0]}


def _come_back(http: httpx.Client, back: str, cookie: dict[str, str]) -> httpx.Response:
    there = urlsplit(back)
    return http.get(f"{there.path}?{there.query}", headers=cookie)


@pytest.mark.parametrize(("person", "home"), [("claire", "/dpo"), ("denis", "/dsi"), ("anne", "/")])
def test_the_directory_opens_the_pages_of_ones_role(http: httpx.Client, person: str, home: str) -> None:
    """Code flow with PKCE against a real provider: the groups that it tells give the role, and signing out ends it."""
    address, cookie = _begin(http)
    answer = _come_back(http, approve(address, person).headers["location"], cookie)
    assert (answer.status_code, answer.headers["location"]) == (303, home), answer.text
    session = {"cookie": answer.headers["set-cookie"].partition(";")[0]}
    page = http.get(home, headers=session)
    assert page.status_code == 200
    assert person in page.text
    csrf = page.text.partition('name="csrf" value="')[2].partition('"')[0]
    left = http.post("/deconnexion", data={"csrf": csrf}, headers=session)
    assert (left.status_code, left.headers["location"]) == (303, "/connexion")
    assert http.get(home, headers=session).headers["location"] == "/connexion"


def test_nobody_is_both_dsi_and_dpo(http: httpx.Client) -> None:
    """Who is in both groups gets neither role."""
    address, cookie = _begin(http)
    answer = _come_back(http, approve(address, "double").headers["location"], cookie)
    assert answer.status_code == 403
    assert COOKIE + "=" not in answer.headers.get("set-cookie", "")


def test_an_answer_to_another_sign_in_is_refused(http: httpx.Client) -> None:
    """A code brought by someone else's browser, a state that is not ours, and a second use of an answer open nothing."""
    address, cookie = _begin(http)
    back = approve(address, "claire").headers["location"]
    assert _come_back(http, back, {}).status_code == 403
    _, other = _begin(http)
    assert _come_back(http, back, other).status_code == 403
    assert _come_back(http, altered(back, state="autre"), cookie).status_code == 403
    assert _come_back(http, back, cookie).status_code == 403
    address, cookie = _begin(http)
    back = approve(address, "claire").headers["location"]
    assert _come_back(http, back, cookie).status_code == 303
    assert _come_back(http, back, cookie).status_code == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "un-nonce-que-nous-n-avons-pas-donne"},
        {"nonce": ""},
        {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
    ],
    ids=["another nonce", "no nonce", "another challenge"],
)
def test_a_request_that_was_changed_on_its_way_is_refused(http: httpx.Client, changed: dict[str, str]) -> None:
    """The provider's own signed answer opens nothing when it is not to the very request that we made."""
    address, cookie = _begin(http)
    back = approve(altered(address, **changed), "claire").headers["location"]
    assert "code=" in back
    answer = _come_back(http, back, cookie)
    assert answer.status_code == 403
    assert COOKIE + "=" not in answer.headers.get("set-cookie", "")


def test_the_provider_itself_asks_for_pkce(http: httpx.Client) -> None:
    """Without the challenge that we send, this provider gives no code: what passes here has been proven by it."""
    address, cookie = _begin(http)
    assert "code_challenge_method=S256" in address
    back = approve(altered(address, code_challenge="", code_challenge_method=""), "claire").headers["location"]
    assert "error=invalid_request" in back
    assert _come_back(http, back, cookie).status_code == 403


def test_a_local_account_is_told_in_the_register(http: httpx.Client, place: Site) -> None:
    """A refused local account leaves a record, without its name."""
    answer = http.post("/connexion/compte", data={"compte": "dpo", "mot_de_passe": "faux", "code": "000000"})
    assert answer.status_code == 403
    events = [record["facts"] for record in place.gateway.records() if record["phase"] == "event"]
    assert {"event": "local_account_refused"} in events


def test_public_pages_ask_for_nothing(http: httpx.Client) -> None:
    """Signing in, the declaration of accessibility and the sheets are open; there is nothing else that is."""
    public = {page.path for page in PAGES if page.roles == NOBODY} - STATIC_FILES.keys()
    assert all(path.startswith("/connexion") or path == "/accessibilite" for path in public)
    assert http.get("/accessibilite").status_code == 200
