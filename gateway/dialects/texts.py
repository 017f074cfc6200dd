"""The endpoints that take plain texts: completions and Mistral's fill-in-the-middle, embeddings, moderations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.dialects.base import Delta
from gateway.dialects.openai import Mistral, OpenAI, choices, head
from gateway.dialects.unreadable import refuse_tokens
from gateway.domain import Json


@dataclass(frozen=True, slots=True)
class Completions(OpenAI):
    """OpenAI's completions: a prompt goes on."""

    def prepare(self, tree: dict[str, Json], model: str) -> dict[str, Json]:
        """As for chat. Raises UnsupportedMedia for a prompt of token numbers."""
        refuse_tokens(tree, "prompt")
        return OpenAI.prepare(self, tree, model)

    def refusal(self, text: str, model: str, exchange: str) -> dict[str, Json]:
        """A completion that ends by the content filter."""
        usage: Json = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        return {**self._said(text, model, exchange, "content_filter"), "usage": usage}

    def refusal_stream(self, text: str, model: str, exchange: str) -> bytes:
        """One chunk and [DONE]."""
        said = json.dumps(self._said(text, model, exchange, "content_filter"), ensure_ascii=False)
        return f"data: {said}\n\ndata: [DONE]\n\n".encode()

    def deltas(self, event: dict[str, Json]) -> Iterator[Delta]:
        """The text of each choice."""
        for choice in choices(event):
            if isinstance(choice.get("text"), str):
                yield Delta((choice.get("index", 0), "text"), choice, "text")

    def is_delta(self, event: dict[str, Json]) -> bool:
        """Chunks hold nothing but their texts."""
        return all("text" in choice for choice in choices(event))

    def _said(self, text: str, model: str, exchange: str, finish: str) -> dict[str, Json]:
        choice: Json = {"index": 0, "text": text, "logprobs": None, "finish_reason": finish}
        return {**head(exchange, "text_completion", model), "choices": [choice]}


@dataclass(frozen=True, slots=True)
class Fim(Mistral):
    """Mistral's fill-in-the-middle: asked like a completion, answered like a chat."""

    def prepare(self, tree: dict[str, Json], model: str) -> dict[str, Json]:
        """As for chat. Raises UnsupportedMedia for a prompt that is no text."""
        refuse_tokens(tree, "prompt")
        return Mistral.prepare(self, tree, model)


@dataclass(frozen=True, slots=True)
class Judged(OpenAI):
    """OpenAI's embeddings and moderations: texts go in, numbers come out, so no stand-in needs a number."""

    says: bool = False
    numbered: bool = False

    def prepare(self, tree: dict[str, Json], model: str) -> dict[str, Json]:
        """As for chat. Raises UnsupportedMedia for an input of token numbers."""
        refuse_tokens(tree, "input")
        return OpenAI.prepare(self, tree, model)


@dataclass(frozen=True, slots=True)
class MistralJudged(Mistral):
    """Mistral's embeddings and moderations."""

    says: bool = False
    numbered: bool = False

    def prepare(self, tree: dict[str, Json], model: str) -> dict[str, Json]:
        """As for chat. Raises UnsupportedMedia for an input that is no text."""
        refuse_tokens(tree, "input")
        return Mistral.prepare(self, tree, model)


COMPLETIONS, FIM, JUDGED, MISTRAL_JUDGED = Completions(), Fim(), Judged(), MistralJudged()
