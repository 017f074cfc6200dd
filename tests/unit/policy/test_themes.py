from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gateway.domain import Action, Finding, Slot
from gateway.kinds import load_kinds
from gateway.policy import Policy, Sovereignty, check, load_examples, load_policy, weigh
from gateway.policy.rules import THEMES
from gateway.policy.source import read_document
from tests.support.policies import KINDS, write_policy

SHIPPED = load_policy(Path("policies"), load_kinds())
PROFILES = ("", "ccas_strict", "observation", "local")

# The 20 categories of the taxonomy of forbidden data, with the kinds that make each and what the charter does with them
# when a person is identifiable; "" is a category that an allowlist keeps free.
TAXONOMY: dict[str, tuple[list[str], str, str]] = {
    "identifiants_nationaux": (["FR_NIR", "FR_NIR_INVALID", "US_SSN"], "bloquer", "bloquer"),
    "secrets": (["SECRET"], "bloquer", "bloquer"),
    "moyens_paiement": (["CREDIT_CARD", "CREDIT_CARD_INVALID"], "bloquer", "bloquer"),
    "coordonnees_bancaires": (["IBAN_CODE", "IBAN_INVALID"], "pseudonymiser", "bloquer"),
    "sante": (["HEALTH"], "pseudonymiser", "bloquer"),
    "handicap_dependance": (["DISABILITY"], "pseudonymiser", "bloquer"),
    "social": (["SOCIAL"], "pseudonymiser", "bloquer"),
    "precarite_finances": (["POVERTY"], "pseudonymiser", "bloquer"),
    "enfance_protegee": (["CHILD_PROTECTION"], "pseudonymiser", "bloquer"),
    "majeurs_proteges": (["GUARDIANSHIP"], "pseudonymiser", "bloquer"),
    "violences": (["VIOLENCE"], "pseudonymiser", "bloquer"),
    "origine_religion_politique_syndicat": (["ETHNICITY", "RELIGION", "POLITICS", "UNION"], "bloquer", "bloquer"),
    "vie_sexuelle_genetique_biometrie": (["SEXUALITY", "BIOMETRICS"], "bloquer", "bloquer"),
    "infractions": (["CRIMINAL"], "bloquer", "bloquer"),
    "sejour": (["RESIDENCE_STATUS"], "bloquer", "bloquer"),
    "ressources_humaines": (["HR_FILE"], "bloquer", "bloquer"),
    "identite_courante": (["PERSON", "ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS"], "pseudonymiser", "pseudonymiser"),
    "mineurs_scolarite": (["PUPIL"], "pseudonymiser", "bloquer"),
    "secret_administratif": (["ADMIN_SECRET"], "bloquer", "bloquer"),
    "decision_individuelle": (["DECISION_PURPOSE"], "bloquer", "bloquer"),
}
WORDS = {"autoriser": Action.ALLOW, "pseudonymiser": Action.PSEUDONYMISE, "bloquer": Action.BLOCK}


def action(kind: str, *, profile: str = "", about_person: bool = True) -> Action:
    profiles = replace(SHIPPED.profiles, by_service={"ccas": profile})
    policy = replace(SHIPPED, profiles=profiles)
    found = Finding((), 0, 0, kind, about_person=about_person)
    return weigh(policy, [found], service="ccas", sovereignty=Sovereignty.EXTERNAL).action


@pytest.mark.parametrize(
    ("kind", "charter", "strict"),
    [(kind, WORDS[row[1]], WORDS[row[2]]) for row in TAXONOMY.values() for kind in row[0]],
)
def test_every_category_of_the_taxonomy_is_decided(kind: str, charter: Action, strict: Action) -> None:
    """Each category has its action in the charter and in the CCAS's profile; none is milder there."""
    assert action(kind) is charter
    assert action(kind, profile="ccas_strict") is strict
    assert strict >= charter


@pytest.mark.parametrize("profile", PROFILES)
def test_every_rule_has_its_legal_ground(profile: str) -> None:
    """Every rule of every shipped set says on which law it stands, but the DSI's own list."""
    mine = [rule for rule in SHIPPED.rules if rule.profile == profile]
    assert len(mine) > 20
    assert [rule.id for rule in mine if not rule.legal_basis and not rule.id.endswith("terme-interdit")] == []


@pytest.mark.parametrize("profile", PROFILES)
def test_every_theme_has_its_rule_in_every_shipped_set(profile: str) -> None:
    """No shipped profile forgets one of the finer themes."""
    governed = {kind for rule in SHIPPED.rules if rule.profile == profile for kind in rule.kinds}
    assert governed >= THEMES


def test_a_local_model_may_have_every_theme() -> None:
    """Under the profile local all themes pass to a model inside the walls."""
    profiles = replace(SHIPPED.profiles, by_service={"ccas": "local"})
    found = [Finding((), 0, 0, kind) for kind in sorted(THEMES)]
    held = replace(SHIPPED, profiles=profiles)
    assert weigh(held, found, service="ccas", sovereignty=Sovereignty.LOCAL).action is Action.ALLOW


def test_the_examples_show_every_kind_and_many_innocent_texts() -> None:
    """There are at least 80 examples, at least 20 innocent texts, and one for every kind of the taxonomy."""
    examples, faults = load_examples(Path("policies"))
    assert faults == []
    assert len(examples) >= 80
    assert len([one for one in examples if one.text and one.action == "autoriser"]) >= 20
    shown = {kind for one in examples for kind in one.kinds}
    purposes = {"decision-bloquee"} <= {rule for one in examples for rule in one.rules or ()}
    missing = {kind for kinds, _, _ in TAXONOMY.values() for kind in kinds} - shown
    assert missing == ({"DECISION_PURPOSE"} if purposes else set())


