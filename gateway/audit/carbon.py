"""The footprint of an exchange as its record tells it; of an unknown model or provider, nothing but the method."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeGuard

from gateway.domain import Json, Outcome
from gateway.footprint import footprint, is_read, method


class Kin(NamedTuple):
    """A model as the method names it. zone: the country of its electricity, "" for the provider's own data centre."""

    provider: str
    model: str
    zone: str = ""


def at_once(outcome: Outcome) -> bool:
    """Tell whether ``carbon`` has nothing to read from the disk first."""
    return not _counted(outcome.usage.output_tokens) or is_read()


def _counted(tokens: object) -> TypeGuard[int]:
    return type(tokens) is int and tokens >= 0


def carbon(kin: Iterable[Kin], outcome: Outcome) -> dict[str, Json]:
    """Return the facts, reckoned by the first of ``kin`` that the method knows.

    Reads the method's tables on first use: about a quarter of a second.
    """
    tokens = outcome.usage.output_tokens
    if not _counted(tokens):
        return {"carbon_method": method()}
    seconds = None if outcome.upstream_ms is None else outcome.upstream_ms / 1000
    for provider, model, zone in kin:
        if found := footprint(provider, model, tokens, seconds, zone=zone):
            return {
                "gco2e_min": round(found.gco2e_min, 6),
                "gco2e_max": round(found.gco2e_max, 6),
                "wh_min": round(found.wh_min, 6),
                "wh_max": round(found.wh_max, 6),
                "carbon_method": found.method,
            }
    return {"carbon_method": method()}
