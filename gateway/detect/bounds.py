"""Set right the bounds of names that a model drew: titles and verbs off, the rest of a cut name on, lists apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.detect.grammar import BESIDE, CAPITAL, INSIDE, LOWER, MIXED, TITLE, UPPER, Grammar
from gateway.detect.names import Names
from gateway.detect.not_person import is_place, is_public, is_saint
from gateway.detect.person_words import (
    ACRONYMS,
    BRANDS,
    BUILDINGS,
    FUNCTIONS,
    KIN,
    LINKS,
    LOWER_PARTICLES,
    PARTICLES,
    ROLES,
    STOP,
    STREETS,
    TITLES,
)
from gateway.detect.words import INITIAL, Words

_APART = re.compile(r"[,;|/\t\n()\[\]{}<>:=\"«»]| - |\d|\.\.")
_LISTED = re.compile(r"^ ?[,;/|] ?$|^ $")
_OFF = STOP | TITLES | FUNCTIONS | KIN | ROLES | BUILDINGS | STREETS


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of names in one text."""

    words: Words
    names: Names
    grammar: Grammar

    def repair(self, first: int, end: int, *, trusted: bool, certain: bool = False) -> Iterator[tuple[int, int]]:
        """Yield what of words first..end are names. ``trusted``: a rule found it, so only its bounds are looked at.

        ``certain``: the model leaves no doubt about any of its words: that it may be another word elsewhere ("lai", "au",
        "aurore") says nothing against it here.
        """
        pieces = list(self._pieces(first, end))
        for left, right in pieces:
            low, high = (0, len(self.words)) if len(pieces) == 1 else (first, end)
            low, high = (low if left == first else left), (high if right == end else right)
            if left < right and (not certain or self._is_doubtful(left)):
                left, right = self._stripped(left, right, trusted=trusted)
            if left >= right:
                continue
            left, right = max(low, self._left(left)), min(high, self._right(left, right))
            if self._is_tag(left, right):
                continue
            if trusted or self._is_name(left, right, listed=self._in_list(pieces), certain=certain):
                yield left, right

    def _is_doubtful(self, at: int) -> bool:
        """Whether a name that the model is certain of cannot begin there: with a title or with "CCAS"."""
        word = self.words.sense[at]
        return word in TITLES or (word in ACRONYMS and self.words.shapes[at] == UPPER)

    def _is_tag(self, first: int, end: int) -> bool:
        """Whether this is the name of an element: ``<adr1>``, ``</nomUsage>``."""
        opened = self.words.gap(first).endswith(("<", "</"))
        closed = self.words.gap(end).startswith(">")
        return opened and end - first == 1 and (closed or self.words.shapes[first] in {LOWER, MIXED})

    def _in_list(self, pieces: list[tuple[int, int]]) -> bool:
        """Whether the pieces are a list of names: "Petit, Roux et Blanc", not a name and the line below it."""
        return len(pieces) > 1 and all(_LISTED.search(self.words.gap(left)) for left, _ in pieces[1:])

    def _pieces(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        start = first
        for at in range(first + 1, end):
            repeated = self.words.shapes[at] != INITIAL and self.words.bare[at] in self.words.bare[start:at]
            listed = self.words.sense[at] in {"et", "ou"} or (
                _APART.search(self.words.gap(at)) and not self.grammar.joins(at)
            )
            if listed or (repeated and self.words.gap(at) == " "):
                cut = start + 1 if at - start == 2 and self.grammar.level_at(at - 1) >= INSIDE and not listed else at
                yield start, cut
                start = cut
        yield start, end

    def _stripped(self, first: int, end: int, *, trusted: bool) -> tuple[int, int]:
        while first < end and self._is_off(first, trusted=trusted):
            first += 1
        while first < end and self._is_off(end - 1, trusted=trusted, last=True):
            end -= 1
        return first, end

    def _is_off(self, at: int, *, trusted: bool, last: bool = False) -> bool:
        """Whether a word at the edge of a name is no part of it."""
        word, shape = self.words.sense[at], self.words.shapes[at]
        if shape == INITIAL:
            return (
                not last and word in {"m", "d", "l"} and (word == "m") and self.words.gap(at + 1).startswith((".", " "))
            )
        if shape == LOWER:
            if len(word) == 1 and self.words.gap(at + 1).startswith("."):
                return False
            if word in PARTICLES:
                return last or word not in LOWER_PARTICLES or self._is_office(at + 1)
            if trusted:
                return (len(word) > 1 and word in STOP) or word in TITLES
            return word in _OFF or (self.grammar.is_common(at) and not self._is_first_name(at))
        if word in PARTICLES and not last and self.words.gap(at + 1) in {" ", "'", "-"}:
            return False
        if trusted:
            return word in STOP or word in TITLES
        if shape == UPPER and word in ACRONYMS:
            return True
        if word in FUNCTIONS and at > 0 and self.words.sense[at - 1] in {"le", "la", "l"}:
            return True
        known = self._is_first_name(at) or (self.grammar.is_known_surname(at) and word not in TITLES)
        return word in _OFF and (not known or word in TITLES or word in STOP)

    def _is_office(self, at: int) -> bool:
        """Whether an office follows an article: "M. le Procureur"."""
        return at < len(self.words) and self.words.shapes[at] in {TITLE, LOWER} and self.words.sense[at] in FUNCTIONS

    def _is_first_name(self, at: int) -> bool:
        return self.grammar.level_at(at) >= CAPITAL

    def _left(self, first: int) -> int:
        """Return the first word with what of the name stands before: "Jean-", "de La", "Marie"."""
        while first > 0 and self.grammar.joins(first, lines=False):
            before, gap = first - 1, self.words.gap(first)
            if gap in {"-", "'"}:
                fits = self.grammar.is_capital(before) and self.words.sense[before] not in STOP
            else:
                fits = self._fits(before)
            if not fits:
                break
            first = before
        while first > 0 and self.words.shapes[first - 1] == INITIAL and self._is_initial_before(first):
            first -= 1
        return first

    def _is_initial_before(self, first: int) -> bool:
        return self.words.gap(first) in {". ", ".", "-", ".-"} and self.words.sense[first - 1] not in {"m", "l", "d"}

    def _fits(self, at: int) -> bool:
        """Whether a neighbour of a name, with a space between, belongs to it."""
        word, shape = self.words.sense[at], self.words.shapes[at]
        if not self.grammar.is_core(at) or word in _OFF or word in BRANDS or self.words.bare[at] in self.names.places:
            return False
        if shape == TITLE and self.words.opens(at) and self.grammar.level_at(at) < CAPITAL:
            return False
        return self.grammar.level_at(at) >= INSIDE or (
            self.grammar.is_sure_surname(at) and self.grammar.is_known_surname(at)
        )

    def _right(self, first: int, end: int) -> int:
        given = all(self.grammar.level_at(at) >= INSIDE for at in range(first, end))
        while end < len(self.words) and self.grammar.joins(end, lines=False):
            gap = self.words.gap(end)
            if gap == "-" and self.grammar.is_capital(end) and self.words.sense[end] not in STOP:
                given = given and self.grammar.level_at(end) >= INSIDE
                end += 1
            elif self._particle_run(end) > end:
                end = self._particle_run(end)
            elif (self.words.shapes[end - 1] != LOWER and self._fits(end)) or (
                given and self.grammar.is_core(end) and self.grammar.is_known_surname(end)
            ):
                end, given = end + 1, False
            else:
                break
        return end

    def _particle_run(self, at: int) -> int:
        """Return the end of "de La Tour" when it goes on with a name, else ``at``."""
        core = at
        while core + 1 < len(self.words) and core - at < 3 and self.words.sense[core] in LOWER_PARTICLES | LINKS:
            core += 1
        if core == at or not self.grammar.joins(core, lines=False) or self.words.bare[core] in self.names.places:
            return at
        plain = self.words.sense[at] in {"de", "du", "des", "d", "l", "la", "le", "les"}
        return core + 1 if self.grammar.is_sure_surname(core) and not (plain and self.words.shapes[at] == LOWER) else at

    def _is_name(self, first: int, end: int, *, listed: bool, certain: bool) -> bool:
        """Whether nothing speaks against a name that only the model saw."""
        if is_public(self.words, self.names, first, end) or is_saint(self.words, first) or is_place(self.words, first):
            return False
        parts = list(self.grammar.parts(first, end)) or list(range(first, end))
        if self.words.shapes[first] == INITIAL and self.grammar.is_known_surname(parts[0]):
            return True
        if any(self.words.sense[at] in BRANDS for at in parts):
            return False
        if len(parts) == 1 and self.words.bare[parts[0]] in self.names.places:
            return False
        return certain or any(self._is_plausible(at, listed=listed) for at in parts)

    def _is_plausible(self, at: int, *, listed: bool) -> bool:
        level = self.grammar.level_at(at)
        if self.words.shapes[at] == MIXED and not self.grammar.is_capital(at):
            return False  # "dateNaissance" is a key
        if self.words.shapes[at] == LOWER:
            return level >= INSIDE or (len(self.words.raw[at]) > 3 and not self.grammar.is_common(at))
        if level >= INSIDE or not self.grammar.is_common(at):
            return self.words.shapes[at] != INITIAL
        told = listed or not self.words.opens(at) or self._stands_out(at)
        return self.grammar.is_known_surname(at) and told

    def _stands_out(self, at: int) -> bool:
        """Whether a word in capitals stands between words that are not: capitals tell something then."""
        beside = (
            n for n, gap in ((at - 1, at), (at + 1, at + 1)) if 0 <= n < len(self.words) and self.words.gap(gap) == " "
        )
        shouted = self.words.shapes[at] == UPPER and len(self.words.raw[at]) > 3
        return shouted and self.words.sense[at] not in ACRONYMS and all(self.words.shapes[n] != UPPER for n in beside)


__all__ = ["BESIDE", "Bounds"]
