"""What the plain reading of a text does not show: numbers and known values in disguise, and data inside encodings.

Proven numbers behind odd separators, and values that the request holds elsewhere, are found at their place and replaced
there. What stands in a decoded text has no place that could be rewritten: its finding has the source ``encoded``, and a
rule that would replace it refuses the request (bypass catalogue E05, E06).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import ahocorasick

from gateway.domain import Escape, Finding, Slot
from gateway.views import SOURCE, Squashed, blanked_markup, decoded, proven, squash

MIN_LENGTH = 6

# told by their own writing; a theme or an age says nothing of anybody without the text around it
TOLD = frozenset(
    """
    PERSON ADDRESS PHONE_NUMBER EMAIL_ADDRESS FR_NIR FR_TAX_ID US_SSN IBAN_CODE CREDIT_CARD CRYPTO SECRET FR_ID_DOC
    """.split()
)

TITLES = ("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "me")
"""Titles that may be stuck to a name, squashed: with them a name is no part of another word."""

Search = Callable[[Slot], Iterable[Finding]]
"""The rules over one slot."""


def hidden(slots: Sequence[Slot], found: Sequence[Finding], search: Search) -> Iterator[Finding]:
    """Yield what the views show and ``found`` does not cover."""
    by_path: dict[object, list[Finding]] = {}
    for finding in found:
        by_path.setdefault(finding.path, []).append(finding)
    known = _known(slots, by_path)
    for slot in slots:
        covered = by_path.get(slot.path, [])
        blanked = blanked_markup(slot.text)
        yield from (f for f in _numbers(slot, blanked) if not _covered(f, covered))
        if known is not None:
            yield from (f for f in _again(slot, blanked, known) if not _covered(f, covered))
        if slot.escape is not Escape.NUMBER:
            yield from _encoded(slot, search, known)


def _covered(finding: Finding, others: Sequence[Finding]) -> bool:
    return any(other.start <= finding.start and finding.end <= other.end for other in others)


def _known(slots: Sequence[Slot], by_path: dict[object, list[Finding]]) -> ahocorasick.Automaton | None:
    """Return an automaton over the squashed values that were found, each with its size, that of a title in it, and its finding."""
    automaton = ahocorasick.Automaton()
    for slot in slots:
        for finding in by_path.get(slot.path, ()):
            value = slot.text[finding.start : finding.end]
            if finding.kind in TOLD and (any(c.isdigit() or c == "@" for c in value) or len(value.split()) > 1):
                short = squash(value)
                for told in (short, *(f"{title}{short}" for title in TITLES if finding.kind == "PERSON")):
                    if len(short) >= MIN_LENGTH and told not in automaton:
                        automaton.add_word(told, (len(told), len(told) - len(short), finding))
    if not len(automaton):
        return None
    automaton.make_automaton()
    return automaton


def _again(slot: Slot, blanked: str, known: ahocorasick.Automaton) -> Iterator[Finding]:
    squashed = Squashed(blanked)
    for last, (size, title, first) in known.iter(squashed.text):
        if squashed.alone(last - size + 1, last + 1):
            start, end = squashed.back(last - size + 1 + title, last + 1)
            yield replace(first, path=slot.path, start=start, end=end, source="views")


def _numbers(slot: Slot, blanked: str) -> Iterator[Finding]:
    for number in proven(blanked):
        yield Finding(slot.path, number.start, number.end, number.kind, 1.0, "views")


def _encoded(slot: Slot, search: Search, known: ahocorasick.Automaton | None) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for text in decoded(slot.text):
        inner, blanked = Slot(slot.path, text), blanked_markup(text)
        again = _again(inner, blanked, known) if known is not None else ()
        for finding in (*search(inner), *_numbers(inner, blanked), *again):
            value = text[finding.start : finding.end]
            if finding.kind in TOLD and value not in slot.text and (finding.kind, value) not in seen:
                seen.add((finding.kind, value))
                yield Finding(slot.path, 0, len(slot.text), finding.kind, finding.score, SOURCE)
