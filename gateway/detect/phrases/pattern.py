"""The little language of the lexicons: token patterns, parsed to a tree.

::

    mal (à | au) @body <adj>?      words, alternatives, a macro, a wildcard, an option
    il [se fait frapper]           only what stands in brackets is the finding, the rest is its context
    ALD                            written in capitals: only matches capitals; in lower case: any case
    =droite                        this very form: not droits
    Doliprane                      begun with a capital: any case, but never by ear

Plural and feminine are always tolerated from six letters on: a ``?`` glued to a word (``opérée?``) says so to the reader; glued to
a shorter one (``mise?``) it takes the word without its last letter too. An optional word is written ``(word)?``.

Wildcards: ``<w>`` a content word in lower case, ``<any>`` any word, ``<cap>`` a capitalised word, ``<n>`` a number,
``<year>`` one from 1900 to 2099, ``<adj>`` a word with the ending of a relational adjective, ``<med>`` of a disease or an operation, ``<drug>`` of a
drug.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gateway.detect.phrases.tokens import tokenise

WILDCARDS = frozenset({"w", "any", "cap", "n", "year", "adj", "med", "drug"})
_LEXEME = re.compile(r"\(|\)|\||\?|\[|\]|@\w+|<\w+>|[^\s()|?\[\]]+\??")


class PatternError(ValueError):
    """A line of a lexicon is not of the language."""


@dataclass(frozen=True, slots=True)
class Word:
    """One literal token, as written in the lexicon."""

    raw: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """One token told by its shape."""

    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the finding begins or ends inside the pattern."""

    opens: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts that follow each other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several parts."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Optional:
    """A part that may be missing."""

    part: Node


Node = Word | Wildcard | Mark | Sequence | Choice | Optional
_END = ""


class _Parser:
    def __init__(self, source: str, macros: Mapping[str, Node]) -> None:
        self._source = source
        self._macros = macros
        self._lexemes = [*_LEXEME.findall(source), _END]
        self._at = 0

    def parse(self) -> Node:
        node = self._choice()
        if self._peek() != _END:
            raise PatternError(f"unexpected {self._peek()!r} in {self._source!r}")
        return node

    def _peek(self) -> str:
        return str(self._lexemes[self._at])

    def _next(self) -> str:
        self._at += 1
        return str(self._lexemes[self._at - 1])

    def _choice(self) -> Node:
        options = [self._sequence()]
        while self._peek() == "|":
            self._next()
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Node:
        parts = []
        while self._peek() not in (_END, "|", ")"):
            part = self._atom()
            if self._peek() == "?":
                self._next()
                part = Optional(part)
            parts.append(part)
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _atom(self) -> Node:
        lexeme = self._next()
        if lexeme == "(":
            node = self._choice()
            if self._next() != ")":
                raise PatternError(f"missing ) in {self._source!r}")
            return node
        if lexeme in "[]":
            return Mark(lexeme == "[")
        if lexeme[0] == "@":
            return self._macro(lexeme[1:])
        if lexeme[0] == "<" and lexeme[1:-1] in WILDCARDS:
            return Wildcard(lexeme[1:-1])
        return _either(lexeme[:-1]) if lexeme[-1] == "?" else _words(lexeme)

    def _macro(self, name: str) -> Node:
        if name not in self._macros:
            raise PatternError(f"unknown macro @{name} in {self._source!r}")
        return self._macros[name]


def _either(chunk: str) -> Node:
    """``mise?``: with and without its last letter, which the key of so short a word does not undo."""
    return Choice((_words(chunk), _words(chunk[:-1]))) if chunk.isalpha() and 3 < len(chunk) < 6 else _words(chunk)


def _words(chunk: str) -> Node:
    if chunk[0] == "=" and len(chunk) > 1:
        return Word(chunk)
    words = tuple(Word(raw) for raw in tokenise(chunk).raw)
    if not words:
        raise PatternError(f"no word in {chunk!r}")
    return words[0] if len(words) == 1 else Sequence(words)


def parse(source: str, macros: Mapping[str, Node]) -> Node:
    """Return the tree of one pattern. Raises PatternError when it is not of the language."""
    return _Parser(source, macros).parse()


def words_of(node: Node) -> Iterator[str]:
    """Every literal word of a tree."""
    stack = [node]
    while stack:
        match stack.pop():
            case Word(raw):
                yield raw
            case Sequence(parts) | Choice(parts):
                stack.extend(parts)
            case Optional(part):
                stack.append(part)
            case Wildcard() | Mark():
                pass


def has_marks(node: Node) -> bool:
    """Whether a tree says which part of it is the finding."""
    match node:
        case Mark():
            return True
        case Sequence(parts) | Choice(parts):
            return any(map(has_marks, parts))
        case Optional(part):
            return has_marks(part)
        case _:
            return False
