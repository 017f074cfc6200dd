from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from gateway.detect.evaluate import run
from gateway.detect.fairness import Leak
from gateway.detect.render import as_data, as_tables
from gateway.detect.scoring import Document, Span, Spotter, evaluate, hidden, load_corpus, resident_mb, wilson
from gateway.domain import Finding
from gateway.errors import ModelError
from gateway.kinds import MODELS

TEXT = "Mme Rose habite Sète, tél 0612."
CORPUS = [
    Document("a", "note", TEXT, ((4, 8, "PERSON"), (26, 30, "PHONE_NUMBER")), ("Sète", "Mme")),
    Document("b", "avis", "La piscine de Sète est fermée.", (), ("Sète", "piscine")),
]


def spots(*spans: Span) -> Spotter:
    return lambda text: [s for s in spans if s[1] <= len(text)] if text == TEXT else []


def test_what_is_covered_does_not_leak() -> None:
    """An entity that findings cover to its last letter does not leak, whatever kind they have."""
    result = evaluate(CORPUS, spots((4, 6, "PERSON"), (6, 8, "ADDRESS"), (26, 30, "PHONE_NUMBER")))
    assert result.all.total.leaked == 0
    assert result.all.total.recall == 1
    assert (result.all.holding, result.all.without_leak) == (1, 1)
    assert (result.all.innocent, result.all.untouched) == (1, 1)


def test_one_letter_left_is_a_leak() -> None:
    """An entity with one letter or digit uncovered leaks."""
    result = evaluate(CORPUS, spots((4, 7, "PERSON"), (26, 30, "PHONE_NUMBER")))
    assert result.labels["PERSON"].leak_rate == 1
    assert result.labels["PERSON"].recall == 0.75
    assert result.labels["PHONE_NUMBER"].leaked == 0
    assert result.all.without_leak == 0


def test_what_is_masked_for_nothing_costs_precision() -> None:
    """A finding on a string to keep counts as over-masking and against precision."""
    result = evaluate(CORPUS, spots((4, 8, "PERSON"), (16, 20, "ADDRESS")))
    assert result.all.over_masking == 1 / 4
    assert result.all.precision == 0.5
    assert result.genres["avis"].over_masking == 0


def test_a_theme_is_judged_by_document() -> None:
    """A sensitive theme counts as told where a finding has its name, and as false where nothing was annotated."""
    corpus = [Document("a", "", "malade", ((0, 6, "HEALTH"),), ()), Document("b", "", "grippe", (), ())]
    result = evaluate(corpus, lambda text: [(0, 6, "HEALTH")])
    theme = result.themes["HEALTH"]
    assert (theme.holding, theme.told, theme.free, theme.false) == (1, 1, 1, 1)


def test_nothing_measured_is_no_division_by_zero() -> None:
    """An empty corpus gives an empty result."""
    result = evaluate([], lambda text: [], sizes=[200, 2000])
    assert (result.all.total.entities, result.speed, result.all.precision) == (0, 0, 0)


def test_public_numbers_and_general_talk_are_not_hidden() -> None:
    """Numbers of companies and themes said of nobody are not counted as masked."""
    assert not hidden(Finding((), 0, 1, "FR_SIRET"))
    assert not hidden(Finding((), 0, 1, "HEALTH", about_person=False))
    assert hidden(Finding((), 0, 1, "PERSON"))


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share(hits: int, total: int) -> None:
    """The interval lies between 0 and 1 and holds the share that was seen."""
    hits = min(hits, total)
    low, high = wilson(hits, total)
    assert 0 <= low <= hits / total + 1e-9
    assert hits / total - 1e-9 <= high <= 1


def test_wilson_known_value() -> None:
    """The interval is the published one: 10 of 100 gives 5.5 % to 17.4 %."""
    assert [round(100 * bound, 1) for bound in wilson(10, 100)] == [5.5, 17.4]
    assert wilson(0, 0) == (0, 1)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"id": "a", "text": "x"}',
        '{"id": "a", "text": "x", "spans": [{"start": 0, "end": 2, "label": "PERSON"}]}',
        '{"id": "a", "text": 1, "spans": []}',
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    """A line that is not of its form is refused with its number."""
    file = tmp_path / "corpus.jsonl"
    file.write_text('{"id": "ok", "text": "x", "spans": []}\n' + line + "\n")
    with pytest.raises(ModelError, match="ligne 2"):
        load_corpus(file)


def test_a_missing_corpus_is_told(tmp_path: Path) -> None:
    """A corpus that does not exist is an error of its own."""
    with pytest.raises(ModelError):
        load_corpus(tmp_path / "none.jsonl")


def test_the_result_can_be_read() -> None:
    """The result is printed as JSON and as tables with every label, genre and overall figure."""
    result = evaluate(CORPUS, spots((4, 8, "PERSON")), sizes=[200, 2000])
    result.fairness = {("occitan", "upper"): Leak(8, 2)}
    data = json.loads(json.dumps(as_data({"passerelle": result})))
    assert data["passerelle"]["labels"]["PHONE_NUMBER"]["leak_rate"] == 1
    assert set(data["passerelle"]["characters_per_second_by_size"]) == {"200", "2000"}
    assert data["passerelle"]["fairness"]["origins"]["occitan"]["leak_rate"] == 0.25
    page = io.StringIO()
    Console(file=page, width=200).print(as_tables({"passerelle": result, "presidio": result}))
    assert all(
        word in page.getvalue()
        for word in ("PERSON", "avis", "sur-masquage", "presidio", "HEALTH", "occitan", "25.0 %")
    )


def test_memory_is_told() -> None:
    """The memory of the process is read in megabytes."""
    assert 10 < resident_mb() < 100_000


def test_the_command_measures_a_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``passerelle evaluate --json --stock`` prints our figures and those of Presidio alone, from the same run."""
    file = tmp_path / "corpus.jsonl"
    text = "Joindre le 06 12 34 56 78."
    row = {"id": "a", "genre": "note", "text": text, "spans": [{"start": 11, "end": 25, "label": "PHONE_NUMBER"}]}
    file.write_text(json.dumps(row))
    run(file, MODELS, stock=True, fairness=False, as_json=True, sizes=[200])
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"passerelle", "presidio"}
    assert told["passerelle"]["labels"]["PHONE_NUMBER"]["leak_rate"] == 0
    assert told["passerelle"]["characters_per_second"] > 0
    assert told["passerelle"]["start_seconds"] > 0
