"""Quotas on the path of a request, with the real meter: what is set aside, corrected, refused, and to whom it counts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.allowance import Allowance, _reached
from gateway.attempt import Reply
from gateway.domain import Caller, Exchange, Outcome, Usage
from gateway.errors import QuotaReached, UpstreamTimeout
from gateway.footprint import footprint
from gateway.meter import Meter
from gateway.pipeline import Pipeline
from gateway.policy import Policy
from gateway.policy.providers import Likeness
from gateway.policy.quotas import CallIndex, Quotas
from gateway.store import data_url
from tests.unit.pipeline.test_pipeline import KINDS, POLICY, Bench, body_of, chat

WHO = Caller("key", "ag_0123456789abcdef", "ccas")
TITLE = "### Task:\nGenerate a concise, 3-5 word title with an emoji."


def answered(text: str = "ok", tokens: tuple[int, int] | None = None) -> bytes:
    usage = {"usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}} if tokens else {}
    choice = {"message": {"role": "assistant", "content": text}}
    return json.dumps({"model": "m", "choices": [choice], **usage}).encode()


def under(*rows: Mapping[str, Any], base: Policy = POLICY) -> Policy:
    calls = [{"nom": "titre", "debuts": ["Generate a concise, 3-5 word title"]}]
    quotas = Quotas.model_validate({"quotas": list(rows), "appels_automatiques": calls})
    return replace(base, quotas=quotas, calls=CallIndex.of(quotas.automatic))


def quota(limit: float, measure: str = "demandes", **more: Any) -> dict[str, Any]:
    return {"id": f"q-{measure}", "par": "cle", "mesure": measure, "limite": limit, "periode": "jour", **more}


class Metered(Bench):
    """A pipeline whose quotas are counted in a real store."""

    def __init__(self, data: Path, policy: Policy, *pieces: bytes | Exception, **more: Any) -> None:
        super().__init__(*pieces, **more)
        self.policy, self.url = lambda: policy, data_url(data)

    def run(self, work: Callable[[Pipeline], Coroutine[Any, Any, Reply]]) -> Reply:
        async def main() -> Reply:
            allowance = Allowance(Meter.open(self.url))
            parts: dict[str, Any] = {"detector": self.detector, "policy": self.policy, "register": self.book}
            pipeline = Pipeline(**parts, upstream=self.provider, kinds=KINDS, secret=b"s", allowance=allowance)
            reply = await work(pipeline)
            await pipeline.aclose()
            await asyncio.to_thread(allowance.close)
            return reply

        return asyncio.run(main())

    def used(self) -> dict[tuple[str, str], float]:
        """What each counter shows, by measure and sort of call."""
        allowance = Allowance(Meter.open(self.url))
        rows = asyncio.run(allowance.standing(self.policy(), WHO, datetime.now(UTC)))
        return {(row.measure, row.calls): row.used for row in rows}


def test_the_request_beyond_the_ceiling_is_refused_with_the_date_it_frees(tmp_path: Path) -> None:
    """The third request at a limit of two is a 429 that names the ceiling and its end, and sends nothing."""
    bench = Metered(tmp_path, under(quota(2, message="Attendez demain.")), answered())
    replies = [bench.ask(chat("bonjour")) for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    error = body_of(replies[2])["error"]
    assert (error["code"], error["type"]) == ("quota_atteint", "insufficient_quota")
    assert "2 demandes par jour pour votre clé (quota q-demandes)" in error["message"]
    assert "Il se libère le " in error["message"]
    assert "à 00 h 00. Attendez demain." in error["message"]
    assert len(error["message"]) < 400
    assert replies[2].headers["x-should-retry"] == "false"
    assert 0 < int(replies[2].headers["retry-after"]) <= 90_000
    assert replies[2].headers["x-passerelle-quota-frees"].endswith(("+01:00", "+02:00"))
    assert len(bench.provider.sent) == 2
    assert bench.log[-1] == "refused"
    assert bench.book.kept[-1][1]["code"] == "quota_atteint"
    assert bench.book.kept[-1][1]["facts"]["quota"] == "q-demandes"


@pytest.mark.parametrize(
    ("limit", "measure", "told"),
    [(5_000_000, "jetons", "5\u202f000\u202f000 jetons par"), (0.5, "gco2e", "0,5 grammes de CO2 par")],
)
def test_a_ceiling_is_told_as_it_is_read(tmp_path: Path, limit: float, measure: str, told: str) -> None:
    """Numbers are in French, and the longest names and advice still make a message that every client shows whole."""
    row = quota(limit, measure, message="é" * 130, periode="mois", par="service") | {"id": "q" * 60}
    error = _reached(under(row), under(row).quotas.quotas[0], datetime.now(UTC), automatic=False)
    assert told in error.message
    assert "Il se libère le " in error.message
    assert len(error.message) < 400


@pytest.mark.parametrize(
    ("model", "dialect", "endpoint", "kind"),
    [
        ("demo-claude", "anthropic", "/v1/messages", "rate_limit_error"),
        ("demo-mistral", "openai", "/v1/chat/completions", "insufficient_quota"),
    ],
)
def test_it_is_said_in_the_callers_dialect(tmp_path: Path, model: str, dialect: str, endpoint: str, kind: str) -> None:
    """Anthropic's and Mistral's clients read the ceiling in their own form of error."""
    bench = Metered(tmp_path, under(quota(1)), answered())
    body = {**chat("bonjour"), "model": model, "max_tokens": 5}
    replies = [bench.ask(body, dialect=dialect, endpoint=endpoint) for _ in range(2)]
    told = body_of(replies[1])
    assert replies[1].status == 429
    assert (told.get("error") or told)["type"] == kind


def test_tokens_are_set_aside_and_corrected(tmp_path: Path) -> None:
    """What the provider counted replaces what was set aside; without a count what was set aside stands."""
    bench = Metered(tmp_path, under(quota(100_000, "jetons")), answered(tokens=(12, 30)))
    bench.ask(chat("bonjour", max_tokens=5000))
    assert bench.used()["jetons", "agent"] == 42
    silent = Metered(tmp_path, bench.policy(), answered())
    silent.ask(chat("bonjour", max_tokens=5000))
    assert 42 + 5000 < silent.used()["jetons", "agent"] < 42 + 5200


def test_a_request_that_asks_for_more_than_is_left_does_not_start(tmp_path: Path) -> None:
    """A ceiling of tokens is not passed by a request that bounds its answer: it is refused beforehand."""
    bench = Metered(tmp_path, under(quota(1000, "jetons")), answered(tokens=(10, 10)))
    assert bench.ask(chat("bonjour", max_tokens=2000)).status == 429
    assert bench.ask(chat("bonjour", max_tokens=100)).status == 200
    assert bench.used()["jetons", "agent"] == 20


def test_carbon_is_counted_by_the_method(tmp_path: Path) -> None:
    """Grams of CO2 equivalent are those of the upper end of EcoLogits's range for the tokens of the answer."""
    provider = POLICY.providers[0]
    like = {"fournisseur": "openai", "modele": "gpt-4o-mini"}
    model = provider.models[0].model_copy(update={"likeness": Likeness.model_validate(like)})
    policy = replace(POLICY, providers=(provider.model_copy(update={"models": (model,)}),))
    bench = Metered(tmp_path, under(quota(1, "gco2e"), base=policy), answered(tokens=(10, 300)))
    bench.ask(chat("bonjour", max_tokens=300))
    quick, slow = (footprint("openai", "gpt-4o-mini", 300, seconds) for seconds in (0.0, None))
    assert quick is not None
    assert slow is not None
    assert quick.gco2e_max <= bench.used()["gco2e", "agent"] <= slow.gco2e_max


