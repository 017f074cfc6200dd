"""The DPO's questions, answered from counts: pure functions, no store.

Groups of fewer than SMALL agents are masked: a figure about four persons is about persons (CNIL deliberation 2021-122:
the register measures no one's work). Single exchanges are another matter: they are searched, and each search recorded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from gateway.audit.count import Seen, Spent, Tally
from gateway.audit.report import SMALL

OTHERS = "autres services"
KEYLESS = "sans clé"
SENT = frozenset({"autorisee", "pseudonymisee", "reroutee"})
CLOCK = timedelta(hours=72)
"""GDPR, article 33(1): a breach is notified within 72 hours of becoming aware of it, where it must be."""
GAP = timedelta(hours=1)
"""Alike within an hour of each other, sightings are one incident."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Declared:
    """A model of the census in force. sovereignty: local, hds, souverain or externe."""

    provider: str
    model: str
    country: str
    region: str
    sovereignty: str
    processor: str = ""
    contract: str = ""
    retention: str = ""
    transfer: str = ""
    use: str = ""


@dataclass(frozen=True, slots=True)
class Solution:
    """An AI solution, declared or seen. agents: None for fewer than SMALL. state: what census and traffic say."""

    provider: str
    model: str
    state: str
    declared: Declared | None
    exchanges: int
    agents: int | None
    services: int


def census(counted: Iterable[Tally], declared: Sequence[Declared]) -> list[Solution]:
    """Return every solution that is declared or to which something was sent, the undeclared first."""
    known = {(each.provider, each.model): each for each in declared}
    groups = _grouped((each for each in counted if each.decision in SENT), lambda each: (each.provider, each.model))
    states = {(True, True): "déclarée et utilisée", (True, False): "déclarée, sans trafic"}
    made = []
    for pair in known.keys() | groups.keys():
        group = groups.get(pair, Group())
        state = states.get((pair in known, pair in groups), "UTILISÉE, NON DÉCLARÉE")
        made.append(Solution(*pair, state, known.get(pair), group.exchanges, _shown(group), len(group.services)))
    return sorted(made, key=lambda each: (each.declared is not None, -each.exchanges, each.provider, each.model))


def sent(counted: Iterable[Tally]) -> int:
    """Return how many exchanges went to a provider."""
    return sum(each.times for each in counted if each.decision in SENT)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, by group. agents: how many stand behind it."""

    name: str
    part: int
    whole: int
    agents: int

    @property
    def percent(self) -> float | None:
        """The part in percent; None of nothing."""
        return round(100 * self.part / self.whole, 1) if self.whole else None


def declared_use(counted: Iterable[Tally]) -> list[Share]:
    """Return how many exchanges had a declared use, of each service and in all, small services together."""
    return _shares(counted, lambda each: bool(each.usage))


def sovereign_share(counted: Iterable[Tally]) -> list[Share]:
    """Return how much of what was sent went to a sovereign provider, by month and in all.

    What counts is what the census said of the provider when the request left, which its record holds.
    """
    sent = [each for each in counted if each.decision in SENT]
    months = _grouped(sent, lambda each: each.month, lambda each: bool(each.sovereign))
    shares = [Share(month, group.part, group.exchanges, len(group.agents)) for month, group in sorted(months.items())]
    return [*shares, Share("ensemble", sum(s.part for s in shares), sum(s.whole for s in shares), 0)]


@dataclass(frozen=True, slots=True)
class Carbon:
    """The footprint of a service in a month, as a range in grams of CO2 equivalent and in watt-hours."""

    month: str
    service: str
    exchanges: int
    measured: int
    tokens: int
    gco2e: tuple[float, float]
    wh: tuple[float, float]


def carbon(expenses: Iterable[Spent], counted: Iterable[Tally]) -> list[Carbon]:
    """Return the footprint by month and service, services that are small in that month together or left out."""
    agents: dict[tuple[str, str], set[str]] = defaultdict(set)
    for tally in counted:
        agents[tally.month, tally.service or KEYLESS].add(tally.caller)
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * 7)
    behind: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in expenses:
        place = (each.month, each.service or KEYLESS)
        shown = place if len(agents[place]) >= SMALL else (each.month, OTHERS)
        behind[shown] |= agents[place]
        parts = (each.exchanges, each.measured, each.input_tokens + each.output_tokens)
        ranges = (each.gco2e_min, each.gco2e_max, each.wh_min, each.wh_max)
        sums[shown] = [a + b for a, b in zip(sums[shown], (*parts, *ranges), strict=True)]
    return [
        Carbon(*place, int(s[0]), int(s[1]), int(s[2]), (s[3], s[4]), (s[5], s[6]))
        for place, s in sorted(sums.items())
        if len(behind[place]) >= SMALL
    ]


@dataclass(frozen=True, slots=True)
class Incident:
    """What may be a breach of personal data. deadline: 72 hours after it was first seen (GDPR, article 33)."""

    what: str
    label: str
    first: datetime
    last: datetime
    count: int
    services: tuple[str, ...]
    exchanges: tuple[str, ...]
    deadline: datetime | None

    def left(self, now: datetime) -> str:
        """How much of the 72 hours is left, in French; "" where no clock runs."""
        if self.deadline is None:
            return ""
        hours = (self.deadline - now) / timedelta(hours=1)
        return f"{hours:.0f} h restantes" if hours >= 0 else f"dépassée de {-hours:.0f} h"


INCIDENTS: Mapping[str, tuple[str, bool]] = {
    "reste_detecte": ("Une donnée restait dans ce qui allait partir : envoi arrêté", False),
    "unrestored": ("Un remplacement n'a pas pu être remis dans la réponse", False),
    "detecteur_indisponible": ("Détection en panne : demandes refusées", False),
    "registre_indisponible": ("Registre indisponible : demandes refusées", False),
    "politique_indisponible": ("Politique inapplicable : demandes refusées", False),
    "chaine_rompue": ("Le registre a été altéré", True),
    "fuite_declaree": ("Fuite constatée et déclarée par le DPO", True),
}
"""By what was seen: its name, and whether the 72 hours run.

