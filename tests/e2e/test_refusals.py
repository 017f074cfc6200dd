"""A refusal reads well in every client, costs no upstream call, is not tried again, and is recorded with its rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anthropic
import openai
import pytest
from mistralai.client.errors import SDKError

from tests.e2e.conftest import House, clients
from tests.support.gateway_process import command
from tests.support.people import CARD, NIR

BLOCKED = {
    "numero-national-bloque": f"Vérifie les droits de Mme Ginette Vaillant, NIR {NIR}.",
    "secret-bloque": "Corrige ce script : connexion avec le mot de passe : Tamaris!2026x",
    "carte-bloquee": f"L'usager paie avec sa carte {CARD}, rédige le reçu.",
    "opinion-bloquee": "Rédige une note : Mme Ginette Vaillant est musulmane pratiquante.",
}
CONTACT = "dpo@collectivite.example"
SDKS = ("openai", "anthropic", "mistral")
ERRORS = {"openai": openai.BadRequestError, "anthropic": anthropic.BadRequestError, "mistral": SDKError}


def ask(house: House, sdk: str, text: str, *, streamed: bool) -> Any:
    """Ask by one SDK; a stream is read to its end. Return its last object."""
    turns = [{"role": "user", "content": text}]
    match sdk:
        case "openai":
            said = house.openai.chat.completions.create(model="demo-gpt", messages=turns, stream=streamed)
            return list(said) if streamed else said
        case "anthropic" if streamed:
            with house.anthropic.messages.stream(model="demo-claude", max_tokens=99, messages=turns) as stream:
                return stream.get_final_message()
        case "anthropic":
            return house.anthropic.messages.create(model="demo-claude", max_tokens=99, messages=turns)
    if streamed:
        return [event.data for event in house.mistral.chat.stream(model="demo-mistral", messages=turns)]
    return house.mistral.chat.complete(model="demo-mistral", messages=turns)


def response_of(error: Any) -> Any:
    """Return the HTTP response inside an SDK's exception."""
    return getattr(error, "response", None) or error.raw_response


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("sdk", SDKS)
@pytest.mark.parametrize("rule", BLOCKED)
def test_a_blocked_prompt_reads_well_in_the_sdk(house: House, rule: str, sdk: str, streamed: bool) -> None:
    """The SDK raises its own 400 with the French message, tries only once, and nothing reaches the provider."""
    before = len(house.gateway.records())
    with pytest.raises(ERRORS[sdk]) as raised:
        ask(house, sdk, BLOCKED[rule], streamed=streamed)
    answer = response_of(raised.value)
    assert (answer.status_code, answer.headers["x-should-retry"]) == (400, "false")
    assert answer.headers["x-passerelle-decision"] == "bloquee"
    assert "rien n'a été transmis" in str(raised.value)
    assert CONTACT in str(raised.value)
    assert house.upstream.connections == 0
    [record] = house.gateway.records()[before:]
    assert (record["phase"], record["decision"]) == ("refused", "bloquee")
    assert rule in {hit["rule"] for hit in record["facts"]["hits"]}


BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "openai": ("/v1/chat/completions", {"model": "demo-gpt"}),
    "mistral": ("/v1/chat/completions", {"model": "demo-mistral"}),
    "anthropic": ("/v1/messages", {"model": "demo-claude", "max_tokens": 9}),
}


@pytest.mark.parametrize("sdk", SDKS)
def test_a_blocked_prompt_in_plain_http(house: House, sdk: str) -> None:
    """curl shows short French in the dialect's form: what, which rule, what to do, whom to ask, a reference."""
    path, body = BODIES[sdk]
    text = BLOCKED["numero-national-bloque"]
    answer = house.http.post(path, json={**body, "messages": [{"role": "user", "content": text}]})
    told = answer.json()
    error = told if sdk == "mistral" else told["error"]
    message = error["message"]
    assert answer.status_code == 400
    assert len(message) < 400
    assert not set(message) & set('{}"')
    for part in ("numéro de sécurité sociale", "numero-national-bloque", "Retirez", CONTACT):
        assert part in message
    assert answer.headers["x-passerelle-exchange"] in message
    assert NIR not in answer.text
    assert _form(told) == sdk


def _form(told: dict[str, Any]) -> str:
    """Tell a dialect by its error body's exact fields."""
    if set(told) == {"error"} and set(told["error"]) == {"message", "type", "param", "code"}:
        return "openai"
    if told.get("object") == "error" and set(told) == {"object", "message", "type", "param", "code"}:
        return "mistral"
    if told.get("type") == "error" and {"type", "message"} <= set(told["error"]) and "request_id" in told:
        return "anthropic"
    return "none"


