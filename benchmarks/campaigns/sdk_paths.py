"""Every place of a request where the official SDKs let text stand, derived from their own types.

    python -m benchmarks.campaigns.sdk_paths      (make request-paths)

Writes benchmarks/campaigns/request_paths.tsv: endpoint, path, kind, and the smallest request that has the place, in
which ``{plant}`` stands for what is planted. A path tells the variant of a union by its constant:
``messages[role=user]``.
Source: the request types of the PyPI packages openai, anthropic and mistralai; the file's first line gives versions.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typing_extensions
from typing_extensions import TypeAliasType

HERE = Path(__file__).parent
FILE = HERE / "request_paths.tsv"
PLANT = "{plant}"
MODELS = {"openai": "demo-gpt", "anthropic": "demo-claude", "mistral": "demo-mistral"}
TYPES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "/v1/chat/completions": (
        ("openai", "openai.types.chat.completion_create_params", "CompletionCreateParamsNonStreaming"),
        ("mistral", "mistralai.client.models.chatcompletionrequest", "ChatCompletionRequestTypedDict"),
    ),
    "/v1/responses": (("openai", "openai.types.responses.response_create_params", "ResponseCreateParamsNonStreaming"),),
    "/v1/completions": (("openai", "openai.types.completion_create_params", "CompletionCreateParamsNonStreaming"),),
    "/v1/embeddings": (
        ("openai", "openai.types.embedding_create_params", "EmbeddingCreateParams"),
        ("mistral", "mistralai.client.models.embeddingrequest", "EmbeddingRequestTypedDict"),
    ),
    "/v1/moderations": (
        ("openai", "openai.types.moderation_create_params", "ModerationCreateParams"),
        ("mistral", "mistralai.client.models.classificationrequest", "ClassificationRequestTypedDict"),
    ),
    "/v1/fim/completions": (
        ("mistral", "mistralai.client.models.fimcompletionrequest", "FIMCompletionRequestTypedDict"),
    ),
    "/v1/messages": (("anthropic", "anthropic.types.message_create_params", "MessageCreateParamsNonStreaming"),),
    "/v1/messages/count_tokens": (
        ("anthropic", "anthropic.types.message_count_tokens_params", "MessageCountTokensParams"),
    ),
}
"""The request types of each endpoint; one that the gateway serves and that is missing here fails the campaigns."""


@dataclass(frozen=True)
class Place:
    """Where text may stand: its path below the current node, what kind of leaf it is, the node that holds the plant."""

    path: str
    kind: str
    node: Any = field(repr=False)


_LISTS = (list, tuple, typing.get_origin(Iterable[str]), typing.get_origin(typing.Sequence[str]))
_MAPS = (dict, typing.get_origin(typing.Mapping[str, str]))
_LEAVES = {str: "text", int: "number", float: "number", Any: "any", object: "any"}


def places(kind: Any, seen: frozenset[str] = frozenset()) -> Iterator[Place]:
    """Yield every leaf of a type that text can stand in."""
    kind = _plain(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is None and kind in _LEAVES:
        yield Place("", _LEAVES[kind], PLANT)
    elif origin is typing.Literal and any(isinstance(a, str) for a in arguments):
        yield Place("", "enum", PLANT)
    elif _is_union(origin):
        for one in arguments:
            yield from places(one, seen)
    elif origin in _LISTS:
        yield from (Place(f"[]{p.path}", p.kind, [p.node]) for p in places(arguments[0], seen))
    elif origin in _MAPS:
        yield Place("{key}", "key", {PLANT: _sample(arguments[1])})
        yield from (Place(f"{{*}}{p.path}", p.kind, {"cle": p.node}) for p in places(arguments[1], seen))
    elif typing_extensions.is_typeddict(kind):
        yield from _fields(kind, seen)


def _fields(kind: Any, seen: frozenset[str]) -> Iterator[Place]:
    name = f"{kind.__module__}.{kind.__qualname__}"
    if name in seen:
        return
    hints = _hints(kind)
    base = {key: _sample(hints[key]) for key in _required(kind, hints)}
    constants = {key: _constant(hints.get(key)) for key in ("type", "role")}
    key, told = next(((k, f"[{k}={v}]") for k, v in constants.items() if isinstance(v, str)), ("", ""))
    if told:
        base[key] = constants[key]
    for key, hint in hints.items():
        for place in places(hint, seen | {name}):
            yield Place(f"{told}.{key}{place.path}", place.kind, {**base, key: place.node})


def _required(kind: Any, hints: dict[str, Any]) -> list[str]:
    always = (typing.Required, typing_extensions.Required)
    never = (typing.NotRequired, typing_extensions.NotRequired)
    total = kind.__total__
    return [k for k, hint in hints.items() if (o := typing.get_origin(hint)) in always or (total and o not in never)]


def _constant(hint: Any) -> object:
    plain = _plain(hint)
    if _is_union(typing.get_origin(plain)):
        plain = next((p for p in map(_plain, typing.get_args(plain)) if typing.get_origin(p) is typing.Literal), None)
    return typing.get_args(plain)[0] if typing.get_origin(plain) is typing.Literal else None


def _sample(kind: Any, depth: int = 0) -> Any:
    """Return the smallest value of a type."""
    kind = _plain(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return arguments[0]
    if _is_union(origin):
        return _sample(next(a for a in arguments if a is not type(None)), depth)
    if typing_extensions.is_typeddict(kind):
        hints = _hints(kind)
        return {key: _sample(hints[key], depth + 1) for key in _required(kind, hints)} if depth < 6 else {}
    if origin in (list, Iterable, typing.get_origin(Iterable[str])):
        return []
    if origin is dict or kind in (Any, object):
        return {}
    return {str: "x", int: 1, float: 1.0, bool: True}.get(kind)


def _plain(kind: Any) -> Any:
    """Return a type without what only annotates it."""
    while True:
        if isinstance(kind, TypeAliasType):
            kind = kind.__value__
        elif isinstance(typing.get_origin(kind), TypeAliasType):
            kind = typing.get_origin(kind).__value__[typing.get_args(kind)]
        elif typing.get_origin(kind) in (
            typing.Annotated,
            typing_extensions.Required,
            typing_extensions.NotRequired,
            typing.Required,
            typing.NotRequired,
        ):
            kind = typing.get_args(kind)[0]
        elif hasattr(kind, "__supertype__"):
            kind = kind.__supertype__
        else:
            return kind


def _is_union(origin: Any) -> bool:
    return origin is typing.Union or origin is types.UnionType


def _hints(kind: Any) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for base in reversed(kind.__mro__ if hasattr(kind, "__mro__") else [kind]):
        names |= vars(import_module(base.__module__)) if base.__module__ not in ("builtins", "typing") else {}
    for base in getattr(kind, "__orig_bases__", ()):
        names |= vars(import_module(base.__module__)) if hasattr(base, "__module__") else {}
    return typing_extensions.get_type_hints(kind, globalns=names, include_extras=True)


def rows() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (endpoint, dialect, path, kind, request as JSON), each place once."""
    for endpoint, kinds in TYPES.items():
        for dialect, module, name in kinds:
            yield from _of_type(endpoint, dialect, getattr(import_module(module), name))


def _of_type(endpoint: str, dialect: str, kind: Any) -> Iterator[tuple[str, str, str, str, str]]:
    seen: set[str] = set()
    for place in places(kind):
        path = place.path.removeprefix(".")
        if path in seen or path in ("model", "stream"):
            continue
        seen.add(path)
        request = {**place.node, "model": MODELS[dialect]}
        yield endpoint, dialect, path, place.kind, json.dumps(request, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    """Write the file."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("openai", "anthropic", "mistralai"))
    lines = [f"# from the request types of {versions}", "endpoint\tdialect\tpath\tkind\trequest"]
    lines += ["\t".join(row) for row in rows()]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 2} places in {FILE.name}")


if __name__ == "__main__":
    main()