def test_the_register_reckons_by_the_comparable_model_of_the_census(tmp_path: Path) -> None:
    """A declared comparable model gives the record its footprint, whatever the provider calls what it served."""
    provider = POLICY.providers[0]
    like = Likeness.model_validate({"fournisseur": "openai", "modele": "gpt-4o-mini", "zone": "FRA"})
    recorded = []
    for likeness in (like, None):
        model = provider.models[0].model_copy(update={"likeness": likeness})
        policy = replace(POLICY, providers=(provider.model_copy(update={"models": (model,)}),))
        bench = Metered(tmp_path, under(base=policy), answered(tokens=(10, 300)))
        bench.ask(chat("bonjour"))
        recorded += [said["facts"] for phase, said in bench.book.kept if phase == "ended"]
    by_kin, by_itself = recorded
    quick, slow = (footprint("openai", "gpt-4o-mini", 300, seconds, zone="FRA") for seconds in (0.0, None))
    assert quick is not None
    assert slow is not None
    assert quick.gco2e_max <= by_kin["gco2e_max"] <= slow.gco2e_max
    assert "gco2e_max" not in by_itself


def test_what_is_not_sent_is_given_back(tmp_path: Path) -> None:
    """A request that the register stops after it was counted costs nothing."""
    bench = Metered(tmp_path, under(quota(5), quota(9000, "jetons")), answered(), down=True)
    assert bench.ask(chat("bonjour")).status == 503
    assert bench.used() == {(m, c): 0 for m in ("demandes", "jetons") for c in ("agent", "automatique")}


