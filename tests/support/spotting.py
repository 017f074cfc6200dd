"""Run one family of recognisers over a text where the expected findings are marked: ``tel [[06 12 34 56 78]]``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from presidio_analyzer import EntityRecognizer

from gateway.detect.nlp import Artifacts, NerEngine
from gateway.detect.overlap import resolve
from gateway.detect.reading import Reading, view
from gateway.domain import Finding

Family = Callable[[str], list[EntityRecognizer]]
_MARK = re.compile(r"\[\[|\]\]")


def marked(text: str) -> tuple[str, list[str]]:
    """Return the text without its marks, and the marked values."""
    return _MARK.sub("", text), re.findall(r"\[\[(.*?)\]\]", text, re.DOTALL)


def spot(family: Family, text: str, language: str = "fr") -> list[tuple[str, str]]:
    """Return (kind, value) of what a family alone finds, overlaps resolved."""
    plain = view(text)
    artifacts = Artifacts(Reading(plain.text), [], NerEngine({}, Path()), language)
    found = [
        Finding(("t",), *plain.back(r.start, r.end), r.entity_type, r.score)
        for recognizer in family(language)
        for r in recognizer.analyze(plain.text, [], artifacts)
    ]
    return [(f.kind, text[f.start : f.end]) for f in resolve(found)]
