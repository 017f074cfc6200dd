"""The path of a request through detection, readable on this page."""

from __future__ import annotations

import gc
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from importlib.metadata import version as installed
from pathlib import Path

from presidio_analyzer import RecognizerResult

from gateway.detect import identity, language, overlap, sensitive
from gateway.detect.analyzer import Analyzer
from gateway.detect.chunks import chunks
from gateway.detect.config import Config, load_config
from gateway.detect.hidden import hidden
from gateway.detect.memory import Memory
from gateway.detect.nlp import NerEngine
from gateway.detect.reading import Reading, bare, view
from gateway.domain import Finding, Slot
from gateway.domain import Path as Place
from gateway.errors import DetectorDown
from gateway.kinds import MODELS

STANDIN = re.compile(r"\[[A-Z][A-Z_]*_[FM]?\d+[a-z]?\]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TRIM = " \t\r\n"


class Detector:
    """Finds what must not leave. Thread-safe and deterministic; of what it has seen it holds offsets and kinds only."""

    def __init__(self, config: Config, models: Path) -> None:
        self.config = config
        spoken = config.languages.items()
        self.nlp = NerEngine({n: each.model for n, each in spoken}, models, {n: each.phrases for n, each in spoken})
        self.nlp.load()
        self.analyzer = Analyzer(config, self.nlp)
        self.memory = Memory()
        self.version = "; ".join([f"presidio {installed('presidio-analyzer')}", *self.nlp.versions()])

    def detect(self, slots: Sequence[Slot], allow: Collection[str] = ()) -> list[Finding]:
        """Return what is found in ``slots``, in order. ``allow``: terms never reported, whatever their case and accents.

        Raises DetectorDown on any failure inside: nothing may leave undetected.
        """
        try:
            return self.memory.request(slots, allow, self._detect)
        except Exception as error:
            raise DetectorDown from error

    def remembered(self, slots: Sequence[Slot]) -> list[Finding] | None:
        """Return what was found in these very slots before, None where it is not known: never slow."""
        return self.memory.known(slots)

    def effort(self, slots: Sequence[Slot]) -> int:
        """Return how many fresh characters cost as much to detect in as these slots, some of which may be remembered."""
        return self.memory.effort(slots)

    def _detect(self, slots: Sequence[Slot], allow: Collection[str]) -> list[Finding]:
        readings: dict[Place, Reading] = {}
        find = partial(self._settled, readings=readings)
        pages = [self.memory.page(slot, find) for slot in slots]
        seen = [finding for slot, page in zip(slots, pages, strict=True) for finding in page.at(slot)]
        sheets = [page.sheet for page in pages]
        linked = identity.link(slots, seen, sheets, readings)
        found = overlap.resolve(sensitive.judge(slots, linked))
        return [*_allowed(slots, found, allow), *hidden(slots, found, self._by_rules, sheets)]

    def _by_rules(self, slot: Slot) -> list[Finding]:
        return [f for f in self._in_slot(slot, {}) if f.source != "ner"]

    def _settled(self, slot: Slot, readings: dict[Place, Reading]) -> list[Finding]:
        return overlap.resolve(self._in_slot(slot, readings))

    def _in_slot(self, slot: Slot, readings: dict[Place, Reading]) -> Iterator[Finding]:
        """Yield what is found in one slot; the reading of a whole text as it stands is kept in ``readings``."""
        plain = view(slot.text)
        cue = f"{_HUMP.sub(' ', slot.cue)} : " if slot.cue else ""
        tongue = language.tell(plain.text)
        tongue = tongue if tongue in self.config.languages else self.config.default_language
        standins = [m.span() for m in STANDIN.finditer(plain.text)]
        for offset, piece in chunks(plain.text, self.config.chunks.size, self.config.chunks.overlap):
            reading = Reading(cue + piece)
            if reading.text == slot.text:
                readings[slot.path] = reading
            for found in self.analyzer.analyze(reading.text, tongue, reading=reading):
                start, end = max(found.start - len(cue), 0) + offset, found.end - len(cue) + offset
                for begin, stop in _without(start, end, standins):
                    yield self._finding(slot, found, *plain.back(*_trimmed(plain.text, begin, stop)))

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
    if not terms:
        yield from (finding for finding in found if finding.start < finding.end)
        return
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
