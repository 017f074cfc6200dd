"""Invented exchanges, verdicts and outcomes for tests of the register."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from gateway.audit import Register
from gateway.domain import Action, Caller, Exchange, Hit, Outcome, Usage, Verdict

CALLER = Caller("k7abcdef", "ag_0123456789abcdef", "CCAS-AIDES", "USG-014")
_numbers = itertools.count(1)


def exchange(caller: Caller | None = CALLER, exchange_id: str = "") -> Exchange:
    """Return an exchange of its own."""
    return Exchange(
        id=exchange_id or f"01JDTEST{next(_numbers):08d}",
        at=datetime.now(UTC),
        dialect="openai",
        caller=caller,
        client="OpenAI/Python 3.54.0",
        endpoint="/v1/chat/completions",
        provider="mistral",
        model="mistral-small-latest",
        streamed=True,
    )


def verdict(action: Action = Action.PSEUDONYMISE, kind: str = "PERSON", count: int = 2) -> Verdict:
    """Return a verdict with one rule."""
    return Verdict(action, (Hit("identite", kind, count, action, "Un message."),), "2026-11-20#3", "ab" * 32)


def outcome(end: str = "complete") -> Outcome:
    """Return an ordinary outcome."""
    return Outcome(end, 200, 200, "mistral-small-2603", Usage(410, 300), 3, 0, 3011, 900.25, 1000.5)


@contextmanager
def opened(url: str, **options: Any) -> Iterator[Register]:
    """Open a register and close it."""
    register = Register.open(url, software="passerelle 0.1.0", **options)
    try:
        yield register
    finally:
        register.close()
