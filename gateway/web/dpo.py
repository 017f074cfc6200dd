"""The DPO's read-only view over HTTP: exchanges one by one, and gateway.answers. Each reading is recorded."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from starlette.responses import Response

from gateway.answers import ANSWERS, Asking
from gateway.audit import Register
from gateway.audit import report as lines
from gateway.audit import sheet as forms
from gateway.audit.noting import asked
from gateway.audit.own_chain import heads_line
from gateway.audit.search import Question, moment, search
from gateway.domain import Caller
from gateway.errors import Forbidden, InvalidRequest, Refusal
from gateway.pipeline import Pipeline
from gateway.policy import Policy
from gateway.web import body
from gateway.web.guard import DPO_ANSWER, DPO_EXCHANGES
from gateway.web.routes import Knows, arrived, held_by, identified

MOST = 10_000
"""Exchanges in one answer; an export of all is made by the command."""
FILTERS = ("service", "decision", "kind", "provider", "usage", "caller", "exchange")
TYPES = {"csv": "text/csv", "jsonl": "application/x-ndjson", "html": "text/html"}


@dataclass(frozen=True, slots=True)
class Told:
    """What is answered. digest: SHA-256 of ``text``, which the register keeps."""

    text: str = field(repr=False)
    form: str
    rows: int

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of the bytes that leave."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reader:
    """Answers questions. policy: the one in force. months: how long records are kept."""

    url: str
    register: Register
    policy: Callable[[], Policy]
    months: int

    async def answer(self, caller: Caller, what: str, given: Mapping[str, str]) -> Told:
        """Return an answer once its reading is recorded. Raises InvalidRequest, RegisterDown."""
        question = question_of(given)
        tell = self._exchanges if what == DPO_EXCHANGES else self._sheet
        told = await asyncio.to_thread(tell, question, given)
        await self.register.event(
            "lecture_http",
            {
                "key_id": caller.key_id,
                "reason": given.get("question", "echanges"),
                "asked": asked(question.asked()),
                "rows": told.rows,
                "digest": told.digest,
            },
        )
        return told

    def _exchanges(self, question: Question, given: Mapping[str, str]) -> Told:
        form = _one_of(given.get("format", "jsonl"), ("jsonl", "csv"), "format")
        found = list(search(self.url, question, last=_count(given.get("last", "1000"))))
        written = lines.as_csv(found) if form == "csv" else lines.as_jsonl(found)
        return Told("".join(written), form, len(found))

    def _sheet(self, question: Question, given: Mapping[str, str]) -> Told:
        form = _one_of(given.get("format", "jsonl"), tuple(TYPES), "format")
        name = _one_of(given.get("question", ""), tuple(ANSWERS), "question")
        made = ANSWERS[name](Asking(self.url, question, self.policy(), self.months))
        if form == "html":
            written = forms.as_html([made], made=forms.now(), head=heads_line(self.url))
        else:
            written = forms.as_csv(made) if form == "csv" else forms.as_jsonl(made)
        return Told("".join(written), form, len(made.rows))


def question_of(given: Mapping[str, str]) -> Question:
    """Return what is asked. Raises InvalidRequest for a name or an instant that cannot be read."""
    unknown = given.keys() - {*FILTERS, "since", "until", "format", "last", "question"}
    if unknown:
        raise InvalidRequest(f"Filtres connus : since, until, {', '.join(FILTERS)}.", param="query")
    try:
        since, until = moment(given.get("since", "30j")), given.get("until")
        return Question(since, moment(until) if until else None, **{n: given[n] for n in FILTERS if n in given})
    except ValueError:
        raise InvalidRequest("since et until : un instant ISO 8601, ou une durée comme 24h ou 7j.") from None


def add_dpo_routes(app: FastAPI, pipeline: Pipeline, keys: Knows, reader: Reader) -> None:
    """Attach the DPO's routes."""

    async def answer(request: Request) -> Response:
        exchange = arrived(request, None)
        try:
            caller = await identified(request, keys)
            if caller.role != "dpo":
                exchange = held_by(caller, exchange, request)
                raise Forbidden("Le registre ne se lit qu'avec la clé du DPO.")
            told = await reader.answer(caller, request.url.path, dict(parse_qsl(request.url.query)))
        except Refusal as error:
            return body.respond(await pipeline.refuse(exchange, error))
        return Response(told.text, headers=_headers(told), media_type=TYPES[told.form])

    for path in (DPO_EXCHANGES, DPO_ANSWER):
        app.add_route(path, answer, methods=["GET"])


def _headers(told: Told) -> dict[str, str]:
    return {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        "x-content-type-options": "nosniff",
        "x-passerelle-digest": told.digest,
    }


def _one_of(value: str, known: tuple[str, ...], name: str) -> str:
    if value not in known:
        raise InvalidRequest(f"{name} : {', '.join(known)}.", param=name)
    return value


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise InvalidRequest(f"last : de 1 à {MOST}.", param="last")
    return int(text)
