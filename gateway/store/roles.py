"""Who may do what in PostgreSQL. SQLite has no roles: there, only the owner of the file may do anything.

The migrator owns the tables. The writer, the gateway's own role, may add records and can neither change nor remove one;
it reads keys and cannot make one, and it counts under the quotas. Nothing of this stops the superuser: the checkpoints
in the DPO's hands do.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import RegisterDown
from gateway.store.engine import connect, is_sqlite

RIGHTS: Mapping[str, tuple[str, ...]] = {
    "writer": (
        "INSERT, SELECT ON records",
        "SELECT ON keys",
        "SELECT, INSERT, UPDATE, DELETE ON quotas",
        "SELECT, INSERT, UPDATE, DELETE ON sessions",
        "SELECT, UPDATE ON accounts",
    ),
    "reader": ("SELECT ON records",),
    "keeper": ("SELECT, INSERT, UPDATE ON keys, accounts", "INSERT, SELECT ON records"),
    "purger": ("INSERT, SELECT, DELETE ON records",),
}
"""writer: the gateway. reader: the DPO's reports and verify. keeper: makes and ends keys. purger: ends retention."""


def grant(url: str, roles: Mapping[str, str]) -> None:
    """Give existing database roles their rights. roles: a name of RIGHTS to a role. Raises RegisterDown."""
    try:
        with connect(url).begin() as connection:
            quote = connection.dialect.identifier_preparer.quote_identifier
            for name, role in roles.items():
                for rights in (*RIGHTS[name], "SELECT ON alembic_version"):
                    connection.exec_driver_sql(f"GRANT {rights} TO {quote(role)}")
    except SQLAlchemyError as error:
        raise RegisterDown(f"Les droits n'ont pas pu être donnés ({type(error).__name__}).") from error


def may_remove(url: str) -> bool:
    """Tell whether the role of this URL may remove records. Raises RegisterDown."""
    if is_sqlite(url):
        return True
    try:
        with connect(url, readonly=True).connect() as connection:
            return bool(connection.exec_driver_sql("SELECT has_table_privilege('records', 'DELETE')").scalar())
    except SQLAlchemyError as error:
        raise RegisterDown(f"Le registre ne peut pas être lu ({type(error).__name__}).") from error
