"""OpenAI's and Mistral's chat completions, as the demo model reads and writes them."""

from __future__ import annotations

import itertools
import json
import secrets
import string
import time
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.demo.answer import Answer, Ask, Call, Tool, dicts, pieces, text_of
from gateway.domain import Json


@dataclass(frozen=True, slots=True)
class ChatForm:
    """Chat completions. ``mistral``: short call ids, calls in one piece, usage told, thoughts as content chunks."""

    mistral: bool = False

    def read(self, body: dict[str, Json], size: int) -> Ask:
        """Return what is asked. ``size``: bytes of the request. Raises ValueError when there are no messages."""
        messages = dicts(body.get("messages"))
        if not messages:
            raise ValueError("messages: a non-empty array is required")
        said = [text_of(m.get("content")) for m in messages if m.get("role") == "user"]
        options = body.get("stream_options")
        return Ask(
            model=str(body.get("model", "")),
            text=said[-1] if said else "",
            streamed=body.get("stream") is True,
            tools=tuple(_tool(tool) for tool in dicts(body.get("tools"))),
            wanted=_wanted(body.get("tool_choice")),
            results=_results(messages),
            thinking=self.mistral and body.get("prompt_mode") == "reasoning",
            usage_chunk=isinstance(options, dict) and options.get("include_usage") is True,
            size=size,
        )

    def whole(self, ask: Ask, said: Answer) -> dict[str, Json]:
        """Return the answer as one body."""
        message: dict[str, Json] = {"role": "assistant", "content": self._content(said)}
        if said.call:
            message |= {"tool_calls": [self._call(said.call)]}
        choice: Json = {"index": 0, "message": message, "finish_reason": _finish(said)}
        return {**self._head(ask, "chat.completion"), "choices": [choice], "usage": usage(ask, said)}

    def events(self, ask: Ask, said: Answer) -> Iterator[bytes]:
        """Yield the answer as server-sent events."""
        head = self._head(ask, "chat.completion.chunk")
        counted: dict[str, Json] = {"usage": usage(ask, said)}
        first: dict[str, Json] = {"role": "assistant", "content": ""}
        for delta in itertools.chain([first], self._deltas(said)):
            yield _event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        ended: Json = {"index": 0, "delta": {}, "finish_reason": _finish(said)}
        yield _event({**head, "choices": [ended], **(counted if self.mistral else {})})
        if ask.usage_chunk and not self.mistral:
            yield _event({**head, "choices": [], **counted})
        yield b"data: [DONE]\n\n"

    def error(self, status: int, message: str) -> dict[str, Json]:
        """Return an error body."""
        error: dict[str, Json] = {
            "message": message,
            "type": "invalid_request_error",
            "param": None,
            "code": str(status),
        }
        return {"object": "error", **error} if self.mistral else {"error": error}

    def models(self, names: tuple[str, ...]) -> dict[str, Json]:
        """Return the model list."""
        card: dict[str, Json] = {"object": "model", "created": 0, "owned_by": "passerelle-demo"}
        if self.mistral:
            card |= {"type": "base", "capabilities": {"completion_chat": True, "function_calling": True}}
        rows: list[Json] = [{"id": name, **card} for name in names]
        return {"object": "list", "data": rows}

    def _deltas(self, said: Answer) -> Iterator[dict[str, Json]]:
        for piece in pieces(said.thinking):
            yield {"content": [_thought(piece)]}
        for piece in pieces(said.text):
            yield {"content": piece}
        if not said.call:
            return
        call = {"index": 0, **self._call(said.call)}
        if self.mistral:
            yield {"tool_calls": [call]}
            return
        arguments = json.dumps(said.call.arguments, ensure_ascii=False)
        yield {"tool_calls": [{**call, "function": {"name": said.call.name, "arguments": ""}}]}
        for piece in pieces(arguments):
            yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}

    def _content(self, said: Answer) -> Json:
        if said.thinking:
            return [_thought(said.thinking), {"type": "text", "text": said.text}]
        return None if said.call and not self.mistral else said.text

    def _call(self, call: Call) -> dict[str, Json]:
        letters = string.ascii_letters + string.digits
        made = "".join(secrets.choice(letters) for _ in range(9 if self.mistral else 24))
        arguments = json.dumps(call.arguments, ensure_ascii=False)
        return {
            "id": made if self.mistral else f"call_{made}",
            "type": "function",
            "function": {"name": call.name, "arguments": arguments},
        }

    def _head(self, ask: Ask, kind: str) -> dict[str, Json]:
        made = secrets.token_hex(12)
        return {"id": f"chatcmpl-{made}", "object": kind, "created": int(time.time()), "model": ask.model}


def usage(ask: Ask, said: Answer) -> Json:
    """Return token counts, at four bytes a token."""
    written = json.dumps(said.call.arguments) if said.call else said.text
    spent, made = max(1, ask.size // 4), max(1, len(said.thinking + written) // 4)
    return {"prompt_tokens": spent, "completion_tokens": made, "total_tokens": spent + made}


def _tool(tool: dict[str, Json]) -> Tool:
    function = tool.get("function")
    function = function if isinstance(function, dict) else {}
    schema = function.get("parameters")
    return Tool(str(function.get("name", "")), schema if isinstance(schema, dict) else {})


def _wanted(choice: Json) -> str | None:
    if isinstance(choice, dict):
        function = choice.get("function")
        return str(function.get("name", "")) if isinstance(function, dict) else ""
    return "" if choice in ("required", "any") else None


def _results(messages: list[dict[str, Json]]) -> tuple[str, ...]:
    last = itertools.takewhile(lambda m: m.get("role") == "tool", reversed(messages))
    return tuple(text_of(message.get("content")) for message in last)[::-1]


def _thought(text: str) -> Json:
    return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}


def _finish(said: Answer) -> str:
    return "tool_calls" if said.call else "stop"


def _event(data: dict[str, Json]) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
