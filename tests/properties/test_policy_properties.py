from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import Action, Finding, Verdict
from gateway.policy import Policy, Provider, Rule, Sovereignty, decide, refusal
from gateway.policy.charter import Contact
from gateway.policy.providers import Model
from tests.support.policies import KINDS

SERVICES = ("accueil", "ccas", "police")
BASE = tuple(Rule(f"base-{kind}", frozenset({kind}), Action.ALLOW) for kind in KINDS)
PROVIDERS = tuple(
    Provider(
        name=name,
        form="openai",
        base_url="https://ia.example",
        models=(Model(id=name, advantages="a", limits="b"),),
        country="France",
        sovereign=name == "souverain",
        hds=name == "hds",
        local=name == "local",
    )
    for name in Sovereignty
)

rules = st.builds(
    Rule,
    id=st.text("abcdef", min_size=1, max_size=3),
    kinds=st.frozensets(st.sampled_from(sorted(KINDS)), min_size=1),
    action=st.sampled_from(Action),
    services=st.frozensets(st.sampled_from(SERVICES)),
    providers=st.frozensets(st.sampled_from(Sovereignty)),
    threshold=st.sampled_from([0.0, 0.3, 0.8]),
    about_person=st.sampled_from([None, True, False]),
    message=st.sampled_from(["", "Retirez cela.", "Demandez avant."]),
    article=st.sampled_from(["", "charte, principe 2"]),
)
findings = st.builds(
    Finding,
    path=st.just(("t",)),
    start=st.integers(0, 50),
    end=st.integers(51, 90),
    kind=st.sampled_from([*sorted(KINDS), "INVENTED"]),
    score=st.sampled_from([0.1, 0.3, 0.5, 1.0]),
    about_person=st.booleans(),
)
cases = st.tuples(st.lists(findings, max_size=6), st.sampled_from(SERVICES), st.sampled_from(PROVIDERS))


def policy(extra: tuple[Rule, ...], base: tuple[Rule, ...] = BASE) -> Policy:
    return Policy("1", "d", Contact(name="DPO", email="d@p.o"), KINDS, (*base, *extra), PROVIDERS)


def judged(held: Policy, case: tuple[list[Finding], str, Provider]) -> Verdict:
    return decide(held, case[0], service=case[1], provider=case[2])


def told(verdict: Verdict) -> tuple[object, ...]:
    return verdict.action, sorted(verdict.hits, key=repr), sorted(verdict.replace, key=repr)


@given(extra=st.lists(rules, max_size=6), case=cases, data=st.data())
def test_order_never_matters(extra: list[Rule], case: tuple[list[Finding], str, Provider], data: st.DataObject) -> None:
    """Neither the order of the rules nor that of the findings changes a verdict."""
    other = data.draw(st.permutations([*BASE, *extra]))
    shuffled = (data.draw(st.permutations(case[0])), case[1], case[2])
    assert told(judged(policy(tuple(extra)), case)) == told(judged(policy(tuple(other), ()), shuffled))


@given(extra=st.lists(rules, max_size=6), more=rules, case=cases)
def test_adding_a_rule_never_weakens(extra: list[Rule], more: Rule, case: tuple[list[Finding], str, Provider]) -> None:
    """In a policy that governs every kind, one more rule makes no verdict milder."""
    assert judged(policy((*extra, more)), case).action >= judged(policy(tuple(extra)), case).action


@given(extra=st.lists(rules, max_size=6), case=cases, more=findings)
def test_one_more_finding_never_weakens(
    extra: list[Rule], case: tuple[list[Finding], str, Provider], more: Finding
) -> None:
    """One more finding in a request makes no verdict milder."""
    held = policy(tuple(extra))
    assert judged(held, ([*case[0], more], case[1], case[2])).action >= judged(held, case).action


@given(held=st.lists(rules, max_size=4), case=cases)
def test_nothing_is_allowed_by_default(held: list[Rule], case: tuple[list[Finding], str, Provider]) -> None:
    """A finding that no rule governs blocks, and every finding is accounted for in the hits."""
    verdict = judged(policy(tuple(held), ()), case)
    for found in case[0]:
        if not any(rule.applies(found, case[1], case[2].sovereignty) for rule in held):
            assert verdict.action is Action.BLOCK
    assert sum(hit.count for hit in verdict.hits) >= len(case[0])


@given(extra=st.lists(rules, max_size=6), case=cases, reference=st.text("0123456789abcdef-", max_size=64))
def test_a_refusal_is_showable(extra: list[Rule], case: tuple[list[Finding], str, Provider], reference: str) -> None:
    """Every refusal is one line under 400 characters without braces or straight quotes, and gives the reference."""
    held = policy(tuple(extra))
    message = refusal(held, judged(held, case), reference)
    assert len(message) < 400
    assert not set(message) & set('{}"\n\r')
    assert reference in message


@given(extra=st.lists(rules, max_size=6), case=cases)
def test_a_refusal_holds_no_place_of_the_content(extra: list[Rule], case: tuple[list[Finding], str, Provider]) -> None:
    """A refusal depends on rules, kinds and counts only: where and in what the findings stood changes nothing."""
    held = policy(tuple(extra))
    moved = [replace(found, path=("Dupont", 7), start=1, end=2, source="Dupont") for found in case[0]]
    message = refusal(held, judged(held, case), "r")
    assert refusal(held, judged(held, (moved, case[1], case[2])), "r") == message
