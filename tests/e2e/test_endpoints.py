"""Responses, completions, fill-in-the-middle, embeddings and moderations through the real gateway, by the official SDKs."""

from __future__ import annotations

import base64
import json
from typing import Any

import openai
import pytest

from gateway.domain import Json
from tests.e2e.conftest import House, clients
from tests.support.people import CARD, PROMPT, seen
from tests.support.replies import bytewise, calling, echo, events, truncated, whole

TOOL = {
    "type": "function",
    "name": "envoyer",
    "description": "Envoie une lettre",
    "parameters": {"type": "object", "properties": {"texte": {"type": "string"}}},
}
SEALED = base64.urlsafe_b64encode(bytes(range(128, 228))).decode()


def respond(house: House, given: Any, *, streamed: bool, **more: Any) -> Any:
    """Ask by the Responses API and return the final response."""
    asked = {"model": "demo-gpt", "input": given, **more}
    if not streamed:
        return house.openai.responses.create(**asked)
    with house.openai.responses.stream(**asked) as stream:
        return stream.get_final_response()


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(
    "given",
    [
        PROMPT,
        [{"role": "user", "content": PROMPT}],
        [
            {"role": "developer", "content": [{"type": "input_text", "text": "Tu écris pour M. Karim Benhaddou."}]},
            {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": SEALED},
            {
                "type": "message",
                "id": "msg_1",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": "Mme Ginette Vaillant ?", "annotations": []}],
            },
            {"role": "user", "content": [{"type": "input_text", "text": PROMPT}]},
        ],
    ],
    ids=["text", "message", "history"],
)
def test_a_response_is_clean_both_ways(house: House, given: Any, streamed: bool) -> None:
    """Nothing planted leaves by the Responses API, all comes back, and the provider is told to store nothing."""
    said = respond(house, given, streamed=streamed, instructions=PROMPT, store=True, user="ginette.vaillant")
    assert said.output_text == PROMPT
    [received] = house.upstream.received
    assert received.path == "/openai/v1/responses"
    assert seen(received.raw) == []
    assert received.json["store"] is False
    assert "user" not in received.json
    assert not [item for item in received.json["input"] if isinstance(item, dict) and "id" in item]


@pytest.mark.parametrize("cut", [whole, events, bytewise])
def test_every_event_that_repeats_a_text_repeats_it_restored(house: House, cut: Any) -> None:
    """Deltas add up to the text that each ``done`` event and ``response.completed`` repeat, however the stream is cut."""
    with house.upstream.replying(echo(cut=cut)):
        asked = {"model": "demo-gpt", "input": PROMPT, "reasoning": {"summary": "auto"}}
        came = [event.model_dump() for event in house.openai.responses.create(**asked, stream=True)]

    def joined(kind: str) -> str:
        return "".join(event["delta"] for event in came if event["type"] == f"{kind}.delta")

    done = {event["type"]: event for event in came}
    thought = f"Je relis : {PROMPT}"
    assert joined("response.output_text") == done["response.output_text.done"]["text"] == PROMPT
    assert joined("response.reasoning_summary_text") == done["response.reasoning_summary_text.done"]["text"] == thought
    assert done["response.content_part.done"]["part"]["text"] == PROMPT
    assert done["response.reasoning_summary_part.done"]["part"]["text"] == thought
    final = done["response.completed"]["response"]["output"]
    assert (final[0]["summary"][0]["text"], final[1]["content"][0]["text"]) == (thought, PROMPT)
    order = [event["type"] for event in came]
    last = len(order) - 1 - order[::-1].index("response.output_text.delta")
    assert last < order.index("response.output_text.done")


def _letter(text: str) -> dict[str, Json]:
    return {"texte": f'Cite "{text}"\nfin'}


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
def test_a_function_call_is_clean_both_ways(house: House, streamed: bool) -> None:
    """A function call comes back as valid JSON and restored, and its result leaves clean."""
    with house.upstream.replying(echo(calling("envoyer", _letter))):
        more = {"tools": [TOOL], "tool_choice": "required"}
        [call] = respond(house, PROMPT, streamed=streamed, **more).output
        assert json.loads(call.arguments) == _letter(PROMPT)
        turns = [
            {"role": "user", "content": PROMPT},
            call.model_dump(exclude={"parsed_arguments"}, exclude_none=True),
            {"type": "function_call_output", "call_id": call.call_id, "output": "Envoyé à Mme Ginette Vaillant"},
        ]
        assert respond(house, turns, streamed=streamed, tools=[TOOL]).output_text == "Envoyé à Mme Ginette Vaillant"
    first, second = house.upstream.received
    assert (seen(first.raw), seen(second.raw)) == ([], [])
    sent = second.json["input"]
    assert sent[1]["call_id"] == sent[2]["call_id"] == call.call_id


def test_what_the_provider_sealed_goes_back_untouched(house: House) -> None:
    """Encrypted reasoning passes as it is; readable text under its name is inspected and refuses when it says something."""
    asked: list[dict[str, Any]]
    asked = [{"type": "reasoning", "summary": [], "encrypted_content": SEALED}, {"role": "user", "content": "Suite ?"}]
    respond(house, asked, streamed=False, include=["reasoning.encrypted_content"])
    assert house.upstream.received[0].json["input"][0]["encrypted_content"] == SEALED
    asked[0]["encrypted_content"] = PROMPT
    with pytest.raises(openai.BadRequestError, match="bloc de raisonnement"):
        respond(house, asked, streamed=False)


STATEFUL: dict[str, dict[str, Any]] = {
    "an earlier response": {"previous_response_id": "resp_1"},
    "a conversation": {"conversation": "conv_1"},
    "a stored prompt": {"prompt": {"id": "pmpt_1"}},
    "a background run": {"background": True},
    "a stored item": {"input": [{"type": "item_reference", "id": "msg_1"}, {"role": "user", "content": "?"}]},
    "a stored item, unnamed": {"input": [{"id": "msg_1"}, {"role": "user", "content": "?"}]},
    "a stored file": {"input": [{"role": "user", "content": [{"type": "input_file", "file_id": "file-1"}]}]},
    "a remote file": {
        "input": [{"role": "user", "content": [{"type": "input_file", "file_url": "https://x.example/a.pdf"}]}]
    },
    "an image": {
        "input": [{"role": "user", "content": [{"type": "input_image", "image_url": "https://x.example/a.png"}]}]
    },
    "web search": {"tools": [{"type": "web_search"}]},
    "a file store": {"tools": [{"type": "file_search", "vector_store_ids": ["vs_1"]}]},
    "code at the provider": {"tools": [{"type": "code_interpreter", "container": {"type": "auto"}}]},
    "a remote tool server": {"tools": [{"type": "mcp", "server_label": "x", "server_url": "https://x.example"}]},
    "probabilities": {"top_logprobs": 2},
}


@pytest.mark.parametrize("more", STATEFUL.values(), ids=STATEFUL.keys())
def test_what_lives_at_the_provider_is_refused(house: House, more: dict[str, Any]) -> None:
    """References to the provider's memory, its own tools and unreadable parts are refused with 415; nothing leaves."""
    answer = house.http.post("/v1/responses", json={"model": "demo-gpt", "input": "?", **more})
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "contenu_illisible")
    assert house.upstream.connections == 0


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
def test_a_blocked_response(house: House, streamed: bool) -> None:
    """A block is OpenAI's own 400; for keys that want messages, it is a response that says why."""
    text = f"L'usager paie avec sa carte {CARD}, rédige le reçu."
    with pytest.raises(openai.BadRequestError, match="rien n'a été transmis"):
        respond(house, text, streamed=streamed)
    with clients(house.gateway, house.upstream, house.gateway.new_key(refuse_as_message=True)) as polite:
        assert "rien n'a été transmis" in respond(polite, text, streamed=streamed).output_text
    assert house.upstream.connections == 0


