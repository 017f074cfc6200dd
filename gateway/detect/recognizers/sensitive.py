"""Phrases that say a sensitive thing: health, social situation, GDPR articles 9 and 10 (models/lexicons/*.lex)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from gateway.detect.phrases.lexicon import Lexicon, Phrase
from gateway.detect.rules import result
from gateway.kinds import MODELS

FILES = ("macros", "medicaments", "sante", "social", "article9", "infractions", "foreign", "innocent")
KINDS = ("HEALTH", "SOCIAL", "RELIGION", "ETHNICITY", "POLITICS", "UNION", "SEXUALITY", "CRIMINAL")
NAME = "lexicon"
INNOCENT, WEAK = "FREE", "WEAK"
LITTLE = 0.4
"""Weight of what needs a person in its own sentence."""

_BRIDGE = re.compile(
    r"\s+(?:(?:de|d['’]|du|des|à|au|aux|par|pour|sous|avec|en|dans|suite à|chez)\s*){0,2}(?:la |l['’]|le |les |un |une |son |sa |ses )?",
    re.IGNORECASE,
)


@cache
def lexicon() -> Lexicon:
    """Return the lexicons, read once a process. Raises ModelError."""
    return Lexicon(MODELS / "lexicons" / f"{name}.lex" for name in FILES)


def phrases(text: str) -> list[Phrase]:
    """Return the sensitive phrases of a text: innocent ones let go, those of one kind that touch or lean on each other joined."""
    found = sorted(lexicon().find(text), key=lambda p: (p.label, p.start, -p.end))
    kinds = {label: list(group) for label, group in groupby(found, key=lambda p: p.label)}
    innocent = kinds.pop(INNOCENT, [])
    little = {(phrase.start, phrase.end) for phrase in kinds.pop(WEAK, [])}
    joined = [phrase for group in kinds.values() for phrase in _without(_joined(text, group), innocent)]
    weighed = [p._replace(weight=LITTLE) if (p.start, p.end) in little else p for p in joined]
    return list(_outside(weighed))


def _outside(found: list[Phrase]) -> Iterator[Phrase]:
    """Yield all but the words of little weight inside a stronger phrase of another theme: "violences" in "violences volontaires"."""
    strong = sorted((p for p in found if p.weight > LITTLE), key=lambda p: (p.start, -p.end))
    at, reach = 0, -1
    for phrase in sorted(found, key=lambda p: (p.start, -p.end)):
        while at < len(strong) and strong[at].start <= phrase.start:
            reach = max(reach, strong[at].end)
            at += 1
        if phrase.weight > LITTLE or phrase.end > reach:
            yield phrase


def _joined(text: str, group: Iterable[Phrase]) -> Iterator[Phrase]:
    last: Phrase | None = None
    for phrase in group:
        if last is None:
            last = phrase
        elif phrase.start < last.end or _BRIDGE.fullmatch(text, last.end, phrase.start):
            last = Phrase(last.start, max(last.end, phrase.end), last.label, max(last.weight, phrase.weight))
        else:
            yield last
            last = phrase
    if last is not None:
        yield last


def _without(group: Iterable[Phrase], innocent: list[Phrase]) -> Iterator[Phrase]:
    at, reach = 0, 0
    for phrase in group:
        while at < len(innocent) and innocent[at].start <= phrase.start:
            reach = max(reach, innocent[at].end)
            at += 1
        if phrase.end > reach:
            yield phrase


class SensitiveRecognizer(EntityRecognizer):
    """Each phrase of a lexicon; the score is the weight of its heading, which sensitive.judge reads."""

    def __init__(self, language: str) -> None:
        super().__init__(supported_entities=list(KINDS), name=NAME, supported_language=language)

    def load(self) -> None:
        """Read the lexicons."""
        lexicon()

    def analyze(
        self,
        text: str,
        entities: list[str],  # Presidio's signature
        nlp_artifacts: NlpArtifacts | None = None,
    ) -> list[RecognizerResult]:
        """Return the phrases found."""
        return [result(self, p.label, p.start, p.end, p.weight) for p in phrases(text)]


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the family: the lexicons are French, with the commonest words of the neighbours of French in the area."""
    return [SensitiveRecognizer(language)]
