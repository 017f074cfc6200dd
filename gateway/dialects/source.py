"""JSON source kept in a string (tool arguments, tool results): read through its escapes, rewritten in its shape."""

from __future__ import annotations

import bisect
import json
import re
from dataclasses import dataclass, field, replace

from gateway.domain import Finding

_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL
)
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NUMBER = re.compile(r"-?\d[\d.eE+-]*")
_SHORT = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def is_json_source(text: str) -> bool:
    """Tell whether ``text`` is a JSON object or array written out."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


@dataclass(frozen=True, slots=True)
class Source:
    """JSON source and how it reads, escapes undone; character i of ``text`` starts at ``raw[origin[i]]``."""

    raw: str = field(repr=False)
    text: str = field(repr=False)
    origin: list[int] = field(repr=False)

    @classmethod
    def read(cls, raw: str) -> Source:
        """Undo one level of JSON escapes."""
        parts: list[str] = []
        origin: list[int] = []
        position = 0
        for match in _ESCAPE.finditer(raw):
            parts.append(raw[position : match.start()])
            origin.extend(range(position, match.start()))
            parts.append(_unescape(match))
            origin.append(match.start())
            position = match.end()
        parts.append(raw[position:])
        origin.extend(range(position, len(raw) + 1))
        return cls(raw, "".join(parts), origin)

    def clip(self, findings: list[Finding]) -> list[Finding]:
        """Cut findings to the literals and numbers they lie in, so that rewriting keeps the source valid."""
        places = self._places()
        starts = [start for start, _ in places]
        clipped = []
        for finding in findings:
            index = max(bisect.bisect_right(starts, finding.start) - 1, 0)
            for start, end in places[index:]:
                if start >= finding.end:
                    break
                a, b = max(start, finding.start), min(end, finding.end)
                if a < b and any(c.isalnum() for c in self.text[a:b]):
                    clipped.append(replace(finding, start=a, end=b))
        return clipped

    def rewrite(self, pieces: list[tuple[int, int, str]]) -> str:
        """Return the source with each (start, end, stand-in) put in place; bare numbers become strings."""
        literals = [match.span() for match in _LITERAL.finditer(self.raw)]
        starts = [start for start, _ in literals]
        out: list[str] = []
        position = 0
        for start, end, standin in sorted(pieces):
            a, b = self.origin[start], self.origin[end]
            index = bisect.bisect_right(starts, a) - 1
            inside = index >= 0 and a < literals[index][1]
            if not inside:
                # a number is replaced whole: half a number beside a string is no JSON
                a, b = self._number_around(a, b)
            out += [self.raw[position:a], standin if inside else json.dumps(standin, ensure_ascii=False)]
            position = b
        return "".join([*out, self.raw[position:]])

    def _number_around(self, start: int, end: int) -> tuple[int, int]:
        for match in _NUMBER.finditer(self.raw, max(0, start - 400)):
            if match.start() <= start < match.end():
                return match.start(), max(match.end(), end)
        return start, end

    def _places(self) -> list[tuple[int, int]]:
        """Spans of ``text`` that may be rewritten: insides of literals, and numbers outside them."""
        back = {raw: index for index, raw in enumerate(self.origin)}
        places: list[tuple[int, int]] = []
        position = 0
        for match in _LITERAL.finditer(self.raw):
            places += self._numbers(position, match.start(), back)
            places.append((back[match.start() + 1], back[match.end() - 1]))
            position = match.end()
        return places + self._numbers(position, len(self.raw), back)

    def _numbers(self, start: int, end: int, back: dict[int, int]) -> list[tuple[int, int]]:
        return [(back[m.start()], back[m.end()]) for m in _NUMBER.finditer(self.raw, start, end)]


def _unescape(match: re.Match[str]) -> str:
    high, low, single, short = match.groups()
    if high:
        return (bytes.fromhex(high) + bytes.fromhex(low)).decode("utf-16-be")
    if single:
        code = int(single, 16)
        return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)
    return _SHORT.get(short, short)
