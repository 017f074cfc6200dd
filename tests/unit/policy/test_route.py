from __future__ import annotations

from pathlib import Path

import pytest

from gateway.domain import Action, Finding
from gateway.policy import Policy, check, decide, load_policy, refusal, route
from tests.support.policies import CHARTER, KINDS, PROVIDERS, loaded, provider, write_policy

NAMES = "{id: noms, types: [PERSON], action: pseudonymiser}"
REROUTING = CHARTER.replace("regles:", "reroutage: [chez-nous]\nregles:").replace(
    NAMES,
    "{id: noms, types: [PERSON], fournisseurs: [externe, souverain, hds], action: rerouter, message: Ailleurs.}\n"
    "  - {id: noms-ici, types: [PERSON], fournisseurs: [local], action: pseudonymiser}",
)
TARGETS = PROVIDERS + PROVIDERS.removeprefix("fournisseurs:\n").split("  - nom: dedans")[0].replace(
    "dehors", "ollama"
).replace("gpt-x", "chez-nous").replace("souverain: non", "souverain: oui\n    local: oui")
PERSON = Finding(("t",), 0, 3, "PERSON")


def sent(policy: Policy, *findings: Finding, to: str = "dehors") -> tuple[Action, str, str, list[str]]:
    asked = provider(policy, to)
    way = route(policy, findings, service="accueil", provider=asked, model=asked.models[0])
    return way.verdict.action, way.provider.name, way.model.id, [hit.rule for hit in way.verdict.hits]


def test_what_must_stay_goes_to_a_local_model(tmp_path: Path) -> None:
    """A rerouted request goes to the declared model; the verdict says why, and what is done there."""
    policy = loaded(tmp_path, charte=REROUTING, providers=TARGETS)
    assert sent(policy, PERSON) == (Action.REROUTE, "ollama", "chez-nous", ["noms", "noms-ici"])
    asked = provider(policy, "dehors")
    way = route(policy, [PERSON], service="accueil", provider=asked, model=asked.models[0])
    assert way.verdict.replace == (PERSON,)


def test_what_needs_no_rerouting_stays(tmp_path: Path) -> None:
    """Other requests go where they were asked to go."""
    policy = loaded(tmp_path, charte=REROUTING, providers=TARGETS)
    assert sent(policy)[:3] == (Action.ALLOW, "dehors", "gpt-x")
    assert sent(policy, PERSON, to="ollama")[:3] == (Action.PSEUDONYMISE, "ollama", "chez-nous")


def test_a_block_is_never_rerouted(tmp_path: Path) -> None:
    """What a rule blocks is blocked, even when another rule would reroute."""
    policy = loaded(tmp_path, charte=REROUTING, providers=TARGETS)
    assert sent(policy, PERSON, Finding(("t",), 5, 9, "FR_NIR"))[0] is Action.BLOCK


@pytest.mark.parametrize(
    ("charter", "providers"),
    [
        (REROUTING.replace("[chez-nous]", "[petit]"), TARGETS),
        (REROUTING.replace("types: [PERSON], fournisseurs: [local], action: pseudonymiser",
                           "types: [PERSON], fournisseurs: [local], action: bloquer"), TARGETS),
        (REROUTING.replace("fournisseurs: [externe, souverain, hds], action: rerouter", "action: rerouter"), TARGETS),
    ],
    ids=["another dialect", "blocked there too", "rerouted there too"],
)  # fmt: skip
def test_without_a_fitting_model_a_reroute_is_a_block(tmp_path: Path, charter: str, providers: str) -> None:
    """When no declared model may have it the request is blocked, and the refusal gives the rule's advice."""
    policy = loaded(tmp_path, charte=charter, providers=providers)
    asked = provider(policy, "dehors")
    way = route(policy, [PERSON], service="accueil", provider=asked, model=asked.models[0])
    assert (way.verdict.action, way.verdict.replace, way.provider) == (Action.BLOCK, (), asked)
    assert "Ailleurs." in refusal(policy, way.verdict, "r")


@pytest.mark.parametrize(
    ("charter", "told"),
    [
        (REROUTING.replace("[chez-nous]", "[chez-vous]"), "vouliez-vous dire « chez-nous »"),
        (REROUTING.replace("[chez-nous]", "[gpt-x]"), "chez un fournisseur externe"),
        (REROUTING.replace("reroutage: [chez-nous]\n", ""), "aucun modèle n'est nommé"),
    ],
)
def test_a_reroute_to_nowhere_is_a_fault(tmp_path: Path, charter: str, told: str) -> None:
    """Rerouting needs a declared model that is not external."""
    found = check(write_policy(tmp_path, charte=charter, providers=TARGETS), KINDS)
    assert any(told in str(fault) for fault in found)


