from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.detect.names import load_names
from gateway.detect.nlp import Artifacts, Entity, NerEngine
from gateway.detect.reading import Reading
from gateway.detect.recognizers.person import PersonRecognizer, recognizers
from gateway.detect.words import shape_of

RECOGNIZER = PersonRecognizer("fr")


def seen(text: str) -> list[str]:
    """Return what is found, longest of overlapping spans only."""
    spans = sorted(((r.start, r.end) for r in RECOGNIZER.analyze(text, [])), key=lambda s: (s[0], -s[1]))
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return [text[start:end] for start, end in kept]


ANNOUNCED = [
    ("Équipage : BC LACOMBE, ASVP Tison", ["LACOMBE", "Tison"]),
    ("Patrouille : Sabatier / Vidal", ["Sabatier", "Vidal"]),
    ("<nomNaissance>Cazals</nomNaissance>", ["Cazals"]),
    ('{"prenom": "João", "naissance": "1983-06-21"}', ["João"]),
    ('{"fullname": "Lola Sanchez", "ip": "10.0.0.8"}', ["Lola Sanchez"]),
    ("Hello, this is Rosalind Mbeki.", ["Rosalind Mbeki"]),
    ("my son Oluwaseun Adeyemi is ill", ["Oluwaseun Adeyemi"]),
    ("c'est mme ouahabi jvoulé savoir", ["ouahabi"]),
    ("Mme Benali a téléphoné.", ["Benali"]),
    ("mme benali a tel", ["benali"]),
    ("m. do est venu, puis mme lo", ["do", "lo"]),
    ("mme vy attend", ["vy"]),
    ("nom : de la torre amparo\nville : agde", ["de la torre amparo"]),
    ("M. DURAND-ORTIZ est venu", ["DURAND-ORTIZ"]),
    ("M. Petit et Mme Rose", ["Petit", "Rose"]),
    ("Maître Solène Garnier-Bosc", ["Solène Garnier-Bosc"]),
    ("le docteur Nguyễn Văn Bình", ["Nguyễn Văn Bình"]),
    ("Me Ouedraogo plaidera", ["Ouedraogo"]),
    ("le sieur Combes", ["Combes"]),
    ("la famille Ziegler", ["Ziegler"]),
    ("les époux Marchetti", ["Marchetti"]),
    ("les consorts Le Guen", ["Le Guen"]),
    ("Mmes Sanchez et Delorme", ["Sanchez", "Delorme"]),
    ("Mme B. est partie", ["B."]),
    ("M.\u00a0Delmas", ["Delmas"]),
    ("Mme d'Alessandro", ["d'Alessandro"]),
    ("M. van den Berg", ["van den Berg"]),
    ("Mme de La Tour-Fabre", ["de La Tour-Fabre"]),
    ("M. El Idrissi", ["El Idrissi"]),
    ("Mme Da Silva", ["Da Silva"]),
    ("Mme N'Diaye", ["N'Diaye"]),
    ("M. Le Floc'h", ["Le Floc'h"]),
    ("MME LOPES NÉE CARDOSO", ["LOPES NÉE CARDOSO"]),
    ("je m'appelle Anaïs Teyssier", ["Anaïs Teyssier"]),
    ("je soussignée Khadija El Fassi, demeurant", ["Khadija El Fassi"]),
    ("née Castagnier", ["Castagnier"]),
    ("mon fils timothé a vomi", ["timothé"]),
    ("ma fille oceane est absente", ["oceane"]),
    ("sa fille, Nawel, 4 ans", ["Nawel"]),
    ("le petit Yanis pleure", ["Yanis"]),
    ("Contact : Brigitte Aubanel", ["Brigitte Aubanel"]),
    ("suivi par l'agent : Karim Toumi", ["Karim Toumi"]),
    ("De : Rémi Calvet <r.calvet@exemple.fr>", ["Rémi Calvet"]),
    ("Le 3 mai 2025, Estelle Vidal a écrit :", ["Estelle Vidal"]),
    ("Nom : BONNET\nPrénom : Lucas", ["BONNET", "Lucas"]),
    ("Nom de naissance : petit", ["petit"]),
    ('{"nom": "KAPLAN", "prenoms": ["Deniz", "Ada"]}', ["KAPLAN", "Deniz", "Ada"]),
    ("<nom>ROUSSEL</nom>", ["ROUSSEL"]),
    ("?nom=Tahiri&x=1", ["Tahiri"]),
    ("FN:Ali Mchangama", ["Ali Mchangama"]),
    ("c kevin galtier", ["kevin galtier"]),
    ("chez les Abdelmoumen", ["Abdelmoumen"]),
]


