"""What the plain reading of a text does not show: numbers and known values in disguise, and data inside encodings.

Proven numbers behind odd separators, and values that the request holds elsewhere, are found at their place and replaced
there. What stands in a decoded text has no place that could be rewritten: its finding has the source ``encoded``, and a
rule that would replace it refuses the request (bypass catalogue E05, E06).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

import ahocorasick

from gateway.detect.sheet import Sheet
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


def hidden(
    slots: Sequence[Slot], found: Sequence[Finding], search: Search, sheets: Sequence[Sheet] | None = None
) -> Iterator[Finding]:
    """Yield what the views show and ``found`` does not cover. sheets: what was worked out of each very text before."""
    by_path: dict[object, list[Finding]] = {}
    for finding in found:
        by_path.setdefault(finding.path, []).append(finding)
    known = _known(slots, by_path)
    for slot, sheet in zip(slots, sheets or [Sheet() for _ in slots], strict=True):
        covered, blanked = _Cover(by_path.get(slot.path, ())), blanked_markup(slot.text)
        yield from (f for f in _numbers(slot, blanked, sheet) if not covered.holds(f.start, f.end))
        if known is not None:
            yield from _again(slot, blanked, known, covered)
        if slot.escape is not Escape.NUMBER and not sheet.plain:
            encoded = list(decoded(slot.text))
            sheet.plain = not encoded
            yield from _encoded(slot, encoded, search, known)


class _Cover:
    """What findings cover of a text: how far the furthest reaches of those that begin at a place or before it."""

    def __init__(self, findings: Sequence[Finding] = ()) -> None:
        ordered = sorted(findings, key=lambda f: f.start)
        self._starts = [finding.start for finding in ordered]
        self._reaches = list(accumulate((finding.end for finding in ordered), max))

    def holds(self, start: int, end: int) -> bool:
        """Tell whether findings that begin at ``start`` or before it reach ``end``."""
        at = bisect_right(self._starts, start)
        return at > 0 and self._reaches[at - 1] >= end


def _known(slots: Sequence[Slot], by_path: dict[object, list[Finding]]) -> ahocorasick.Automaton | None:
    """Return an automaton over the squashed values that were found, each with its size and its finding."""
    automaton = ahocorasick.Automaton()
    for slot in slots:
        for finding in by_path.get(slot.path, ()):
            value = slot.text[finding.start : finding.end]
            if finding.kind in TOLD and (any(c.isdigit() or c == "@" for c in value) or len(value.split()) > 1):
                short = squash(value)
                if len(short) >= MIN_LENGTH and short not in automaton:
                    automaton.add_word(short, (len(short), finding))
    if not len(automaton):
        return None
    automaton.make_automaton()
    return automaton


def _again(slot: Slot, blanked: str, known: ahocorasick.Automaton, covered: _Cover) -> Iterator[Finding]:
    squashed = Squashed(blanked)
    for last, (size, first) in known.iter(squashed.text):
        start, end = last - size + 1, last + 1
        begin, stop = squashed.back(start, end)
        if covered.holds(begin, stop):  # nearly all are: each value stands where it was found
            continue
        titled = first.kind == "PERSON" and any(
            squashed.text.startswith(title, start - len(title)) and squashed.alone(start - len(title), end)
            for title in TITLES
            if start >= len(title)
        )
        if titled or squashed.alone(start, end):
            yield replace(first, path=slot.path, start=begin, end=stop, source="views")


def _numbers(slot: Slot, blanked: str, sheet: Sheet) -> Iterator[Finding]:
    if sheet.proven is None:
        sheet.proven = tuple((number.kind, number.start, number.end) for number in proven(blanked))
    for kind, start, end in sheet.proven:
        yield Finding(slot.path, start, end, kind, 1.0, "views")


def _encoded(
    slot: Slot, texts: Sequence[str], search: Search, known: ahocorasick.Automaton | None
) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for text in texts:
        inner, blanked = Slot(slot.path, text), blanked_markup(text)
        again = _again(inner, blanked, known, _Cover()) if known is not None else ()
        for finding in (*search(inner), *_numbers(inner, blanked, Sheet()), *again):
            value = text[finding.start : finding.end]
            if finding.kind in TOLD and value not in slot.text and (finding.kind, value) not in seen:
                seen.add((finding.kind, value))
                yield Finding(slot.path, 0, len(slot.text), finding.kind, finding.score, SOURCE)
