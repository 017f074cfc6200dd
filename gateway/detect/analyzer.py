"""Presidio's analyzer over our recognisers and our NLP engine, without the steps whose cost grows with the square.

Stock ``analyze`` compares every result with every other to drop duplicates, and copies all results once more for a trace
that is not kept. ``overlap.resolve`` settles duplicates here, in one pass.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from presidio_analyzer import AnalyzerEngine, RecognizerResult
from presidio_analyzer.recognizer_registry import RecognizerRegistry

from gateway.detect.config import Config
from gateway.detect.nlp import NerEngine
from gateway.detect.reading import Reading
from gateway.detect.recognizers import recognizers


class Analyzer(AnalyzerEngine):
    """An AnalyzerEngine like any other for who calls it; results overlap, in the order of the recognisers."""

    def __init__(self, config: Config, nlp: NerEngine) -> None:
        languages = list(config.languages)
        self.rules = {name: list(recognizers(name, lang)) for name, lang in config.languages.items()}
        everything = [rule for rules in self.rules.values() for rule in rules]
        super().__init__(
            registry=RecognizerRegistry(recognizers=everything, supported_languages=languages),
            nlp_engine=nlp,
            supported_languages=languages,
            default_score_threshold=config.threshold,
        )
        self._nlp = nlp
        self._least, self._by_kind = config.threshold, config.thresholds

    def analyze(  # type: ignore[override]  # Presidio's other options are not offered
        self,
        text: str,
        language: str,
        entities: Collection[str] | None = None,
        *,
        reading: Reading | None = None,
        **_: Any,
    ) -> list[RecognizerResult]:
        """Return what each recogniser of ``language`` finds, scored high enough; of ``entities`` only, where given.

        reading: that of this very text, where there is one.
        """
        artifacts = self._nlp.process_text(text, language, reading)
        return [
            found
            for rule in self.rules[language]
            for found in rule.analyze(text, rule.supported_entities, artifacts)
            if found.score >= self._by_kind.get(found.entity_type, self._least)
            and (entities is None or found.entity_type in entities)
        ]
