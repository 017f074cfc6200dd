"""Whether a run of words, announced by something, is a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.detect.grammar import BESIDE, INSIDE, Grammar
from gateway.detect.names import Names
from gateway.detect.not_person import is_place, is_public, is_saint
from gateway.detect.person_words import BRANDS, BUILDINGS, LOWER_PARTICLES, SHORT_TITLES, STOP, STREETS, TITLES
from gateway.detect.words import LOWER, Words

_AND = re.compile(r"\.? ?, ?|\.? ?/ ?| ?; ?|\.? ")


@dataclass(frozen=True, slots=True)
class Likely:
    """Judges runs of words of one text."""

    words: Words
    names: Names
    grammar: Grammar

    def is_title(self, at: int) -> bool:
        """Whether word ``at``, in the list of titles, is one here: "M." but not "m"."""
        word, raw = self.words.sense[at], self.words.raw[at]
        if word not in SHORT_TITLES:
            return True
        dotted = self.words.gap(at + 1).startswith(".")
        if word == "m":
            return (raw == "M" and not self.words.gap(at).endswith("'")) or dotted
        return raw[0].isupper() or dotted or word in {"mr", "dr"}

    def is_title_word(self, at: int) -> bool:
        """Whether word ``at`` is a civility that stands as one."""
        return self.words.sense[at] in TITLES and self.is_title(at)

    def coordinated(self, end: int) -> int:
        """Return the first word of a further name after "et", a comma or a slash; 0 when there is none."""
        if end >= len(self.words) or not _AND.fullmatch(self.words.gap(end)):
            return 0
        after = end + 1 if self.words.sense[end] in {"et", "ou", "and"} else end
        if after == end and self.words.gap(end) in {" ", ". "}:
            return 0
        return after if after < len(self.words) and self.grammar.is_surname(after) else 0

    def is_marked(self, first: int, end: int) -> bool:
        """Whether a run after a colon or in a cell is a name, in any casing."""
        return self.is_likely(first, end) or self.is_likely_lower(first, end)

    def is_likely(self, first: int, end: int) -> bool:
        """Whether a capitalised run after a colon is a name: a first name in it, or no common word at all."""
        parts = list(self.grammar.parts(first, end))
        if not parts or not self.is_free(first, end):
            return False
        if any(self.grammar.level_at(at) >= INSIDE for at in parts):
            return True
        sure = all(self.grammar.is_sure_surname(at) for at in parts)
        return sure and (len(parts) > 1 or self.grammar.is_known_surname(parts[0]) or end - first > 1)

    def is_likely_lower(self, first: int, end: int) -> bool:
        """Whether words in lower case after a colon are a first name and a surname, or two parts of one."""
        parts = list(self.grammar.parts(first, end))
        if end - first > 5 or any(self.words.shapes[at] != LOWER or self.words.sense[at] in STOP for at in parts):
            return False
        first_names = [at for at in parts if self.grammar.level_at(at) >= INSIDE]
        known = all(self.grammar.is_known_surname(at) or self.grammar.level_at(at) >= BESIDE for at in parts)
        return bool(first_names) and (known or not all(map(self.grammar.is_common, parts)))

    def is_known(self, first: int, end: int) -> bool:
        """Whether every part of a run is a known surname and no mark or place: for cues that prove little."""
        parts = list(self.grammar.parts(first, end))
        if not parts or not self.is_free(first, end) or any(self.words.bare[at] in self.names.places for at in parts):
            return False
        sure = [at for at in parts if self.grammar.is_sure_surname(at) and self.grammar.is_known_surname(at)]
        return len(sure) == len(parts) and self.words.sense[parts[0]] not in BRANDS

    def is_free(self, first: int, end: int) -> bool:
        """Whether a run is no public figure, saint, street or building."""
        if is_public(self.words, self.names, first, end) or is_saint(self.words, first) or is_place(self.words, first):
            return False
        return not any(word in BUILDINGS or word in STREETS for word in self.words.sense[first:end])

    def value_end(self, first: int) -> int:
        """Return the end of a value that begins at word ``first``."""
        if self.words.shapes[first] != LOWER or self.words.sense[first] in LOWER_PARTICLES:
            end = self.grammar.grow(first)
            if end > first or self.words.sense[first] not in LOWER_PARTICLES:
                return end if end > first or not self.grammar.is_capital(first) else first + 1
        end, leads = first + 1, self.words.sense[first] in LOWER_PARTICLES
        most = 5 if leads else 4
        while end < len(self.words) and end - first < most and self.grammar.joins(end, lines=False):
            leads = leads and self.words.sense[end] in LOWER_PARTICLES  # "de la torre amparo"
            if self.words.sense[end] in STOP and not leads:
                break
            end += 1
        return end

    def is_plausible(self, first: int, end: int) -> bool:
        """Whether nothing speaks against a value of a field that asks for a name."""
        words = self.words.sense[first:end]
        leads = words[0] not in STOP or (words[0] in LOWER_PARTICLES and len(words) > 1)
        return leads and words[0] not in TITLES and not any(w in BUILDINGS or w in STREETS for w in words)
