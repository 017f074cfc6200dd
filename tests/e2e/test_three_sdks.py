"""The official SDKs through the real gateway: no planted value leaves, every one comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from gateway.domain import Json
from tests.e2e.conftest import House
from tests.support.people import PLANTED, PROMPT, seen
from tests.support.replies import bytewise, calling, echo

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"destinataire": {"type": "string", "description": "le nom"}, "texte": {"type": "string"}},
    "required": ["destinataire", "texte"],
}
CHAT_TOOL = {
    "type": "function",
    "function": {"name": "envoyer", "description": "Envoie une lettre", "parameters": SCHEMA},
}
CLAUDE_TOOL = {"name": "envoyer", "description": "Envoie une lettre", "input_schema": SCHEMA}
USER = {"role": "user", "content": PROMPT}
CHAT_TURNS: dict[str, list[dict[str, Any]]] = {
    "one message": [USER],
    "system and history": [
        {"role": "system", "content": "Tu écris pour M. Karim Benhaddou."},
        {"role": "user", "content": "Le dossier est celui de Mme Ginette Vaillant."},
        {"role": "assistant", "content": "Entendu, Mme Ginette Vaillant, 06 39 98 12 34."},
        USER,
    ],
    "parts": [{"role": "user", "content": [{"type": "text", "text": PROMPT}]}],
}


def chat(house: House, sdk: str, turns: list[dict[str, Any]], *, streamed: bool, **more: Any) -> str:
    """Ask by one SDK, in one way, and return the text that its user sees."""
    if sdk == "openai":
        given = {"model": "demo-gpt", "messages": turns, **more}
        if not streamed:
            return str(house.openai.chat.completions.create(**given).choices[0].message.content)
        chunks = house.openai.chat.completions.create(**given, stream=True)
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    if sdk == "mistral":
        given = {"model": "demo-mistral", "messages": turns, **more}
        if not streamed:
            return str(house.mistral.chat.complete(**given).choices[0].message.content)
        return "".join(event.data.choices[0].delta.content or "" for event in house.mistral.chat.stream(**given))
    system = "\n".join(turn["content"] for turn in turns if turn["role"] == "system")
    rest = [turn for turn in turns if turn["role"] != "system"]
    given = {
        "model": "demo-claude",
        "max_tokens": 900,
        "messages": rest,
        **({"system": system} if system else {}),
        **more,
    }
    if not streamed:
        return str(house.anthropic.messages.create(**given).content[-1].text)
    with house.anthropic.messages.stream(**given) as stream:
        return "".join(stream.text_stream)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("turns", CHAT_TURNS)
@pytest.mark.parametrize("sdk", ["openai", "anthropic", "mistral"])
def test_nothing_planted_leaves_and_all_comes_back(house: House, sdk: str, turns: str, streamed: bool) -> None:
    """Whatever the SDK and the request's shape, the upstream sees no planted value and the user reads it whole."""
    said = chat(house, sdk, CHAT_TURNS[turns], streamed=streamed)
    assert said == PROMPT
    [received] = house.upstream.received
    assert seen(received.raw) == []
    assert received.json["stream"] is True if streamed else not received.json.get("stream")


@pytest.mark.parametrize("sdk", ["openai", "anthropic", "mistral"])
def test_a_stream_cut_between_all_bytes_is_restored(house: House, sdk: str) -> None:
    """A stream that arrives byte by byte reads the same."""
    with house.upstream.replying(echo(cut=bytewise)):
        assert chat(house, sdk, [USER], streamed=True) == PROMPT


def test_a_developer_message_and_its_parts_are_cleaned(house: House) -> None:
    """OpenAI's developer messages are inspected like all others."""
    turns: list[dict[str, Any]] = [
        {"role": "developer", "content": [{"type": "text", "text": PROMPT}]},
        {"role": "user", "content": "Résume."},
    ]
    assert chat(house, "openai", turns, streamed=False) == "Résume."
    assert seen(house.upstream.received[0].raw) == []


def test_anthropic_system_blocks_are_cleaned(house: House) -> None:
    """Anthropic's system prompt may be blocks, with cache marks."""
    system = [{"type": "text", "text": PROMPT, "cache_control": {"type": "ephemeral"}}]
    assert (
        chat(house, "anthropic", [{"role": "user", "content": "Résume."}], streamed=False, system=system) == "Résume."
    )
    [received] = house.upstream.received
    assert seen(received.raw) == []
    assert received.json["system"][0]["cache_control"] == {"type": "ephemeral"}


def _letter(text: str) -> dict[str, Json]:
    return {"destinataire": "x", "texte": f'Cite "{text}"\nfin', "liste": [text, {"encore": text}]}


