"""The demo model server, driven by the three official SDKs over real HTTP."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import anthropic
import httpx
import openai
import pytest
from mistralai.client import Mistral
from mistralai.client.errors import SDKError

from gateway.demo.answer import pieces, standins
from gateway.demo.loopback import listen, serving
from gateway.demo.model import BASES, MODELS, DemoModel

Client = Any  # an SDK: its unions of a dozen block types would drown the tests

PROMPT = "Écris à [PERSONNE_F1] au [TELEPHONE_1], dossier de [PERSONNE_M2], née le [DATE_NAISSANCE_1]."
MARKS = ("[PERSONNE_F1]", "[TELEPHONE_1]", "[PERSONNE_M2]", "[DATE_NAISSANCE_1]")
SCHEMA = {
    "type": "object",
    "properties": {
        "nom_usager": {"type": "string"},
        "telephone": {"type": "string"},
        "objet": {"type": "string", "enum": ["rdv", "autre"]},
        "copies": {"type": "integer"},
    },
}
FILLED = {"nom_usager": "[PERSONNE_F1]", "telephone": "[TELEPHONE_1]", "objet": "rdv", "copies": 1}
CHAT_TOOL = {"type": "function", "function": {"name": "envoyer", "description": "Envoie", "parameters": SCHEMA}}


@dataclass
class Served:
    url: str
    model: DemoModel


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    model = DemoModel()
    with serving(model.app, listen("127.0.0.1", 0)) as url:
        yield Served(url, model)


@pytest.fixture(scope="module")
def gpt(served: Served) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=served.url + BASES["demo-openai"], api_key="x", max_retries=0) as client:
        yield client


@pytest.fixture(scope="module")
def claude(served: Served) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=served.url + BASES["demo-anthropic"], api_key="x", max_retries=0) as client:
        yield client


@pytest.fixture(scope="module")
def mistral(served: Served) -> Iterator[Mistral]:
    with Mistral(server_url=served.url + "/mistral", api_key="x") as client:
        yield client


def test_openai_answer_reuses_every_standin(gpt: Client) -> None:
    """A plain OpenAI completion holds every stand-in of the last user message and counts its tokens."""
    said = gpt.chat.completions.create(model="demo-gpt", messages=[{"role": "user", "content": PROMPT}])
    assert all(mark in str(said.choices[0].message.content) for mark in MARKS)
    assert said.choices[0].finish_reason == "stop"
    assert said.usage is not None
    assert said.usage.total_tokens == said.usage.prompt_tokens + said.usage.completion_tokens


def test_openai_stream_says_the_same(gpt: Client) -> None:
    """A streamed completion adds up to the plain one, in pieces that cut stand-ins apart, with usage when asked."""
    parts = [{"type": "text", "text": PROMPT}]
    plain = gpt.chat.completions.create(model="demo-gpt", messages=[{"role": "user", "content": parts}])
    chunks = list(
        gpt.chat.completions.create(
            model="demo-gpt",
            messages=[{"role": "user", "content": PROMPT}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    said = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(said) == plain.choices[0].message.content
    assert not any(mark in piece for mark in MARKS for piece in said)
    assert chunks[-1].usage is not None


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "envoyer"}}, "auto"])
def test_openai_tool_round(gpt: Client, choice: object) -> None:
    """A tool that is required, named or asked for is called with what was received, and its result is reported."""
    asked = [{"role": "user", "content": "Utilise l'outil : " + PROMPT}]
    given = {"model": "demo-gpt", "messages": asked, "tools": [CHAT_TOOL], "tool_choice": choice}
    first = gpt.chat.completions.create(**given)
    call = first.choices[0].message.tool_calls[0]
    assert first.choices[0].finish_reason == "tool_calls"
    assert json.loads(call.function.arguments) == FILLED
    back = [
        first.choices[0].message.model_dump(),
        {"role": "tool", "tool_call_id": call.id, "content": "[PERSONNE_F1] ok"},
    ]
    second = gpt.chat.completions.create(**{**given, "messages": asked + back, "tool_choice": "auto"})
    assert second.choices[0].message.content == "C'est fait. L'outil a répondu : [PERSONNE_F1] ok"


def test_openai_streamed_tool_arguments(gpt: Client) -> None:
    """Streamed tool arguments come in pieces that join to one JSON object."""
    with gpt.chat.completions.stream(
        model="demo-gpt",
        messages=[{"role": "user", "content": PROMPT}],
        tools=[CHAT_TOOL],
        tool_choice="required",
    ) as stream:
        final = stream.get_final_completion()
    calls = final.choices[0].message.tool_calls
    assert calls is not None
    assert json.loads(calls[0].function.arguments) == FILLED


def test_a_prompt_without_standins_comes_back_word_for_word(gpt: Client) -> None:
    """Where nothing was replaced the answer quotes the last user message."""
    turns = [
        {"role": "system", "content": "Sois bref."},
        {"role": "user", "content": "Avant"},
        {"role": "assistant", "content": "Oui"},
        {"role": "user", "content": "Quelle heure est-il à Agde ?"},
    ]
    said = gpt.chat.completions.create(model="demo-gpt", messages=turns)
    content = str(said.choices[0].message.content)
    assert "Quelle heure est-il à Agde ?" in content
    assert "Avant" not in content


def test_anthropic_answer_and_count(claude: Client) -> None:
    """A message re-uses every stand-in, and count_tokens counts."""
    said = claude.messages.create(model="demo-claude", max_tokens=500, messages=[{"role": "user", "content": PROMPT}])
    assert isinstance(said.content[0], anthropic.types.TextBlock)
    assert all(mark in said.content[0].text for mark in MARKS)
    assert said.stop_reason == "end_turn"
    counted = claude.messages.count_tokens(model="demo-claude", messages=[{"role": "user", "content": PROMPT}])
    assert counted.input_tokens > 0


def test_anthropic_stream_with_thoughts_and_tool(claude: Client) -> None:
    """A streamed message holds a signed thought, then the call; the thought comes back unchanged and is accepted."""
    given: dict[str, Any] = {
        "model": "demo-claude",
        "max_tokens": 4000,
        "tools": [{"name": "envoyer", "description": "Envoie", "input_schema": SCHEMA}],
        "thinking": {"type": "enabled", "budget_tokens": 1024},
    }
    asked: dict[str, Any] = {"role": "user", "content": [{"type": "text", "text": PROMPT}]}
    with claude.messages.stream(messages=[asked], tool_choice={"type": "any"}, **given) as stream:
        first = stream.get_final_message()
    thought, call = (block.model_dump(exclude={"caller", "parsed_output"}) for block in first.content)
    assert (thought["type"], first.stop_reason) == ("thinking", "tool_use")
    assert call["input"] == FILLED
    result = {"type": "tool_result", "tool_use_id": call["id"], "content": "fait"}
    turns = [asked, {"role": "assistant", "content": [thought, call]}, {"role": "user", "content": [result]}]
    second = claude.messages.create(messages=turns, **given)
    assert second.content[-1].text == "C'est fait. L'outil a répondu : fait"
    thought["thinking"] += "!"
    with pytest.raises(anthropic.BadRequestError, match="signature"):
        claude.messages.create(messages=turns, **given)


def test_mistral_answer_stream_and_thoughts(mistral: Client) -> None:
    """Mistral's answers re-use every stand-in, streamed ones tell usage, reasoning comes as content chunks."""
    turns = [{"role": "user", "content": PROMPT}]
    plain = mistral.chat.complete(model="demo-mistral", messages=turns)
    assert plain.choices[0].message is not None
    chunks = [event.data for event in mistral.chat.stream(model="demo-mistral", messages=turns)]
    said = "".join(str(chunk.choices[0].delta.content or "") for chunk in chunks)
    assert said == plain.choices[0].message.content
    assert all(mark in said for mark in MARKS)
    assert chunks[-1].usage is not None
    thought = mistral.chat.complete(model="demo-mistral", messages=turns, prompt_mode="reasoning")
    assert thought.choices[0].message is not None
    assert [part.type for part in thought.choices[0].message.content or []] == ["thinking", "text"]


