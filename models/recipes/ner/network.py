"""The network that learns the weights of gateway.detect.tagger, with thinc."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from thinc.api import Adam, HashEmbed, Maxout, Model, Softmax, chain, clone, concatenate, expand_window, residual

from gateway.detect.tagger import FEATURES, SEED, TAGS, Floats, Ids
from models.recipes.ner.grammar import THEMES

THEME_TAGS = ("O", *(f"{part}-{theme}" for theme in THEMES.values() for part in "BI"))
"""A second task, learnt beside and not kept: phrases that say a sensitive thing of somebody, and are nobody's name."""


@dataclass(frozen=True, slots=True)
class Network:
    """``embed`` reads words one by one, ``reader`` reads them in their order."""

    embed: Model[Ids, Floats]
    reader: Model[Floats, Floats]
    heads: tuple[Model[Floats, Floats], Model[Floats, Floats]]

    def learn(self, read: Ids, gold: Sequence[NDArray[np.int64]], optimiser: Adam) -> float:
        """Learn one batch and return the sum of its losses. Words with the same features are embedded once.

        ``gold``: the classes of each head.
        """
        forms, at = np.unique(read, axis=0, return_inverse=True)
        at = at.reshape(-1)
        vectors, embed_back = self.embed.begin_update(forms)
        rows, read_back = self.reader.begin_update(vectors[at])
        slopes, loss = np.zeros_like(rows), 0.0
        for head, tags in zip(self.heads, gold, strict=True):
            scores, head_back = head.begin_update(rows)
            places = np.arange(len(tags))
            loss += float(-np.log(np.maximum(scores[places, tags], 1e-9)).sum())
            slope = scores.copy()
            slope[places, tags] -= 1
            slopes += head_back(slope / len(tags) * 100)
        back = read_back(slopes)
        order = np.argsort(at, kind="stable")
        embed_back(np.add.reduceat(back[order], np.searchsorted(at[order], np.arange(len(forms))), axis=0))
        for model in (self.embed, self.reader, *self.heads):
            model.finish_update(optimiser)
        return loss

    def arrays(self) -> list[Floats]:
        """Return the weights in the order that Tagger.learnt takes."""
        found: list[Floats] = []
        for node in (n for part in (self.embed, self.reader, self.heads[0]) for n in part.walk(order="dfs_pre")):
            names = {"hashembed": "E", "maxout": "Wb", "layernorm": "Gb", "softmax": "Wb"}.get(node.name, "")
            found += [flat(node.get_param(name), is_table=name in "EW") for name in names]
        return found


def flat(array: Floats, *, is_table: bool) -> Floats:
    """Return the pieces of a maxout layer side by side."""
    return array.reshape(-1, array.shape[-1]) if is_table else array.reshape(-1)


def network(width: int, depth: int, pieces: int, rows: Sequence[int]) -> Network:
    """Return a network to be trained: ``rows`` of each table, ``depth`` windows of ``pieces`` a number."""
    tables = [HashEmbed(width, count, column=at, seed=SEED + at) for at, count in enumerate(rows)]
    mix = Maxout(width, width * len(rows), nP=3, normalize=True, dropout=0.0)
    window = residual(chain(expand_window(1), Maxout(width, width * 3, nP=pieces, normalize=True, dropout=0.0)))
    heads = Softmax(len(TAGS), width), Softmax(len(THEME_TAGS), width)
    made = Network(chain(concatenate(*tables), mix), clone(window, depth), heads)
    made.embed.initialize(X=np.ones((2, FEATURES), dtype=np.uint64))
    for model in (made.reader, *heads):
        model.initialize(X=np.zeros((2, width), dtype=np.float32))
    return made
