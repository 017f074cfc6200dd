"""Look for every known value in the whole request: what one place tells of a person must not leave at another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import ahocorasick

from gateway.detect.grammar import Grammar
from gateway.detect.mention import Mention
from gateway.detect.names import ANY, CAPITAL, INSIDE, Names
from gateway.detect.not_person import is_place, is_public, is_saint
from gateway.detect.person_words import BRANDS, STOP
from gateway.detect.reading import bare
from gateway.detect.words import INITIAL, LOWER, UPPER, Words

INITIALS = -1
_NOT_INITIALS = frozenset("nb ps sa ci ie pj cc rh dg".split())
_JOINS = str.maketrans("-_'’.\n\t\r+/", "          ")
_SPACES = re.compile(" +")

IDENTIFIERS = frozenset(
    """
    EMAIL_ADDRESS PHONE_NUMBER USERNAME FR_NIR FR_NIR_INVALID FR_TAX_ID FR_ID_DOC US_SSN CASE_NUMBER
    FR_VEHICLE_PLATE FR_VIN IBAN_CODE IBAN_INVALID CREDIT_CARD CREDIT_CARD_INVALID CRYPTO IP_ADDRESS MAC_ADDRESS
    SECRET ADDRESS GPS_COORDINATES URL DATE_OF_BIRTH
    """.split()
)
"""Kinds whose every value is searched; a date of birth only when it is a whole date."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value to look for.

    case: ANY writing, a CAPITAL, a capital INSIDE a sentence, INITIALS. slot: where it was told first.
    """

    kind: str
    case: int
    slot: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a value stands: slot number and character offsets."""

    slot: int
    start: int
    end: int
    value: Value


def searchable(text: str) -> str:
    """Return a text bare, joints as spaces, of the same length."""
    return bare(text).translate(_JOINS)


def needle(value: str) -> str:
    """Return a value as it is searched."""
    return _spaced(searchable(value))


def _spaced(searched: str) -> str:
    return _SPACES.sub(" ", searched).strip()


@dataclass(slots=True)
class Values:
    """The values of one request, by what is searched for."""

    names: Names
    found: dict[str, Value] = field(default_factory=dict, repr=False)

    def add_person(self, text: str, mention: Mention, slot: int) -> None:
        """Add a name as written, and its surnames and first names alone."""
        searched = searchable(text)
        for whole in {_spaced(searched), searched.strip()}:
            if " " in whole and len(whole) > 4 and not (mention.initials and len(whole) < 6):
                self._add(whole, Value("PERSON", ANY, slot))
        if mention.given and mention.families:
            letters = "".join(part[0] for part in mention.given[0].split("-")) + mention.families[0][0]
            for gap in (" ", "  "):
                self._add(gap.join(letters), Value("PERSON", INITIALS, slot))
        if mention.initials and not mention.given and not mention.families:
            return
        for family in mention.families:
            self._add_word(family, slot, first_name=False)
        for given in mention.given:
            self._add_word(given.replace("-", " "), slot, first_name=True)

    def add_identifier(self, text: str, kind: str, slot: int) -> None:
        """Add the value of an identifier, unless it is so short or plain that it stands for other things too."""
        value = needle(text)
        digits = sum(map(str.isdigit, value))
        least = {"DATE_OF_BIRTH": 8, "ADDRESS": 10}.get(kind, 5)
        if len(value) < least or (kind == "DATE_OF_BIRTH" and digits < 5):
            return
        if not digits and (self.names.is_common(value) or (kind == "CASE_NUMBER")):
            return
        self._add(value, Value(kind, ANY, slot))

    def _add_word(self, word: str, slot: int, *, first_name: bool) -> None:
        if len(word) < 3 or word in STOP or word in BRANDS:
            return
        self._add(word, Value("PERSON", self._case(word, first_name=first_name), slot))

    def _case(self, word: str, *, first_name: bool) -> int:
        if " " in word:
            return ANY
        level = self.names.level(word)
        if word in self.names.places:
            return INSIDE
        if first_name and level >= INSIDE:
            return level
        return INSIDE if self.names.is_common(word) else CAPITAL if len(word) < 4 else ANY

    def _add(self, value: str, found: Value) -> None:
        self.found.setdefault(value, found)

    def search(self, texts: Sequence[str]) -> Iterator[Hit]:
        """Yield the longest whole-word places of the values, in order. Linear in the length of the texts, given bare."""
        if not self.found:
            return
        automaton = ahocorasick.Automaton()
        for text, value in self.found.items():
            automaton.add_word(text, (len(text), value))
        automaton.make_automaton()
        for number, text in enumerate(texts):
            yield from _longest(_whole_words(automaton, text, number))


def _whole_words(automaton: ahocorasick.Automaton, text: str, number: int) -> list[Hit]:
    haystack = text.translate(_JOINS)
    hits = []
    for last, (length, value) in automaton.iter(haystack):
        start, end = last - length + 1, last + 1
        if (start and haystack[start - 1].isalnum()) or haystack[end : end + 1].isalnum():
            continue
        hits.append(Hit(number, start, end, value))
    return hits


def _longest(hits: list[Hit]) -> Iterator[Hit]:
    until = 0
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= until:
            yield hit
            until = hit.end


def stands(words: Words, names: Names, grammar: Grammar, first: int, end: int, case: int) -> bool:
    """Whether words first..end, where a name known elsewhere is written, mean the person here too."""
    if is_public(words, names, first, end) or is_saint(words, first) or is_place(words, first):
        return False
    if case == INITIALS:
        return _are_initials(words, first, end)
    if _is_compound(words, first) or _is_compound(words, end):
        return False
    if end - first > 1 or case == ANY:
        return True
    if words.shapes[first] == LOWER:
        return False
    return case >= CAPITAL or _is_inside(words, grammar, first)


def _are_initials(words: Words, first: int, end: int) -> bool:
    """Whether "M. C." stands there: capitals, each with its dot."""
    dotted = all(words.shapes[at] == INITIAL and words.gap(at + 1)[:1] == "." for at in range(first, end))
    return dotted and "".join(words.bare[first:end]) not in _NOT_INITIALS


def _is_compound(words: Words, at: int) -> bool:
    """Whether a hyphen or an apostrophe joins word ``at`` to the one before: "Jean" in "Jean-Luc"."""
    return 0 < at < len(words) and words.gap(at) in {"-", "'"} and words.sense[at - 1] not in {"d", "l", "qu"}


def _is_inside(words: Words, grammar: Grammar, at: int) -> bool:
    """Whether a capital at word ``at`` is there for a name's sake."""
    if words.shapes[at] == UPPER:
        beside = [n for n in (at - 1, at + 1) if 0 <= n < len(words) and "\n" not in words.gap(max(n, at))]
        return not any(words.shapes[n] == UPPER for n in beside)
    if not words.opens(at):
        return True
    return (
        at + 1 < len(words)
        and words.shapes[at + 1] == LOWER
        and words.gap(at + 1) == " "
        and not grammar.is_core(at + 1)
    )
