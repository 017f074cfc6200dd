"""The pages without what many people do not have: a mouse, or JavaScript."""

from __future__ import annotations

import re

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.test_pages import PROMPT, TEXT, open_details, states
from tests.support.browser import Browser
from tests.support.site import Site


@pytest.mark.parametrize("role", ["", "agent", "dpo", "dsi"])
def test_every_page_says_the_same_without_javascript(browser: Browser, role: str) -> None:
    """What a page shows and every control that it has are there without JavaScript; the conversation says it needs it."""
    if role:
        browser.sign_in(role)
    for path in states(role):
        seen = []
        for allowed in (True, False):
            browser.scripts(allowed)
            browser.go(path)
            open_details(browser)
            controls = [each.accessible_name for each in browser.all("main button, main input:not([type=hidden])")]
            seen.append((_plain(browser.find("main").text), [name for name in controls if name != "Copier ce texte"]))
        if path == "/conversation":
            assert "JavaScript" in seen[1][0]
        else:
            assert seen[0] == seen[1], path
            assert all(seen[1][1]), path


def _plain(text: str) -> str:
    """Leave out figures, which go on meanwhile."""
    return re.sub(r"\d[\d \u202f,]*", "#", text)


def test_an_agent_needs_no_mouse(browser: Browser) -> None:
    """From the first key to the answer: the skip link, the text, the button, all by Tab and Enter, the focus seen."""
    browser.sign_in("agent")
    browser.go("/")
    browser.keys(Keys.TAB)
    assert browser.focused().text == "Aller au contenu"
    browser.keys(Keys.ENTER)
    browser.tab_to("#texte")
    outline = browser.focused().value_of_css_property("outline-style")
    assert outline == "solid"
    browser.keys(TEXT)
    browser.tab_to("main form button")
    browser.keys(Keys.ENTER)
    browser.await_text("Pseudonymisé", ".bandeau")


def test_the_dpo_needs_no_mouse(browser: Browser) -> None:
    """The integrity page is reached and used by keyboard alone."""
    browser.sign_in("dpo")
    browser.go("/dpo")
    browser.tab_to("a[href='/dpo/integrite']")
    browser.keys(Keys.ENTER)
    browser.await_text("relit tout le registre")
    browser.tab_to("main form button")
    browser.keys(Keys.ENTER)
    browser.await_text("Registre entier")


def test_the_dsi_needs_no_mouse(browser: Browser) -> None:
    """A key is made by keyboard alone."""
    browser.sign_in("dsi")
    browser.go("/dsi")
    browser.tab_to("a[href='/dsi/cles']")
    browser.keys(Keys.ENTER)
    browser.await_text("Créer une clé")
    browser.tab_to("#service")
    browser.keys("piscine")
    browser.tab_to("#libelle")
    browser.keys("Caisse", Keys.ENTER)
    browser.await_text("montrée cette seule fois")


def test_signing_in_needs_no_mouse(browser: Browser, place: Site) -> None:
    """From the first key on the empty page to the agent's own."""
    browser.go("/connexion")
    browser.tab_to("#cle")
    browser.keys(place.gateway.key, Keys.ENTER)
    browser.await_text("Ce qui partirait", "h1")


def test_conversing_needs_no_mouse(browser: Browser) -> None:
    """The message, the button, what was sent and the new conversation, all by Tab and Enter."""
    browser.sign_in("agent")
    browser.go("/conversation")
    browser.tab_to("#message")
    browser.keys(PROMPT)
    browser.tab_to("main form button")
    browser.keys(Keys.ENTER)
    browser.await_text("Zoé Bertin", ".ia .propos mark")
    browser.tab_to(".parti summary")
    browser.keys(Keys.ENTER)
    browser.await_text("[PERSONNE_F1]", ".parti pre")


def test_the_dpo_searches_without_a_mouse(browser: Browser) -> None:
    """A decision chosen by its first letters, the search by Enter, an incident qualified by its button."""
    browser.sign_in("dpo")
    browser.go("/dpo/registre")
    browser.tab_to("#decision")
    browser.keys("bl")
    browser.tab_to("#service")
    browser.tab_to("main form button")
    browser.keys(Keys.ENTER)
    browser.await_text("bloquée", "tbody .issue")
    browser.go("/dpo/incidents")
    browser.tab_to(".incident.ouvert button[value=qualifie]")
    browser.keys(Keys.ENTER)
    browser.await_text("est maintenant qualifié")


def test_the_dsi_tries_and_activates_without_a_mouse(browser: Browser) -> None:
    """A line added to a list, kept, tried, put in force and undone, all by keys."""
    browser.sign_in("dsi")
    browser.go("/dsi/politique?fichier=lists/interdits.txt")
    browser.tab_to("#contenu-fichier")
    browser.keys(Keys.CONTROL, Keys.END)
    browser.keys("projet clavier")
    browser.tab_to("button[value=enregistrer]")
    browser.keys(Keys.ENTER)
    browser.await_text("aucune faute")
    browser.tab_to("a[href='/dsi/essai']")
    browser.keys(Keys.ENTER)
    browser.await_text("Ce que le brouillon change")
    browser.tab_to("form[action='/dsi/activation'] button")
    browser.keys(Keys.ENTER)
    browser.await_text("est en service")
    browser.go("/dsi/historique")
    browser.tab_to("tbody a")
    browser.keys(Keys.ENTER)
    browser.await_text("Revenir à cette version")
    browser.tab_to("form[action='/dsi/retour'] button")
    browser.keys(Keys.ENTER)
    browser.await_text("est en service")
