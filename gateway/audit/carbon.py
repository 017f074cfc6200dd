"""The footprint of an exchange as its record tells it; of an unknown model or provider, nothing but the method."""

from __future__ import annotations

from gateway.domain import Exchange, Json, Outcome
from gateway.footprint import footprint, method


def carbon(exchange: Exchange, outcome: Outcome) -> dict[str, Json]:
    """Return the facts. The model is the one that the provider says it served, else the one asked for.

    Reads the method's tables on first use: about a quarter of a second.
    """
    tokens = outcome.usage.output_tokens
    if type(tokens) is not int or tokens < 0:
        return {"carbon_method": method()}
    seconds = None if outcome.upstream_ms is None else outcome.upstream_ms / 1000
    for model in dict.fromkeys((outcome.model_served, exchange.model)):
        found = footprint(exchange.dialect, model, tokens, seconds) if model else None
        if found:
            return {
                "gco2e_min": round(found.gco2e_min, 6),
                "gco2e_max": round(found.gco2e_max, 6),
                "wh_min": round(found.wh_min, 6),
                "wh_max": round(found.wh_max, 6),
                "carbon_method": found.method,
            }
    return {"carbon_method": method()}
