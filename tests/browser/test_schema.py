"""A little of the campaign of benchmarks/fuzz.py, at every test."""

from __future__ import annotations

from tests.support.fuzzing import fuzz
from tests.support.site import Site, shown


def test_no_request_makes_the_server_fail(place: Site) -> None:
    """Requests made from the schema of the whole API, sound and unsound, are answered, and never with a server error."""
    statuses, wrong = fuzz(place.gateway.url, shown(place), 240)
    assert wrong == []
    assert sum(statuses.values()) > 100
