"""A chat interface's own calls are told from the agent's by what their prompts always hold."""

from __future__ import annotations

import pytest

from gateway.dialects.anthropic import BETAS, betas
from gateway.dialects.auxiliary import auxiliary
from gateway.domain import Json

ROWS: dict[str, tuple[Json, str]] = {
    "a title": ([{"role": "user", "content": '{ "title": "x" }\n<chat_history>'}], "auxiliaire:titre"),
    "follow-ups": ([{"role": "user", "content": '{ "follow_ups": [] }\n<chat_history>'}], "auxiliaire:suites"),
    "the key after the history": ([{"role": "user", "content": '<chat_history>\n{ "title": "x" }'}], ""),
    "no history": ([{"role": "user", "content": '{ "title": "x" }'}], ""),
    "an assistant's words": ([{"role": "assistant", "content": '{ "title": "x" }\n<chat_history>'}], ""),
    "parts": ([{"role": "user", "content": [{"type": "text", "text": "<chat_history>"}]}], ""),
    "no messages": (None, ""),
    "an empty list": ([], ""),
    "no objects": (["<chat_history>"], ""),
}


@pytest.mark.parametrize(("messages", "call"), ROWS.values(), ids=ROWS.keys())
def test_calls_that_no_agent_typed(messages: Json, call: str) -> None:
    """The conversation between its marks and the key of the answer before it: both, in the user's last message."""
    assert auxiliary({"messages": messages}) == call


def test_only_listed_features_are_asked_of_the_provider() -> None:
    """Beta names are ours or nothing: a header cannot carry anything of the client's out."""
    given = ["claude-code-20250219, Ginette-Vaillant", "effort-2025-11-24,claude-code-20250219,files-api-2025-04-14"]
    assert betas(given) == ("claude-code-20250219", "effort-2025-11-24")
    assert not [name for name in BETAS if name.startswith(("files", "mcp", "code-execution", "skills", "web-"))]
