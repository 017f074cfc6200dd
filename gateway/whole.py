"""A whole answer, or a whole event of a stream, restored: all its strings, and the offsets into its texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gateway.dialects.walk import SEALED, SIGNED, SOURCES
from gateway.domain import Json
from gateway.pseudonym import Restorer
from gateway.pseudonym.offsets import Shifts, corrected

_TEXTS = frozenset({"text", "content"})
"""The fields that ``annotations`` beside them point into."""


def restore_tree(node: Json, restorer: Restorer, skip: dict[int, str] | None = None, key: str = "") -> Json:
    """Return an answer with every string restored, but signed blocks and ``skip`` (deltas, by holder and key)."""
    if isinstance(node, str):
        restorer.json = key in SOURCES
        return restorer.whole(node)
    if isinstance(node, list):
        return [restore_tree(item, restorer, skip, key) for item in node]
    if isinstance(node, dict):
        return node if _is_signed(node) else _object(node, restorer, skip or {})
    return node


def _object(node: dict[str, Json], restorer: Restorer, skip: dict[int, str]) -> dict[str, Json]:
    left, moves = skip.get(id(node)), tuple[Shifts, ...]()
    done: dict[str, Json] = {}
    for name, value in node.items():
        kept = name == left or name in SEALED
        restored = value if kept else restore_tree(value, restorer, skip, name)
        if name in _TEXTS and isinstance(value, str) and not kept:
            moves = restorer.moves
        done[_plain(name, restorer)] = restored
    if moves and "annotations" in done:
        done["annotations"] = corrected(done["annotations"], moves)
    if "start_char_index" in node and restorer.cited is not None:
        return {**done, **_cited(node, restorer.cited.moves(node.get("document_index")))}
    return done


def _cited(node: dict[str, Json], moves: Sequence[Shifts]) -> dict[str, Json]:
    offsets = corrected({key: node[key] for key in ("start_char_index", "end_char_index") if key in node}, moves)
    assert isinstance(offsets, dict)
    return offsets


@dataclass(slots=True)
class Cited:
    """The documents of a request as they were sent: citations point into them, and the caller has the originals."""

    sent: Json = field(repr=False)
    reader: Restorer = field(repr=False)
    _moves: dict[int, tuple[Shifts, ...]] = field(default_factory=dict, repr=False)

    def moves(self, index: Json) -> tuple[Shifts, ...]:
        """Return where the places of the index-th document are in the caller's own; nothing when there is none."""
        if not isinstance(index, int):
            return ()
        if index not in self._moves:
            texts = [text for number, text in enumerate(_documents(self.sent)) if number == index]
            for text in texts:
                self.reader.whole(text)
            self._moves[index] = self.reader.moves if texts else ()
        return self._moves[index]


def _documents(node: Json) -> Iterator[str]:
    """Yield the text of each document of a request, in order; "" where it has none of its own."""
    if isinstance(node, list):
        for item in node:
            yield from _documents(item)
    elif isinstance(node, dict) and node.get("type") == "document":
        source = node.get("source")
        data = source.get("data") if isinstance(source, dict) else None
        yield data if isinstance(data, str) else ""
    elif isinstance(node, dict):
        for value in node.values():
            yield from _documents(value)


def served(body: dict[str, Json]) -> str:
    """Return the model that the provider says it used."""
    inner = body.get("message") or body.get("response")
    model = inner.get("model") if isinstance(inner, dict) else body.get("model")
    return model if isinstance(model, str) else ""


def _is_signed(node: dict[str, Json]) -> bool:
    # Mistral's thoughts are lists of texts, signed only where a signature says so
    kind = node.get("type")
    if not isinstance(kind, str) or kind not in SIGNED:
        return False
    return not isinstance(node.get("thinking"), list) or bool(node.get("signature"))


def _plain(name: str, restorer: Restorer) -> str:
    restorer.json = False
    return restorer.whole(name)
