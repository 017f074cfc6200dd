from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.domain import Action, Finding, Slot
from gateway.kinds import load_kinds
from gateway.policy import Sovereignty, changes, compare, explain, load_examples, load_policy, run_examples
from gateway.policy.charter import Profile
from gateway.policy.faults import validate
from gateway.policy.source import read_document
from tests.support.policies import CHARTER, KINDS, PROVIDERS, loaded, write_policy

SHIPPED = Path(__file__).parents[3] / "policies"


def names(slots: Sequence[Slot]) -> list[Finding]:
    """See every « Lucie »."""
    return [
        Finding(s.path, s.text.index("Lucie"), s.text.index("Lucie") + 5, "PERSON") for s in slots if "Lucie" in s.text
    ]


def nothing(_slots: Sequence[Slot]) -> list[Finding]:
    return []


def told(directory: Path, *examples: str) -> list[str]:
    policy = loaded(directory)
    (directory / "examples.yaml").write_text(
        "exemples:\n" + "".join(f"  - {{{it}}}\n" for it in examples), encoding="utf-8"
    )
    loaded_examples, faults = load_examples(directory)
    return [fault.message for fault in [*faults, *run_examples(policy, names, loaded_examples)]]


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ("texte: Bonjour Lucie, action: pseudonymiser, regles: [noms]", []),
        ("texte: Bonjour, action: autoriser", []),
        ("types: [FR_NIR], action: bloquer, regles: [nir]", []),
        ("types: [HEALTH], avec_personne: non, action: autoriser, regles: [sante-generale]", []),
        ("texte: Bonjour Lucie, action: bloquer", ["« bloquer » attendu, « pseudonymiser » obtenu (noms : PERSON)"]),
        ("texte: Bonjour, action: bloquer", ["« bloquer » attendu, « autoriser » obtenu (rien de reconnu)"]),
        ("types: [FR_NIR], action: bloquer, regles: [noms]", ["règles noms attendues ; obtenu : nir : FR_NIR"]),
        ("action: bloquer", ["un exemple donne un texte ou des types, l'un des deux",
            "« bloquer » attendu, « autoriser » obtenu (rien de reconnu)"]),
    ],
)  # fmt: skip
def test_examples_are_the_tests_of_the_dsi(tmp_path: Path, example: str, expected: list[str]) -> None:
    """An example that the policy decides otherwise is told with what came out and why."""
    assert told(tmp_path, example) == expected


def test_a_slip_in_the_examples_is_a_fault(tmp_path: Path) -> None:
    """examples.yaml is checked like the other files."""
    assert "mot-clé inconnu" in told(tmp_path, "texte: a, action: bloquer, actions: x")[0]


def test_a_policy_needs_no_examples(tmp_path: Path) -> None:
    """Without examples.yaml there is nothing to run and nothing wrong."""
    assert load_examples(write_policy(tmp_path)) == ((), [])


def test_the_shipped_examples_cover_every_kind_and_innocent_texts() -> None:
    """The repository ships at least 80 examples: one for each kind at least, and texts that must pass."""
    examples, faults = load_examples(SHIPPED)
    assert faults == []
    assert len(examples) >= 80
    assert {kind for example in examples for kind in example.kinds} >= set(load_kinds()) - {"DECISION_PURPOSE"}
    assert sum(1 for example in examples if example.text and example.action.action is Action.ALLOW) >= 20


def test_the_shipped_examples_of_kinds_hold() -> None:
    """What the shipped policy decides on kinds, listed terms and purposes is what its examples say."""
    policy = load_policy(SHIPPED, load_kinds())
    examples, _ = load_examples(SHIPPED)
    without_detection = [
        it for it in examples if it.kinds or (it.rules and it.rules[0].split("-")[0] in {"decision", "terme"})
    ]
    assert len(without_detection) >= 60
    assert run_examples(policy, nothing, without_detection) == []


@pytest.mark.parametrize("name", ["observation", "ccas_strict", "local"])
def test_the_shipped_profiles_keep_to_the_charter(name: str) -> None:
    """Observation has the charter's rules word for word; the strict and local profiles have their own description."""
    form = validate(Profile, read_document((SHIPPED / f"profiles/{name}.yaml").read_bytes(), name))
    policy = load_policy(SHIPPED, load_kinds())
    assert form is not None
    mine = [
        replace(rule, id=rule.id.removeprefix(f"{name}/"), profile="") for rule in policy.rules if rule.profile == name
    ]
    charter = [rule for rule in policy.rules if not rule.profile]
    assert (mine == charter) is (name == "observation")


