"""Completions, fill-in-the-middle and embeddings, as the demo model reads and writes them."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.demo.answer import Answer, Ask, pieces
from gateway.demo.openai_form import ChatForm, usage
from gateway.domain import Json

_DIMENSIONS = 16


class CompletionsForm(ChatForm):
    """OpenAI's completions."""

    def read(self, body: dict[str, Json], size: int) -> Ask:
        """Return what is asked. Raises ValueError when there is no prompt."""
        return _prompted(body, size)

    def whole(self, ask: Ask, said: Answer) -> dict[str, Json]:
        """Return the answer as one body."""
        return {**self._said(ask, said.text, "stop"), "usage": usage(ask, said)}

    def events(self, ask: Ask, said: Answer) -> Iterator[bytes]:
        """Yield the answer as server-sent events."""
        for piece in pieces(said.text):
            yield b"data: " + json.dumps(self._said(ask, piece, None), ensure_ascii=False).encode() + b"\n\n"
        yield b"data: " + json.dumps(self._said(ask, "", "stop")).encode() + b"\n\ndata: [DONE]\n\n"

    def _said(self, ask: Ask, text: str, finish: str | None) -> dict[str, Json]:
        choice: Json = {"index": 0, "text": text, "logprobs": None, "finish_reason": finish}
        return {"id": "cmpl-demo", "object": "text_completion", "created": 0, "model": ask.model, "choices": [choice]}


@dataclass(frozen=True, slots=True)
class FimForm(ChatForm):
    """Mistral's fill-in-the-middle: a prompt, answered like a chat."""

    mistral: bool = True

    def read(self, body: dict[str, Json], size: int) -> Ask:
        """Return what is asked. Raises ValueError when there is no prompt."""
        return _prompted(body, size)


def embeddings(body: dict[str, Json]) -> dict[str, Json]:
    """Return vectors that depend on each text alone. Raises ValueError on anything but texts."""
    given = body.get("input")
    texts = given if isinstance(given, list) else [given]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise ValueError("input: a text or a list of texts is required")
    packed = body.get("encoding_format") == "base64"
    rows: list[Json] = [
        {"object": "embedding", "index": index, "embedding": _packed(vector) if packed else vector}
        for index, vector in enumerate(map(_vector, map(str, texts)))
    ]
    spent: Json = {"prompt_tokens": 1, "completion_tokens": 0, "total_tokens": 1}
    return {"id": "emb-demo", "object": "list", "data": rows, "model": str(body.get("model", "")), "usage": spent}


def moderations(body: dict[str, Json]) -> dict[str, Json]:
    """Return a verdict that nothing is wrong with any text."""
    given = body.get("input")
    verdict: Json = {"flagged": False, "categories": {"violence": False}, "category_scores": {"violence": 0.0}}
    results: list[Json] = [verdict for _ in (given if isinstance(given, list) else [given])]
    return {"id": "modr-demo", "model": str(body.get("model", "")), "results": results}


def _prompted(body: dict[str, Json], size: int) -> Ask:
    prompt = body.get("prompt")
    if not isinstance(prompt, str):
        raise ValueError("prompt: a text is required")
    suffix = body.get("suffix")
    text = prompt + (suffix if isinstance(suffix, str) else "")
    return Ask(model=str(body.get("model", "")), text=text, streamed=body.get("stream") is True, size=size)


def _vector(text: str) -> list[Json]:
    digest = hashlib.shake_128(text.encode()).digest(_DIMENSIONS)
    return [byte / 256 for byte in digest]


def _packed(vector: list[Json]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
