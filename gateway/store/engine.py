"""Engines set up so that a commit is on the disk when it returns."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

from gateway.errors import RegisterDown

REGISTER_FILE = "registre.db"


def data_url(data: Path) -> str:
    """Return the URL of the SQLite register of a data directory."""
    return f"sqlite:///{data.absolute() / REGISTER_FILE}"


def is_sqlite(url: str) -> bool:
    """Tell whether the URL names an SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_path(url: str) -> Path:
    """Return the file that an SQLite URL names."""
    return Path(make_url(url).database or "")


def create_file(path: Path) -> None:
    """Make an empty SQLite file that only its owner can read, with its directory, unless it is there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def connect(url: str, *, readonly: bool = False, patience: float = 2.0) -> Engine:
    """Return an engine without a pool; it opens nothing yet and never creates an SQLite file.

    patience: seconds that a statement waits for a lock, and a connection for the server.
    """
    if is_sqlite(url):
        return _sqlite(sqlite_path(url), readonly=readonly, patience=patience)
    return _postgres(url, readonly=readonly, patience=patience)


def _sqlite(path: Path, *, readonly: bool, patience: float) -> Engine:
    mode = "ro" if readonly else "rw"

    def open_file() -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        return sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=open_file, poolclass=NullPool, hide_parameters=True)
    if not readonly:
        event.listen(engine, "connect", lambda raw, _: _make_durable(raw, patience))
    begin = "BEGIN" if readonly else "BEGIN IMMEDIATE"
    event.listen(engine, "begin", lambda connection: _begin(connection, begin))
    return engine


def _begin(connection: Connection, statement: str) -> None:
    """Begin a transaction past SQLAlchemy's layers for a statement: they cost more than SQLite's own work."""
    raw = cast("sqlite3.Connection", connection.connection.dbapi_connection)
    try:
        raw.execute(statement)
    except sqlite3.Error as error:
        raise OperationalError(statement, None, error) from error


def _make_durable(raw: sqlite3.Connection, patience: float) -> None:
    raw.execute("PRAGMA synchronous=FULL")
    if raw.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        return
    deadline = time.monotonic() + patience
    while True:  # the switch to WAL does not wait for locks by itself
        try:
            raw.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _postgres(url: str, *, readonly: bool, patience: float) -> Engine:
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    wait = max(1, round(patience * 1000))
    options = f"-c synchronous_commit=on -c lock_timeout={wait}"
    options += " -c default_transaction_read_only=on" if readonly else f" -c statement_timeout={2 * wait}"
    arguments: dict[str, Any] = {
        "connect_timeout": max(2, round(patience)),
        "options": options,
        "tcp_user_timeout": 2 * wait,
        "keepalives_idle": 5,
    }
    return create_engine(parsed, connect_args=arguments, poolclass=NullPool, hide_parameters=True)


def assert_durable(connection: Connection) -> None:
    """Raise RegisterDown unless a commit on this connection is on the disk when it returns."""
    if connection.dialect.name == "sqlite":
        wanted = {"PRAGMA synchronous": 2, "PRAGMA journal_mode": "wal"}
    else:
        wanted = {"SHOW fsync": "on", "SHOW synchronous_commit": "on"}
    for question, answer in wanted.items():
        if connection.exec_driver_sql(question).scalar() != answer:
            raise RegisterDown(f"Registre refusé : {question} doit valoir {answer}.")
