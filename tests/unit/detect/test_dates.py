from __future__ import annotations

import pytest

from gateway.detect.recognizers import dates
from tests.support.spotting import marked, spot

FOUND = [
    "Noé (né il y a 3 semaines, le [[12 octobre]])",
    "elle a mis au monde des jumeaux le [[4 février]]",
    "nee le [[14 fevrier l95O]]",
    "Né(e) le : [[12/1O/1987]]",
    "jumelles nées prématurées le [[5 avril 2025]]",
    "elle a accouché de Lou le [[3 mai 2026]]",
    "née [[1er/01/1985]]",
    "né le [[l4/O7/1959]]",
    "née le [[3 mars 1954]] à Mèze",
    "né le [[03/03/54]]",
    "né le [[03.03.1954]]",
    "Né le [[3-3-54]]",
    "né(e) le : [[03/03/1954]]",
    "née à Mèze (34) le [[3 mars 1954]]",
    "né à Tunis, le [[12 févr. 1961]]",
    "NEE LE [[03 03 1954]]",
    "née le [[1er avril 2001]]",
    "né le [[1 er avril 2001]]",
    "née le [[lundi 3 mars 1954]]",
    "né le [[trois mars mille neuf cent cinquante-quatre]]",
    "née le [[premier avril deux mille un]]",
    "né en [[1954]]",
    "né en [[mars 1954]]",
    "née vers [[1980]]",
    "né en [[54]]",
    "date de naissance : [[1954-03-03]]",
    "Date et lieu de naissance : [[03/03/1954]] à Sète",
    "date_naissance=[[1954-03-03]]",
    '"dateNaissance": "[[1954-03-03]]"',
    '"birth_date": "[[1954-03-03T00:00:00Z]]"',
    "DDN [[03/03/54]]",
    "ddn: [[030354]]",
    "naiss. [[3 fév. 54]]",
    "Date de naissance (JJ/MM/AAAA) : [[03/03/1954]]",
    "année de naissance : [[1954]]",
    "nom;date_naissance\nX;[[03/03/1954]]",
    "| Nom | Né(e) le |\n|---|---|\n| X | [[03/03/1954]] |",
    "Mme DUPONT ([[03/03/1954]])",
    "Lucie Fabrègues (née en [[1954]])",
    "born on [[March 3, 1954]]",
    "Kevin est né le [[3 mars]]",
    "leur fils, né le [[O3/03/2015]]",
    "nés le [[03/03/2015]] et le [[04/05/2017]]",
    "née le [[3\nmars 1954]]",
    "anniversaire : [[3 mars 1954]]",
]
QUIET = [
    "délibération du 3 mars 2024",
    "le 06.12.34.56.78",
    "arrêté du 12/03/2024",
    "rendez-vous le 3 mars",
    "le projet est né en équipe",
    "acte de naissance à demander en mairie le 3",
    "la séance du 01/02/2024 à 18 h",
    "elle ne le 12 pas",
    "née de la fusion de 2016",
    "Décision du bureau (12/03/2024)",
]


@pytest.mark.parametrize("written", FOUND)
def test_birth_date_is_found(written: str) -> None:
    """A date or year of birth is found in every French writing, after a cue, a key or a heading."""
    text, values = marked(written)
    assert spot(dates.recognizers, text) == [("DATE_OF_BIRTH", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_birth_date(text: str) -> None:
    """The date of a decision, of a meeting, of a phone call is nobody's birth."""
    assert spot(dates.recognizers, text) == []
