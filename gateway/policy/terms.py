"""Terms of the lists of the DSI, searched all at once (Aho-Corasick): time grows with the text, not with the list."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import ahocorasick

from gateway.policy.fold import View, fold, fold_text

MIN_LENGTH = 2
_SIZE_BITS = 16
"""Of what a key stands for in the automaton, the bits that tell its length; the rest number its first term."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a list. line: counted from 1, 0 where the file alone tells the source."""

    text: str = field(repr=False)
    file: str
    line: int
    kind: str
    views: frozenset[View] = frozenset({View.WORDS})

    @property
    def source(self) -> str:
        """``interdits.txt:12``, the only form that may be shown or recorded."""
        return source_of(self.file, self.line)


@dataclass(frozen=True, slots=True)
class Match:
    """A term seen in the original's ``start:end``: the source and the kind of its line."""

    start: int
    end: int
    source: str
    kind: str


class TermIndex:
    """An immutable index: a search is one pass over the text per view in use.

    Of each term it holds three numbers beside its letters in the automaton: a hundred thousand terms are no objects.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._names: dict[str, int] = {}
        self._lines, self._files, self._kinds = array("I"), array("I"), array("I")
        self._twins: dict[tuple[View, int], list[int]] = {}
        self._automata: dict[View, ahocorasick.Automaton] = {}
        for number, term in enumerate(terms):
            self._lines.append(term.line)
            self._files.append(self._names.setdefault(term.file, len(self._names)))
            self._kinds.append(self._names.setdefault(term.kind, len(self._names)))
            for view in term.views:
                self._add(view, term, number)
        self._named = [*self._names]
        for automaton in self._automata.values():
            automaton.make_automaton()

    def _add(self, view: View, term: Term, number: int) -> None:
        key = fold_text(term.text, view)
        size = len(key)
        if not MIN_LENGTH <= size < 1 << _SIZE_BITS:
            raise ValueError(term.source)
        automaton = self._automata.get(view)
        if automaton is None:
            automaton = self._automata[view] = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        known = automaton.get(key, -1)
        if known < 0:
            automaton.add_word(key, number << _SIZE_BITS | size)
        else:
            self._twins.setdefault((view, known >> _SIZE_BITS), []).append(number)

    def __len__(self) -> int:
        return sum(len(automaton) for automaton in self._automata.values())

    def search(self, text: str) -> list[Match]:
        """Return the matches in whole words, by place; the same term is seen once a place."""
        found = {(match.start, match.end, match.source): match for match in self._matches(text)}
        return [found[key] for key in sorted(found)]

    def _matches(self, text: str) -> Iterator[Match]:
        for view, automaton in self._automata.items():
            folded = fold(text, view)
            for last, told in automaton.iter(folded.text):
                number, size = told >> _SIZE_BITS, told & (1 << _SIZE_BITS) - 1
                begin, stop = last - size + 1, last + 1
                if folded.word_at(begin, stop):
                    start, end = folded.span(begin, stop)
                    twins = self._twins.get((view, number), ())
                    yield from (self._match(start, end, each) for each in (number, *twins))

    def _match(self, start: int, end: int, number: int) -> Match:
        source = source_of(self._named[self._files[number]], self._lines[number])
        return Match(start, end, source, self._named[self._kinds[number]])


def source_of(file: str, line: int) -> str:
    """Return how a line of a file is named to whoever may not see what it says."""
    return f"{file}:{line}" if line else file