@pytest.mark.parametrize(("text", "names"), ANNOUNCED)
def test_a_name_that_a_word_announces_is_found(text: str, names: list[str]) -> None:
    """A civility, a tie, a verb or a field tells a name in any casing, title left out."""
    assert seen(text) == names


BARE = [
    ("soi la Mirèlha Cabròl de Seta", ["Mirèlha Cabròl"]),
    ("| 3 | PUIGSERVER Noël | couple |", ["PUIGSERVER Noël"]),
    ("exports/liste_dupuy_chantal_2026.pdf", ["dupuy_chantal"]),
    ("Sofia (9 ans) et Adam (3 ans)", ["Sofia", "Adam"]),
    ("l'arrêt de Jean-Philippe", ["Jean-Philippe"]),
    ("Hier Clément Barthas a rappelé.", ["Clément Barthas"]),
    ("BARTHAS Clément", ["BARTHAS Clément"]),
    ("Barthas Clément, 42 ans", ["Barthas Clément"]),
    ("Ben Salem Tahar", ["Ben Salem Tahar"]),
    ("Jean-Pierre Vaillé", ["Jean-Pierre Vaillé"]),
    ("Une amie, Rose, est venue", ["Rose"]),
    ("on a vu Inès ce matin", ["Inès"]),
    ("vu avec jessica hier", ["jessica"]),
    ("signé : S. Peytavin", ["S. Peytavin"]),
    ("J.-C. Mattei, président", ["J.-C. Mattei"]),
    ("vu par Sandra B.", ["Sandra B."]),
    ("Le dossier de L. M. est complet", ["L. M."]),
    ("L.M. est hébergée au 115", ["L.M."]),
    ("le jeune K. a fugué", ["K."]),
    ("L. (8 ans) va mieux", ["L."]),
    ("SCH0TT Raymond", ["SCH0TT Raymond"]),
    ("Trần Thị Hương", ["Trần Thị Hương"]),
    ("y. cambonnet", []),
    ("CV_Marchal_Elodie.pdf", ["Marchal_Elodie"]),
    ("dossier-benali.docx", ["benali"]),
    ("dossierCarbonnelMarie", ["CarbonnelMarie"]),
    ("IDFRABONNET<<<<<<<<<", ["BONNET"]),
]


@pytest.mark.parametrize(("text", "names"), BARE)
def test_a_name_that_nothing_announces_is_found_by_its_parts(text: str, names: list[str]) -> None:
    """A first name, its neighbours, initials, a file name or an identity card's line tell a name."""
    assert seen(text) == names


DECOYS = [
    "Monsieur le Maire",
    "Madame la Présidente, mesdames et messieurs",
    "Madame, Monsieur,",
    "famille nombreuse, famille monoparentale",
    "rue Paul Riquet, quai du Général-Durand",
    "école Suzanne-Lacore et lycée Paul Valéry",
    "hôpital Saint-Clair, paroisse Saint-Louis",
    "Georges Brassens et Agnès Varda",
    "loi Elan, loi Dalo, code Napoléon",
    "la maladie de Parkinson",
    "une Renault Clio, une Fiat Panda",
    "Sète, Frontignan, Mèze et Florence",
    "la résidence autonomie Rose des Vents",
    "le marin rose aime la pierre claire",
    "COMITÉ SOCIAL TERRITORIAL",
    "Nom du fichier : budget.csv",
    "Nom de l'école : Paul-Bert",
    "TechSolutions et la CAF de l'Hérault",
    "Bonjour, merci, cordialement",
    "Le Petit Prince",
    "la R.N. est coupée, le dossier de P.V. du chantier",
    "le point B. est reporté, voir annexe L.",
    "INSERT INTO dossiers VALUES (1, 'ouvert')",
    "N'oubliez pas le formulaire. L'année dernière",
    "def cle(corps: str) -> int: return 97",
]


