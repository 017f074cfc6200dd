"""Calls that a chat interface makes by itself beside the agent's own: titles, tags, follow-up questions.

Open WebUI asks up to three a message. They are inspected like all others, and counted apart in the register. They are
told by what stays the same in its prompts (backend/open_webui/config.py): the conversation between two marks, and the
JSON key that the answer must have.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.domain import Json

_MARK = "<chat_history>"
_KEYS: Mapping[str, str] = {
    '"title"': "titre",
    '"tags"': "etiquettes",
    '"follow_ups"': "suites",
    '"queries"': "recherche",
    '"text"': "completion",
    '"prompt"': "image",
}


def auxiliary(tree: Mapping[str, Json]) -> str:
    """Return ``auxiliaire:titre`` and the like for a call that no agent typed, "" for all others."""
    messages = tree.get("messages")
    last = messages[-1] if isinstance(messages, list) and messages else None
    content = last.get("content") if isinstance(last, dict) and last.get("role") == "user" else None
    if not isinstance(content, str) or _MARK not in content:
        return ""
    asked = content.partition(_MARK)[0]
    return next((f"auxiliaire:{name}" for key, name in _KEYS.items() if key in asked), "")
