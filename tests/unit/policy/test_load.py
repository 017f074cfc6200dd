from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.domain import Action, Kind
from gateway.errors import PolicyDown, PolicyError
from gateway.kinds import load_kinds
from gateway.policy import Sovereignty, check, load_policy
from gateway.policy.schema import schema
from tests.support.policies import CHARTER, KINDS, PROVIDERS, loaded, provider, write_policy

SHIPPED = Path(__file__).parents[3] / "policies"


def faults(directory: Path, **files: str) -> list[str]:
    return [str(fault) for fault in check(write_policy(directory, **files), KINDS)]


def test_the_shipped_policy_is_sound() -> None:
    """The policy in the repository has no fault and governs every kind of data."""
    assert check(SHIPPED, load_kinds()) == []


def test_the_schema_is_current() -> None:
    """policies/schema.json is what the forms generate."""
    assert (SHIPPED / "schema.json").read_text(encoding="utf-8") == schema()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("pseudonymiser", "pseudonimiser", "« pseudonymiser »"),
        ("types: [PERSON]", "types: [PERSONNE]", "vouliez-vous dire « PERSON »"),
        ("categories: [sante]", "categories: [santé]", "vouliez-vous dire « sante »"),
        ("categories: [sante]", "categorie: [sante]", "vouliez-vous dire « categories »"),
        ("avec_personne: oui", "avec_personne: peut-être", "« oui » ou « non » attendu"),
        ("id: noms, ", "", "regles[1].id : ligne obligatoire absente"),
        ("id: noms,", "id: sante,", "deux règles portent le nom sante"),
        ("id: noms,", "id: noms, id: autres,", "clé écrite deux fois"),
        ("id: noms,", "id: noms, seuil: 2,", "nombre d'au plus 1"),
        ("id: noms,", "id: noms, fournisseurs: [souverin],", "« souverain »"),
        ("Retirez ce numéro.", "'Retirez {ceci}'", "ni accolade"),
        ("Retirez ce numéro.", "'" + "a" * 200 + "'", "130 caractères au plus"),
        ('version: "1"', "version: [", "erreur d'écriture YAML"),
        ("types: [PERSON]", "types: !!python/name:os.system [PERSON]", "étiquettes de type YAML"),
        ("dpo@ville.example", "dpo", "contact.courriel"),
        ("contact: {", "mode: rêver\ncontact: {", "mode"),
        ("types: [PERSON], ", "", "ne nomme ni types ni categories"),
    ],
)
def test_a_slip_in_the_charter_is_a_fault(tmp_path: Path, before: str, after: str, told: str) -> None:
    """Each slip in charte.yaml is named with its line and, where one is close, a proposal."""
    assert before in CHARTER
    found = faults(tmp_path, charte=CHARTER.replace(before, after, 1))
    assert any(told in fault and fault.startswith("charte.yaml : ligne ") for fault in found) or (
        not told and not found
    )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("forme: openai", "forme: opnai", "vouliez-vous dire « openai »"),
        ("https://ia.example/v1/", "ftp://ia.example", "https://serveur/chemin"),
        ("https://ia.example/v1/", "https://moi:secret@ia.example", "pas d'identifiant dans l'adresse"),
        ("https://ia.example/v1/", "http://ia.example", "adresse sans chiffrement hors des murs"),
        ("nom: dedans", "nom: dehors", "deux fournisseurs portent le nom dehors"),
        ("nom: petit,", "nom: gpt-x,", "deux modèles portent le nom gpt-x"),
        ("pays: France", "cle: sk-123", "une clé ne s'écrit jamais dans ce fichier"),
        ("pays: France", "pays: France\n    fichier_cle: absent.txt", "clé absente ou illisible"),
        ("modeles: [{nom: gpt-x, avantages: a, limites: b}]", "modeles: []", "la liste est vide"),
    ],
)
def test_a_slip_in_the_census_is_a_fault(tmp_path: Path, before: str, after: str, told: str) -> None:
    """Each slip in providers.yaml is named with its line; a key in the file is refused and never repeated."""
    found = faults(tmp_path, providers=PROVIDERS.replace(before, after, 1))
    assert any(told in fault and fault.startswith("providers.yaml : ligne ") for fault in found)
    assert "sk-123" not in " ".join(found)
    assert "secret" not in " ".join(found)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """One check names every fault of every file, also several in one rule."""
    charter = CHARTER.replace("[PERSON], action: pseudonymiser", "[PERSONE], action: pseudonimiser")
    found = faults(
        tmp_path, charte=charter, providers=PROVIDERS.replace("openai", "opnai"), interdits="ok\nx\n", autorises="y"
    )
    assert [fault.split(" : ")[0] for fault in found] == [
        "charte.yaml",
        "charte.yaml",
        "providers.yaml",
        "lists/autorises.txt",
        "lists/interdits.txt",
    ]


