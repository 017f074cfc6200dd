"""Every string leaf, every object key and every long number of a payload, whatever its schema (invariant 3).

What is not inspected is a constant: a value of ``CLOSED`` under its key, or a field name of ``FIELDS``. A field that a
provider adds tomorrow is inspected. Under ``FREE`` keys (tool schemas and arguments) every name is the client's own.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping

from gateway.dialects.source import Source, is_json_source
from gateway.domain import Escape, Finding, Json, Path, Slot
from gateway.errors import InvalidRequest, UnsupportedMedia
from gateway.views import opaque

KEY = "{key}"
MIN_DIGITS = 8


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_JSON_TYPES = {"object", "string", "number", "integer", "boolean", "array", "null"}
CLOSED: Mapping[str, frozenset[str]] = {
    key: frozenset(values)
    for key, values in {
        "role": {"system", "developer", "user", "assistant", "tool", "function"},
        "type": _JSON_TYPES
        | {
            "text",
            "function",
            "custom",
            "tool_use",
            "tool_result",
            "thinking",
            "redacted_thinking",
            "enabled",
            "disabled",
        }
        | {
            "adaptive",
            "auto",
            "any",
            "tool",
            "none",
            "ephemeral",
            "json_object",
            "json_schema",
            "refusal",
            "input_text",
        }
        | {"output_text", "grammar", "content", "document", "allowed_tools", "reasoning", "search_result"},
        "tool_choice": {"auto", "none", "required", "any"},
        "reasoning_effort": {"none", "minimal", "low", "medium", "high", "xhigh"},
        "effort": {"low", "medium", "high", "max"},
        "verbosity": {"low", "medium", "high"},
        "service_tier": {"auto", "default", "standard_only"},
        "ttl": {"5m", "1h"},
        "prompt_mode": {"reasoning"},
        "mode": {"auto", "required"},
        "display": {"summarized", "omitted"},
        "media_type": {"text/plain"},
        "format": {"date", "date-time", "time", "email", "uri", "uuid", "ipv4", "ipv6", "duration"},
    }.items()
}

FIELDS = _words(
    """
    model messages role content type text name tool_calls tool_call_id id function arguments index refusal tools
    description parameters strict tool_choice parallel_tool_calls response_format json_schema schema max_tokens
    max_completion_tokens temperature top_p top_k min_p n stop stop_sequences stream stream_options
    include_usage seed random_seed safe_prompt presence_penalty frequency_penalty repetition_penalty logit_bias
    reasoning_effort verbosity prediction prefix prompt_mode service_tier system thinking budget_tokens
    signature data input tool_use_id is_error input_schema disable_parallel_tool_use cache_control ttl
    output_config effort format source media_type title context citations enabled reasoning_content reasoning
    mode custom grammar definition syntax allowed_tools display function_call functions cited_text
    """
)
"""The dialects' own field names: constants, so not inspected."""

_SCHEMA_WORDS = _words(
    """
    type properties items required description enum const default examples title format additionalProperties
    anyOf allOf oneOf not minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems
    maxItems uniqueItems pattern $schema $ref $defs definitions nullable strict multipleOf propertyNames
    patternProperties if then else
    """
)

SIGNED = frozenset({"thinking", "redacted_thinking"})
_OPAQUE = frozenset({"signature", "data"})
FREE = frozenset({"parameters", "input_schema", "schema", "input", "metadata", "logit_bias"})
SOURCES = frozenset({"arguments", "partial_json"})
_NAMES = frozenset({"name"})
_IDS = frozenset({"id", "tool_call_id", "tool_use_id"})
_ID_FORM = re.compile(r"(?:call|toolu|srvtoolu|fc|chatcmpl-tool)[_-][A-Za-z0-9_-]{1,80}|[A-Za-z0-9]{9}")

_PARTS: Mapping[str, str] = {
    **dict.fromkeys(("image", "image_url", "input_image"), "une image"),
    **dict.fromkeys(("input_audio", "audio", "audio_url"), "un enregistrement sonore"),
    **dict.fromkeys(("file", "input_file", "document_url", "container_upload"), "un fichier joint"),
    **dict.fromkeys(("video", "video_url"), "une vidéo"),
    **dict.fromkeys(("base64", "url", "file_id"), "un contenu joint"),
}
_REFUSED_KEYS: Mapping[str, str] = {
    **dict.fromkeys(("image_url", "input_audio", "file", "file_data", "audio"), "un contenu joint"),
    **dict.fromkeys(
        ("file_id", "file_ids", "previous_response_id", "conversation", "container"),
        "une référence à des données gardées chez le fournisseur",
    ),
    **dict.fromkeys(
        ("mcp_servers", "web_search_options", "server_url", "file_url", "connectors"),
        "un accès du fournisseur à d'autres services",
    ),
    **dict.fromkeys(("logprobs", "top_logprobs"), "le détail des probabilités par jeton"),
}
_OPAQUE_TEXT = (
    "La demande contient un long passage codé (base64 ou hexadécimal) qui n'est pas du texte : la passerelle ne sait "
    "pas le lire. Retirez-le ou envoyez le texte."
)


