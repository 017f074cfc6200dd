"""What one request is made of, as data. Nothing here does any work or imports anything of ours.

Fields that may hold content are hidden from ``repr``: a value of these types can be logged by mistake without a leak.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

Path: TypeAlias = tuple[str | int, ...]
"""Where a leaf stands in the payload: keys and indexes from the root. A key itself is at its own path + ("{key}",)."""


class Action(IntEnum):
    """What the policy does with a finding; the greatest of all wins."""

    ALLOW = 0
    PSEUDONYMISE = 1
    REROUTE = 2
    BLOCK = 3


class Escape(StrEnum):
    """How the inspected text is embedded in its leaf."""

    NONE = "none"
    JSON = "json"  # the leaf is JSON source: tool arguments, tool results
    NAME = "name"  # an identifier the provider restricts to [A-Za-z0-9_-]: the stand-in goes without brackets
    ID = "id"  # a call id: replaced whole by a keyed id
    SIGNED = "signed"  # a block the provider signed: passes untouched, a hit refuses the request
    KEY = "key"  # an object key: a hit refuses the request
    NUMBER = "number"  # a JSON number: a hit refuses the request


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. ``ref`` is a keyed HMAC of the key's id, the only form that reaches the register. role: agent, dpo."""

    key_id: str
    ref: str
    service: str
    usage: str | None = None
    refuse_as_message: bool = False
    role: str = "agent"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, from arrival (UTC) on.

    declared: the use that its header names, unchecked. betas: provider features asked for, from a closed list.
    """

    id: str
    at: datetime
    dialect: str
    caller: Caller | None = None
    client: str = ""
    endpoint: str = ""
    provider: str = ""
    model: str = ""
    streamed: bool = False
    declared: str = field(default="", repr=False)
    betas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One inspected piece of the payload. ``text`` is what a reader would see, escapes undone.

    ``cue``: the client's own name for the value (a tool argument's key), a hint for context words; "" for prose.
    """

    path: Path
    text: str = field(repr=False)
    escape: Escape = Escape.NONE
    cue: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a detector saw in ``Slot.text[start:end]`` (Python string offsets). Never the text itself.

    kind: an id of models/kinds.yaml. score: 0 to 1. source: the recogniser that saw it.
    identity: findings of one request that name the same person share it. gender: "F", "M" or "" where not told.
    about_person: for a sensitive theme, whether an identifiable person is meant; True for every other kind.
    """

    path: Path
    start: int
    end: int
    kind: str
    score: float = 1.0
    source: str = ""
    identity: int | None = None
    gender: str = ""
    about_person: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data that detection knows: id (``FR_NIR``), category, French label, word of its stand-ins."""

    id: str
    category: str
    label: str
    standin: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule of the policy that applied: how often, what it asks for, what the agent is told."""

    rule: str
    kind: str
    count: int
    action: Action
    message: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to a request. ``replace``: the findings that must be rewritten before anything is sent.

    observed: under a policy that only observes, the action it would have taken; ``action`` is then ALLOW.
    """

    action: Action
    hits: tuple[Hit, ...]
    policy_version: str
    policy_digest: str
    replace: tuple[Finding, ...] = ()
    observed: Action | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them; None where it did not say."""

    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an exchange ended. ``status`` is what the client saw; ``end`` is one of ENDS."""

    end: str
    status: int
    upstream_status: int | None = None
    model_served: str = ""
    usage: Usage = Usage()
    restored: int = 0
    unrestored: int = 0
    response_bytes: int = 0
    upstream_ms: float | None = None
    total_ms: float = 0.0
    error: str = ""


ENDS: Mapping[str, str] = {
    "complete": "the whole answer reached the client",
    "truncated": "the provider's stream stopped without its terminal event",
    "client_gone": "the client hung up before the end",
    "upstream_error": "the provider failed or answered with an error",
    "refused": "nothing was sent to any provider",
    "failed": "the gateway itself failed after the decision",
}
