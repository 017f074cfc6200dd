"""Merkle trees over raw records (RFC 6962, 2.1): the seal of a day's segment, and proofs for one record. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf(raw: bytes) -> bytes:
    """Return the hash of a record as a leaf."""
    return hashlib.sha256(b"\x00" + raw).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows on its right and keeps only the roots of its full subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, raw: bytes) -> None:
        """Append a record."""
        made, size = leaf(raw), self.size
        while size & 1:
            made, size = node(self._peaks.pop(), made), size >> 1
        self._peaks.append(made)
        self.size += 1

    def root(self) -> str:
        """Return the root, in hex."""
        if not self._peaks:
            return hashlib.sha256(b"").hexdigest()
        *left, root = self._peaks
        for peak in reversed(left):
            root = node(peak, root)
        return root.hex()

    def copy(self) -> Tree:
        """Return a tree that grows by itself from here."""
        twin = Tree()
        twin.size, twin._peaks = self.size, list(self._peaks)
        return twin


def proof(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """Return the audit path of a leaf: with it and the root, anyone can check that the record was among the others."""
    if len(leaves) <= 1:
        return []
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    mine, other = (leaves[:cut], leaves[cut:]) if place < cut else (leaves[cut:], leaves[:cut])
    return [*proof(mine, place % cut if place < cut else place - cut), bytes.fromhex(root_of(other))]


def root_of(leaves: Sequence[bytes]) -> str:
    """Return the root over leaf hashes, in hex, by the definition of the RFC."""
    if len(leaves) == 1:
        return leaves[0].hex()
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    return node(bytes.fromhex(root_of(leaves[:cut])), bytes.fromhex(root_of(leaves[cut:]))).hex()


def proves(path: Sequence[bytes], raw: bytes, place: int, size: int, root: str) -> bool:
    """Tell whether the path leads from the record, at its place among ``size`` others, to the root."""
    if not 0 <= place < size:
        return False
    made, last, steps = leaf(raw), size - 1, list(path)
    while last:
        if place & 1 or place < last:
            if not steps:
                return False
            made = node(steps.pop(0), made) if place & 1 else node(made, steps.pop(0))
        place, last = place >> 1, last >> 1
    return not steps and made.hex() == root
