"""What records say, and above all what they cannot say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from gateway.audit import record
from gateway.audit.fields import COLUMN_SHAPES, FACTS, FieldError, check
from gateway.domain import ENDS, Action, Exchange, Hit, Json, Outcome, Verdict
from tests.support.exchanges import CALLER, exchange, outcome, verdict

CONTENT = "Mme Josette Planchon, 1 84 05 69 123 456 12, josette.planchon@courriel.example"


def said(draft: Any) -> dict[str, Any]:
    return {**draft.columns, **json.loads(draft.facts)}


@pytest.mark.parametrize(
    ("header", "tool"),
    [
        ("OpenAI/Python 3.54.0", "openai-python/3.54"),
        ("AsyncOpenAI/Python 3.54.0", "openai-python/3.54"),
        ("OpenAI/JS 6.1.0", "openai-node/6.1"),
        ("Anthropic/Python 2.12.0", "anthropic-python/2.12"),
        ("mistral-client-python/3.7.0", "mistral-python/3.7"),
        ("claude-cli/2.0.14 (external, cli)", "claude-code/2.0"),
        ("open-webui/0.12.4", "open-webui/0.12"),
        ("Python/3.11 aiohttp/3.13.1", "python-aiohttp/3.13"),
        ("python-httpx/0.28.1", "python-httpx/0.28"),
        ("curl/8.5.0", "curl/8.5"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "navigateur/5.0"),
        ("curl", "curl"),
        ("", ""),
        (CONTENT, "autre"),
        ("curl/0612345678", "curl"),
        ("curl/8.0612345678", "curl/8"),
        ("curl/8.5.0 " + CONTENT, "curl/8.5"),
        ("outil-maison/1.0", "autre"),
        ("\x00\udcff", "autre"),
    ],
)
def test_a_client_tool_is_named_and_nothing_else_of_its_header_kept(header: str, tool: str) -> None:
    """A known tool keeps its name and major version; whatever else a client puts in its header is dropped."""
    assert record.client_tool(header) == tool
    assert record.client_tool(tool) == tool


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/v1/chat/completions", "/v1/chat/completions"),
        ("POST /v1/messages", "POST /v1/messages"),
        ("BREW /v1/messages", "/v1/messages"),
        ("/v1/search?q=Planchon", "autre"),
        ("/josette.planchon", "autre"),
        ("", ""),
    ],
)
def test_only_known_paths_are_written_down(path: str, kept: str) -> None:
    """A path that a client made up is not written down: it may hold anything."""
    assert record.endpoint(path) == kept


def test_a_model_that_no_provider_has_is_not_written_down() -> None:
    """The model's name is the client's own text until a declared provider has it."""
    unknown = replace(exchange(), provider="", model=CONTENT)
    assert said(record.refused(unknown, None, code="modele_inconnu", status=404))["model"] == "non_reconnu"


def test_what_a_provider_calls_its_model_is_not_trusted() -> None:
    """A provider that answers prose for its model's name does not get it into the register."""
    end = replace(outcome(), model_served=CONTENT)
    assert said(record.ended(exchange(), end))["model_served"] == "illisible"


def test_messages_to_the_agent_are_not_kept() -> None:
    """The register says which rule applied, not the words that the agent was shown."""
    hit = Hit("identite", "PERSON", 1, Action.BLOCK, message=CONTENT, article=CONTENT)
    judged = Verdict(Action.BLOCK, (hit,), "2026-11-20#3", "ab" * 32)
    draft = record.refused(exchange(), judged, code="donnees_protegees", status=400)
    assert b"Planchon" not in draft.facts
    assert said(draft)["hits"] == [{"rule": "identite", "kind": "PERSON", "count": 1, "action": "block"}]


@pytest.mark.parametrize("name", [*COLUMN_SHAPES, *FACTS])
@pytest.mark.parametrize(
    "content",
    [CONTENT, "Josette Planchon", "josette@courriel.example", "Né le 3 mai", "+33 6 12 34 56 78", "a\nb", [CONTENT]],
)
def test_no_field_takes_content(name: str, content: Json) -> None:
    """No field of a record, column or fact, accepts a name, an address, a phone number or a line of text."""
    columns, facts = ({name: content}, {}) if name in COLUMN_SHAPES else ({}, {name: content})
    with pytest.raises(FieldError) as caught:
        check(columns, facts)  # type: ignore[arg-type]  # that is the test
    assert "Planchon" not in str(caught.value)