def _openai_call(house: House, turns: list[Any], *, streamed: bool) -> tuple[dict[str, Any], list[Any]]:
    given = {"model": "demo-gpt", "messages": turns, "tools": [CHAT_TOOL], "tool_choice": "required"}
    if streamed:
        with house.openai.chat.completions.stream(**given) as stream:
            message = stream.get_final_completion().choices[0].message
    else:
        message = house.openai.chat.completions.create(**given).choices[0].message
    call = message.tool_calls[0]
    asked = call.model_dump(exclude={"index": True, "function": {"parsed_arguments"}})
    history = {"role": "assistant", "content": None, "tool_calls": [asked]}
    return json.loads(call.function.arguments), [history, {"role": "tool", "tool_call_id": call.id}]


def _mistral_call(house: House, turns: list[Any], *, streamed: bool) -> tuple[dict[str, Any], list[Any]]:
    given = {"model": "demo-mistral", "messages": turns, "tools": [CHAT_TOOL], "tool_choice": "any"}
    if streamed:
        deltas = [event.data.choices[0].delta for event in house.mistral.chat.stream(**given)]
        call = next(delta.tool_calls[0] for delta in deltas if delta.tool_calls)
    else:
        call = house.mistral.chat.complete(**given).choices[0].message.tool_calls[0]
    history = {"role": "assistant", "content": "", "tool_calls": [call.model_dump()]}
    return json.loads(call.function.arguments), [history, {"role": "tool", "tool_call_id": call.id, "name": "envoyer"}]


def _anthropic_call(house: House, turns: list[Any], *, streamed: bool) -> tuple[dict[str, Any], list[Any]]:
    given = {"model": "demo-claude", "max_tokens": 900, "messages": turns, "tools": [CLAUDE_TOOL]}
    given |= {"tool_choice": {"type": "any"}}
    if streamed:
        with house.anthropic.messages.stream(**given) as stream:
            call = stream.get_final_message().content[-1]
    else:
        call = house.anthropic.messages.create(**given).content[-1]
    history = {"type": "tool_use", "id": call.id, "name": call.name, "input": call.input}
    return call.input, [{"role": "assistant", "content": [history]}, {"type": "tool_result", "tool_use_id": call.id}]


Calls = Callable[..., tuple[dict[str, Any], list[Any]]]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(
    ("sdk", "calls"), [("openai", _openai_call), ("mistral", _mistral_call), ("anthropic", _anthropic_call)]
)
def test_a_tool_round_is_clean_both_ways(house: House, sdk: str, calls: Calls, streamed: bool) -> None:
    """Tool arguments come restored as valid JSON; sent back they are cleaned again, and the ids still pair."""
    with house.upstream.replying(echo(calling("envoyer", _letter))):
        arguments, (asked, result) = calls(house, [USER], streamed=streamed)
        assert arguments == _letter(PROMPT)
        result["content"] = json.dumps(
            {"envoyé à": "Mme Ginette Vaillant", "tel": "06 39 98 12 34"}, ensure_ascii=False
        )
        result = {"role": "user", "content": [result]} if sdk == "anthropic" else result
        more = {"tools": [CLAUDE_TOOL if sdk == "anthropic" else CHAT_TOOL]}
        said = chat(house, sdk, [USER, asked, result], streamed=streamed, **more)
    assert json.loads(said) == {"envoyé à": "Mme Ginette Vaillant", "tel": "06 39 98 12 34"}
    first, second = house.upstream.received
    assert (seen(first.raw), seen(second.raw)) == ([], [])
    assert _paired(second.json["messages"])


def _paired(turns: list[dict[str, Any]]) -> bool:
    called, answered = turns[-2], turns[-1]
    if "tool_calls" in called:
        return bool(called["tool_calls"][0]["id"] == answered["tool_call_id"])
    return bool(called["content"][0]["id"] == answered["content"][0]["tool_use_id"])


