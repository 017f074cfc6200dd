"""Results of pure functions of a text, kept without the text: under a keyed hash, in memory, bounded.

Who resends a conversation pays for its new message only. A value holds offsets, kinds and flags, never a word of what
was read; the key of the hash is drawn at random when the process starts, so a digest tells nothing to whoever reads the
memory of the process later. A result depends on what is hashed and on nothing else: versions are hashed with the text.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Value = TypeVar("Value")

_KEY = secrets.token_bytes(32)


def digest(*parts: str) -> bytes:
    """Return the keyed BLAKE2b of ``parts``, each with its length, so that no two lists of parts are read alike."""
    hashed = hashlib.blake2b(key=_KEY, digest_size=20)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        hashed.update(b"%d:" % len(raw))
        hashed.update(raw)
    return hashed.digest()


def digest_of(digests: Iterable[bytes]) -> bytes:
    """Return the keyed hash of hashes, in their order."""
    return hashlib.blake2b(b"".join(digests), key=_KEY, digest_size=20).digest()


class Remembered(Generic[Value]):
    """At most ``size`` units of results, the least recently used leave first. Safe to share by threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held = 0
        self._kept: dict[Hashable, tuple[Value, int]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def get(self, key: Hashable) -> Value | None:
        """Return what is kept under ``key``, None where nothing is."""
        with self._lock:
            kept = self._kept.pop(key, None)
            if kept is None:
                return None
            self._kept[key] = kept  # now the most recent
            return kept[0]

    def put(self, key: Hashable, value: Value, weight: int = 1) -> None:
        """Keep ``value``; ``weight`` is about how many findings it holds, so that the bound is one of memory."""
        if weight > self._size // 8:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self._held += weight - (before[1] if before else 0)
            self._kept[key] = (value, weight)
            while self._held > self._size:
                oldest = next(iter(self._kept))
                self._held -= self._kept.pop(oldest)[1]
