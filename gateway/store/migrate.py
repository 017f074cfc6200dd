"""Bring the tables to the form that this version of the software expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import RegisterDown
from gateway.store.engine import connect, create_file, is_sqlite, sqlite_path

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 0x70617373  # any number that all our migrators share


def migrate(url: str) -> None:
    """Create or upgrade the tables when they are behind; do nothing when they are not.

    A database role without the right to create tables may call it once the migrator has run. Raises RegisterDown.
    """
    try:
        if is_sqlite(url):
            create_file(sqlite_path(url))
        engine = connect(url, patience=5.0)
        with engine.connect() as connection:
            done = current(connection) == latest()
        if not done:
            with engine.begin() as connection:
                _upgrade(connection)
    except (SQLAlchemyError, OSError) as error:
        raise RegisterDown(f"Le registre ne peut pas être préparé ({type(error).__name__}).") from error


def current(connection: Connection) -> str | None:
    """Return the revision that the database is at."""
    return MigrationContext.configure(connection).get_current_revision()


def latest() -> str | None:
    """Return the revision that this version of the software expects."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