They run where personal data may be disclosed, altered or lost; where sending was stopped nothing has happened to data,
and a stand-in left in an answer discloses nothing. The DPO judges: ``passerelle incident`` starts a clock by hand.
"""

SHOWN_IDS = 5


def incidents(seen: Iterable[Seen]) -> list[Incident]:
    """Return the incidents, sightings of one sort within an hour of each other put together, youngest first."""
    runs: list[list[Seen]] = []
    open_runs: dict[str, list[Seen]] = {}
    for each in sorted(seen, key=lambda each: each.at):
        if each.what not in INCIDENTS:
            continue
        run = open_runs.get(each.what)
        if run is None or _moment(each.at) - _moment(run[-1].at) > GAP:
            run = open_runs[each.what] = []
            runs.append(run)
        run.append(each)
    return sorted(map(_incident, runs), key=lambda each: each.first, reverse=True)


def _incident(run: Sequence[Seen]) -> Incident:
    label, clock = INCIDENTS[run[0].what]
    first, last = _moment(run[0].at), _moment(run[-1].at)
    services = tuple(sorted({each.service for each in run} - {""}))
    ids = tuple(each.exchange for each in run if each.exchange)[:SHOWN_IDS]
    deadline = first + CLOCK if clock else None
    return Incident(run[0].what, label, first, last, sum(each.count for each in run), services, ids, deadline)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@dataclass(slots=True)
class Group:
    """Exchanges put together. part: how many of them have what was asked."""

    exchanges: int = 0
    part: int = 0
    agents: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    decisions: Counter[str] = field(default_factory=Counter)

    def add(self, each: Tally, *, part: bool) -> None:
        """Count exchanges that are alike."""
        self.exchanges += each.times
        self.part += each.times if part else 0
        self.agents.add(each.caller)
        self.services.add(each.service)
        self.decisions[each.decision] += each.times


def _grouped(
    counted: Iterable[Tally], by: Callable[[Tally], Key], part: Callable[[Tally], bool] = lambda _: False
) -> dict[Key, Group]:
    groups: dict[Key, Group] = defaultdict(Group)
    for each in counted:
        groups[by(each)].add(each, part=part(each))
    return dict(groups)


def _shares(counted: Iterable[Tally], part: Callable[[Tally], bool]) -> list[Share]:
    known = [each for each in counted if each.caller]
    agents: dict[str, set[str]] = defaultdict(set)
    for each in known:
        agents[each.service].add(each.caller)
    groups = _grouped(known, lambda each: each.service if len(agents[each.service]) >= SMALL else OTHERS, part)
    shown = {name: group for name, group in groups.items() if len(group.agents) >= SMALL}
    rows = [Share(name, group.part, group.exchanges, len(group.agents)) for name, group in sorted(shown.items())]
    return [*rows, Share("ensemble", *_whole(shown.values()))]  # of what is shown: no subtraction tells of the rest


def _whole(groups: Iterable[Group]) -> tuple[int, int, int]:
    groups = list(groups)
    agents = set[str]().union(*(group.agents for group in groups))
    return sum(group.part for group in groups), sum(group.exchanges for group in groups), len(agents)


def _shown(group: Group) -> int | None:
    return len(group.agents) if len(group.agents) >= SMALL or not group.agents else None
