"""Answers on their way back: bytes in, bytes out, stand-ins restored. No IO, so every split of a stream can be tested.

Read after the WHATWG's event-stream grammar: lines end with CRLF, LF or CR, events with a blank line, comments pass.
An event that needs no change leaves as the bytes it came in. One that is, but for its text, byte for byte like the
event before is not even parsed where its text can hold no stand-in.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from gateway.dialects.base import Delta, Dialect, Lane
from gateway.domain import Json, Usage
from gateway.errors import UpstreamInvalid, UpstreamRefused
from gateway.pseudonym import Restorer
from gateway.pseudonym.offsets import Shifts, corrected
from gateway.whole import restore_tree, served

MAX_EVENT = 8 * 1024 * 1024
_END = re.compile(rb"(?:\r\n|\n|\r(?!\n)){2}")
_LINE = re.compile(rb"\r\n|\n|\r")

NewRestorer: TypeAlias = Callable[[], Restorer]

_PLAIN = re.compile(rb'[^\x00-\x1f"\\]*')
_PROBE = "passerelle\u00e9"
TRIES = 8
"""Shapes learned in vain, after which no more are: the provider's events are never alike."""


@dataclass(slots=True)
class _Shape:
    """An event but for the text of its one delta, and the restorer of that delta's lane."""

    head: bytes
    tail: bytes
    restorer: Restorer
    used: bool = False

    def fits(self, frame: bytes) -> bool:
        """Tell whether ``frame`` is such an event."""
        longer = len(frame) > len(self.head) + len(self.tail)
        return longer and frame.startswith(self.head) and frame.endswith(self.tail)

    def passes(self, frame: bytes) -> bool:
        """Tell whether ``frame`` is such an event with a text that shows as it is; the restorer then took it in."""
        if not self.fits(frame):
            return False
        text = frame[len(self.head) : len(frame) - len(self.tail)]
        try:
            passes = _PLAIN.fullmatch(text) is not None and self.restorer.skip(text.decode())
        except UnicodeDecodeError:
            return False
        self.used |= passes
        return passes


