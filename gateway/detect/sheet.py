"""What linking works out of one slot by itself, so that a history that is resent is not read again.

A sheet belongs to one text with its findings, and holds offsets, kinds and flags: no word of the text. What it says is
what the rules say of that text, whatever else the request holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from gateway.detect.mention import Mention
from gateway.detect.words import Words, bare_word

Part: TypeAlias = tuple[str, int, int]
"""A word of a name: what joins it to the one before ("", " " or "-"), and where it stands in the text."""

MOST = 256
"""Answers kept for one slot; beyond it they are worked out each time."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A mention told by where its words stand."""

    given: tuple[tuple[Part, ...], ...]
    families: tuple[tuple[Part, ...], ...]
    initials: tuple[Part, ...]
    gender: str
    titled: bool
    plural: bool
    kin: bool

    @classmethod
    def of(cls, told: Mention, words: Words, first: int, end: int) -> Outline | None:
        """Return the outline of what words first..end tell; None unless it gives back that very mention."""
        places: dict[str, tuple[int, int]] = {}
        for at in range(first, end):
            places.setdefault(words.bare[at], (words.starts[at], words.ends[at]))
        try:
            given = tuple(tuple(_parts(name, places)) for name in told.given)
            families = tuple(tuple(_parts(name, places)) for name in told.families)
            initials = tuple(("", *places[letter]) for letter in told.initials)
        except KeyError:
            return None
        outline = cls(given, families, initials, told.gender, told.titled, told.plural, told.kin)
        return outline if outline.mention(words.bare_text) == told else None

    def mention(self, bare_text: str) -> Mention:
        """Return the mention, its words read from the text it was told in, made bare."""
        return Mention(
            tuple(_name(parts, bare_text) for parts in self.given),
            tuple(_name(parts, bare_text) for parts in self.families),
            _name(self.initials, bare_text),
            self.gender,
            self.titled,
            self.plural,
            self.kin,
        )


def _parts(name: str, places: dict[str, tuple[int, int]]) -> Iterator[Part]:
    """Yield the words of a name by place. Raises KeyError for one that does not stand in the text so."""
    for number, chunk in enumerate(name.split(" ")):
        for index, word in enumerate(chunk.split("-")):
            yield ("-" if index else " " if number else "", *places[word])


def _name(parts: Sequence[Part], bare_text: str) -> str:
    if len(parts) == 1:
        glue, start, end = parts[0]
        return glue + bare_word(bare_text[start:end])
    return "".join([glue + bare_word(bare_text[start:end]) for glue, start, end in parts])


@dataclass(slots=True)
class Sheet:
    """Filled by ``identity.link`` and ``hidden``, from any thread: whoever fills it writes the same.

    names: bounds, score and source of each name, once set right. mentions: by the place of a name. stands: whether a
    name known elsewhere means the person, by place and case. proven: kind and bounds of each number that a checksum
    proves. plain: whether nothing in the text is encoded.
    """

    names: tuple[tuple[int, int, float, str], ...] | None = None
    mentions: dict[tuple[int, int], Outline] = field(default_factory=dict)
    stands: dict[tuple[int, int, int], bool] = field(default_factory=dict)
    proven: tuple[tuple[str, int, int], ...] | None = None
    plain: bool = False

    def note(self, place: tuple[int, int], outline: Outline | None) -> None:
        """Keep the outline of a mention."""
        if outline is not None and len(self.mentions) < MOST:
            self.mentions[place] = outline

    def answer(self, place: tuple[int, int, int], told: bool) -> None:
        """Keep whether a name stands there."""
        if len(self.stands) < MOST:
            self.stands[place] = told