@pytest.mark.parametrize(
    ("profile", "kind", "provider", "action"),
    [
        ("ccas_strict", "HEALTH", Sovereignty.SOVEREIGN, Action.BLOCK),
        ("ccas_strict", "SOCIAL", Sovereignty.LOCAL, Action.BLOCK),
        ("ccas_strict", "PERSON", Sovereignty.EXTERNAL, Action.PSEUDONYMISE),
        ("local", "HEALTH", Sovereignty.LOCAL, Action.ALLOW),
        ("local", "FR_NIR", Sovereignty.LOCAL, Action.ALLOW),
        ("local", "FR_NIR", Sovereignty.HDS, Action.BLOCK),
        ("local", "HEALTH", Sovereignty.EXTERNAL, Action.PSEUDONYMISE),
        ("local", "DECISION_PURPOSE", Sovereignty.LOCAL, Action.BLOCK),
    ],
)
def test_the_shipped_profiles_decide_as_described(
    profile: str, kind: str, provider: Sovereignty, action: Action
) -> None:
    """The strict profile blocks health and social data of a person; the local one allows all data to a local model."""
    policy = load_policy(SHIPPED, load_kinds())
    rules = [rule for rule in policy.rules if rule.profile == profile]
    finding = Finding((), 0, 0, kind)
    assert max(rule.action for rule in rules if rule.applies(finding, "ccas", provider)) is action


def test_explain_tells_which_rules_decide_and_which_are_milder(tmp_path: Path) -> None:
    """An explanation gives label, action, deciding rules and the milder ones, never any text."""
    policy = loaded(tmp_path, charte=CHARTER + "  - {id: plus, types: [PERSON], action: bloquer}\n")
    (item,) = explain(policy, [Finding(("t",), 0, 5, "PERSON")], service="a", provider=Sovereignty.EXTERNAL)
    assert (item.label, item.action, item.deciding, item.milder) == (
        "nom de personne",
        Action.BLOCK,
        ("plus",),
        ("noms",),
    )


def test_compare_tells_which_texts_would_change(tmp_path: Path) -> None:
    """Two policies are compared on a corpus: only texts that would be treated otherwise are told."""
    old = loaded(tmp_path / "a")
    new = loaded(tmp_path / "b", charte=CHARTER.replace("id: noms, types: [PERSON], action: pseudonymiser",
                                                        "id: noms, types: [PERSON], action: bloquer"))  # fmt: skip
    texts = [("un", "Bonjour Lucie"), ("deux", "Bonjour")]
    (change,) = compare(old, new, names, texts, service="a", provider=Sovereignty.EXTERNAL)
    assert (change.id, change.before.action, change.after.action) == ("un", Action.PSEUDONYMISE, Action.BLOCK)


def test_the_changes_between_two_versions_are_told(tmp_path: Path) -> None:
    """Every kind of change is told in one French line; listed terms are counted, not shown."""
    charter = CHARTER.replace(
        "noms, types: [PERSON], action: pseudonymiser", "noms, types: [PERSON], action: bloquer, seuil: 0"
    )
    charter = charter.replace("{id: liste,", "{id: listes,").replace('"1"', '"2"')
    providers = PROVIDERS.replace("souverain: non", "souverain: oui").replace("gpt-x", "gpt-y")
    lines = changes(
        loaded(tmp_path / "a"), loaded(tmp_path / "b", charte=charter, providers=providers, interdits="Neptune")
    )
    assert lines == [
        "version : 1 → 2",
        "règle liste : retiré",
        "règle listes : ajouté",
        "règle noms, action : pseudonymiser → bloquer",
        "fournisseur dehors, modèle gpt-x : retiré",
        "fournisseur dehors, modèle gpt-y : ajouté",
        "fournisseur dehors, classe : externe → souverain",
        "termes interdits : 0 → 1",
    ]


def test_the_same_files_change_nothing(tmp_path: Path) -> None:
    """Two equal policies differ in nothing; a change of comment alone asks for a new version."""
    old = loaded(tmp_path / "a")
    assert changes(old, loaded(tmp_path / "b")) == []
    (line,) = changes(old, load_policy(write_policy(tmp_path / "c", charte=CHARTER + "# vu\n"), KINDS))
    assert "la version reste 1" in line
