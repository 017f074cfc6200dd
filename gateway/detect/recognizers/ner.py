"""What the model names, as findings: only the labels that models/detection.yaml maps to a kind."""

from __future__ import annotations

from collections.abc import Mapping

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from gateway.detect.overlap import CERTAIN
from gateway.detect.rules import result

SCORE = 0.85
CERTAINTY = 0.95
"""Probability of every word from which the model is certain."""


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
        return [
            result(
                self,
                self.labels[e.label_],
                e.start_char,
                e.end_char,
                CERTAIN if getattr(e, "certainty", 0.0) >= CERTAINTY else SCORE,
            )
            for e in named
            if e.label_ in self.labels
        ]