def test_a_response_that_breaks_off(house: House) -> None:
    """Without its terminal event a response's stream ends by an error that the SDK raises, recorded as truncated."""
    with house.upstream.replying(truncated(0.6)), pytest.raises(openai.APIError, match="fournisseur"):
        list(house.openai.responses.create(model="demo-gpt", input=PROMPT, stream=True))
    with house.upstream.replying(truncated(0.6)):
        answer = house.http.post("/v1/responses", json={"model": "demo-gpt", "input": PROMPT, "stream": True})
    [*_, ended] = house.gateway.of_exchange(answer.headers["x-passerelle-exchange"])
    assert ended["facts"]["end"] == "truncated"


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
def test_completions_and_fill_in_the_middle(house: House, streamed: bool) -> None:
    """Prompts and suffixes leave clean and come back restored, by OpenAI's completions and by Mistral's FIM."""
    asked = {"model": "demo-gpt", "prompt": PROMPT, "suffix": " Mme Ginette Vaillant"}
    said = house.openai.completions.create(**asked, stream=streamed)
    texts = [chunk.choices[0].text for chunk in said] if streamed else [said.choices[0].text]
    assert "".join(texts) == PROMPT + " Mme Ginette Vaillant"
    asked["model"] = "demo-mistral"
    if streamed:
        filled = [event.data.choices[0].delta.content or "" for event in house.mistral.fim.stream(**asked)]
    else:
        filled = [house.mistral.fim.complete(**asked).choices[0].message.content]
    assert "".join(filled) == PROMPT + " Mme Ginette Vaillant"
    assert [received.path for received in house.upstream.received] == [
        "/openai/v1/completions",
        "/mistral/v1/fim/completions",
    ]
    assert [seen(received.raw) for received in house.upstream.received] == [[], []]


