"""Exchanges in sum: what is counted of those of a day and a service, or of an agent and a month."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

SENT = frozenset({"autorisee", "pseudonymisee", "reroutee"})


@dataclass(slots=True)
class Sums:
    """Exchanges in sum. known: by a living key; declared: of these, with a use; sent: to a provider, by ``models``.

    ended: those that a provider answered; measured: of these, with an estimate; tokens as the providers counted.
    """

    agents: set[str] = field(default_factory=set)
    exchanges: int = 0
    known: int = 0
    declared: int = 0
    sent: int = 0
    sovereign: int = 0
    ended: int = 0
    measured: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    unrestored: int = 0
    gco2e_min: float = 0.0
    gco2e_max: float = 0.0
    decisions: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    models: Counter[tuple[str, str]] = field(default_factory=Counter)
    clients: Counter[str] = field(default_factory=Counter)
    usages: Counter[str] = field(default_factory=Counter)

    def judged(self, record: Mapping[str, Any], sovereign: bool, times: int = 1) -> None:
        """Count exchanges that are alike by the columns of their decision. sovereign: where what was sent went."""
        self.agents.add(sys.intern(record["caller"]))  # one string for the thousands of sums that she is in
        self.exchanges += times
        self.known += times if record["caller"] else 0
        self.declared += times if record["caller"] and record["usage"] else 0
        self.decisions[record["decision"]] += times
        if record["decision"] in SENT:
            self.sent += times
            self.sovereign += times if sovereign else 0
            self.models[record["provider"], record["model"]] += times
        self.usages[record["usage"]] += times
        for kind in filter(None, record["kinds"].split(",")):
            self.kinds[sys.intern(kind)] += times

    def answered(self, facts: Mapping[str, Any]) -> None:
        """Add what the end of an exchange tells."""
        self.ended += 1
        self.measured += facts.get("gco2e_max") is not None
        self.input_tokens += facts.get("input_tokens") or 0
        self.output_tokens += facts.get("output_tokens") or 0
        self.unrestored += facts.get("unrestored") or 0
        self.gco2e_min += facts.get("gco2e_min") or 0.0
        self.gco2e_max += facts.get("gco2e_max") or 0.0

    def values(self) -> tuple[Any, ...]:
        """Return the fields as plain values, which make the same sums again."""
        held = (getattr(self, each.name) for each in fields(self))
        return tuple(dict(value) if isinstance(value, Counter) else value for value in held)

    @classmethod
    def of(cls, *values: Any) -> Sums:
        """Return the sums of ``values``, empty ones without any."""
        held: Any = (Counter(value) if isinstance(value, dict) else value for value in values)
        return cls(*held)

    def merge(self, other: Sums) -> None:
        """Count the exchanges of other sums too."""
        self.agents |= other.agents
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))


_NUMBERS = (
    *("exchanges", "known", "declared", "sent", "sovereign", "ended", "measured"),
    *("input_tokens", "output_tokens", "unrestored", "gco2e_min", "gco2e_max"),
)
_COUNTERS = ("decisions", "kinds", "models", "clients", "usages")
