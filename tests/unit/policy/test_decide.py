from __future__ import annotations

from pathlib import Path

import pytest

from gateway.domain import Action, Finding, Hit, Slot
from gateway.policy import Policy, decide, refusal
from tests.support.policies import CHARTER, loaded, provider

REF = "0195f3a2-7c1e-7d3a-9b7e-000000000001"


def finding(kind: str, *, score: float = 1.0, about_person: bool = True, start: int = 0) -> Finding:
    return Finding(("t",), start, start + 5, kind, score=score, about_person=about_person)


def verdict_of(
    policy: Policy, *findings: Finding, service: str = "accueil", where: str = "dehors"
) -> tuple[Action, list[str]]:
    verdict = decide(policy, findings, service=service, provider=provider(policy, where))
    return verdict.action, [f"{hit.rule}:{hit.kind}:{hit.count}" for hit in verdict.hits]


@pytest.mark.parametrize(
    ("findings", "action", "hits"),
    [
        ([], Action.ALLOW, []),
        ([finding("FR_SIREN")], Action.ALLOW, ["entreprises:FR_SIREN:1"]),
        ([finding("PERSON"), finding("PERSON", start=9)], Action.PSEUDONYMISE, ["noms:PERSON:2"]),
        ([finding("HEALTH", about_person=False)], Action.ALLOW, ["sante-generale:HEALTH:1"]),
        ([finding("HEALTH")], Action.PSEUDONYMISE, ["sante:HEALTH:1"]),
        ([finding("PERSON"), finding("FR_NIR")], Action.BLOCK, ["nir:FR_NIR:1", "noms:PERSON:1"]),
        ([finding("INVENTED")], Action.BLOCK, ["type-inconnu:INVENTED:1"]),
        ([finding("BLOCKED_TERM")], Action.BLOCK, ["liste:BLOCKED_TERM:1"]),
    ],
)
def test_the_most_severe_rule_wins(tmp_path: Path, findings: list[Finding], action: Action, hits: list[str]) -> None:
    """The verdict is the most severe action, and names each deciding rule with its count."""
    assert verdict_of(loaded(tmp_path), *findings) == (action, hits)


def test_what_is_masked_is_named_for_rewriting(tmp_path: Path) -> None:
    """A verdict lists the findings to rewrite, and only these."""
    policy = loaded(tmp_path)
    findings = [
        finding("PERSON"),
        finding("FR_SIREN"),
        finding("HEALTH", start=20),
        finding("HEALTH", about_person=False),
    ]
    verdict = decide(policy, findings, service="", provider=provider(policy, "dehors"))
    assert verdict.replace == (findings[0], findings[2])
    assert (verdict.policy_version, verdict.policy_digest) == ("1", policy.digest)


@pytest.mark.parametrize(
    ("condition", "case", "expected"),
    [
        ("services: [ccas]", {"service": "ccas"}, Action.BLOCK),
        ("services: [ccas]", {"service": "voirie"}, Action.PSEUDONYMISE),
        ("fournisseurs: [externe]", {"where": "dehors"}, Action.BLOCK),
        ("fournisseurs: [externe]", {"where": "dedans"}, Action.PSEUDONYMISE),
    ],
)
def test_a_rule_may_ask_for_a_service_or_a_provider(
    tmp_path: Path, condition: str, case: dict[str, str], expected: Action
) -> None:
    """A rule that names services or classes of provider applies to these only."""
    charter = CHARTER + f"  - {{id: plus, types: [PERSON], {condition}, action: bloquer}}\n"
    assert verdict_of(loaded(tmp_path, charte=charter), finding("PERSON"), **case)[0] is expected


@pytest.mark.parametrize(("score", "expected"), [(0.79, Action.PSEUDONYMISE), (0.8, Action.BLOCK)])
def test_a_rule_may_ask_for_a_score(tmp_path: Path, score: float, expected: Action) -> None:
    """A rule with a threshold applies to findings at least that sure."""
    charter = CHARTER + "  - {id: plus, types: [PERSON], seuil: 0.8, action: bloquer}\n"
    assert verdict_of(loaded(tmp_path, charte=charter), finding("PERSON", score=score))[0] is expected


def test_listed_terms_become_findings(tmp_path: Path) -> None:
    """A term of interdits.txt is found with its line, and the line alone."""
    policy = loaded(tmp_path, interdits="# code\nNeptune\n\nÉcarlate # affaire\n")
    (found,) = policy.terms([Slot(("a",), "rien"), Slot(("b",), "dossier ECARLATE")])
    assert found == Finding(("b",), 8, 16, "BLOCKED_TERM", 1.0, "interdits.txt:4")


@pytest.mark.parametrize(
    ("kind", "start", "end", "spared"),
    [
        ("PERSON", 3, 14, True),
        ("PERSON", 8, 14, True),
        ("PERSON", 3, 22, False),
        ("FR_NIR", 3, 14, False),
        ("X", 3, 14, False),
    ],
)
def test_the_allowlist_spares_what_it_covers_whole(
    tmp_path: Path, kind: str, start: int, end: int, *, spared: bool
) -> None:
    """A listed name is not masked, but a longer one is, and a national number or unknown kind is never spared."""
    policy = loaded(tmp_path, autorises="Jean Moulin\n")
    slot = Slot(("t",), "M. Jean Moulin Dupont parle")
    found = Finding(("t",), start, end, kind)
    assert policy.spare([slot], [found]) == ([] if spared else [found])
    assert policy.allow == {"Jean Moulin"}


def test_without_an_allowlist_nothing_is_spared(tmp_path: Path) -> None:
    """An empty allowlist leaves every finding."""
    found = [finding("PERSON")]
    assert loaded(tmp_path).spare([Slot(("t",), "Marie")], found) == found


def test_a_refusal_says_what_why_and_whom_to_ask(tmp_path: Path) -> None:
    """A refusal names the kind, the rule, the article, the advice, the contact and the record, not the masked kinds."""
    policy = loaded(tmp_path)
    verdict = decide(policy, [finding("FR_NIR"), finding("PERSON")], service="", provider=provider(policy, "dehors"))
    assert refusal(policy, verdict, REF) == (
        "Demande bloquée, rien n'a été transmis : numéro de sécurité sociale (charte, principe 2, règle nir). "
        f"Retirez ce numéro. Une question ? DPO, dpo@ville.example. Référence : {REF}."
    )


def test_a_refusal_always_fits(tmp_path: Path) -> None:
    """With the longest advice, contact and twenty kinds a refusal still fits, with contact and reference."""
    policy = loaded(tmp_path, charte=CHARTER.replace("nom: DPO", f"nom: {'D' * 60}, telephone: '{'1' * 60}'"))
    hits = tuple(Hit(f"r{n}" * 20, f"K{n}", 1, Action.BLOCK, f"{n}" + "m" * 129, "a" * 60) for n in range(20))
    verdict = decide(policy, [finding("FR_NIR")], service="", provider=policy.providers[0])
    message = refusal(policy, type(verdict)(Action.BLOCK, hits, "1", "d"), REF)
    assert len(message) < 400
    assert REF in message
    assert "dpo@ville.example" in message