class StreamRestorer:
    """Restores one event stream. Feed it chunks cut anywhere, then flush.

    After the stream: ``complete`` tells whether its terminal event came, ``failed`` whether the provider reported an
    error; ``usage``, ``model``, ``restored`` and ``unrestored`` are for the register.
    """

    def __init__(self, dialect: Dialect, new: NewRestorer, exchange: str = "") -> None:
        self._dialect = dialect
        self._new = new
        self._exchange = exchange
        self._buffer = b""
        self._lanes: dict[Lane, Restorer] = {}
        self._waiting: dict[Lane, dict[str, Json]] = {}
        self._moves: dict[Lane, tuple[Shifts, ...]] = {}
        self._restored = self._unrestored = 0
        self._shape: _Shape | None = None
        self._vain = 0
        self.complete = False
        self.failed = False
        self.usage = Usage()
        self.model = ""

    @property
    def restored(self) -> int:
        """Stand-ins turned back so far."""
        return self._restored + sum(r.restored for r in self._lanes.values())

    @property
    def unrestored(self) -> int:
        """Stand-ins, or what looks like one, left as they came."""
        return self._unrestored + sum(r.unrestored for r in self._lanes.values())

    def feed(self, chunk: bytes) -> bytes:
        """Return what can be shown of the stream so far. Raises UpstreamInvalid on an event beyond MAX_EVENT bytes."""
        buffer, position = self._buffer + chunk, 0
        out: list[bytes] = []
        try:
            while (match := _END.search(buffer, position)) is not None:
                if match.end() == len(buffer) and buffer.endswith(b"\r"):
                    break  # the second half of a CRLF may still come
                frame, position = buffer[position : match.end()], match.end()
                out.append(frame if self._shape and self._shape.passes(frame) else self._event(frame))
        finally:
            self._buffer = buffer[position:]
        if len(self._buffer) > MAX_EVENT:
            raise UpstreamInvalid
        return b"".join(out)

    def flush(self) -> bytes:
        """Return what was held back: the stream has ended, well or not. Half an event at its end is dropped."""
        frame, self._buffer = self._buffer, b""
        try:
            last = self._event(frame + b"\n\n") if frame.strip() else b""
        except UpstreamInvalid:
            last = b""
        return last + self.flush_text()

    def flush_text(self) -> bytes:
        """Return the text that was held back, and no half event: the stream broke."""
        return self._close(lambda _: True)

    def _event(self, frame: bytes) -> bytes:
        lines = _LINE.split(frame)
        data = b"\n".join(line[5:].removeprefix(b" ") for line in lines if line.startswith(b"data:"))
        if not data:
            return frame
        if data.strip() == b"[DONE]":
            self.complete = True
            return self._close(lambda _: True) + frame
        try:
            event = json.loads(data)
        except ValueError:
            raise UpstreamInvalid from None
        return self._parsed(event, frame, lines) if isinstance(event, dict) else frame

    def _parsed(self, event: dict[str, Json], frame: bytes, lines: list[bytes]) -> bytes:
        self._note(event)
        if self._dialect.is_error(event):
            self.failed = True
            return self._close(lambda _: True) + self._dialect.error_event(UpstreamRefused(), self._exchange)
        changed = False
        if not self._dialect.is_delta(event):
            event, changed = self._whole(event)
        ends = self._dialect.closes(event) or (lambda _: False)
        deltas = list(self._dialect.deltas(event))
        for delta in deltas:
            changed |= self._piece(delta, event, last=ends(delta.lane))
        changed |= self._annotations(event)
        before = self._close(ends)
        if changed or before:
            return before + (_frame(event, lines) if changed else frame)
        if len(deltas) == 1 and self._vain < TRIES and deltas[0].lane in self._lanes:
            self._learn(deltas[0], frame)
        return frame

    def _learn(self, delta: Delta, frame: bytes) -> None:
        """Take ``frame`` for the shape of the next events, if its text can be told from the rest of it."""
        if self._shape is not None:
            if self._shape.fits(frame):
                return
            self._vain += not self._shape.used
            self._shape = None
        written = b'"' + delta.text.encode() + b'"'
        if not delta.text or frame.count(written) != 1:
            return
        head, _, tail = frame.partition(written)
        shape = _Shape(head + b'"', b'"' + tail, self._lanes[delta.lane])
        if self._is_inert(shape, delta):
            self._shape = shape

    def _is_inert(self, shape: _Shape, delta: Delta) -> bool:
        """Whether such an event is a delta of that lane and nothing else, whatever its text."""
        data = [
            line[5:] for line in _LINE.split(shape.head + _PROBE.encode() + shape.tail) if line.startswith(b"data:")
        ]
        event = json.loads(b"".join(data)) if len(data) == 1 else None
        if not isinstance(event, dict) or not self._dialect.is_delta(event) or self._dialect.closes(event):
            return False
        if self._dialect.usage(event) != Usage():
            return False
        found = [(one.lane, one.text, one.json) for one in self._dialect.deltas(event)]
        return found == [(delta.lane, _PROBE, delta.json)]

    def _piece(self, delta: Delta, event: dict[str, Json], *, last: bool) -> bool:
        """Restore one delta in place, with all that its lane holds if it is the last; tell whether it changed."""
        restorer = self._lanes.get(delta.lane)
        if restorer is None:
            restorer = self._lanes[delta.lane] = self._new()
            restorer.json = delta.json
        text = delta.text
        delta.text = shown = restorer.feed(text) + (restorer.flush() if last else "")
        if restorer.holding:
            self._waiting[delta.lane] = event
        else:
            self._waiting.pop(delta.lane, None)
        return shown != text

    def _annotations(self, event: dict[str, Json]) -> bool:
        """Let annotations point at what the caller reads of their lane; tell whether that changed them."""
        changed = False
        for lane, holder, key in self._dialect.annotated(event):
            restorer = self._lanes.get(lane)
            moved = corrected(holder[key], restorer.moves if restorer else self._moves.get(lane, ()))
            changed |= moved != holder[key]
            holder[key] = moved
        return changed

    def _close(self, ends: Callable[[Lane], bool]) -> bytes:
        """End lanes: what they still hold goes out as one more delta, shaped like the last one."""
        out = []
        for lane in [lane for lane in self._lanes if ends(lane)]:
            self._shape = None
            restorer = self._lanes.pop(lane)
            rest, shape = restorer.flush(), self._waiting.pop(lane, None)
            self._moves[lane] = restorer.moves
            self._count(restorer)
            if shape is not None:
                out.append(self._last_delta(copy.deepcopy(shape), lane, rest))
        return b"".join(out)

    def _last_delta(self, event: dict[str, Json], lane: Lane, rest: str) -> bytes:
        for delta in self._dialect.deltas(event):
            delta.text = rest if delta.lane == lane else ""
        kind = event.get("type")
        name = [f"event: {kind}".encode()] if isinstance(kind, str) else []
        return _frame(event, name)

    def _whole(self, event: dict[str, Json]) -> tuple[dict[str, Json], bool]:
        restorer = self._new()
        held = {id(d.holder): d.key for d in self._dialect.deltas(event)}
        restored = restore_tree(event, restorer, held)
        self._count(restorer)
        assert isinstance(restored, dict)
        return restored, restored != event

    def _count(self, restorer: Restorer) -> None:
        self._restored += restorer.restored
        self._unrestored += restorer.unrestored

    def _note(self, event: dict[str, Json]) -> None:
        usage = self._dialect.usage(event)
        self.usage = Usage(
            self.usage.input_tokens if usage.input_tokens is None else usage.input_tokens,
            self.usage.output_tokens if usage.output_tokens is None else usage.output_tokens,
        )
        self.model = self.model or served(event)
        self.complete |= self._dialect.is_terminal(event)


def _frame(event: dict[str, Json], lines: list[bytes]) -> bytes:
    kept = [line for line in lines if line and not line.startswith(b"data:")]
    data = b"data: " + json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    return b"\n".join((*kept, data)) + b"\n\n"
