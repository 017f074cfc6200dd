from __future__ import annotations

import pytest

from gateway.detect.recognizers import cases
from tests.support.spotting import marked, spot

FOUND = [
    "Mme Paul (usager n°[[U/417]])",
    "acte de naissance n° [[115]]",
    "fiche de liaison – usager [[20417]] – suite",
    "son contrat [[AIDO-7719]] sera prolongé",
    "Mme Roux (matricule [[B-20417]])",
    "reçu lundi, carte n° [[aj 0417]]",
    "APL (n° [[4 218 206]])",
    "le numéro de la pré-demande c'est [[7G2H4WQZ51]]",
    "le jugement [[RG 21/04417]] du tribunal",
    "dossier [[3949]]",
    "LRAR n° [[1A 204 118 7763 2]]",
    "RUM : [[TRANSP-2025-77120]]",
    "ticket n° [[20418]]",
    "Titre exécutoire [[2025-4471-12]] au nom de M. Rey",
    "minute n° [[25/447]]",
    "répertoire général [[25/00187]]",
    "Identifiant DN@ [[45871256]]",
    '{"id": "[[RDV-20251127-044]]"}',
    "n° unique [[034 11 24 118093 L7Q20]]",
    "contrat MAIF porte le n° [[4 118 207 K]].",
    "opened /dossiers/[[RSA-88123]]",
    "N° allocatalre : [[1347821 M]]",
    '"note":"code porte 7719A"},{"ref":"[[DEM-77121]]"',
    "allocataire CAF [[1234567 P]]",
    "n° allocataire : [[1234567]]",
    "numéro d'allocataire de la CAF [[1234567P]]",
    "CAF n°[[1234567]]",
    "dossier MDPH [[34-123456]]",
    "MDPH : [[2019/12345]]",
    "identifiant France Travail [[1234567A]]",
    "Pôle emploi n° [[12345678901]]",
    "dossier APA [[2026-00417]]",
    "dossier n° [[2026/00417]]",
    "dossier [[FSL-2026-0031]]",
    "matricule [[004217]]",
    "matricule agent : [[A04217]]",
    "IPP [[0001234567]]",
    "NDA [[2401234567]]",
    "INE [[123456789FF]]",
    "INE : [[1234567890Y]]",
    "INE de l'élève [[0601234567X]]",
    "1re année (INE [[0907DF04K21]])",
    "RPPS [[10099999996]]",
    "ADELI [[349999995]]",
    "n° d'électeur [[12345678]]",
    "numéro unique [[034 03 26 012345 34301]]",
    "acte de naissance n° [[142/1954]]",
    "acte de décès n°[[87]]",
    "PRM [[19512345678901]]",
    "PDL : [[19512345678901]]",
    "contrat n° [[C-458712]]",
    "n° de contrat : [[45871203]]",
    "référence usager : [[U-45871]]",
    "permis de construire [[PC 034 301 24 00012]]",
    "carte de bibliothèque n° [[2034001234]]",
    "num_dossier: [[D2026-118]]",
    '"numeroAllocataire": "[[1234567]]"',
    "nom;n° dossier\nX;[[2026-118]]",
    "propriétaire de la parcelle cadastrée section [[AB n° 123]], M. X",
    "amende n° [[2345678912]]",
    "surendettement, dossier [[000123456789]]",
    "adhérent n° [[00458]]",
]
QUIET = [
    "Madame Inès Olive a appelé du 06 39 46 81 12",
    "1 250 usagers 2026",
    "France Travail au 39 49, ou le 3919",
    "CAF : 32 30",
    "MDPH, 114 pour les sourds",
    "carte n° de 1234 euros",
    "le n° vert 0 800 06 66 66",
    "dossier complet à déposer avant le 12 mars 2024",
    "dossier 2024",
    "3 dossiers traités",
    "le dossier de 12 pages",
    "délibération n° 2024-0123",
    "marché n° 2024-045",
    "arrêté n° 2024-12",
    "contrat de 12 mois",
    "article L. 441-2-3",
    "la CAF verse 320 euros",
    "CAF : 04 67 12 34 56".replace("04 67 12 34 56", "ouverte de 9 h à 12 h"),
    "travaux sur la parcelle AB 123",
    "référence : article 12",
    "Cerfa n° 12156",
    "facture n° 2025-031",
    "RSA : 635,70 €",
    "usagers : 1 250 personnes",
    "section 2 du chapitre 12",
]


@pytest.mark.parametrize("written", FOUND)
def test_case_number_is_found(written: str) -> None:
    """A number that names a person's file is found after its cue, key or heading."""
    text, values = marked(written)
    assert spot(cases.recognizers, text) == [("CASE_NUMBER", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_case_number(text: str) -> None:
    """Decisions, contracts' lengths, amounts and years name no file."""
    assert spot(cases.recognizers, text) == []
