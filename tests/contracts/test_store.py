"""What the stores promise: durable commits, one form of the tables, and rights that keep records as they are."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, ProgrammingError

from gateway.audit import Register
from gateway.audit.verify import verify
from gateway.errors import RegisterDown
from gateway.keys import KeyRing
from gateway.store import connect, data_url, migrate
from gateway.store.engine import assert_durable
from gateway.store.schema import metadata
from tests.support import postgres
from tests.support.exchanges import exchange, opened, verdict


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")  # SQLite has none
def test_the_migrations_build_the_tables_that_the_software_uses(store_url: str) -> None:
    """After the migrations, Alembic finds no difference between the database and the schema in the code."""
    migrate(store_url)
    with connect(store_url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_changes_nothing(store_url: str) -> None:
    """A store that is up to date is left alone."""
    migrate(store_url)
    with opened(store_url):
        pass
    migrate(store_url)
    assert verify(store_url).records == 2


def test_a_commit_is_on_the_disk(store_url: str) -> None:
    """The connections that write are set so that a commit returns after the data reached the disk."""
    migrate(store_url)
    with connect(store_url).connect() as connection:
        assert_durable(connection)
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.mark.parametrize("weakened", ["PRAGMA synchronous=NORMAL", "PRAGMA journal_mode=MEMORY"])
def test_a_weaker_sqlite_is_refused(tmp_path: Path, weakened: str) -> None:
    """A connection on which a commit may be lost is not used."""
    migrate(data_url(tmp_path))
    with connect(data_url(tmp_path)).connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(weakened)
        with pytest.raises(RegisterDown, match="doit valoir"):
            assert_durable(connection)


def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    """The SQLite register and its companions can be read by nobody but their owner."""
    with opened(data_url(tmp_path / "data")):
        modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "data").iterdir()}
    assert modes == {"registre.db": 0o600, "registre.db-wal": 0o600, "registre.db-shm": 0o600}


def test_a_postgresql_without_fsync_is_refused(postgres_url: str) -> None:
    """A PostgreSQL that was told not to wait for the disk is no place for the register."""
    migrate(postgres_url)
    postgres.run(postgres_url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.2)")
    try:
        with pytest.raises(RegisterDown, match="fsync"):
            Register.open(postgres_url, software="passerelle 0.1.0")
    finally:
        postgres.run(postgres_url, "ALTER SYSTEM RESET fsync", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.2)")


def test_the_gateway_writes_with_a_role_that_can_only_add(roles: dict[str, str]) -> None:
    """The writer's role opens the register and adds records without any right to change the tables."""
    with opened(roles["writer"]) as register:
        asyncio.run(register.decided(exchange(), verdict()))
    report = verify(roles["reader"])
    assert (report.whole, report.records) == (True, 3)


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("writer", "UPDATE records SET decision = 'autorisee'"),
        ("writer", "DELETE FROM records"),
        ("writer", "TRUNCATE records"),
        ("writer", "DROP TABLE records"),
        ("writer", "INSERT INTO keys SELECT * FROM keys"),
        ("writer", "UPDATE keys SET revoked = NULL"),
        ("writer", "UPDATE alembic_version SET version_num = '0'"),
        ("reader", "INSERT INTO records SELECT * FROM records"),
        ("reader", "SELECT * FROM keys"),
        ("keeper", "DELETE FROM keys"),
        ("keeper", "DELETE FROM records"),
    ],
)
def test_the_database_refuses_what_a_role_may_not_do(roles: dict[str, str], role: str, statement: str) -> None:
    """No role of the running gateway can change or remove a record."""
    with pytest.raises((ProgrammingError, DBAPIError), match=r"denied|must be owner|read-only"):
        postgres.run(roles[role], statement)


def test_keys_are_made_by_one_role_and_read_by_another(roles: dict[str, str], tmp_path: Path) -> None:
    """A key that the keeper made opens the door of a gateway that can make none."""
    made = KeyRing.open(roles["keeper"], tmp_path / "pepper").create("CCAS-AIDES", "essai")
    ring = KeyRing.open(roles["writer"], tmp_path / "pepper")
    found = ring.find(made.key)
    assert found is not None
    assert found.service == "CCAS-AIDES"
    with pytest.raises(RegisterDown):
        ring.create("CCAS-AIDES", "essai")


def test_the_gateway_does_not_start_on_tables_that_it_may_not_upgrade(postgres_url: str) -> None:
    """Where the migrator has not run, the writer's role is told so instead of running on wrong tables."""
    database = make_url(postgres_url).database
    postgres.run(postgres_url, f"CREATE ROLE early_{database} LOGIN")
    early = make_url(postgres_url).set(username=f"early_{database}").render_as_string(hide_password=False)
    with pytest.raises(RegisterDown, match="préparé"):
        Register.open(early, software="passerelle 0.1.0")