def test_a_yes_is_text_until_the_form_says_otherwise(tmp_path: Path) -> None:
    """YAML's own readings do not change a value: a country NO, a version 1.0 and a leading zero stay as written."""
    policy = loaded(
        tmp_path,
        charte=CHARTER.replace('"1"', "1.0").replace("nom: DPO", "telephone: 0400000001, nom: DPO"),
        providers=PROVIDERS.replace("États-Unis", "NO"),
    )
    assert (policy.version, policy.contact.phone, policy.providers[0].country) == ("1.0", "0400000001", "NO")


def test_aliases_are_refused(tmp_path: Path) -> None:
    """A file that refers to itself (a YAML bomb) is refused before it grows."""
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\n"
    assert "renvois" in faults(tmp_path, charte=bomb)[0]


@pytest.mark.parametrize("name", ["charte.yaml", "providers.yaml"])
def test_a_missing_file_is_a_fault(tmp_path: Path, name: str) -> None:
    """Without its charter or its census the policy does not load."""
    (write_policy(tmp_path) / name).unlink()
    with pytest.raises(PolicyError) as caught:
        load_policy(tmp_path, KINDS)
    assert [fault.file for fault in caught.value.faults] == [name]


def test_a_missing_directory_is_a_fault(tmp_path: Path) -> None:
    """A policy directory that is not there is told as such."""
    assert check(tmp_path / "nulle-part", KINDS) != []


def test_a_list_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    """A list saved in another encoding is refused with its line, not read as garbage."""
    (write_policy(tmp_path) / "lists/interdits.txt").write_bytes("un\ndéjà".encode("latin-1"))
    assert [fault.path for fault in check(tmp_path, KINDS)] == ["ligne 2"]


@pytest.mark.parametrize(
    "rule",
    [
        "{id: noms, types: [PERSON], services: [ccas], action: pseudonymiser}",
        "{id: noms, types: [PERSON], fournisseurs: [externe, hds, souverain], action: pseudonymiser}",
        "{id: noms, types: [PERSON], seuil: 0.5, action: pseudonymiser}",
        "{id: noms, types: [PERSON], avec_personne: oui, action: pseudonymiser}",
        "{id: noms, types: [FR_NIR], action: pseudonymiser}",
    ],
)
def test_a_kind_left_without_a_rule_is_a_fault(tmp_path: Path, rule: str) -> None:
    """A kind that some service, provider, score or context leaves without a rule is a fault, never allowed."""
    charter = CHARTER.replace("{id: noms, types: [PERSON], action: pseudonymiser}", rule)
    (fault,) = faults(tmp_path, charte=charter)
    assert "le type PERSON" in fault
    assert "ne relève d'aucune règle" in fault


def test_a_new_kind_of_data_needs_a_rule(tmp_path: Path) -> None:
    """When detection learns a kind that the charter does not know, the policy no longer loads."""
    kinds = {**KINDS, "NEW": Kind("NEW", "nouveau", "nouveau", "NOUVEAU")}
    assert "NEW" in str(check(write_policy(tmp_path), kinds)[0])


def test_rules_for_complementary_cases_leave_no_gap(tmp_path: Path) -> None:
    """A kind may be governed by several rules that share the cases between them."""
    split = (
        "{id: noms, types: [PERSON], fournisseurs: [local], action: autoriser}\n"
        "  - {id: noms2, types: [PERSON], fournisseurs: [externe, hds, souverain], action: pseudonymiser}"
    )
    assert faults(tmp_path, charte=CHARTER.replace("{id: noms, types: [PERSON], action: pseudonymiser}", split)) == []


def test_the_digest_names_the_files(tmp_path: Path) -> None:
    """Two policies have one digest only if all their files are equal byte for byte."""
    first = loaded(tmp_path / "a")
    assert loaded(tmp_path / "b").digest == first.digest
    assert loaded(tmp_path / "c", interdits="neptune\n").digest != first.digest
    assert loaded(tmp_path / "d", charte=CHARTER + "# rien\n").digest != first.digest


