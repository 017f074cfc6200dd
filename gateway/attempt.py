"""What is known of a request on its way, and the replies that are made of it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gateway.allowance import Ticket
from gateway.audit.carbon import Kin
from gateway.dialects import Dialect
from gateway.dialects.strict import dump
from gateway.domain import Action, Exchange, Json, Verdict
from gateway.errors import Blocked, PasserelleError
from gateway.outgoing import Outgoing
from gateway.policy import Model, Provider, flagged

DECISIONS = {Action.ALLOW: "autorisee", Action.PSEUDONYMISE: "pseudonymisee", Action.REROUTE: "reroutee"}


@dataclass(slots=True)
class Reply:
    """What the client gets: a whole body, or the pieces of a stream."""

    status: int
    headers: dict[str, str]
    body: bytes | AsyncIterator[bytes] = field(repr=False)


@dataclass(slots=True)
class Attempt:
    """What is known of a request so far, so that a failure at any step is recorded with it."""

    exchange: Exchange
    dialect: Dialect
    started: float = field(default_factory=time.perf_counter)
    provider: Provider | None = None
    model: Model | None = None
    verdict: Verdict | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    facts: dict[str, Json] = field(default_factory=dict)
    seen: bool = False
    decided: bool = False
    ticket: Ticket | None = None
    routes: Sequence[tuple[Provider, Model]] = ()

    @property
    def ms(self) -> float:
        """Milliseconds since arrival."""
        return (time.perf_counter() - self.started) * 1000

    @property
    def service(self) -> str:
        """The service that asks, "" before it is known."""
        return self.exchange.caller.service if self.exchange.caller else ""

    def goes_to(self, provider: Provider, model: Model) -> None:
        """Note the provider and the model that the request is meant for."""
        self.provider, self.model = provider, model
        self.exchange = replace(self.exchange, provider=provider.name)
        self.facts |= {"region": _code(provider.region or provider.country), "sovereign": provider.sovereign}

    def moves(self, provider: Provider, model: Model) -> None:
        """Note that a standby is asked instead."""
        self.goes_to(provider, model)
        self.ticket = replace(self.ticket, provider=provider, model=model) if self.ticket else None

    def kin(self, served: str) -> list[Kin]:
        """Return by which models the footprint is reckoned: the one that the census declares comparable, and no other.

        Without one, the model that the provider says it ``served``, else the one that was asked for.
        """
        if self.provider is None or self.model is None:
            return []
        like = self.provider.likeness(self.model)
        named = [Kin(self.provider.form, served)] if served and self.model.likeness is None else []
        return [*named, Kin(like.provider, like.model, like.zone)]


def told(attempt: Attempt, outgoing: Outgoing) -> dict[str, str]:
    """Return what the answer's headers tell the client of what happened."""
    assert attempt.verdict is not None
    counts = ", ".join(f"{kind}={count}" for kind, count in sorted(outgoing.counts.items()))
    said = {**headers_of(attempt.exchange.id), "x-passerelle-decision": DECISIONS[attempt.verdict.action]}
    said |= flagged(attempt.verdict)
    if attempt.verdict.action is Action.REROUTE or attempt.provider is not attempt.routes[0][0]:
        said["x-passerelle-provider"] = attempt.exchange.provider
    return said | ({"x-passerelle-standins": counts} if counts else {})


def decision(attempt: Attempt, error: PasserelleError) -> str:
    """Return the word for how a failed request was decided."""
    if attempt.decided and attempt.verdict is not None:
        return DECISIONS[attempt.verdict.action]
    return "bloquee" if isinstance(error, Blocked) else "refusee"


def as_message(attempt: Attempt, error: Blocked, headers: dict[str, str]) -> Reply:
    """Return a refusal as an assistant's message, for clients that hide errors."""
    said = (error.message, attempt.exchange.model, attempt.exchange.id)
    if attempt.exchange.streamed:
        stream = {**headers, "content-type": "text/event-stream; charset=utf-8"}
        return Reply(200, stream, attempt.dialect.refusal_stream(*said))
    return as_json(200, attempt.dialect.refusal(*said), headers)


def headers_of(exchange: str) -> dict[str, str]:
    """Return the headers that every reply has."""
    return {"x-passerelle-exchange": exchange, "cache-control": "no-store"}


def as_json(status: int, body: Json, headers: Mapping[str, str]) -> Reply:
    """Return a whole JSON body."""
    return Reply(status, {**headers, "content-type": "application/json"}, dump(body))


def _code(text: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "._:/+#-") else "_" for c in text).strip("_")[:64]
