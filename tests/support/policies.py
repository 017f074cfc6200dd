"""Policies for tests: a small valid set of files, to be changed by each test, and the kinds they speak of."""

from __future__ import annotations

from pathlib import Path

from gateway.domain import Kind
from gateway.policy import Policy, Provider, load_policy

KINDS = {
    row[0]: Kind(*row)
    for row in [
        ("PERSON", "identite", "nom de personne", "PERSONNE"),
        ("HEALTH", "sante", "donnée de santé", "SANTE"),
        ("FR_NIR", "identifiants_nationaux", "numéro de sécurité sociale", "NIR"),
        ("FR_SIREN", "entreprise", "SIREN", "SIREN"),
        ("BLOCKED_TERM", "liste_interdite", "terme interdit par la DSI", "TERME"),
    ]
}

CHARTER = """\
version: "1"
contact: {nom: DPO, courriel: dpo@ville.example}
regles:
  - {id: noms, types: [PERSON], action: pseudonymiser}
  - {id: sante, categories: [sante], avec_personne: oui, action: pseudonymiser}
  - {id: sante-generale, categories: [sante], avec_personne: non, action: autoriser}
  - {id: nir, types: [FR_NIR], action: bloquer, message: Retirez ce numéro., article: "charte, principe 2"}
  - {id: entreprises, categories: [entreprise], action: autoriser}
  - {id: liste, types: [BLOCKED_TERM], action: bloquer}
"""

PROVIDERS = """\
fournisseurs:
  - nom: dehors
    forme: openai
    adresse: https://ia.example/v1/
    pays: États-Unis
    souverain: non
    modeles: [{nom: gpt-x, avantages: a, limites: b}]
  - nom: dedans
    forme: mistral
    adresse: http://127.0.0.1:9
    pays: France
    souverain: oui
    local: oui
    modeles: [{nom: petit, nom_chez_le_fournisseur: petit-24b, avantages: a, limites: b}]
"""


def write_policy(directory: Path, **files: str) -> Path:
    """Write a valid policy; ``charte=…``, ``providers=…``, ``interdits=…``, ``autorises=…`` replace its files."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "lists").mkdir(exist_ok=True)
    (directory / "charte.yaml").write_text(files.get("charte", CHARTER), encoding="utf-8")
    (directory / "providers.yaml").write_text(files.get("providers", PROVIDERS), encoding="utf-8")
    for name in ("interdits", "autorises"):
        (directory / "lists" / f"{name}.txt").write_text(files.get(name, ""), encoding="utf-8")
    return directory


def loaded(directory: Path, **files: str) -> Policy:
    """Write and load a policy."""
    return load_policy(write_policy(directory, **files), KINDS)


def provider(policy: Policy, name: str) -> Provider:
    """Return a declared provider by name."""
    return next(known for known in policy.providers if known.name == name)
