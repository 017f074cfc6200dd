"""How a French name is built: first names and surnames, particles, hyphens, initials, "née", upper and lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.detect.names import ANY, BESIDE, CAPITAL, INSIDE, Names
from gateway.detect.person_words import ACRONYMS, FUNCTIONS, LINKS, LOWER_PARTICLES, PARTICLES, STOP, TITLES
from gateway.detect.words import INITIAL, LOWER, MIXED, TITLE, UPPER, Words

_SPACE = re.compile(r" {1,2}|\t")
_TIGHT = re.compile(r"--?|- | -|'")
_LINE = re.compile(r" ?\r?\n[ \t]{0,8}(?:> ?)?")
_DOT = re.compile(r"\. ?-?|\. ?")
_GLUED_J = re.compile(r"j[b-df-hj-np-tv-z]")
"""Typed in haste: "jvoulais", "jpeux"."""
MAX_PARTS = 7


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules, over one text and the lexicons."""

    words: Words
    names: Names

    def is_capital(self, at: int) -> bool:
        """Whether word ``at`` has the writing of a name: Dupont, DUPONT, McDonald."""
        return (at < len(self.words) and self.words.shapes[at] in {TITLE, UPPER}) or self._is_mac(at)

    def _is_mac(self, at: int) -> bool:
        return (
            at < len(self.words)
            and self.words.shapes[at] == MIXED
            and self.words.raw[at][0].isupper()
            and self.words.bare[at].startswith(("mc", "mac", "de", "le", "du", "di"))
        )

    def is_core(self, at: int) -> bool:
        """Whether word ``at`` may be part of a name announced by what stands before: nothing speaks against it."""
        word = self.words.sense[at]
        if not self.is_capital(at) or word in TITLES or word in STOP:
            return False
        return not (self.words.shapes[at] == UPPER and word in ACRONYMS)

    def level_at(self, at: int) -> int:
        """Return the level of word ``at`` as a first name, -1 when it is none."""
        return self.names.level(self.words.bare[at])

    def is_common(self, at: int) -> bool:
        """Whether word ``at`` is a common word, in the writing that stands there."""
        raw = self.words.raw[at]
        return self.names.is_common(self.words.bare[at] if raw.isascii() else raw.lower())

    def is_known_surname(self, at: int) -> bool:
        """Whether word ``at`` is in the list of surnames."""
        return self.words.bare[at] in self.names.surnames

    def is_initial(self, at: int) -> bool:
        """Whether word ``at`` is the initial of a name: one capital and a dot, or the end of the words."""
        return at < len(self.words) and self.words.shapes[at] == INITIAL

    def is_surname(self, at: int) -> bool:
        """Whether word ``at``, with a capital, is likely a surname: known, or no common word."""
        if not self.is_core(at):
            return False
        word = self.words.sense[at]
        if len(word) == 2 and self.words.shapes[at] == UPPER:
            return self.is_known_surname(at)
        return self.is_known_surname(at) or not self.is_common(at)

    def is_sure_surname(self, at: int) -> bool:
        """Whether word ``at`` is no common word, no first name of doubt: a surname or an unknown word."""
        word = self.words.sense[at]
        return self.is_core(at) and len(word) > 2 and not self.is_common(at)

    def is_lower_name(self, at: int, least: int = CAPITAL) -> bool:
        """Whether a word in lower case is a first name of that level, or a known surname that is no common word."""
        word = self.words.sense[at]
        if self.words.shapes[at] != LOWER or len(word) < 3 or word in STOP:
            return False
        level = self.level_at(at)
        return level >= least or (self.is_known_surname(at) and level < 0 and not self.is_common(at))

    def joins(self, at: int, *, lines: bool = True) -> bool:
        """Whether word ``at`` may go on with the name that the word before belongs to, by what stands between."""
        gap = self.words.gap(at)
        if _SPACE.fullmatch(gap) or _TIGHT.fullmatch(gap):
            return True
        if self.words.shapes[at - 1] == INITIAL and _DOT.fullmatch(gap):
            return True
        return lines and bool(_LINE.fullmatch(gap)) and self._goes_on(at)

    def _goes_on(self, at: int) -> bool:
        """Whether the name goes on after a line break: a first name on the one side, a surname on the other."""
        here, before = self.level_at(at), self.level_at(at - 1)
        if self._opens_field(at) or not self.is_capital(at) or self.is_common(at):
            return False
        return (here >= INSIDE and before < CAPITAL) or (before >= CAPITAL and here < 0 and self._alone_on_line(at))

    def _opens_field(self, at: int) -> bool:
        return self.words.gap(at + 1).lstrip()[:1] == ":"

    def _alone_on_line(self, at: int) -> bool:
        return bool(re.match(r"[ ]*(?:[\n,;(]|$)", self.words.gap(at + 1)))

    def grow(self, at: int, *, lines: bool = True) -> int:
        """Return the end (exclusive) of the capitalised name whose first word is ``at``; ``at`` when there is none."""
        end = self._part(at)
        parts = 0
        while end > at and parts < MAX_PARTS and end < len(self.words) and self.joins(end, lines=lines and parts == 0):
            further = self._link(end) or self._part(end)
            if further == end or (parts and not self._may_add(end, further)):
                break
            end, parts = further, parts + 1
        return end

    def _may_add(self, at: int, end: int) -> bool:
        """Whether "de X" goes on with a name that is whole already: "Marie Peyre de Grandval", not "de Nokia"."""
        if self.words.shapes[at] != LOWER or self.words.sense[at] not in {"de", "du", "des", "d", "la", "le"}:
            return True
        known = self.is_known_surname(end - 1) and not self.is_common(end - 1)
        return known and self.words.bare[end - 1] not in self.names.places

    def _part(self, at: int) -> int:
        """Return the end of one part of a name: particles, then a core, or an initial."""
        core = at
        while core < len(self.words) and core - at < 4 and self._is_particle(core) and self._particle_leads(core):
            core += 1
        if core < len(self.words) and (self.is_core(core) or self.is_initial(core)):
            return core + 1
        if core > at and self.is_capital(core - 1) and self.words.sense[core - 1] not in STOP:
            return core  # "Ben", "Ali El": a particle that stands for a name
        return at

    def _is_particle(self, at: int) -> bool:
        word = self.words.sense[at]
        return word in PARTICLES and (self.words.shapes[at] != LOWER or word in LOWER_PARTICLES)

    def _particle_leads(self, at: int) -> bool:
        after = at + 1
        if after >= len(self.words) or not re.fullmatch(r" |'|-|\. ?|' ", self.words.gap(after)):
            return False
        return self._is_particle(after) or self.is_core(after)

    def _link(self, at: int) -> int:
        """Return the end of "née Lubrano", 0 when word ``at`` is no such link."""
        if self.words.sense[at] not in LINKS:
            return 0
        after = at + 1
        if after >= len(self.words) or not re.fullmatch(r"\.? ", self.words.gap(after)):
            return 0
        end = self._part(after)
        return end if end > after else 0

    def grow_lower(self, at: int) -> int:
        """Return the end of the name typed in lower case whose first word, at ``at``, is taken for granted."""
        end = at + 1
        while end < len(self.words) and end - at < 4 and self.joins(end, lines=False):
            word = self.words.sense[end]
            if self.words.gap(end) == "-" and self.words.shapes[end] == LOWER:
                end += 1
                continue
            if self.words.shapes[end] != LOWER or not (self.is_lower_name(end, BESIDE) or self._is_unknown(end)):
                ahead = end + 1
                leads = word in LOWER_PARTICLES and ahead < len(self.words) and self.joins(ahead, lines=False)
                if not leads or not self._is_unknown(ahead) or self.words.bare[ahead] in self.names.places:
                    break
            end += 1
        return end

    def _is_unknown(self, at: int, least: int = 4) -> bool:
        """Whether a lower-case word of at least so many letters is in no dictionary."""
        word = self.words.sense[at]
        return (
            len(word) >= least
            and not _GLUED_J.match(word)
            and word not in STOP
            and not self.is_common(at)
            and word not in FUNCTIONS
        )

    def is_free_lower(self, at: int, least: int = 4) -> bool:
        """Whether a lower-case word can be the name after a title: no office, no small word; ``least``: letters."""
        word = self.words.sense[at]
        if self.words.shapes[at] != LOWER or len(word) < 2 or word in STOP or word in FUNCTIONS or word in TITLES:
            return False
        return self.is_known_surname(at) or self.level_at(at) >= BESIDE or self._is_unknown(at, least)

    def parts(self, first: int, end: int) -> Iterator[int]:
        """Yield the numbers of the words of first..end that are no particle, link or initial."""
        for at in range(first, end):
            if self.words.sense[at] not in PARTICLES | LINKS and self.words.shapes[at] != INITIAL:
                yield at

    def level(self, first: int, end: int) -> int:
        """Return the greatest level of a first name in first..end, -1 when there is none."""
        return max((self.level_at(at) for at in range(first, end)), default=-1)


__all__ = ["ANY", "BESIDE", "CAPITAL", "INITIAL", "INSIDE", "LOWER", "MIXED", "TITLE", "UPPER", "Grammar"]
