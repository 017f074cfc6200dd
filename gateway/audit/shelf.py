"""Sums by key, of which a register of years has ten thousands: those counted into now as objects, the rest packed.

An object takes some ten kilobytes with its counters and its agents, packed one or two. Records come by day, so that
what is packed is seldom opened again but to be read.
"""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Callable, Iterator
from typing import TypeAlias

from gateway.audit.sums import Sums

Key: TypeAlias = tuple[str, str]
"""A day or an agent, and a service or a month."""


class Shelf:
    """At most ``most`` sums are objects. For one thread at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: dict[Key, Sums] = {}
        self._packed: dict[Key, bytes] = {}

    def open(self, key: Key) -> Sums:
        """Return the sums to count into; they stay open until ``most`` others were opened after them."""
        sums = self._open.pop(key, None)
        if sums is None:
            packed = self._packed.pop(key, None)
            sums = Sums() if packed is None else _unpacked(packed)
            if len(self._open) >= self._most:
                oldest = next(iter(self._open))
                self._packed[oldest] = zlib.compress(marshal.dumps(self._open.pop(oldest).values()), 1)
        self._open[key] = sums
        return sums

    def items(self, wanted: Callable[[Key], bool]) -> Iterator[tuple[Key, Sums]]:
        """Yield the sums to be read whose key is wanted, by key."""
        for key in sorted(key for keys in (self._open, self._packed) for key in keys if wanted(key)):
            yield key, self._open[key] if key in self._open else _unpacked(self._packed[key])


def _unpacked(packed: bytes) -> Sums:
    return Sums.of(*marshal.loads(zlib.decompress(packed)))  # noqa: S302  # our own, never out of the process
