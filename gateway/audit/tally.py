"""Sums of the register, kept up record by record, so that a page about a hundred thousand exchanges answers at once.

Pure: records in, figures out. Sums are by day and service; of a single agent only her own months are kept, for her.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gateway.audit.incidents import Incidents
from gateway.audit.shelf import Shelf
from gateway.audit.sums import Sums

SMALL = 5
"""Groups of fewer agents are not shown by themselves: a figure about four persons is about persons."""

NO_KEY = "sans clé"
OTHERS = "autres services"

DAYS, MONTHS = 640, 2048
"""Sums that are open: those of the last month of twenty services, and of two thousand agents."""

RECENT = 1000
"""Exchanges whose times are kept, for the median and the 95th of a hundred."""


@dataclass(slots=True)
class Tally:
    """The sums of all records seen so far."""

    records: int = 0
    days: Shelf = field(default_factory=lambda: Shelf(DAYS))
    months: Shelf = field(default_factory=lambda: Shelf(MONTHS))
    incidents: Incidents = field(default_factory=Incidents)
    reports: Counter[tuple[str, str]] = field(default_factory=Counter)
    detection_ms: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))
    total_ms: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))

    def add(self, record: Mapping[str, Any]) -> None:
        """Count one record, in any order."""
        self.records += 1
        self.incidents.add(record)
        facts, phase = record["facts"], record["phase"]
        if phase in ("decided", "refused"):
            for sums in self._sums(record):
                sums.judged(record, bool(facts.get("sovereign")))
                sums.clients[str(facts.get("client", "")).partition("/")[0]] += 1
            if "detection_ms" in facts:
                self.detection_ms.append(facts["detection_ms"])
        elif phase == "ended":
            for sums in self._sums(record):
                sums.answered(facts)
            self.total_ms.append(facts.get("total_ms", 0.0))
        elif phase == "event":
            self._event(facts)

    def between(self, first: date, last: date) -> dict[tuple[str, str], Sums]:
        """Return the sums by day and service, both days included."""
        begin, end = first.isoformat(), last.isoformat()
        return dict(self.days.items(lambda key: begin <= key[0] <= end))

    def months_of(self, caller: str) -> dict[str, Sums]:
        """Return the sums of one agent, by month."""
        return {month: sums for (_, month), sums in self.months.items(lambda key: key[0] == caller)}

    def _sums(self, record: Mapping[str, Any]) -> Iterable[Sums]:
        day = record["ts"][:10]
        yield self.days.open((day, record["service"] or NO_KEY))
        if record["caller"]:
            yield self.months.open((record["caller"], day[:7]))

    def _event(self, facts: Mapping[str, Any]) -> None:
        if facts.get("event") == "detection_reported":
            for kind, count in facts.get("counts", {}).items():
                self.reports[kind, str(facts.get("reason", ""))] += count


def total(parts: Iterable[Sums]) -> Sums:
    """Return one sum of many."""
    whole = Sums()
    for part in parts:
        whole.merge(part)
    return whole


def by_day(cells: Mapping[tuple[str, str], Sums]) -> dict[str, Sums]:
    """Return the sums of each day, all services together."""
    return _joined((day, sums) for (day, _), sums in cells.items())


def by_service(cells: Mapping[tuple[str, str], Sums]) -> dict[str, Sums]:
    """Return the sums of each service, the small ones together as OTHERS, or nowhere where these are few as well."""
    services = _joined((service, sums) for (_, service), sums in cells.items())
    shown = {name: sums for name, sums in services.items() if name == NO_KEY or len(sums.agents) >= SMALL}
    rest = total(services[name] for name in services.keys() - shown.keys())
    return shown | ({OTHERS: rest} if len(rest.agents) >= SMALL else {})


def _joined(parts: Iterable[tuple[str, Sums]]) -> dict[str, Sums]:
    joined: dict[str, Sums] = {}
    for name, sums in parts:
        joined.setdefault(name, Sums()).merge(sums)
    return dict(sorted(joined.items()))