@pytest.fixture(scope="module")
def polite(served: House) -> Iterator[House]:
    """Clients whose key wants refusals as messages."""
    key = served.gateway.new_key(refuse_as_message=True)
    with clients(served.gateway, served.upstream, key) as house:
        yield house


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
def test_a_refusal_as_a_message_openai(house: House, polite: House, streamed: bool) -> None:
    """With such a key the refusal is an assistant's message that ends by the content filter: OpenAI."""
    said = ask(polite, "openai", BLOCKED["carte-bloquee"], streamed=streamed)
    text = "".join(c.choices[0].delta.content or "" for c in said) if streamed else said.choices[0].message.content
    last = said[-1] if streamed else said
    assert last.choices[0].finish_reason == "content_filter"
    assert CONTACT in text
    assert house.upstream.connections == 0


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
def test_a_refusal_as_a_message_anthropic(house: House, polite: House, streamed: bool) -> None:
    """With such a key the refusal is an assistant's message that ends by refusal: Anthropic."""
    said = ask(polite, "anthropic", BLOCKED["carte-bloquee"], streamed=streamed)
    assert said.stop_reason == "refusal"
    assert CONTACT in said.content[0].text
    assert house.upstream.connections == 0


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
def test_a_refusal_as_a_message_mistral(house: House, polite: House, streamed: bool) -> None:
    """With such a key the refusal is an assistant's message that ends by the content filter: Mistral."""
    said = ask(polite, "mistral", BLOCKED["carte-bloquee"], streamed=streamed)
    text = "".join(c.choices[0].delta.content or "" for c in said) if streamed else said.choices[0].message.content
    last = said[-1] if streamed else said
    assert last.choices[0].finish_reason == "content_filter"
    assert CONTACT in text
    assert house.upstream.connections == 0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/v1/conversations", 404),
        ("POST", "/v1/audio/speech", 404),
        ("POST", "/v1/files", 404),
        ("POST", "/v1/messages/batches", 404),
        ("GET", "/v1/models/demo-gpt", 404),
        ("DELETE", "/v1/models", 405),
        ("GET", "/v1/chat/completions", 405),
        ("POST", "/v1/chat/completions/", 404),
        ("POST", "/v1//chat/completions", 404),
        ("POST", "/v1/chat/%2e%2e/completions", 404),
        ("POST", "/v1/chat/completions?a=Ginette", 400),
        ("GET", "/docs", 404),
    ],
)
@pytest.mark.parametrize("dialect", ["openai", "anthropic"])
def test_every_other_route_is_refused_and_recorded(
    house: House, method: str, path: str, status: int, dialect: str
) -> None:
    """Any other method or path is refused in the caller's dialect and recorded; nothing is forwarded."""
    headers = {"anthropic-version": "2023-06-01"} if dialect == "anthropic" else {}
    answer = house.http.request(method, path, headers=headers, json={"messages": []} if method == "POST" else None)
    assert (answer.status_code, answer.headers["x-should-retry"]) == (status, "false")
    if status == 404:
        assert _form(answer.json()) == ("anthropic" if path.startswith("/v1/messages") else dialect)
    assert house.upstream.connections == 0
    [record] = house.gateway.of_exchange(answer.headers["x-passerelle-exchange"], until="refused")
    assert (record["decision"], record["facts"]["status"]) == ("refusee", status)
    assert "Ginette" not in json.dumps(record)


def test_an_sdk_on_an_unknown_route_gets_its_own_not_found(house: House) -> None:
    """The OpenAI SDK raises NotFoundError with our message for an endpoint that is not served."""
    with pytest.raises(openai.NotFoundError, match="Rien n'a été transmis"):
        house.openai.images.generate(model="demo-gpt", prompt="Mme Ginette Vaillant")
    assert house.upstream.connections == 0


def test_a_wrong_key_is_refused_once(house: House) -> None:
    """Without a living key nothing is read or sent, in every SDK's own 401."""
    url, turns = house.gateway.url, [{"role": "user", "content": "?"}]
    with (
        openai.OpenAI(base_url=f"{url}/v1", api_key="pgw_faux") as wrong,
        pytest.raises(openai.AuthenticationError, match="Demandez une clé"),
    ):
        wrong.models.list()
    with (
        anthropic.Anthropic(base_url=url, api_key="pgw_faux") as lost,
        pytest.raises(anthropic.AuthenticationError, match="Demandez une clé"),
    ):
        lost.messages.create(model="demo-claude", max_tokens=9, messages=turns)  # type: ignore[arg-type]  # plain dicts
    assert house.upstream.connections == 0


def test_an_undeclared_model_is_refused(house: House) -> None:
    """Only the models of the census may be asked; another one is refused by name of the list, not forwarded."""
    with pytest.raises(openai.BadRequestError, match="GET /v1/models"):
        house.openai.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "?"}])
    assert house.upstream.connections == 0


def test_the_report_shows_refusals_with_their_rules(house: House) -> None:
    """``passerelle report --format jsonl`` tells the DPO of a blocked request, its rule and kind, and no content."""
    answer = house.http.post(
        "/v1/chat/completions",
        json={"model": "demo-gpt", "messages": [{"role": "user", "content": BLOCKED["numero-national-bloque"]}]},
    )
    shown = command("report", "--data", str(house.gateway.data), "--format", "jsonl").stdout
    lines = [line for line in shown.splitlines() if answer.headers["x-passerelle-exchange"] in line]
    assert len(lines) == 1
    assert "numero-national-bloque" in lines[0]
    assert "FR_NIR" in lines[0]
    assert not any(word in shown for word in ("Ginette", "Vaillant", NIR))
