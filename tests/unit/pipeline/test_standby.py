"""Where a provider does not answer another stands in, of the same class only, and the record names it beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import UpstreamError, UpstreamRefused, UpstreamTimeout, UpstreamUnreachable
from gateway.policy import Policy, check, load_policy
from gateway.upstream import Answer
from tests.support.policies import KINDS as FEW
from tests.support.policies import PROVIDERS, write_policy
from tests.unit.pipeline.test_pipeline import POLICY, Bench, Provider, answer, body_of, chat


class Failing(Provider):
    """Providers of which some fail."""

    def __init__(self, log: list[str], failures: Mapping[str, Exception]) -> None:
        super().__init__(log, answer("Bonjour [PERSONNE_1]"))
        self.failures = failures

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, *, method: str = "POST") -> Answer:
        answered = await super().send(url, headers, body)
        for part, error in self.failures.items():
            if part in url:
                raise error
        return answered


def house(*, sovereign: bool = False) -> Policy:
    """demo-gpt with a standby at another local provider, or at one outside the walls."""
    first = POLICY.providers[0]
    one = first.models[0].model_copy(update={"standby": ("autre-gpt",)})
    other = first.models[0].model_copy(update={"id": "autre-gpt", "upstream_id": "gpt-secours"})
    more: dict[str, Any] = {"name": "autre", "base_url": "http://127.0.0.1:8601", "models": (other,)}
    more |= {"local": False, "sovereign": True} if sovereign else {}
    providers = (first.model_copy(update={"models": (one,)}), first.model_copy(update=more))
    return replace(POLICY, providers=providers)


def bench_of(policy: Policy, **failures: Exception) -> Bench:
    bench = Bench()
    bench.policy = lambda: policy
    bench.provider = Failing(bench.log, {port.removeprefix("p"): error for port, error in failures.items()})
    return bench


@pytest.mark.parametrize(
    "error", [UpstreamUnreachable(), *(UpstreamRefused(upstream_status=code) for code in (401, 403, 429, 500, 503))]
)
def test_another_of_the_class_answers(error: UpstreamError) -> None:
    """The standby gets the same stand-ins under its own model's name; the client and the register are told."""
    bench = bench_of(house(), p8600=error)
    reply = bench.ask(chat("Benali"))
    assert body_of(reply)["choices"][0]["message"]["content"] == "Bonjour Benali"
    assert reply.headers["x-passerelle-provider"] == "autre"
    assert bench.sent["model"] == "gpt-secours"
    assert bench.sent["messages"][0]["content"] == "[PERSONNE_1]"
    assert bench.log == ["decided", "sent", "sent", "ended"]
    decided, ended = (said for _, said in bench.book.kept)
    assert decided["facts"]["standby"] == ["autre"]
    assert (decided["exchange"].provider, ended["exchange"].provider) == ("demo-openai", "autre")


@pytest.mark.parametrize(
    "error", [UpstreamTimeout(), *(UpstreamRefused(upstream_status=code) for code in (400, 404, 422))]
)
def test_what_another_would_refuse_too_is_not_sent_again(error: UpstreamError) -> None:
    """A request that was refused for what it is, or that may have been answered, goes nowhere else."""
    bench = bench_of(house(), p8600=error)
    bench.ask(chat("Benali"))
    assert bench.log == ["decided", "sent", "ended"]


def test_nothing_leaves_its_class() -> None:
    """A standby of another class of sovereignty is never asked, also if a policy should name it."""
    bench = bench_of(house(sovereign=True), p8600=UpstreamUnreachable())
    assert bench.ask(chat("Benali")).status == 502
    assert bench.log == ["decided", "sent", "ended"]
    assert bench.book.kept[0][1]["facts"]["standby"] == []


def test_when_all_fail_the_last_failure_is_told() -> None:
    """Without any provider left the client reads why the last one failed."""
    bench = bench_of(house(), p8600=UpstreamUnreachable(), p8601=UpstreamTimeout())
    reply = bench.ask(chat("Benali"))
    assert reply.status == 504
    assert bench.book.kept[-1][1]["exchange"].provider == "autre"


@pytest.mark.parametrize(
    ("standby", "told"),
    [
        ("petit", "petit est de classe local, gpt-x de classe externe"),
        ("gpt-z", "modèle inconnu « gpt-z »"),
        ("claude", "ne parle pas la même forme"),
        ("gpt-y", ""),
    ],
)
def test_a_standby_is_checked_before_it_is_in_force(tmp_path: Path, standby: str, told: str) -> None:
    """A standby that is unknown, of another class or of another dialect is a fault of providers.yaml."""
    more = """\
  - {nom: ailleurs, forme: openai, adresse: https://b.example, pays: Irlande, souverain: non, modeles: [{nom: gpt-y, avantages: a, limites: b}]}
  - {nom: tiers, forme: anthropic, adresse: https://c.example, pays: Irlande, souverain: non, modeles: [{nom: claude, avantages: a, limites: b}]}
"""
    providers = PROVIDERS.replace("{nom: gpt-x,", f"{{nom: gpt-x, secours: [{standby}],", 1) + more
    faults = [str(fault) for fault in check(write_policy(tmp_path, providers=providers), FEW)]
    assert any(told in fault and "secours[1]" in fault for fault in faults) if told else faults == []
    if not told:
        policy = load_policy(tmp_path, FEW)
        found = policy.provider_of("gpt-x")
        assert found is not None
        assert [provider.name for provider, _ in policy.standby(*found)] == ["ailleurs"]
