"""The operational log: JSON lines, keys from a list, never content, never a secret (invariant 11)."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

KEYS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "exchange",
        "code",
        "status",
        "error",
        "at",
        "endpoint",
        "dialect",
        "provider",
        "ms",
        "end",
    }
    | {"version", "policy", "host", "port", "count", "file", "reason", "kinds"}
)
"""What a log line may hold; anything else is dropped."""

_QUIET = ("httpx", "httpcore", "presidio-analyzer", "presidio-anonymizer", "sqlalchemy", "alembic", "asyncio", "spacy")


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Set up structlog, and keep libraries that would log URLs or texts down to warnings."""
    logging.basicConfig(level=logging.WARNING, stream=stream or sys.stderr, format="%(levelname)s %(name)s")
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            allow_listed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level.upper(), 20)),
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


def allow_listed(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: keep KEYS only."""
    return {key: value for key, value in line.items() if key in KEYS}


def where(error: BaseException) -> dict[str, str]:
    """Return what may be said of an exception: its type and the place it rose from. Its text may quote a request."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    return {"error": type(error).__name__, "at": place}


def logger() -> Any:
    """Return the house's logger."""
    return structlog.get_logger("passerelle")
