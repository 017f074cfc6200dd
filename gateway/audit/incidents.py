"""What may be a breach of personal data, as the records tell it: one list, for the pages and for the report.

Pure, and the same in whatever order the records come, so that it can be kept up record by record. Facts alike of one
day (UTC) and one service are one incident: its number stays the same however often the register is read, which is what
lets the DPO qualify and close it.
"""

from __future__ import annotations

import hashlib
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

CLOCK = timedelta(hours=72)
"""GDPR, article 33(1): a breach is notified within 72 hours of becoming aware of it, where it must be."""
STATES = ("ouvert", "qualifie", "clos")
SHOWN_IDS = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """label, follows: what it is and what probably follows from it, in French. clock: whether the 72 hours run."""

    label: str
    follows: str
    clock: bool = False
    outage: bool = False


_NOTHING_LEFT = "Rien n'a été transmis : indisponibilité, sans divulgation."

KINDS: Mapping[str, Kind] = {
    "chaine_rompue": Kind(
        "Le registre a été altéré",
        "Des enregistrements ont été changés ou retirés : la preuve est entamée.",
        clock=True,
    ),
    "fuite_declaree": Kind(
        "Fuite constatée et déclarée par le DPO", "À décrire : la passerelle ne connaît pas le contenu.", clock=True
    ),
    "fuite": Kind(
        "Une donnée est apparue dans une réponse",
        "Une donnée protégée est apparue dans une réponse sans être dans la demande : à rapprocher du fournisseur.",
        clock=True,
    ),
    "reste_detecte": Kind(
        "Une donnée restait dans ce qui allait partir : envoi arrêté",
        "Rien n'est parti : le dernier contrôle a arrêté l'envoi. La détection ou la règle est à revoir avec la DSI.",
    ),
    "secret": Kind(
        "Un mot de passe ou une clé était écrit dans une demande",
        "La demande a été bloquée ; le mot de passe est à changer s'il a circulé ailleurs.",
    ),
    "detecteur_indisponible": Kind("Détection en panne : demandes refusées", _NOTHING_LEFT, outage=True),
    "registre_indisponible": Kind("Registre indisponible : demandes refusées", _NOTHING_LEFT, outage=True),
    "politique_indisponible": Kind("Politique inapplicable : demandes refusées", _NOTHING_LEFT, outage=True),
    "trop_de_demandes": Kind("Trop de demandes à la fois : demandes refusées", _NOTHING_LEFT, outage=True),
    "panne": Kind("Demandes refusées par une autre panne", _NOTHING_LEFT, outage=True),
    "unrestored": Kind(
        "Un remplacement n'a pas pu être remis dans la réponse",
        "La réponse était incomplète pour l'agent ; rien de plus n'est sorti.",
    ),
}
"""By what was seen, the gravest first.

The 72 hours run where personal data may be disclosed, altered or lost; where sending was stopped nothing has happened
to data, and a stand-in left in an answer discloses nothing. The DPO judges: ``passerelle incident`` starts a clock.
"""

EVENTS = ("chaine_rompue", "fuite_declaree")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one record tells of an incident. at: RFC 3339, UTC. what: a key of KINDS."""

    at: str
    what: str
    exchange: str
    service: str
    count: int = 1


def sightings(record: Mapping[str, Any]) -> Iterator[Seen]:
    """Return what a record tells of incidents; mostly nothing."""
    facts, phase = record["facts"], record["phase"]
    found: list[tuple[str, int]] = []
    if phase == "event":
        found = [(facts["event"], 1)] if facts.get("event") in EVENTS else []
    elif phase == "refused":
        found = [(what, 1) for what in _refusal(record["decision"], facts)]
    elif phase == "ended":
        found = [("unrestored", facts.get("unrestored") or 0), ("fuite", sum((facts.get("leaked") or {}).values()))]
    for what, count in found:
        if count:
            yield Seen(record["ts"], what, record.get("exchange", ""), record.get("service", ""), count)


def _refusal(decision: str, facts: Mapping[str, Any]) -> Iterator[str]:
    code = str(facts.get("code", ""))
    if code == "reste_detecte":
        yield code
    elif decision == "erreur":
        yield code if code in KINDS else "panne"
    if decision == "bloquee" and facts.get("categories", {}).get("secrets"):
        yield "secret"


@dataclass(slots=True)
class Incident:
    """Facts alike of a day and a service. first, last: RFC 3339, UTC. exchanges: the first few of them."""

    id: str
    what: str
    service: str
    first: str
    last: str
    count: int = 0
    state: str = "ouvert"
    _shown: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """What it is."""
        return KINDS[self.what]

    @property
    def exchanges(self) -> tuple[str, ...]:
        """A few exchanges that it is about, the earliest first."""
        return tuple(exchange for _, exchange in self._shown)

    @property
    def deadline(self) -> datetime | None:
        """When the 72 hours end, counted from the first record; None where no clock runs."""
        return datetime.fromisoformat(self.first).astimezone(UTC) + CLOCK if self.kind.clock else None

    def left(self, now: datetime) -> str:
        """How much of the 72 hours is left, in French; "" where no clock runs."""
        if self.deadline is None:
            return ""
        hours = (self.deadline - now) / timedelta(hours=1)
        return f"{hours:.0f} h restantes" if hours >= 0 else f"dépassée de {-hours:.0f} h"

    def add(self, seen: Seen) -> None:
        """Count one more sighting."""
        self.count += seen.count
        self.first, self.last = min(self.first, seen.at), max(self.last, seen.at)
        if seen.exchange:
            insort(self._shown, (seen.at, seen.exchange))
            del self._shown[SHOWN_IDS:]


@dataclass(slots=True)
class Incidents:
    """The incidents of the records seen so far, by number, and where the DPO has each one stand."""

    found: dict[str, Incident] = field(default_factory=dict)
    _states: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[Mapping[str, Any]]) -> Incidents:
        """Return the incidents of these records."""
        made = cls()
        for record in records:
            made.add(record)
        return made

    def add(self, record: Mapping[str, Any]) -> None:
        """Take in one record, in any order."""
        for seen in sightings(record):
            self._note(seen)
        asked = record["facts"].get("asked", {})
        if record["facts"].get("event") == "incident_state" and asked.get("etat") in STATES:
            self.stands(asked["incident"], asked["etat"], record["ts"])

    def stands(self, name: str, state: str, at: str) -> None:
        """Note where an incident stands; the latest note holds."""
        self._states[name] = max(self._states.get(name, ("", "")), (at, state))
        if name in self.found:
            self.found[name].state = self._states[name][1]

    def in_order(self) -> list[Incident]:
        """Return them, the open ones first, then the gravest, then the youngest."""
        grave = list(KINDS)
        young = sorted(self.found.values(), key=lambda each: each.first, reverse=True)
        return sorted(young, key=lambda each: (STATES.index(each.state), grave.index(each.what)))

    def _note(self, seen: Seen) -> None:
        alike = (seen.what, seen.at[:10], seen.service)
        name = hashlib.sha256("\0".join(alike).encode()).hexdigest()[:10]
        incident = self.found.setdefault(name, Incident(name, seen.what, seen.service, seen.at, seen.at))
        incident.add(seen)
        incident.state = self._states.get(name, ("", incident.state))[1]
