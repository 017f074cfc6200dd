"""One site, one OpenID provider and one Chromium for all tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.browser import Browser, chromium
from tests.support.directory import directory
from tests.support.site import Site, site


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running gateway with its pages."""
    folder = tmp_path_factory.mktemp("site")
    with directory(folder) as settings, site(folder, env=settings) as made:
        yield made


@pytest.fixture(scope="session")
def opened(place: Site) -> Iterator[Browser]:
    with chromium(place) as browser:
        yield browser


@pytest.fixture
def browser(opened: Browser) -> Browser:
    """The browser, at its usual size, in light colours, with JavaScript, signed out."""
    opened.reset()
    return opened
