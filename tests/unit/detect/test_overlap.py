from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.overlap import RANK, THEMES, resolve
from gateway.domain import Finding

KINDS = [*RANK, *sorted(THEMES)]


def at(kind: str, start: int, end: int, **more: object) -> Finding:
    return Finding(("t",), start, end, kind, **more)  # type: ignore[arg-type]  # any field by name


def kept(*findings: Finding) -> list[tuple[str, int, int]]:
    return [(f.kind, f.start, f.end) for f in resolve(findings)]


def test_one_kind_is_joined() -> None:
    """Findings of one kind that share characters become one."""
    assert kept(at("ADDRESS", 0, 10), at("ADDRESS", 5, 20), at("ADDRESS", 30, 40)) == [
        ("ADDRESS", 0, 20),
        ("ADDRESS", 30, 40),
    ]


def test_the_site_of_an_address_is_no_finding_of_its_own() -> None:
    """An e-mail address hides the person and the user name inside it."""
    assert kept(at("EMAIL_ADDRESS", 0, 20), at("PERSON", 0, 5), at("USERNAME", 6, 12)) == [("EMAIL_ADDRESS", 0, 20)]


def test_a_social_security_number_is_no_telephone() -> None:
    """The stronger reading of the same characters wins, also when it is the longer one."""
    assert kept(at("PHONE_NUMBER", 3, 13), at("FR_NIR", 0, 15)) == [("FR_NIR", 0, 15)]
    assert kept(at("CASE_NUMBER", 0, 10), at("IBAN_CODE", 0, 10)) == [("IBAN_CODE", 0, 10)]


def test_a_proven_number_is_never_hidden() -> None:
    """A number that a checksum proves stands though an address or a name swallowed it."""
    assert ("FR_NIR", 5, 20) in kept(at("ADDRESS", 0, 40), at("FR_NIR", 5, 20))
    assert ("FR_NIR_INVALID", 5, 20) in kept(at("PERSON", 0, 40), at("FR_NIR_INVALID", 5, 20))


def test_a_theme_lies_over_anything() -> None:
    """A sensitive theme stays beside what names the person."""
    assert kept(at("HEALTH", 0, 20), at("PERSON", 5, 10)) == [("HEALTH", 0, 20), ("PERSON", 5, 10)]


def test_paths_do_not_mix() -> None:
    """Findings of two slots never join."""
    assert len(resolve([Finding(("a",), 0, 5, "AGE"), Finding(("b",), 0, 5, "AGE")])) == 2


def test_identity_and_gender_survive_a_join() -> None:
    """A joined finding keeps who it is."""
    (found,) = resolve([at("PERSON", 0, 10, identity=3, gender="F"), at("PERSON", 5, 12, score=0.99)])
    assert (found.identity, found.gender) == (3, "F")


spans = st.tuples(st.sampled_from(KINDS), st.integers(0, 40), st.integers(1, 15)).map(
    lambda s: at(s[0], s[1], s[1] + s[2])
)


@given(st.lists(spans, max_size=12))
def test_no_character_is_lost(findings: list[Finding]) -> None:
    """Whatever overlaps, every character that was found stays found."""
    before = {i for f in findings for i in range(f.start, f.end)}
    assert before == {i for f in resolve(findings) for i in range(f.start, f.end)}


@given(st.lists(spans, max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter(findings: list[Finding], random: object) -> None:
    """The result does not depend on the order in which recognisers ran, and resolving twice changes nothing."""
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    once = resolve(findings)
    assert [(f.kind, f.start, f.end) for f in once] == [(f.kind, f.start, f.end) for f in resolve(shuffled)]
    assert resolve(once) == once
