"""A policy in force: everything the DSI decides, checked, immutable, without any IO."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from gateway.domain import Action, Exchange, Finding, Kind, Slot
from gateway.errors import Fault, PolicyError
from gateway.policy.charter import Contact, Limits
from gateway.policy.patterns import Pattern
from gateway.policy.providers import Model, Provider, Sovereignty, checked_url
from gateway.policy.purposes import PurposeIndex
from gateway.policy.quotas import CallIndex, Quotas
from gateway.policy.terms import Match, Term, TermIndex
from gateway.policy.themes import ThemeIndex
from gateway.policy.uses import Use, judge_use

BLOCKED_TERM = "BLOCKED_TERM"
UNDECLARED = "non_reconnu"
# What an allowlist can never let through, whatever the DSI writes in it.
NEVER_SPARED = frozenset({"identifiants_nationaux", "secrets", "moyens_paiement", "liste_interdite"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its categories resolved to kinds. An empty set of services or providers means all.

    profile: the profile that it belongs to, "" for charte.yaml; a service follows the rules of one profile only.
    """

    id: str
    kinds: frozenset[str]
    action: Action
    services: frozenset[str] = frozenset()
    providers: frozenset[Sovereignty] = frozenset()
    threshold: float = 0.0
    about_person: bool | None = None
    message: str = ""
    article: str = ""
    legal_basis: str = ""
    profile: str = ""

    def applies(self, finding: Finding, service: str, provider: Sovereignty) -> bool:
        """Tell whether every condition of the rule holds."""
        return (
            finding.kind in self.kinds
            and finding.score >= self.threshold
            and (not self.services or service in self.services)
            and (not self.providers or provider in self.providers)
            and (self.about_person is None or self.about_person == finding.about_person)
        )


