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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Protocol

from gateway import log
from gateway.audit import Register
from gateway.dialects import ANTHROPIC, DIALECTS, OPENAI, Dialect
from gateway.dialects.strict import dump, parse
from gateway.dialects.walk import slots
from gateway.domain import Action, Exchange, Finding, Json, Kind, Outcome, Slot, Verdict
from gateway.errors import (
    Blocked,
    DetectorDown,
    InvalidRequest,
    PasserelleError,
    Refusal,
    RegisterDown,
    Unavailable,
    UpstreamError,
    UpstreamInvalid,
)
from gateway.outgoing import Outgoing, Rewriter
from gateway.policy import Model, Policy, Provider, refusal, route
from gateway.stream import StreamRestorer, restore_tree, served
from gateway.upstream import Answer, Upstream, client_status, endpoint_url
from gateway.views import squash

DECISIONS = {Action.ALLOW: "autorisee", Action.PSEUDONYMISE: "pseudonymisee", Action.REROUTE: "reroutee"}


class Detects(Protocol):
    """What the path needs of a detector; the tests' failing one is the second implementation."""

    version: str

    def detect(self, slots: Sequence[Slot]) -> list[Finding]:
        """Return what is found. Raises DetectorDown."""


@dataclass(slots=True)
class Reply:
    """What the client gets: a whole body, or the pieces of a stream."""

    status: int
    headers: dict[str, str]
    body: bytes | AsyncIterator[bytes] = field(repr=False)