def test_a_provider_that_fails_costs_a_request_and_no_token(tmp_path: Path) -> None:
    """A provider that does not answer has made nothing: the request is counted, its tokens are given back."""
    bench = Metered(tmp_path, under(quota(5), quota(9000, "jetons")), UpstreamTimeout())
    assert bench.ask(chat("bonjour")).status == 504
    assert (bench.used()["demandes", "agent"], bench.used()["jetons", "agent"]) == (1, 0)


def test_automatic_calls_have_a_share_of_their_own(tmp_path: Path) -> None:
    """Titles and the like are refused at their own share and never use up the agents'; the register tells them apart."""
    bench = Metered(tmp_path, under(quota(2, part_automatique=50)), answered())
    statuses = [bench.ask(chat(text)).status for text in (TITLE, TITLE, "bonjour", "bonjour", "bonjour")]
    assert statuses == [200, 429, 200, 200, 429]
    assert bench.used() == {("demandes", "agent"): 2, ("demandes", "automatique"): 1}
    calls = [said["facts"]["call"] for phase, said in bench.book.kept if phase == "decided"]
    assert calls == ["auxiliaire:titre", "", ""]


def test_a_blocked_request_is_not_counted(tmp_path: Path) -> None:
    """A request that the policy refuses uses up no quota."""
    bench = Metered(tmp_path, under(quota(1)), answered())
    assert bench.ask(chat("2 89 05 99 352 321 10")).status == 400
    assert bench.used()["demandes", "agent"] == 0


def test_a_stream_is_corrected_at_its_end(tmp_path: Path) -> None:
    """Tokens that a stream counts in its last chunk are those that stay counted."""
    last = {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 8}}
    chunk = {"choices": [{"index": 0, "delta": {"content": "ok"}}]}
    pieces = [f"data: {json.dumps(part)}\n\n".encode() for part in (chunk, last)]
    bench = Metered(tmp_path, under(quota(9000, "jetons")), *pieces, b"data: [DONE]\n\n", stream=True)
    assert bench.ask(chat("bonjour", stream=True)).status == 200
    assert bench.used()["jetons", "agent"] == 15


def test_200_requests_at_once_at_a_limit_of_50(tmp_path: Path) -> None:
    """Of 200 requests in flight at once exactly 50 are sent."""
    policy = under(quota(50))

    async def scene() -> list[bool]:
        allowance = Allowance(Meter.open(data_url(tmp_path)))
        exchange = _exchange()
        to = (policy.providers[0], policy.providers[0].models[0])

        async def one() -> bool:
            try:
                return await allowance.claim(policy, exchange, "", {}, 10, to) is not None
            except QuotaReached:
                return False

        passed = await asyncio.gather(*(one() for _ in range(200)))
        await asyncio.to_thread(allowance.close)
        return passed

    assert asyncio.run(scene()).count(True) == 50


def _exchange() -> Exchange:
    return Exchange("ex", datetime.now(UTC), "openai", WHO, endpoint="/v1/chat/completions")


def test_an_outcome_without_count_keeps_what_was_set_aside(tmp_path: Path) -> None:
    """A client that hangs up before the count is told keeps its reserve counted."""
    policy = under(quota(9000, "jetons"))

    async def scene() -> float:
        allowance = Allowance(Meter.open(data_url(tmp_path)))
        to = (policy.providers[0], policy.providers[0].models[0])
        ticket = await allowance.claim(policy, _exchange(), "", {"max_tokens": 70}, 30, to)
        assert ticket is not None
        await allowance.correct(ticket, Outcome("client_gone", 200, 200, usage=Usage(None, None)))
        rows = await allowance.standing(policy, WHO, datetime.now(UTC))
        await asyncio.to_thread(allowance.close)
        return rows[0].used

    assert asyncio.run(scene()) == 80
