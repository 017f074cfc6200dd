from __future__ import annotations

import pytest

from gateway.detect.recognizers import age
from tests.support.spotting import marked, spot

FOUND = [
    "Mme Roux, [[une trentaine d'années]], secrétaire",
    "son âge : [[64]]. Rien de plus",
    "je dirais [[seize ans]]",
    "la mère a dans les [[35 ans]]",
    "la petite dernière, [[5 mois]]",
    "Mme Faure a [[soixante ans passés]].",
    "j'ai [[75 ans révolus]]",
    "M. Roca, [[97 printemps]], sourd",
    "il a [[54 balais]]",
    "elle approche de [[la soixantaine]]",
    "un homme d'[[une cinquantaine d'années]]",
    "voisine [[octogénaire]]",
    "dans sa [[92e année]]",
    "il a dans les [[40 ans]]",
    "elle a [[deux ans et trois mois]]",
    "Elle a [[trente ans]].",
    "lui, Yassine, [[25 a]]., hébergé",
    "sa mère [[84 a]]. est tombée",
    "ce que je sais de lui : [[52a]], ancien docker",
    "nom | âge\nBoyer | [[11 ans]]",
    "des jumeaux de [[8 mois]]",
    "es vengut, qu'a [[quatre-vints ans]]",
    "âgée de [[87 ans]]",
    "âgé d'environ [[40 ans]]",
    "Mme X, [[67 ans]], vit seule",
    "Lucas ([[8 ans]])",
    "Lina [[4 ans]], Tom [[22 mois]]",
    "elle a [[34 ans]]",
    "j'ai [[72 ans]] et je vis seul",
    "g [[19 ans]]",
    "il avait [[15 ans]]",
    "un enfant de [[3 ans]]",
    "sa fille de [[12 ans et demi]]",
    "un bébé de [[22 mois]]",
    "père de deux enfants de [[4]] et [[7 ans]]",
    "mes enfants ont [[4]], [[7]] et [[12 ans]]",
    "âgée de [[soixante-sept ans]]",
    "une dame de [[quatre-vingt-douze ans]]",
    "pour ses [[80 ans]]",
    "Âge : [[67]]",
    "age: [[67 ans]]",
    '"age": [[67]]',
    "nom;âge\nX;[[67]]",
    "homme, [[45 ans]], sans emploi",
    "décédé à [[91 ans]]",
    "veuve de [[78 ans]]",
    "jeune homme de [[17 ans]]",
    "maman ([[91 ans]])",
    "a 45-year-old man, she is [[45 years old]]",
    "mon petit dernier, [[18 mois]],",
    "ma mère, qui aura bientôt [[90 ans]]",
    "à l'âge de [[16 ans]]",
]
QUIET = [
    "il y a une quarantaine d'années",
    "travaux, une trentaine d'années après",
    "nous sommes mariés depuis quarante et un ans",
    "CDD, 6 mois",
    "ça fait deux ans",
    "il y a dans les 20 ans",
    "une vingtaine de dossiers",
    "il y a une dizaine d'années",
    "les octogénaires du quartier",
    "le centenaire de la section",
    "avoir 18 ans révolus",
    "la 12e année consécutive",
    "une trentaine d'années plus tard",
    "la Corse (2A et 2B)",
    "dès 6 ans",
    "5 ans de garantie",
    "garantie 5 ans",
    "mandat de 6 ans",
    "depuis 5 ans",
    "elle a 5 ans d'ancienneté",
    "il y a 3 ans",
    "un bail de 3 ans",
    "pendant 10 ans",
    "les 3-6 ans",
    "les jeunes de moins de 26 ans",
    "à partir de 65 ans",
    "réservé aux plus de 60 ans",
    "accueil des enfants de 3 à 11 ans",
    "il a 3 mois de loyer de retard",
    "dans 2 ans, le projet",
    "trois ans de prison",
    "tous les 5 ans",
    "la maison a 100 m²",
    "une durée de 18 mois",
    "un contrat de 12 mois, renouvelable",
    "conservées 10 ans, puis détruites",
]


@pytest.mark.parametrize("written", FOUND)
def test_age_is_found(written: str) -> None:
    """The age of a person is found, in figures or words, of one or several."""
    text, values = marked(written)
    assert spot(age.recognizers, text) == [("AGE", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_age(text: str) -> None:
    """A duration, an age limit or a guarantee is nobody's age."""
    assert spot(age.recognizers, text) == []
