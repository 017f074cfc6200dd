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
from gateway.dialects.unreadable import refuse_remote_tools, refuse_unreadable, refuse_words
from gateway.domain import Escape, Finding, Json, Path, Slot
from gateway.errors import InvalidRequest, UnsupportedMedia
from gateway.views import opaque

KEY = "{key}"
MIN_DIGITS = 8
MIN_SEALED = 24
"""Bytes: a word of letters is base64 too, what a provider seals is longer."""


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
        | {"output_text", "grammar", "content", "document", "allowed_tools", "reasoning", "search_result"}
        | {"message", "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output"}
        | {"summary_text", "reasoning_text", "local_shell", "local_shell_call", "local_shell_call_output"}
        | {"apply_patch"},
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
        "include": {"reasoning.encrypted_content"},
        "summary": {"auto", "concise", "detailed"},
        "truncation": {"auto", "disabled"},
        "status": {"in_progress", "completed", "incomplete"},
        "phase": {"commentary", "final_answer"},
        "encoding_format": {"float", "base64"},
        "syntax": {"lark", "regex"},
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
    instructions call_id output summary status encrypted_content include store background max_output_tokens truncation
    max_tool_calls prompt suffix dimensions encoding_format echo best_of min_tokens annotations phase
    include_obfuscation output_dimension output_dtype output_schema
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
SEALED = frozenset({"encrypted_content"})
_OPAQUE = frozenset({"signature", "data"}) | SEALED
FREE = frozenset({"parameters", "input_schema", "schema", "input", "metadata", "logit_bias", "output_schema"})
_TALK = frozenset({("messages",), ("input",), ("prompt",)})
"""The fields that grow as a conversation goes on."""

SOURCES = frozenset({"arguments", "partial_json"})
_NAMES = frozenset({"name"})
_IDS = frozenset({"id", "tool_call_id", "tool_use_id", "call_id"})
_ID_FORM = re.compile(r"(?:call|toolu|srvtoolu|fc|chatcmpl-tool)[_-][A-Za-z0-9_-]{1,80}|[A-Za-z0-9]{9}")

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
    if isinstance(tree, dict):
        refuse_remote_tools(tree)
        refuse_words(tree)
    found = list(_walk(tree, (), free=False, cue=""))
    return [s for s in found if s.path[:1] not in _TALK] + [s for s in found if s.path[:1] in _TALK]


def _walk(node: Json, path: Path, *, free: bool, cue: str) -> Iterator[Slot]:
    match node:
        case dict():
            if not free:
                refuse_unreadable(node)
            signed = not free and _kind(node) in SIGNED
            for key, value in node.items():
                yield from _key(key, path, free=free)
                if (signed or (key in SEALED and not free)) and isinstance(value, str):
                    yield from _signed(key, value, (*path, key))
                    continue
                yield from _walk(value, (*path, key), free=_is_free(free, key, node, path), cue=key if free else "")
        case list():
            for index, value in enumerate(node):
                yield from _walk(value, (*path, index), free=free, cue=cue)
        case str():
            yield from _leaf(node, path, free=free, cue=cue)
        case bool() | None:
            return
        case int() | float():
            yield from _number(node, path)


def _kind(node: Mapping[str, Json]) -> str:
    kind = node.get("type")
    return kind if isinstance(kind, str) else ""


def _is_free(free: bool, key: str, node: Mapping[str, Json], path: Path) -> bool:
    # "input" holds prose in some payloads and a tool's arguments in others; only objects carry client keys
    return free or (key in FREE and isinstance(node[key], dict | list) and (*path, key) != ("input",))


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


_URL_SAFE = str.maketrans("-_", "+/")


def is_ciphertext(text: str) -> bool:
    """Tell whether ``text`` is base64 of bytes that are no text: what a provider signs or encrypts looks like that."""
    try:
        data = base64.b64decode(text.translate(_URL_SAFE), validate=True)
    except (binascii.Error, ValueError):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return len(data) >= MIN_SEALED
    return False


def _number(number: float, path: Path) -> Iterator[Slot]:
    # what is judged is the form that would be sent, and its whole value where a float hides one
    forms = {repr(number)}
    if isinstance(number, float) and number.is_integer():
        forms.add(str(int(number)))
    for form in sorted(forms):
        if sum(c.isdigit() for c in form) >= MIN_DIGITS:
            yield Slot(path, form, Escape.NUMBER)


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