@dataclass(frozen=True, slots=True)
class Lists:
    """What blocks, what is never masked, and the patterns of the house."""

    blocked: TermIndex = field(default_factory=lambda: TermIndex(()), repr=False)
    allowed: TermIndex = field(default_factory=lambda: TermIndex(()), repr=False)
    allow: tuple[Term, ...] = ()
    patterns: tuple[Pattern, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Profiles:
    """Which profile a service follows, which profiles only observe, and which have answers inspected."""

    by_service: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = ""
    observing: frozenset[str] = frozenset()
    inspecting: frozenset[str] = frozenset()

    def of(self, service: str) -> str:
        """Return the profile of ``service``, "" for charte.yaml."""
        return self.by_service.get(service, self.otherwise)


@dataclass(frozen=True, slots=True)
class Policy:
    """``digest`` is the SHA-256 of all the files it was made of; ``version`` is what the DSI wrote in charte.yaml."""

    version: str
    digest: str
    contact: Contact
    kinds: Mapping[str, Kind] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
    providers: tuple[Provider, ...] = field(repr=False)
    lists: Lists = field(default_factory=Lists, repr=False)
    settings: Limits = field(default_factory=Limits)
    profiles: Profiles = field(default_factory=Profiles)
    reroute_to: tuple[str, ...] = ()
    reads_pictures: bool = False
    uses: Mapping[str, Use] | None = field(default=None, repr=False)
    decisions: PurposeIndex | None = field(default=None, repr=False)
    themes: ThemeIndex | None = field(default=None, repr=False)
    quotas: Quotas = field(default_factory=Quotas)
    calls: CallIndex = field(default_factory=CallIndex, repr=False)

    def rules_for(self, service: str) -> tuple[Rule, ...]:
        """Return the rules that ``service`` follows: its profile's, or the charter's."""
        profile = self.profiles.of(service)
        return tuple(rule for rule in self.rules if rule.profile == profile)

    def observes(self, service: str) -> bool:
        """Tell whether what ``service`` sends is only observed."""
        return self.profiles.of(service) in self.profiles.observing

    def inspects(self, service: str) -> bool:
        """Tell whether answers to ``service`` are searched for what the model adds of its own."""
        return self.profiles.of(service) in self.profiles.inspecting

    @property
    def allow(self) -> frozenset[str]:
        """The terms of the allowlist as the DSI wrote them."""
        return frozenset(term.text for term in self.lists.allow)

    def provider_of(self, model: str) -> tuple[Provider, Model] | None:
        """Return the provider and the model that agents call ``model``; None when it is not declared."""
        pairs = ((provider, entry) for provider in self.providers for entry in provider.models)
        return next((pair for pair in pairs if pair[1].id == model), None)

    def standby(self, provider: Provider, model: Model) -> list[tuple[Provider, Model]]:
        """Return who stands in where ``provider`` does not answer: others of its class that speak its dialect."""
        found = (self.provider_of(name) for name in model.standby)
        return [pair for pair in found if pair is not None and _same_class(pair[0], provider)]

    def declare(self, exchange: Exchange) -> Exchange:
        """Return the exchange under the use that it declares itself, else its key's.

        A use that the register of uses does not have becomes UNDECLARED: a client's own text is not written down.
        """
        if exchange.caller is None or not exchange.declared:
            return exchange
        known = self.uses is not None and exchange.declared in self.uses
        caller = replace(exchange.caller, usage=exchange.declared if known else UNDECLARED)
        return replace(exchange, caller=caller)

    def call(self, slots: Sequence[Slot], endpoint: str) -> str:
        """Return the register's word for a client's automatic call (``auxiliaire:titre``), "" for a person's."""
        name = "comptage" if endpoint.endswith("/count_tokens") else self.calls.name(slots)
        return f"auxiliaire:{name}" if name else ""

    def findings(self, slots: Sequence[Slot], detected: Sequence[Finding]) -> list[Finding]:
        """Return all there is to judge: what detection saw and the allowlist does not spare, listed terms, purposes."""
        kept = self.spare(slots, detected)
        return [*kept, *self.terms(slots), *self.themed(slots, kept), *self.purposes(slots, detected)]

    def themed(self, slots: Sequence[Slot], detected: Sequence[Finding]) -> list[Finding]:
        """Return a finding for each finer theme of ``slots``."""
        if self.themes is None:
            return []
        return [found for slot in slots for found in self.themes.search(slot, detected)]

    def purposes(self, slots: Sequence[Slot], detected: Sequence[Finding]) -> list[Finding]:
        """Return a finding for each decision about persons that ``slots`` ask for."""
        if self.decisions is None:
            return []
        return [found for slot in slots for found in self.decisions.search(slot, detected)]

    def use(self, declared: str | None, *, service: str, model: str, today: date) -> list[Finding]:
        """Return what is wrong with the declared use, as a finding on the whole request; nothing without a register."""
        if self.uses is None:
            return []
        found = judge_use(self.uses, declared, service=service, model=model, today=today)
        return [] if found is None else [found]

    def terms(self, slots: Sequence[Slot]) -> list[Finding]:
        """Return a finding for each listed term or pattern; its source is the list and the line, never the term."""
        return list(chain.from_iterable(self._listed(slot) for slot in slots))

    def spare(self, slots: Sequence[Slot], findings: Sequence[Finding]) -> list[Finding]:
        """Return ``findings`` without those that a term of the allowlist covers whole."""
        if not len(self.lists.allowed):
            return list(findings)
        allowed = {slot.path: self.lists.allowed.search(slot.text) for slot in slots}
        return [finding for finding in findings if not self._spared(finding, allowed.get(finding.path, []))]

    def with_upstreams(self, urls: Mapping[str, str]) -> Policy:
        """Return this policy with other base URLs, by provider name. Raises PolicyError: unknown name, bad URL."""
        faults = [fault for name, url in urls.items() for fault in self._upstream_faults(name, url)]
        if faults:
            raise PolicyError(faults=faults)
        changed = (
            provider.model_copy(update={"base_url": checked_url(urls[provider.name])})
            if provider.name in urls
            else provider
            for provider in self.providers
        )
        return replace(self, providers=tuple(changed))

    def _listed(self, slot: Slot) -> list[Finding]:
        matches = self.lists.blocked.search(slot.text)
        found = [Finding(slot.path, m.start, m.end, m.kind, 1.0, m.source) for m in matches]
        for pattern in self.lists.patterns:
            places = pattern.search(slot.text)
            found.extend(Finding(slot.path, start, end, pattern.kind, 1.0, pattern.source) for start, end in places)
        return found

    def _spared(self, finding: Finding, allowed: Sequence[Match]) -> bool:
        kind = self.kinds.get(finding.kind)
        if kind is None or kind.category in NEVER_SPARED:
            return False
        return any(match.start <= finding.start and finding.end <= match.end for match in allowed)

    def _upstream_faults(self, name: str, url: str) -> list[Fault]:
        if name not in {provider.name for provider in self.providers}:
            return [Fault("--upstream", name, "fournisseur inconnu de providers.yaml")]
        try:
            checked_url(url)
        except ValueError as error:
            return [Fault("--upstream", name, str(error))]
        return []


def _same_class(one: Provider, other: Provider) -> bool:
    return one.sovereignty is other.sovereignty and one.form == other.form and one != other
