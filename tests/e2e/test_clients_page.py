"""docs/clients.md can be followed: its programs run against the gateway, its configurations lead to served routes."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest
import yaml

from gateway.web.guard import ROUTES
from tests.e2e.conftest import House
from tests.support.gateway_process import ROOT

PAGE = (ROOT / "docs/clients.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"
SECTIONS = dict(
    re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?```(?:[a-z]+)\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL),
)


def mine(house: House, section: str) -> str:
    """Return a block of the page with this gateway's address and key in it."""
    text: str = SECTIONS[section]
    return text.replace(ADDRESS, house.gateway.url).replace("pgw_…", house.gateway.key)


@pytest.mark.parametrize("section", ["SDK OpenAI", "SDK Anthropic", "SDK Mistral"])
def test_the_programs_run(house: House, section: str) -> None:
    """Each Python block of the page runs as it stands and reaches its provider."""
    done = subprocess.run([sys.executable, "-c", mine(house, section)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert len(house.upstream.received) == SECTIONS[section].count(" = client.")


def test_the_curl_command_runs(house: House) -> None:
    """The curl command of the page runs as it stands."""
    done = subprocess.run(["bash", "-c", mine(house, "curl, scripts")], capture_output=True, text=True, timeout=60)
    assert json.loads(done.stdout)["choices"][0]["message"]["content"] == "Bonjour"


def _ini(text: str) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(f"[env]\n{text}")
    return dict(parser["env"])


CONFIGURATIONS: dict[str, tuple[Any, list[str], list[str]]] = {
    "Claude Code": (json.loads, ["ANTHROPIC_BASE_URL"], ["/v1/messages", "/v1/messages/count_tokens"]),
    "Codex": (tomllib.loads, ["base_url"], ["/responses"]),
    "Open WebUI": (_ini, ["openai_api_base_urls"], ["/chat/completions", "/models", "/embeddings"]),
    "LibreChat": (yaml.safe_load, ["baseURL"], ["/chat/completions", "/models"]),
    "Continue": (yaml.safe_load, ["apiBase"], ["/chat/completions", "/fim/completions"]),
}


@pytest.mark.parametrize("section", CONFIGURATIONS)
def test_the_configurations_can_be_read_and_lead_somewhere(section: str) -> None:
    """Each configuration parses, and what the client appends to its address is a route that is served."""
    parse, keys, appended = CONFIGURATIONS[section]
    found = [str(value) for key, value in _leaves(parse(SECTIONS[section])) if key in keys]
    assert found
    for base in found:
        for path in appended:
            assert base.removeprefix(ADDRESS) + path in ROUTES


def _leaves(node: Any) -> list[tuple[str, Any]]:
    if isinstance(node, dict):
        return [pair for key, value in node.items() for pair in [(key, value), *_leaves(value)]]
    return [pair for item in node for pair in _leaves(item)] if isinstance(node, list) else []
