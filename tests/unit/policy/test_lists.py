from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.domain import Finding, Slot
from gateway.policy import Policy, check, load_policy
from gateway.policy.patterns import compiled
from tests.support.policies import KINDS, write_policy

HEADER = "terme;nature;type;options;exemples;contre_exemples;note\n"


def listed(directory: Path, rows: str, header: str = HEADER) -> Path:
    (write_policy(directory) / "lists/maison.csv").write_text(header + rows, encoding="utf-8")
    return directory


def found(policy: Policy, text: str) -> list[tuple[str, str, str]]:
    return [(text[f.start : f.end], f.kind, f.source) for f in policy.terms([Slot(("t",), text)])]


@pytest.mark.parametrize(
    ("row", "text", "expected"),
    [
        ("Neptune", "plan NEPTUNE", [("NEPTUNE", "BLOCKED_TERM", "maison.csv:2")]),
        ("plan noir;;;pluriel", "deux plans noirs", [("plans noirs", "BLOCKED_TERM", "maison.csv:2")]),
        ("plan noir", "deux plans noirs", []),
        ("opéra;;;colle", "O.P.E.R.A", [("O.P.E.R.A", "BLOCKED_TERM", "maison.csv:2")]),
        ("plan noir;;;pluriel colle", "PLANS-NOIRS", [("PLANS-NOIRS", "BLOCKED_TERM", "maison.csv:2")]),
        ("Lucie;;PERSON", "lucie", [("lucie", "PERSON", "maison.csv:2")]),
        (r"AF-\d{6};motif;PERSON;;n° AF-123456;AF-12", "dossier af-654321", [("af-654321", "PERSON", "maison.csv:2")]),
        (r"AF-\d{6};motif;PERSON;;n° AF-123456;AF-12", "XAF-6543210", []),
        ("# Neptune", "# neptune", []),
        ("", "rien", []),
    ],
)
def test_a_csv_list_says_how_each_term_is_searched(
    tmp_path: Path, row: str, text: str, expected: list[tuple[str, str, str]]
) -> None:
    """A row gives a term or a pattern, the kind it stands for and its tolerance; a match names the row alone."""
    assert found(load_policy(listed(tmp_path, row + "\n"), KINDS), text) == expected


def test_a_comma_list_works_too(tmp_path: Path) -> None:
    """A list saved with commas is read as well as one saved with semicolons."""
    policy = load_policy(listed(tmp_path, '"Neptune, bis",interdit\n', "terme,nature\n"), KINDS)
    assert len(found(policy, "neptune bis")) == 1


def test_every_text_file_of_the_folder_counts(tmp_path: Path) -> None:
    """Any .txt of lists/ is a blocklist, but those whose name begins with « autorises »."""
    write_policy(tmp_path)
    (tmp_path / "lists/marches.txt").write_text("lot secret\n", encoding="utf-8")
    (tmp_path / "lists/autorises-rues.txt").write_text("quai rouge\n", encoding="utf-8")
    policy = load_policy(tmp_path, KINDS)
    assert found(policy, "le lot secret, quai rouge") == [("lot secret", "BLOCKED_TERM", "marches.txt:1")]
    assert policy.allow == {"quai rouge"}


def test_a_csv_row_may_allow(tmp_path: Path) -> None:
    """A row of nature « autorise » spares what it covers."""
    policy = load_policy(listed(tmp_path, "Jean Moulin;autorise\n"), KINDS)
    slot = Slot(("t",), "Jean Moulin")
    assert policy.findings([slot], [Finding(("t",), 0, 11, "PERSON")]) == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Neptune;interdi", "vouliez-vous dire « interdit »"),
        ("Neptune;;PERSONNE", "vouliez-vous dire « PERSON »"),
        ("Neptune;;;pluriels", "vouliez-vous dire « pluriel »"),
        ("x", "terme trop court"),
        ("a" * 201, "terme de plus de 200"),
        (r"AF-\d{6};motif", "exemples manquants"),
        (r"AF-\d{6};motif;;;AF-123456", "contre-exemples manquants"),
        (r"AF-\d{6};motif;;;AF-1|AF-123456;rien", "1 exemple(s) non reconnu(s)"),
        (r"AF-\d{6};motif;;;AF-123456;AF-654321", "1 contre-exemple(s) reconnu(s) à tort"),
        (r"AF-(;motif;;;AF-;b", "expression mal écrite"),
        ("a;;;;;;;;;", "trop de colonnes"),
        ('"a" b', "ligne CSV mal écrite"),
    ],
)
def test_a_slip_in_a_list_is_a_fault(tmp_path: Path, row: str, told: str) -> None:
    """Each slip is named with its line and never repeats the term."""
    faults = check(listed(tmp_path, "bon terme\n" + row + "\n"), KINDS)
    assert any(told in fault.message + fault.proposal and fault.path == "ligne 3" for fault in faults)
    assert not any("Neptune" in str(fault) for fault in faults)


@pytest.mark.parametrize(("header", "told"), [("termes;nature\n", "« terme »"), ("nature;type\n", "« terme » absente")])
def test_a_slip_in_the_columns_is_a_fault(tmp_path: Path, header: str, told: str) -> None:
    """An unknown or missing column is told with a proposal."""
    faults = check(listed(tmp_path, "a;b\n", header), KINDS)
    assert any(told in str(fault) for fault in faults)


@pytest.mark.parametrize(
    "written",
    [
        r"(a+)+$",
        r"\d+",
        r"\w*abc",
        r"(?:a|a){1,20}bcd",
        r"(\w{1,20}\s?){1,5}xyz",
        r"(abc)\1",
        r"\d{1,20}\d{1,20}\d{1,20}",
        r"a{1,5}b{0,1000}ccc",
        r"a?b?c?",
        r"(",
        r"(?P<a>abc)(?(a)d|e)",
    ],
)
def test_an_expression_that_could_be_slow_is_refused(written: str) -> None:
    """Unbounded, nested, ambiguous or clever expressions are refused before they are ever run."""
    with pytest.raises(ValueError, match="expression"):
        compiled(written)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"AF-\d{6}", "AF-123456"),
        (r"(?:DOS|REG)[ -]?\d{4}/\d{2,6}", "reg 2026/00123"),
        (r"[A-Z]{2}\d{3,8}(?!\d)", "AB1234"),
        (r"(?:\d{2} ){3}\d{2}", "12 34 56 78"),
    ],
)
def test_file_numbers_of_a_house_can_be_written(written: str, text: str) -> None:
    """Ordinary bounded expressions are accepted and find their example."""
    match = compiled(written).search(text)
    assert match is not None
    assert match[0] == text


atoms = st.sampled_from(["a", "[ab]", ".", r"\w", "(?:a|b)", "(?:a|ab)", "ab"])
repeats = st.sampled_from(["", "?", "{1,3}", "{2}", "{0,9}", "+", "*", "{1,30}"])
pieces = st.builds(lambda atom, repeat: atom + repeat, atoms, repeats)
groups = st.builds(
    lambda inside, repeat: f"(?:{''.join(inside)}){repeat}", st.lists(pieces, min_size=1, max_size=3), repeats
)
expressions = st.builds("".join, st.lists(st.one_of(pieces, groups), min_size=1, max_size=4)).map(
    lambda text: text + "zzz"
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(written=expressions)
def test_whatever_is_accepted_is_fast(written: str) -> None:
    """An accepted expression reads 2 kB of the worst text for it in well under a second."""
    try:
        expression = compiled(written)
    except ValueError:
        return
    begin = time.process_time()
    assert expression.search("ab" * 500 + "a" * 1000) is None
    assert time.process_time() - begin < 0.5
