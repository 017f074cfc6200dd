"""The parts of each endpoint's request that docs/endpoints.md speaks of: requests with one thing planted in them."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.domain import Json

PLANT = "Zébulon Quintessence"
NUMBER = 185057800608436
"""Fifteen digits, as a social security number has."""

_PDF = "data:application/pdf;base64,JVBERi0="
_SCHEMA: dict[str, Json] = {"type": "object", "properties": {"a": {"type": "string", "description": PLANT}}}
_KEYED: dict[str, Json] = {"type": "object", "properties": {PLANT: {"type": "string"}}}

Parts = dict[str, dict[str, Json]]


def parts(path: str, form: str) -> Mapping[str, dict[str, Json]]:
    """Return requests by the part that is planted in them."""
    match path:
        case "/v1/chat/completions":
            return {**_chat(), **(_mistral_chat() if form == "mistral" else {}), **_GENERATION, **_IDENTITY, **_UNKNOWN}
        case "/v1/responses":
            return {**_responses(), **_IDENTITY, **_UNKNOWN}
        case "/v1/messages" | "/v1/messages/count_tokens":
            return {**_messages(), **_UNKNOWN}
        case "/v1/completions" | "/v1/fim/completions":
            return {**_prompted(), **_GENERATION, **_IDENTITY, **_UNKNOWN}
    return {**_judged(), **_IDENTITY, **_UNKNOWN}


def _said(content: Json, **more: Json) -> dict[str, Json]:
    return {"messages": [{"role": "user", "content": content, **more}]}


def _part(kind: str, **held: Json) -> dict[str, Json]:
    return _said([{"type": kind, **held}])


def _tool(**held: Json) -> dict[str, Json]:
    return {**_said("?"), "tools": [{"type": "function", "function": {"name": "f", **held}}]}


def _chat() -> Parts:
    call: Json = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": f'{{"a": "{PLANT}"}}'}}
    return {
        "`messages[].content`": _said(PLANT),
        "`messages[].content[].text`": _part("text", text=PLANT),
        "`messages[].name`": _said("?", name=PLANT),
        "`messages[].role` that is none": {"messages": [{"role": PLANT, "content": "?"}]},
        "`messages[].reasoning_content`": _said("?", reasoning_content=PLANT),
        "`messages[].tool_calls[].function.arguments`": {"messages": [{"role": "assistant", "tool_calls": [call]}]},
        "`messages[].tool_call_id`": {"messages": [{"role": "tool", "tool_call_id": PLANT, "content": "?"}]},
        "`messages[].content[]`, an inline file": _part("file", file={"filename": "a.pdf", "file_data": _PDF}),
        "`messages[].content[]`, a file kept at the provider": _part("file", file={"file_id": "file-1"}),
        "`messages[].content[]`, an image": _part("image_url", image_url={"url": "data:image/png;base64,AA=="}),
        "`messages[].content[]`, sound": _part("input_audio", input_audio={"data": "AA==", "format": "wav"}),
        "`tools[].function.name`": {**_said("?"), "tools": [{"type": "function", "function": {"name": PLANT}}]},
        "`tools[].function.description`": _tool(description=PLANT),
        "`tools[].function.parameters`, texts": _tool(parameters=_SCHEMA),
        "`tools[].function.parameters`, names": _tool(parameters=_KEYED),
        "`tools[]` run by the provider": {**_said("?"), "tools": [{"type": "web_search"}]},
        "`response_format`": {
            **_said("?"),
            "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": _SCHEMA}},
        },
        "`prediction`": {**_said("?"), "prediction": {"type": "content", "content": PLANT}},
        "`web_search_options`": {**_said("?"), "web_search_options": {"search_context_size": "low"}},
        "`logprobs`": {**_said("?"), "logprobs": True},
        "`tool_choice`": {**_said("?"), "tool_choice": "auto"},
    }


def _mistral_chat() -> Parts:
    return {
        "`messages[].content[]`, `document_url` with a `data:` URL": _part("document_url", document_url=_PDF),
        "`messages[].content[]`, `document_url` elsewhere": _part("document_url", document_url="https://x.example/a"),
        "`messages[].content[].thinking[].text`": _part("thinking", thinking=[{"type": "text", "text": PLANT}]),
    }


_GENERATION: Parts = {
    "`stop`": {"stop": [PLANT]},
    "`logit_bias`, names": {"logit_bias": {PLANT: 1}},
    "`seed`, fifteen digits": {"seed": NUMBER},
}
_IDENTITY: Parts = {
    "`user`": {"user": PLANT},
    "`metadata`": {"metadata": {"a": PLANT}},
    "`safety_identifier`": {"safety_identifier": PLANT},
    "`prompt_cache_key`": {"prompt_cache_key": PLANT},
}
_UNKNOWN: Parts = {
    "an unknown field, its value": {"champ_de_demain": [{"x": PLANT}]},
    "an unknown field, its name": {PLANT: 1},
    "an unknown field, a long number": {"champ_de_demain": NUMBER},
}


def _items(*items: Json) -> dict[str, Json]:
    return {"input": list(items)}


def _input(kind: str, **held: Json) -> dict[str, Json]:
    return _items({"role": "user", "content": [{"type": kind, **held}]})


def _responses() -> Parts:
    call: dict[str, Json] = {"type": "function_call", "name": "f", "call_id": "call_1"}
    tool: dict[str, Json] = {"type": "function", "name": "f", "parameters": _SCHEMA}
    return {
        "`input`, a text": {"input": PLANT},
        "`input[].content[].text`": _input("input_text", text=PLANT),
        "`input[].id`": _items({"type": "message", "id": "msg_1", "role": "user", "content": "?"}),
        "`input[]`, function call arguments": _items({**call, "arguments": f'{{"a": "{PLANT}"}}'}),
        "`input[]`, function call output": _items(
            {"type": "function_call_output", "call_id": "call_1", "output": PLANT}
        ),
        "`input[]`, custom tool input": _items({"type": "custom_tool_call", "call_id": "call_1", "input": PLANT}),
        "`input[].call_id`": _items({**call, "call_id": PLANT, "arguments": "{}"}),
        "`input[]`, reasoning summary": _items(
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": PLANT}]}
        ),
        "`input[].encrypted_content` that is text": _items(
            {"type": "reasoning", "summary": [], "encrypted_content": PLANT}
        ),
        "`input[]`, an item kept at the provider": _items({"type": "item_reference", "id": "msg_1"}),
        "`input[].content[]`, an inline file": _input("input_file", filename="a.pdf", file_data=_PDF),
        "`input[].content[]`, a file kept at the provider": _input("input_file", file_id="file-1"),
        "`input[].content[]`, a file elsewhere": _input("input_file", file_url="https://x.example/a.pdf"),
        "`input[].content[]`, an image": _input("input_image", image_url="data:image/png;base64,AA=="),
        "`instructions`": {"input": "?", "instructions": PLANT},
        "`tools[]`, texts": {"input": "?", "tools": [tool]},
        "`tools[]` run by the provider": {"input": "?", "tools": [{"type": "file_search"}]},
        "`text.format`": {"input": "?", "text": {"format": {"type": "json_schema", "name": "x", "schema": _SCHEMA}}},
        "`store`": {"input": "?", "store": True},
        "`background`": {"input": "?", "background": True},
        "`previous_response_id`": {"input": "?", "previous_response_id": "resp_1"},
        "`conversation`": {"input": "?", "conversation": "conv_1"},
        "`prompt`": {"input": "?", "prompt": {"id": "pmpt_1"}},
        "`client_metadata`": {"input": "?", "client_metadata": {"a": PLANT}},
        "`include`": {"input": "?", "include": ["reasoning.encrypted_content"]},
        "`top_logprobs`": {"input": "?", "top_logprobs": 3},
    }


def _messages() -> Parts:
    signed: Json = {"type": "thinking", "thinking": PLANT, "signature": ""}
    used: Json = {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"a": PLANT}}
    pdf: Json = {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}
    return {
        "`messages[].content`": _said(PLANT),
        "`messages[].content[].text`": _part("text", text=PLANT),
        "`system`": {**_said("?"), "system": PLANT},
        "`system[].text`": {**_said("?"), "system": [{"type": "text", "text": PLANT}]},
        "`messages[].content[].thinking`": _said([signed]),
        "`messages[].content[].input` of a tool's use": _said([used]),
        "`messages[].content[].content` of a tool's result": _part("tool_result", tool_use_id="toolu_1", content=PLANT),
        "`messages[].content[].tool_use_id`": _part("tool_result", tool_use_id=PLANT, content="?"),
        "`messages[].content[]`, a document's text": _part(
            "document", source={"type": "text", "media_type": "text/plain", "data": PLANT}
        ),
        "`messages[].content[].title` of a document": _part(
            "document", title=PLANT, source={"type": "text", "data": "a"}
        ),
        "`messages[].content[]`, an inline document": _part("document", source=pdf),
        "`messages[].content[]`, a document elsewhere": _part(
            "document", source={"type": "url", "url": "https://x.example/a.pdf"}
        ),
        "`messages[].content[]`, a file kept at the provider": _part(
            "document", source={"type": "file", "file_id": "file_1"}
        ),
        "`messages[].content[]`, an image": _part(
            "image", source={"type": "base64", "media_type": "image/png", "data": "AA=="}
        ),
        "`tools[].description`": {**_said("?"), "tools": [{"name": "f", "description": PLANT, "input_schema": {}}]},
        "`tools[].input_schema`, texts": {**_said("?"), "tools": [{"name": "f", "input_schema": _SCHEMA}]},
        "`tools[].input_schema`, names": {**_said("?"), "tools": [{"name": "f", "input_schema": _KEYED}]},
        "`tools[]` run by the provider": {
            **_said("?"),
            "tools": [{"type": "web_search_20250305", "name": "web_search"}],
        },
        "`mcp_servers`": {**_said("?"), "mcp_servers": [{"type": "url", "url": "https://x.example"}]},
        "`container`": {**_said("?"), "container": "container_1"},
        "`stop_sequences`": {**_said("?"), "stop_sequences": [PLANT]},
        "`metadata`": {**_said("?"), "metadata": {"user_id": PLANT}},
    }


def _prompted() -> Parts:
    return {
        "`prompt`": {"prompt": PLANT},
        "`prompt`, token numbers": {"prompt": [1, 2]},
        "`suffix`": {"prompt": "?", "suffix": PLANT},
        "`logprobs`": {"prompt": "?", "logprobs": 0},
    }


def _judged() -> Parts:
    return {
        "`input`, a text": {"input": PLANT},
        "`input`, texts": {"input": [PLANT, "?"]},
        "`input`, token numbers": {"input": [1, 2]},
        "`input`, an image": {"input": [{"type": "image_url", "image_url": {"url": "https://x.example/a.png"}}]},
    }