def themed(text: str, *findings: Finding, policy: Policy = SHIPPED) -> dict[str, bool]:
    found = policy.themed([Slot(("t",), text)], findings)
    return {each.kind: each.about_person for each in found}


def passage(text: str, part: str, kind: str, *, about_person: bool = True) -> Finding:
    start = text.index(part)
    return Finding(("t",), start, start + len(part), kind, about_person=about_person)


@pytest.mark.parametrize(
    ("text", "part", "kind", "about_person", "expected"),
    [
        ("Son fils est placé à l'ASE.", "placé à l'ASE", "SOCIAL", True, {"CHILD_PROTECTION": True}),
        ("Le placement à l'A.S.E.", "placement à l'A.S.E.", "SOCIAL", False, {"CHILD_PROTECTION": False}),
        ("Elle est sous CURATELLE renforcée.", "sous CURATELLE renforcée", "SOCIAL", True, {"GUARDIANSHIP": True}),
        ("Il a une OQTF.", "OQTF", "ETHNICITY", True, {"RESIDENCE_STATUS": True}),
        ("Ses dettes de cantine.", "dettes de cantine", "SOCIAL", True, {"POVERTY": True}),
        ("Notification de la MDPH.", "Notification de la MDPH", "HEALTH", True, {"DISABILITY": True}),
        ("Il est diabétique.", "diabétique", "HEALTH", True, {}),
        ("Un placement en bourse.", "bourse", "CASE_NUMBER", True, {}),
    ],
)
def test_a_theme_is_seen_in_a_passage_that_detection_saw(
    text: str, part: str, kind: str, about_person: bool, expected: dict[str, bool]
) -> None:
    """A theme has the place of its passage, and is about a person where the passage is; elsewhere it is not looked for."""
    found = passage(text, part, kind, about_person=about_person)
    assert themed(text, found) == expected
    assert {(each.start, each.end) for each in SHIPPED.themed([Slot(("t",), text)], [found])} <= {
        (found.start, found.end)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M. Benali passe en conseil de discipline.", {"HR_FILE": True}),
        ("M. Benali est venu.\n\nPuis : qu'est-ce qu'un conseil de discipline ?", {"HR_FILE": False}),
        ("Qu'est-ce qu'un conseil de discipline ?", {"HR_FILE": False}),
        ("M. Benali : blâmes et  exclusions temporaires de fonctions", {"HR_FILE": True}),
        ("Le placement des chaises de M. Benali", {}),
    ],
)
def test_some_themes_are_seen_alone(text: str, expected: dict[str, bool]) -> None:
    """A theme without a broad kind is about a person when its own paragraph names one."""
    people = [passage(text, "Benali", "PERSON")] if "Benali" in text else []
    assert themed(text, *people) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("themes: [{type: INCONNU, seul: oui, termes: [a b]}]", "type inconnu « INCONNU »"),
        ("themes: [{type: HEALTH, precise: [HELTH], termes: [a b]}]", "vouliez-vous dire « HEALTH »"),
        ("themes: [{type: HEALTH, termes: [a b]}]", "n'est cherché nulle part"),
        ("themes: [{type: HEALTH, seul: oui, termes: [a]}]", "terme trop court"),
        (
            "themes: [{type: HEALTH, seul: oui, termes: [a b]}, {type: HEALTH, seul: oui, termes: [c d]}]",
            "deux thèmes pour le type HEALTH",
        ),
    ],
)
def test_a_slip_in_the_themes_is_a_fault(tmp_path: Path, text: str, told: str) -> None:
    """Each slip in themes.yaml is named with its line."""
    (write_policy(tmp_path) / "themes.yaml").write_text(text, encoding="utf-8")
    faults = [str(fault) for fault in check(tmp_path, KINDS)]
    assert any(told in fault and fault.startswith("themes.yaml : ligne 1") for fault in faults), faults


def test_a_theme_without_rule_is_left_to_its_broad_kind(tmp_path: Path) -> None:
    """A set of rules that speaks of no theme decides as before; one that speaks of half a theme is faulty."""
    kinds = {**KINDS, "HR_FILE": load_kinds()["HR_FILE"]}
    (write_policy(tmp_path) / "themes.yaml").write_text(
        "themes: [{type: HR_FILE, seul: oui, termes: [blâme]}]", encoding="utf-8"
    )
    policy = load_policy(tmp_path, kinds)
    found = policy.findings([Slot(("t",), "un blâme")], [])
    assert [each.kind for each in found] == ["HR_FILE"]
    assert weigh(policy, found, service="a", sovereignty=Sovereignty.EXTERNAL).action is Action.ALLOW
    charter = (tmp_path / "charte.yaml").read_text(encoding="utf-8")
    half = "  - {id: agents, types: [HR_FILE], avec_personne: oui, action: bloquer}\n"
    (tmp_path / "charte.yaml").write_text(charter + half, encoding="utf-8")
    assert "le type HR_FILE" in str(check(tmp_path, kinds)[0])


def test_the_shipped_themes_are_known_kinds() -> None:
    """Every theme of themes.yaml is one that rules may leave out, and every such kind has its theme."""
    document = read_document(Path("policies/themes.yaml").read_bytes(), "themes.yaml")
    assert isinstance(document.data, dict)
    rows = document.data["themes"]
    assert isinstance(rows, list)
    assert {row["type"] for row in rows if isinstance(row, dict)} == THEMES
