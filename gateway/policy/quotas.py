"""Ceilings on use (quotas.yaml; charter, principle 3): how much a key, a service or the house may spend in a period.

Pure: this file says which counters a request moves and when they start again; ``gateway.meter`` counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from gateway.domain import Caller, Slot
from gateway.policy.fold import fold_text
from gateway.policy.forms import Form, Ident, Line, Message, Service

AGENT, AUTOMATIC = "agent", "automatique"
HEAD = 200  # characters of a text in which a client's own prompt shows itself


class Holder(StrEnum):
    """Whose counter a quota moves."""

    KEY = "cle"
    SERVICE = "service"
    HOUSE = "tous"


class Measure(StrEnum):
    """What is counted. The counters hold whole numbers: requests, tokens, micrograms of CO2 equivalent."""

    REQUESTS = "demandes"
    TOKENS = "jetons"
    CARBON = "gco2e"

    @property
    def scale(self) -> int:
        """Units of a counter in one unit of the file: a quota in grams is counted in micrograms."""
        return 1_000_000 if self is Measure.CARBON else 1


class Period(StrEnum):
    """When a counter starts again: at local midnight, or on the first of the month."""

    DAY = "jour"
    MONTH = "mois"

    def name_of(self, day: date) -> str:
        """Return the period that ``day`` is in: ``2026-11-25`` or ``2026-11``."""
        return day.isoformat() if self is Period.DAY else day.isoformat()[:7]

    def after(self, day: date) -> date:
        """Return the first day of the next period."""
        return (
            day + timedelta(days=1) if self is Period.DAY else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        )


class Quota(Form):
    """One ceiling. Automatic calls have a counter of their own, of ``part_automatique`` percent of the limit."""

    id: Ident
    holder: Holder = Field(validation_alias="par", description="cle : chacune ; service : chacun ; tous : la maison.")
    measure: Measure = Field(validation_alias="mesure")
    limit: float = Field(validation_alias="limite", gt=0, le=1_000_000_000, description="demandes, jetons, grammes.")
    period: Period = Field(validation_alias="periode")
    services: tuple[Service, ...] = Field(default=(), description="Services concernés ; vide : tous.")
    automatic_share: int = Field(
        default=20, validation_alias="part_automatique", ge=0, le=100, description="En plus, en % de la limite."
    )
    message: Message = Field(default="", description="Que faire, dit à l'agent.")

    def subject(self, caller: Caller) -> str:
        """Return whose counter it is."""
        return {Holder.KEY: caller.ref, Holder.SERVICE: caller.service, Holder.HOUSE: "*"}[self.holder]

    def ceiling(self, calls: str) -> int:
        """Return the most that the counter of such calls may reach."""
        whole = self.limit * self.measure.scale
        return int(whole if calls == AGENT else whole * self.automatic_share / 100)


class AutomaticCall(Form):
    """How a call that no person made is recognised: the words that a client's own prompt begins with."""

    name: str = Field(validation_alias="nom", pattern=r"^[a-z_]{1,32}$", description="titre, etiquettes, suites…")
    phrases: tuple[Line, ...] = Field(validation_alias="debuts", min_length=1)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise ValueError("fuseau horaire inconnu ; par exemple Europe/Paris ou Indian/Reunion") from None
    return name


class Quotas(Form):
    """The form of quotas.yaml."""

    zone: Annotated[str, AfterValidator(_zone)] = Field(default="Europe/Paris", validation_alias="fuseau")
    reserve: int = Field(
        default=1000,
        validation_alias="reserve_de_jetons",
        ge=1,
        le=1_000_000,
        description="Retenus quand rien ne les borne.",
    )
    quotas: tuple[Quota, ...] = ()
    automatic: tuple[AutomaticCall, ...] = Field(default=(), validation_alias="appels_automatiques")

    def applying(self, caller: Caller) -> Iterator[Quota]:
        """Yield the quotas that a caller is under."""
        return (quota for quota in self.quotas if not quota.services or caller.service in quota.services)

    def today(self, now: datetime) -> date:
        """Return the day that it is in the house."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def frees(self, quota: Quota, now: datetime) -> datetime:
        """Return the instant (in the house's zone) at which a quota's counter starts again."""
        day = quota.period.after(self.today(now))
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone))

    def seconds_left(self, quota: Quota, now: datetime) -> int:
        """Return the whole seconds until a quota's counter starts again, at least one."""
        return max(1, int((self.frees(quota, now).astimezone(UTC) - now).total_seconds()) + 1)


@dataclass(frozen=True, slots=True)
class CallIndex:
    """The openings of automatic calls, folded once."""

    openings: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, calls: Sequence[AutomaticCall]) -> CallIndex:
        """Fold the phrases."""
        return cls(tuple((fold_text(phrase), call.name) for call in calls for phrase in call.phrases))

    def name(self, slots: Sequence[Slot]) -> str:
        """Return the automatic call that this is, "" for a person's.

        A client's own prompt is the first or the last text of its request; nothing between is looked at.
        """
        for slot in {slot.path: slot for slot in (*slots[:2], *slots[-1:])}.values() if self.openings else ():
            head = fold_text(slot.text[:HEAD])
            for opening, name in self.openings:
                if head.startswith(opening) or f" {opening}" in head:
                    return name
        return ""
