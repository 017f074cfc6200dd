"""Terms of the lists of the DSI, searched all at once (Aho-Corasick): time grows with the text, not with the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import ahocorasick

from gateway.policy.fold import View, fold

MIN_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a list. ``source`` is ``interdits.txt:12``, the only form that may be shown or recorded."""

    text: str = field(repr=False)
    source: str
    kind: str
    views: frozenset[View] = frozenset({View.WORDS})


@dataclass(frozen=True, slots=True)
class Match:
    """A term seen in the original's ``start:end``."""

    start: int
    end: int
    term: Term


class TermIndex:
    """An immutable index: a search is one pass over the text per view in use."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._automata: dict[View, ahocorasick.Automaton] = {}
        for term in terms:
            for view in term.views:
                self._add(view, term)
        for automaton in self._automata.values():
            automaton.make_automaton()

    def _add(self, view: View, term: Term) -> None:
        key = fold(term.text, view).text
        if len(key) < MIN_LENGTH:
            raise ValueError(term.source)
        automaton = self._automata.setdefault(view, ahocorasick.Automaton(ahocorasick.STORE_ANY))
        _, terms = automaton.get(key, (0, ()))
        automaton.add_word(key, (len(key), (*terms, term)))

    def __len__(self) -> int:
        return sum(len(automaton) for automaton in self._automata.values())

    def search(self, text: str) -> list[Match]:
        """Return the matches in whole words, by place; the same term is seen once a place."""
        found = {(match.start, match.end, match.term.source): match for match in self._matches(text)}
        return [found[key] for key in sorted(found)]

    def _matches(self, text: str) -> Iterator[Match]:
        for view, automaton in self._automata.items():
            folded = fold(text, view)
            for last, (size, terms) in automaton.iter(folded.text):
                begin, stop = last - size + 1, last + 1
                if folded.word_at(begin, stop):
                    start, end = folded.span(begin, stop)
                    yield from (Match(start, end, term) for term in terms)
