"""The files of a policy: neither their order nor that of the lines in them matters, and a line more never weakens."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.domain import Action, Finding, Slot, Verdict
from gateway.policy import Policy, Sovereignty, weigh
from gateway.policy.load import build
from tests.support.policies import KINDS, PROVIDERS

HEAD = 'version: "1"\ncontact: {nom: DPO, courriel: dpo@ville.example}\nregles:\n'
RULES = [
    "  - {id: noms, types: [PERSON], action: pseudonymiser}\n",
    "  - {id: sante, categories: [sante], action: pseudonymiser}\n",
    "  - {id: nir, types: [FR_NIR], action: bloquer}\n",
    "  - {id: entreprises, categories: [entreprise], action: autoriser}\n",
    "  - {id: liste, types: [BLOCKED_TERM], action: bloquer}\n",
]
TERMS = ["opération neptune", "plan corail", "Jean Moulin", "nautile", "dossier rouge"]
ACTIONS = ("autoriser", "pseudonymiser", "bloquer")
EASY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

more = st.builds(
    "  - {{id: plus, types: [{}], services: [{}], avec_personne: {}, seuil: {}, action: {}}}\n".format,
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(["ccas", "accueil"]),
    st.sampled_from(["oui", "non"]),
    st.sampled_from(["0.0", "0.5"]),
    st.sampled_from(ACTIONS),
)
texts = st.lists(st.sampled_from([*TERMS, "bonjour", "le", "Marie"]), min_size=1, max_size=6).map(" ".join)
findings = st.lists(
    st.builds(
        Finding,
        path=st.just(("t",)),
        start=st.just(0),
        end=st.just(4),
        kind=st.sampled_from(sorted(KINDS)),
        score=st.sampled_from([0.4, 1.0]),
        about_person=st.booleans(),
    ),
    max_size=4,
)


def built(rules: list[str], lists: dict[str, list[str]], order: list[int] | None = None) -> Policy:
    files = {"charte.yaml": HEAD + "".join(rules), "providers.yaml": PROVIDERS}
    files |= {f"lists/{name}.txt": "\n".join(terms) for name, terms in lists.items()}
    names = sorted(files)
    ordered = [names[at] for at in order] if order else names
    policy, faults = build({name: files[name].encode() for name in ordered}, Path("nulle-part"), KINDS)
    assert policy is not None, faults
    return policy


def judged(policy: Policy, text: str, detected: list[Finding], service: str) -> Verdict:
    found = policy.findings([Slot(("t",), text)], detected)
    return weigh(policy, found, service=service, sovereignty=Sovereignty.EXTERNAL)


def told(verdict: Verdict) -> tuple[object, ...]:
    return verdict.action, sorted((hit.rule, hit.kind, hit.count, hit.action) for hit in verdict.hits)


@EASY
@given(data=st.data(), text=texts, detected=findings, service=st.sampled_from(["ccas", "accueil"]))
def test_the_order_of_files_and_lines_never_matters(
    data: st.DataObject, text: str, detected: list[Finding], service: str
) -> None:
    """Files read in any order, rules and terms in any order, terms spread over lists in any way: the same verdict."""
    rules = data.draw(st.permutations(RULES))
    terms = data.draw(st.permutations(TERMS))
    cut = data.draw(st.integers(0, len(terms)))
    order = data.draw(st.permutations(range(4)))
    plain = built(RULES, {"interdits": TERMS, "interdits2": ["zzz zzz"]})
    other = built(rules, {"interdits": terms[:cut] or ["zzz zzz"], "interdits2": terms[cut:] or ["zzz zzz"]}, order)
    assert told(judged(plain, text, detected, service)) == told(judged(other, text, detected, service))


@EASY
@given(rule=more, text=texts, detected=findings, service=st.sampled_from(["ccas", "accueil"]))
def test_a_rule_more_in_the_file_never_weakens(rule: str, text: str, detected: list[Finding], service: str) -> None:
    """A rule that is added to charte.yaml makes no verdict milder, whatever its action and conditions."""
    before = judged(built(RULES, {"interdits": TERMS}), text, detected, service)
    after = judged(built([*RULES, rule], {"interdits": TERMS}), text, detected, service)
    assert after.action >= before.action


@EASY
@given(term=st.sampled_from(["bonjour", "marie le", "zzz"]), text=texts, detected=findings)
def test_a_forbidden_term_more_never_weakens(term: str, text: str, detected: list[Finding]) -> None:
    """A term that is added to a list of forbidden terms makes no verdict milder."""
    before = judged(built(RULES, {"interdits": TERMS}), text, detected, "ccas")
    after = judged(built(RULES, {"interdits": [*TERMS, term]}), text, detected, "ccas")
    assert after.action >= before.action
    assert after.action <= Action.BLOCK
