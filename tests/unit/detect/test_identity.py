from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.detect.identity import link
from gateway.detect.overlap import CERTAIN, MODEL
from gateway.detect.recognizers.person import PersonRecognizer
from gateway.domain import Finding, Slot

RECOGNIZER = PersonRecognizer("fr")


def slots_of(*texts: str) -> list[Slot]:
    return [Slot(("messages", number, "content"), text) for number, text in enumerate(texts)]


def found(slots: Sequence[Slot]) -> list[Finding]:
    return [
        Finding(slot.path, r.start, r.end, "PERSON", r.score, "person")
        for slot in slots
        for r in RECOGNIZER.analyze(slot.text, [])
    ]


def people(*texts: str) -> list[tuple[str, int | None, str]]:
    """Return (writing, identity, gender) of every name in ``texts``, in order."""
    slots = slots_of(*texts)
    by_path = {slot.path: slot.text for slot in slots}
    return [
        (by_path[f.path][f.start : f.end], f.identity, f.gender)
        for f in link(slots, found(slots))
        if f.kind == "PERSON"
    ]


def numbers(*texts: str) -> list[int | None]:
    return [number for _, number, _ in people(*texts)]


ONE = [
    ["Marie Puech", "Mme Puech", "PUECH Marie", "mme puech", "M. Puech"],
    ["Mme Élodie Barthas", "BARTHAS Elodie", "E. Barthas", "Élodie"],
    ["Jean-Luc Vernet", "J.-L. Vernet", "VERNET Jean-Luc", "jean-luc vernet"],
    ["Mme Rivière née Lubrano Conception", "Mme Lubrano", "Mme Rivière"],
    ["S. Peytavin", "Sandrine Peytavin"],
    ["Karim", "Karim Bouzid", "M. Bouzid"],
    ["Sandra B.", "Sandra Bonnafous"],
    ["Mme de La Tour", "Mme de la Tour"],
]


@pytest.mark.parametrize("writings", ONE)
def test_the_writings_of_one_person_share_an_identity(writings: list[str]) -> None:
    """Civility, casing, accents, order, initials and maiden name make no other person; a known other gender does."""
    told = people(*[f"Vu avec {w} hier." for w in writings])
    others = [n for w, n, g in told if g == "M" and told[0][2] == "F"]
    assert {n for _, n, _ in told} - set(others) == {1}


TWO = [
    ("M. Dupont", "Mme Dupont"),
    ("Marie Dupont", "Paul Dupont"),
    ("Marie Dupont", "M. Dupont"),
    ("les époux Dupont", "Mme Dupont"),
    ("S. Puech", "Marc Puech"),
    ("Claire Martin", "Claire Durand"),
    ("Jean Vidal", "Jean-Pierre Vidal"),
    ("Mme Garcia", "Mme Garcia-Lopez"),
]


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_people_are_never_made_one(one: str, other: str) -> None:
    """Another gender, first name, initial or a whole family is somebody else, also under the same surname."""
    first, second = numbers(f"Vu {one} hier.", f"Vu {other} hier.")
    assert first != second


def test_a_surname_that_two_people_bear_has_an_identity_of_its_own() -> None:
    """After Mr and Mrs Dupont, "Dupont" alone is guessed to be neither."""
    assert numbers("Marie Dupont.", "Paul Dupont.", "Chez Dupont hier.") == [1, 2, 3]


def test_gender_is_told_by_title_agreement_or_first_name() -> None:
    """A title wins, then an agreement, then the first name; else nothing is said."""
    assert [
        g for _, _, g in people("Mme Claude Roux. ", "M. Camille Serre.", "Dominique Ortiz, née à Agde.", "Nadia Kaci")
    ] == [
        "F",
        "M",
        "F",
        "F",
    ]


def test_the_halves_of_one_row_are_one_person() -> None:
    """Surname and first name in two cells, or a name in brackets after a title, are the same person."""
    assert numbers("nom;prenom\nVIDALENC;Henri\nKAYA;Elif\n") == [1, 1, 2, 2]
    assert numbers("Mme Bonnaric (Yvette, veuve Castan)") == [1, 1, 1]


