"""The egress gate: the bytes about to leave are searched once more for what must not leave (invariant 5).

It reads the bytes themselves, with nothing of the walker that chose what to inspect: what the walker skipped is seen
here. Every string, key and number is looked at as it stands, without separators and disguises, without markup, and
decoded to a depth of two.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import ahocorasick

from gateway.domain import Json
from gateway.views import Squashed, decoded, proven, squash, together, without_markup

MIN_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Gate:
    """Searches outgoing bytes. ``values``: originals of this exchange. ``allowed``: kinds that the policy lets pass."""

    values: Collection[str] = field(repr=False)
    allowed: frozenset[str] = frozenset()

    def leaks(self, body: bytes) -> list[str]:
        """Return what was found, by kind or as "VALUE"; never the value itself. Empty when all is well.

        body: the JSON about to be sent. Raises ValueError when it is none.
        """
        text = together(_texts(json.loads(body, parse_int=str, parse_float=_digits)))
        known = _automaton(self.values)
        found: set[str] = set()
        for reading in _readings(text):
            if known is not None and _holds(reading, known):
                found.add("VALUE")
            found |= {number.kind for number in proven(reading)} - self.allowed
        return sorted(found)


def _readings(text: str) -> Iterator[str]:
    """Yield the text and all that it says in another way, each once."""
    for reading in (text, *decoded(text)):
        yield reading
        bare = without_markup(reading)
        if bare != reading:
            yield bare


def _automaton(values: Collection[str]) -> ahocorasick.Automaton | None:
    folded = {short for value in values if len(short := squash(value)) >= MIN_LENGTH}
    if not folded:
        return None
    automaton = ahocorasick.Automaton()
    for short in folded:
        automaton.add_word(short, len(short))
    automaton.make_automaton()
    return automaton


def _holds(text: str, known: ahocorasick.Automaton) -> bool:
    squashed = Squashed(text)
    return any(squashed.alone(last - size + 1, last + 1) for last, size in known.iter(squashed.text))


def _digits(lexeme: str) -> str:
    """Return a number as it is written, and whole where an exponent or a point hides its digits."""
    number = float(lexeme)
    return f"{lexeme} {int(number)}" if number.is_integer() else lexeme


def _texts(node: Json) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from _texts(value)
