"""The places of request_paths.tsv on the endpoints that the gateway serves, as requests with something planted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.campaigns.sdk_paths import FILE, PLANT, TYPES
from gateway.web.guard import ROUTES

TEXT_KINDS = frozenset({"text", "any", "key", "enum"})


@dataclass(frozen=True)
class Place:
    """A place of a request of one endpoint; ``request`` holds PLANT there."""

    endpoint: str
    dialect: str
    path: str
    kind: str
    request: str = field(repr=False)

    def planted(self, text: str, plain: str = "") -> Any:
        """Return the request with ``text`` in its place, and ``plain`` in a message of its own."""
        request = json.loads(self.request)
        if plain:
            _beside(request, plain, self.endpoint)
        return _put(request, text)


def places() -> Iterator[Place]:
    """Yield every place of every endpoint served. Raises LookupError for an endpoint whose types are not known."""
    served = {path for path, method in ROUTES.items() if method == "POST"}
    missing = served - set(TYPES)
    if missing:
        raise LookupError(f"no request types known for {sorted(missing)}: add them to sdk_paths.TYPES")
    for line in FILE.read_text(encoding="utf-8").splitlines()[2:]:
        place = Place(*line.split("\t"))
        if place.endpoint in served:
            yield place


def _put(node: Any, text: str) -> Any:
    if isinstance(node, dict):
        return {key.replace(PLANT, text): _put(value, text) for key, value in node.items()}
    if isinstance(node, list):
        return [_put(item, text) for item in node]
    return text if node == PLANT else node


def _beside(request: dict[str, Any], plain: str, endpoint: str) -> None:
    """Let the request hold the value in plain as well, where its endpoint takes prose."""
    said = f"Le dossier est celui de {plain}, à rappeler."
    turn = {"role": "user", "content": said}
    if isinstance(request.get("messages"), list):
        request["messages"].append(turn)
    elif "messages" in endpoint or "chat" in endpoint:
        request["messages"] = [turn]
    else:
        request["instructions" if endpoint.endswith("responses") else "suffix"] = said