def test_embeddings_depend_on_their_own_text_alone(house: House) -> None:
    """A text has the same vector whatever stands beside it: stand-ins there tell a kind, not a number."""
    names = ["M. Karim Benhaddou viendra en mairie.", "Mme Ginette Vaillant viendra en mairie."]
    both = house.openai.embeddings.create(model="demo-gpt", input=names).data
    alone = house.openai.embeddings.create(model="demo-gpt", input=names[1], encoding_format="float").data
    assert both[1].embedding == pytest.approx(alone[0].embedding)
    assert [seen(received.raw) for received in house.upstream.received] == [[], []]
    assert house.upstream.received[0].json["input"][0] == "M. [PERSONNE] viendra en mairie."
    assert len(house.mistral.embeddings.create(model="demo-mistral", inputs=names).data) == 2
    assert seen(house.upstream.received[2].raw) == []


def test_moderations_see_no_name(house: House) -> None:
    """A text to be moderated leaves clean."""
    assert house.openai.moderations.create(model="demo-gpt", input=[PROMPT]).results[0].flagged is False
    assert house.mistral.classifiers.moderate(model="demo-mistral", inputs=[PROMPT]).results
    assert [seen(received.raw) for received in house.upstream.received] == [[], []]


@pytest.mark.parametrize("tokens", [[1, 2, 3], [[1, 2], [3]], ["texte", 5], [{"type": "image_url"}]])
@pytest.mark.parametrize(
    ("path", "key"), [("/v1/embeddings", "input"), ("/v1/completions", "prompt"), ("/v1/moderations", "input")]
)
def test_token_numbers_are_refused(house: House, path: str, key: str, tokens: Any) -> None:
    """Token numbers hide a text: they are refused in every place that takes them."""
    answer = house.http.post(path, json={"model": "demo-gpt", key: tokens})
    assert (answer.status_code, answer.json()["error"]["param"]) == (415, key)
    assert house.upstream.connections == 0


@pytest.mark.parametrize(
    ("path", "model", "where"),
    [
        ("/v1/responses", "demo-mistral", "/v1/chat/completions"),
        ("/v1/fim/completions", "demo-gpt", "/v1/chat/completions"),
        ("/v1/embeddings", "demo-claude", "/v1/messages"),
    ],
)
def test_a_model_is_asked_where_its_provider_answers(house: House, path: str, model: str, where: str) -> None:
    """A model of another form is refused with the address to use."""
    answer = house.http.post(path, json={"model": model, "input": "?", "prompt": "?"})
    assert answer.status_code == 400
    assert where in answer.text
