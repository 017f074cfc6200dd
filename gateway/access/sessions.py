"""Sessions of the pages, kept in the database; the browser holds an opaque token only (ASVS 7.2.3, 7.3.1, 7.3.2).

The store holds the SHA-256 of the token: 256 random bits need no salt, and a copy of the table opens nothing. A row
without a role is a sign-in under way: ``flow`` is what the identity provider's answer will be checked against.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, insert, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from gateway.access.role import Role
from gateway.errors import RegisterDown
from gateway.store import connect, migrate, sessions

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
SIGN_IN = timedelta(minutes=10)
_NOTED_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Session:
    """One browser signed in. ``name``: what the person is shown as; ``csrf`` goes into each of her forms."""

    id: str = field(repr=False)
    role: Role
    name: str = field(repr=False)
    key_id: str | None
    csrf: str = field(repr=False)


class Sessions:
    """The sessions of one store. Safe to share by threads. Every method may raise RegisterDown."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Sessions:
        """Open the store, its tables made or upgraded first."""
        migrate(url)
        return cls(connect(url))

    def start(self, role: Role, name: str, key_id: str | None = None) -> str:
        """Begin a session and return its token, which is shown once."""
        return self._insert(role.value, name, key_id, "")

    def start_flow(self, flow: Mapping[str, str]) -> str:
        """Remember a sign-in under way and return its token."""
        return self._insert("", "", None, json.dumps(flow))

    def find(self, token: str) -> Session | None:
        """Return the live session of a token, and note that it was used."""
        now = datetime.now(UTC)
        with _store_failures(), self._engine.connect() as connection:
            row = connection.execute(select(sessions).where(sessions.c.id == _digest(token))).one_or_none()
        if row is None or not row.role or row.created <= _stamp(now - LONGEST) or row.seen <= _stamp(now - IDLE):
            return None
        if row.seen <= _stamp(now - _NOTED_EVERY):
            self._change(row.id, seen=_stamp(now))
        return Session(row.id, Role(row.role), row.name, row.key_id, row.csrf)

    def end_flow(self, token: str) -> dict[str, str] | None:
        """Return what a sign-in under way was begun with, once; None when there is none, or too late."""
        with _store_failures(), self._engine.begin() as connection:
            mine = (sessions.c.id == _digest(token)) & (sessions.c.role == "")
            row = connection.execute(select(sessions).where(mine)).one_or_none()
            connection.execute(delete(sessions).where(mine))
        if row is None or row.created <= _stamp(datetime.now(UTC) - SIGN_IN):
            return None
        flow: dict[str, str] = json.loads(row.flow)
        return flow

    def attach(self, session: Session, key_id: str) -> None:
        """Tie an agent's key to her session."""
        self._change(session.id, key_id=key_id)

    def end(self, session: Session) -> None:
        """End a session, with immediate effect."""
        with _store_failures(), self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.id == session.id))

    def end_all(self, name: str) -> None:
        """End every session of a person: her account was closed."""
        with _store_failures(), self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.name == name))

    def _insert(self, role: str, name: str, key_id: str | None, flow: str) -> str:
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        row = {
            "id": _digest(token),
            "role": role,
            "name": name[:128],
            "key_id": key_id,
            "csrf": secrets.token_urlsafe(32),
            "created": _stamp(now),
            "seen": _stamp(now),
            "flow": flow,
        }
        dead = or_(sessions.c.created <= _stamp(now - LONGEST), sessions.c.seen <= _stamp(now - IDLE))
        with _store_failures(), self._engine.begin() as connection:
            connection.execute(delete(sessions).where(dead))
            connection.execute(insert(sessions).values(row))
        return token

    def _change(self, session_id: str, **values: str) -> None:
        with _store_failures(), self._engine.begin() as connection:
            connection.execute(update(sessions).where(sessions.c.id == session_id).values(**values))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextlib.contextmanager
def _store_failures() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise RegisterDown(f"Les sessions ne peuvent pas être lues ({type(error).__name__}).") from error
