"""Send to the provider, or where it does not answer to those of its class that stand in for it.

Only what cannot have been answered is sent again, and only to providers that the durable record "decided" names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway import log
from gateway.dialects import Dialect
from gateway.dialects.strict import dump
from gateway.domain import Exchange, Json
from gateway.errors import UpstreamError, UpstreamUnreachable
from gateway.policy import Model, Provider
from gateway.upstream import Answer, Upstream, endpoint_url

_ELSEWHERE = frozenset({401, 403, 429})  # this provider's key or quota: another's may do


async def reach(
    upstream: Upstream,
    dialect: Dialect,
    exchange: Exchange,
    payload: Json,
    sent: bytes,
    routes: Sequence[tuple[Provider, Model]],
    moves: Callable[[Provider, Model], None],
) -> Answer:
    """Return the answer of the first of ``routes`` that gives one; ``moves`` is told before each other is asked.

    sent: ``payload`` as it goes to the first; the others get it with their own model's name. Raises an UpstreamError,
    the last one's where none answers, or PolicyDown for a key that cannot be read.
    """
    for place, (provider, model) in enumerate(routes):
        if place:
            moves(provider, model)
            assert isinstance(payload, dict)
            sent = dump({**payload, "model": model.upstream})
        try:
            return await _post(upstream, dialect, exchange, provider, sent)
        except UpstreamError as error:
            if not _passes_on(error) or place == len(routes) - 1:
                raise
            log.logger().warning("standby", exchange=exchange.id, code=error.code, provider=provider.name)
    raise AssertionError("no route")


async def _post(upstream: Upstream, dialect: Dialect, exchange: Exchange, provider: Provider, sent: bytes) -> Answer:
    key = provider.key()
    headers = dialect.headers(key.get_secret_value() if key else "", exchange.betas)
    return await upstream.send(endpoint_url(provider.base_url, exchange.endpoint), headers, sent)


def _passes_on(error: UpstreamError) -> bool:
    """Tell whether another may be asked: this one was not reached, or serves nobody now."""
    status = error.upstream_status
    return isinstance(error, UpstreamUnreachable) or (status is not None and (status >= 500 or status in _ELSEWHERE))
