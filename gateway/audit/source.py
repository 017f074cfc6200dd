"""Read records as they are stored, from the database or from an export, believing nothing about them."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from gateway.audit.chain import SEARCHED, digest
from gateway.errors import RegisterDown
from gateway.store import connect

FETCH = 2000
PURGE = b'"event":"purge"'


class Row(NamedTuple):
    """One stored record. Types are what they should be; a tampered store may hold others."""

    chain: str
    seq: int
    searched: tuple[str, ...]
    raw: bytes
    hash: str


class Source(Protocol):
    """Where records are read from, always in one and the same state."""

    def rows(self) -> Iterator[Row]:
        """Return every record, chain by chain, in the order of its place."""

    def openings(self) -> Iterator[bytes]:
        """Return the raw bytes of every record that says it opens a chain."""

    def purges(self) -> Iterator[bytes]:
        """Return the raw bytes of every record that says it tells of a purge."""


class Store:
    """The database, read in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self) -> Iterator[Row]:
        """Return every record, streamed."""
        columns = ", ".join(("chain", "seq", *SEARCHED, "raw", "hash"))
        for row in self._stream(f"SELECT {columns} FROM records ORDER BY chain, seq"):  # noqa: S608  # our own names
            yield Row(row[0], row[1], row[2:-2], row[-2], row[-1])

    def damage(self) -> str:
        """Return what SQLite finds wrong with its own file, its search indexes too; "" where it is sound."""
        if self._connection.dialect.name != "sqlite":
            return ""
        found = str(self._connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
        return "" if found == "ok" else found[:200]

    def openings(self) -> Iterator[bytes]:
        """Return the raw bytes of the "opened" records."""
        for row in self._stream("SELECT raw FROM records WHERE phase = 'opened'"):
            yield row[0]

    def purges(self) -> Iterator[bytes]:
        """Return the raw bytes of the events that say so."""
        for row in self._stream("SELECT raw FROM records WHERE phase = 'event'"):
            if type(row[0]) is bytes and PURGE in row[0]:
                yield row[0]

    def _stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Read with the driver's own cursor: SQLAlchemy's rows would cost as much as the hashes."""
        driver: Any = self._connection.connection.driver_connection
        named = {"name": "verify", "binary": True} if self._connection.dialect.name == "postgresql" else {}
        cursor = driver.cursor(**named)
        with closing(cursor):
            cursor.arraysize = FETCH
            cursor.execute(query)
            while rows := cursor.fetchmany(FETCH):
                yield from rows


class Export:
    """A file of raw records, one a line, chain by chain: what ``export`` writes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self) -> Iterator[Row]:
        """Return every record. The columns are those of the record itself: an export has no others."""
        with self._path.open("rb") as file:
            for line in file:
                yield _parsed(line.rstrip(b"\n"))

    def openings(self) -> Iterator[bytes]:
        """Return the raw bytes of the "opened" records."""
        with self._path.open("rb") as file:
            yield from (line.rstrip(b"\n") for line in file if b'"phase":"opened"' in line)

    def purges(self) -> Iterator[bytes]:
        """Return the raw bytes of the events that say so."""
        with self._path.open("rb") as file:
            yield from (line.rstrip(b"\n") for line in file if PURGE in line)


def copy_out(url: str, path: Path) -> tuple[int, str]:
    """Write every raw record to a file, one a line, chain by chain. Return how many, and the file's SHA-256.

    The file must not be there yet, and only its owner can read it. Raises RegisterDown.
    """
    count, hashed = 0, hashlib.sha256()
    try:
        with (
            os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file,
            open_store(url) as store,
        ):
            for row in store.rows():
                line = bytes(row.raw) + b"\n"
                file.write(line)
                hashed.update(line)
                count += 1
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise RegisterDown(f"L'export n'a pas pu être écrit ({type(error).__name__}).") from error
    return count, hashed.hexdigest()


def _parsed(raw: bytes) -> Row:
    try:
        fields = json.loads(raw)
        return Row(fields["chain"], fields["seq"], tuple(fields[name] for name in SEARCHED), raw, digest(raw))
    except (ValueError, KeyError, TypeError):
        return Row("", -1, ("",) * len(SEARCHED), raw, "")


@contextmanager
def open_store(url: str) -> Iterator[Store]:
    """Open a database for reading, in one unchanging state. Raises the store's own exceptions."""
    engine: Engine = connect(url, readonly=True)
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield Store(connection)
