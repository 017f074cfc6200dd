"""How a client shows its key."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.errors import InvalidRequest, Unauthorised


def presented(authorization: Sequence[str], api_key: Sequence[str]) -> str:
    """Return the one key presented, as bearer token or x-api-key. Raises Unauthorised, or InvalidRequest for two."""
    shown = {value.strip() for value in api_key}
    for value in authorization:
        scheme, _, token = value.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthorised
        shown.add(token.strip())
    shown.discard("")
    if not shown:
        raise Unauthorised
    if len(shown) > 1:
        raise InvalidRequest("Deux clés différentes sont présentées.")
    return shown.pop()
