"""Debian's Chromium, driven by Selenium: sizes, colours, JavaScript off, axe-core, pictures."""

from __future__ import annotations

import base64
import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.support.site import Site

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js"
COOKIE = "__Host-passerelle"
PATIENCE = 20.0
HOMES = {"agent": "/", "dpo": "/dpo", "dsi": "/dsi"}


class Browser:
    """One window. Every page is asked for by its path."""

    def __init__(self, driver: Chrome, site: Site) -> None:
        self.driver = driver
        self.site = site
        self._axe = AXE.read_text(encoding="utf-8")
        self._tokens: dict[str, str] = {}

    def reset(self) -> None:
        """Bring back size, colours and JavaScript, and sign out."""
        self.shape()
        self.scripts(True)
        self.driver.delete_all_cookies()

    def shape(self, width: int = 1280, height: int = 900, *, zoom: float = 1.0, dark: bool = False) -> None:
        """Set the window's size in CSS pixels at a zoom, as a reader who zooms gets fewer of them, and its colours."""
        metrics = {"width": int(width / zoom), "height": int(height / zoom), "deviceScaleFactor": zoom, "mobile": False}
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.cdp("Emulation.setEmulatedMedia", {"features": [scheme]})

    def scripts(self, allowed: bool) -> None:
        """Switch the page's JavaScript on or off."""
        self.cdp("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    def cdp(self, command: str, given: dict[str, Any]) -> Any:
        return self.driver.execute_cdp_cmd(command, given)

    def go(self, path: str) -> None:
        """Ask for a page."""
        self.driver.get(self.site.url + path)

    def sign_in(self, role: str) -> None:
        """Sign in by the form, once a role; then by its cookie, for a code opens once only."""
        self.go("/connexion")
        if role in self._tokens:
            self.driver.add_cookie(
                {"name": COOKIE, "value": self._tokens[role], "path": "/", "secure": True, "httpOnly": True}
            )
            self.go(HOMES[role])
        elif role == "agent":
            self.fill("cle", self.site.gateway.key)
            self.press("Ouvrir les pages de l'agent")
        else:
            self.fill("compte", role)
            self.fill("mot_de_passe", self.site.accounts[role]["password"])
            self.fill("code", self.site.code(role))
            self.press("Ouvrir")
        if role not in self._tokens:
            self.await_text(":", ".qui")
            cookie = self.driver.get_cookie(COOKIE)
            assert cookie is not None, self.text()
            self._tokens[role] = cookie["value"]

    def forget(self, role: str) -> None:
        """The session of a role is over: sign in by the form next time."""
        del self._tokens[role]

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def fill(self, name: str, text: str) -> None:
        """Write into the field of that id, in place of what it holds."""
        field = self.driver.find_element(By.ID, name)
        field.clear()
        field.send_keys(text)

    def press(self, label: str, *, stays: bool = False) -> None:
        """Press the button or follow the link of that name, and wait for the next page unless this one ``stays``."""
        path = f"//button[normalize-space()={_quoted(label)}] | //a[normalize-space()={_quoted(label)}]"
        page = self.find("html")
        self.driver.find_element(By.XPATH, path).click()
        if not stays:
            WebDriverWait(self.driver, PATIENCE).until(lambda _: _is_gone(page))

    def text(self) -> str:
        """Return what a reader sees of the page."""
        return self.find("body").text

    def await_text(self, text: str, selector: str = "body") -> None:
        """Wait until an element shows a text."""
        # the page changes under the look; where it does so in the midst of one, the driver has no better name for it
        waiting = WebDriverWait(self.driver, PATIENCE, ignored_exceptions=[WebDriverException])
        waiting.until(lambda _: text in self.find(selector).text)

    def keys(self, *keys: str) -> None:
        """Type, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def tab_to(self, selector: str, *, most: int = 80) -> None:
        """Press Tab until the element has the focus, as someone without a mouse does."""
        for _ in range(most):
            if self.driver.execute_script("return document.activeElement.matches(arguments[0])", selector):
                return
            self.keys(Keys.TAB)
        raise AssertionError(f"{selector} is not reached by Tab")

    def faults(self) -> list[str]:
        """Return what axe-core finds wrong with the page, a line for each element."""
        if not self.driver.execute_script("return 'axe' in window"):
            self.driver.execute_script(self._axe)
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations), e => done([{id: String(e), nodes: [{target: []}]}]))"
        )
        return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        script = "const e = document.scrollingElement; return e.scrollWidth - window.innerWidth"
        return int(self.driver.execute_script(script))

    def log(self) -> list[dict[str, Any]]:
        """Return what the browser has complained of since the last time."""
        said: list[dict[str, Any]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return said

    def picture(self, path: Path, *, height: int = 0) -> None:
        """Save what the window shows; the whole page, up to ``height`` CSS pixels where it is given."""
        size = self.driver.execute_script("return [innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], height or size[1]), "scale": 1}
        shot = self.cdp("Page.captureScreenshot", {"format": "png", "clip": clip, "captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(shot["data"]))


@contextlib.contextmanager
def chromium(site: Site) -> Iterator[Browser]:
    """Run one headless Chromium within the block. Raises AssertionError where it is not installed."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert binary, "install Debian's chromium"
    assert driver, "install Debian's chromium-driver"
    options = ChromeOptions()
    options.binary_location = binary
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=fr-FR"):
        options.add_argument(argument)
    made = Chrome(options=options, service=ChromeService(driver))
    try:
        made.set_script_timeout(PATIENCE)
        yield Browser(made, site)
    finally:
        made.quit()


def _is_gone(element: WebElement) -> bool:
    try:
        return not element.tag_name
    except WebDriverException:
        return True


def _quoted(text: str) -> str:
    return f'"{text}"' if "'" in text else f"'{text}'"
