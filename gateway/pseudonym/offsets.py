"""Where the places of a text went when parts of it were replaced: an answer's annotations point at its characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from gateway.domain import Json

_STARTS = frozenset({"start_index", "start_char_index"})
_ENDS = frozenset({"end_index", "end_char_index"})


@dataclass(slots=True)
class Shifts:
    """Follows one text as it is read. Offsets are characters; a replaced part is one place, with two ends."""

    _read: int = 0
    _shown: int = 0
    _starts: list[int] = field(default_factory=list)
    _parts: list[tuple[int, int, int]] = field(default_factory=list)

    def passed(self, size: int) -> None:
        """Take in a part that shows as it is."""
        self._read += size
        self._shown += size

    def replaced(self, size: int, shown: int) -> None:
        """Take in a part of ``size`` characters that shows as ``shown`` others."""
        self._starts.append(self._read)
        self._parts.append((self._read + size, self._shown, self._shown + shown))
        self._read += size
        self._shown += shown

    def at(self, offset: int, *, end: bool) -> int:
        """Return where an offset of the text as it came is now; inside a replaced part, that part's start or end."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        stop, shown, shown_end = self._parts[index]
        if offset >= stop:
            return shown_end + offset - stop
        return shown_end if end and offset > self._starts[index] else shown


def corrected(node: Json, moves: Sequence[Shifts]) -> Json:
    """Return annotations with their offsets moved by each of ``moves``, one after the other."""
    if isinstance(node, list):
        return [corrected(item, moves) for item in node]
    if isinstance(node, dict):
        return {key: _moved(key, value, moves) for key, value in node.items()}
    return node


def _moved(key: str, value: Json, moves: Sequence[Shifts]) -> Json:
    if key not in _STARTS | _ENDS or not isinstance(value, int) or isinstance(value, bool):
        return corrected(value, moves)
    for shifts in moves:
        value = shifts.at(value, end=key in _ENDS)
    return value
