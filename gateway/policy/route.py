"""Where a request goes: to the provider asked for, to one that may have it, or nowhere. Pure, like ``decide``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gateway.domain import Action, Finding, Hit, Verdict
from gateway.policy.decide import decide
from gateway.policy.policy import Policy
from gateway.policy.providers import Model, Provider


@dataclass(frozen=True, slots=True)
class Route:
    """The verdict and where it sends the request. A verdict of REROUTE is one that found its other model."""

    verdict: Verdict
    provider: Provider
    model: Model


def route(policy: Policy, findings: Sequence[Finding], *, service: str, provider: Provider, model: Model) -> Route:
    """Decide, and follow ``rerouter`` to the first model of ``reroutage`` whose provider may have the request.

    A model fits when it speaks the same dialect and its own verdict neither blocks nor reroutes again. Without one the
    request is blocked: what must not leave the house never falls back on the provider asked for.
    """
    first = decide(policy, findings, service=service, provider=provider)
    if first.action is not Action.REROUTE:
        return Route(first, provider, model)
    for other, target in _targets(policy, provider):
        second = decide(policy, findings, service=service, provider=other)
        if second.action < Action.REROUTE:
            return Route(replace(second, action=Action.REROUTE, hits=_joined(first, second)), other, target)
    return Route(_blocked(first), provider, model)


def _targets(policy: Policy, asked: Provider) -> Iterator[tuple[Provider, Model]]:
    for name in policy.reroute_to:
        found = policy.provider_of(name)
        if found is not None and found[0].form == asked.form and found[0] != asked:
            yield found


def _joined(first: Verdict, second: Verdict) -> tuple[Hit, ...]:
    """Return why the request was rerouted, then what was done with it there."""
    why = tuple(hit for hit in first.hits if hit.action is Action.REROUTE)
    return (*why, *(hit for hit in second.hits if hit not in why))


def _blocked(verdict: Verdict) -> Verdict:
    hits = tuple(replace(hit, action=Action.BLOCK) if hit.action is Action.REROUTE else hit for hit in verdict.hits)
    return replace(verdict, action=Action.BLOCK, hits=hits, replace=())
