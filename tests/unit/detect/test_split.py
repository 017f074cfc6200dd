"""The words of a text are those of spaCy's tokenizer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from gateway.detect import Detector
from gateway.detect.scoring import load_corpus
from gateway.detect.split import Splitter
from gateway.kinds import MODELS

MARKS = "aB1é_ \n\t\u00a0'’.,-:/%€°«»(\u2028\u200b"


@pytest.fixture(scope="module")
def pipeline(detector: Detector) -> Language:
    return detector.nlp.pipelines["fr"]


def theirs(pipeline: Language, text: str) -> tuple[list[str], list[int]]:
    with pipeline.memory_zone():
        doc = pipeline.make_doc(text)
        return [token.text for token in doc], [token.idx for token in doc]


def test_the_corpus_is_split_as_spacy_does(pipeline: Language) -> None:
    """Every document of the corpus has the same words at the same places."""
    splitter = Splitter.of(pipeline.tokenizer)
    assert splitter is not None
    for document in load_corpus(MODELS / "evaluation" / "dev.spans.jsonl"):
        assert splitter.split(document.text) == theirs(pipeline, document.text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(text=st.one_of(st.text(st.sampled_from(MARKS), max_size=16), st.text(max_size=30)))
def test_any_text_is_split_as_spacy_does(pipeline: Language, text: str) -> None:
    """Whatever marks and spaces stand together, words and places are the same."""
    splitter = Splitter.of(pipeline.tokenizer)
    assert splitter is not None
    assert splitter.split(text) == theirs(pipeline, text)


def test_a_tokenizer_with_exceptions_is_left_to_spacy() -> None:
    """What a tokenizer knows beyond its patterns is not guessed at."""
    from spacy.lang.fr import French

    assert Splitter.of(French().tokenizer) is None