@dataclass(slots=True)
class Attempt:
    """What is known of a request so far, so that a failure at any step is recorded with it."""

    exchange: Exchange
    dialect: Dialect
    started: float = field(default_factory=time.perf_counter)
    provider: Provider | None = None
    verdict: Verdict | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    facts: dict[str, Json] = field(default_factory=dict)
    decided: bool = False

    @property
    def ms(self) -> float:
        """Milliseconds since arrival."""
        return (time.perf_counter() - self.started) * 1000


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
    ) -> None:
        self._detector = detector
        self._policy = policy
        self._register = register
        self._upstream = upstream
        self._rewriter = Rewriter(kinds, secret)
        self._kinds = kinds
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="detect")
        self._endings: set[asyncio.Task[None]] = set()

    async def handle(self, exchange: Exchange, body: bytes) -> Reply:
        """Take one request to its answer. Never raises: a failure is an answer too, and is recorded."""
        attempt = Attempt(exchange, ANTHROPIC if exchange.dialect == ANTHROPIC.name else OPENAI)
        try:
            return await self._run(attempt, body)
        except PasserelleError as error:
            if error.__cause__ is not None:
                log.logger().error(error.code, exchange=exchange.id, **log.where(error.__cause__))
            return await self._fail(attempt, error)
        except Exception as error:
            log.logger().error("failed", exchange=exchange.id, **log.where(error))
            return await self._fail(attempt, Unavailable())

    async def refuse(self, exchange: Exchange, error: Refusal) -> Reply:
        """Answer and record a request that was turned away before it was read."""
        return await self._fail(Attempt(exchange, DIALECTS[exchange.dialect]), error)

    async def listed(self, exchange: Exchange) -> Reply:
        """Answer the list of the models that may be used."""
        attempt = Attempt(exchange, DIALECTS[exchange.dialect])
        try:
            models = [(m.id, p.name) for p in self._policy().providers for m in p.models]
            facts: dict[str, Json] = {"client": "", "endpoint": exchange.endpoint}
            await self._register.event("models_listed", facts)
        except PasserelleError as error:
            return await self._fail(attempt, error)
        return _json(200, attempt.dialect.models(models), _headers(exchange.id))

    async def aclose(self) -> None:
        """Wait until every exchange that ended is recorded."""
        if self._endings:
            await asyncio.wait(self._endings)
        self._threads.shutdown()

    # ── before the decision ──────────────────────────────────────────────────────────────────────────────────────

    async def _run(self, attempt: Attempt, body: bytes) -> Reply:
        tree = parse(body)
        attempt.facts["request_bytes"] = len(body)
        policy = self._policy()
        provider, model = self._route(attempt, policy, tree)
        payload = attempt.dialect.prepare(tree, model.upstream)
        pieces = slots(payload)
        findings = await self._inspect(attempt, policy, pieces)
        routed = route(policy, findings, service=_service(attempt), provider=provider, model=model)
        verdict = attempt.verdict = routed.verdict
        if verdict.action is Action.BLOCK:
            raise Blocked(refusal(policy, verdict, attempt.exchange.id), verdict)
        self._goes_to(attempt, routed.provider)
        payload["model"] = routed.model.upstream
        outgoing = self._rewriter.rewrite(payload, pieces, verdict, form=provider.form)
        sent = dump(outgoing.payload)
        self._rewriter.gate(outgoing, verdict, sent)
        if policy.inspects(_service(attempt)):
            outgoing = replace(outgoing, clear=squash(sent.decode()))
        await self._register.decided(attempt.exchange, verdict, counts=attempt.counts, facts=attempt.facts)
        attempt.decided = True
        return await self._send(attempt, outgoing, sent)

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
        if (provider.form == ANTHROPIC.name) is not (attempt.exchange.dialect == ANTHROPIC.name):
            where = "/v1/messages" if provider.form == ANTHROPIC.name else "/v1/chat/completions"
            raise InvalidRequest(f"Ce modèle s'appelle par {where}.", param="model")
        attempt.dialect = DIALECTS[provider.form]
        attempt.exchange = replace(attempt.exchange, dialect=provider.form)
        self._goes_to(attempt, provider)
        return provider, model

    def _goes_to(self, attempt: Attempt, provider: Provider) -> None:
        attempt.provider = provider
        attempt.exchange = replace(attempt.exchange, provider=provider.name)
        attempt.facts |= {"region": _code(provider.region or provider.country), "sovereign": provider.sovereign}

    async def _inspect(self, attempt: Attempt, policy: Policy, pieces: Sequence[Slot]) -> list[Finding]:
        began = time.perf_counter()
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, self._detector.detect, pieces)
            findings = policy.findings(pieces, self._rewriter.credible(pieces, found))
            caller, model = attempt.exchange.caller, attempt.exchange.model
            usage = caller.usage if caller else None
            findings += policy.use(usage, service=_service(attempt), model=model, today=attempt.exchange.at.date())
        except PasserelleError:
            raise
        except Exception as error:
            raise DetectorDown from error
        attempt.counts = Counter(f.kind for f in findings)
        attempt.facts |= {
            "detectors": self._detector.version,
            "detection_ms": round((time.perf_counter() - began) * 1000, 1),
            "categories": dict(Counter(self._kinds[f.kind].category for f in findings if f.kind in self._kinds)),
        }
        return findings

    # ── after the decision ───────────────────────────────────────────────────────────────────────────────────────

    async def _send(self, attempt: Attempt, outgoing: Outgoing, sent: bytes) -> Reply:
        provider = attempt.provider
        assert provider is not None
        key = provider.key()
        headers = attempt.dialect.headers(key.get_secret_value() if key else "")
        began = time.perf_counter()
        answer = await self._upstream.send(endpoint_url(provider.base_url, attempt.exchange.endpoint), headers, sent)
        if attempt.exchange.streamed and answer.is_stream:
            reply_headers = {**self._told(attempt, outgoing), "content-type": "text/event-stream; charset=utf-8"}
            return Reply(200, reply_headers, self._stream(attempt, outgoing, answer, began))
        try:
            body = _object(await answer.read())
        finally:
            await answer.aclose()
        restorer = self._rewriter.restorer(outgoing)
        restored = dump(restore_tree(body, restorer))
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
        told = {**self._told(attempt, outgoing), "x-passerelle-unrestored": str(restorer.unrestored)}
        return Reply(200, {**told, "content-type": "application/json"}, restored)

    async def _stream(self, attempt: Attempt, outgoing: Outgoing, answer: Answer, began: float) -> AsyncIterator[bytes]:
        restorer = StreamRestorer(attempt.dialect, lambda: self._rewriter.restorer(outgoing), attempt.exchange.id)
        end, size, failure = "client_gone", 0, ""
        try:
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
        self._later(self._register.ended(attempt.exchange, replace(outcome, total_ms=attempt.ms)))

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
            error, status = await self._record_refusal(attempt, error, status)
        headers = {**_headers(exchange.id), "x-passerelle-decision": _decision(attempt, error)}
        if isinstance(error, Refusal):
            headers |= {**error.headers, "x-should-retry": "false"}
        if isinstance(error, Blocked) and caller is not None and caller.refuse_as_message:
            return _as_message(attempt, error, headers)
        return _json(status, attempt.dialect.error(error, exchange.id), headers)

    async def _record_refusal(
        self, attempt: Attempt, error: PasserelleError, status: int
    ) -> tuple[PasserelleError, int]:
        code, verdict = error.code, attempt.verdict
        try:
            await self._register.refused(
                attempt.exchange, code=code, status=status, verdict=verdict, counts=attempt.counts, facts=attempt.facts
            )
        except RegisterDown as down:
            return down, down.status
        return error, status

    def _told(self, attempt: Attempt, outgoing: Outgoing) -> dict[str, str]:
        assert attempt.verdict is not None
        counts = ", ".join(f"{kind}={count}" for kind, count in sorted(outgoing.counts.items()))
        told = {**_headers(attempt.exchange.id), "x-passerelle-decision": DECISIONS[attempt.verdict.action]}
        if attempt.verdict.action is Action.REROUTE:
            told["x-passerelle-provider"] = attempt.exchange.provider
        return told | ({"x-passerelle-standins": counts} if counts else {})


_CUT = "La réponse du fournisseur d'IA s'est interrompue avant sa fin."


async def _logged(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except Exception as error:
        log.logger().error("not_recorded", **log.where(error))


def _decision(attempt: Attempt, error: PasserelleError) -> str:
    if attempt.decided and attempt.verdict is not None:
        return DECISIONS[attempt.verdict.action]
    return "bloquee" if isinstance(error, Blocked) else "refusee"


def _as_message(attempt: Attempt, error: Blocked, headers: dict[str, str]) -> Reply:
    said = (error.message, attempt.exchange.model, attempt.exchange.id)
    if attempt.exchange.streamed:
        stream = {**headers, "content-type": "text/event-stream; charset=utf-8"}
        return Reply(200, stream, attempt.dialect.refusal_stream(*said))
    return _json(200, attempt.dialect.refusal(*said), headers)


def _headers(exchange: str) -> dict[str, str]:
    return {"x-passerelle-exchange": exchange, "cache-control": "no-store"}


def _json(status: int, body: Json, headers: Mapping[str, str]) -> Reply:
    return Reply(status, {**headers, "content-type": "application/json"}, dump(body))


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


def _service(attempt: Attempt) -> str:
    return attempt.exchange.caller.service if attempt.exchange.caller else ""


def _code(text: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "._:/+#-") else "_" for c in text).strip("_")[:64]
