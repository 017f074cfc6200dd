"""Break-glass accounts, one a role, for the day the identity provider is down: argon2id and a TOTP code, both asked.

The password is ours (160 random bits), shown once, to be sealed in an envelope. The TOTP secret is encrypted with a key
drawn from the pepper, so that the table alone gives no codes. Five failures close an account for a quarter of an hour;
a code opens once (RFC 6238, section 5.2).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, Row, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from gateway.access.role import Role
from gateway.errors import RegisterDown
from gateway.store import accounts, connect, migrate, read_or_make

TRIES = 5
CLOSED_FOR = timedelta(minutes=15)
STEP = 30
ISSUER = "Passerelle"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Account:
    """A local account as it may be listed. Instants are RFC 3339, UTC."""

    name: str
    role: Role
    created: str
    disabled: str | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What opens a new account, shown once. ``uri``: for the authenticator application."""

    name: str
    password: str = field(repr=False)
    uri: str = field(repr=False)


class Accounts:
    """The local accounts of one store. Every method may raise RegisterDown."""

    def __init__(self, engine: Engine, pepper: bytes, *, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._box = AESGCM(hmac.digest(pepper, b"totp", hashlib.sha256))
        self._hasher = PasswordHasher()
        self._clock = clock

    @classmethod
    def open(cls, url: str, pepper_path: Path) -> Accounts:
        """Open the store, its tables made or upgraded first. Raises SettingsError for the pepper."""
        migrate(url)
        return cls(connect(url), read_or_make(pepper_path))

    def create(self, name: str, role: Role) -> NewAccount:
        """Make an account. Raises ValueError for a name in use or out of form, or the agents' role: they have keys."""
        if not _NAME.fullmatch(name) or role is Role.AGENT:
            raise ValueError("un nom de lettres minuscules et de chiffres, et le rôle dsi ou dpo")
        password, secret = secrets.token_urlsafe(20), pyotp.random_base32()
        row = {
            "name": name,
            "role": role.value,
            "password": self._hasher.hash(password),
            "totp": self._seal(name, secret),
            "created": _stamp(datetime.now(UTC)),
            "failures": 0,
            "closed_until": "",
            "step": 0,
        }
        try:
            with _store_failures(), self._engine.begin() as connection:
                connection.execute(insert(accounts).values(row))
        except IntegrityError:
            raise ValueError(f"le compte {name} existe déjà") from None
        return NewAccount(name, password, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))

    def list(self) -> list[Account]:
        """Return every account, the disabled ones too, by name."""
        c = accounts.c
        with _store_failures(), self._engine.connect() as connection:
            rows = connection.execute(select(c.name, c.role, c.created, c.disabled).order_by(c.name))
            return [Account(row.name, Role(row.role), row.created, row.disabled) for row in rows]

    def disable(self, name: str) -> bool:
        """Close an account for good. Return whether it was open."""
        open_one = (accounts.c.name == name) & accounts.c.disabled.is_(None)
        now = _stamp(datetime.now(UTC))
        with _store_failures(), self._engine.begin() as connection:
            return connection.execute(update(accounts).where(open_one).values(disabled=now)).rowcount == 1

    def check(self, name: str, password: str, code: str) -> Account | None:
        """Return the account that both open, None otherwise; an unknown name takes as long as a known one."""
        with _store_failures(), self._engine.connect() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name[:64])).one_or_none()
        proven = self._proves(row.password if row else self._nobody, password)
        if row is None or row.disabled or row.closed_until > self._now():
            return None
        step = self._step(row, code)
        if not (proven and step):
            self._failed(row)
            return None
        return Account(row.name, Role(row.role), row.created) if self._used(row, step) else None

    def _proves(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password[:256])
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def _nobody(self) -> str:
        """A hash that no password has, made once: checking it takes what checking an account's does."""
        return self._hasher.hash("")[:-4] + "AAAA"

    def _step(self, row: Row[Any], code: str) -> int:
        """Return the time step that the code is of, 0 when it is of none that may still be used."""
        totp, now = pyotp.TOTP(self._open(row.name, row.totp)), int(self._clock() // STEP)
        steps = (step for step in (now - 1, now, now + 1) if step > row.step)
        return next((step for step in steps if hmac.compare_digest(totp.at(step * STEP), code.strip()[:16])), 0)

    def _used(self, row: Row[Any], step: int) -> bool:
        """Note the code as used; False where another request was first with it."""
        mine = (accounts.c.name == row.name) & (accounts.c.step < step)
        with _store_failures(), self._engine.begin() as connection:
            changed = update(accounts).where(mine).values(step=step, failures=0, closed_until="")
            return connection.execute(changed).rowcount == 1

    def _failed(self, row: Row[Any]) -> None:
        failures = row.failures + 1
        until = _stamp(datetime.fromtimestamp(self._clock(), UTC) + CLOSED_FOR) if failures >= TRIES else ""
        values = {"failures": 0 if until else accounts.c.failures + 1, "closed_until": until}
        with _store_failures(), self._engine.begin() as connection:
            connection.execute(update(accounts).where(accounts.c.name == row.name).values(values))

    def _now(self) -> str:
        return _stamp(datetime.fromtimestamp(self._clock(), UTC))

    def _seal(self, name: str, secret: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._box.encrypt(nonce, secret.encode(), name.encode())

    def _open(self, name: str, sealed: bytes) -> str:
        return self._box.decrypt(sealed[:12], sealed[12:], name.encode()).decode()


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextlib.contextmanager
def _store_failures() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except (SQLAlchemyError, OSError) as error:
        raise RegisterDown(f"Les comptes ne peuvent pas être lus ({type(error).__name__}).") from error
