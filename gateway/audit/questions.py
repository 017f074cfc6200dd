"""The DPO's questions, answered from counts: pure functions, no store.

Groups of fewer than SMALL agents are masked: a figure about four persons is about persons (CNIL deliberation 2021-122:
the register measures no one's work). Single exchanges are another matter: they are searched, and each search recorded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from gateway.audit.count import Spent, Tally
from gateway.audit.sums import SENT
from gateway.audit.tally import NO_KEY, OTHERS, SMALL

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
        agents[tally.month, tally.service or NO_KEY].add(tally.caller)
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * 7)
    behind: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in expenses:
        place = (each.month, each.service or NO_KEY)
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
