"""The pictures of the README: each page as its person sees it, from a running gateway.

python -m tests.support.pictures     writes docs/images/page-*.png
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.support.browser import Browser, chromium
from tests.support.site import site

IMAGES = Path(__file__).parents[2] / "docs" / "images"
TEXT = (
    "Mme Zoé Bertin, née le 14 mars 1948, 12 rue des Tamaris à Sète (06 39 98 12 34), est suivie pour un diabète.\n"
    "Rédige une réponse : son aide à domicile est renouvelée."
)
PROMPT = "Répète : Mme Zoé Bertin vous remercie, joignable au 06 39 98 12 34."
WIDTH, HEIGHT = 1100, 860


def main() -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as place, chromium(place) as browser:
        browser.reset()
        browser.shape(WIDTH, HEIGHT)
        _agent(browser)
        _dpo(browser)
        _dsi(browser)


def _agent(browser: Browser) -> None:
    browser.sign_in("agent")
    browser.fill("texte", TEXT)
    browser.press("Analyser")
    browser.await_text("Pseudonymisé", ".bandeau")
    _take(browser, "partirait")
    browser.shape(WIDTH, HEIGHT, dark=True)
    _take(browser, "partirait-sombre")
    browser.shape(WIDTH, HEIGHT)
    browser.go("/conversation")
    browser.fill("message", PROMPT)
    browser.press("Envoyer", stays=True)
    browser.await_text("Zoé Bertin", ".ia .propos mark")
    browser.find(".parti summary").click()
    _take(browser, "conversation")
    browser.go("/mes-usages")
    _take(browser, "mes-usages")


def _dpo(browser: Browser) -> None:
    browser.reset()
    browser.shape(WIDTH, HEIGHT)
    browser.sign_in("dpo")
    browser.go("/dpo/integrite")
    browser.press("Vérifier maintenant")
    browser.await_text("Registre entier")
    for name in ("", "registre", "incidents", "services"):
        browser.go(f"/dpo/{name}".rstrip("/"))
        _take(browser, f"dpo-{name or 'accueil'}")


def _dsi(browser: Browser) -> None:
    browser.reset()
    browser.shape(WIDTH, HEIGHT)
    browser.sign_in("dsi")
    browser.go("/dsi/politique?fichier=lists/interdits.txt")
    text = browser.find("#contenu-fichier").text
    browser.driver.execute_script(
        "document.getElementById('contenu-fichier').value = arguments[0]", f"{text}\nprojet calypso\n"
    )
    browser.press("Vérifier et garder le brouillon")
    browser.await_text("Différence")
    _take(browser, "dsi-politique")
    browser.go("/dsi/essai")
    browser.fill("texte", "Résume le projet Calypso.")
    browser.press("Essayer ce texte")
    browser.await_text("Brouillon : bloqué")
    _take(browser, "dsi-essai")
    browser.go("/dsi/cles")
    _take(browser, "dsi-cles")


def _take(browser: Browser, name: str) -> None:
    browser.picture(IMAGES / f"page-{name}.png", height=1400)


if __name__ == "__main__":
    main()
