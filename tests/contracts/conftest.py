"""The stores that one suite runs on."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from gateway.store import data_url, grant, migrate
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


@pytest.fixture
def roles(postgres_url: str) -> dict[str, str]:
    """The URL of each role of a migrated PostgreSQL."""
    migrate(postgres_url)
    database = make_url(postgres_url).database
    names = {name: f"{name}_{database}" for name in ("writer", "reader", "keeper")}
    postgres.run(postgres_url, *(f"CREATE ROLE {role} LOGIN" for role in names.values()))
    grant(postgres_url, names)
    return {
        name: make_url(postgres_url).set(username=role).render_as_string(hide_password=False)
        for name, role in names.items()
    }
