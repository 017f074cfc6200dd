"""The component that names entities."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gateway.detect import Detector
from gateway.detect.nlp import load_ner
from gateway.detect.tagger import (
    LABELS,
    TAGS,
    Floats,
    Layer,
    Tagger,
    grown,
    is_syllable,
    runs,
    shape,
)
from gateway.errors import ModelError
from gateway.kinds import MODELS

LIMIT_MB = 20


def numbers(tags: str) -> list[int]:
    return [TAGS.index(tag) for tag in tags.split()]


@pytest.fixture
def tagger(detector: Detector) -> Tagger:
    pipeline = detector.nlp.pipelines["fr"]
    found = pipeline.get_pipe(pipeline.pipe_names[-1])
    assert isinstance(found, Tagger)
    return found


@pytest.mark.parametrize(
    ("tags", "entities"),
    [
        ("O O", []),
        ("B-PER I-PER O", [(0, 2, "PER")]),
        ("O B-PER B-PER I-PER", [(1, 2, "PER"), (2, 4, "PER")]),
        ("I-PER I-PER O I-LOC", [(0, 2, "PER"), (3, 4, "LOC")]),
        ("B-PER I-LOC I-LOC", [(0, 1, "PER"), (1, 3, "LOC")]),
        ("B-ORG", [(0, 1, "ORG")]),
    ],
)
def test_classes_make_entities(tags: str, entities: list[tuple[int, int, str]]) -> None:
    """A beginning opens an entity, an inside goes on with it, and an inside of another label opens one too."""
    assert runs(numbers(tags), LABELS) == entities


@pytest.mark.parametrize(
    ("words", "doubt", "name"),
    [
        ("c'est loc han je", [9, 1, -5, 9], (1, 3)),
        ("c'est loc han je", [9, 3, -5, 9], (2, 3)),
        ("c'est loc han je", [9, -5, 1, 1], (1, 4)),
        ("a : loc han", [9, 1, -5, 1], (2, 4)),
    ],
)
def test_a_name_takes_the_words_that_are_nearly_one(words: str, doubt: list[float], name: tuple[int, int]) -> None:
    """A word beside a name is of it when the model nearly says so; a mark never is, nor is a word of which it is sure."""
    scores = np.zeros((4, len(TAGS)), dtype=np.float32)
    scores[:, 0] = doubt
    seed = doubt.index(-5)
    assert list(grown(words.split(), scores, [((seed, seed + 1, "PER"), 0.99)])) == [((*name, "PER"), 0.99)]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("Dupont", "Xxxxx"),
        ("DUPONT", "XXXX"),
        ("dupont", "xxxx"),
        ("le", "xx"),
        ("2026", "dddd"),
        ("N°12", "X°dd"),
        ("é", "x"),
    ],
)
def test_the_writing_of_a_word(word: str, told: str) -> None:
    """The writing of a word says capitals, digits and marks, in four characters a run at most."""
    assert shape(word) == told


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("nguyen", True),
        ("loc", True),
        ("quynh", True),
        ("truong", True),
        ("dupont", False),
        ("les", False),
        ("bla", False),
    ],
)
def test_a_syllable_of_vietnamese(word: str, told: bool) -> None:
    """What could be a syllable of Vietnamese is told by its initial and its rime."""
    assert is_syllable(word) is told


def test_a_word_s_place_in_the_list_changes_nothing(tagger: Tagger) -> None:
    """A frequent word, embedded at load, and the same word computed anew are told alike."""
    words = "Madame Lucie Fabrègues habite à Sète avec Zoulikha Benmansour .".split()
    again = Tagger("again", tagger.names).learnt(tagger.arrays, [])
    assert again.entities(words) == tagger.entities(words) != []
    assert tagger.entities([]) == []


def test_names_of_any_writing_are_told(tagger: Tagger) -> None:
    """A name is told in ordinary writing, in capitals and in lower case."""
    sentence = "Bonjour , je suis {} et je voudrais un rendez-vous ."
    for name in ("Awa Traoré", "AWA TRAORÉ", "awa traore"):
        words = sentence.format(name).split()
        assert (4, 6, "PER") in tagger.entities(words)


def test_certainty_is_a_probability(tagger: Tagger) -> None:
    """Each entity comes with a probability, higher where a civility announces the name than where nothing does."""
    announced, bare = (
        tagger.weighed(text.split()) for text in ("Madame Zoulikha Benmansour est venue .", "aurore rose")
    )
    assert [entity for entity, _ in announced] == [(1, 3, "PER")]
    assert all(0 < certainty <= 1 for _, certainty in (*announced, *bare))
    assert announced[0][1] > max([certainty for _, certainty in bare], default=0)


def test_what_is_written_is_read(tagger: Tagger, tmp_path: Path) -> None:
    """Weights written and read again give the same entities, and weights that are missing stop the start."""
    tagger.to_disk(tmp_path)
    words = "M. Karim Haddad et Mme Nguyen Thi Lan".split()
    assert Tagger("again", tagger.names).from_disk(tmp_path).entities(words) == tagger.entities(words)
    (tmp_path / "frequent.txt").unlink()
    with pytest.raises(OSError, match=r"frequent\.txt"):
        Tagger("again", tagger.names).from_disk(tmp_path)
    with pytest.raises(ModelError):
        load_ner("no-such-model", tmp_path)


def test_the_model_is_small() -> None:
    """The model takes less than 20 MB, and its labels are those that detection.yaml knows."""
    assert sum(file.stat().st_size for file in (MODELS / "ner").rglob("*") if file.is_file()) < LIMIT_MB * 1e6
    assert LABELS[0] == "PER"


def plainly(layer: Layer, rows: Floats) -> Floats:
    scores = (rows @ layer.weights.T + layer.bias).reshape(len(rows), len(layer.gain), -1).max(axis=2)
    scores = scores - scores.mean(axis=1, keepdims=True)
    normed = scores / np.sqrt((scores * scores).mean(axis=1, keepdims=True) + 1e-8)
    return np.asarray(normed * layer.gain + layer.shift, dtype=np.float32)


def test_a_layer_is_maxout_and_a_norm(tagger: Tagger) -> None:
    """The steps that save time give what the formula of a layer gives, for one word and for many."""
    chance = np.random.default_rng(7)
    for layer in (tagger.mix, *tagger.windows):
        for count in (1, 2, 300):
            rows = chance.normal(size=(count, layer.weights.shape[1])).astype(np.float32)
            np.testing.assert_allclose(layer(rows), plainly(layer, rows), rtol=1e-5, atol=1e-6)


def test_detection_keeps_to_one_thread() -> None:
    """A process that has read a text has one thread: NumPy's own would take the cores of other requests and workers."""
    read = "from gateway.detect import load_detector as load; from gateway.domain import Slot\n"
    read += "load().detect([Slot(('t',), 'Madame Zoulikha Benmansour est venue.')])\n"
    read += "print(*[line for line in open('/proc/self/status') if line.startswith('Threads')])"
    told = subprocess.run([sys.executable, "-c", read], capture_output=True, check=True, text=True, env={}).stdout
    assert told.split() == ["Threads:", "1"]
