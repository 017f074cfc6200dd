"""OpenAI Responses without its memory: a request brings its whole conversation, nothing is stored (R11, R12).

Its events repeat whole texts (``*.done``, ``response.completed``): those are restored whole, the deltas by lane.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gateway.dialects.base import Delta, Lane, tokens
from gateway.dialects.openai import DROPPED, OpenAI
from gateway.domain import Json, Usage
from gateway.errors import PasserelleError, UnsupportedMedia

_ENDS = frozenset({"response.completed", "response.incomplete"})
_POSITIONS = ("content_index", "summary_index")
_REMEMBERED = (
    "La demande contient une référence à des données gardées chez le fournisseur ({0}). "
    "La passerelle ne les a pas vues : renvoyez la conversation entière."
)


@dataclass(frozen=True, slots=True)
class Responses(OpenAI):
    """OpenAI's responses."""

    def prepare(self, tree: dict[str, Json], model: str) -> dict[str, Json]:
        """Set the model, forbid storage, drop the ids of stored items. Raises UnsupportedMedia for what is stored."""
        if tree.get("prompt") is not None:
            raise UnsupportedMedia(_REMEMBERED.format("prompt"), param="prompt")
        kept = {key: value for key, value in tree.items() if key not in (*DROPPED, "client_metadata", "background")}
        if tree.get("background") not in (None, False):
            kept["background"] = tree["background"]  # refused by the walk
        if isinstance(tree.get("input"), list):
            kept["input"] = _unstored(tree["input"])
        return {**kept, "model": model, "store": False}

    def error_event(self, error: PasserelleError, exchange: str) -> bytes:
        """An ``error`` event in both forms that are met: flat as documented, and the nested one that SDKs raise."""
        nested = self.error(error, exchange)["error"]
        flat: dict[str, Json] = {"code": error.code, "message": error.message, "param": None, "sequence_number": 0}
        return _event("error", {**flat, "error": nested})

    def refusal(self, text: str, model: str, exchange: str) -> dict[str, Json]:
        """A completed response of one message: clients show nothing of an incomplete one."""
        return {
            **_head(exchange, model),
            "status": "completed",
            "output": [_message(exchange, text, "completed")],
            "usage": {
                **dict.fromkeys(("input_tokens", "output_tokens", "total_tokens"), 0),
                "input_tokens_details": {"cached_tokens": 0},
                "output_tokens_details": {"reasoning_tokens": 0},
            },
        }

    def refusal_stream(self, text: str, model: str, exchange: str) -> bytes:
        """The whole event sequence of that response."""
        begun: Json = {**_head(exchange, model), "status": "in_progress", "output": []}
        empty, part = _message(exchange, "", "in_progress"), _part(text)
        empty["content"] = []
        item: dict[str, Json] = {"item_id": empty["id"], "output_index": 0}
        place: dict[str, Json] = {**item, "content_index": 0}
        said: list[tuple[str, dict[str, Json]]] = [
            ("response.created", {"response": begun}),
            ("response.output_item.added", {"output_index": 0, "item": empty}),
            ("response.content_part.added", {**place, "part": _part("")}),
            ("response.output_text.delta", {**place, "delta": text, "logprobs": []}),
            ("response.output_text.done", {**place, "text": text, "logprobs": []}),
            ("response.content_part.done", {**place, "part": part}),
            ("response.output_item.done", {"output_index": 0, "item": _message(exchange, text, "completed")}),
            ("response.completed", {"response": self.refusal(text, model, exchange)}),
        ]
        return b"".join(_event(name, {**data, "sequence_number": n}) for n, (name, data) in enumerate(said))

    def deltas(self, event: dict[str, Json]) -> Iterator[Delta]:
        """The piece of a ``*.delta`` event: text, refusal, reasoning, arguments, and what is added tomorrow."""
        kind = event.get("type")
        if isinstance(kind, str) and kind.endswith(".delta") and isinstance(event.get("delta"), str):
            yield Delta(_lane(event, kind), event, "delta", json="arguments" in kind)

    def annotated(self, event: dict[str, Json]) -> Iterator[tuple[Lane, dict[str, Json], str]]:
        """The annotation of an event of its own, which points into its part's text."""
        if event.get("type") == "response.output_text.annotation.added":
            yield _lane(event, "response.output_text.delta"), event, "annotation"

    def is_delta(self, event: dict[str, Json]) -> bool:
        """Delta events hold nothing else."""
        return next(self.deltas(event), None) is not None

    def closes(self, event: dict[str, Json]) -> Callable[[Lane], bool] | None:
        """A text ends by its own ``done`` event, an item's texts by the item's, all of them by the response's."""
        kind = event.get("type")
        if not isinstance(kind, str):
            return None
        if kind in _ENDS or kind in ("response.failed", "error"):
            return lambda _: True
        if kind == "response.output_item.done":
            item = event.get("output_index")
            return lambda lane: lane[0] == item
        if kind.endswith(".done"):
            ended = _lane(event, kind)
            return lambda lane: lane == ended
        return None

    def is_terminal(self, event: dict[str, Json]) -> bool:
        """``response.completed``, or ``response.incomplete`` where a limit was met."""
        return event.get("type") in _ENDS

    def is_error(self, event: dict[str, Json]) -> bool:
        """An ``error`` event, a failed response in a stream, or a failed response as a body."""
        return (
            event.get("type") in ("error", "response.failed")
            or event.get("status") == "failed"
            or isinstance(event.get("error"), dict)
        )

    def usage(self, body: dict[str, Json]) -> Usage:
        """Input and output tokens, of the response in an event or of the body itself."""
        response = body.get("response")
        usage = response.get("usage") if isinstance(response, dict) else body.get("usage")
        return tokens(usage, "input_tokens", "output_tokens")


def _unstored(items: Json) -> list[Json]:
    """Return input items without their ids, which name what the provider keeps of them."""
    assert isinstance(items, list)
    return [_unstored_item(item) if isinstance(item, dict) else item for item in items]


def _unstored_item(item: dict[str, Json]) -> dict[str, Json]:
    if item.get("type") == "item_reference" or not {"type", "role"} & item.keys():
        raise UnsupportedMedia(_REMEMBERED.format("item_reference"), param="input")
    return {key: value for key, value in item.items() if key != "id"}


def _lane(event: dict[str, Json], kind: str) -> Lane:
    position = next((event[name] for name in _POSITIONS if name in event), None)
    return event.get("output_index"), kind.rpartition(".")[0], position


def _head(exchange: str, model: str) -> dict[str, Json]:
    return {
        "id": f"resp_passerelle_{exchange}",
        "object": "response",
        "created_at": 0,
        "model": model,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": False,
        "temperature": None,
        "top_p": None,
        "tool_choice": "none",
        "tools": [],
    }


def _message(exchange: str, text: str, status: str) -> dict[str, Json]:
    content: list[Json] = [_part(text)]
    head: dict[str, Json] = {"id": f"msg_passerelle_{exchange}", "type": "message", "role": "assistant"}
    return {**head, "status": status, "content": content}


def _part(text: str) -> Json:
    return {"type": "output_text", "text": text, "annotations": []}


def _event(name: str, data: dict[str, Json]) -> bytes:
    body = json.dumps({"type": name, **data}, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {body}\n\n".encode()


RESPONSES = Responses()
