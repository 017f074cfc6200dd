"""Names that nothing announces: a first name and what stands beside it, initials, a surname in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.detect.grammar import BESIDE, CAPITAL, INSIDE, Grammar
from gateway.detect.lower_names import LowerNames
from gateway.detect.names import Names, Span
from gateway.detect.not_person import is_place, is_public, is_saint
from gateway.detect.person_words import (
    ACRONYMS,
    BRANDS,
    BUILDINGS,
    FUNCTIONS,
    LOWER_PARTICLES,
    PARTICLES,
    STOP,
    STREETS,
)
from gateway.detect.words import INITIAL, LOWER, MIXED, TITLE, UPPER, Words

_VERBS = frozenset(
    "a est va dit n s ne se veut habite vit souhaite demande refuse sera avait etait doit peut m me lui nous leur"
    " confirme precise explique arrive vient reste pense sait voit fait prend mange dort parle aime joue suit".split()
)
_AGED = re.compile(r" ?[,(] ?(?:\d{1,2}|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix) ?(?:ans?|mois)(?![a-z])")
_DOTTED = re.compile(r"\. ?-?|\. | |-")


@dataclass(frozen=True, slots=True)
class BareNames:
    """Finds the names of one text that no word announces."""

    words: Words
    names: Names
    grammar: Grammar
    lower: LowerNames

    def spans(self) -> Iterator[Span]:
        """Yield (first word, end, score)."""
        at, total = 0, len(self.words)
        while at < total:
            span = self._at(at)
            if span is None:
                at += 1
                continue
            yield span
            at = max(span[1], at + 1)

    def _at(self, at: int) -> Span | None:
        shape = self.words.shapes[at]
        if shape == INITIAL:
            return None if self._is_civility(at) or self.words.raw[at] == "À" else self._initialled(at)
        if shape == MIXED and not self.grammar.is_capital(at):
            return None
        known = self.grammar.level_at(at) >= BESIDE
        if shape == LOWER and len(self.words.raw[at]) == 1:
            return self.lower.initialled(at)
        if shape == LOWER:
            return self.lower.around(at) if known else None
        if known:
            return self._around(at)
        return self._before_initial(at) or (self._shouted(at) if shape == UPPER else None)

    def _before_initial(self, at: int) -> Span | None:
        """Return "Mounier L.", a surname and the initial of a first name."""
        after = at + 1
        if not self.grammar.is_initial(after) or self.words.gap(after) != " " or self.words.sense[after] == "m":
            return None
        ends = re.match(r"\.(?! ?[a-z0-9])", self.words.gap(after + 1))
        known = self.grammar.is_sure_surname(at) and self.grammar.is_known_surname(at)
        return (at, after + 1, 0.6) if ends and known and not is_place(self.words, at) else None

    def _is_civility(self, at: int) -> bool:
        """Whether "M." is Monsieur: one letter M before a name, not between other initials."""
        after = at + 1 < len(self.words) and self.words.shapes[at + 1] != INITIAL
        return self.words.sense[at] == "m" and after and self.words.gap(at + 1) in {". ", " ", ". \n", ".\n"}

    def _around(self, at: int) -> Span | None:
        """Return the name about a first name with a capital: surname before or after, or the first name alone."""
        if self.words.sense[at] in STOP or (self.words.sense[at] in ACRONYMS and self.words.shapes[at] == UPPER):
            return None
        first, end = self._left(at), self._right(at)
        if is_public(self.words, self.names, first, end) or is_saint(self.words, first) or is_place(self.words, first):
            return None
        if end - first > self._compound(at) - at or first < at:
            if self._is_sound(first, end):
                return first, end, 0.88
            first, end = at, self._compound(at)
            if is_saint(self.words, first):
                return None
        return (first, end, 0.6) if self._is_alone(at, end) else None

    def _compound(self, at: int) -> int:
        """Return the end of a first name in several words: "Jean-Pierre", "Marie Louise"."""
        end = at + 1
        while end < len(self.words) and self.words.gap(end) == "-" and self.grammar.level_at(end) >= BESIDE:
            end += 1
        return end

    def _right(self, at: int) -> int:
        given = end = self._compound(at)
        while end < len(self.words) and self.grammar.joins(end, lines=end == at + 1) and end - at < 7:
            further = self._surname_end(end)
            from_place = self.words.shapes[end] == LOWER and self.words.bare[further - 1] in self.names.places
            if further == end or (end > given and from_place):  # "Mirèlha Cabròl de Seta"
                break
            end = further
        return end

    def _surname_end(self, at: int) -> int:
        """Return the end of the surname at ``at``, particles included; ``at`` when there is none."""
        core = at
        while core < len(self.words) - 1 and core - at < 3 and self.words.sense[core] in PARTICLES:
            lower = self.words.shapes[core] == LOWER
            if (lower and self.words.sense[core] not in LOWER_PARTICLES) or not self._adjoins(core + 1):
                break
            core += 1
        if self.grammar.is_initial(core) and core == at:
            return at + 1 if self.words.gap(at + 1).startswith(".") or self._ends(at + 1) else at
        if not self.grammar.is_surname(core):
            return core if core > at and self.words.shapes[core - 1] in {TITLE, UPPER} and core - at == 1 else at
        if core > at and self.grammar.is_common(core) and self.words.sense[at] in {"de", "du", "des", "la", "d"}:
            return at
        if "\n" in self.words.gap(at) and self.grammar.is_common(core):
            return at
        return core + 1

    def _adjoins(self, at: int) -> bool:
        return self.words.gap(at) in {" ", "'", "-", "' "}

    def _ends(self, at: int) -> bool:
        return bool(re.match(r" ?(?:[,;:)|\n]|$)", self.words.gap(at)))

    def _left(self, at: int) -> int:
        """Return the first word of "DUPONT Marie", "Ben Salah Tahar" when the first name is at ``at``."""
        first = at
        while first > 0 and at - first < 5 and self.grammar.joins(first, lines=False):
            before = first - 1
            if (self.grammar.level_at(before) >= BESIDE and self.words.gap(first) == "-") or self._is_before(
                before, at
            ):
                first = before
            else:
                break
        return first - 1 if first < at and self._leads(first) else first

    def _leads(self, first: int) -> bool:
        """Whether a small particle opens the line before a surname: "de Rozières Guy"."""
        before = first - 1
        small = before >= 0 and self.words.shapes[before] == LOWER and self.words.sense[before] in LOWER_PARTICLES
        return small and self._adjoins(first) and self.words.opens(before)

    def _is_before(self, before: int, at: int) -> bool:
        """Whether word ``before`` is a surname written before the first name at ``at``."""
        word, shape = self.words.sense[before], self.words.shapes[before]
        if shape == LOWER:
            return False
        if word in PARTICLES:
            return shape in {UPPER, TITLE} or self.words.gap(before + 1) == "'"
        if not self.grammar.is_surname(before) or word in FUNCTIONS or word in BRANDS:
            return False
        if shape != UPPER and self.words.bare[before] in self.names.places:
            return False
        if shape == UPPER and self.words.shapes[at] != UPPER:
            return True
        if shape == UPPER and self.grammar.is_known_surname(before) and self.grammar.level_at(at) >= CAPITAL:
            return not self._in_capitals(before, at + 1)
        if self.grammar.is_known_surname(before) and self.grammar.level_at(at) >= CAPITAL and self._ends(at + 1):
            return True
        return self.grammar.is_sure_surname(before) or (
            self.grammar.is_known_surname(before) and not self.words.opens(before)
        )

    def _is_sound(self, first: int, end: int) -> bool:
        """Whether a run of several words is a name: a true first name, or a rare one beside a sure surname."""
        parts = list(self.grammar.parts(first, end))
        if not parts or self._is_branded(parts) or self._is_named_place(first, end):
            return False
        if self._is_numbered(first, end) or self._is_registered(first, end):
            return True
        level = max(self.grammar.level_at(at) for at in parts)
        sure = sum(self.grammar.is_sure_surname(at) for at in parts)
        if level >= CAPITAL:
            return True
        known = [at for at in parts if self.grammar.is_known_surname(at) and self.grammar.level_at(at) < INSIDE]
        if level >= INSIDE:  # "Pierre Fontaine" is somebody, "Petit Prince" is not
            return sure > 0 or bool(known and self.grammar.level_at(parts[0]) >= INSIDE)
        return sure >= 2 and any(self.grammar.is_sure_surname(at) for at in known)

    def _is_branded(self, parts: list[int]) -> bool:
        """Whether a mark stands there: "Renault Clio", but not "Mercedes Escudero"."""
        marks = [at for at in parts if self.words.sense[at] in BRANDS]
        others = any(
            self.grammar.is_known_surname(at) and self.grammar.is_sure_surname(at) for at in parts if at not in marks
        )
        return bool(marks) and not (others and all(self.grammar.level_at(at) >= INSIDE for at in marks))

    def _is_named_place(self, first: int, end: int) -> bool:
        return self.words.sense[first] in BUILDINGS | STREETS or self.words.flat(first, end) in self.names.places

    def _is_registered(self, first: int, end: int) -> bool:
        """Whether this is "PUIGSERVER Noël": capitals that no dictionary knows, then a first name, rare as it may be."""
        upper = self.words.shapes[first] == UPPER and len(self.words.raw[first]) > 4
        given = self.words.shapes[end - 1] == TITLE and self.words.bare[end - 1] not in self.names.places
        return upper and given and end - first == 2 and self.grammar.is_sure_surname(first)

    def _is_numbered(self, first: int, end: int) -> bool:
        """Whether this is "ROSE P.": a surname in capitals and an initial with its dot."""
        initial = self.grammar.is_initial(end - 1) and self.words.gap(end).startswith(".")
        return (
            initial and end - first == 2 and self.words.shapes[first] == UPPER and self.grammar.is_known_surname(first)
        )

    def _is_alone(self, at: int, end: int) -> bool:
        """Whether a first name with no other part beside it stands for a person."""
        word = self.words.bare[at]
        level = max(self.grammar.level_at(i) for i in range(at, end))
        if word in self.names.places or word in BRANDS:
            return bool(_AGED.match(self.words.bare_text, self.words.ends[end - 1]))
        if self.words.shapes[at] == UPPER:
            told = level >= CAPITAL or (level == INSIDE and not self.words.opens(at))
            return told and len(word) > 3 and not self._in_capitals(at, end)
        if level >= CAPITAL or end - at > 1:
            return True
        if level < INSIDE:
            return False
        if self._beside_capital(at, end):
            return False
        if not self.words.opens(at):
            return not (end < len(self.words) and self.words.sense[end] in {"des", "du"} and self.words.gap(end) == " ")
        if end < len(self.words) and self.words.sense[end] in _VERBS and self.words.gap(end) in {" ", " n'"}:
            return True
        return bool(_AGED.match(self.words.bare_text, self.words.ends[end - 1]))

    def _beside_capital(self, first: int, end: int) -> bool:
        """Whether a capitalised word adjoins: the title of a book, the name of a place."""
        before = first > 0 and self._adjoins(first) and self.grammar.is_capital(first - 1)
        return before or (end < len(self.words) and self._adjoins(end) and self.grammar.is_capital(end))

    def _in_capitals(self, first: int, end: int) -> bool:
        """Whether the words about it are in capitals too: a heading, where capitals tell nothing."""
        before = first > 0 and self.words.gap(first) == " " and self.words.shapes[first - 1] == UPPER
        after = end < len(self.words) and self.words.gap(end) == " " and self.words.shapes[end] == UPPER
        return before or after

    def _shouted(self, at: int) -> Span | None:
        """Return a surname in capitals amid a text that is not."""
        word = self.words.sense[at]
        if len(word) < 5 or word in ACRONYMS or word in self.names.places or not self.grammar.is_sure_surname(at):
            return None
        if (
            not self.grammar.is_known_surname(at)
            or word in BRANDS
            or self._in_capitals(at, at + 1)
            or is_place(self.words, at)
            or self.words.gap(at).endswith(("_", "-", "/"))
        ):
            return None
        end = self.grammar.grow(at, lines=False)
        if end == at + 1 and self.words.gap(end)[:1] in {"_", "-", "/", "=", "(", ":"}:
            return None
        return (at, end, 0.5) if end > at else None

    def _initialled(self, at: int) -> Span | None:
        """Return "S. Puech", "J.-C. Pietri"."""
        end = at + 1
        while (
            end < len(self.words)
            and self.words.shapes[end] == INITIAL
            and _DOTTED.fullmatch(self.words.gap(end))
            and end - at < 3
        ):
            end += 1
        if end >= len(self.words) or not _DOTTED.fullmatch(self.words.gap(end)) or self.words.gap(end) == "-":
            return None
        stop = self.grammar.grow(end, lines=False)
        parts = list(self.grammar.parts(end, stop))
        if not parts or is_public(self.words, self.names, at, stop) or is_place(self.words, at):
            return None
        sure, known = self.grammar.is_sure_surname(parts[0]), self.grammar.is_known_surname(parts[0])
        good = (sure or known) if "." in self.words.gap(end) else (sure and known)
        return (at, stop, 0.87) if good and not self.words.gap(at).endswith("'") else None
