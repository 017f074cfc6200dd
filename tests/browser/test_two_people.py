"""Where two people put a policy in force, and where the folder of the policies is not the gateway's to write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.policy.signature import PRIVATE, PUBLIC
from tests.support.browser import Browser, chromium
from tests.support.gateway_process import command
from tests.support.site import Site, shown, site

LIST = "lists/interdits.txt"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("a-deux")


@pytest.fixture(scope="module")
def place(folder: Path) -> Iterator[Site]:
    with site(folder, exchanges=20, by_two=True) as made:
        yield made


@pytest.fixture(scope="module")
def browser(place: Site) -> Iterator[Browser]:
    with chromium(place) as made:
        yield made


def _draft(browser: Browser, line: str) -> None:
    """Write a draft of a list, as the DSI."""
    browser.reset()
    browser.sign_in("dsi")
    browser.go(f"/dsi/politique?fichier={LIST}")
    browser.driver.execute_script("document.getElementById('contenu-fichier').value += arguments[0]", f"{line}\n")
    browser.press("Vérifier et garder le brouillon")
    browser.await_text("aucune faute")


def _sign(browser: Browser, key: Path) -> None:
    """Sign what the page shows, as the DPO does at her desk, and hand the signature in."""
    browser.reset()
    browser.sign_in("dpo")
    browser.go("/dpo/politique")
    assert "Il manque votre signature" in browser.text()
    digest = browser.find("li pre").text.split()[-1]
    asked = ("activation", "sign", "--key", str(key), "--digest", digest, "--passphrase-file", "/dev/null")
    browser.fill("signature", command(*asked).stdout.strip())
    browser.press("Déposer la signature")


def test_the_dsi_proposes_the_dpo_signs_the_dsi_activates(browser: Browser, place: Site, folder: Path) -> None:
    """The page says what is missing; without the DPO's signature nothing changes, with it the version is in force."""
    listed = place.policies / LIST
    before = listed.read_text(encoding="utf-8")
    _draft(browser, "projet calypso")
    browser.go("/dsi/essai")
    assert "Il manque la signature du DPO" in browser.text()
    assert "Mettre en service" not in [button.text for button in browser.all("button")]
    _sign(browser, folder / PRIVATE)
    browser.await_text("Cette version porte votre signature")
    assert "+projet calypso" in browser.driver.page_source
    assert listed.read_text(encoding="utf-8") == before
    browser.reset()
    browser.sign_in("dsi")
    browser.go("/dsi/essai")
    assert "Le DPO a signé cette version" in browser.text()
    browser.press("Mettre en service")
    browser.await_text("est en service")
    assert "projet calypso" in listed.read_text(encoding="utf-8")
    signer = ("--policies", str(place.policies), "--signer", str(folder / PUBLIC))
    assert "Signée par le DPO" in command("activation", "verify", *signer).stdout
    events = [r["facts"] for r in place.gateway.records() if r["phase"] == "event"]
    signed, activated = ([f for f in events if f["event"] == name] for name in ("policy_signed", "policy_activated"))
    assert signed[-1]["policy_digest"] == activated[-1]["policy_digest"]


def test_what_was_signed_can_be_gone_back_to(browser: Browser, place: Site) -> None:
    """A version keeps the signature that it had: going back to it asks for no new one."""
    browser.reset()
    browser.sign_in("dsi")
    browser.go("/dsi/historique")
    browser.find("tbody a").click()
    browser.press("Revenir à cette version")
    browser.await_text("est en service")
    assert "calypso" not in (place.policies / LIST).read_text(encoding="utf-8")


def test_an_unsigned_draft_is_refused_whatever_is_posted(browser: Browser, place: Site, folder: Path) -> None:
    """Neither a form sent by hand, nor another's signature, nor a change after the signature puts a draft in force."""
    before = (place.policies / LIST).read_bytes()
    with httpx.Client(base_url=place.url, headers=shown(place)["dsi"], timeout=60) as http:
        _draft(browser, "projet neptune")
        assert "Il manque la signature du DPO" in http.post("/dsi/activation", data={"": ""}).text
        (folder / "autre").mkdir()
        command("activation", "key", "--to", str(folder / "autre"), "--passphrase-file", "/dev/null")
        _sign(browser, folder / "autre" / PRIVATE)
        browser.await_text("n'est pas celle du DPO")
        _sign(browser, folder / PRIVATE)
        browser.await_text("Cette version porte votre signature")
        _draft(browser, "projet saturne")
        assert "Il manque la signature du DPO" in http.post("/dsi/activation", data={"": ""}).text
        assert (place.policies / LIST).read_bytes() == before
        http.post("/dsi/politique", data={"geste": "abandonner"})


def test_no_page_of_it_has_a_fault_of_accessibility(browser: Browser) -> None:
    """What is missing is told in a form that axe-core finds no fault with, on a small window too."""
    _draft(browser, "projet mercure")
    browser.go("/dsi/essai")
    for role, path in (("dsi", "/dsi/essai"), ("dpo", "/dpo/politique")):
        browser.reset()
        browser.sign_in(role)
        browser.go(path)
        browser.shape(320, 800)
        assert browser.faults() == []
        assert browser.overflow() <= 0


def test_a_folder_that_cannot_be_written_is_told(browser: Browser, place: Site, folder: Path) -> None:
    """On a read-only folder the pages say so, offer no button that would fail, and a form sent by hand changes nothing."""
    _draft(browser, "projet pluton")
    _sign(browser, folder / PRIVATE)
    browser.await_text("Cette version porte votre signature")
    before = {path: path.read_bytes() for path in place.policies.rglob("*") if path.is_file()}
    folders = [place.policies, *(path for path in place.policies.rglob("*") if path.is_dir())]
    try:
        for each in folders:
            each.chmod(0o555)
        browser.reset()
        browser.sign_in("dsi")
        for path in ("/dsi/politique", "/dsi/essai", "/dsi/historique"):
            browser.go(path)
            assert "en lecture seule" in browser.text()
        buttons = {button.text for button in browser.all("button")}
        assert not {"Mettre en service", "Revenir à cette version"} & buttons
        with httpx.Client(base_url=place.url, headers=shown(place)["dsi"], timeout=60) as http:
            page = http.get("/dsi/historique").text
            version = page.partition("?version=")[2].partition('"')[0]
            key = {"fournisseur": "interne", "cle": "cle-inventee-2"}
            forms = {"/dsi/activation": {"": ""}, "/dsi/retour": {"version": version}, "/dsi/fournisseurs": key}
            for path, form in forms.items():
                assert "ne peut pas être écrit" in http.post(path, data=form).text
            assert http.get("/dsi/historique").text.count("?version=") == page.count("?version=")
        assert {path: path.read_bytes() for path in place.policies.rglob("*") if path.is_file()} == before
    finally:
        for each in folders:
            each.chmod(0o700)
