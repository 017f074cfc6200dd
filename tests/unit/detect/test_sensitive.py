"""Sensitive themes: whole phrases, said of somebody or general."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from gateway.detect import Detector
from gateway.detect.recognizers.sensitive import KINDS, phrases
from gateway.domain import Slot
from gateway.kinds import MODELS

HELD_OUT = MODELS / "recipes" / "sensitive" / "heldout.txt"
_MARK = re.compile(r"⟦(\w+)\|([^⟧]*)⟧")

ABOUT = [
    ("HEALTH", "Mme Poggi s'est [[cassé le poignet]]."),
    ("HEALTH", "M. Roca prend ses [[médicaments pour le coeur]]."),
    ("HEALTH", "Mme Poggi boit [[une bouteille par jour]]."),
    ("SOCIAL", "Mme Poggi touche les [[allocs]]."),
    ("SOCIAL", "Mme Poggi est [[en attente de logement social]]."),
    ("SOCIAL", "Mme Poggi : [[factures d'eau impayées]]"),
    ("CRIMINAL", "M. Roca [[sort en conditionnelle]] en mars."),
    ("CRIMINAL", "M. Roca fait l'objet d'une [[fiche de recherche]]."),
    ("POLITICS", "Mme Poggi est [[engagée dans votre opposition]]."),
    ("HEALTH", "Mme Poggi : [[cancer]], rdv jeudi"),
    ("HEALTH", "son mari roger vient de faire un [[avc]]"),
    ("HEALTH", "Mon fils [[fait pipi au lit]] depuis la rentrée."),
    ("HEALTH", "Elle ne mange plus et [[perd la tête]]."),
    ("HEALTH", "Nom : Gayraud\nAllergies : [[arachide]]"),
    ("HEALTH", "nom,prénom,ville,allergie\nDieng,Awa,Sète,[[lait de vache]]"),
    ("HEALTH", "Mr. Whitfield was [[diagnosed with lung cancer]]"),
    ("HEALTH", "Le père, M. Roux : [[trois tentatives de suicide]]"),
    ("SOCIAL", "Mme Diaz a [[fui le domicile conjugal]] en mai."),
    ("SOCIAL", "M. Petit a des [[loyers impayés depuis juin]]."),
    ("SOCIAL", "M. Petit est au [[R.S.A.]]"),
    ("SOCIAL", "Mme Diaz bénéficie d'une [[ordonnance de protection]]."),
    ("CRIMINAL", "M. Moreau aurait [[piqué dans la caisse]]"),
    ("CRIMINAL", "M. Moreau est [[mis en examen]]."),
    ("CRIMINAL", "Il a fait l'objet d'un [[rappel à la loi en 2020 pour usage de cannabis]]."),
    ("POLITICS", "Mme Astoul dit [[voter à gauche]]."),
    ("UNION", "M. Teyssier, [[élu UNSA au CST]], saisit le tribunal."),
]
GENERAL = [
    "Le Point Info Familles aura lieu le mercredi : divorce, pension alimentaire, handicap.",
    "Le vaccin contre la rougeole est obligatoire depuis 2018.",
    "Un diabétique peut-il bénéficier d'un menu adapté ?",
    "Comment déclarer un accident du travail ? L'agent prévient son chef, la collectivité instruit le CITIS.",
    "Qu'est-ce que le RSA ?",
    "Quelle est la différence entre tutelle et curatelle ?",
    "Lutte contre la précarité alimentaire : une épicerie ouvre.",
]
ORDINARY = [
    "nous avons constaté",
    "elle allait bien",
    "la boîte est vide",
    "placé en fourrière",
    "son placement en congé",
    "une transition écologique",
    "celles-ci sont célèbres",
    "adopté à l'unanimité",
    "la liaison est coupée du réseau",
    "IPP 0003482911",
    "quotient familial : 612",
    "la maîtresse de Timéo",
]


def _told(detector: Detector, text: str) -> list[tuple[str, str]]:
    found = detector.detect([Slot(("t",), text)])
    return [(f.kind, text[f.start : f.end]) for f in found if f.kind in KINDS and f.about_person]


@pytest.mark.parametrize(("kind", "written"), ABOUT)
def test_a_theme_said_of_somebody_is_told_whole(detector: Detector, kind: str, written: str) -> None:
    """The phrase that says a sensitive thing of somebody is found from its first word to its last."""
    text, value = written.replace("[[", "").replace("]]", ""), written[written.index("[[") + 2 : written.index("]]")]
    assert any(k == kind and value in phrase for k, phrase in _told(detector, text))


@pytest.mark.parametrize("text", GENERAL)
def test_general_information_stays_free(detector: Detector, text: str) -> None:
    """What is said of nobody is told of nobody."""
    assert _told(detector, text) == []


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_word_is_of_no_theme(text: str) -> None:
    """Words that sound like a drug, an illness or a measure and are none are let go."""
    assert phrases(text) == []


@pytest.mark.parametrize("name", ["Agathe Haddad", "Fatou Diallo", "Khadija Diallo", "Malik Traoré"])
def test_a_name_says_nothing_of_who_bears_it(detector: Detector, name: str) -> None:
    """Where a name comes from is read as nobody's religion or origin: its bearer is refused no more than another."""
    texts = [f"Les travaux de voirie commenceront. {title} {name}" for title in ("Monsieur", "Madame")]
    texts += [f"{texts[0]} demande une carte.", f"Une copie est jointe, avec le plan et le devis. Madame {name} "]
    assert [found for text in texts for found in _told(detector, text)] == []


def test_held_out_sentences(detector: Detector) -> None:
    """Of sentences never used to write the lexicons, 97 phrases in 100 are found whole, and no general one is told."""
    missed, marked, flagged = 0, 0, []
    for line in HELD_OUT.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text = _MARK.sub(lambda m: m[2], line)
        covered = {i for f in detector.detect([Slot(("t",), text)]) if f.about_person for i in range(f.start, f.end)}
        spans = _spans(line)
        marked += len(spans)
        missed += sum(any(text[i].isalnum() and i not in covered for i in range(*span)) for span in spans)
        flagged += [text] if not spans and _told(detector, text) else []
    assert marked > 150
    assert missed <= 0.03 * marked
    assert flagged == []


def _spans(line: str) -> list[tuple[int, int]]:
    """Return where the marked phrases of a line stand once the marks are off."""
    marks = list(_MARK.finditer(line))
    lost = [0]
    for mark in marks:
        lost.append(lost[-1] + len(mark[0]) - len(mark[2]))
    starts = [mark.start() - before for mark, (before, _) in zip(marks, pairwise(lost), strict=True)]
    return [(start, start + len(mark[2])) for start, mark in zip(starts, marks, strict=True)]
