"""The path of one request, from bytes to bytes; docs/life-of-a-request.md tells it in words.

Nothing is sent before the register holds a durable record of the decision. Whatever fails before that refuses the
request:
there is no way past a step.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from gateway import log
from gateway.allowance import Allowance
from gateway.attempt import Attempt, Reply, as_json, as_message, decision, headers_of, told
from gateway.audit import Register
from gateway.audit.carbon import at_once, carbon
from gateway.dialects import ENDPOINTS, dialect_of, path_for
from gateway.dialects.strict import dump, parse
from gateway.dialects.walk import slots
from gateway.documents.parts import documents, with_texts
from gateway.documents.reader import Reader
from gateway.domain import Action, Exchange, Finding, Json, Kind, Outcome, Slot, Verdict
from gateway.errors import (
    Blocked,
    DetectorDown,
    InvalidRequest,
    PasserelleError,
    QuotaReached,
    Refusal,
    RegisterDown,
    Unavailable,
    UpstreamError,
    UpstreamInvalid,
    UpstreamRefused,
)
from gateway.outgoing import Outgoing, Rewriter
from gateway.policy import Model, Policy, Provider, refusal, route
from gateway.policy.remembered import RememberedPolicy
from gateway.standby import reach
from gateway.stream import StreamRestorer
from gateway.turns import ROOM, Gone, Turns
from gateway.upstream import Answer, Upstream, client_status
from gateway.views import squash
from gateway.whole import restore_tree, served

ON_THE_LOOP = 8192
"""Bytes of a body that is written and searched in a millisecond or two: not worth a thread."""


class Detects(Protocol):
    """What the path needs of a detector; the tests' failing one is the second implementation."""

    version: str

    def detect(self, slots: Sequence[Slot]) -> list[Finding]:
        """Return what is found. Raises DetectorDown."""

    def remembered(self, slots: Sequence[Slot]) -> list[Finding] | None:
        """Return the same at once where these very slots were seen before, else None."""

    def effort(self, slots: Sequence[Slot]) -> int:
        """Return how many fresh characters cost about as much."""


