"""Sums by key, of which a register of years has ten thousands: those counted into now as objects, the rest packed.

An object takes some ten kilobytes with its counters and its agents, packed one or two. Records come by day, so that
what is packed is seldom opened again but to be read.
"""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

Key: TypeAlias = tuple[str, str]
"""A day or an agent, and a service or a month."""


class Packs(Protocol):
    """What a shelf holds: made of plain values, and given back by them."""

    def values(self) -> tuple[Any, ...]:
        """Return all that it holds, as values that marshal writes."""


Item = TypeVar("Item", bound=Packs)


class Shelf(Generic[Item]):
    """At most ``most`` are objects; ``make`` makes one of its values, or an empty one. For one thread at a time."""

    def __init__(self, make: Callable[..., Item], most: int) -> None:
        self._make = make
        self._most = most
        self._open: dict[Key, Item] = {}
        self._packed: dict[Key, bytes] = {}

    def open(self, key: Key) -> Item:
        """Return the item to change; it stays open until ``most`` others were opened after it."""
        item = self._open.pop(key, None)
        if item is None:
            packed = self._packed.pop(key, None)
            item = self._make() if packed is None else self._unpacked(packed)
            if len(self._open) >= self._most:
                oldest = next(iter(self._open))
                self._packed[oldest] = zlib.compress(marshal.dumps(self._open.pop(oldest).values()), 1)
        self._open[key] = item
        return item

    def get(self, key: Key) -> Item | None:
        """Return the item to be read, None where there is none."""
        packed = self._packed.get(key)
        return self._open.get(key) if packed is None else self._unpacked(packed)

    def items(self, wanted: Callable[[Key], bool]) -> Iterator[tuple[Key, Item]]:
        """Yield the items to be read whose key is wanted, by key."""
        for key in sorted(key for keys in (self._open, self._packed) for key in keys if wanted(key)):
            item = self.get(key)
            assert item is not None
            yield key, item

    def _unpacked(self, packed: bytes) -> Item:
        return self._make(*marshal.loads(zlib.decompress(packed)))  # noqa: S302  # our own, never out of the process
