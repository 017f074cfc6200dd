"""What a request may spend: the policy's quotas, the meter's counters and the method's footprint, put together.

What a request will spend is not known before it is answered. So a part is set aside, at least as much as it asks for,
and corrected at its end; where the provider does not say what was spent, the part that was set aside stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.domain import Caller, Exchange, Json, Outcome
from gateway.errors import QuotaReached
from gateway.footprint import footprint
from gateway.meter import Charge, Counter, Meter
from gateway.policy import Model, Policy, Provider
from gateway.policy.quotas import AGENT, AUTOMATIC, Measure, Quota
from gateway.policy.refusal import MAX_LENGTH

BYTES_PER_TOKEN = 3  # French takes more: what is set aside is rather too much than too little
_BOUNDS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
_WORDS = {Measure.REQUESTS: "demandes", Measure.TOKENS: "jetons", Measure.CARBON: "grammes de CO2"}
_WHOSE = {"cle": "pour votre clé", "service": "pour votre service", "tous": "pour la collectivité"}
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = tuple(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)  # no locale needed


@dataclass(frozen=True, slots=True)
class Ticket:
    """What was set aside for one request."""

    charges: tuple[Charge, ...]
    provider: Provider
    model: Model


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a quota is used. ``used`` and ``limit`` in the units of the file; it frees at ``frees``."""

    quota: str
    measure: str
    calls: str
    used: float
    limit: float
    frees: datetime


class Allowance:
    """Sets aside before a request is sent, and corrects at its end."""

    def __init__(self, meter: Meter | None) -> None:
        self._meter = meter

    async def claim(
        self,
        policy: Policy,
        exchange: Exchange,
        call: str,
        payload: Mapping[str, Json],
        size: int,
        to: tuple[Provider, Model],
    ) -> Ticket | None:
        """Set aside what a request of ``size`` bytes may spend, None where no quota applies.

        call: the automatic call that it is, "" for a person's. Raises QuotaReached, or RegisterDown.
        """
        if self._meter is None or exchange.caller is None or not policy.quotas.quotas:
            return None
        pairs = list(_charges(policy, exchange.caller, exchange.at, call, _asked(policy, payload, size, *to)))
        full = await self._meter.claim([charge for _, charge in pairs])
        if full is not None:
            quota = next(quota for quota, charge in pairs if charge.counter == full.counter)
            raise _reached(policy, quota, exchange.at, automatic=bool(call))
        return Ticket(tuple(charge for _, charge in pairs), *to)

    async def correct(self, ticket: Ticket, outcome: Outcome | None) -> None:
        """Replace what was set aside by what was spent; all of it comes back where nothing was sent (None)."""
        spent = _spent(ticket, outcome)
        moves = (
            Charge(charge.counter, spent[Measure(charge.counter[1])] - charge.amount, charge.limit)
            for charge in ticket.charges
            if Measure(charge.counter[1]) in spent
        )
        if self._meter is not None:
            await self._meter.correct(list(moves))

    async def standing(self, policy: Policy, caller: Caller, now: datetime) -> list[Standing]:
        """Return how much of each of their quotas a caller has used. Raises RegisterDown."""
        rows = [
            (quota, calls, _counter(policy, quota, caller, now, calls))
            for quota in policy.quotas.applying(caller)
            for calls in (AGENT, AUTOMATIC)
        ]
        used = await self._meter.spent(counter for _, _, counter in rows) if self._meter and rows else {}
        return [
            Standing(
                quota.id,
                quota.measure.value,
                calls,
                used[counter] / quota.measure.scale,
                quota.ceiling(calls) / quota.measure.scale,
                policy.quotas.frees(quota, now),
            )
            for quota, calls, counter in rows
        ]

    def close(self) -> None:
        """Count what waits."""
        if self._meter is not None:
            self._meter.close()


