"""The conversation: a page that asks through the gateway's own path, like any client, and keeps nothing here."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import JSONResponse, Response

from gateway.dialects import ANTHROPIC, OPENAI, path_for
from gateway.dialects.strict import dump, parse
from gateway.domain import Action, Json
from gateway.errors import Blocked, Forbidden, InvalidRequest
from gateway.web import body
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.marks import WORDS
from gateway.web.pages.render import HEADERS, show

TOKENS = 2048
LONGEST = 100
"""Messages of one conversation."""


@handles("GET", "/conversation")
def page(house: House, ask: Ask) -> Response:
    """Show an empty conversation."""
    providers = house.policy().providers
    return show(house, ask, "conversation.html", providers=providers, caller=house.caller(ask))


@handles("POST", "/conversation/apercu")
def preview(house: House, ask: Ask) -> Response:
    """Tell what of the conversation would be sent, and what stands for what; nothing is sent or kept."""
    model, messages = _asked(ask)
    caller = house.caller(ask)
    if caller is None:
        raise Forbidden("Rattachez d'abord votre clé, dans « Mes usages ».")
    try:
        found = house.judging.preview({"messages": messages}, caller.service, model)
    except Blocked as error:
        return _told({"issue": WORDS[Action.BLOCK], "envoye": None, "motif": error.message, "remplacements": {}})
    told = {"issue": WORDS[found.action], "envoye": found.sent, "remplacements": dict(found.replaced)}
    return _told({**told, "fournisseur": found.provider})


@handles("POST", "/conversation/envoi")
async def send(house: House, ask: Ask) -> Response:
    """Send the conversation like a client of the gateway, and give back its stream."""
    from gateway.web.routes import arrived  # the routes import the guard, which imports our table

    model, messages = _asked(ask)
    caller = await asyncio.to_thread(house.caller, ask)
    if caller is None:
        raise Forbidden("Rattachez d'abord votre clé, dans « Mes usages ».")
    found = house.policy().provider_of(model)
    form = found[0].form if found else OPENAI.name
    payload: dict[str, Json] = {"model": model, "stream": True, "messages": messages}
    if form == ANTHROPIC.name:
        payload["max_tokens"] = TOKENS
    exchange = arrived(ask.request, caller, endpoint=path_for(form))
    answer = body.respond(await house.pipeline.handle(exchange, dump(payload)))
    answer.headers.update({name: value for name, value in HEADERS.items() if name not in answer.headers})
    return answer


def _asked(ask: Ask) -> tuple[str, list[Json]]:
    """Return the model and the messages. Raises InvalidRequest."""
    said = parse(ask.content)
    model, messages = said.get("modele"), said.get("messages")
    if not isinstance(model, str) or not isinstance(messages, list) or not 1 <= len(messages) <= LONGEST:
        raise InvalidRequest
    for message in messages:
        if not isinstance(message, dict) or message.keys() != {"role", "content"}:
            raise InvalidRequest
        if message["role"] not in ("user", "assistant") or not isinstance(message["content"], str):
            raise InvalidRequest
    return model, messages


def _told(said: dict[str, Any]) -> Response:
    return JSONResponse(said, 200, HEADERS)
