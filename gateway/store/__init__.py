"""Where the register and the keys are kept: one SQLite file by default, PostgreSQL by its URL."""

from gateway.store.engine import connect, data_url, is_sqlite, sqlite_path
from gateway.store.migrate import migrate
from gateway.store.roles import grant, may_remove
from gateway.store.schema import accounts, keys, quotas, records, sessions
from gateway.store.secret_file import read_or_make

__all__ = [
    "accounts",
    "connect",
    "data_url",
    "grant",
    "is_sqlite",
    "keys",
    "may_remove",
    "migrate",
    "quotas",
    "read_or_make",
    "records",
    "sessions",
    "sqlite_path",
]