@pytest.mark.parametrize("name", ["software", "detectors"])
def test_a_version_line_holds_words(name: str) -> None:
    """Only the two lines of versions may hold spaces: names of software, each with its version."""
    check({}, {name: "presidio 2.2.366; fr_core_news_md 3.8.0 / lexique 12"})


@pytest.mark.parametrize(
    "facts",
    [
        {"counts": {CONTENT: 1}},
        {"counts": {"PERSON": "Josette"}},
        {"counts": {"PERSON": -1}},
        {"counts": {"PERSON": True}},
        {"categories": {"Josette": 1}},
        {"hits": [{"rule": "identite", "kind": "PERSON", "count": 1, "action": "block", "term": "x"}]},
        {"hits": [{"rule": "mot interdit", "kind": "PERSON", "count": 1, "action": "block"}]},
        {"hits": [{"rule": "identite", "kind": "PERSON", "count": 1, "action": "pardon"}]},
        {"total_ms": float("nan")},
        {"total_ms": float("inf")},
        {"total_ms": -1.0},
        {"request_bytes": 1.5},
        {"request_bytes": 2**60},
        {"streamed": "true"},
        {"policy_digest": "pas un condensat"},
        {"end": "perhaps"},
        {"": 1},
        {"prompt": "x"},
    ],
)
def test_facts_of_another_shape_are_refused(facts: dict[str, Json]) -> None:
    """Counts are counts, codes are codes and times are finite: anything else is refused before it is written."""
    with pytest.raises(FieldError):
        record.event("essai", facts)


def test_an_unexpected_field_is_named_without_its_value() -> None:
    """The error for a field that is not on the list does not itself repeat the value."""
    with pytest.raises(FieldError) as caught:
        record.event("essai", {"prompt": CONTENT})
    assert "Planchon" not in str(caught.value)


@pytest.mark.parametrize("end", list(ENDS))
def test_every_end_can_be_recorded(end: str) -> None:
    """Each of the ways in which an exchange ends has its record."""
    assert said(record.ended(exchange(), replace(outcome(), end=end)))["end"] == end


def test_an_empty_outcome_can_be_recorded() -> None:
    """An exchange of which nothing is known but that it failed has its record."""
    assert said(record.ended(exchange(), Outcome("failed", 500)))["input_tokens"] is None


@pytest.mark.parametrize("action", list(Action))
def test_every_action_can_be_recorded(action: Action) -> None:
    """Each action of the policy has its decision, a block always "bloquee" and never anything milder."""
    written = said(record.decided(exchange(), verdict(action), {}, {}))["decision"]
    assert (written == "bloquee") == (action is Action.BLOCK)


def test_a_policy_that_only_observes_says_what_it_would_have_done() -> None:
    """Under a policy that only observes, the record holds both what was done and what would have been done."""
    written = said(record.decided(exchange(), replace(verdict(Action.ALLOW), observed=Action.BLOCK), {}, {}))
    assert (written["decision"], written["observed"]) == ("autorisee", "bloquee")


def test_a_caller_appears_as_a_reference_only() -> None:
    """The id of an agent's key is not in the record, its keyed reference is."""
    draft = record.decided(exchange(), verdict(), {}, {})
    assert draft.columns["caller"] == CALLER.ref
    assert CALLER.key_id not in str(draft)


def test_a_request_without_a_caller_can_be_recorded() -> None:
    """A request with no valid key is recorded with an empty reference."""
    draft = record.refused(exchange(caller=None), None, code="cle_invalide", status=401)
    assert (draft.columns["caller"], draft.columns["service"]) == ("", "")


def test_instants_are_written_in_utc_to_the_millisecond() -> None:
    """An instant of any zone is written as RFC 3339 in UTC with three decimals."""
    paris = datetime(2026, 11, 23, 18, 8, 55, 120999, tzinfo=timezone(timedelta(hours=1)))
    assert record.stamp(paris) == "2026-11-23T17:08:55.120Z"
    assert record.stamp(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000Z"


def test_a_bad_exchange_id_is_refused() -> None:
    """An id that is not a code, say one taken from a client's header, cannot be written."""
    with pytest.raises(FieldError, match="exchange"):
        record.decided(Exchange(CONTENT, datetime.now(UTC), "openai"), None, {}, {})