def test_tool_descriptions_are_cleaned(house: House) -> None:
    """What a tool's description, schema and enum say of a person does not leave either."""
    schema = {
        "type": "object",
        "properties": {"qui": {"type": "string", "enum": ["Mme Ginette Vaillant"], "description": PROMPT}},
    }
    tool = {"type": "function", "function": {"name": "choisir", "description": PROMPT, "parameters": schema}}
    assert chat(house, "openai", [{"role": "user", "content": "Qui ?"}], streamed=False, tools=[tool]) == "Qui ?"
    assert seen(house.upstream.received[0].raw) == []


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
def test_signed_thoughts_pass_both_ways_unchanged(house: House, streamed: bool) -> None:
    """A thinking block reaches the client as it was signed, with its stand-ins, and goes back byte for byte."""
    given = {"model": "demo-claude", "max_tokens": 4000, "thinking": {"type": "enabled", "budget_tokens": 1024}}
    if streamed:
        with house.anthropic.messages.stream(messages=[USER], **given) as stream:
            said = stream.get_final_message()
    else:
        said = house.anthropic.messages.create(messages=[USER], **given)
    thought, text = said.content
    assert "[PERSONNE_F1]" in thought.thinking
    assert text.text == PROMPT
    turns = [USER, {"role": "assistant", "content": [thought.model_dump(), {"type": "text", "text": PROMPT}]}, USER]
    again = house.anthropic.messages.create(messages=turns, **given)
    assert again.content[-1].text == PROMPT
    sent = house.upstream.received[-1].json["messages"][1]["content"][0]
    assert (sent["thinking"], sent["signature"]) == (thought.thinking, thought.signature)
    assert seen(house.upstream.received[-1].raw) == []


def test_mistral_thoughts_are_restored(house: House) -> None:
    """Mistral's reasoning is not signed: its chunks come back restored, whole and streamed."""
    given = {"model": "demo-mistral", "messages": [USER], "prompt_mode": "reasoning"}
    whole = house.mistral.chat.complete(**given).choices[0].message.content
    assert whole[0].thinking[0].text == f"Je relis : {PROMPT}"
    deltas = [event.data.choices[0].delta.content for event in house.mistral.chat.stream(**given)]
    thought = "".join(part.thinking[0].text for delta in deltas if isinstance(delta, list) for part in delta)
    assert thought == f"Je relis : {PROMPT}"


def test_count_tokens_counts_the_cleaned_text(house: House) -> None:
    """Anthropic's count_tokens takes the same path."""
    assert house.anthropic.messages.count_tokens(model="demo-claude", messages=[USER]).input_tokens > 0
    [received] = house.upstream.received
    assert received.path == "/anthropic/v1/messages/count_tokens"
    assert seen(received.raw) == []


def test_models_are_listed_in_each_form(house: House) -> None:
    """Every SDK lists the declared models, and no upstream is asked."""
    known = ["demo-gpt", "demo-claude", "demo-mistral"]
    assert [model.id for model in house.openai.models.list()] == known
    assert [model.id for model in house.anthropic.models.list()] == known
    assert [card.id for card in house.mistral.models.list().data] == known
    assert house.upstream.connections == 0


def test_headers_tell_what_happened(house: House) -> None:
    """The response headers tell the decision, the exchange, the stand-ins by kind and what was not restored."""
    told = house.openai.chat.completions.with_raw_response.create(model="demo-gpt", messages=[USER]).headers
    counts = dict(pair.split("=") for pair in told["x-passerelle-standins"].split(", "))
    assert told["x-passerelle-decision"] == "pseudonymisee"
    assert told["x-passerelle-unrestored"] == "0"
    assert (counts["PERSON"], counts["PHONE_NUMBER"], counts["EMAIL_ADDRESS"]) == ("2", "4", "1")
    records = house.gateway.of_exchange(told["x-passerelle-exchange"])
    assert [record["phase"] for record in records] == ["decided", "ended"]
    assert not [value for value in PLANTED if value in json.dumps(records, ensure_ascii=False)]


def test_a_question_about_nobody_passes_as_it_is(house: House) -> None:
    """A prompt without personal data leaves word for word, and the header says so."""
    question = {"role": "user", "content": "Explique en deux phrases ce qu'est un plan local d'urbanisme."}
    told = house.openai.chat.completions.with_raw_response.create(model="demo-gpt", messages=[question])
    assert told.headers["x-passerelle-decision"] == "autorisee"
    assert house.upstream.received[0].json["messages"] == [question]


def test_the_client_s_key_and_headers_stay_in_the_house(house: House) -> None:
    """No header of the client's reaches the provider: no key, cookie, agent name or SDK telemetry."""
    mine = {"x-suivi": "abc", "cookie": "session=abc", "referer": "http://intranet.example/ginette"}
    house.openai.chat.completions.create(model="demo-gpt", messages=[USER], extra_headers=mine, user="ginette.vaillant")
    [received] = house.upstream.received
    assert set(received.headers) <= {
        "host",
        "accept",
        "accept-encoding",
        "content-type",
        "content-length",
        "user-agent",
        "connection",
    }
    assert received.headers["user-agent"].startswith("passerelle/")
    assert house.gateway.key.encode() not in received.raw
    assert "user" not in received.json
