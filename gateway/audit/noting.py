"""Write one event from a command: a chain of its own, opened, written and sealed at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from gateway import __version__
from gateway.audit import record
from gateway.audit.own_chain import OwnChain
from gateway.domain import Json
from gateway.errors import RegisterDown

_SHAPE = re.compile(r"([A-Za-z0-9][A-Za-z0-9._:/+-]{0,63})?", re.ASCII)


def note(url: str, kind: str, facts: Mapping[str, Json]) -> None:
    """Record an event, durably on return. Raises RegisterDown, also where the role may only read."""
    with own_chain(url) as chain:
        chain.write([record.event(kind, facts)])


@contextmanager
def own_chain(url: str) -> Iterator[OwnChain]:
    """Open a chain for a command, and seal it at the end; a register that is not there is not made.

    Raises RegisterDown.
    """
    try:
        chain = OwnChain(url, software=f"passerelle {__version__}", patience=5.0)
        try:
            yield chain
            chain.seal()
        finally:
            chain.close()
    except (SQLAlchemyError, OSError) as error:
        raise RegisterDown(f"Le registre ne peut pas être écrit ({type(error).__name__}).") from error


def asked(filters: Mapping[str, str]) -> dict[str, Json]:
    """Return a filter as the register may hold it: what somebody typed may be a name, only codes are kept."""
    return {name: text if _SHAPE.fullmatch(text) else "illisible" for name, text in filters.items()}
