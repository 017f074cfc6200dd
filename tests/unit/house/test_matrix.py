"""docs/endpoints.md tells what the code does with each part of a request, because the code wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.audit.record import ENDPOINTS as RECORDED
from gateway.dialects import DIALECTS, ENDPOINTS, dialect_of, path_for
from gateway.matrix import UNSEEN, page, rows

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_up_to_date() -> None:
    """The published matrix is what ``passerelle endpoints`` says now."""
    assert (ROOT / "docs/endpoints.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("path", ENDPOINTS)
def test_nothing_planted_goes_unseen(path: str) -> None:
    """A planted value is inspected, refused, dropped or read in every part of every endpoint; never just forwarded."""
    found = list(rows(path))
    assert found
    assert [part for part, _, done in found if done == UNSEEN] == []


STATEFUL = (
    "kept at the provider",
    "previous_response_id",
    "conversation",
    "background",
    "`prompt`, token",
    "elsewhere",
)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_what_lives_elsewhere_is_refused(path: str) -> None:
    """What the provider keeps, fetches or runs is refused wherever it can be named."""
    for part, _, done in rows(path):
        if any(word in part for word in (*STATEFUL, "run by the provider", "an image", "token numbers")):
            assert done.startswith("refused (4"), part


def test_nothing_is_stored() -> None:
    """Responses are never stored, whatever the client asks."""
    assert {part: done for part, _, done in rows("/v1/responses")}["`store`"] == "forced to `false`"


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_endpoint_has_its_dialects(path: str) -> None:
    """Each endpoint has a dialect for each form it serves, and a name in the register."""
    assert path in RECORDED
    for form in ENDPOINTS[path].dialects:
        assert dialect_of(path, form).name == form


@pytest.mark.parametrize("form", DIALECTS)
def test_a_path_that_is_not_served_still_has_a_voice(form: str) -> None:
    """A refusal on an unknown path speaks a dialect too, and every form has an address to be sent to."""
    assert dialect_of("autre", form) is DIALECTS[form]
    assert form in ENDPOINTS[path_for(form)].dialects
