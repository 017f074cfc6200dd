"""What detection remembers of what it has read: offsets and kinds under a keyed hash, never text.

Two steps are remembered. Of a slot, what the recognisers found and what linking works out of it alone, so that a
conversation costs its new message. Of a request, what was found in all of it: the same bytes are not read twice. Both
give exactly what a reading without memory gives (tests/properties/test_remembered.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from gateway.detect.sheet import Sheet
from gateway.domain import Finding, Slot
from gateway.remembered import Remembered, digest, digest_of

REQUESTS = SLOTS = 60_000
"""Bounds, in findings kept; an entry counts for BASE more. A finding takes about 200 bytes."""
BASE = 6
READ = 10
"""Characters read before that cost about as much as a fresh one."""
LONGEST = 400_000
"""Characters beyond which a request is not kept as a whole."""


@dataclass(slots=True)
class Page:
    """What was found in one slot, without its place in the request."""

    findings: tuple[Finding, ...]
    sheet: Sheet = field(default_factory=Sheet)

    def at(self, slot: Slot) -> Iterator[Finding]:
        """Yield the findings at the slot's place."""
        return _placed(self.findings, slot)


class Memory:
    """One for a detector: another detector has another memory, so nothing outlives what found it."""

    def __init__(self) -> None:
        self._pages: Remembered[Page] = Remembered(SLOTS)
        self._requests: Remembered[tuple[tuple[int, Finding], ...]] = Remembered(REQUESTS)

    def page(self, slot: Slot, find: Callable[[Slot], Sequence[Finding]]) -> Page:
        """Return what ``find`` finds in a slot, which depends on its text and cue alone."""
        key = digest(slot.text, slot.cue)
        page = self._pages.get(key)
        if page is None:
            page = Page(tuple(_placed(find(slot), _NOWHERE)))
            self._pages.put(key, page, BASE + 3 * len(page.findings))
        return page

    def known(self, slots: Sequence[Slot]) -> list[Finding] | None:
        """Return what was found in the very same request, None where it has not been read."""
        return self._recall(key_of(slots), slots)

    def effort(self, slots: Sequence[Slot]) -> int:
        """Return how many fresh characters cost as much to read; one that was read before is linked again only."""
        known = (digest(slot.text, slot.cue) in self._pages for slot in slots)
        return sum(len(slot.text) // (READ if seen else 1) for slot, seen in zip(slots, known, strict=True))

    def request(
        self,
        slots: Sequence[Slot],
        allow: Collection[str],
        find: Callable[[Sequence[Slot], Collection[str]], list[Finding]],
    ) -> list[Finding]:
        """Return what ``find`` finds in a request. With terms to allow it is not kept: they are no part of the key."""
        if allow:
            return find(slots, allow)
        key = key_of(slots)
        found = self._recall(key, slots)
        if found is None:
            found = find(slots, allow)
            numbers = {slot.path: number for number, slot in enumerate(slots)}
            kept = tuple((numbers[f.path], _at(f, _NOWHERE)) for f in found)
            if sum(len(slot.text) for slot in slots) <= LONGEST:
                self._requests.put(key, kept, BASE + len(kept))
        return found

    def _recall(self, key: bytes, slots: Sequence[Slot]) -> list[Finding] | None:
        kept = self._requests.get(key)
        return None if kept is None else [_at(f, slots[number]) for number, f in kept]


_NOWHERE = Slot((), "")


def key_of(slots: Sequence[Slot]) -> bytes:
    """Return the keyed hash of all that detection sees of a request: the order of findings follows the paths."""
    return digest_of(digest(repr(slot.path), slot.text, slot.cue) for slot in slots)


def _placed(findings: Sequence[Finding], slot: Slot) -> Iterator[Finding]:
    return (_at(finding, slot) for finding in findings)


def _at(f: Finding, slot: Slot) -> Finding:
    # dataclasses.replace costs three times as much, and this is done for every finding of a history
    return Finding(slot.path, f.start, f.end, f.kind, f.score, f.source, f.identity, f.gender, f.about_person)