@pytest.mark.parametrize(
    ("kind", "login"),
    [
        ("EMAIL_ADDRESS", "marie.puech@exemple.fr"),
        ("EMAIL_ADDRESS", "m.puech34@exemple.fr"),
        ("EMAIL_ADDRESS", "puech.marie@exemple.fr"),
        ("USERNAME", "mpuech"),
        ("USERNAME", "puechm"),
        ("USERNAME", "marie_puech"),
    ],
)
def test_a_login_belongs_to_the_person_it_is_made_from(kind: str, login: str) -> None:
    """An address or user name made from a known name has that person's identity."""
    slots = slots_of(f"Paul Vidal et Marie Puech : {login}")
    at = slots[0].text.index(login)
    findings = [*found(slots), Finding(slots[0].path, at, at + len(login), kind)]
    told = {f.kind: f.identity for f in link(slots, findings) if f.start >= at or f.kind == kind}
    assert told[kind] == 2


def test_a_login_of_nobody_has_no_identity() -> None:
    """An address that fits no known person is left without one."""
    slots = slots_of("Marie Puech : accueil@exemple.fr")
    findings = [*found(slots), Finding(slots[0].path, 14, 32, "EMAIL_ADDRESS")]
    assert [f.identity for f in link(slots, findings) if f.kind == "EMAIL_ADDRESS"] == [None]


def test_known_values_are_found_wherever_they_are_written() -> None:
    """A surname typed in lower case and an identifier told once are found in every slot, whole words only."""
    slots = slots_of("vu benhaddou hier, carte AB12345", "Mme Benhaddou, carte AB12345", "benhaddouche AB123456")
    known = Finding(slots[1].path, 21, 28, "CASE_NUMBER")
    linked = link(slots, [*found(slots[1:2]), known])
    texts = {slot.path: slot.text for slot in slots}
    assert [(texts[f.path][f.start : f.end], f.kind, f.source) for f in linked if f.path == slots[0].path] == [
        ("benhaddou", "PERSON", "propagation"),
        ("AB12345", "CASE_NUMBER", "propagation"),
    ]
    assert not [f for f in linked if f.path == slots[2].path]


def test_a_name_that_is_a_common_word_is_propagated_with_its_capital_only() -> None:
    """After Mme Petit, "le petit chien" stays, and so does the street that bears the name."""
    told = people("Mme Petit et Paul Marin.", "le petit chien, rue Paul Riquet, un marin. Alors Petit est venu.")
    assert [w for w, _, _ in told] == ["Petit", "Paul Marin", "Petit"]


def test_initials_of_a_known_person_are_found() -> None:
    """The initials that sign for somebody named in full are that person."""
    assert people("Éducateur : Tarik Bensaïd. Lu le 3 mai. T. B.")[-1][:2] == ("T. B.", 1)


BOUNDS = [
    ("Vu Jean-Pierre Vaillant hier", "Jean", ["Jean-Pierre Vaillant"]),
    ("Vu Mme Vaillant hier", "Mme Vaillant", ["Vaillant"]),
    ("Vaillant, Ortega et Kaddour", "Vaillant, Ortega et Kaddour", ["Vaillant", "Ortega", "Kaddour"]),
    ("vu Nadia Kerboua souhaite un rdv", "Nadia Kerboua souhaite", ["Nadia Kerboua"]),
    ("Bonjour et merci", "Bonjour", []),
    ("Monsieur le Maire,", "le Maire", []),
    ("rue Pierre Semard", "Pierre Semard", []),
    ("Le CCAS de Sète", "CCAS de Sète", []),
]


@pytest.mark.parametrize(("text", "span", "names"), BOUNDS)
def test_the_bounds_that_a_model_drew_are_set_right(text: str, span: str, names: list[str]) -> None:
    """Cut names are completed, titles and verbs taken off, lists split, what is no name dropped."""
    slots = slots_of(text)
    at = text.index(span)
    linked = link(slots, [Finding(slots[0].path, at, at + len(span), "PERSON", 0.85, "ner")])
    assert [text[f.start : f.end] for f in linked] == names


