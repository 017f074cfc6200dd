"""The network that reads sensitive phrases beside the lexicons: what it is given, and that it is sure of what it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gateway.detect import Detector
from gateway.detect.phrase_tagger import FEATURES, KINDS, PhraseTagger, Vectors, features
from gateway.detect.recognizers.sensitive import phrases
from gateway.domain import Slot
from gateway.errors import ModelError
from gateway.kinds import MODELS

SAID = "La dame ne sort plus de chez elle depuis que son mari est mort , elle boit en cachette .".split()


@pytest.fixture(scope="module")
def tagger() -> PhraseTagger:
    return PhraseTagger.load(MODELS / "phrases")


def test_what_it_reads_is_a_probability(tagger: PhraseTagger) -> None:
    """Phrases lie inside the text, are of known kinds, and say how sure they are, as does each word."""
    found, sensed = tagger.read_text(SAID)
    assert len(sensed) == len(SAID)
    assert all(0 <= one <= 1 for one in sensed)
    assert found
    for (first, end, kind), sure in found:
        assert 0 <= first < end <= len(SAID)
        assert kind in KINDS
        assert 0 < sure <= 1


def test_it_is_deterministic_and_reads_what_it_has_never_seen(tagger: PhraseTagger) -> None:
    """The same words give the same answer, words that nobody knows give one too, and no words give none."""
    assert tagger.read_text(SAID) == tagger.read_text(SAID)
    assert len(tagger.read_text(["zxqv", "\n", "😀", "x" * 5000])[1]) == 4
    assert tagger.read_text([]) == ([], [])


def test_words_are_looked_up_without_being_kept() -> None:
    """A word has its vector as it is written or else in lower case, an unknown one has none, and none is stored."""
    vectors = Vectors()
    known, upper, unknown = vectors.places(["maison", "MAISONNETTE", "zkanaryx"])
    assert known >= 0
    assert unknown == -1
    assert upper == vectors.places(["maisonnette"])[0] or upper >= 0
    assert np.allclose(np.linalg.norm(vectors.rows[known]), 1, atol=1e-3)


def test_a_word_has_as_many_features_whatever_it_is() -> None:
    """Accents and case make no other form, digits are one digit."""
    assert len({len(features(word)) for word in ("é", "12/03", "_", "MDPH")}) == 1
    assert len(features("x")) == FEATURES
    assert features("Blessée")[0] == features("blessee")[0]
    assert features("GIR2")[0] == features("GIR4")[0]


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    """Without its weights, or with others, detection does not start."""
    with pytest.raises(ModelError):
        PhraseTagger.load(tmp_path)
    (tmp_path / "weights.npz").write_bytes(b"no weights")
    with pytest.raises(ModelError):
        PhraseTagger.load(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "Le voisin, M. Gayraud, a mis le feu aux poubelles.",
        "Mme Diaz lève la main sur ses enfants.",
        "M. Petit trafique derrière le stade.",
        "M. Roca ronfle et se réveille en étouffant.",
    ],
)
def test_what_no_lexicon_knows_is_found(detector: Detector, text: str) -> None:
    """A fact about somebody in words that the lexicons do not hold is replaced with the rest."""
    assert not [phrase for phrase in phrases(text) if phrase.weight > 0.4]
    found = detector.detect([Slot(("messages", 0, "content"), text)])
    assert [f for f in found if f.kind in KINDS and f.about_person]


@pytest.mark.parametrize(
    "line",
    ["import pandas as pd", 'pd.read_csv("a.csv")', "=RECHERCHEX(B2;C:C)"],
)
def test_code_says_nothing_of_anybody(line: str) -> None:
    """A name of a program is no phrase of a lexicon."""
    assert phrases(line) == []
