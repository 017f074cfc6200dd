"""Which findings name the same person, in one request; and where else what they tell is written.

In slot order, and within a slot in reading order: a client that appends messages never renumbers what came before. A
value that a later slot tells is searched in the earlier ones too; what is found there gets its number only then.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gateway.detect.bounds import Bounds
from gateway.detect.grammar import Grammar
from gateway.detect.mention import Mention, read
from gateway.detect.names import Names, load_names
from gateway.detect.not_person import is_in_office
from gateway.detect.overlap import CERTAIN, MODEL
from gateway.detect.people import People
from gateway.detect.propagate import IDENTIFIERS, INITIALS, Hit, Values, stands
from gateway.detect.reading import Reading, bare
from gateway.detect.sheet import Outline, Sheet
from gateway.detect.words import Words, words_of
from gateway.domain import Finding, Path, Slot

SOURCE = "propagation"
RULES = frozenset({"person"})
LOGINS = frozenset({"EMAIL_ADDRESS", "USERNAME"})
_ALIAS = re.compile(r",? ?\(?(?:nee?|veuve|vve|epouse|ep|epse|dite?|alias)\.? [«\"]? ?|,? \(dite? [«\"]? ?")
_CELLS = re.compile(r"[\"']? ?[;|\t] ?[\"']?|[\"'] ?, ?[\"']|[^\n]{0,12}\n?[^\n]{0,12}prenom[^\n]{0,24}")
_HUMP = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])|<+")
_FIELD = re.compile(r"[^\n]{0,8}\n?[^\n]{0,8}(?<![a-z])noms?(?![a-z])[^\n]{0,24}")


def link(
    slots: Sequence[Slot],
    findings: Sequence[Finding],
    sheets: Sequence[Sheet] | None = None,
    readings: Mapping[Path, Reading] | None = None,
) -> list[Finding]:
    """Return the findings, names with their bounds set right, an identity and a gender, and what propagation adds.

    Pure and deterministic. PERSON findings get an identity from 1 by first appearance; EMAIL_ADDRESS and USERNAME
    findings that of the person they are made from, where known. Added findings have the source "propagation".
    sheets: for each slot, what was worked out of that very text with those very findings before; filled as it goes.
    readings: those that were made of the slots' texts already.
    """
    return _Request(slots, findings, load_names(), sheets or [Sheet() for _ in slots], readings or {}).linked()


@dataclass(slots=True)
class _Page:
    """One slot with what was found in it. Its words are read only when a question is not answered on its sheet."""

    number: int
    slot: Slot
    names: Names
    sheet: Sheet
    others: list[Finding]
    persons: list[Finding]
    reading: Reading
    covered: bytearray = field(init=False)
    _mentions: dict[tuple[int, int], Mention] = field(init=False, default_factory=dict)

    @property
    def words(self) -> Words:
        return words_of(self.reading, self.names)

    @property
    def grammar(self) -> Grammar:
        return Grammar(self.words, self.names)

    def put_right(self, found: list[Finding]) -> None:
        """Take up the names of ``found`` with their bounds set right."""
        if self.sheet.names is None:
            bounds = Bounds(self.words, self.names, self.grammar)
            repaired: list[Finding] = []
            for finding in sorted((f for f in found if f.kind == "PERSON"), key=lambda f: (f.start, -f.end)):
                repaired += _repaired(self, bounds, finding)
            kept = [f for f in _joined(repaired) if not is_in_office(self.words.bare_text, f.start, f.end)]
            self.sheet.names = tuple((f.start, f.end, f.score, f.source) for f in kept)
        path = self.slot.path
        self.persons = [Finding(path, start, end, "PERSON", score, by) for start, end, score, by in self.sheet.names]

    def cover(self) -> None:
        """Note which characters a name or an identifier holds already."""
        self.covered = bytearray(len(self.slot.text))
        for finding in (*self.persons, *(f for f in self.others if f.kind in IDENTIFIERS)):
            self.covered[finding.start : finding.end] = b"\1" * (finding.end - finding.start)

    def range_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the numbers of the words that start..end touches."""
        return bisect_right(self.words.ends, start), bisect_left(self.words.starts, end)

    def mention(self, finding: Finding) -> Mention:
        place = (finding.start, finding.end)
        told = self._mentions.get(place)
        if told is None:
            outline = self.sheet.mentions.get(place)
            told = outline.mention(self.reading.bare) if outline else self._told(finding)
            self._mentions[place] = told
        return told

    def _told(self, finding: Finding) -> Mention:
        first, end = self.range_of(finding.start, finding.end)
        if finding.start in (self.words.starts[first], finding.end) and finding.end >= self.words.ends[end - 1]:
            told = read(self.words, self.names, first, end)
            self.sheet.note((finding.start, finding.end), Outline.of(told, self.words, first, end))
            return told
        apart = Words(Reading(_HUMP.sub(" ", self.slot.text[finding.start : finding.end])), self.names)
        return read(apart, self.names, 0, len(apart))

    def means_person(self, hit: Hit) -> bool:
        """Whether a name known elsewhere means the person where it is written here."""
        place = (hit.start, hit.end, hit.value.case)
        told = self.sheet.stands.get(place)
        if told is None:
            first, end = self.range_of(hit.start, hit.end)
            told = first < end and stands(self.words, self.names, self.grammar, first, end, hit.value.case)
            self.sheet.answer(place, told)
        return told


