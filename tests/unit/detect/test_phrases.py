"""The lexicons' automaton."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from gateway.detect.phrases.lexicon import Lexicon, Phrase
from gateway.kinds import MODELS

THREADS = 4
LEXICONS = ("macros", "social", "infractions")
TEXTS = [
    "Mme est au RSA depuis 2019 et perçoit l'aide personnalisée au logement ; elle est sous tutelle.",
    "Condamné pour vol avec violence, il est suivi par le SPIP ; il bénéficie de l'AAH et d'un logement d'urgence.",
    "Dossier de surendettement déposé, expulsion locative, séparation et violences conjugales signalées.",
    "Réunion du lundi : planning, commande de papier, salle du conseil, rien d'autre à signaler.",
] * 3


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def _lexicon() -> Lexicon:
    return Lexicon(MODELS / "lexicons" / f"{name}.lex" for name in LEXICONS)


@pytest.mark.usefixtures("hasty")
def test_threads_that_read_first_together_find_what_one_alone_finds() -> None:
    """The automaton is made while it reads; threads that share a new one neither fail nor miss a phrase."""
    alone = _lexicon()
    expected = [list(alone.find(text)) for text in TEXTS]
    assert sum(map(len, expected)) > 20
    for _ in range(5):
        shared, together = _lexicon(), Barrier(THREADS)

        def read(lexicon: Lexicon = shared, start: Barrier = together) -> list[list[Phrase]]:
            start.wait()
            return [list(lexicon.find(text)) for text in TEXTS]

        with ThreadPoolExecutor(THREADS) as pool:
            for future in [pool.submit(read) for _ in range(THREADS)]:
                assert future.result() == expected


SAID = {
    "il est au R.S.A. depuis mai": ["R.S.A."],
    "elle a été mise à la porte": ["mise à la porte"],
    "ils l'ont mis à la porte": ["mis à la porte"],
    "sortant de prison\t150\nDE SOUSA\tMaria": ["sortant de prison"],
}


@pytest.mark.parametrize("text", SAID)
def test_a_phrase_is_read_as_it_is_written(text: str) -> None:
    """Dots in an acronym and a feminine after a short word change nothing, and no phrase runs into the next row."""
    whole = {text[p.start : p.end] for p in _lexicon().find(text)}
    assert set(SAID[text]) <= whole
    assert not any("\t" in phrase for phrase in whole)