@pytest.mark.parametrize("streamed", [False, True])
def test_mistral_tool_round(mistral: Client, streamed: bool) -> None:
    """A required tool is called in one piece under a nine-letter id."""
    given = {
        "model": "demo-mistral",
        "messages": [{"role": "user", "content": PROMPT}],
        "tools": [CHAT_TOOL],
        "tool_choice": "any",
    }
    if streamed:
        deltas = [event.data.choices[0].delta for event in mistral.chat.stream(**given)]
        calls = next(delta.tool_calls for delta in deltas if delta.tool_calls)
    else:
        message = mistral.chat.complete(**given).choices[0].message
        assert message is not None
        calls = message.tool_calls
    assert calls
    assert len(str(calls[0].id)) == 9
    assert json.loads(str(calls[0].function.arguments)) == FILLED


def test_models(gpt: Client, claude: Client, mistral: Client) -> None:
    """Each provider lists its one model."""
    assert [model.id for model in gpt.models.list()] == [MODELS["demo-openai"]]
    assert [model.id for model in claude.models.list()] == [MODELS["demo-anthropic"]]
    assert [card.model_dump()["id"] for card in mistral.models.list().data or []] == [MODELS["demo-mistral"]]


def test_bad_requests_are_refused_in_each_form(gpt: Client, mistral: Client, served: Served) -> None:
    """A request without messages, and one that is no JSON, get the provider's own 400."""
    with pytest.raises(openai.BadRequestError, match="messages"):
        gpt.chat.completions.create(model="demo-gpt", messages=[])
    with pytest.raises(SDKError, match="messages"):
        mistral.chat.complete(model="demo-mistral", messages=[])
    broken = httpx.post(f"{served.url}/anthropic/v1/messages", content=b"[1")
    assert (broken.status_code, broken.json()["type"]) == (400, "error")


