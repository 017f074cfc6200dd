"""The egress gate: the bytes about to leave are searched once more for what must not leave (invariant 5).

It reads the bytes themselves, with nothing of the walker that chose what to inspect: what the walker skipped is seen
here. Every string, key and number is looked at as it stands, without separators and disguises, without markup, and
decoded to a depth of two.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

import ahocorasick

from gateway.domain import Json
from gateway.remembered import Remembered, digest
from gateway.views import Squashed, decoded, proven, squash, together, without_markup

MIN_LENGTH = 5
SHORT = 64
"""Characters below which a text is looked at again rather than remembered."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says by itself: kinds that a checksum proves in it; plain: whether it says nothing in another way."""

    kinds: frozenset[str]
    plain: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """Searches outgoing bytes. ``values``: originals of this exchange. ``allowed``: kinds that the policy lets pass.

    seen: what texts told before, under their keyed hash: a history that is resent is searched for the values only.
    """

    values: Collection[str] = field(repr=False)
    allowed: frozenset[str] = frozenset()
    seen: Remembered[Told] = field(default_factory=lambda: Remembered(0), repr=False)

    def leaks(self, body: bytes) -> list[str]:
        """Return what was found, by kind or as "VALUE"; never the value itself. Empty when all is well.

        body: the JSON about to be sent. Raises ValueError when it is none.
        """
        texts = [*_texts(json.loads(body, parse_int=str, parse_float=_digits))]
        told = [self._told(text) for text in texts]
        found = {kind for each in told for kind in each.kinds} - self.allowed
        known = _automaton(self.values)
        if known is not None:
            others = (_readings(text) for text, each in zip(texts, told, strict=True) if not each.plain)
            # all as they stand, in one piece; of the few that say something in another way, that too
            readings = chain([together(texts)], *(islice(each, 1, None) for each in others))
            if any(_holds(reading, known) for reading in readings):
                found.add("VALUE")
        return sorted(found)

    def _told(self, text: str) -> Told:
        if len(text) < SHORT:
            return _alone(text)
        key = digest(text)
        told = self.seen.get(key)
        if told is None:
            told = _alone(text)
            self.seen.put(key, told)
        return told


def _alone(text: str) -> Told:
    readings = [*_readings(text)]
    return Told(frozenset(number.kind for reading in readings for number in proven(reading)), len(readings) == 1)


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
