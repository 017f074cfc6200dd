"""The stores that one suite runs on."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.store import data_url
from tests.support import postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    with postgres.server() as running:
        yield running


@pytest.fixture
def postgres_url(postgres_server: Any) -> str:
    name = f"t{secrets.token_hex(6)}"
    postgres.run(postgres_server.get_uri(), f"CREATE DATABASE {name}")
    return str(postgres_server.get_uri(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store of each sort."""
    return data_url(tmp_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
