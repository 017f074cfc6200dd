"""Lexicons: files of token patterns under headings, read once, then found in a text with their exact places.

A file is lines of UTF-8: ``# comment``, ``= name : pattern`` (a macro), ``% LABEL weight`` (a heading:
what the patterns below it are), anything else is a pattern (see gateway.detect.phrases.pattern). A macro may go on over indented lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gateway.detect.phrases import pattern as tree
from gateway.detect.phrases.automaton import Automaton
from gateway.detect.phrases.tokens import Tokens, tokenise
from gateway.detect.phrases.vocabulary import Vocabulary
from gateway.errors import ModelError

_EXACT = re.compile(r"(?<!\S)=(\w+)(?=[\s)|]|$)")
_CAPITALS = re.compile(r"(?<![@<\w])[A-ZÀ-Ü][A-ZÀ-Ü0-9]+\b")


class Phrase(NamedTuple):
    """A phrase of a lexicon in a text: ``text[start:end]`` is of ``label``, with the weight of its heading."""

    start: int
    end: int
    label: str
    weight: float


class Lexicon:
    """The patterns of some files, as one automaton."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._vocabulary = Vocabulary()
        self._automaton = Automaton(self._vocabulary)
        self._headings: list[tuple[str, float]] = []
        sources = [(path, _read(path)) for path in paths]
        for _, lines in sources:
            self._vocabulary.add_exact(w for _, line in lines for w in _EXACT.findall(line))
            self._vocabulary.add_capitals(w for _, line in lines for w in _CAPITALS.findall(line.split(":", 1)[-1]))
        macros: dict[str, tree.Node] = {}
        for path, lines in sources:
            self._load(path, lines, macros)

    def _load(self, path: Path, lines: list[tuple[int, str]], macros: dict[str, tree.Node]) -> None:
        heading: tuple[str, float] | None = None
        for number, line in sorted(lines, key=lambda numbered: numbered[1][0] != "="):
            try:
                if line[0] == "%":
                    label, weight = line[1:].split()
                    heading = (label, float(weight))
                elif line[0] == "=":
                    name, body = line[1:].split(":", 1)
                    macros[name.strip()] = tree.parse(body, macros)
                else:
                    self._add(tree.parse(line, macros), heading)
            except ValueError as error:
                raise ModelError(f"{path.name}, ligne {number} : {error}") from error

    def _add(self, node: tree.Node, heading: tuple[str, float] | None) -> None:
        if heading is None:
            raise tree.PatternError("no heading above this pattern")
        self._automaton.add(node)
        self._headings.append(heading)

    def find(self, text: str) -> Iterator[Phrase]:
        """Every phrase in reading order, overlaps included. Time is linear in the length of the text."""
        return self.find_in(tokenise(text))

    def find_in(self, tokens: Tokens) -> Iterator[Phrase]:
        """Like ``find``, for a text already split."""
        symbols = list(map(self._vocabulary.symbol, tokens.raw, tokens.wrapped))
        for match in self._automaton.matches(symbols):
            first, last = self._automaton.core(match, symbols)
            yield Phrase(tokens.start[first], tokens.end[last - 1], *self._headings[match.pattern])


def _read(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError(f"{path.name} : {type(error).__name__}") from error
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#", 1)[0].rstrip()
        if line[:1] in (" ", "\t") and line.strip() and lines:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {line.strip()}")
        elif line:
            lines.append((number, line.strip()))
    return lines
