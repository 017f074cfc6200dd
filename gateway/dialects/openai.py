"""OpenAI chat completions, and Mistral chat, which is the same form with its own fields and errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gateway.dialects.base import Delta, Lane, tokens
from gateway.domain import Json, Usage
from gateway.errors import PasserelleError, Refusal, UpstreamError

# identity of the end user, and storage at the provider: never forwarded (bypass catalogue R07, R12)
DROPPED = ("user", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "metadata", "store")
_CONSTANT = ("role", "type", "id")


def error_type(error: PasserelleError) -> str:
    """Return OpenAI's error type for one of ours."""
    if error.status == 401:
        return "authentication_error"
    if error.status == 429:
        return "insufficient_quota"
    if isinstance(error, UpstreamError) or error.status >= 500:
        return "server_error"
    return "invalid_request_error"


@dataclass(frozen=True, slots=True)
class OpenAI:
    """OpenAI's chat completions."""

    name: str = "openai"
    says: bool = True
    numbered: bool = True

    def prepare(self, tree: dict[str, Json], model: str) -> dict[str, Json]:
        """Set the model; drop what names the user or asks the provider to store."""
        return {**{key: value for key, value in tree.items() if key not in DROPPED}, "model": model}

    def headers(self, key: str, betas: Sequence[str] = ()) -> dict[str, str]:  # noqa: ARG002  # Anthropic's alone
        """Bearer token."""
        return {"authorization": f"Bearer {key}"} if key else {}

    def error(self, error: PasserelleError, exchange: str) -> dict[str, Json]:  # noqa: ARG002  # no field for it
        """``{"error": {...}}``; the reference stands in the message, where every client shows it."""
        param = error.param or None if isinstance(error, Refusal) else None
        return {"error": {"message": error.message, "type": error_type(error), "param": param, "code": error.code}}

    def error_event(self, error: PasserelleError, exchange: str) -> bytes:
        """One data line; the OpenAI SDK raises APIError with its message."""
        return _data(self.error(error, exchange))

    def refusal(self, text: str, model: str, exchange: str) -> dict[str, Json]:
        """A completion that ends by the content filter."""
        choice: Json = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": "content_filter",
        }
        usage: Json = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        return {**head(exchange, "chat.completion", model), "choices": [choice], "usage": usage}

    def refusal_stream(self, text: str, model: str, exchange: str) -> bytes:
        """Two chunks and [DONE]."""
        begun = head(exchange, "chat.completion.chunk", model)
        said: Json = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
        ended: Json = {"index": 0, "delta": {}, "finish_reason": "content_filter"}
        return _data({**begun, "choices": [said]}) + _data({**begun, "choices": [ended]}) + b"data: [DONE]\n\n"

    def models(self, models: list[tuple[str, str]]) -> dict[str, Json]:
        """A list that the OpenAI and the Mistral SDK both read."""
        # the Mistral SDK reads no card without its type
        card: dict[str, Json] = {
            "object": "model",
            "created": 0,
            "type": "base",
            "capabilities": {"completion_chat": True},
        }
        rows: list[Json] = [{"id": name, **card, "owned_by": owner} for name, owner in models]
        return {"object": "list", "data": rows}

    def deltas(self, event: dict[str, Json]) -> Iterator[Delta]:
        """Texts, tool-call arguments and Mistral's content chunks of each choice."""
        for choice in choices(event):
            delta = choice.get("delta")
            if isinstance(delta, dict):
                yield from _choice_deltas(choice.get("index", 0), delta)

    def annotated(self, event: dict[str, Json]) -> Iterator[tuple[Lane, dict[str, Json], str]]:
        """The annotations of a choice's content."""
        for choice in choices(event):
            delta = choice.get("delta")
            if isinstance(delta, dict) and "annotations" in delta:
                yield (choice.get("index", 0), "content"), delta, "annotations"

    def is_delta(self, event: dict[str, Json]) -> bool:
        """Stream chunks hold nothing but deltas; annotations have titles and addresses."""
        if next(self.annotated(event), None) is not None:
            return False
        return all("delta" in choice and "message" not in choice for choice in choices(event))

    def closes(self, event: dict[str, Json]) -> Callable[[Lane], bool] | None:
        """A finish reason ends its choice's lanes."""
        ended = {choice.get("index", 0) for choice in choices(event) if choice.get("finish_reason")}
        return (lambda lane: lane[0] in ended) if ended else None

    def is_terminal(self, event: dict[str, Json]) -> bool:  # noqa: ARG002  # no event says it
        """The stream ends by the line [DONE], which is no JSON event."""
        return False

    def is_error(self, event: dict[str, Json]) -> bool:
        """Errors in a stream are data lines with an error object."""
        return bool(event.get("error")) or event.get("object") == "error"

    def usage(self, body: dict[str, Json]) -> Usage:
        """Prompt and completion tokens."""
        return tokens(body.get("usage"), "prompt_tokens", "completion_tokens")


@dataclass(frozen=True, slots=True)
class Mistral(OpenAI):
    """Mistral's chat: OpenAI's form, another error body."""

    name: str = "mistral"

    def error(self, error: PasserelleError, exchange: str) -> dict[str, Json]:  # noqa: ARG002  # no field for it
        """A flat body, which the Mistral SDK shows whole."""
        param = error.param or None if isinstance(error, Refusal) else None
        return {
            "object": "error",
            "message": error.message,
            "type": error_type(error),
            "param": param,
            "code": error.code,
        }


def choices(event: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """Return the choices of an answer or of a stream event."""
    yield from _dicts(event.get("choices"))


def _choice_deltas(index: Json, delta: dict[str, Json]) -> Iterator[Delta]:
    for key, value in delta.items():
        # a field that a provider adds tomorrow is a lane too
        if isinstance(value, str) and key not in _CONSTANT:
            yield Delta((index, key), delta, key)
    for part in _dicts(delta.get("content")):
        yield from _part_deltas(index, part)
    for position, call in enumerate(_dicts(delta.get("tool_calls"))):
        function = call.get("function")
        if isinstance(function, dict):
            yield from _call_deltas((index, "tool", call.get("index", position)), function)
    function = delta.get("function_call")
    if isinstance(function, dict):
        yield from _call_deltas((index, "function_call"), function)


def _part_deltas(index: Json, part: dict[str, Json]) -> Iterator[Delta]:
    """Mistral streams content as parts: texts, and thoughts made of texts."""
    if isinstance(part.get("text"), str):
        yield Delta((index, "content", part.get("type")), part, "text")
    for thought in _dicts(part.get("thinking")):
        if isinstance(thought.get("text"), str):
            yield Delta((index, "thinking"), thought, "text")


def _call_deltas(lane: Lane, function: dict[str, Json]) -> Iterator[Delta]:
    for key in ("name", "arguments"):
        if isinstance(function.get(key), str):
            yield Delta((*lane, key), function, key, json=key == "arguments")


def _dicts(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def head(exchange: str, kind: str, model: str) -> dict[str, Json]:
    """Return the first fields of an answer of our own."""
    return {"id": f"passerelle-{exchange}", "object": kind, "created": 0, "model": model}


def _data(event: Json) -> bytes:
    return b"data: " + json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


OPENAI = OpenAI()
MISTRAL = Mistral()