class _Request:
    def __init__(
        self,
        slots: Sequence[Slot],
        findings: Sequence[Finding],
        names: Names,
        sheets: Sequence[Sheet],
        readings: Mapping[Path, Reading],
    ) -> None:
        self.names, self.people, self.values = names, People(names), Values(names)
        by_path: dict[object, list[Finding]] = {}
        for finding in findings:
            by_path.setdefault(finding.path, []).append(finding)
        self.pages = [
            self._page(number, slot, sheet, by_path.get(slot.path, []), readings.get(slot.path) or Reading(slot.text))
            for number, (slot, sheet) in enumerate(zip(slots, sheets, strict=True))
        ]

    def _page(self, number: int, slot: Slot, sheet: Sheet, found: list[Finding], reading: Reading) -> _Page:
        others = [f for f in found if f.kind != "PERSON"]
        page = _Page(number, slot, self.names, sheet, others, [], reading)
        page.put_right(found)
        page.cover()
        for finding in page.persons:
            self.values.add_person(slot.text[finding.start : finding.end], page.mention(finding), number)
        for finding in others:
            if finding.kind in IDENTIFIERS:
                self.values.add_identifier(slot.text[finding.start : finding.end], finding.kind, number)
        return page

    def linked(self) -> list[Finding]:
        early: dict[int, list[tuple[_Page, Finding]]] = {}
        for hit in self.values.search([page.reading.bare for page in self.pages]):
            page = self.pages[hit.slot]
            for finding in _additions(page, hit):
                if hit.value.slot <= hit.slot:
                    (page.persons if finding.kind == "PERSON" else page.others).append(finding)
                else:
                    early.setdefault(hit.value.slot, []).append((page, finding))
        done: list[Finding] = []
        for page in self.pages:
            done += self._identified(page)
            for earlier, finding in early.get(page.number, ()):
                done += self._one(earlier, finding)
        order = {page.slot.path: page.number for page in self.pages}
        return sorted(done, key=lambda f: (order[f.path], f.start, f.end, f.kind))

    def _identified(self, page: _Page) -> Iterator[Finding]:
        last: Finding | None = None
        for finding in sorted([*page.persons, *page.others], key=lambda f: (f.start, f.end, f.kind)):
            if finding.kind == "PERSON":
                last = self._person(page, finding, last)
                yield last
            else:
                yield from self._one(page, finding)

    def _one(self, page: _Page, finding: Finding) -> Iterator[Finding]:
        if finding.kind == "PERSON":
            yield self._person(page, finding, None)
        elif finding.kind in LOGINS:
            local = bare(page.slot.text[finding.start : finding.end]).split("@")[0].split(" (a")[0]
            told = self.people.from_address(local) if finding.kind == "EMAIL_ADDRESS" else self.people.of_login(local)
            yield _known_as(finding, told, finding.gender)
        else:
            yield finding

    def _person(self, page: _Page, finding: Finding, last: Finding | None) -> Finding:
        mention = page.mention(finding)
        told = self._same_as_last(page, finding, mention, last) or self.people.identify(mention)
        return _known_as(finding, told[0], told[1])

    def _same_as_last(
        self, page: _Page, finding: Finding, mention: Mention, last: Finding | None
    ) -> tuple[int, str] | None:
        """Return who the name just before names, when this is its other half: "Yvette, veuve Castan"."""
        if last is None or last.identity is None or not 0 <= finding.start - last.end < 60:
            return None
        gap = bare(page.slot.text[last.end : finding.start])
        if _ALIAS.fullmatch(gap):
            return self.people.alias(last.identity, mention)
        if self._is_other_half(page, last, mention, gap):
            return self.people.alias(last.identity, mention)
        return None

    def _is_other_half(self, page: _Page, last: Finding, mention: Mention, gap: str) -> bool:
        number = last.identity or 0
        if (mention.given and mention.families) or mention.titled or mention.initials:
            return False
        if mention.families:
            return bool(_FIELD.fullmatch(gap)) and self.people.lacks(number, "families")
        if not mention.given or not (_CELLS.fullmatch(gap) or gap == " ("):
            return False
        # "KAYA;Elif": Kaya is a first name too, but capitals in the cell before say surname
        written = page.slot.text[last.start : last.end]
        upper = written.isupper() and bare(written) in self.names.surnames and self.people.lacks(number, "families")
        return upper or self.people.lacks(number, "given")


