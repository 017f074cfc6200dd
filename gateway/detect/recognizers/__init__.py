"""Every recogniser, by family. A family is a module with ``recognizers(language)``; models/detection.yaml says which run."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from presidio_analyzer import EntityRecognizer

from gateway.detect.config import Language
from gateway.detect.recognizers.ner import NerRecognizer
from gateway.errors import ModelError


def recognizers(name: str, language: Language) -> Iterator[EntityRecognizer]:
    """Yield the recognisers of a language. Raises ModelError for a family that does not exist."""
    yield NerRecognizer(name, language.labels)
    for family in language.families:
        try:
            module = import_module(f"gateway.detect.recognizers.{family}")
        except ModuleNotFoundError as error:
            raise ModelError(f"famille de détection inconnue : {family}") from error
        yield from module.recognizers(name)
