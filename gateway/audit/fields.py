"""The only fields that a record may hold, and the only shape that each value may have.

What is not listed here cannot be written: a new field is a decision, made in this file. No shape admits prose: strings
are short codes without spaces or ``@``, the rest is numbers and counts. The choice follows CNIL deliberation 2021-122
on logging: who, when, what was done, never the content.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from gateway.domain import ENDS, Json

Shape: TypeAlias = Callable[[Json], bool]

DECISIONS = ("autorisee", "pseudonymisee", "reroutee", "bloquee", "refusee", "erreur")
"""refusee: turned away before any policy was asked (key, route, form). erreur: a part of the gateway was down."""

PHASES = ("opened", "decided", "ended", "refused", "event", "sealed", "closed")


class FieldError(ValueError):
    """A record would have held a field, or a value, that is not on the list. A fault of ours: nothing is written."""


def _matching(pattern: str) -> Shape:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _one_of(*values: str) -> Shape:
    return lambda value: value in values


def _whole(value: Json) -> bool:
    return type(value) is int and 0 <= value < 2**53


def _decimal(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


def _flag(value: Json) -> bool:
    return type(value) is bool


def _or_none(shape: Shape) -> Shape:
    return lambda value: value is None or shape(value)


def _list_of(shape: Shape) -> Shape:
    return lambda value: isinstance(value, list) and all(map(shape, value))


def _mapping(key: Shape, shape: Shape) -> Shape:
    return lambda value: isinstance(value, dict) and all(key(k) and shape(v) for k, v in value.items())


def _record(**shapes: Shape) -> Shape:
    return lambda value: (
        isinstance(value, dict) and value.keys() == shapes.keys() and all(shapes[k](v) for k, v in value.items())
    )


_code = _matching(r"[A-Za-z0-9][A-Za-z0-9._:/+#-]{0,127}|")
_kind = _matching(r"[A-Z][A-Z0-9_]{1,39}")
_category = _matching(r"[a-z][a-z0-9_]{1,39}")
_hex = _matching(r"[0-9a-f]{8,64}|")
_moment = _matching(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_day = _matching(r"\d{4}-\d\d-\d\d")
_chain = _matching(r"[0-9a-f]{16}")
_print = _matching(r"[0-9a-f]{24}")
_version = r"[a-z][A-Za-z0-9_-]{0,39} v?[0-9][A-Za-z0-9.+_-]{0,23}"
_software = _matching(rf"({_version}((; | / |, ){_version}){{0,15}})?")
_service = _matching(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}|")
_head = _record(chain=_chain, seq=_whole, hash=_hex)
_segment = _record(chain=_chain, day=_day, first=_whole, last=_whole, hash=_hex, root=_hex)
_action = _one_of("allow", "pseudonymise", "reroute", "block")
_counts = _mapping(_kind, _whole)

COLUMN_SHAPES: Mapping[str, Shape] = {
    "ts": _moment,
    "phase": _one_of(*PHASES),
    "exchange": _matching(r"[A-Za-z0-9_-]{0,64}"),
    "caller": _matching(r"(ag_[0-9a-f]{16})?"),
    "service": _service,
    "usage": _service,
    "provider": _code,
    "model": _code,
    "decision": _one_of("", *DECISIONS),
    "kinds": _matching(r"(,([A-Z][A-Z0-9_]{1,39},){1,96})?"),
}

FACTS: Mapping[str, Shape] = {
    # the exchange
    "at": _moment,
    "client": _matching(r"[a-z][a-z0-9-]{0,39}(/\d{1,2}(\.\d{1,3})?)?|"),
    "dialect": _code,
    "endpoint": _matching(r"(GET|POST|HEAD|OPTIONS)? ?[a-z0-9/_-]{0,64}"),
    "streamed": _flag,
    "call": _matching(r"([a-z_]{1,32}(:[a-z_]{1,32})?)?"),
    "region": _code,
    "sovereign": _or_none(_flag),
    "standby": _list_of(_code),
    # the decision
    "policy": _code,
    "policy_digest": _hex,
    "detectors": _software,
    "observed": _one_of(*DECISIONS),
    "hits": _list_of(_record(rule=_code, kind=_code, count=_whole, action=_action)),
    "counts": _counts,
    "categories": _mapping(_category, _whole),
    "score_min": _decimal,
    "score_max": _decimal,
    "request_bytes": _whole,
    "detection_ms": _decimal,
    "status": _whole,
    "code": _code,
    "quota": _code,
    "prints": _list_of(_print),
    # the end
    "end": _one_of(*ENDS),
    "upstream_status": _or_none(_whole),
    "model_served": _code,
    "input_tokens": _or_none(_whole),
    "output_tokens": _or_none(_whole),
    "restored": _whole,
    "unrestored": _whole,
    "leaked": _counts,
    "response_bytes": _whole,
    "upstream_ms": _or_none(_decimal),
    "total_ms": _decimal,
    "gco2e_min": _or_none(_decimal),
    "gco2e_max": _or_none(_decimal),
    "wh_min": _or_none(_decimal),
    "wh_max": _or_none(_decimal),
    "carbon_method": _code,
    "error": _code,
    # the register's own life
    "software": _software,
    "cites": _list_of(_head),
    "event": _code,
    "key_id": _matching(r"[a-z0-9]{8}"),
    "reason": _code,
    "until": _moment,
    "asked": _mapping(_category, _matching(r"([A-Za-z0-9][A-Za-z0-9._:/+-]{0,63})?")),
    "rows": _whole,
    "digest": _hex,
    "day": _day,
    "first": _whole,
    "last": _whole,
    "hash": _hex,
    "root": _hex,
    "segments": _list_of(_segment),
    "months": _whole,
    "held_from": _day,
    "held_to": _day,
}
"""By name. Counts are by kind, categories by their greatest strength; times are milliseconds, sizes bytes."""


def check(columns: Mapping[str, str], facts: Mapping[str, Json]) -> None:
    """Raise FieldError, naming the field and never its value, unless every field is on the list and in shape."""
    for name, value in columns.items():
        _check(COLUMN_SHAPES, name, value)
    for name, fact in facts.items():
        _check(FACTS, name, fact)


def _check(shapes: Mapping[str, Shape], name: str, value: Json) -> None:
    if name not in shapes:
        raise FieldError(f"field not on the list: {name[:40]!r}")
    if not shapes[name](value):
        raise FieldError(f"value out of shape: {name}")
