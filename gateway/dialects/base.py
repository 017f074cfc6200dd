"""What a dialect must tell: its forms of errors and refusals, and where text stands in its answers and streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from gateway.domain import Json, Usage
from gateway.errors import PasserelleError

Lane: TypeAlias = tuple[object, ...]
"""One channel of text in a stream: a choice's content, a tool call's arguments, a block. Stand-ins stay in theirs."""


@dataclass(slots=True)
class Delta:
    """A piece of a lane inside a stream event: ``holder[key]`` is its text. ``json``: the lane is JSON source."""

    lane: Lane
    holder: dict[str, Json] = field(repr=False)
    key: str
    json: bool = False

    @property
    def text(self) -> str:
        """The piece itself; "" where it is no string."""
        value = self.holder[self.key]
        return value if isinstance(value, str) else ""

    @text.setter
    def text(self, value: str) -> None:
        self.holder[self.key] = value


class Dialect(Protocol):
    """One client dialect. Implementations hold no state."""

    @property
    def name(self) -> str:
        """The dialect's name, as in a provider's ``forme``."""

    @property
    def says(self) -> bool:
        """Whether answers hold text: to be restored, and to carry a refusal as a message."""

    @property
    def numbered(self) -> bool:
        """Whether stand-ins carry numbers. Without, equal texts have equal embeddings whatever else was asked."""

    def prepare(self, tree: dict[str, Json], model: str) -> dict[str, Json]:
        """Return the payload with ``model`` set and the fields dropped or forced that must not pass as they are."""

    def headers(self, key: str, betas: Sequence[str] = ()) -> dict[str, str]:
        """Return the headers for an upstream key ("" when the provider needs none) and the features asked for."""

    def error(self, error: PasserelleError, exchange: str) -> dict[str, Json]:
        """Return the error body. ``exchange``: the reference the agent can quote."""

    def error_event(self, error: PasserelleError, exchange: str) -> bytes:
        """Return the stream event that tells of an error after the stream began."""

    def refusal(self, text: str, model: str, exchange: str) -> dict[str, Json]:
        """Return a 200 answer whose assistant says ``text`` and whose finish reason is the content filter's."""

    def refusal_stream(self, text: str, model: str, exchange: str) -> bytes:
        """Return the same as a whole stream."""

    def models(self, models: list[tuple[str, str]]) -> dict[str, Json]:
        """Return the model list for (id, owner) pairs, in the form that this dialect's SDK expects."""

    def deltas(self, event: dict[str, Json]) -> Iterator[Delta]:
        """Return the lane pieces of one parsed stream event."""

    def annotated(self, event: dict[str, Json]) -> Iterator[tuple[Lane, dict[str, Json], str]]:
        """Return the annotations of a stream event that point into a lane's text: its lane, holder and key."""

    def is_delta(self, event: dict[str, Json]) -> bool:
        """Tell whether all of the event's prose stands in its deltas."""

    def closes(self, event: dict[str, Json]) -> Callable[[Lane], bool] | None:
        """Return which lanes end with this event, before its own text; None where none does."""

    def is_terminal(self, event: dict[str, Json]) -> bool:
        """Tell whether this event ends the stream."""

    def is_error(self, event: dict[str, Json]) -> bool:
        """Tell whether this event reports a failure."""

    def usage(self, body: dict[str, Json]) -> Usage:
        """Return the tokens counted in an answer or a stream event."""


def tokens(usage: Json, input_key: str, output_key: str) -> Usage:
    """Read token counts from a usage object; None where they are missing or no integers."""
    if not isinstance(usage, dict):
        return Usage()

    def count(key: str) -> int | None:
        value = usage.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    return Usage(count(input_key), count(output_key))
