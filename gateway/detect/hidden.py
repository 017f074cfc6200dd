"""What the plain reading of a text does not show: proven numbers behind odd separators, and data inside encodings.

A number is found at its place, so it is replaced there. What stands in a decoded text has no place that could be rewritten:
its finding has the source ``encoded``, and a rule that would replace it refuses the request (bypass catalogue E05, E06).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from gateway.domain import Escape, Finding, Slot
from gateway.views import SOURCE, blanked_markup, decoded, proven

# told by their own writing; a theme or an age says nothing of anybody without the text around it
TOLD = frozenset(
    """
    PERSON ADDRESS PHONE_NUMBER EMAIL_ADDRESS FR_NIR FR_TAX_ID US_SSN IBAN_CODE CREDIT_CARD CRYPTO SECRET FR_ID_DOC
    """.split()
)

Search = Callable[[Slot], Iterable[Finding]]
"""The rules over one slot."""


def hidden(slots: Sequence[Slot], found: Sequence[Finding], search: Search) -> Iterator[Finding]:
    """Yield what the views show and ``found`` does not cover."""
    by_path: dict[object, list[Finding]] = {}
    for finding in found:
        by_path.setdefault(finding.path, []).append(finding)
    for slot in slots:
        known = by_path.get(slot.path, [])
        yield from _numbers(slot, known)
        if slot.escape is not Escape.NUMBER:
            yield from _encoded(slot, known, search)


def _numbers(slot: Slot, known: Sequence[Finding]) -> Iterator[Finding]:
    for number in proven(blanked_markup(slot.text)):
        if not any(f.start <= number.start and number.end <= f.end for f in known):
            yield Finding(slot.path, number.start, number.end, number.kind, 1.0, "views")


def _encoded(slot: Slot, known: Sequence[Finding], search: Search) -> Iterator[Finding]:
    # what is replaced anyway needs no second look
    seen: set[tuple[str, str]] = set()
    for text in decoded(_without(slot.text, known)):
        for finding in search(Slot(slot.path, text)):
            value = text[finding.start : finding.end]
            if finding.kind in TOLD and value not in slot.text and (finding.kind, value) not in seen:
                seen.add((finding.kind, value))
                yield Finding(slot.path, 0, len(slot.text), finding.kind, finding.score, SOURCE)


def _without(text: str, known: Sequence[Finding]) -> str:
    out, position = [], 0
    for finding in sorted(known, key=lambda f: f.start):
        if finding.start >= position:
            out += [text[position : finding.start], "\n"]
        position = max(position, finding.end)
    return "".join([*out, text[position:]])