@pytest.mark.parametrize(
    ("text", "span", "sure", "doubtful"),
    [
        ("allo c'est cru loup je rappelle", "cru loup", ["cru loup"], []),
        ("vu amel au guichet", "amel", ["amel"], ["amel"]),
        ("avis du CCAS", "CCAS", [], []),
        ("rue pierre semard", "pierre semard", [], []),
    ],
)
def test_a_certain_model_is_believed(text: str, span: str, sure: list[str], doubtful: list[str]) -> None:
    """Common words are a name where the model is certain of it, but neither an acronym nor a street ever is."""
    slots = slots_of(text)
    at = text.index(span)
    for score, names in ((CERTAIN, sure), (0.85, doubtful)):
        linked = link(slots, [Finding(slots[0].path, at, at + len(span), "PERSON", score, MODEL)])
        assert [text[f.start : f.end] for f in linked] == names


FIRST = st.sampled_from("Marie Paul Nadia Karim Giulia Diego Fatou Mehmet Linh Florica Hélène Jean-Luc".split())
LAST = st.sampled_from("Vaillant Ortega Benhaddou N'Diaye Puech Lubrano Yılmaz Munteanu Kerboua Garcia-Lopez".split())
NAME = st.tuples(FIRST, LAST)
SENTENCE = st.one_of(
    NAME.map(lambda n: f"Vu {n[0]} {n[1]} lundi."),
    NAME.map(lambda n: f"{n[1].upper()} {n[0]} a appelé."),
    LAST.map(lambda n: f"M. {n} refuse."),
    LAST.map(lambda n: f"Mme {n} accepte."),
    FIRST.map(lambda n: f"Il a parlé à {n}."),
    LAST.map(lambda n: f"le dossier {n.lower()} est clos"),
    st.just("Rien à signaler."),
)
TEXTS = st.lists(st.lists(SENTENCE, max_size=4).map(" ".join), max_size=6)


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.path, finding.start, finding.end, finding.kind


@settings(max_examples=120, deadline=None)
@given(TEXTS, st.integers(0, 6))
def test_appending_messages_never_renumbers(texts: list[str], cut: int) -> None:
    """What a shorter conversation says of a place, the longer one says too: the provider's cache holds."""
    slots = slots_of(*texts)
    early = {_key(f): (f.identity, f.gender) for f in link(slots[:cut], found(slots[:cut]))}
    late = {_key(f): (f.identity, f.gender) for f in link(slots, found(slots))}
    assert {key: late.get(key) for key in early} == early


@settings(max_examples=120, deadline=None)
@given(st.lists(NAME, min_size=2, max_size=12, unique=True))
def test_people_of_different_names_are_never_merged(names: list[tuple[str, str]]) -> None:
    """Full names that differ keep different identities, however many share a half."""
    told = numbers(*[f"Vu {first} {last} lundi." for first, last in names])
    assert len(set(told)) == len(names)


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_linking_is_deterministic_and_keeps_to_the_text(texts: list[str]) -> None:
    """The same request gives the same findings; offsets are valid, names do not overlap, every name has an identity."""
    slots = slots_of(*texts)
    linked = link(slots, found(slots))
    assert linked == link(slots, found(slots))
    sizes = {slot.path: len(slot.text) for slot in slots}
    assert all(0 <= f.start < f.end <= sizes[f.path] and f.identity for f in linked)
    assert all(a.end <= b.start or a.path != b.path for a, b in pairwise(linked))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.integers(0, 59), st.integers(1, 20))
def test_any_span_of_any_text_is_taken(text: str, start: int, length: int) -> None:
    """Whatever a model marks, linking raises nothing and stays within the text."""
    end = min(start + length, len(text))
    if start >= end:
        return
    slots = slots_of(text)
    for score in (0.85, CERTAIN):
        linked = link(slots, [Finding(slots[0].path, start, end, "PERSON", score, MODEL)])
        assert all(0 <= f.start < f.end <= len(text) for f in linked)


def _seconds(people_count: int) -> float:
    lines = [
        f"Mme Kerb{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}ua Nadia, puis M. Ortega et Paul Kerboua."
        for n in range(people_count)
    ]
    slots = slots_of("\n".join(lines))
    findings = found(slots)
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        link(slots, findings)
        best = min(best, time.process_time() - began)
    return best


def test_linking_time_grows_with_length_only() -> None:
    """Eight times the text takes about eight times as long, at 100,000 characters."""
    assert _seconds(1_600) < 20 * max(_seconds(200), 0.005)
