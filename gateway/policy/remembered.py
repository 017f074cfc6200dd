"""What the policy in force has seen of a slot before: lists, patterns and purposes are not searched twice."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.domain import Finding, Slot
from gateway.policy.policy import Policy
from gateway.remembered import Remembered, digest

SIZE = 60_000
"""Bound, in findings kept; an entry counts for BASE more."""
BASE = 6

_Kept = tuple[tuple[int, ...], tuple[Finding, ...]]


class RememberedPolicy:
    """``Policy.findings``, slot by slot. All is forgotten when another policy comes into force.

    Safe to share by threads.
    A policy looks at each slot by itself, with what was detected in it: tests/properties/test_remembered.py.
    """

    def __init__(self) -> None:
        self._now: tuple[Policy | None, Remembered[_Kept]] = None, Remembered(SIZE)

    def findings(self, policy: Policy, slots: Sequence[Slot], detected: Sequence[Finding]) -> list[Finding]:
        """Return what ``policy.findings`` returns, in the order of the slots."""
        kept = self._of(policy)
        by_path: dict[object, list[Finding]] = {slot.path: [] for slot in slots}
        for finding in detected:
            by_path[finding.path].append(finding)
        found: list[Finding] = []
        for slot in slots:
            found += _judged(kept, policy, slot, by_path[slot.path])
        return found

    def _of(self, policy: Policy) -> Remembered[_Kept]:
        judged, kept = self._now
        if policy is not judged:
            # a request that began under the old policy keeps what it holds; both change at once, threads see no mixture
            judged, kept = self._now = policy, Remembered(SIZE)
        return kept


def _judged(memory: Remembered[_Kept], policy: Policy, slot: Slot, detected: list[Finding]) -> list[Finding]:
    key = (digest(slot.text, slot.cue, slot.escape), tuple(map(_told, detected)))
    known = memory.get(key)
    if known is None:
        found = policy.findings([slot], detected)
        spared_not = {id(finding) for finding in found}
        places = tuple(number for number, finding in enumerate(detected) if id(finding) in spared_not)
        ours = {id(finding) for finding in detected}
        known = places, tuple(_at(finding, ()) for finding in found if id(finding) not in ours)
        memory.put(key, known, BASE + len(detected) + len(known[1]))
    places, added = known
    return [detected[number] for number in places] + [_at(finding, slot.path) for finding in added]


def _told(f: Finding) -> tuple[object, ...]:
    return f.start, f.end, f.kind, f.score, f.source, f.identity, f.gender, f.about_person


def _at(f: Finding, path: tuple[str | int, ...]) -> Finding:
    return Finding(path, f.start, f.end, f.kind, f.score, f.source, f.identity, f.gender, f.about_person)
