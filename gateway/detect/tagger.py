"""A named-entity component for spaCy, small and quick: what each word is by itself, then what its neighbours tell.

A word is read by five features (its bare form, its beginning, its end, its writing, what the lexicons know of it), hashed
into small tables as in spaCy's MultiHashEmbed (Miranda et al. 2022). Layers of windows over the neighbours follow, then one
class a word. Unlike spaCy's own "ner" there is no state to step through, and a word is embedded once however often it
stands in a text; those of ``frequent.txt`` are embedded at load. The arithmetic is NumPy's alone: models/recipes/ner
learns the weights with thinc.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span
from thinc.api import NumpyOps

from gateway.detect.names import Names, load_names
from gateway.detect.reading import bare

FACTORY = "passerelle_names"
LABELS = ("PER", "LOC", "ORG")
TAGS = ("O", *(f"{part}-{label}" for label in LABELS for part in "BI"))
"""One class a word: outside, or the beginning or the inside of an entity of a label."""

FEATURES = 5
SEED = 7
"""Of the hash of the first table; the next tables have the next numbers."""

LONGEST_SYLLABLE = 7
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|th|tr|ph|kh|ch|gi|gh|qu|[bcdghklmnprstvx])?(?:a(?:ch?|i|m|ng?|nh|o|p|t|u|y)?|e(?:ch?|m|ng?|nh|o|p|t|u)?"
    r"|i(?:a|ch|e(?:c|m|ng?|p|t|u)|m|nh?|p|t|u)?|o(?:a(?:c|i|ng?|nh|t|y)?|c|en?|i|m|ng?|p|t)?"
    r"|u(?:a(?:ng?|t|y)?|c|e|i|m|ng?|o(?:c|i|m|ng?|p|t|u)|p|t|u|y(?:a|en|et|nh|t)?)?|y(?:em|en|eu|nh|t)?)"
)
"""An initial and a rime of Vietnamese without their accents."""

LEANING = 2.5
"""How much more a word beside a name may look like no name, in the scores of its classes, and be taken with it."""

Weighed: TypeAlias = tuple[tuple[int, int, str], float]
"""First word, word after the last, label; and how certain that is, 0 to 1."""

_WEIGHTS, _FREQUENT = "weights.npz", "frequent.txt"
_EPSILON = 1e-8
_OPS = NumpyOps()
Ids = NDArray[np.uint64]
Floats = NDArray[np.float32]


def features(word: str, names: Names) -> tuple[int, ...]:
    """Return the features of a word as numbers to be hashed."""
    low = bare(word)
    form = form_of(low)
    return tuple(crc32(part.encode()) for part in (form, form[:3], form[-3:], shape(word), known(word, low, names)))


def form_of(low: str) -> str:
    """Return a bare word with every digit as one: what is learnt of 12/03 holds for 27/11."""
    return low if low.isalpha() else "".join("0" if c.isdigit() else c for c in low)


def shape(word: str) -> str:
    """Return the writing of a word: "Xxxxx" for Dupont, "dd/dd" for 03/12; a run is told up to four characters."""
    if word.isalpha():
        size = min(len(word), 4)
        if word.islower():
            return "x" * size
        if word.isupper():
            return "X" * size
    told = ""
    for char in word:
        kind = "X" if char.isupper() else "x" if char.isalpha() else "d" if char.isdigit() else char
        if told[-4:] != kind * 4:
            told += kind
    return told


def known(word: str, low: str, names: Names) -> str:
    """Return what the lexicons know of a word: level of first name, surname, common word, place, and whether it sounds Vietnamese."""
    if not word.isalpha():
        return "-"
    marks = (low in names.surnames, names.is_common(word.lower()), low in names.places, is_syllable(low))
    return f"{names.level(low)}{''.join('01'[mark] for mark in marks)}"


def is_syllable(low: str) -> bool:
    """Tell whether a bare word could be one syllable of Vietnamese, as all its names are made of: "loc", "thuy", "nghiem"."""
    return len(low) <= LONGEST_SYLLABLE and _SYLLABLE.fullmatch(low) is not None


@dataclass(frozen=True, slots=True)
class Layer:
    """A maxout layer with its layer norm: ``weights`` is (out x pieces, in)."""

    weights: Floats = field(repr=False)
    bias: Floats = field(repr=False)
    gain: Floats = field(repr=False)
    shift: Floats = field(repr=False)

    def __call__(self, rows: Floats) -> Floats:
        """Return the layer's answer to each row."""
        width = len(self.gain)
        every = rows @ self.weights.T
        every += self.bias
        pieces = every.reshape(len(rows), width, len(self.bias) // width)
        # numpy's own maximum over so short an axis takes ten times as long
        best: Floats = np.maximum(pieces[:, :, 0], pieces[:, :, 1])
        for piece in range(2, pieces.shape[2]):
            np.maximum(best, pieces[:, :, piece], out=best)
        best -= np.add.reduce(best, axis=1, keepdims=True) / np.float32(width)
        best /= np.sqrt(np.add.reduce(best * best, axis=1, keepdims=True) / np.float32(width) + _EPSILON)
        best *= self.gain
        best += self.shift
        return best


class Tagger:
    """The component. Deterministic and free of state; keeps no word but those of ``frequent.txt``."""

    def __init__(self, name: str, names: Names) -> None:
        self.name, self.names, self.labels = name, names, LABELS
        self.frequent: dict[str, int] = {}
        self.vectors: Floats = np.zeros((0, 0), dtype=np.float32)

    def learnt(self, arrays: Sequence[NDArray[np.floating]], frequent: Sequence[str]) -> Tagger:
        """Take weights: a table a feature, the mixing layer, the window layers, then weights and bias of the classes."""
        self.arrays = [np.ascontiguousarray(array, dtype=np.float32) for array in arrays]
        self.tables, rest = self.arrays[:FEATURES], self.arrays[FEATURES:]
        self.mix, *self.windows = (Layer(*rest[at : at + 4]) for at in range(0, len(rest) - 2, 4))
        self.classes, self.bias = rest[-2:]
        self.vectors = self.embedded(self.read(frequent))
        self.frequent = {word: place for place, word in enumerate(frequent)}
        return self

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents``."""
        found = self.entities([token.text for token in doc])
        doc.ents = tuple(Span(doc, start, end, label) for start, end, label in found)
        return doc

    def entities(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return (first word, word after the last, label) of each entity of a text."""
        return [entity for entity, _ in self.weighed(words)]

    def weighed(self, words: Sequence[str]) -> list[Weighed]:
        """Return each entity of a text with the probability, 0 to 1, that its least certain word is in one of its label."""
        if not words:
            return []
        scores = in_context(self.vectors_of(words), self.windows) @ self.classes.T + self.bias
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        found = runs(odds.argmax(axis=1).tolist(), LABELS)
        return list(grown(words, scores, ((entity, certainty(odds, entity, TAGS)) for entity in found)))

    def vectors_of(self, words: Sequence[str]) -> Floats:
        """Return a row a word. Each word that is not frequent is computed once."""
        return rows_of(words, self.frequent, self.vectors, lambda new: self.embedded(self.read(new)))

    def read(self, words: Iterable[str]) -> Ids:
        """Return the features of words, a row each."""
        return np.array([features(word, self.names) for word in words], dtype=np.uint64).reshape(-1, FEATURES)

    def embedded(self, read: Ids) -> Floats:
        """Return what words with such features are by themselves, a row each."""
        return self.mix(np.hstack(hashed(read, self.tables)))

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the weights, in half precision, and the frequent words."""
        path.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path / _WEIGHTS, *(array.astype(np.float16) for array in self.arrays))
        (path / _FREQUENT).write_text("\n".join(self.frequent) + "\n", encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> Tagger:
        """Read what to_disk wrote. Raises OSError, KeyError or ValueError."""
        with np.load(path / _WEIGHTS) as stored:
            arrays = [stored[name] for name in stored.files]
        return self.learnt(arrays, (path / _FREQUENT).read_text(encoding="utf-8").split())


@Language.factory(FACTORY, assigns=["doc.ents"])
def make(nlp: Language, name: str) -> Tagger:  # noqa: ARG001  # spaCy's signature
    """Return the component without weights: spacy.load reads them next."""
    return Tagger(name, load_names())


def hashed(read: Ids, tables: Sequence[Floats]) -> list[Floats]:
    """Return a column of vectors a feature: the rows of its table that the feature hashes to, in sum."""
    columns = []
    for at, table in enumerate(tables):
        keys = _OPS.hash(np.ascontiguousarray(read[:, at]), SEED + at) % len(table)
        columns.append(table[keys].sum(axis=1))
    return columns


def rows_of(
    words: Sequence[str], frequent: Mapping[str, int], kept: Floats, embedded: Callable[[Iterable[str]], Floats]
) -> Floats:
    """Return a row a word: that of ``kept`` where the word is frequent, else what ``embedded`` gives, once a word."""
    new = dict[str, int]()
    at = [frequent[word] if word in frequent else ~new.setdefault(word, len(new)) for word in words]
    if not new:
        return kept[at]
    fresh, numbers = embedded(new), np.array(at)
    rows: Floats = np.empty((len(at), fresh.shape[1]), dtype=np.float32)
    rare = numbers < 0
    rows[rare] = fresh[~numbers[rare]]
    rows[~rare] = kept[numbers[~rare]]
    return rows


def in_context(rows: Floats, windows: Iterable[Layer]) -> Floats:
    """Return the rows of words as their neighbours change them, layer by layer."""
    width = rows.shape[1]
    seen = np.zeros((len(rows), 3 * width), dtype=np.float32)
    for window in windows:
        seen[1:, :width] = rows[:-1]
        seen[:, width : 2 * width] = rows
        seen[:-1, 2 * width :] = rows[1:]
        rows = rows + window(seen)
    return rows


def certainty(odds: Floats, entity: tuple[int, int, str], tags: Sequence[str]) -> float:
    """Return the probability, 0 to 1, that the least certain word of an entity is in one of its label."""
    start, end, label = entity
    begin = tags.index(f"B-{label}")
    return float(odds[start:end, begin : begin + 2].sum(axis=1).min())


def grown(words: Sequence[str], scores: Floats, found: Iterable[Weighed]) -> Iterator[Weighed]:
    """Yield names with the words beside them that are nearly as much of a name: a name is seldom one word alone.

    ``scores``: of the classes of TAGS, a row a word.
    """
    doubt = scores[:, 0] - scores[:, 1:3].max(axis=1)
    taken = 0
    for (start, end, label), sure in found:
        if label == LABELS[0]:
            while start > taken and doubt[start - 1] < LEANING and words[start - 1].isalpha():
                start -= 1
            while end < len(words) and doubt[end] < LEANING and words[end].isalpha():
                end += 1
        taken = end
        yield (start, end, label), sure


def runs(tags: Sequence[int], labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return (first, end, label) of each entity. An inside without its beginning begins one."""
    found: list[tuple[int, int, str]] = []
    start, label = 0, -1
    for at, tag in enumerate([*tags, 0]):
        inside = tag and (tag - 1) // 2 == label and not tag & 1
        if label >= 0 and not inside:
            found.append((start, at, labels[label]))
            label = -1
        if tag and not inside:
            start, label = at, (tag - 1) // 2
    return found
