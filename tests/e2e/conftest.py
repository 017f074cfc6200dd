"""One real gateway process for the whole session, in front of one recording upstream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anthropic
import httpx
import openai
import pytest
from mistralai.client import Mistral

from tests.support import lives
from tests.support.gateway_process import Gateway, running
from tests.support.replies import echo
from tests.support.upstream import Upstream

DEADLINES = {"PASSERELLE_IDLE_TIMEOUT": "2", "PASSERELLE_TOTAL_TIMEOUT": "4", "PASSERELLE_BODY_TIMEOUT": "3"}
ORIGIN = "https://intranet.example"
Client = Any  # an SDK: its unions of a dozen block types would drown the tests


@dataclass(frozen=True)
class House:
    """The gateway, what it calls, and a client for each SDK."""

    gateway: Gateway
    upstream: Upstream
    openai: Client
    anthropic: Client
    mistral: Client
    http: httpx.Client


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with (
        Upstream(echo()) as upstream,
        running(
            tmp_path_factory.mktemp("data"), upstream.urls(), env={**DEADLINES, "PASSERELLE_ORIGINS": ORIGIN}
        ) as gateway,
        clients(gateway, upstream) as house,
    ):
        yield house


@pytest.fixture
def house(served: House) -> House:
    """The running gateway, the upstream's memory empty."""
    served.upstream.clear()
    return served


@pytest.fixture
def rules_only(tmp_path: Path) -> Path:
    """The models without the statistical one: they load in no time, and the path of a request is the same."""
    return lives.rules_only(tmp_path)


class clients:  # noqa: N801  # used as a context
    """Open one client of each SDK on a gateway."""

    def __init__(self, gateway: Gateway, upstream: Upstream, key: str = "") -> None:
        key, url = key or gateway.key, gateway.url
        headers = {"authorization": f"Bearer {key}"}
        self.house = House(
            gateway,
            upstream,
            openai.OpenAI(base_url=f"{url}/v1", api_key=key),
            anthropic.Anthropic(base_url=url, api_key=key),
            Mistral(server_url=url, api_key=key),
            httpx.Client(base_url=url, headers=headers, timeout=60),
        )

    def __enter__(self) -> House:
        self.house.mistral.__enter__()
        return self.house

    def __exit__(self, *error: object) -> None:
        self.house.openai.close()
        self.house.anthropic.close()
        self.house.mistral.__exit__(None, None, None)
        self.house.http.close()