@pytest.mark.parametrize("text", DECOYS)
def test_what_only_looks_like_a_name_is_left_alone(text: str) -> None:
    """Offices, streets, schools, saints, laws, cars, public figures and towns are no private persons."""
    assert seen(text) == []


def test_a_column_of_names_is_read_by_its_heading() -> None:
    """In a table every cell under a heading that says name is found, also when it is a common word."""
    text = "nom;prenom;classe\nPETIT;Rose;CE1\nle goff;yann;CE2\n"
    assert seen(text) == ["PETIT", "Rose", "le goff", "yann"]


def test_a_column_of_other_things_is_left_alone() -> None:
    """A heading about something else asks for no name."""
    assert seen("nom_fichier;taille\nbudget;12\nrapport;14\n") == []


def test_the_family_has_one_recogniser_of_persons() -> None:
    """The engine gets one Presidio recogniser, of the kind PERSON."""
    assert [r.supported_entities for r in recognizers("fr")] == [["PERSON"]]


@pytest.mark.parametrize(
    ("text", "named", "names"),
    [
        ("Reçu de VERGNOLLE ce jour", "VERGNOLLE", ["VERGNOLLE"]),
        ("Facture ENEDIS payée", "ENEDIS", []),
        ("Le CCAS répond", "CCAS", []),
        ("La mairie de FRONTIGNAN", "FRONTIGNAN", []),
    ],
)
def test_a_surname_that_the_model_takes_for_an_organisation_is_a_person(
    text: str, named: str, names: list[str]
) -> None:
    """Capitals mislead a model: a known surname is a person, an acronym, a mark or a town is not."""
    at = text.index(named)
    entity = Entity(at, at + len(named), "ORG")
    artifacts = Artifacts(Reading(text), [entity], NerEngine({}, Path()), "fr")
    assert {text[r.start : r.end] for r in RECOGNIZER.analyze(text, [], artifacts)} == set(names)


def test_other_kinds_are_not_looked_for() -> None:
    """A request for other kinds costs nothing."""
    assert RECOGNIZER.analyze("Mme Benali", ["IBAN_CODE"]) == []


@pytest.mark.parametrize(
    ("word", "shape"),
    [("DUPONT", "U"), ("Dupont", "T"), ("D", "I"), ("dupont", "L"), ("dossierDupont", "M"), ("McDonald", "T")],
)
def test_a_word_is_known_by_its_writing(word: str, shape: str) -> None:
    """Capitals tell upper case, title case, initials, lower case and mixed words apart."""
    assert shape_of(word) == shape


def test_the_lexicon_tells_first_names_with_gender_and_common_words() -> None:
    """Accents tell a surname from a common word; a first name knows its gender where it has one."""
    names = load_names()
    assert (names.gender("nadia"), names.gender("kevin"), names.gender("claude")) == ("F", "M", "")
    assert names.is_common("pages")
    assert not names.is_common("pagès")
    assert names.is_public("georges brassens")


PIECES = st.sampled_from(
    [
        "Mme ",
        "M. ",
        "Dupont",
        "MARIE",
        "rose",
        " ",
        "\n",
        "-",
        "'",
        "’",
        "Jean",
        ";",
        "nom : ",
        "<a@b.fr>",
        "é",
        "ß",
        "1",
        "\u0301",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join)))
def test_every_span_lies_in_the_text_and_holds_a_letter(text: str) -> None:
    """Whatever the text, spans are within it, not empty, and found again the second time."""
    found = [(r.start, r.end) for r in RECOGNIZER.analyze(text, [])]
    assert all(0 <= start < end <= len(text) and any(map(str.isalpha, text[start:end])) for start, end in found)
    assert found == [(r.start, r.end) for r in RECOGNIZER.analyze(text, [])]


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        RECOGNIZER.analyze(text, [])
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("piece", ["Mme Dupont a vu Jean-Pierre. ", "Jean ", "de la ", "<<", "a-", "M. "])
def test_time_grows_with_length_only(piece: str) -> None:
    """Ten times the text takes about ten times as long, also on texts made to annoy."""
    small = piece * (3_000 // len(piece))
    assert _seconds(small * 10) < 25 * max(_seconds(small), 0.001)


def test_the_reading_is_shared_with_the_engine() -> None:
    """A text read once by the engine is not read again: offsets stay those of the text."""
    assert len(Reading("Mme Çelik").bare) == len("Mme Çelik")
