"""What agents' tools send beside their prompt: Open WebUI's own calls, Claude Code's and Codex's conventions, browsers."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.e2e.conftest import ORIGIN, House
from tests.support.people import PROMPT, seen

# the fixed words of Open WebUI 0.12's prompts, shortened
WEBUI = {
    "auxiliaire:titre": 'Generate a concise, 3-5 word title with an emoji.\nJSON format: { "title": "your concise title here" }',
    "auxiliaire:etiquettes": 'Generate 1-3 broad tags categorizing the main themes.\nJSON format: { "tags": ["tag1", "tag2"] }',
    "auxiliaire:suites": 'Suggest 3-5 relevant follow-up questions or prompts.\nJSON format: { "follow_ups": ["Question 1?"] }',
    "auxiliaire:recherche": 'Analyze the chat history to determine the necessity of generating search queries.\n{ "queries": ["query1"] }',
}


@pytest.mark.parametrize("call", WEBUI)
def test_open_webui_s_own_calls_are_counted_apart(house: House, call: str) -> None:
    """Titles, tags, follow-ups and searches are cleaned like all else, and the register says what they are."""
    history = f"<chat_history>\nUSER: {PROMPT}\n</chat_history>"
    body = {"model": "demo-gpt", "messages": [{"role": "user", "content": f"### Task:\n{WEBUI[call]}\n{history}"}]}
    answer = house.http.post("/v1/chat/completions", json=body, headers={"user-agent": "open-webui/0.12.4"})
    assert answer.status_code == 200
    assert seen(house.upstream.received[0].raw) == []
    decided, _ = house.gateway.of_exchange(answer.headers["x-passerelle-exchange"])
    assert (decided["facts"]["call"], decided["facts"]["client"]) == (call, "open-webui/0.12")


def test_an_agent_s_own_call_is_not(house: House) -> None:
    """What an agent types is not taken for one of those, even when it speaks of titles."""
    body = {"model": "demo-gpt", "messages": [{"role": "user", "content": 'Un "title" pour la plaquette ?'}]}
    answer = house.http.post("/v1/chat/completions", json=body)
    assert not house.gateway.of_exchange(answer.headers["x-passerelle-exchange"])[0]["facts"].get("call")


CLAUDE_CODE: dict[str, Any] = {
    "model": "demo-claude",
    "max_tokens": 32_000,
    "stream": True,
    "metadata": {"user_id": "user_0123_account__session_4567"},
    "system": [
        {"type": "text", "text": "You are Claude Code.", "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": PROMPT, "cache_control": {"type": "ephemeral", "ttl": "1h"}},
    ],
    "thinking": {"type": "enabled", "budget_tokens": 31_999},
    "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
    "tools": [
        {"name": "Bash", "description": "Runs a command", "input_schema": {"type": "object", "properties": {}}},
        {"type": "text_editor_20250728", "name": "str_replace_based_edit_tool"},
    ],
    "messages": [{"role": "user", "content": [{"type": "text", "text": "Résume."}]}],
}
CLAUDE_HEADERS = {
    "user-agent": "claude-cli/2.1.0 (external, cli)",
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "claude-code-20250219,interleaved-thinking-2025-05-14,files-api-2025-04-14,Ginette-Vaillant",
    "anthropic-dangerous-direct-browser-access": "true",
    "x-app": "cli",
    "x-stainless-lang": "js",
}


def test_claude_code_s_conventions_pass(house: House) -> None:
    """``beta=true``, beta headers, cache marks, context edits and dated tools pass; what is not listed stays here."""
    answer = house.http.post("/v1/messages?beta=true", json=CLAUDE_CODE, headers=CLAUDE_HEADERS)
    assert answer.status_code == 200, answer.text
    assert answer.text.rstrip().endswith('data: {"type":"message_stop"}')
    [received] = house.upstream.received
    assert received.path == "/anthropic/v1/messages"
    assert received.headers["anthropic-beta"] == "claude-code-20250219,interleaved-thinking-2025-05-14"
    assert not {"x-app", "x-stainless-lang", "anthropic-dangerous-direct-browser-access"} & received.headers.keys()
    assert seen(received.raw) == []
    assert "metadata" not in received.json
    assert received.json["context_management"] == CLAUDE_CODE["context_management"]
    counted = {key: value for key, value in CLAUDE_CODE.items() if key not in ("stream", "max_tokens", "metadata")}
    assert house.http.post("/v1/messages/count_tokens?beta=true", json=counted, headers=CLAUDE_HEADERS).json()
    decided = house.gateway.of_exchange(answer.headers["x-passerelle-exchange"])[0]
    assert decided["facts"]["client"] == "claude-code/2.1"


CODEX: dict[str, Any] = {
    "model": "demo-gpt",
    "instructions": PROMPT,
    "input": [
        {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Réponds en français."}]},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Liste les fichiers."}]},
        {
            "type": "reasoning",
            "summary": [{"type": "summary_text", "text": "Je lis."}],
            "content": None,
            "encrypted_content": base64.urlsafe_b64encode(bytes(range(128, 228))).decode(),
        },
        {"type": "function_call", "name": "shell", "arguments": '{"command":["ls"]}', "call_id": "call_abc123"},
        {"type": "function_call_output", "call_id": "call_abc123", "output": '{"output":"Ginette Vaillant.txt"}'},
        {"type": "custom_tool_call", "name": "apply_patch", "input": "*** Begin Patch", "call_id": "call_def456"},
        {"type": "custom_tool_call_output", "call_id": "call_def456", "output": "Success."},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Merci."}]},
    ],
    "tools": [
        {"type": "function", "name": "shell", "strict": False, "parameters": {"type": "object", "properties": {}}},
        {"type": "custom", "name": "apply_patch", "format": {"type": "grammar", "syntax": "lark", "definition": "a"}},
    ],
    "tool_choice": "auto",
    "parallel_tool_calls": False,
    "reasoning": {"effort": "medium", "summary": "auto"},
    "store": False,
    "stream": True,
    "include": ["reasoning.encrypted_content"],
    "prompt_cache_key": "0199a213-81c0-7800-8aa1-bbab2a035a53",
    "text": {"verbosity": "low"},
}


def test_codex_s_conventions_pass(house: House) -> None:
    """Codex keeps no state at the provider either: its whole request passes, its session's numbers stay here."""
    headers = {"originator": "codex_cli_rs", "session_id": "0199a213", "openai-beta": "responses=experimental"}
    answer = house.http.post("/v1/responses", json=CODEX, headers={**headers, "accept": "text/event-stream"})
    assert answer.status_code == 200, answer.text
    *_, last = [line for line in answer.text.splitlines() if line.startswith("data: ")]
    assert json.loads(last.removeprefix("data: "))["type"] == "response.completed"
    [received] = house.upstream.received
    assert seen(received.raw) == []
    assert b"0199a213" not in received.raw
    sent = received.json["input"]
    assert sent[2]["encrypted_content"] == CODEX["input"][2]["encrypted_content"]
    assert [item.get("call_id") for item in sent[3:7]] == ["call_abc123"] * 2 + ["call_def456"] * 2


