"""What the detection must keep: models/evaluation/thresholds.yaml, on the corpus and on the generated names."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from gateway.detect import Detector
from gateway.detect.fairness import FILE, Leak, by_casing, by_origin, leaks
from gateway.detect.scoring import Evaluation, evaluate, load_corpus, spotter
from gateway.kinds import MODELS

EVALUATION = MODELS / "evaluation"
LEAST: dict[str, Any] = yaml.safe_load((EVALUATION / "thresholds.yaml").read_text(encoding="utf-8"))
RESULTS: dict[str, Any] = json.loads((EVALUATION / "results.json").read_text(encoding="utf-8"))
SAMPLE = 11
"""One generated name in so many is tried here (no divisor of the 18 surnames); the command tries them all."""


@pytest.fixture(scope="module")
def measured(detector: Detector) -> Evaluation:
    return evaluate(load_corpus(EVALUATION / "dev.spans.jsonl"), spotter(detector))


@pytest.fixture(scope="module")
def names(detector: Detector) -> dict[tuple[str, str], Leak]:
    spot = spotter(detector)
    return leaks(MODELS / FILE, lambda text: [(start, end) for start, end, _ in spot(text)], SAMPLE)


@pytest.mark.parametrize("kind", LEAST["leak_rate"])
def test_no_kind_leaks_more_than_its_threshold(measured: Evaluation, kind: str) -> None:
    """The entities of a kind that leave a character in clear are no more than its threshold allows."""
    assert measured.labels[kind].entities > 0
    assert measured.labels[kind].leak_rate <= LEAST["leak_rate"][kind]


def test_ordinary_words_are_left_alone(measured: Evaluation) -> None:
    """What must come through does: strings to keep, innocent documents, the characters beside the data."""
    least = LEAST["all"]
    assert measured.all.over_masking <= least["over_masking"]
    assert measured.all.precision >= least["precision"]
    assert measured.all.untouched >= least["innocent_untouched"]
    assert measured.all.without_leak >= least["documents_without_leak"]


def test_sensitive_documents_are_told(measured: Evaluation) -> None:
    """A document that holds a sensitive theme is told, and one that does not is not."""
    themes = measured.themes.values()
    told = sum(t.told for t in themes) / sum(t.holding for t in themes)
    false = sum(t.false for t in themes) / sum(t.free for t in themes)
    assert told >= LEAST["themes"]["told"]
    assert false <= LEAST["themes"]["said_wrongly"]


def test_no_origin_is_less_protected(names: dict[tuple[str, str], Leak]) -> None:
    """The names of no origin leak more than the threshold of fairness, beyond what so small a sample can tell."""
    for leak in by_origin(names).values():
        assert leak.leaked <= LEAST["fairness"]["worst_origin"] * leak.names + 3


def test_no_writing_is_much_less_protected(names: dict[tuple[str, str], Leak]) -> None:
    """Names in lower case are found nearly as well as names in capitals, as far as the threshold asks."""
    casings = by_casing(names)
    assert abs(casings["lower"].rate - casings["upper"].rate) <= LEAST["fairness"]["gap_of_casings"] + 0.01


def test_the_committed_run_is_quick() -> None:
    """The committed run holds the thresholds of speed and memory, beside Presidio alone in the same process."""
    least, ours = LEAST["run"], RESULTS["passerelle"]
    for size, speed in ours["characters_per_second_by_size"].items():
        assert speed >= least["times_stock"] * RESULTS["presidio"]["characters_per_second_by_size"][size]
    assert ours["resident_mb"] <= least["resident_mb"]
