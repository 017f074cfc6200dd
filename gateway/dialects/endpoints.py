"""The endpoints served, and the dialect of each by the provider's form: the one table that routes are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.dialects.anthropic import ANTHROPIC, COUNT_TOKENS
from gateway.dialects.base import Dialect
from gateway.dialects.openai import MISTRAL, OPENAI
from gateway.dialects.responses import RESPONSES
from gateway.dialects.texts import COMPLETIONS, FIM, JUDGED, MISTRAL_JUDGED

MODELS = "/v1/models"
_BETA = (b"", b"beta=true")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address that takes POST. ``dialects``: by provider form; the first speaks while no provider is known.

    queries: the query strings that are accepted; none is ever forwarded.
    """

    dialects: Mapping[str, Dialect]
    queries: tuple[bytes, ...] = (b"",)

    @property
    def form(self) -> str:
        """The form that the path alone tells."""
        return next(iter(self.dialects))


ENDPOINTS: Mapping[str, Endpoint] = {
    "/v1/chat/completions": Endpoint({"openai": OPENAI, "mistral": MISTRAL}),
    "/v1/responses": Endpoint({"openai": RESPONSES}),
    "/v1/messages": Endpoint({"anthropic": ANTHROPIC}, _BETA),
    "/v1/messages/count_tokens": Endpoint({"anthropic": COUNT_TOKENS}, _BETA),
    "/v1/completions": Endpoint({"openai": COMPLETIONS}),
    "/v1/fim/completions": Endpoint({"mistral": FIM}),
    "/v1/embeddings": Endpoint({"openai": JUDGED, "mistral": MISTRAL_JUDGED}),
    "/v1/moderations": Endpoint({"openai": JUDGED, "mistral": MISTRAL_JUDGED}),
}
"""By path, in the order in which an agent is told of them."""

DIALECTS: Mapping[str, Dialect] = {dialect.name: dialect for dialect in (OPENAI, MISTRAL, ANTHROPIC)}
"""The dialect of each form where no endpoint is known: lists of models, refused routes."""


def dialect_of(path: str, form: str) -> Dialect:
    """Return how an endpoint speaks to providers of ``form``, or how that form speaks where the path is not served."""
    endpoint = ENDPOINTS.get(path)
    found = endpoint.dialects.get(form) if endpoint else None
    return found or DIALECTS[form]


def path_for(form: str) -> str:
    """Return the address by which models of providers of ``form`` are asked."""
    return next(path for path, endpoint in ENDPOINTS.items() if form in endpoint.dialects)
