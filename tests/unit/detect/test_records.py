from __future__ import annotations

import pytest

from gateway.detect.recognizers import records
from tests.support.spotting import marked, spot

FOUND = [
    "Mme Rosa Diallo ([[FD-118]]) : trois enfants",
    "accord pour M. Paul Rey, (réf. [[FD-119]])",
    "Liste :\n[[KT-310]] Mme Roux, place en crèche\n[[KT-322]] M. Sow\nreste [[KT-340]], voir plus bas",
    "- [[SAV-0417]] : famille Rey, relogée",
    "id,usager,motif\n[[70114]],ROSE,impayé\n[[70115]],PETIT,retard",
    "ref|bénéficiaire|montant\n[[AE-41]]|Mme Sow|214,00\n[[AE-52]]|M. Rey|96,00",
    "mat;nom;grade\n[[6021]];GUEYE;C1",
    "| N° | Prénom | Note |\n|---|---|---|\n| [[4417]] | Luc | ok |",
    "INSERT INTO agents (id, nom, prenom) VALUES ([[4021]], 'N'DIAYE', 'Awa'), ([[4022]], 'O'Brien', 'Tom');",
    '<usager id="[[US-4417]]"><nom>REY</nom>',
    "level=INFO upload enfant=[[K-88214]] size=312",
    '{"id": [[78204]], "nom": "Rey", "prenom": "Luc"}',
    '{"prenom": "Luc", "code": "[[Z7714]]"}',
]
QUIET = [
    "réservation de la salle B-204 par Mme Rey",
    "norme ISO-9001, A-61, D-613",
    "Mme Rey (D-613, direction Sète)",
    "id;libellé;prix\n1042;chaise;45\n1043;table;80",
    "id;prénom;âge\n1;Luc;12\n2;Zoé;9",
    "n°;bénéficiaire;date\n2024;Rey;oui\n2025;Sow;non",
    '{"id": 78114, "titre": "Banc public"}',
    "SELECT * FROM t WHERE id=45 AND year=2024",
    "dossiers=12 demandes=2024-05-01",
    "vu le décret n° 2024-118, le lot LOT-42",
]


@pytest.mark.parametrize("written", FOUND)
def test_code_of_a_file_is_found(written: str) -> None:
    """A house's code is found beside a person, in a column of numbers of a table of people, as the key of a record."""
    text, values = marked(written)
    assert spot(records.recognizers, text) == [("CASE_NUMBER", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_code_of_a_file(text: str) -> None:
    """Rooms, roads, norms, rows of things, ranks and years number nobody's file."""
    assert spot(records.recognizers, text) == []
