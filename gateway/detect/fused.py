"""Names inside file names, identifiers and the lines of an identity card, where words run together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.detect.names import CAPITAL, INSIDE, Names
from gateway.detect.person_words import STOP
from gateway.detect.reading import bare
from gateway.detect.words import MIXED, Words

_FILE = re.compile(
    r"(?<![\w@])([^\W][\w.\- '()]{2,80}?)"
    r"\.(?:pdf|docx?|xlsx?|od[tsp]|rtf|txt|csv|jpe?g|png|tiff?|msg|eml|zip|pptx?|html?)(?!\w)"
)
_PART = re.compile(r"[^\W\d_]+")
_HUMPS = re.compile(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])")
_CARD = re.compile(r"(?:id|i<|p<|ac|c<)[a-z<]?fra([a-z<]{3,35})", re.IGNORECASE)
_GIVEN = re.compile(r"(?<![a-z])([a-z]{2,20}(?:<{1,2}[a-z]{2,20}){1,4})(?![a-z])", re.IGNORECASE)
_ABOUT = frozenset(
    "cv rib note fiche dossier courrier lettre attestation certificat bulletin paie contrat facture photo scan compte"
    " entretien evaluation rapport demande recours plainte jugement acte naissance mariage deces identite passeport"
    " cni permis carte avis impot bail quittance famille famile mme mr monsieur madame convocation arrete mail".split()
)


def fused(words: Words, names: Names) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, score)."""
    for match in _FILE.finditer(words.text):
        yield from _in_parts([(m[0], m.start() + match.start(1)) for m in _PART.finditer(match[1])], words.text, names)
    for at, shape in enumerate(words.shapes):
        if shape == MIXED:
            start = words.starts[at]
            yield from _in_parts([(m[0], start + m.start()) for m in _HUMPS.finditer(words.raw[at])], words.text, names)
    if "<" in words.text:
        yield from _on_card(words.text)


def _in_parts(parts: list[tuple[str, int]], text: str, names: Names) -> Iterator[tuple[int, int, float]]:
    """Yield the runs of parts that are names, when one is a first name or what stands before asks for one."""
    run: list[tuple[str, int]] = []
    asked = False
    for part, start in [*parts, ("", len(text))]:
        word = bare(part)
        if (
            part
            and len(word) > 2
            and ((_is_name(part, word, names) and word not in STOP) or (run and word in names.surnames))
        ):
            run.append((part, start))
            continue
        if run and (asked or _is_sure(run, names)):
            yield run[0][1], run[-1][1] + len(run[-1][0]), 0.7
        asked, run = word in _ABOUT or (asked and not part), []


def _is_name(part: str, word: str, names: Names) -> bool:
    return names.level(word) >= INSIDE or (word in names.surnames and not names.is_common(part.lower()))


def _is_sure(run: list[tuple[str, int]], names: Names) -> bool:
    return len(run) > 1 and any(names.level(bare(part)) >= CAPITAL for part, _ in run)


def _on_card(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield the names in the machine-readable lines of a card: ``IDFRADUPONT<<<<``, ``MARIE<<ANNE``."""
    for match in _CARD.finditer(text):
        name = match[1].rstrip("<")
        if name:
            yield match.start(1), match.start(1) + len(name), 0.8
    if "<<" in text:
        for match in _GIVEN.finditer(_CARD.sub(lambda m: " " * len(m[0]), text)):
            yield match.start(1), match.end(1), 0.75
