"""Names typed in lower case, in haste: "kevin munoz", "fournier aurore", "y. cambon"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.detect.grammar import ANY, INSIDE, Grammar
from gateway.detect.names import Names, Span
from gateway.detect.not_person import is_place, is_public
from gateway.detect.person_words import ACRONYMS, FUNCTIONS, KIN, LOWER_PARTICLES, ROLES, STOP, TITLES
from gateway.detect.words import LOWER, Words


@dataclass(frozen=True, slots=True)
class LowerNames:
    """Judges the words in lower case of one text."""

    words: Words
    names: Names
    grammar: Grammar

    def around(self, at: int) -> Span | None:
        """Return a name in lower case: a first name that is no other word, or two parts together."""
        level = self.grammar.level_at(at)
        if (
            level < INSIDE
            or self.words.sense[at] in STOP | KIN | ACRONYMS
            or self.words.gap(at).endswith(("@", "_", "/", ".", "#", "\\"))
        ):
            return None
        end = self._lower_end(at)
        if self.words.gap(end)[:1] in {"@", "_", "/", "(", "\\"} or is_place(self.words, at):
            return None
        if is_public(self.words, self.names, at, end):
            return None
        first = self._first(at)
        others = [*range(first, at), *range(at + 1, end)]
        pair = any(self._is_lower_surname(i) or len(self.words.raw[i]) == 1 for i in others)
        if level == ANY or pair or (others and self._is_set_apart(first, end)):
            return first, end, 0.7 if others else 0.55
        return None

    def _lower_end(self, at: int) -> int:
        """Return the end of a name in lower case that begins with a first name: "pierre rose", "assia b."."""
        end = self.grammar.grow_lower(at)
        if end < len(self.words) and end == at + 1 and self.words.gap(end) == " " and self.words.shapes[end] == LOWER:
            if len(self.words.raw[end]) == 1 and self.words.gap(end + 1)[:1] == "." and self.words.sense[end] != "m":
                return end + 1
            surname = self.grammar.is_known_surname(end) and self.words.sense[end] not in STOP
            known = self.grammar.level_at(at) == ANY and self._ends(end + 1)
            if surname and (known or self._is_set_apart(at, end + 1)):
                return end + 1
        return end

    def _is_set_apart(self, first: int, end: int) -> bool:
        """Whether a run stands alone between marks, so that it is no part of a phrase: "..., pierre rose (...)"."""
        before = self.words.sense[first - 1] if first else ""
        cued = before in {"appelle", "par", "monsieur", "madame", "avec", "est", "c"}
        return self._ends(end) and (self.words.opens(first) or "," in self.words.gap(first) or cued)

    def _ends(self, end: int) -> bool:
        return bool(re.match(r" ?(?:[,.;:()|\n<]|$)", self.words.gap(end)))

    def _first(self, at: int) -> int:
        """Return where "fournier aurore", "de la fuente vicente" begins when the first name is at ``at``."""
        first = at
        while first > 0 and at - first < 3 and self._is_before(first):
            first -= 1
        lead = first
        while first < at and lead > 0 and first - lead < 3 and self.words.gap(lead) in {" ", "'", "-"}:
            if self.words.sense[lead - 1] not in LOWER_PARTICLES:
                break
            lead -= 1
        return lead if lead < first and self.words.opens(lead) else first

    def _is_before(self, first: int) -> bool:
        """Whether the word before is a surname in lower case: known, or in no dictionary and first of its line."""
        before = first - 1
        if self.words.shapes[before] != LOWER or self.words.gap(first) not in {" ", "-"}:
            return False
        known = len(self.words.raw[before]) > 2 and self.grammar.is_known_surname(before)
        opens = len(self.words.raw[before]) > 3 and self.words.opens(before)
        spoken = self.words.sense[before] in KIN | ROLES | TITLES | FUNCTIONS
        return (known or opens) and self._is_lower_surname(before) and not spoken

    def initialled(self, at: int) -> Span | None:
        """Return "y. cambon"."""
        end = at + 1
        while end < len(self.words) and len(self.words.raw[end]) == 1 and re.fullmatch(r"\. ?-?", self.words.gap(end)):
            end += 1
        if end >= len(self.words) or not re.fullmatch(r"\. ?", self.words.gap(end)) or self.words.gap(at).endswith("'"):
            return None
        good = self.words.shapes[end] == LOWER and len(self.words.raw[end]) > 3 and self._is_lower_surname(end)
        known = good and self.grammar.is_known_surname(end) and self.words.gap(end + 1)[:1] not in {"@", "_", "/"}
        civility = end == at + 1 and self.words.sense[at] == "m"
        return (at, self.grammar.grow_lower(end), 0.6) if known and not civility else None

    def _is_lower_surname(self, at: int) -> bool:
        word = self.words.sense[at]
        return not self.grammar.is_common(at) and word not in STOP