@pytest.mark.parametrize("path", ["/v1/models", "/v1/chat/completions"])
def test_a_page_of_a_named_origin_may_call(house: House, path: str) -> None:
    """Preflight and answer carry the origin, its own and never ``*``; refusals can be read by the page too."""
    asked = {"origin": ORIGIN, "access-control-request-method": "POST"}
    preflight = house.http.options(path, headers=asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, ORIGIN)
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in preflight.headers
    answer = house.http.post(path, json={}, headers={"origin": ORIGIN})
    assert answer.status_code in (400, 405)
    assert answer.headers["access-control-allow-origin"] == ORIGIN


def test_a_page_of_another_origin_may_not(house: House) -> None:
    """Its preflight is refused and recorded, and no answer is readable by it."""
    asked = {"origin": "https://ailleurs.example", "access-control-request-method": "POST"}
    refused = house.http.options("/v1/chat/completions", headers=asked)
    assert refused.status_code == 403
    [record] = house.gateway.of_exchange(refused.headers["x-passerelle-exchange"], until="refused")
    assert record["facts"]["code"] == "interdit"
    for answer in (refused, house.http.get("/v1/models", headers={"origin": "null"})):
        assert "access-control-allow-origin" not in answer.headers


def test_head_and_options(house: House) -> None:
    """HEAD answers like GET without a body, OPTIONS names the methods; neither reaches a provider."""
    assert (house.http.head("/v1/models").status_code, house.http.head("/v1/models").content) == (200, b"")
    assert house.http.head("/sante").status_code == 200
    assert house.http.head("/v1/messages").status_code == 405
    assert house.http.options("/v1/messages").headers["allow"] == "POST, OPTIONS"
    assert house.http.options("/v1/files").status_code == 404
    assert house.upstream.connections == 0
