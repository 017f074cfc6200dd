"""Every page as its person walks it, in a real Chromium; none has a fault that axe-core can find."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from gateway.keys import KeyRing
from gateway.store import data_url
from gateway.web.pages.table import PAGES, STATIC_FILES
from tests.support.browser import Browser
from tests.support.site import Site

TEXT = "Mme Zoé Bertin, 06 39 98 12 34, est suivie pour un diabète. Écris-lui que son aide est renouvelée."
PROMPT = "Répète : Mme Zoé Bertin, 06 39 98 12 34."
# the specimen printed on the carte Vitale of the Assurance maladie's leaflets: nobody's number, with a right key
NIR = "2 69 05 49 588 157 80"
FORWARD = ("/connexion/annuaire", "/connexion/retour", "/dpo/registre/export", "/dpo/integrite/points")
SHOWN = [p for p in PAGES if p.method == "GET" and p.path not in STATIC_FILES and p.path not in FORWARD]
FORMS = {
    "light, 320 px wide": {"width": 320, "height": 800},
    "dark": {"width": 1280, "height": 900, "dark": True},
    "light, 200 % zoom": {"width": 1280, "height": 900, "zoom": 2.0},
}


BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])


def _role(path: str) -> str:
    page = next(page for page in SHOWN if page.path == path)
    return next((role for role in ("agent", "dpo", "dsi") if role in page.roles), "")


def states(role: str) -> list[str]:
    """Return the pages of a role, each with something on it."""
    return [page.path for page in SHOWN if _role(page.path) == role]


@pytest.mark.parametrize("role", ["", "agent", "dpo", "dsi"])
def test_no_page_has_a_fault_of_accessibility(browser: Browser, role: str) -> None:
    """axe-core finds nothing wrong on any page, light or dark, at 320 pixels or at 200 % zoom, and none scrolls sideways."""
    if role:
        browser.sign_in(role)
    wrong = []
    for path in states(role):
        browser.go(path)
        open_details(browser)
        for name, form in FORMS.items():
            browser.shape(**form)  # type: ignore[arg-type]
            wrong += [f"{path}, {name}: {fault}" for fault in browser.faults()]
            if browser.overflow() > 0:
                wrong.append(f"{path}, {name}: {browser.overflow()} px too wide")
    assert wrong == []


def test_what_is_found_has_no_fault_either(browser: Browser) -> None:
    """The pages that answer a form are as sound as those that show it."""
    browser.sign_in("agent")
    for text in (TEXT, NIR):
        browser.fill("texte", text)
        browser.press("Analyser")
        for form in FORMS.values():
            browser.shape(**form)  # type: ignore[arg-type]
            assert browser.faults() == []
            assert browser.overflow() <= 0
    browser.reset()
    browser.sign_in("dpo")
    browser.go("/dpo/reference?ref=ag_0123456789abcdef")
    browser.fill("motif", "essai")
    browser.press("Lever la référence")
    assert browser.faults() == []
    browser.reset()
    browser.sign_in("dsi")
    browser.go("/dsi/fournisseurs")
    browser.find("section[aria-labelledby=f-demo-openai] form button").click()
    browser.await_text("Joignable en")
    assert browser.faults() == []


def open_details(browser: Browser) -> None:
    browser.driver.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")


@BOTH
def test_an_agent_sees_what_would_leave(browser: Browser, place: Site, scripts: bool) -> None:
    """A pasted text comes back marked, with what the model would get instead; the register keeps nothing of it."""
    browser.sign_in("agent")
    browser.scripts(scripts)
    browser.go("/")
    before = len(place.gateway.records())
    browser.fill("texte", TEXT)
    browser.press("Analyser")
    browser.await_text("Pseudonymisé", ".bandeau")
    marked = [mark.text for mark in browser.all("mark")]
    assert any("Zoé Bertin" in mark and "NOM DE PERSONNE" in mark for mark in marked)
    assert "[PERSONNE_F1]" in browser.find("#envoye").text
    assert "Bertin" not in browser.find("#envoye").text
    assert browser.find("[data-copie]").is_displayed() is scripts
    browser.fill("texte", f"Vérifie les droits de {NIR}.")
    browser.press("Analyser")
    browser.await_text("Bloqué", ".bandeau")
    assert "numéro de sécurité sociale" in browser.find(".bandeau").text
    assert "Rien." in browser.text()
    assert len(place.gateway.records()) == before


def test_an_agent_drops_a_document(browser: Browser, tmp_path: Path) -> None:
    """A text document is read like a pasted text, an old Windows one too."""
    browser.sign_in("agent")
    document = tmp_path / "lettre.txt"
    document.write_bytes("Madame Élodie Garnier habite 3 rue du Môle.".encode("cp1252"))
    browser.go("/")
    browser.find("#document").send_keys(str(document))
    browser.press("Analyser")
    browser.await_text("Pseudonymisé", ".bandeau")
    assert "Garnier" not in browser.find("#envoye").text


def test_an_agent_reports_an_error_without_her_text(browser: Browser, place: Site) -> None:
    """The report holds a kind and a sense, and the DPO sees it counted."""
    browser.sign_in("agent")
    browser.go("/")
    browser.find("main > details > summary").click()
    browser.press("Signaler")
    browser.await_text("Merci.")
    told = [r["facts"] for r in place.gateway.records() if r["facts"].get("event") == "detection_reported"]
    assert told
    assert told[-1].keys() == {"event", "counts", "reason"}
    browser.reset()
    browser.sign_in("dpo")
    time.sleep(1.1)  # the sums are a second old at most
    browser.go("/dpo")
    assert "Erreurs de détection signalées" in browser.text()


def test_an_agent_sees_her_own_requests_only(browser: Browser, place: Site) -> None:
    """What she has used is counted for her key, and each line is hers."""
    browser.sign_in("agent")
    browser.go("/mes-usages")
    assert "demandes ce mois-ci" in browser.text()
    ref = {r["caller"] for r in place.gateway.records() if r["service"] == "accueil" and r["usage"] == "demonstration"}
    assert ref
    shown = {row.text for row in browser.all("table:last-of-type tbody td code")}
    mine = {r["exchange"] for r in place.gateway.records() if r["caller"].startswith("ag_") and r["exchange"] in shown}
    assert shown
    assert shown == mine


def test_an_agent_converses(browser: Browser, place: Site) -> None:
    """The answer streams in with her data marked, what was sent can be seen, and it went through the register."""
    browser.sign_in("agent")
    browser.go("/conversation")
    browser.fill("message", PROMPT)
    browser.press("Envoyer", stays=True)
    browser.await_text("Zoé Bertin", ".ia .propos mark")
    browser.find(".parti summary").click()
    assert "[PERSONNE_F1]" in browser.find(".parti pre").text
    assert "Relisez" in browser.text()
    judged = [r for r in place.gateway.records() if r["phase"] == "decided" and r["exchange"]]
    assert judged[-1]["decision"] == "pseudonymisee" or any(r["service"] == "accueil" for r in judged[-5:])
    assert browser.faults() == []
    browser.fill("message", f"Et {NIR} ?")
    browser.press("Envoyer", stays=True)
    browser.await_text("Demande bloquée", ".fil .faute")
    browser.press("Nouvelle conversation", stays=True)
    assert browser.find("#fil").text == ""


@BOTH
def test_the_dpo_finds_and_exports(browser: Browser, place: Site, scripts: bool) -> None:
    """A search by form shows the lines asked for, links to an export of the same, and both readings are recorded."""
    browser.sign_in("dpo")
    browser.scripts(scripts)
    browser.go("/dpo/registre")
    browser.find("#decision option[value=bloquee]").click()
    browser.press("Chercher")
    browser.await_text("bloquée", "tbody")
    assert {cell.text for cell in browser.all("tbody .issue")} == {"bloquée"}
    address = browser.driver.find_element("link text", "CSV pour tableur").get_attribute("href")
    assert address is not None
    assert "decision=bloquee" in address
    events = [r["facts"] for r in place.gateway.records() if r["facts"].get("event") == "register_read"]
    assert events[-1]["asked"]["decision"] == "bloquee"


@BOTH
def test_the_dpo_verifies_the_register(browser: Browser, scripts: bool) -> None:
    """One button reads the whole register again and says whether it is whole."""
    browser.sign_in("dpo")
    browser.scripts(scripts)
    browser.go("/dpo/integrite")
    browser.press("Vérifier maintenant")
    browser.await_text("Registre entier")


@BOTH
def test_the_dpo_closes_an_incident(browser: Browser, place: Site, scripts: bool) -> None:
    """An open incident shows its clock, is qualified then closed, and each step is a record."""
    browser.sign_in("dpo")
    browser.scripts(scripts)
    browser.go("/dpo/incidents")
    assert "72 heures" in browser.text()
    name = browser.find(".incident.ouvert").get_attribute("id")
    assert name is not None
    incident = name.removeprefix("i-")
    browser.find(f"#{name} button[value=qualifie]").click()
    browser.await_text("qualifié", f"#{name}")
    browser.find(f"#{name} button[value=clos]").click()
    browser.await_text("clos", f"#{name}")
    states = [r["facts"]["asked"] for r in place.gateway.records() if r["facts"].get("event") == "incident_state"]
    assert states[-2:] == [{"incident": incident, "etat": "qualifie"}, {"incident": incident, "etat": "clos"}]


def test_a_small_service_is_not_shown(browser: Browser) -> None:
    """Three agents are not a statistic."""
    browser.sign_in("dpo")
    browser.go("/dpo/services")
    assert "accueil" in browser.text()
    assert "cabinet" not in browser.text()


@BOTH
def test_the_dsi_changes_the_policy_and_goes_back(browser: Browser, place: Site, scripts: bool) -> None:
    """A draft is checked, compared, tried and put in force in the same files; the version before is one click away."""
    browser.sign_in("dsi")
    browser.scripts(scripts)
    browser.go("/dsi/politique?fichier=lists/interdits.txt")
    listed = place.policies / "lists" / "interdits.txt"
    before = listed.read_text(encoding="utf-8")
    _write(browser, before + "projet calypso\n")
    browser.press("Vérifier et garder le brouillon")
    browser.await_text("aucune faute")
    assert "+projet calypso" in browser.find(".difference").text
    assert listed.read_text(encoding="utf-8") == before
    browser.go("/dsi/essai")
    assert "termes interdits" in browser.find(".changements").text
    browser.fill("texte", "Résume le projet Calypso.")
    browser.press("Essayer ce texte")
    browser.await_text("Brouillon : bloqué")
    browser.press("Mettre en service")
    browser.await_text("est en service")
    assert "projet calypso" in listed.read_text(encoding="utf-8")
    browser.go("/dsi/historique")
    browser.find("tbody a").click()
    browser.await_text("Revenir à cette version changerait")
    browser.press("Revenir à cette version")
    browser.await_text("est en service")
    assert listed.read_text(encoding="utf-8") == before


def test_a_faulty_draft_cannot_be_put_in_force(browser: Browser, place: Site) -> None:
    """Every fault is shown with its place, and there is no button."""
    browser.sign_in("dsi")
    browser.go("/dsi/politique?fichier=charte.yaml")
    _write(browser, 'version: "x"\nregles: []\n')
    browser.press("Vérifier et garder le brouillon")
    browser.await_text("charte.yaml", ".fautes")
    browser.go("/dsi/essai")
    assert "Mettre en service" not in [button.text for button in browser.all("button")]
    browser.go("/dsi/politique")
    browser.press("Abandonner tout le brouillon")
    browser.await_text("abandonné")
    browser.go("/dsi/essai")
    assert "Aucun brouillon" in browser.text()


def _write(browser: Browser, text: str) -> None:
    """Put a whole text into the editor, as pasting does."""
    script = "document.getElementById('contenu-fichier').value = arguments[0]"
    browser.driver.execute_script(script, text)


@BOTH
def test_the_dsi_makes_and_ends_a_key(browser: Browser, scripts: bool) -> None:
    """A key is shown once, and revoked with one button."""
    browser.sign_in("dsi")
    browser.scripts(scripts)
    browser.go("/dsi/cles")
    browser.fill("service", "voirie")
    browser.fill("libelle", "Poste 3")
    browser.press("Créer la clé")
    browser.await_text("montrée cette seule fois")
    key = browser.find(".bandeau code").text
    assert key.startswith("pgw_")
    browser.go("/dsi/cles")
    assert key not in browser.driver.page_source
    row = browser.driver.find_element("xpath", f"//tr[contains(., '{key[4:12]}')]")
    row.find_element("css selector", "button").click()
    browser.await_text("est révoquée")


def test_a_providers_key_is_written_and_never_shown(browser: Browser, place: Site) -> None:
    """The new key is in its file, readable by the gateway only, and on no page."""
    browser.sign_in("dsi")
    browser.go("/dsi/fournisseurs")
    browser.find("input[name=cle]").send_keys("cle-inventee-nouvelle")
    browser.press("Remplacer la clé")
    browser.await_text("est remplacée")
    file = place.policies / "cles" / "interne"
    assert file.read_text(encoding="ascii") == "cle-inventee-nouvelle\n"
    assert file.stat().st_mode & 0o077 == 0
    assert "cle-inventee" not in browser.driver.page_source


@BOTH
def test_the_dsi_tries_a_provider(browser: Browser, place: Site, scripts: bool) -> None:
    """One button asks for the list of models: reachable, how fast, which model it lacks; both steps are records."""
    browser.sign_in("dsi")
    browser.scripts(scripts)
    browser.go("/dsi/fournisseurs")
    card = browser.driver.find_element("css selector", "section[aria-labelledby=f-demo-openai]")
    card.find_element("css selector", "form button").click()
    browser.await_text("Joignable en", "section[aria-labelledby=f-demo-openai] [role=status]")
    events = [r["facts"] for r in place.gateway.records() if r["facts"].get("reason") == "demo-openai"]
    assert [each["event"] for each in events][-2:] == ["provider_tried", "provider_answered"]
    assert events[-1]["upstream_status"] == 200


@BOTH
def test_the_dpo_asks_whose_a_reference_is(browser: Browser, place: Site, scripts: bool) -> None:
    """From a line of the register, with a reason: asked and recorded before the key behind it is shown."""
    browser.sign_in("dpo")
    browser.scripts(scripts)
    ring = KeyRing.open(data_url(place.gateway.data), place.gateway.data / "pepper")
    ref = ring.ref(place.gateway.key[4:12])
    browser.go(f"/dpo/registre?caller={ref}")
    browser.find("tbody td a[href^='/dpo/reference']").click()
    browser.fill("motif", "essai-1")
    browser.press("Lever la référence")
    browser.await_text("Poste 12", "section[aria-labelledby=cle]")
    told = [r["facts"] for r in place.gateway.records() if r["facts"].get("event") == "reference_levee"]
    assert told[-1] == {"event": "reference_levee", "reason": "essai-1", "asked": {"caller": ref}}


def test_the_register_pages_are_closed_to_the_dsi(browser: Browser) -> None:
    """Who runs the gateway is told that the page is not for her."""
    browser.sign_in("dsi")
    browser.go("/dpo/registre")
    assert "n'est pas pour le rôle DSI" in browser.text()


def test_the_dpo_signs_in_by_the_directory(browser: Browser) -> None:
    """From our page to the directory's own, and back to the pages of the role that its groups give."""
    browser.go("/connexion")
    browser.press("Se connecter")
    browser.driver.find_element("name", "login").send_keys("claire")
    browser.driver.find_element("name", "password").send_keys("x", Keys.ENTER)
    browser.await_text("Authorize", "h1")
    browser.find("button[type=submit]").click()
    browser.await_text("claire", ".qui")
    assert browser.find("h1").text == "Vue d'ensemble"


def test_signing_out_ends_it(browser: Browser) -> None:
    """After signing out, going back to a page asks who is there."""
    browser.sign_in("agent")
    browser.press("Se déconnecter")
    browser.go("/mes-usages")
    assert browser.find("h1").text == "Connexion"
    browser.forget("agent")


def test_the_browser_asks_nobody_else(browser: Browser, place: Site) -> None:
    """Walking the pages, the browser makes no request but to the gateway, and reports no error."""
    browser.sign_in("dpo")
    browser.log()
    for path in states("dpo"):
        browser.go(path)
        names = browser.driver.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
        assert all(name.startswith(place.url) for name in names), json.dumps(names)
    errors = [line for line in browser.log() if line["level"] == "SEVERE"]
    assert errors == []
