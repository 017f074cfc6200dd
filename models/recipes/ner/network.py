"""The network that learns the weights of gateway.detect.tagger, with thinc."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from thinc.api import Adam, HashEmbed, Maxout, Model, Softmax, chain, clone, concatenate, expand_window, residual

from gateway.detect.tagger import FEATURES, SEED, TAGS, Floats, Ids


@dataclass(frozen=True, slots=True)
class Network:
    """``embed`` reads words one by one, ``reader`` reads them in their order."""

    embed: Model[Ids, Floats]
    reader: Model[Floats, Floats]

    def learn(self, read: Ids, tags: NDArray[np.int64], optimiser: Adam) -> float:
        """Learn one batch and return the sum of its losses. Words with the same features are embedded once."""
        forms, at = np.unique(read, axis=0, return_inverse=True)
        at = at.reshape(-1)
        vectors, embed_back = self.embed.begin_update(forms)
        scores, read_back = self.reader.begin_update(vectors[at])
        places = np.arange(len(tags))
        loss = float(-np.log(np.maximum(scores[places, tags], 1e-9)).sum())
        slope = scores.copy()
        slope[places, tags] -= 1
        back = read_back(slope / len(tags) * 100)
        order = np.argsort(at, kind="stable")
        embed_back(np.add.reduceat(back[order], np.searchsorted(at[order], np.arange(len(forms))), axis=0))
        for model in (self.embed, self.reader):
            model.finish_update(optimiser)
        return loss

    def arrays(self) -> list[Floats]:
        """Return the weights in the order that Tagger.learnt takes."""
        found: list[Floats] = []
        for node in (*self.embed.walk(order="dfs_pre"), *self.reader.walk(order="dfs_pre")):
            names = {"hashembed": "E", "maxout": "Wb", "layernorm": "Gb", "softmax": "Wb"}.get(node.name, "")
            found += [_flat(node.get_param(name), is_table=name in "EW") for name in names]
        return found


def _flat(array: Floats, *, is_table: bool) -> Floats:
    """Return the pieces of a maxout layer side by side."""
    return array.reshape(-1, array.shape[-1]) if is_table else array.reshape(-1)


def network(width: int, depth: int, pieces: int, rows: Sequence[int]) -> Network:
    """Return a network to be trained: ``rows`` of each table, ``depth`` windows of ``pieces`` a number."""
    tables = [HashEmbed(width, count, column=at, seed=SEED + at) for at, count in enumerate(rows)]
    mix = Maxout(width, width * len(rows), nP=3, normalize=True, dropout=0.0)
    window = residual(chain(expand_window(1), Maxout(width, width * 3, nP=pieces, normalize=True, dropout=0.0)))
    made = Network(chain(concatenate(*tables), mix), chain(clone(window, depth), Softmax(len(TAGS), width)))
    made.embed.initialize(X=np.ones((2, FEATURES), dtype=np.uint64))
    made.reader.initialize(X=np.zeros((2, width), dtype=np.float32))
    return made
