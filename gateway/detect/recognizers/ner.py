"""What the model names, as findings: only the labels that models/detection.yaml maps to a kind."""

from __future__ import annotations

import re
from collections.abc import Mapping

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from gateway.detect.overlap import CERTAIN
from gateway.detect.rules import result

SCORE = 0.85
CERTAINTY = 0.95
CERTAINTY_OF_SEVERAL = 0.5
"""Probability of every word from which the model is certain of a word, and of a first name with a surname."""


_CODE = re.compile(
    r"(?<![\w-])(?=(?:[a-f-]*\d){3})(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{7,64})(?![\w-])", re.IGNORECASE
)
"""A UUID or a digest: whatever it looks like, nobody's name."""


class NerRecognizer(EntityRecognizer):
    """The entities of the NLP artifacts whose label stands for one of our kinds."""

    def __init__(self, language: str, labels: Mapping[str, str]) -> None:
        self.labels = dict(labels)
        super().__init__(supported_entities=sorted(set(labels.values())), name="ner", supported_language=language)

    def load(self) -> None:
        """Nothing to load: the engine has the model."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return the named entities of a mapped label."""
        named = nlp_artifacts.entities if nlp_artifacts else []
        kept = [(e, self.labels[e.label_]) for e in named if e.label_ in self.labels]
        codes = [match.span() for match in _CODE.finditer(text)] if kept else []
        return [
            result(self, kind, e.start_char, e.end_char, _score(e, several=" " in text[e.start_char : e.end_char]))
            for e, kind in kept
            if not any(start < e.end_char and e.start_char < end for start, end in codes)
        ]


def _score(entity: object, *, several: bool) -> float:
    # spaCy's own entities do not tell how certain they are
    certainty = getattr(entity, "certainty", 0.0)
    return CERTAIN if certainty >= (CERTAINTY_OF_SEVERAL if several else CERTAINTY) else SCORE
