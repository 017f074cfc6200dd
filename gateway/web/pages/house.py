"""What the pages are made of: the parts of the house that they show."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from starlette.responses import Response

from gateway.access import Accounts, Sessions
from gateway.allowance import Allowance
from gateway.audit import Register
from gateway.audit.follow import Follower
from gateway.domain import Caller, Json, Kind
from gateway.judging import Detects, Judging
from gateway.keys import KeyRing
from gateway.pipeline import Pipeline
from gateway.policy import LivePolicy
from gateway.policy.workbench import Workbench
from gateway.settings import Settings
from gateway.upstream import Upstream
from gateway.web.pages.ask import Ask

if TYPE_CHECKING:
    from gateway.web.pages.integrity import Integrity
    from gateway.web.pages.oidc import Directory

NOTHING: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True)
class House:
    """Built once, by the composition root. ``directory``: the identity provider, None where there is none."""

    settings: Settings
    kinds: Mapping[str, Kind]
    policy: LivePolicy
    detector: Detects
    judging: Judging
    pipeline: Pipeline
    register: Register
    allowance: Allowance
    keys: KeyRing
    sessions: Sessions
    accounts: Accounts
    follower: Follower
    workbench: Workbench
    integrity: Integrity
    upstream: Upstream
    health: Callable[[], tuple[bool, dict[str, str]]]
    directory: Directory | None = None

    def note(self, kind: str, facts: Mapping[str, Json] = NOTHING) -> None:
        """Record what happened, from a thread of the pages. Raises RegisterDown: then it is not done either."""
        asyncio.run(self.register.event(kind, facts))

    def caller(self, ask: Ask) -> Caller | None:
        """Return the holder of the key that the session is tied to, None without one or once it has ended."""
        return self.keys.holder(ask.who.key_id) if ask.who.key_id else None


Handler: TypeAlias = Callable[["House", Ask], "Response | Awaitable[Response]"]
HANDLERS: dict[tuple[str, str], Handler] = {}


H = TypeVar("H", bound=Callable[..., Any])


def handles(method: str, path: str) -> Callable[[H], H]:
    """Register the function that answers a page. One that is not a coroutine runs in a thread, off the event loop."""

    def keep(handler: H) -> H:
        HANDLERS[method, path] = handler
        return handler

    return keep