def test_received_bytes_are_kept(gpt: Client, served: Served) -> None:
    """The server remembers the request line, the headers and the exact body of what reached it."""
    gpt.chat.completions.create(model="demo-gpt", messages=[{"role": "user", "content": "souvenir"}])
    last = served.model.received[-1]
    assert last.line == "POST /openai/v1/chat/completions HTTP/1.1"
    assert ("authorization", "Bearer x") in last.headers
    assert last.raw().endswith(b"\r\n\r\n" + last.body)
    assert json.loads(last.body)["messages"][0]["content"] == "souvenir"


def test_pieces_join_and_are_irregular() -> None:
    """Pieces add up to the text, are never empty and have several sizes."""
    text = "é" * random.Random(7).randint(50, 90)
    cut = list(pieces(text))
    assert "".join(cut) == text
    assert "" not in cut
    assert len({len(piece) for piece in cut}) > 3


def test_standins_are_seen_once_in_their_order() -> None:
    """Stand-ins are listed once, by first appearance; other brackets are no stand-ins."""
    assert standins("[PERSONNE_F2] [note] [IBAN_1] [PERSONNE_F2]") == [
        ("PERSONNE", "[PERSONNE_F2]"),
        ("IBAN", "[IBAN_1]"),
    ]


def test_listen_falls_back_to_a_free_port() -> None:
    """A taken port is replaced by a free one."""
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        with listen("127.0.0.1", taken.getsockname()[1]) as other:
            assert other.getsockname()[1] not in (0, taken.getsockname()[1])


def test_serving_ends_with_its_block() -> None:
    """The server's thread is gone after the block."""
    before = threading.active_count()
    with serving(DemoModel().app, listen("127.0.0.1", 0)) as url:
        assert httpx.get(f"{url}/nowhere").status_code == 404
    assert threading.active_count() == before
