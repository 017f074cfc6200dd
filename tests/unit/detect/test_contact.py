from __future__ import annotations

import pytest

from gateway.detect.recognizers import contact
from tests.support.spotting import marked, spot

PHONES = [
    "appelez le [[06 12 34 56 78]] merci",
    "tél. [[06.12.34.56.78]]",
    "port: [[06-12-34-56-78]]",
    "[[0612345678]]",
    "[[+33 6 12 34 56 78]]",
    "[[+33 (0)6 12 34 56 78]]",
    "[[+33 (0)6.12.34.56.78]]",
    "[[0033 6 12 34 56 78]]",
    "[[0033612345678]]",
    "[[+33612345678]]",
    "[[(+33) 6 12 34 56 78]]",
    "[[06/12/34/56/78]]",
    "[[06_12_34_56_78]]",
    "[[06 1234 5678]]",
    "[[0467 12 34 56]]",
    "[[0467.12.34.56]]",
    "[[06 123 456 78]]",
    "[[0612 345 678]]",
    "[[(04) 67 12 34 56]]",
    "[[04\u00a067\u00a012\u00a034\u00a056]]",
    "[[04\u202f67\u202f12\u202f34\u202f56]]",
    "[[０６１２３４５６７８]]",
    "[[06 39 98 12 34]]",
    "La Réunion : [[+262 692 12 34 56]]",
    "[[0262 12 34 56]]",
    "Mayotte [[0639 69 12 34]]",
    "Nouvelle-Calédonie [[+687 27 12 34]]",
    "Bruxelles [[+32 2 555 12 34]]",
    "Maroc : [[+212 6 12 34 56 78]]",
    "[[00213 550 12 34 56]]",
    "mon fils est au [[+44 7700 900123]]",
    "phone: [[07700 900 123]]",
    "[[33612345678]] (whatsapp)",
    "tel 06l2345678",
    "mon numéro c'est le [[zéro six douze trente-quatre cinquante-six soixante-dix-huit]], voilà",
    "[[zéro quatre, soixante-sept, vingt et un, zéro trois, quatre-vingt-dix-neuf]]",
    "[[O6 12 34 56 78]]",
    "[[06 l2 34 56 78]]",
    "tel portable 06 12 34 56 78 ou 04 67 12 34 56",
    "Fixe/Mobile : [[04 67 12 34 56]]/[[06 12 34 56 78]]",
    "| Nom | Téléphone |\n|---|---|\n| X | [[06 12 34 56 78]] |",
]
QUIET = [
    "elle porte le numéro SIREN 213403017",
    "appelez le 15, le 17, le 18, le 112 ou le 115",
    "le 3919 et le 3949 sont gratuits, 39 39 pour les démarches",
    "numéro vert 0 800 123 456, ou 0800 009 110",
    "le 06/12/2024 à 14:30",
    "du 01.02.2024 au 03.04.2024",
    "un budget de 1 234 567 890 euros",
    "article L. 2121-29 du CGCT",
    "réf. 2024-0612-345678-99",
    "version 10.12.34.56.78.90",
    "les chapitres 01 02 03 04 et 05 et 06",
]


@pytest.mark.parametrize("written", [t for t in PHONES if "[[" in t])
def test_phone_is_found(written: str) -> None:
    """A telephone number is found whole in every French writing, overseas and abroad, in words and scanned."""
    text, values = marked(written)
    assert spot(contact.recognizers, text) == [("PHONE_NUMBER", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_phone(text: str) -> None:
    """Public short numbers, green numbers, dates, amounts and references are no telephone numbers."""
    assert spot(contact.recognizers, text) == []


MAILS = [
    "écrire à [[lucie.fabregues@exemple.fr]].",
    "<[[jean-pierre.d'arco+ccas@sous.domaine.exemple.org]]>",
    "[[LUCIE.FABREGUES@EXEMPLE.FR]]",
    "mailto:[[l_fabregues@exemple.com]]?subject=x",
    "[[lucie.fabregues(at)exemple.fr]]",
    "[[lucie.fabregues [at] exemple.fr]]",
    "[[lucie.fabregues[arobase]exemple.fr]]",
    "[[lucie point fabregues arobase exemple point fr]]",
    "[[lucie.fabregues @ exemple.fr]]",
    "[[lucie.fabregues(a)exemple.fr]]",
    "[[lucie.fabregues@exemple . fr]]",
    "'[[lucie@exemple.fr]]','[[paul@exemple.fr]]'",
    "[[lucie＠exemple.fr]]",
    "[[lu\u200bcie@exem\u00adple.fr]]",
]


@pytest.mark.parametrize("written", MAILS)
def test_email_is_found(written: str) -> None:
    """An e-mail address is found whole, also written against robots or dictated."""
    text, values = marked(written)
    assert spot(contact.recognizers, text) == [("EMAIL_ADDRESS", value) for value in values]


@pytest.mark.parametrize(
    "text",
    ["@property\ndef f(self)", "rendez-vous @ 14 h", "prix @ 12,50 €", "l'arobase est un signe", "@media print {}"],
)
def test_no_email(text: str) -> None:
    """An at sign alone is no address."""
    assert spot(contact.recognizers, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("accueil@ville-exemple.fr", False),
        ("etat-civil@mairie-exemple.fr", False),
        ("service.logement@exemple-agglo.fr", False),
        ("service.benali@ville-exemple.fr", True),
        ("marie.accueil@ville-exemple.fr", True),
        ("contact@lucie-fabregues.fr", True),
        ("accueil@exemple.com", True),
    ],
)
def test_the_mailbox_of_a_public_service_is_nobody_s(text: str, found: bool) -> None:
    """An address whose words all name a service, at an administration, is public; with one more word it is somebody's."""
    assert bool(spot(contact.recognizers, f"Écrire à {text}, merci")) is found
