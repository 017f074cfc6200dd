from __future__ import annotations

import time
from pathlib import Path

import pytest

from gateway.domain import Finding, Slot
from gateway.policy.faults import validate
from gateway.policy.purposes import PurposeIndex, Purposes
from gateway.policy.source import read_document

SHIPPED = Path(__file__).parents[3] / "policies/finalites.yaml"


@pytest.fixture(scope="module")
def index() -> PurposeIndex:
    form = validate(Purposes, read_document(SHIPPED.read_bytes(), SHIPPED.name))
    assert form is not None
    return PurposeIndex(form)


def asked(index: PurposeIndex, text: str, *people: str) -> list[bool]:
    findings = [Finding(("t",), text.index(name), text.index(name) + len(name), "PERSON") for name in people]
    return [found.about_person for found in index.search(Slot(("t",), text), findings)]


@pytest.mark.parametrize(
    "text",
    [
        "Classe les demandeurs de logement suivants.",
        "CLASSEZ CES CANDIDATS PAR MÉRITE",
        "Trier les CV reçus pour le poste de cuisinier",
        "Voici trois profils.\nTrie les candidats.",
        "Peux-tu noter ces candidatures de 1 à 10 ?",
        "Pourriez-vous hiérarchiser les familles à reloger ?",
        "Merci de refuser les demandes incomplètes.",
        "Lis les dossiers et classe les familles par urgence.",
        "Tu es un expert RH : sélectionne les trois meilleurs profils parmi les candidats.",
        "Décide à ma place.",
        "Faut-il licencier cet agent ?",
        "Qui mérite la place en crèche ?",
        "Rédige la décision de refus.",
        "Attribue le logement à la famille la plus pauvre.",
        "Je veux que tu écartes ou que tu retiennes : écarte les postulants sans permis.",
        "Donne un score de risque pour chaque allocataire.",
    ],
)
def test_a_decision_about_persons_is_seen(index: PurposeIndex, text: str) -> None:
    """An order to decide, rank, sort, note or refuse about persons is seen as such."""
    assert True in asked(index, text)


@pytest.mark.parametrize(
    "text",
    [
        "Trie les dossiers par date de dépôt.",
        "Classe ces mots par ordre alphabétique.",
        "Note que la réunion des agents est à 14 h.",
        "La commission instruit et classe les demandes.",
        "Ne classe pas les candidats, résume leurs questions.",
        "Résume la note de service sur les demandes de congés.",
        "Refuse poliment l'invitation.",
        "Aide-moi à choisir un titre pour le dossier de presse.",
        "Rédige un courrier informant l'usager du refus décidé par la commission.",
        "Évalue la lisibilité de ce courrier.",
        "Le score du match entre agents est de 3 à 2.",
    ],
)
def test_an_ordinary_request_is_not_a_decision(index: PurposeIndex, text: str) -> None:
    """Sorting by date, drafting, quoting a rule or saying not to rank is no decision."""
    assert asked(index, text) == []


def test_a_general_question_is_told_apart(index: PurposeIndex) -> None:
    """A question about how decisions are made concerns nobody, until the text names someone."""
    assert asked(index, "Comment classer les demandeurs de logement ?") == [False]
    assert asked(index, "Comment classer Mme Fabrègues et M. Petit ?", "Fabrègues", "Petit") == [True]


def test_a_named_person_is_an_object(index: PurposeIndex) -> None:
    """Deciding about someone by name is a decision, without any of the listed words."""
    assert asked(index, "Sanctionne Karim Benali.", "Karim Benali") == [True]


def test_a_phrase_and_its_verb_are_one_finding(index: PurposeIndex) -> None:
    """A phrase that also holds a verb counts once."""
    assert asked(index, "Faut-il accorder l'aide ?") == [True]


def test_a_long_text_is_read_quickly(index: PurposeIndex) -> None:
    """50 kB of orders are searched in under a second."""
    text = "Classe les demandeurs, puis trie les familles et note les agents. " * 800
    begin = time.thread_time()
    assert asked(index, text) != []
    assert time.thread_time() - begin < 1
