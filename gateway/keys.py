"""The keys of the agents' clients: ``pgw_<8-char id>_<43 base64url = 256 bits>_<6 base62 CRC32>``, shown once.

The store holds an HMAC of the secret with a pepper kept outside it, so neither the store nor the pepper alone opens
anything. 256 random bits need no slow hash (ASVS 6.5.2 asks for one below 112).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import re
import secrets
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from gateway.domain import Caller
from gateway.errors import RegisterDown
from gateway.store import connect, keys, migrate, read_or_make

DAYS = 365
ROLES = ("agent", "dpo")
"""agent: calls models. dpo: reads the register over HTTP, calls no model."""
FRESH = 0.75
"""Seconds for which the keys in memory are good; with it a revocation takes effect within one second."""
RECENT = 0.05
"""Seconds within which an unknown key does not make the store be read again."""

_FORM = re.compile(r"pgw_([a-z2-7]{8})_([A-Za-z0-9_-]{43})_([0-9A-Za-z]{6})", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}", re.ASCII)
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True, slots=True)
class Key:
    """What the store knows of a key. Instants are RFC 3339, UTC; ``mac`` proves the secret and is not it."""

    id: str
    mac: str = field(repr=False)
    service: str
    label: str
    usage: str | None
    refuse_as_message: bool
    created: str
    expires: str
    revoked: str | None = None
    role: str = "agent"
    holder: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown, once."""

    id: str
    key: str = field(repr=False)


class KeyRing:
    """The keys of one store, found by what a client presents. Safe to share by threads."""

    def __init__(self, engine: Engine, pepper: bytes) -> None:
        self._engine = engine
        self._pepper = pepper
        self._lock = threading.Lock()
        self._keys: Mapping[str, Key] = {}
        self._read_at = float("-inf")

    @classmethod
    def open(cls, url: str, pepper_path: Path) -> KeyRing:
        """Open the store. The pepper is made on first use. Raises RegisterDown, or SettingsError for the pepper."""
        migrate(url)
        return cls(connect(url), read_or_make(pepper_path))

    def create(
        self,
        service: str,
        label: str,
        usage: str | None = None,
        *,
        refuse_as_message: bool = False,
        days: int = DAYS,
        role: str = "agent",
        holder: str | None = None,
    ) -> NewKey:
        """Make a key for a service. service, usage: codes of letters, digits and ``._/-``. days: 1 to 365.

        role: one of ROLES. holder: the holder's name, sealed for the DPO (gateway.audit.sealed), never in clear.

        Raises ValueError for another form, RegisterDown where the store fails.
        """
        for code in (service, usage or "x"):
            if not _CODE.fullmatch(code):
                raise ValueError(
                    "service et usage : lettres sans accent, chiffres, point, tiret, 64 caractères au plus"
                )
        if not 1 <= days <= DAYS or len(label) > 128:
            raise ValueError("une clé vaut de 1 à 365 jours, son libellé a 128 caractères au plus")
        if role not in ROLES:
            raise ValueError("une clé est celle d'un agent (agent) ou du DPO (dpo)")
        key_id = "".join(secrets.choice(_BASE32) for _ in range(8))
        secret = secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        row = {
            "id": key_id,
            "mac": self._mac(key_id, secret),
            "service": service,
            "label": label,
            "usage": usage,
            "refuse_as_message": refuse_as_message,
            "created": _stamp(now),
            "expires": _stamp(now + timedelta(days=days)),
            "role": role,
            "holder": holder,
        }
        with _store_failures(), self._engine.begin() as connection:
            connection.execute(insert(keys).values(row))
        body = f"pgw_{key_id}_{secret}"
        return NewKey(key_id, f"{body}_{_checksum(body)}")

    def list(self) -> list[Key]:
        """Return every key, the revoked and expired ones too, oldest first. Raises RegisterDown."""
        with _store_failures(), self._engine.connect() as connection:
            return [Key(**row._mapping) for row in connection.execute(select(keys).order_by(keys.c.created, keys.c.id))]

    def revoke(self, key_id: str) -> bool:
        """End a key now. Return whether it was there and alive. Raises RegisterDown."""
        alive = (keys.c.id == key_id) & keys.c.revoked.is_(None)
        with _store_failures(), self._engine.begin() as connection:
            done = connection.execute(update(keys).where(alive).values(revoked=_stamp(datetime.now(UTC)))).rowcount == 1
        self._read_at = float("-inf")
        return done

    def find(self, presented: str) -> Caller | None:
        """Return who presents this key, None for a key that is not ours, ended or expired.

        May read the store, and wait for it. Raises RegisterDown when the store cannot be read.
        """
        form = _FORM.fullmatch(presented)
        if form is None or _checksum(presented[: form.end(2)]) != form[3]:
            return None
        return self._check(form[1], form[2])

    async def identify(self, presented: str) -> Caller | None:
        """``find`` for an event loop: reads the store, once in FRESH seconds, in a thread of its own."""
        if self._age() < FRESH and presented[4:12] in self._keys:
            return self.find(presented)
        return await asyncio.to_thread(self.find, presented)

    def _check(self, key_id: str, secret: str) -> Caller | None:
        key = self._get(key_id)
        proven = hmac.compare_digest(self._mac(key_id, secret), key.mac if key else "0" * 64)
        if key is None or not proven or key.revoked or key.expires <= _stamp(datetime.now(UTC)):
            return None
        return Caller(key.id, self.ref(key.id), key.service, key.usage, key.refuse_as_message, key.role)

    def holder(self, key_id: str) -> Caller | None:
        """Return the holder of a living key by its id, for who has proven it before. Raises RegisterDown."""
        key = self._get(key_id)
        if key is None or key.revoked or key.expires <= _stamp(datetime.now(UTC)):
            return None
        return Caller(key.id, self.ref(key.id), key.service, key.usage, key.refuse_as_message)

    def ref(self, key_id: str) -> str:
        """Return the only name under which a key's holder appears in the register."""
        return "ag_" + self._hmac("ref", key_id)[:16]

    def _get(self, key_id: str) -> Key | None:
        age = self._age()
        if age > FRESH or (key_id not in self._keys and age > RECENT):
            with self._lock:
                if self._age() >= min(age, RECENT):
                    now = time.monotonic()
                    self._keys = {key.id: key for key in self.list()}
                    self._read_at = now
        return self._keys.get(key_id)

    def _age(self) -> float:
        return time.monotonic() - self._read_at

    def _mac(self, key_id: str, secret: str) -> str:
        return self._hmac("key", key_id, secret)

    def _hmac(self, *parts: str) -> str:
        return hmac.new(self._pepper, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


@contextlib.contextmanager
def _store_failures() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise RegisterDown(f"Les clés ne peuvent pas être lues ({type(error).__name__}).") from error


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _checksum(body: str) -> str:
    rest, digits = zlib.crc32(body.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = _BASE62[digit] + digits
    return digits