class Pipeline:
    """One for a process. ``policy`` is asked once a request, so that a request is judged by one version."""

    def __init__(
        self,
        *,
        detector: Detects,
        policy: Callable[[], Policy],
        register: Register,
        upstream: Upstream,
        kinds: Mapping[str, Kind],
        secret: bytes,
        allowance: Allowance | None = None,
        prints: Callable[[Sequence[Slot], Sequence[Finding]], list[str]] | None = None,
        room: int = ROOM,
    ) -> None:
        self._detector = detector
        self._prints = prints
        self._policy = policy
        self._register = register
        self._upstream = upstream
        self._rewriter = Rewriter(kinds, secret)
        self._kinds = kinds
        self._reader = Reader()
        self._judged = RememberedPolicy()
        self._allowance = allowance or Allowance(None)
        self.turns = Turns(room)
        self._endings: set[asyncio.Task[None]] = set()

    async def handle(self, exchange: Exchange, body: bytes, gone: Gone | None = None) -> Reply:
        """Take one request to its answer; ``gone`` returns once its client has hung up.

        Never raises: a failure is an answer too, and is recorded.
        """
        attempt = Attempt(exchange, dialect_of(exchange.endpoint, exchange.dialect))
        try:
            return await self._run(attempt, body, gone)
        except PasserelleError as error:
            if error.__cause__ is not None:
                log.logger().error(error.code, exchange=exchange.id, **log.where(error.__cause__))
            return await self._fail(attempt, error)
        except Exception as error:
            log.logger().error("failed", exchange=exchange.id, **log.where(error))
            return await self._fail(attempt, Unavailable())

    async def refuse(self, exchange: Exchange, error: Refusal) -> Reply:
        """Answer and record a request that was turned away before it was read."""
        return await self._fail(Attempt(exchange, dialect_of(exchange.endpoint, exchange.dialect)), error)

    async def listed(self, exchange: Exchange) -> Reply:
        """Answer the list of the models that may be used."""
        attempt = Attempt(exchange, dialect_of(exchange.endpoint, exchange.dialect))
        try:
            models = [(m.id, p.name) for p in self._policy().providers for m in p.models]
            facts: dict[str, Json] = {"client": "", "endpoint": exchange.endpoint}
            await self._register.event("models_listed", facts)
        except PasserelleError as error:
            return await self._fail(attempt, error)
        return as_json(200, attempt.dialect.models(models), headers_of(exchange.id))

    async def aclose(self) -> None:
        """Wait until every exchange that ended is recorded."""
        if self._endings:
            await asyncio.wait(self._endings)
        self.turns.close()

    # ── before the decision ──────────────────────────────────────────────────────────────────────────────────────

    async def _run(self, attempt: Attempt, body: bytes, gone: Gone | None) -> Reply:
        tree = parse(body)
        attempt.facts["request_bytes"] = len(body)
        policy = self._policy()
        attempt.exchange = policy.declare(attempt.exchange)
        provider, model = self._route(attempt, policy, tree)
        payload = await self._with_documents(policy, attempt.dialect.prepare(tree, model.upstream))
        pieces = slots(payload)
        findings = await self._inspect(attempt, policy, pieces, gone)
        routed = route(policy, findings, service=attempt.service, provider=provider, model=model)
        verdict = attempt.verdict = routed.verdict
        if verdict.action is Action.BLOCK:
            raise Blocked(refusal(policy, verdict, attempt.exchange.id), verdict)
        attempt.goes_to(routed.provider, routed.model)
        attempt.routes = ((routed.provider, routed.model), *policy.standby(routed.provider, routed.model))
        attempt.facts["standby"] = [other.name for other, _ in attempt.routes[1:]]
        payload["model"] = routed.model.upstream
        form, numbered = provider.form, attempt.dialect.numbered
        write = partial(self._leaving, payload, pieces, verdict, form=form, numbered=numbered)
        # a long text is written and searched beside the loop, so that nobody else waits for it
        beside = len(body) > ON_THE_LOOP and not attempt.seen
        outgoing, sent = await self.turns.beside(write) if beside else write()
        if policy.inspects(attempt.service):
            outgoing = replace(outgoing, clear=squash(sent.decode()))
        ask = (attempt.exchange, str(attempt.facts["call"]), payload, len(sent), attempt.routes[0])
        attempt.ticket = await self._allowance.claim(policy, *ask)
        await self._register.decided(attempt.exchange, verdict, counts=attempt.counts, facts=attempt.facts)
        attempt.decided = True
        return await self._send(attempt, outgoing, sent)

    async def _with_documents(self, policy: Policy, payload: dict[str, Json]) -> dict[str, Json]:
        parts = documents(payload, pictures=policy.reads_pictures)
        if not parts:
            return payload
        texts = await self._reader.read(parts, pictures=policy.reads_pictures)
        read = with_texts(payload, {part.path: (part, text) for part, text in zip(parts, texts, strict=True)})
        assert isinstance(read, dict)
        return read

    def _route(self, attempt: Attempt, policy: Policy, tree: Mapping[str, Json]) -> tuple[Provider, Model]:
        name, streamed = tree.get("model"), tree.get("stream")
        if not isinstance(name, str) or not isinstance(streamed, bool | None):
            raise InvalidRequest("Le champ model ou stream manque ou n'a pas la bonne forme.", param="model")
        attempt.exchange = replace(attempt.exchange, model=name[:128], streamed=bool(streamed))
        found = policy.provider_of(name)
        if found is None:
            raise InvalidRequest(
                "Ce modèle n'est pas dans la liste des modèles autorisés (GET /v1/models).", param="model"
            )
        provider, model = found
        if provider.form not in ENDPOINTS[attempt.exchange.endpoint].dialects:
            raise InvalidRequest(f"Ce modèle s'appelle par {path_for(provider.form)}.", param="model")
        attempt.dialect = dialect_of(attempt.exchange.endpoint, provider.form)
        attempt.exchange = replace(attempt.exchange, dialect=provider.form)
        attempt.goes_to(provider, model)
        return provider, model

    async def _inspect(
        self, attempt: Attempt, policy: Policy, pieces: Sequence[Slot], gone: Gone | None
    ) -> list[Finding]:
        began = time.perf_counter()
        try:
            found = self._detector.remembered(pieces)
            attempt.seen = found is not None
            if found is None:
                effort = self._detector.effort(pieces)
                findings = await self.turns.take(partial(self._read, policy, pieces), effort, gone)
            else:
                findings = self._seen(policy, pieces, found)
            caller, model = attempt.exchange.caller, attempt.exchange.model
            usage = caller.usage if caller else None
            findings += policy.use(usage, service=attempt.service, model=model, today=attempt.exchange.at.date())
        except PasserelleError:
            raise
        except Exception as error:
            raise DetectorDown from error
        attempt.counts = Counter(f.kind for f in findings)
        attempt.facts |= {
            "call": policy.call(pieces, attempt.exchange.endpoint),
            "detectors": self._detector.version,
            "detection_ms": round((time.perf_counter() - began) * 1000, 1),
            "categories": dict(Counter(self._kinds[f.kind].category for f in findings if f.kind in self._kinds)),
            "score_min": round(min((f.score for f in findings), default=0.0), 3),
            "score_max": round(max((f.score for f in findings), default=0.0), 3),
        }
        if self._prints is not None:
            attempt.facts["prints"] = [*self._prints(pieces, findings)]
        return findings

    def _read(self, policy: Policy, pieces: Sequence[Slot]) -> list[Finding]:
        return self._seen(policy, pieces, self._detector.detect(pieces))

    def _seen(self, policy: Policy, pieces: Sequence[Slot], found: Sequence[Finding]) -> list[Finding]:
        return self._judged.findings(policy, pieces, self._rewriter.credible(pieces, found))

    def _leaving(
        self, payload: Json, pieces: Sequence[Slot], verdict: Verdict, *, form: str, numbered: bool
    ) -> tuple[Outgoing, bytes]:
        """Write what is about to leave, and search it once more. Raises Blocked."""
        outgoing = self._rewriter.rewrite(payload, pieces, verdict, form=form, numbered=numbered)
        sent = dump(outgoing.payload)
        if not self._rewriter.passed(outgoing, verdict, sent):
            self._rewriter.gate(outgoing, verdict, sent)
        return outgoing, sent

    # ── after the decision ───────────────────────────────────────────────────────────────────────────────────────

    async def _send(self, attempt: Attempt, outgoing: Outgoing, sent: bytes) -> Reply:
        began = time.perf_counter()
        out = (attempt.exchange, outgoing.payload, sent, attempt.routes, attempt.moves)
        answer = await reach(self._upstream, attempt.dialect, *out)
        if attempt.exchange.streamed and answer.is_stream:
            reply_headers = {**told(attempt, outgoing), "content-type": "text/event-stream; charset=utf-8"}
            pieces = self._stream(attempt, outgoing, answer, began)
            await anext(pieces)  # begun, it ends properly also when nobody reads it
            return Reply(200, reply_headers, pieces)
        try:
            body = _object(await answer.read())
        finally:
            await answer.aclose()
        if attempt.dialect.is_error(body):
            raise UpstreamRefused(upstream_status=200)
        restorer = self._rewriter.restorer(outgoing)
        restored = dump(restore_tree(body, restorer) if attempt.dialect.says else body)
        outcome = Outcome(
            end="complete",
            status=200,
            upstream_status=200,
            model_served=served(body),
            usage=attempt.dialect.usage(body),
            restored=restorer.restored,
            unrestored=restorer.unrestored,
            response_bytes=len(restored),
            upstream_ms=_ms_since(began),
        )
        self._end(attempt, outcome)
        told_of = {**told(attempt, outgoing), "x-passerelle-unrestored": str(restorer.unrestored)}
        return Reply(200, {**told_of, "content-type": "application/json"}, restored)

    async def _stream(self, attempt: Attempt, outgoing: Outgoing, answer: Answer, began: float) -> AsyncIterator[bytes]:
        restorer = StreamRestorer(attempt.dialect, lambda: self._rewriter.restorer(outgoing), attempt.exchange.id)
        end, size, failure = "client_gone", 0, ""
        try:
            yield b""
            try:
                async for chunk in answer:
                    if shown := restorer.feed(chunk):
                        size += len(shown)
                        yield shown
                yield restorer.flush()
                end = "complete" if restorer.complete else "upstream_error" if restorer.failed else "truncated"
                if end == "truncated":
                    failure = "reponse_tronquee"
                    yield attempt.dialect.error_event(UpstreamInvalid(_CUT), attempt.exchange.id)
            except UpstreamError as error:
                end, failure = "upstream_error", error.code
                yield restorer.flush_text() + attempt.dialect.error_event(error, attempt.exchange.id)
        finally:
            await answer.aclose()
            outcome = Outcome(
                end=end,
                status=200,
                upstream_status=200,
                model_served=restorer.model,
                usage=restorer.usage,
                restored=restorer.restored,
                unrestored=restorer.unrestored,
                response_bytes=size,
                upstream_ms=_ms_since(began),
                error=failure,
            )
            self._end(attempt, outcome)

    def _end(self, attempt: Attempt, outcome: Outcome) -> None:
        """Record the end beside the answer, not in its way; a client that hangs up cannot cancel it."""
        self._later(self._ended(attempt, replace(outcome, total_ms=attempt.ms)))
        self._correct(attempt, outcome)

    def _correct(self, attempt: Attempt, outcome: Outcome | None) -> None:
        if attempt.ticket is not None:
            self._later(self._allowance.correct(attempt.ticket, outcome))

    async def _ended(self, attempt: Attempt, outcome: Outcome) -> None:
        reckoned = attempt.kin(outcome.model_served), outcome
        # the tables of the method are read on first use: not on the loop
        facts = carbon(*reckoned) if at_once(outcome) else await asyncio.to_thread(carbon, *reckoned)
        await self._register.ended(attempt.exchange, outcome, facts=facts)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(_logged(work))
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)

    # ── failures ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def _fail(self, attempt: Attempt, error: PasserelleError) -> Reply:
        exchange, caller = attempt.exchange, attempt.exchange.caller
        upstream_status = error.upstream_status if isinstance(error, UpstreamError) else None
        status = client_status(upstream_status) if upstream_status else error.status
        if attempt.decided:
            end = "upstream_error" if isinstance(error, UpstreamError) else "failed"
            self._end(attempt, Outcome(end, status, upstream_status, error=error.code))
        else:
            self._correct(attempt, None)
            error, status = await self._record_refusal(attempt, error, status)
        headers = {**headers_of(exchange.id), "x-passerelle-decision": decision(attempt, error)}
        if isinstance(error, Refusal):
            headers |= {"x-should-retry": "false", **error.headers}
        in_words = caller is not None and caller.refuse_as_message and attempt.dialect.says
        if isinstance(error, Blocked) and in_words:
            return as_message(attempt, error, headers)
        return as_json(status, attempt.dialect.error(error, exchange.id), headers)

    async def _record_refusal(
        self, attempt: Attempt, error: PasserelleError, status: int
    ) -> tuple[PasserelleError, int]:
        code, verdict = error.code, attempt.verdict
        if isinstance(error, QuotaReached):
            attempt.facts["quota"] = error.quota
        try:
            await self._register.refused(
                attempt.exchange, code=code, status=status, verdict=verdict, counts=attempt.counts, facts=attempt.facts
            )
        except RegisterDown as down:
            return down, down.status
        return error, status


_CUT = "La réponse du fournisseur d'IA s'est interrompue avant sa fin."


async def _logged(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except Exception as error:
        log.logger().error("not_recorded", **log.where(error))


def _object(body: bytes) -> dict[str, Json]:
    try:
        tree = json.loads(body)
    except ValueError:
        raise UpstreamInvalid from None
    if not isinstance(tree, dict):
        raise UpstreamInvalid
    return tree


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
