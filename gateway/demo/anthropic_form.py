"""Anthropic's messages, as the demo model reads and writes them. It signs its thoughts and refuses changed ones."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator

from gateway.demo.answer import Answer, Ask, Tool, dicts, pieces, text_of
from gateway.domain import Json


class MessagesForm:
    """Messages and count_tokens. One instance signs with one key, as one provider does."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def read(self, body: dict[str, Json], size: int) -> Ask:
        """Return what is asked in ``size`` bytes. Raises ValueError on no messages or a changed thought."""
        messages = dicts(body.get("messages"))
        if not messages:
            raise ValueError("messages: at least one message is required")
        blocks = [(m.get("role"), _blocks(m.get("content"))) for m in messages]
        self._check(block for _, held in blocks for block in held)
        said = [held for role, held in blocks if role == "user"]
        results = (
            tuple(text_of(block.get("content")) for block in said[-1] if block.get("type") == "tool_result")
            if said
            else ()
        )
        thinking = body.get("thinking")
        return Ask(
            model=str(body.get("model", "")),
            text=next((text for held in reversed(said) if (text := text_of(list(held)))), ""),
            streamed=body.get("stream") is True,
            tools=tuple(Tool(str(tool.get("name")), _schema(tool)) for tool in dicts(body.get("tools"))),
            wanted=_wanted(body.get("tool_choice")),
            results=results,
            thinking=isinstance(thinking, dict) and thinking.get("type") != "disabled",
            size=size,
        )

    def whole(self, ask: Ask, said: Answer) -> dict[str, Json]:
        """Return the answer as one message."""
        blocks: list[Json] = list(self._content(said))
        return {**self._head(ask, said), "content": blocks, "stop_reason": _stop(said)}

    def events(self, ask: Ask, said: Answer) -> Iterator[bytes]:
        """Yield the answer as server-sent events."""
        yield _event("message_start", {"message": {**self._head(ask, Answer()), "content": []}})
        yield _event("ping", {})
        for index, block in enumerate(self._content(said)):
            yield from _block_events(index, block)
        ended: Json = {"stop_reason": _stop(said), "stop_sequence": None}
        yield _event("message_delta", {"delta": ended, "usage": {"output_tokens": _tokens(said)}})
        yield _event("message_stop", {})

    def error(self, status: int, message: str) -> dict[str, Json]:
        """Return an error body."""
        kind = "not_found_error" if status == 404 else "invalid_request_error"
        return {"type": "error", "error": {"type": kind, "message": message}, "request_id": secrets.token_hex(8)}

    def models(self, names: tuple[str, ...]) -> dict[str, Json]:
        """Return one page of models."""
        rows: list[Json] = [
            {"type": "model", "id": name, "display_name": name, "created_at": "2026-01-01T00:00:00Z"} for name in names
        ]
        return {"data": rows, "has_more": False, "first_id": names[0], "last_id": names[-1]}

    def _content(self, said: Answer) -> Iterator[dict[str, Json]]:
        if said.thinking:
            yield {"type": "thinking", "thinking": said.thinking, "signature": self._sign(said.thinking)}
        if said.text:
            yield {"type": "text", "text": said.text}
        if said.call:
            made = secrets.token_hex(12)
            yield {"type": "tool_use", "id": f"toolu_{made}", "name": said.call.name, "input": said.call.arguments}

    def _sign(self, text: str) -> str:
        # 0xff first: never valid UTF-8, as an encrypted signature never is
        return base64.b64encode(b"\xff" + hmac.digest(self._key, text.encode(), hashlib.sha256)).decode()

    def _check(self, blocks: Iterator[dict[str, Json]]) -> None:
        for block in blocks:
            if block.get("type") == "thinking":
                signed = self._sign(str(block.get("thinking")))
                if not hmac.compare_digest(signed.encode(), str(block.get("signature")).encode()):
                    raise ValueError("messages: Invalid `signature` in `thinking` block")

    def _head(self, ask: Ask, said: Answer) -> dict[str, Json]:
        usage: Json = {"input_tokens": max(1, ask.size // 4), "output_tokens": _tokens(said)}
        head: dict[str, Json] = {"id": f"msg_{secrets.token_hex(12)}", "type": "message", "role": "assistant"}
        return {**head, "model": ask.model, "stop_reason": None, "stop_sequence": None, "usage": usage}


def _block_events(index: int, block: dict[str, Json]) -> Iterator[bytes]:
    match block["type"]:
        case "thinking":
            empty: dict[str, Json] = {"type": "thinking", "thinking": "", "signature": ""}
            deltas = [{"type": "thinking_delta", "thinking": piece} for piece in pieces(str(block["thinking"]))]
            deltas.append({"type": "signature_delta", "signature": str(block["signature"])})
        case "text":
            empty = {"type": "text", "text": ""}
            deltas = [{"type": "text_delta", "text": piece} for piece in pieces(str(block["text"]))]
        case _:
            empty = {**block, "input": {}}
            source = json.dumps(block["input"], ensure_ascii=False)
            deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces(source)]
    yield _event("content_block_start", {"index": index, "content_block": empty})
    for delta in deltas:
        yield _event("content_block_delta", {"index": index, "delta": dict(delta)})
    yield _event("content_block_stop", {"index": index})


def _blocks(content: Json) -> list[dict[str, Json]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else dicts(content)


def _schema(tool: dict[str, Json]) -> dict[str, Json]:
    schema = tool.get("input_schema")
    return schema if isinstance(schema, dict) else {}


def _wanted(choice: Json) -> str | None:
    if not isinstance(choice, dict) or choice.get("type") not in ("any", "tool"):
        return None
    return str(choice.get("name", ""))


def _tokens(said: Answer) -> int:
    written = json.dumps(said.call.arguments) if said.call else said.text
    return max(1, len(said.thinking + written) // 4)


def _stop(said: Answer) -> str:
    return "tool_use" if said.call else "end_turn"


def _event(name: str, data: dict[str, Json]) -> bytes:
    body = json.dumps({"type": name, **data}, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {body}\n\n".encode()
