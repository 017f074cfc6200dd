"""Where documents stand in a payload, and their text in their place. Pure.

OpenAI chat: ``file``; Responses: ``input_file``; Anthropic: ``document`` with a base64 source; Mistral:
``document_url`` with a ``data:`` URL. Pictures: ``image_url``, ``input_image`` and ``image``, where the policy has them
read. A part without inline bytes is left for the walk, which refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gateway.dialects.walk import FREE
from gateway.domain import Json, Path

_PICTURES = frozenset({"image_url", "input_image", "image"})
_DATA_URL = re.compile(r"data:([^,;]*)(?:;[^,;]*)*?;base64,(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """One inline document: its place, base64 bytes, media type and file name as the client says them."""

    path: Path
    data: str = field(repr=False)
    media_type: str
    name: str = field(repr=False)


def documents(tree: Json, *, pictures: bool = False) -> list[Part]:
    """Return the inline documents of a payload, in reading order, and its pictures where they are read."""
    return list(_parts(tree, (), pictures))


def _parts(node: Json, path: Path, pictures: bool) -> Iterator[Part]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _parts(item, (*path, index), pictures)
    elif isinstance(node, dict):
        part = _part(node, path) or (_picture(node, path) if pictures else None)
        if part is not None:
            yield part
            return
        for key, value in node.items():
            # in tool schemas and arguments every name is the client's own
            if key not in FREE or (*path, key) == ("input",):
                yield from _parts(value, (*path, key), pictures)


def _part(node: dict[str, Json], path: Path) -> Part | None:
    held, source = node.get("file"), node.get("source")
    match node.get("type"):
        case "file" if isinstance(held, dict):
            return _inline(path, held, "file_data", "filename")
        case "input_file":
            return _inline(path, node, "file_data", "filename")
        case "document_url" if str(node.get("document_url")).startswith("data:"):
            return _inline(path, node, "document_url", "document_name")
        case "document" if isinstance(source, dict) and source.get("type") == "base64":
            data, media_type = source.get("data"), source.get("media_type")
            if isinstance(data, str) and isinstance(media_type, str):
                return Part(path, data, media_type, _text(node.get("title")))
    return None


def _picture(node: dict[str, Json], path: Path) -> Part | None:
    match node:
        case {"type": "image_url" | "input_image", "image_url": {"url": str(url)} | str(url)} if url.startswith(
            "data:"
        ):
            return _inline(path, {**node, "url": url}, "url", "")
        case {"type": "image", "source": {"type": "base64", "media_type": str(media_type), "data": str(data)}}:
            return Part(path, data, media_type, "")
    return None


def _inline(path: Path, node: dict[str, Json], key: str, name: str) -> Part | None:
    data = node.get(key)
    if not isinstance(data, str) or node.get("file_id") or node.get("file_url"):
        return None
    url = _DATA_URL.fullmatch(data)
    media_type, content = (url[1], url[2]) if url else ("", data)
    return Part(path, content, media_type, _text(node.get(name)))


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def with_texts(tree: Json, texts: Mapping[Path, tuple[Part, str]]) -> Json:
    """Return the payload with each document's text in its place; untouched parts are shared."""
    return _replaced(tree, (), texts) if texts else tree


def _replaced(node: Json, path: Path, texts: Mapping[Path, tuple[Part, str]]) -> Json:
    if path in texts:
        assert isinstance(node, dict)
        return _as_text(node, *texts[path])
    if isinstance(node, dict):
        return {key: _replaced(value, (*path, key), texts) for key, value in node.items()}
    if isinstance(node, list):
        return [_replaced(value, (*path, index), texts) for index, value in enumerate(node)]
    return node


def _as_text(node: dict[str, Json], part: Part, text: str) -> dict[str, Json]:
    if node["type"] == "document":
        return {**node, "source": {"type": "text", "media_type": "text/plain", "data": text}}
    kind = "input_text" if node["type"] in ("input_file", "input_image") else "text"
    if node["type"] in _PICTURES:
        kept = {"cache_control": node["cache_control"]} if "cache_control" in node else {}
        said = f"Texte lu sur l'image jointe :\n\n{text}\n\n(Fin du texte lu. L'image elle-même n'a pas été transmise.)"
        return {"type": kind, "text": said, **kept}
    name = f" « {part.name} »" if part.name else ""
    return {"type": kind, "text": f"Document joint{name} :\n\n{text}\n\n(Fin du document joint.)"}
