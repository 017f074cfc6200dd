"""How records are tied together. Pure: bytes in, bytes out.

A record is one line of JSON in a fixed form: the columns of COLUMNS in that order, then ``facts``. It cites the SHA-256
of the raw bytes of the record before it in its chain, so ``sha256sum`` is enough to check a chain by hand. Hashes are
taken over raw bytes, never over parsed JSON: two texts that parse alike are still two texts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.domain import Json

ORIGIN = "0" * 64
"""What the first record of a chain cites as its predecessor."""

SEARCHED = ("ts", "phase", "exchange", "caller", "service", "usage", "provider", "model", "decision", "kinds")
"""The columns kept beside the raw bytes for searching; each is text, empty where it says nothing."""

COLUMNS = ("chain", "seq", "prev", *SEARCHED)

_quote = json.encoder.encode_basestring_ascii
_PREFIX = '{"chain":%s,"seq":%d,"prev":%s,' + "".join(f'"{name}":%s,' for name in SEARCHED) + '"facts":'


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of a chain: where it stands and its SHA-256, in hex."""

    chain: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a record says, before it has its place in a chain. ``facts`` is canonical JSON."""

    columns: Mapping[str, str]
    facts: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A record in its place."""

    head: Head
    columns: Mapping[str, str]
    raw: bytes


def start(chain: str) -> Head:
    """Return the head of a chain that has no record yet."""
    return Head(chain, -1, ORIGIN)


def canonical(facts: Mapping[str, Json]) -> bytes:
    """Return the one JSON form of a mapping: sorted keys, no spaces, ASCII only, no NaN."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def prefix(chain: str, seq: int, prev: str, searched: tuple[str, ...]) -> bytes:
    """Return the first bytes that a record with these columns has; ``searched`` is in the order of SEARCHED.

    Raises TypeError for a column that is not text.
    """
    return (_PREFIX % (_quote(chain), seq, _quote(prev), *map(_quote, searched))).encode()


def digest(raw: bytes) -> str:
    """Return the SHA-256 of a record's raw bytes, in hex."""
    return hashlib.sha256(raw).hexdigest()


def link(after: Head, draft: Draft) -> Link:
    """Put a record after the head of its chain."""
    searched = tuple(draft.columns.get(name, "") for name in SEARCHED)
    seq = after.seq + 1
    raw = prefix(after.chain, seq, after.hash, searched) + draft.facts + b"}"
    return Link(Head(after.chain, seq, digest(raw)), dict(zip(SEARCHED, searched, strict=True)), raw)