STRICT = """\
description: Plus sévère
regles:
  - {id: tout, categories: [identite, sante, identifiants_nationaux, liste_interdite, entreprise], action: bloquer}
"""
ASSIGNED = CHARTER.replace("regles:", "profils: [{profil: strict, services: [ccas]}]\nregles:")


def profiled(directory: Path, profile: str = STRICT, **files: str) -> Path:
    write_policy(directory, **{"charte": ASSIGNED, **files})
    (directory / "profiles").mkdir()
    (directory / "profiles/strict.yaml").write_text(profile, encoding="utf-8")
    return directory


@pytest.mark.parametrize(
    ("service", "action", "rule"), [("ccas", Action.BLOCK, "strict/tout"), ("accueil", Action.PSEUDONYMISE, "noms")]
)
def test_a_service_follows_its_profile(tmp_path: Path, service: str, action: Action, rule: str) -> None:
    """The rules of a profile take the place of the charter's, for its services only."""
    policy = load_policy(profiled(tmp_path), KINDS)
    verdict = decide(policy, [PERSON], service=service, provider=provider(policy, "dehors"))
    assert (verdict.action, [hit.rule for hit in verdict.hits]) == (action, [rule])


def test_a_profile_may_be_for_all(tmp_path: Path) -> None:
    """A profile without services is for all services that have no other."""
    policy = load_policy(profiled(tmp_path, charte=ASSIGNED.replace(", services: [ccas]", "")), KINDS)
    assert decide(policy, [PERSON], service="voirie", provider=policy.providers[0]).action is Action.BLOCK


@pytest.mark.parametrize(
    ("charter", "profile", "told"),
    [
        (ASSIGNED.replace("profil: strict", "profil: strickt"), STRICT, "vouliez-vous dire « strict »"),
        (ASSIGNED.replace("[{", "[{profil: strict, services: [ccas]}, {"), STRICT, "deux profils pour le service ccas"),
        (ASSIGNED, STRICT.replace(", entreprise", ""), "profiles/strict.yaml"),
        (ASSIGNED, STRICT.replace("bloquer", "bloqué"), "« bloquer »"),
    ],
)
def test_a_slip_in_a_profile_is_a_fault(tmp_path: Path, charter: str, profile: str, told: str) -> None:
    """Profiles are checked like the charter, each for itself."""
    assert any(told in str(fault) for fault in check(profiled(tmp_path, profile, charte=charter), KINDS))


LOCAL_ONLY = "fournisseurs:\n  - nom: dedans" + PROVIDERS.split("  - nom: dedans")[1]
OBSERVING = STRICT + "mode: observation\n"


def test_observation_changes_nothing_and_says_what_it_would_do(tmp_path: Path) -> None:
    """Under observation everything passes; the verdict names the rules and the action that would have been taken."""
    policy = load_policy(profiled(tmp_path, OBSERVING, providers=LOCAL_ONLY), KINDS)
    verdict = decide(policy, [PERSON], service="ccas", provider=policy.providers[0])
    assert (verdict.action, verdict.observed, verdict.replace) == (Action.ALLOW, Action.BLOCK, ())
    assert [(hit.rule, hit.action) for hit in verdict.hits] == [("strict/tout", Action.BLOCK)]
    assert decide(policy, [PERSON], service="accueil", provider=policy.providers[0]).observed is None


@pytest.mark.parametrize(
    ("lines", "sound"),
    [
        ("", False),
        ("observation_externe: oui\n", False),
        ("observation_externe_confirmee: oui\n", False),
        ("observation_externe: oui\nobservation_externe_confirmee: oui\n", True),
    ],
)
def test_observation_with_a_provider_outside_is_said_twice(tmp_path: Path, lines: str, *, sound: bool) -> None:
    """Observation does not start with a provider outside the house unless the file says so twice."""
    assert (check(profiled(tmp_path, OBSERVING + lines), KINDS) == []) is sound


@pytest.mark.parametrize("kind", ["DECISION_PURPOSE", "USE_MISSING"])
def test_what_has_no_text_cannot_be_masked(tmp_path: Path, kind: str) -> None:
    """A rule that would pseudonymise a purpose or a use is a fault."""
    from gateway.kinds import load_kinds

    kinds = {**KINDS, kind: load_kinds()[kind]}
    charter = CHARTER + f"  - {{id: plus, types: [{kind}], action: pseudonymiser}}\n"
    assert any("n'a pas de sens" in str(fault) for fault in check(write_policy(tmp_path, charte=charter), kinds))
