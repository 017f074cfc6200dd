"""OpenAI's responses, as the demo model reads and writes them."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator

from gateway.demo.answer import Answer, Ask, Tool, dicts, pieces, text_of
from gateway.demo.openai_form import ChatForm
from gateway.domain import Json


class ResponsesForm(ChatForm):
    """Responses: reasoning summaries, messages and function calls, whole or as its many events."""

    def read(self, body: dict[str, Json], size: int) -> Ask:
        """Return what is asked. Raises ValueError when there is no input, or when it should be stored."""
        given = body.get("input")
        items: list[dict[str, Json]] = [{"role": "user", "content": given}] if isinstance(given, str) else dicts(given)
        if not items:
            raise ValueError("input: a text or a list of items is required")
        if body.get("store") is not False:
            raise ValueError("store: this server keeps nothing")
        said = [text_of(item.get("content")) for item in items if item.get("role") == "user"]
        reasoning = body.get("reasoning")
        return Ask(
            model=str(body.get("model", "")),
            text=said[-1] if said else "",
            streamed=body.get("stream") is True,
            tools=tuple(_tool(tool) for tool in dicts(body.get("tools")) if tool.get("type") == "function"),
            wanted=_wanted(body.get("tool_choice")),
            results=_results(items),
            thinking=isinstance(reasoning, dict) and reasoning.get("summary") is not None,
            size=size,
        )

    def whole(self, ask: Ask, said: Answer) -> dict[str, Json]:
        """Return the answer as one body."""
        output: list[Json] = list(_items(said))
        return {**_head(ask), "status": "completed", "output": output, "usage": _usage(ask, said)}

    def events(self, ask: Ask, said: Answer) -> Iterator[bytes]:
        """Yield the answer as server-sent events, numbered."""
        for number, (name, data) in enumerate(self._events(ask, said)):
            body = json.dumps({"type": name, "sequence_number": number, **data}, ensure_ascii=False)
            yield f"event: {name}\ndata: {body}\n\n".encode()

    def _events(self, ask: Ask, said: Answer) -> Iterator[tuple[str, dict[str, Json]]]:
        whole = self.whole(ask, said)
        yield "response.created", {"response": {**whole, "status": "in_progress", "output": [], "usage": None}}
        for index, item in enumerate(dicts(whole["output"])):
            yield "response.output_item.added", {"output_index": index, "item": _emptied(item)}
            yield from _parts({"item_id": item["id"], "output_index": index}, item)
            yield "response.output_item.done", {"output_index": index, "item": item}
        yield "response.completed", {"response": whole}


def _items(said: Answer) -> Iterator[dict[str, Json]]:
    made = secrets.token_hex(12)
    if said.thinking:
        summary: Json = [{"type": "summary_text", "text": said.thinking}]
        yield {"id": f"rs_{made}", "type": "reasoning", "summary": summary}
    if said.text:
        content: Json = [{"type": "output_text", "text": said.text, "annotations": []}]
        message: dict[str, Json] = {"id": f"msg_{made}", "type": "message", "role": "assistant"}
        yield {**message, "status": "completed", "content": content}
    if said.call:
        arguments = json.dumps(said.call.arguments, ensure_ascii=False)
        call: dict[str, Json] = {"id": f"fc_{made}", "type": "function_call", "call_id": f"call_{made}"}
        yield {**call, "name": said.call.name, "arguments": arguments, "status": "completed"}


def _emptied(item: dict[str, Json]) -> dict[str, Json]:
    empty: dict[str, Json] = {
        "reasoning": {"summary": []},
        "message": {"content": []},
        "function_call": {"arguments": ""},
    }
    cleared = empty[str(item["type"])]
    assert isinstance(cleared, dict)
    return {**item, **cleared}


def _parts(place: dict[str, Json], item: dict[str, Json]) -> Iterator[tuple[str, dict[str, Json]]]:
    match item["type"]:
        case "reasoning":
            [part] = dicts(item["summary"])
            at: dict[str, Json] = {**place, "summary_index": 0}
            yield "response.reasoning_summary_part.added", {**at, "part": {**part, "text": ""}}
            yield from _text("response.reasoning_summary_text", at, "text", str(part["text"]))
            yield "response.reasoning_summary_part.done", {**at, "part": part}
        case "message":
            [part] = dicts(item["content"])
            at = {**place, "content_index": 0}
            yield "response.content_part.added", {**at, "part": {**part, "text": ""}}
            yield from _text("response.output_text", {**at, "logprobs": []}, "text", str(part["text"]))
            yield "response.content_part.done", {**at, "part": part}
        case _:
            named = {**place, "name": item["name"]}
            yield from _text("response.function_call_arguments", named, "arguments", str(item["arguments"]))


def _text(kind: str, at: dict[str, Json], key: str, text: str) -> Iterator[tuple[str, dict[str, Json]]]:
    for piece in pieces(text):
        yield f"{kind}.delta", {**at, "delta": piece}
    yield f"{kind}.done", {**at, key: text}


def _head(ask: Ask) -> dict[str, Json]:
    head: dict[str, Json] = {
        "id": f"resp_{secrets.token_hex(12)}",
        "object": "response",
        "created_at": int(time.time()),
    }
    unset: dict[str, Json] = dict.fromkeys(("error", "incomplete_details", "instructions", "temperature", "top_p"))
    return {**head, **unset, "model": ask.model, "tools": [], "tool_choice": "auto", "parallel_tool_calls": True}


def _usage(ask: Ask, said: Answer) -> Json:
    written = json.dumps(said.call.arguments) if said.call else said.text
    spent, made = max(1, ask.size // 4), max(1, len(said.thinking + written) // 4)
    counted: dict[str, Json] = {"input_tokens": spent, "output_tokens": made, "total_tokens": spent + made}
    return {
        **counted,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }


def _tool(tool: dict[str, Json]) -> Tool:
    schema = tool.get("parameters")
    return Tool(str(tool.get("name", "")), schema if isinstance(schema, dict) else {})


def _wanted(choice: Json) -> str | None:
    if isinstance(choice, dict):
        return str(choice.get("name", ""))
    return "" if choice == "required" else None


def _results(items: list[dict[str, Json]]) -> tuple[str, ...]:
    last = items[-1]
    return (text_of(last.get("output")),) if last.get("type") == "function_call_output" else ()