def _charges(
    policy: Policy, caller: Caller, now: datetime, call: str, asked: Mapping[Measure, int]
) -> Iterator[tuple[Quota, Charge]]:
    calls = AUTOMATIC if call else AGENT
    for quota in policy.quotas.applying(caller):
        counter = _counter(policy, quota, caller, now, calls)
        yield quota, Charge(counter, asked[quota.measure], quota.ceiling(calls))


def _counter(policy: Policy, quota: Quota, caller: Caller, now: datetime, calls: str) -> Counter:
    period = quota.period.name_of(policy.quotas.today(now))
    return quota.id, quota.measure.value, quota.subject(caller), period, calls


def _asked(
    policy: Policy, payload: Mapping[str, Json], size: int, provider: Provider, model: Model
) -> dict[Measure, int]:
    bounds = [value for key in _BOUNDS if isinstance(value := payload.get(key), int) and not isinstance(value, bool)]
    out = max(0, min(bounds)) if bounds else policy.quotas.reserve
    return {
        Measure.REQUESTS: 1,
        Measure.TOKENS: math.ceil(size / BYTES_PER_TOKEN) + out,
        Measure.CARBON: _micrograms(provider, model, out, None),
    }


def _spent(ticket: Ticket, outcome: Outcome | None) -> dict[Measure, int]:
    """Return what was spent, of the measures that are known; the others keep what was set aside."""
    if outcome is None:
        return dict.fromkeys(Measure, 0)
    used = outcome.usage
    if outcome.upstream_status != 200 and used.output_tokens is None:
        return {Measure.TOKENS: 0, Measure.CARBON: 0}  # the provider did not answer: it generated nothing
    known: dict[Measure, int] = {}
    if used.output_tokens is not None:
        seconds = outcome.upstream_ms / 1000 if outcome.upstream_ms else None
        known[Measure.CARBON] = _micrograms(ticket.provider, ticket.model, used.output_tokens, seconds)
        if used.input_tokens is not None:
            known[Measure.TOKENS] = used.input_tokens + used.output_tokens
    return known


def _micrograms(provider: Provider, model: Model, tokens: int, seconds: float | None) -> int:
    """Return the upper end of the range, so that a ceiling is kept also if the method is too kind."""
    like = provider.likeness(model)
    found = footprint(like.provider, like.model, max(0, tokens), seconds, zone=like.zone)
    return 0 if found is None else math.ceil(found.gco2e_max * Measure.CARBON.scale)


def _reached(policy: Policy, quota: Quota, now: datetime, *, automatic: bool) -> QuotaReached:
    frees = policy.quotas.frees(quota, now)
    limit = quota.ceiling(AUTOMATIC if automatic else AGENT) / quota.measure.scale
    kind = " automatiques" if automatic and quota.measure is Measure.REQUESTS else ""
    told = f"{_number(limit)} {_WORDS[quota.measure]}{kind} par {quota.period.value} {_WHOSE[quota.holder.value]}"
    contact = policy.contact
    parts = [
        f"Plafond atteint, rien n'a été transmis : {told} (quota {quota.id}).",
        f"Il se libère le {_in_french(frees)}.",
        quota.message,
        f"Une question ? {contact.name}, {contact.email}.",
    ]
    while len(" ".join(parts)) > MAX_LENGTH:
        parts.pop()  # what the agent must know comes first
    headers = {
        "retry-after": str(policy.quotas.seconds_left(quota, now)),
        "x-passerelle-quota": quota.id,
        "x-passerelle-quota-frees": frees.isoformat(),
    }
    return QuotaReached(" ".join(part for part in parts if part), quota=quota.id, headers=headers)


def _number(value: float) -> str:
    """Return 5000000 as ``5 000 000`` and half a gram as ``0,5``."""
    whole, _, rest = f"{value:,.3f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", "\u202f") + (f",{rest}" if rest else "")


def _in_french(moment: datetime) -> str:
    day = "1er" if moment.day == 1 else str(moment.day)
    return f"{_DAYS[moment.weekday()]} {day} {_MONTHS[moment.month - 1]} {moment.year} à {moment:%H h %M}"