def _known_as(f: Finding, identity: int | None, gender: str) -> Finding:
    # dataclasses.replace costs three times as much, and this is done for every name of a history
    return Finding(f.path, f.start, f.end, f.kind, f.score, f.source, identity, gender, f.about_person)


def _repaired(page: _Page, bounds: Bounds, finding: Finding) -> Iterator[Finding]:
    first, end = page.range_of(finding.start, finding.end)
    trusted, certain = finding.source in RULES, finding.source == MODEL and finding.score >= CERTAIN
    for left, right in bounds.repair(first, end, trusted=trusted, certain=certain):
        start, stop = page.words.starts[left], page.words.ends[right - 1]
        if left == first and trusted:
            start = finding.start
        if right == end and trusted and finding.end < stop:
            stop = finding.end
        if right == end and page.slot.text[stop : finding.end] == ".":
            stop = finding.end
        yield replace(finding, start=start, end=stop)


def _joined(findings: list[Finding]) -> list[Finding]:
    """Join names that overlap."""
    joined: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if joined and finding.start < joined[-1].end:
            last = joined[-1]
            best = last if last.score >= finding.score else finding
            joined[-1] = replace(best, start=last.start, end=max(last.end, finding.end))
        else:
            joined.append(finding)
    return joined


def _additions(page: _Page, hit: Hit) -> Iterator[Finding]:
    """Yield what a hit adds to what is found already: nothing where it is covered or means something else."""
    text = page.slot.text
    dot = hit.value.case == INITIALS and text[hit.end : hit.end + 1] == "."
    free = [(a, b) for a, b in _free(hit.start, hit.end + dot, page) if any(map(str.isalnum, text[a:b]))]
    if free and (hit.value.kind != "PERSON" or page.means_person(hit)):
        for start, stop in free:
            yield Finding(page.slot.path, start, stop, hit.value.kind, 0.8, SOURCE)


def _free(start: int, end: int, page: _Page) -> Iterator[tuple[int, int]]:
    """Yield what of start..end no finding of the page covers yet."""
    while start < end:
        begin = page.covered.find(0, start, end)
        if begin < 0:
            return
        stop = page.covered.find(1, begin, end)
        yield begin, end if stop < 0 else stop
        start = end if stop < 0 else stop
