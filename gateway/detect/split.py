"""The words of a text, split as spaCy's tokenizer splits them, from the same patterns, without its vocabulary.

spaCy keeps each word it meets in a vocabulary that threads share and that must be cleared after each text; here a word is
looked at and forgotten. Most stand alone between spaces and are told by one call. The algorithm is that of
``spacy.Tokenizer`` for a tokenizer without exceptions; tests/unit/detect/test_split.py holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_RUN = re.compile(r"\s+|\S+")
_Search = Callable[[str], "re.Match[str] | None"]


@dataclass(frozen=True, slots=True)
class Splitter:
    """Splits texts by the patterns of a tokenizer."""

    prefix: _Search
    suffix: _Search
    infixes: Callable[[str], Iterable[re.Match[str]]]

    @classmethod
    def of(cls, tokenizer: Any) -> Splitter | None:
        """Return the splitter that does what a spaCy tokenizer does, None where that is more than its patterns tell."""
        if tokenizer.rules or tokenizer.token_match or tokenizer.url_match:
            return None
        if not (tokenizer.prefix_search and tokenizer.suffix_search and tokenizer.infix_finditer):
            return None
        return cls(tokenizer.prefix_search, tokenizer.suffix_search, tokenizer.infix_finditer)

    def split(self, text: str) -> tuple[list[str], list[int]]:
        """Return the words of ``text``, and where each begins."""
        words: list[str] = []
        starts: list[int] = []
        for run in _RUN.finditer(text):
            piece, start = run[0], run.start()
            if piece.isalnum():
                words.append(piece)
                starts.append(start)
            elif piece.isspace():
                # one space after a word belongs to it; what is more is a word of its own
                own = start + (start > 0 and piece[0] == " ")
                if own < run.end():
                    words.append(text[own : run.end()])
                    starts.append(own)
            else:
                for part in self._parts(piece):
                    words.append(part)
                    starts.append(start)
                    start += len(part)
        return words, starts

    def _parts(self, piece: str) -> Iterator[str]:
        suffixes: list[str] = []
        while piece:
            before = _length(self.prefix(piece))
            after = _length(self.suffix(piece[before:]))
            if not before and not after:
                break
            if before and after and before + after > len(piece):
                after = 0
            if before:
                yield piece[:before]
            if after:
                suffixes.append(piece[len(piece) - after :])
            piece = piece[before : len(piece) - after]
        if piece:
            yield from self._inside(piece)
        yield from reversed(suffixes)

    def _inside(self, piece: str) -> Iterator[str]:
        done = 0
        for match in self.infixes(piece):
            start, end = match.span()
            if start == 0:
                continue
            if start != done:
                yield piece[done:start]
            if start != end:
                yield piece[start:end]
            done = end
        if done < len(piece):
            yield piece[done:]


def _length(match: re.Match[str] | None) -> int:
    return 0 if match is None else match.end() - match.start()
