"""Where a text that may be JSON stands: inside one of its strings or not. Fed piece by piece, whatever the cut.

A model asked for JSON answers with an object or a list, and what is put into its strings must be escaped. Prose may
begin with a brace or a bracket too, and there nothing may be. So the text is followed sign by sign while it is JSON so
far; with the first sign that no JSON has there it is prose, to its end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SPACE = " \t\r\n"
_SCALAR = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+-.E")
_VALUE = frozenset('"{[tfn-0123456789')
_MORE = frozenset(",:]}{[")
_FOLLOWS = {
    "": frozenset("{["),
    "{": frozenset('"}'),
    "[": _VALUE | {"]"},
    ",": _VALUE | {"]", "}"},
    ":": _VALUE,
    "}": _MORE,
    "]": _MORE,
    '"': _MORE,
    "0": _MORE,
}
"""What may come after what, spaces apart. A string is told by its quote, a number or a word by 0."""
_STRING_END = re.compile(r'["\\]')


@dataclass(slots=True)
class Quotes:
    """Follows one text. ``inside``: the next sign stands in a string of JSON. ``prose``: the text is no JSON."""

    inside: bool = False
    prose: bool = False
    _last: str = ""
    _word: str = field(default="", repr=False)
    _escaped: bool = False

    def read(self, text: str) -> None:
        """Take in a piece of the text."""
        at = 0
        while at < len(text) and not self.prose:
            at = self._string(text, at) if self.inside else self._sign(text, at)

    def _string(self, text: str, at: int) -> int:
        if self._escaped:
            self._escaped = False
            return at + 1
        found = _STRING_END.search(text, at)
        if found is None:
            return len(text)
        self._escaped = found[0] == "\\"
        self.inside = self._escaped
        return found.end()

    def _sign(self, text: str, at: int) -> int:
        sign = text[at]
        if self._word and sign in _WORD:
            self._word += sign
            self.prose = len(self._word) > 40
        elif self._word and _SCALAR.fullmatch(self._word) is None:
            self.prose = True
        else:
            self._word = ""
            self._after(sign)
        return at + 1

    def _after(self, sign: str) -> None:
        if sign in _SPACE:
            return
        self.prose = sign not in _FOLLOWS[self._last]
        self.inside = sign == '"' and not self.prose
        self._last = sign if sign in _FOLLOWS else "0"
        self._word = sign if self._last == "0" else ""
