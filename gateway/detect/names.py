"""What is known of names: first names with gender, surnames, common words, places, public figures.

Sources and terms: models/lexicons/NAMES.md.
"""

from __future__ import annotations

import gzip
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeAlias
from zlib import crc32

import numpy as np

from gateway.detect.reading import bare
from gateway.errors import ModelError
from gateway.kinds import MODELS

Span: TypeAlias = tuple[int, int, float]
"""A name in a text: first word, word after the last, score."""

BESIDE, INSIDE, CAPITAL, ANY = 0, 1, 2, 3
"""Levels of a first name: beside another part; a capital inside a sentence; a capital anywhere; any writing."""


@dataclass(frozen=True, slots=True)
class Names:
    """The lexicons. Every word is given bare: lower case, no accents (see ``reading.bare``)."""

    first: dict[str, tuple[str, int]] = field(repr=False)
    surnames: frozenset[str] = field(repr=False)
    places: frozenset[str] = field(repr=False)
    public: frozenset[str] = field(repr=False)
    _common: array[int] = field(repr=False)

    def level(self, word: str) -> int:
        """Return the level of a first name, -1 when it is none."""
        known = self.first.get(word)
        return known[1] if known else -1

    def gender(self, word: str) -> str:
        """Return "F", "M" or "" of a first name."""
        known = self.first.get(word)
        return known[0] if known and known[0] != "X" else ""

    def is_common(self, word: str) -> bool:
        """Whether a French common word is written so, in lower case: with its accents, or with none at all.

        One unknown word in 10,000 is taken for one: the list keeps hashes.
        """
        digest = crc32(word.encode())
        at = bisect_left(self._common, digest)
        return at < len(self._common) and self._common[at] == digest

    def is_public(self, name: str) -> bool:
        """Whether ``name`` (bare, hyphens as spaces) is that of a public figure."""
        return name in self.public


@cache
def load_names(models: Path = MODELS) -> Names:
    """Read the lexicons under ``models``. Raises ModelError when one is missing or not of its form."""
    folder = models / "lexicons"
    try:
        rows = [line.split("\t") for line in (folder / "first_names.txt").read_text(encoding="utf-8").splitlines()]
        return Names(
            first={name: _KINDS[gender + level] for name, gender, level in rows},
            surnames=frozenset((folder / "surnames.txt").read_text(encoding="utf-8").split()),
            places=frozenset(_places((folder / "places.txt").read_text(encoding="utf-8"))),
            public=frozenset(_public((folder / "public_names.txt").read_text(encoding="utf-8"))),
            _common=_digests(folder / "common_words.txt.gz"),
        )
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise ModelError(f"lexicons : {type(error).__name__}") from error


# one tuple for each pair, shared by all names
_KINDS = {f"{gender}{level}": (gender, level) for gender in "FMX" for level in range(4)}


def _digests(file: Path) -> array[int]:
    """Return the sorted digests of the words of a packed list, as written and without accents."""
    words = gzip.decompress(file.read_bytes()).decode("utf-8").split()
    words += bare("\n".join(word for word in words if not word.isascii())).split()
    digests = np.fromiter((crc32(word.encode()) for word in words), dtype=np.uint32, count=len(words))
    return array("I", np.sort(digests).tobytes())


def _places(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [
        part
        for line in lines
        for place in line.split()
        for part in (flat(place), *flat(place).split())
        if len(part) > 2
    ]


def _public(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [flat(line) for line in lines]


def flat(name: str) -> str:
    """Return ``name`` bare, its words with one space between: "Jean-Pierre  D'Ast" -> "jean pierre d ast"."""
    return " ".join(bare(name).replace("-", " ").replace("'", " ").replace("_", " ").split())
