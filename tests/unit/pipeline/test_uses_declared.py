"""The use that a request declares, by its key or by X-Usage: matched with the register of uses, refused or flagged."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway.attempt import Reply
from gateway.domain import Action, Caller, Exchange
from gateway.pipeline import Pipeline
from gateway.policy import Policy
from tests.unit.pipeline.test_pipeline import POLICY, Bench, body_of, chat


def policy(*, refuses: bool = False) -> Policy:
    """The shipped policy with one more use, for the CCAS, and rules that flag or refuse."""
    assert POLICY.uses is not None
    shipped = POLICY.uses["demonstration"]
    mine = shipped.model_copy(update={"id": "USG-7", "services": ("ccas",)})
    late = mine.model_copy(update={"id": "USG-8", "next_review": date(2020, 1, 1)})
    action = Action.BLOCK if refuses else Action.ALLOW
    rules = tuple(replace(rule, action=action) if rule.id == "usage-signale" else rule for rule in POLICY.rules)
    return replace(POLICY, uses={"USG-7": mine, "USG-8": late, "demonstration": shipped}, rules=rules)


def asked(held: Policy, *, declared: str = "", key: str | None = None) -> tuple[Bench, Reply]:
    bench = Bench()
    bench.policy = lambda: held

    async def work(pipeline: Pipeline) -> Reply:
        who = Caller("key", "ag_0123456789abcdef", "ccas", usage=key)
        said: dict[str, Any] = {"endpoint": "/v1/chat/completions", "declared": declared}
        return await pipeline.handle(Exchange("ex", datetime.now(UTC), "openai", who, **said), _body())

    return bench, bench.run(work)


def _body() -> bytes:
    return json.dumps(chat("bonjour")).encode()


CASES = [
    ("USG-7", None, "USG-7", ""),
    ("", "USG-7", "USG-7", ""),
    ("USG-7", "demonstration", "USG-7", ""),  # the request's own word before the key's
    ("", None, None, "non_declare"),
    ("USG-8", None, "USG-8", "echu"),
    ("demonstration", None, "demonstration", "inconnu"),  # another service's
    ("DUPONT-Marie", None, "non_reconnu", "inconnu"),  # a client's own text is not written down
]


@pytest.mark.parametrize(("declared", "key", "recorded", "flag"), CASES)
def test_a_use_is_matched_with_the_register_of_uses(
    declared: str, key: str | None, recorded: str | None, flag: str
) -> None:
    """Where the policy flags, the request passes, the client is told what is wrong and the register has the rule."""
    bench, reply = asked(policy(), declared=declared, key=key)
    assert reply.status == 200
    assert reply.headers.get("x-passerelle-usage", "") == flag
    decided = bench.book.kept[0][1]
    assert decided["exchange"].caller.usage == recorded
    assert [hit.rule for hit in decided["verdict"].hits] == (["usage-signale"] if flag else [])


@pytest.mark.parametrize(("declared", "key", "recorded", "flag"), CASES)
def test_an_undeclared_use_is_refused_where_the_policy_says_so(
    declared: str, key: str | None, recorded: str | None, flag: str
) -> None:
    """Where the policy refuses, a use that is not declared, not valid or not this service's sends nothing."""
    bench, reply = asked(policy(refuses=True), declared=declared, key=key)
    assert reply.status == (400 if flag else 200)
    assert len(bench.provider.sent) == (0 if flag else 1)
    if flag:
        assert "Déclarez cet usage" in body_of(reply)["error"]["message"]
    assert bench.book.kept[0][1]["exchange"].caller.usage == recorded
