"""Anthropic messages. Thinking blocks are signed over their text: they pass untouched and unrestored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gateway.dialects.base import Delta, Lane, tokens
from gateway.domain import Json, Usage
from gateway.errors import PasserelleError, UpstreamError

VERSION = "2023-06-01"
BETAS = frozenset(
    """
    claude-code-20250219 interleaved-thinking-2025-05-14 fine-grained-tool-streaming-2025-05-14
    token-efficient-tools-2025-02-19 output-128k-2025-02-19 output-300k-2026-03-24 context-1m-2025-08-07
    context-management-2025-06-27 model-context-window-exceeded-2025-08-26 prompt-caching-2024-07-31
    prompt-caching-scope-2026-01-05 extended-cache-ttl-2025-04-11 token-counting-2024-11-01
    structured-outputs-2025-11-13 effort-2025-11-24 advanced-tool-use-2025-11-20 tool-search-tool-2025-10-19
    tool-examples-2025-10-29 task-budgets-2026-03-13 thinking-token-count-2026-05-13
    """.split()
)
"""Features that may be asked of the provider: none of them stores, fetches or hands on anything. Others are dropped."""

_DROPPED = ("metadata", "service_tier", "inference_geo")
_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
}


def betas(headers: Sequence[str]) -> tuple[str, ...]:
    """Return the features of BETAS that ``anthropic-beta`` headers name, in their order; nothing else of them."""
    asked = (name.strip() for header in headers for name in header.split(","))
    return tuple(dict.fromkeys(name for name in asked if name in BETAS))


@dataclass(frozen=True, slots=True)
class Anthropic:
    """Anthropic's messages and count_tokens."""

    name: str = "anthropic"
    says: bool = True
    numbered: bool = True

    def prepare(self, tree: dict[str, Json], model: str) -> dict[str, Json]:
        """Set the model; drop what names the user."""
        return {**{key: value for key, value in tree.items() if key not in _DROPPED}, "model": model}

    def headers(self, key: str, betas: Sequence[str] = ()) -> dict[str, str]:
        """Anthropic's own key header, the one API version, and features of BETAS."""
        asked = {"anthropic-beta": ",".join(betas)} if betas else {}
        return {"anthropic-version": VERSION, **asked, **({"x-api-key": key} if key else {})}

    def error(self, error: PasserelleError, exchange: str) -> dict[str, Json]:
        """``{"type": "error", "error": {...}}`` with our reference as request_id."""
        return {
            "type": "error",
            "error": {"type": _type(error), "message": error.message, "code": error.code},
            "request_id": exchange,
        }

    def error_event(self, error: PasserelleError, exchange: str) -> bytes:
        """An ``error`` event; the SDK raises APIStatusError with it."""
        return _event("error", self.error(error, exchange))

    def refusal(self, text: str, model: str, exchange: str) -> dict[str, Json]:
        """A message that ends by refusal."""
        block: Json = {"type": "text", "text": text}
        return {**_message(exchange, model), "content": [block], "stop_reason": "refusal"}

    def refusal_stream(self, text: str, model: str, exchange: str) -> bytes:
        """The whole event sequence of a one-block message."""
        ended: Json = {"stop_reason": "refusal", "stop_sequence": None}
        return b"".join(
            (
                _event("message_start", {"message": {**_message(exchange, model), "content": []}}),
                _event("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}),
                _event("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": text}}),
                _event("content_block_stop", {"index": 0}),
                _event("message_delta", {"delta": ended, "usage": {"output_tokens": 0}}),
                _event("message_stop", {}),
            )
        )

    def models(self, models: list[tuple[str, str]]) -> dict[str, Json]:
        """One page of model infos."""
        rows: list[Json] = [
            {"type": "model", "id": name, "display_name": name, "created_at": "1970-01-01T00:00:00Z"}
            for name, _ in models
        ]
        first, last = (models[0][0], models[-1][0]) if models else (None, None)
        return {"data": rows, "has_more": False, "first_id": first, "last_id": last}

    def deltas(self, event: dict[str, Json]) -> Iterator[Delta]:
        """Text and tool-input pieces of a block; thinking and signatures are not ours to touch."""
        delta = event.get("delta")
        if event.get("type") != "content_block_delta" or not isinstance(delta, dict):
            return
        lane = (event.get("index", 0),)
        if isinstance(delta.get("text"), str):
            yield Delta(lane, delta, "text")
        elif isinstance(delta.get("partial_json"), str):
            yield Delta(lane, delta, "partial_json", json=True)

    def annotated(self, event: dict[str, Json]) -> Iterator[tuple[Lane, dict[str, Json], str]]:  # noqa: ARG002
        """None: citations point into the documents of the request."""
        yield from ()

    def is_delta(self, event: dict[str, Json]) -> bool:
        """Block deltas hold nothing else; a citation does."""
        delta = event.get("delta")
        return event.get("type") == "content_block_delta" and isinstance(delta, dict) and "citation" not in delta

    def closes(self, event: dict[str, Json]) -> Callable[[Lane], bool] | None:
        """A block ends by its own event, all of them by the message's."""
        match event.get("type"):
            case "content_block_stop":
                index = event.get("index", 0)
                return lambda lane: lane[0] == index
            case "message_delta" | "message_stop" | "error":
                return lambda _: True
        return None

    def is_terminal(self, event: dict[str, Json]) -> bool:
        """``message_stop`` ends the stream."""
        return event.get("type") == "message_stop"

    def is_error(self, event: dict[str, Json]) -> bool:
        """Errors are events of their own."""
        return event.get("type") == "error"

    def usage(self, body: dict[str, Json]) -> Usage:
        """Tokens of an answer, of message_start, message_delta or count_tokens."""
        if "input_tokens" in body:
            return tokens(body, "input_tokens", "output_tokens")
        message = body.get("message")
        usage = message.get("usage") if isinstance(message, dict) else body.get("usage")
        return tokens(usage, "input_tokens", "output_tokens")


def _type(error: PasserelleError) -> str:
    if isinstance(error, UpstreamError) or error.status >= 500:
        return "api_error"
    return _TYPES.get(error.status, "invalid_request_error")


def _message(exchange: str, model: str) -> dict[str, Json]:
    usage: Json = {"input_tokens": 0, "output_tokens": 0}
    head: dict[str, Json] = {"id": f"msg_passerelle_{exchange}", "type": "message", "role": "assistant", "model": model}
    return {**head, "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}


def _event(name: str, data: dict[str, Json]) -> bytes:
    body = json.dumps({"type": name, **data}, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {body}\n\n".encode()


ANTHROPIC, COUNT_TOKENS = Anthropic(), Anthropic(says=False)