def slots(tree: Json) -> list[Slot]:
    """Return all inspected pieces of ``tree``: instructions and tools first, then messages in their order.

    That order makes the numbering of stand-ins stable when a client appends messages (the provider's prompt cache
    holds).
    Raises UnsupportedMedia on a part that cannot be read, InvalidRequest on a refused field.
    """
    found = list(_walk(tree, (), free=False, cue=""))
    return [s for s in found if s.path[:1] != ("messages",)] + [s for s in found if s.path[:1] == ("messages",)]


def _walk(node: Json, path: Path, *, free: bool, cue: str) -> Iterator[Slot]:
    match node:
        case dict():
            if not free:
                _refuse_unreadable(node)
            signed = not free and node.get("type") in SIGNED
            for key, value in node.items():
                yield from _key(key, path, free=free)
                if signed and isinstance(value, str):
                    yield from _signed(key, value, (*path, key))
                    continue
                yield from _walk(value, (*path, key), free=_is_free(free, key, node), cue=key if free else "")
        case list():
            for index, value in enumerate(node):
                yield from _walk(value, (*path, index), free=free, cue=cue)
        case str():
            yield from _leaf(node, path, free=free, cue=cue)
        case bool() | None:
            return
        case int() | float():
            yield from _number(node, path)


def _is_free(free: bool, key: str, node: Mapping[str, Json]) -> bool:
    # "input" holds prose in some payloads and a tool's arguments in others; only objects carry client keys
    return free or (key in FREE and isinstance(node[key], dict | list))


def _key(key: str, path: Path, *, free: bool) -> Iterator[Slot]:
    if key not in (_SCHEMA_WORDS if free else FIELDS) and any(c.isalpha() or c.isdigit() for c in key):
        yield Slot((*path, key, KEY), key, Escape.KEY)


def _leaf(text: str, path: Path, *, free: bool, cue: str) -> Iterator[Slot]:
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    if not text or text in CLOSED.get(key, ()) or path == ("model",):
        return
    if opaque(text):
        raise UnsupportedMedia(_OPAQUE_TEXT)
    if not free and key in _IDS:
        yield Slot(path, text, Escape.ID)
    elif not free and key in _NAMES:
        yield Slot(path, text, Escape.NAME)
    elif is_json_source(text):
        yield Slot(path, Source.read(text).text, Escape.JSON)
    else:
        yield Slot(path, text, Escape.NONE, cue)


def _signed(key: str, text: str, path: Path) -> Iterator[Slot]:
    if text and text not in CLOSED.get(key, ()) and not (key in _OPAQUE and is_ciphertext(text)):
        yield Slot(path, text, Escape.SIGNED)


def is_ciphertext(text: str) -> bool:
    """Tell whether ``text`` is base64 of bytes that are no text: what a provider signs or encrypts looks like that."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _number(number: float, path: Path) -> Iterator[Slot]:
    # what is judged is the form that would be sent, and its whole value where a float hides one
    forms = {repr(number)}
    if isinstance(number, float) and number.is_integer():
        forms.add(str(int(number)))
    for form in sorted(forms):
        if sum(c.isdigit() for c in form) >= MIN_DIGITS:
            yield Slot(path, form, Escape.NUMBER)


def _refuse_unreadable(node: Mapping[str, Json]) -> None:
    kind = node.get("type")
    if isinstance(kind, str) and kind in _PARTS:
        raise UnsupportedMedia(
            f"La demande contient {_PARTS[kind]}, que la passerelle ne sait pas lire. Envoyez le texte à la place."
        )
    for key, what in _REFUSED_KEYS.items():
        if node.get(key) not in (None, False):
            raise UnsupportedMedia(f"La demande contient {what} ({key}), que la passerelle refuse.", param=key)


def foreign_id(value: str) -> bool:
    """Tell whether a call id has none of the shapes that providers give: then it is the client's own text."""
    return _ID_FORM.fullmatch(value) is None


def clip(raw: Mapping[Path, str], slot_list: Iterable[Slot], findings: Iterable[Finding]) -> list[Finding]:
    """Cut findings inside JSON source to the literals they lie in. ``raw``: the leaves as they stand in the payload."""
    sources = {slot.path for slot in slot_list if slot.escape is Escape.JSON}
    inside: dict[Path, list[Finding]] = {}
    clipped: list[Finding] = []
    for finding in findings:
        if finding.path in sources:
            inside.setdefault(finding.path, []).append(finding)
        else:
            clipped.append(finding)
    for path, group in inside.items():
        clipped += Source.read(raw[path]).clip(group)
    return clipped


def leaf(tree: Json, path: Path) -> Json:
    """Return what stands at ``path``."""
    node = tree
    for part in path:
        match node, part:
            case dict() as tree, str() as key:
                node = tree[key]
            case list() as items, int() as index:
                node = items[index]
            case _:
                raise InvalidRequest
    return node


def rewrite(tree: Json, leaves: Mapping[Path, str]) -> Json:
    """Return ``tree`` with the given leaves replaced; untouched parts are shared, the argument is not changed."""
    if not leaves:
        return tree
    if () in leaves:
        return leaves[()]
    below: dict[str | int, dict[Path, str]] = {}
    for path, text in leaves.items():
        below.setdefault(path[0], {})[path[1:]] = text
    if isinstance(tree, dict):
        return {key: rewrite(value, below.get(key, {})) for key, value in tree.items()}
    if isinstance(tree, list):
        return [rewrite(value, below.get(index, {})) for index, value in enumerate(tree)]
    return tree