def test_the_census_answers_for_a_model(tmp_path: Path) -> None:
    """A model's name gives its provider and the name to send upstream; an undeclared one gives nothing."""
    policy = loaded(tmp_path)
    found = policy.provider_of("petit")
    assert found is not None
    assert (found[0].name, found[1].upstream, found[0].sovereignty) == ("dedans", "petit-24b", Sovereignty.LOCAL)
    assert policy.provider_of("petit-24b") is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("souverain: non", Sovereignty.EXTERNAL),
        ("souverain: oui", Sovereignty.SOVEREIGN),
        ("souverain: non\n    hds: oui", Sovereignty.HDS),
        ("souverain: oui\n    hds: oui\n    local: oui", Sovereignty.LOCAL),
    ],
)
def test_a_provider_is_in_one_class(tmp_path: Path, lines: str, expected: Sovereignty) -> None:
    """A provider is local before HDS, HDS before sovereign, and external when nothing is said."""
    policy = loaded(tmp_path, providers=PROVIDERS.replace("souverain: non", lines, 1))
    assert provider(policy, "dehors").sovereignty is expected


def test_base_urls_may_be_overridden(tmp_path: Path) -> None:
    """Another base URL may be given by name; nothing else of the policy changes."""
    policy = loaded(tmp_path)
    other = policy.with_upstreams({"dehors": "http://127.0.0.1:7/v1/"})
    assert provider(other, "dehors").base_url == "http://127.0.0.1:7/v1"
    assert provider(policy, "dehors").base_url == "https://ia.example/v1"
    assert provider(other, "dedans") == provider(policy, "dedans")
    assert other.digest == policy.digest


@pytest.mark.parametrize("urls", [{"inconnu": "http://a"}, {"dehors": "a"}])
def test_a_wrong_override_is_refused(tmp_path: Path, urls: dict[str, str]) -> None:
    """An override for an unknown provider, or that is no address, stops the start."""
    with pytest.raises(PolicyError):
        loaded(tmp_path).with_upstreams(urls)


def keyed(directory: Path, content: str) -> Path:
    write_policy(directory, providers=PROVIDERS.replace("pays: France", "pays: France\n    fichier_cle: cle.txt"))
    (directory / "cle.txt").write_text(content, encoding="utf-8")
    return directory / "cle.txt"


def test_a_new_key_is_taken_up_without_a_restart(tmp_path: Path) -> None:
    """The key is the content of its file at the moment of use."""
    file = keyed(tmp_path, "clef-un\n")
    house = provider(load_policy(tmp_path, KINDS), "dedans")
    first = house.key()
    file.write_text("clef-deux\n", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    second = house.key()
    assert first is not None
    assert second is not None
    assert (first.get_secret_value(), second.get_secret_value()) == ("clef-un", "clef-deux")


def test_a_key_is_never_shown(tmp_path: Path) -> None:
    """Neither the key, nor the provider, nor the policy shows the key or its place in a repr."""
    keyed(tmp_path, "clef-un\n")
    policy = load_policy(tmp_path, KINDS)
    shown = repr((policy, policy.providers, provider(policy, "dedans").key()))
    assert "clef-un" not in shown
    assert "cle.txt" not in shown


def test_a_key_that_vanishes_stops_the_request(tmp_path: Path) -> None:
    """When its key file goes away the provider is not called without a key."""
    file = keyed(tmp_path, "clef-un\n")
    house = provider(load_policy(tmp_path, KINDS), "dedans")
    file.unlink()
    with pytest.raises(PolicyDown):
        house.key()


@pytest.mark.parametrize("content", ["", "deux mots", "un\ndeux", "clé", "x" * 5000])
def test_a_key_that_cannot_be_a_header_is_a_fault(tmp_path: Path, content: str) -> None:
    """An empty, broken or oversized key file is a fault at check time."""
    keyed(tmp_path, content)
    assert [fault.file for fault in check(tmp_path, KINDS)] == ["providers.yaml"]


def test_the_shipped_charter_decides_as_the_charter_says() -> None:
    """Names, health and social data are masked; national numbers, secrets, cards and opinions are blocked."""
    policy = load_policy(SHIPPED, load_kinds())
    told = {
        kind.category: {rule.action for rule in policy.rules_for("") if kind.id in rule.kinds}
        for kind in policy.kinds.values()
    }
    for category in ("identite", "coordonnees", "coordonnees_bancaires", "technique"):
        assert told[category] == {Action.PSEUDONYMISE}
    for category in ("sante", "social"):
        assert told[category] == {Action.PSEUDONYMISE, Action.ALLOW}
    for category in ("identifiants_nationaux", "secrets", "moyens_paiement", "liste_interdite"):
        assert told[category] == {Action.BLOCK}
    for category in ("religion", "origine", "politique", "syndicat", "vie_sexuelle", "infractions"):
        assert told[category] == {Action.BLOCK, Action.ALLOW}
    assert told["entreprise"] == {Action.ALLOW}
