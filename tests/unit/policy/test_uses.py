from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gateway.policy import Policy, check, load_policy
from tests.support.policies import KINDS, write_policy

USE = """\
usages:
  - id: USG-1
    intitule: Courriers
    declarant: Accueil
    services: [accueil]
    finalite: Reformuler
    base_legale: Intérêt public
    modeles: [gpt-x]
    niveau_ia: minimal
    aipd: sans objet
    relecture: L'agent
    decision_individuelle: jamais
    alternative_etudiee: Lettres types
    avis_dpo: favorable
    date_avis: 2026-01-15
    statut: valide
    prochaine_revue: 2027-01-15
"""
TODAY = date(2026, 11, 24)


def registered(directory: Path, text: str = USE) -> Path:
    (write_policy(directory) / "usages.yaml").write_text(text, encoding="utf-8")
    return directory


def seen(
    policy: Policy, use: str | None, *, service: str = "accueil", model: str = "gpt-x", today: date = TODAY
) -> list[str]:
    return [found.kind for found in policy.use(use, service=service, model=model, today=today)]


@pytest.mark.parametrize(
    ("use", "case", "expected"),
    [
        ("USG-1", {}, []),
        (None, {}, ["USE_MISSING"]),
        ("", {}, ["USE_MISSING"]),
        ("USG-9", {}, ["USE_UNKNOWN"]),
        ("USG-1", {"service": "police"}, ["USE_UNKNOWN"]),
        ("USG-1", {"model": "petit"}, ["USE_UNKNOWN"]),
        ("USG-1", {"today": date(2027, 1, 15)}, []),
        ("USG-1", {"today": date(2027, 1, 16)}, ["USE_EXPIRED"]),
    ],
)
def test_a_request_is_matched_with_the_register_of_uses(
    tmp_path: Path, use: str | None, case: dict[str, str], expected: list[str]
) -> None:
    """A use covers its services and models until its review date; anything else is a finding for the rules."""
    assert seen(load_policy(registered(tmp_path), KINDS), use, **case) == expected  # type: ignore[arg-type]  # a mixed table


@pytest.mark.parametrize("state", ["demande", "avis_dpo", "suspendu"])
def test_only_a_validated_use_covers(tmp_path: Path, state: str) -> None:
    """A use that is asked for, under review or suspended covers nothing."""
    policy = load_policy(registered(tmp_path, USE.replace("statut: valide", f"statut: {state}")), KINDS)
    assert seen(policy, "USG-1") == ["USE_EXPIRED"]


def test_without_a_register_no_use_is_asked_for(tmp_path: Path) -> None:
    """Without usages.yaml the declared use is not looked at."""
    assert seen(load_policy(write_policy(tmp_path), KINDS), None) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("modeles: [gpt-x]", "modeles: [gpt-y]", "vouliez-vous dire « gpt-x »"),
        ("avis_dpo: favorable", "avis_dpo: attendu", "qu'avec un avis favorable du DPO"),
        ("    date_avis: 2026-01-15\n", "", "n'est pas daté"),
        ("niveau_ia: minimal", "niveau_ia: haut_risque", "AIPD faite"),
        ("niveau_ia: minimal", "niveau_ia: interdit", "valeur inconnue"),
        ("statut: valide", "statut: valide\n    tourne_vers_usager: oui", "alternative_usager"),
        ("prochaine_revue: 2027-01-15", "prochaine_revue: bientôt", "date attendue"),
        ("    alternative_etudiee: Lettres types\n", "", "ligne obligatoire absente"),
        ("    statut: valide\n", "    statut: valide\n    statu: x\n", "mot-clé inconnu"),
    ],
)
def test_a_declaration_that_says_too_little_is_a_fault(tmp_path: Path, before: str, after: str, told: str) -> None:
    """What the charter and the GDPR ask of a declaration is checked."""
    assert before in USE
    assert any(told in str(fault) for fault in check(registered(tmp_path, USE.replace(before, after, 1)), KINDS))


def test_two_uses_of_one_name_are_a_fault(tmp_path: Path) -> None:
    """A use is declared once."""
    twice = USE + USE.removeprefix("usages:\n")
    assert any("deux usages" in str(fault) for fault in check(registered(tmp_path, twice), KINDS))
