"""A function of characters applied to whole texts, for what is folded again and again: accents, separators, scripts.

``str.translate`` looks each character up by itself, some 35 ns each. What French is typed in fits in one byte a
character, and bytes are mapped by loops of C, ten times as fast; the rest of a text goes the slow way, to the same end.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable

_TYPED = "’‘‚“”„‹›–—…•œŒŸ€™†‡‰\u202f\u2009\u2011\u2212\u200b\ufeff→←✓≤≥≈"
"""What stands in place of Latin-1's control characters 80 to 9F: typography, which texts hold and those are not in."""
_ALPHABET = "".join(map(chr, range(0x80))) + _TYPED + "".join(map(chr, range(0xA0, 0x100)))
_NUMBERED = codecs.charmap_build(_ALPHABET)
_PATIENCE = 64
"""Pieces outside the alphabet after which a text is in another script: then the rest goes the slow way at once."""
_SHORT = 32
"""Characters below which preparing takes longer than looking each up."""


class _Table(dict[int, str]):
    """A str.translate table filled as characters come."""

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self.of = of

    def __missing__(self, code: int) -> str:
        self[code] = folded = self.of(chr(code))
        return folded


class Folding:
    """``of`` tells what one character becomes: any text, "" for nothing. Safe to share by threads."""

    def __init__(self, of: Callable[[str], str]) -> None:
        self._table = _Table(of)
        folded = [of(char) for char in _ALPHABET]
        longer = sorted({text for text in folded if len(text) > 1})
        # private characters stand for longer texts until the loop is done; no text of the alphabet holds one
        marks = {text: chr(0xE000 + number) for number, text in enumerate(longer)}
        self._single = "".join(marks.get(text, text) or "\ufffe" for text in folded)
        self._dropped = bytes(code for code, text in enumerate(folded) if not text)
        self._longer = [(mark, text) for text, mark in marks.items()]

    def __call__(self, text: str) -> str:
        """Return ``text`` folded. In linear time."""
        if len(text) < _SHORT:
            return text.translate(self._table)
        done: list[str] = []
        at = 0
        while at < len(text):
            if len(done) > 2 * _PATIENCE:
                done.append(text[at:].translate(self._table))
                break
            try:
                done.append(self._typed(text[at:]))
                break
            except UnicodeEncodeError as error:
                start, end = at + error.start, at + error.end
                if start > at:
                    done.append(self._typed(text[at:start]))
                done.append(text[start:end].translate(self._table))
                at = end
        return done[0] if len(done) == 1 else "".join(done)

    def char(self, char: str) -> str:
        """Return what one character becomes."""
        return self._table[ord(char)]

    def _typed(self, text: str) -> str:
        """Return a text of the alphabet folded. Raises UnicodeEncodeError for another."""
        numbers = codecs.charmap_encode(text, "strict", _NUMBERED)[0]
        if self._dropped:
            numbers = numbers.translate(None, self._dropped)
        folded = codecs.charmap_decode(numbers, "strict", self._single)[0]
        for mark, text in self._longer:
            folded = folded.replace(mark, text)
        return folded
