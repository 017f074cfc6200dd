"""Keyed fingerprints, off unless the DPO turns them on: was this person's datum ever seen, without keeping the datum.

The key runs: each day's is the SHA-256 of the day's before, and the gateway forgets the old one. Whoever takes the
gateway's key can test values against the days to come, not against those gone by; only the DPO, who holds the first
key, can go back. A fingerprint is 96 bits of an HMAC-SHA256 over the kind's sort and the value as folded below.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from gateway.domain import Finding, Slot
from gateway.errors import SettingsError

_TITLES = frozenset("m mr mme mlle monsieur madame mademoiselle dr docteur me maitre".split())
CATEGORIES = frozenset(
    "identite coordonnees identifiants_administratifs identifiants_nationaux coordonnees_bancaires".split()
)
"""Categories of models/kinds.yaml whose values tell of a person: only these have fingerprints."""
EPOCH = date(2026, 1, 1)
"""The day of the first key, for every gateway; nothing was fingerprinted before."""
MOST = 64
"""Fingerprints of one request: more would be a list of persons, and is cut off."""


def folded(value: str) -> str:
    """Return a value without what varies from one writing to the next: case, accents, spaces, order of names, titles.

    A value with a digit or an ``@`` is its letters and digits in order; any other is its words, sorted.
    """
    plain = unicodedata.normalize("NFKD", value).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if "@" in plain:
        return re.sub(r"\s", "", plain)
    words = re.findall(r"[a-z0-9]+", plain)
    if any(c.isdigit() for c in plain):
        return "".join(words)
    return " ".join(sorted(set(words) - _TITLES))


def fingerprint(key: bytes, value: str) -> str:
    """Return the fingerprint of a value under a day's key."""
    return hmac.digest(key, folded(value).encode(), hashlib.sha256).hex()[:24]


def next_key(key: bytes) -> bytes:
    """Return the key of the day after. There is no way back."""
    return hashlib.sha256(b"passerelle next day" + key).digest()


def keys_from(first: bytes, since: date) -> Iterator[tuple[date, bytes]]:
    """Yield each day's key, without end, from ``since`` on: only the holder of EPOCH's key can."""
    day, key = EPOCH, first
    while True:
        if day >= since:
            yield day, key
        day, key = day + timedelta(days=1), next_key(key)


def start(path: Path, first: bytes, today: date) -> None:
    """Write the running key of today. first: EPOCH's key. Raises SettingsError where the file is there."""
    if path.exists():
        raise SettingsError(f"{path.name} existe déjà.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, *next(keys_from(first, today)))


class Prints:
    """The fingerprints of one process. Safe to share by threads; processes that share the file agree."""

    def __init__(self, path: Path, categories: Mapping[str, str]) -> None:
        """categories: the category of each kind. Raises SettingsError."""
        self._path = path
        self._kinds = frozenset(kind for kind, category in categories.items() if category in CATEGORIES)
        self._lock = threading.Lock()
        self._day, self._key = self._read()

    def of(self, pieces: Sequence[Slot], findings: Iterable[Finding]) -> list[str]:
        """Return the fingerprints of what was found, sorted, each once. Raises SettingsError: key file gone."""
        texts = {slot.path: slot.text for slot in pieces}
        values = {texts[f.path][f.start : f.end] for f in findings if f.kind in self._kinds and f.path in texts}
        key = self._today()
        return sorted({fingerprint(key, value) for value in values if folded(value)})[:MOST]

    def _today(self) -> bytes:
        today = datetime.now(UTC).date()
        with self._lock:
            if today > self._day:
                self._day, self._key = self._read()
                while self._day < today:
                    self._day, self._key = self._day + timedelta(days=1), next_key(self._key)
                _write(self._path, self._day, self._key)
            return self._key

    def _read(self) -> tuple[date, bytes]:
        try:
            if self._path.stat().st_mode & 0o077:
                raise SettingsError(f"{self._path.name} doit n'être lisible que de son propriétaire (chmod 600).")
            said = json.loads(self._path.read_text(encoding="ascii"))
            day, key = date.fromisoformat(said["day"]), bytes.fromhex(said["key"])
        except (OSError, ValueError, KeyError, TypeError):
            raise SettingsError(f"{self._path.name} : clé des empreintes illisible.") from None
        return day, key


def _write(path: Path, day: date, key: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        json.dump({"day": day.isoformat(), "key": key.hex()}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
