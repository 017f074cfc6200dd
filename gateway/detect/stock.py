"""Presidio as it is shipped, for French: the yardstick of ``passerelle evaluate --stock``."""

from __future__ import annotations

import tldextract.tldextract
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider

from gateway.detect.scoring import Span, Spotter

MODEL = "fr_core_news_md"


def stock_presidio(model: str = MODEL) -> Spotter:
    """Return Presidio's own engine and recognisers with spaCy's French ``model``, kept from looking up any host."""
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    models = [{"lang_code": "fr", "model_name": model}]
    nlp = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
    registry = RecognizerRegistryProvider(
        registry_configuration={"supported_languages": ["fr"]}
    ).create_recognizer_registry()
    registry.add_nlp_recognizer(nlp_engine=nlp)
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["fr"])

    def spot(text: str) -> list[Span]:
        return [(found.start, found.end, found.entity_type) for found in engine.analyze(text=text, language="fr")]

    return spot
