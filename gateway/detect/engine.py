"""The path of a request through detection, readable on this page."""

from __future__ import annotations

import gc
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib.metadata import version as installed
from pathlib import Path

from presidio_analyzer import RecognizerResult

from gateway.detect import identity, language, overlap, sensitive
from gateway.detect.chunks import chunks
from gateway.detect.config import Config, load_config
from gateway.detect.nlp import NerEngine
from gateway.detect.reading import bare, view
from gateway.detect.recognizers import recognizers
from gateway.domain import Finding, Slot
from gateway.errors import DetectorDown
from gateway.kinds import MODELS

STANDIN = re.compile(r"\[[A-Z][A-Z_]*_[FM]?\d+[a-z]?\]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TRIM = " \t\r\n"


class Detector:
    """Finds what must not leave. Thread-safe and deterministic; holds nothing of what it has seen."""

    def __init__(self, config: Config, models: Path) -> None:
        self.config = config
        self.nlp = NerEngine({name: lang.model for name, lang in config.languages.items()}, models)
        self.nlp.load()
        self.rules = {name: list(recognizers(name, lang)) for name, lang in config.languages.items()}
        self.version = "; ".join([f"presidio {installed('presidio-analyzer')}", *self.nlp.versions()])

    def detect(self, slots: Sequence[Slot], allow: Collection[str] = ()) -> list[Finding]:
        """Return what is found in ``slots``, in order. ``allow``: terms never reported, whatever their case and accents.

        Raises DetectorDown on any failure inside: nothing may leave undetected.
        """
        try:
            seen = overlap.resolve(finding for slot in slots for finding in self._in_slot(slot))
            linked = identity.link(slots, seen)
            found = overlap.resolve(sensitive.judge(slots, linked))
            return list(_allowed(slots, found, allow))
        except Exception as error:
            raise DetectorDown from error

    def _in_slot(self, slot: Slot) -> Iterator[Finding]:
        plain = view(slot.text)
        cue = f"{_HUMP.sub(' ', slot.cue)} : " if slot.cue else ""
        tongue = language.tell(plain.text)
        tongue = tongue if tongue in self.config.languages else self.config.default_language
        standins = [m.span() for m in STANDIN.finditer(plain.text)]
        for offset, piece in chunks(plain.text, self.config.chunks.size, self.config.chunks.overlap):
            for found in self._analysed(cue + piece, tongue):
                start, end = max(found.start - len(cue), 0) + offset, found.end - len(cue) + offset
                for begin, stop in _without(start, end, standins):
                    yield self._finding(slot, found, *plain.back(*_trimmed(plain.text, begin, stop)))

    def _analysed(self, text: str, tongue: str) -> Iterator[RecognizerResult]:
        """Yield what each recogniser finds, scored high enough.

        In place of Presidio's AnalyzerEngine, whose search for duplicates is quadratic: overlap.resolve joins them here.
        """
        artifacts = self.nlp.process_text(text, tongue)
        least, by_kind = self.config.threshold, self.config.thresholds
        for rule in self.rules[tongue]:
            for found in rule.analyze(text, rule.supported_entities, artifacts):
                if found.score >= by_kind.get(found.entity_type, least):
                    yield found

    def _finding(self, slot: Slot, found: RecognizerResult, start: int, end: int) -> Finding:
        name = found.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY]
        return Finding(slot.path, start, end, found.entity_type, found.score, name)


def _without(start: int, end: int, standins: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what of start..end lies outside stand-ins of ours."""
    for begin, stop in standins:
        if stop <= start or begin >= end:
            continue
        if start < begin:
            yield start, begin
        start = max(start, stop)
    if start < end:
        yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return start, end


def _allowed(slots: Sequence[Slot], found: Iterable[Finding], allow: Collection[str]) -> Iterator[Finding]:
    terms = {_same(term) for term in allow}
    texts = {slot.path: slot.text for slot in slots}
    for finding in found:
        if finding.start < finding.end and _same(texts[finding.path][finding.start : finding.end]) not in terms:
            yield finding


def _same(text: str) -> str:
    return " ".join(bare(view(text).text).split())


def load_detector(models: Path = MODELS) -> Detector:
    """Load the detector that models/detection.yaml describes. Raises ModelError.

    The lexicons are a million objects that live as long as the process: the garbage collector does not run while they are
    made, and never looks at them again.
    """
    gc.disable()
    try:
        return Detector(load_config(models), models)
    finally:
        gc.freeze()
        gc.enable()
