"""The verdict on a request: a pure function of the findings, the policy, the service and the provider's class.

Each finding is judged by every rule that applies to it; the most severe decides, whatever the order of rules and
findings. A finding that no rule governs is blocked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from gateway.domain import Action, Finding, Hit, Verdict
from gateway.policy.policy import Policy, Rule
from gateway.policy.providers import Provider, Sovereignty
from gateway.policy.themes import SOURCE

UNGOVERNED = Rule(
    id="type-inconnu",
    kinds=frozenset(),
    action=Action.BLOCK,
    message="Ce type de donnée n'est prévu par aucune règle : signalez-le.",
    article="charte, principe 2",
)


def decide(policy: Policy, findings: Sequence[Finding], *, service: str, provider: Provider) -> Verdict:
    """Return what happens to a request in which ``findings`` were seen, sent by ``service`` to ``provider``."""
    return weigh(policy, findings, service=service, sovereignty=provider.sovereignty)


def weigh(policy: Policy, findings: Sequence[Finding], *, service: str, sovereignty: Sovereignty) -> Verdict:
    """As ``decide``, for any provider of a class."""
    rules = policy.rules_for(service)
    told = [found for found in findings if found.source != SOURCE or any(found.kind in rule.kinds for rule in rules)]
    # findings that no condition of a rule can tell apart are judged once
    decided: dict[tuple[str, float, bool], tuple[Rule, ...]] = {}
    judged = []
    for found in told:
        alike = (found.kind, found.score, found.about_person)
        if alike not in decided:
            decided[alike] = _deciding(rules, policy, found, service, sovereignty)
        judged.append((found, decided[alike]))
    action = max((deciding[0].action for _, deciding in judged), default=Action.ALLOW)
    verdict = Verdict(
        action=action,
        hits=_hits(judged),
        policy_version=policy.version,
        policy_digest=policy.digest,
        replace=tuple(found for found, deciding in judged if deciding[0].action is Action.PSEUDONYMISE),
    )
    return replace(verdict, action=Action.ALLOW, replace=(), observed=action) if policy.observes(service) else verdict


def judge(policy: Policy, finding: Finding, service: str, provider: Sovereignty) -> tuple[Rule, ...]:
    """Return the rules that decide about one finding: all of the most severe action, by id; never none."""
    return _deciding(policy.rules_for(service), policy, finding, service, provider)


def _deciding(
    rules: Sequence[Rule], policy: Policy, finding: Finding, service: str, provider: Sovereignty
) -> tuple[Rule, ...]:
    known = rules if finding.kind in policy.kinds else ()
    applying = [rule for rule in known if rule.applies(finding, service, provider)]
    worst = max((rule.action for rule in applying), default=Action.BLOCK)
    return tuple(sorted((rule for rule in applying if rule.action is worst), key=_name)) or (UNGOVERNED,)


def _name(rule: Rule) -> str:
    return rule.id


def _hits(judged: Sequence[tuple[Finding, tuple[Rule, ...]]]) -> tuple[Hit, ...]:
    """Count by rule and kind, the most severe first."""
    # by identity: the hash of a rule is that of its sets
    named = {id(rule): rule for _, rules in judged for rule in rules}
    counts = Counter((id(rule), finding.kind) for finding, rules in judged for rule in rules)
    found = ((named[number], kind, count) for (number, kind), count in counts.items())
    hits = (Hit(rule.id, kind, count, rule.action, rule.message, rule.article) for rule, kind, count in found)
    return tuple(sorted(hits, key=lambda hit: (-hit.action, hit.rule, hit.kind)))
