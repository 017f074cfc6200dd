"""The path of a request: what is sent, in which order, and that nothing leaves when a part fails."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.attempt import Reply
from gateway.audit import Register
from gateway.domain import Caller, Exchange, Finding, Json, Outcome, Slot
from gateway.errors import DetectorDown, Leftover, RegisterDown, UpstreamInvalid, UpstreamTimeout
from gateway.kinds import load_kinds
from gateway.pipeline import ON_THE_LOOP, Pipeline
from gateway.policy import Policy, load_policy
from gateway.upstream import Answer, Upstream

KINDS = load_kinds()
POLICY = load_policy(Path("policies"), KINDS)
NIR = "2 89 05 99 352 321 10"


class Words:
    """A detector that knows a few words: enough to show the path, in no time."""

    version = "mots 1"
    known: Mapping[str, str] = {"Benali": "PERSON", "0467000001": "PHONE_NUMBER", NIR: "FR_NIR", "mystere": "INCONNU"}

    def remembered(self, slots: Sequence[Slot]) -> list[Finding] | None:
        return None

    def effort(self, slots: Sequence[Slot]) -> int:
        return len(slots)

    def detect(self, slots: Sequence[Slot]) -> list[Finding]:
        return [
            Finding(
                slot.path, match.start(), match.end(), kind, source="mots", identity=1 if kind == "PERSON" else None
            )
            for slot in slots
            for word, kind in self.known.items()
            for match in re.finditer(re.escape(word), slot.text)
        ]


class Broken(Words):
    """A detector in which something fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def detect(self, slots: Sequence[Slot]) -> list[Finding]:
        raise self.error


class Said(Answer):
    """An answer made of given pieces."""

    def __init__(self, pieces: Sequence[bytes | Exception], stream: bool) -> None:
        self.pieces, self.stream, self.closed = pieces, stream, False

    @property
    def is_stream(self) -> bool:
        return self.stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            await asyncio.sleep(0)
            if isinstance(piece, Exception):
                raise piece
            yield piece

    async def aclose(self) -> None:
        self.closed = True


class Provider(Upstream):
    """A provider that keeps what it is sent and says what it is told to."""

    def __init__(self, log: list[str], *pieces: bytes | Exception, stream: bool = False) -> None:
        self.log, self.pieces, self.stream = log, pieces, stream
        self.sent: list[dict[str, Any]] = []
        self.answers: list[Said] = []

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, *, method: str = "POST") -> Answer:
        self.log.append("sent")
        self.sent.append({"url": url, "headers": dict(headers), "body": body})
        if self.pieces and isinstance(self.pieces[0], Exception):
            raise self.pieces[0]
        self.answers.append(Said(self.pieces or (b'{"choices": []}',), self.stream))
        return self.answers[-1]

    async def aclose(self) -> None:
        return


class Book(Register):
    """A register that keeps its records in a list, or is down."""

    def __init__(self, log: list[str], *, down: bool = False) -> None:
        self.log, self.is_down = log, down
        self.kept: list[tuple[str, dict[str, Any]]] = []

    async def _tell(self, phase: str, said: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        if self.is_down:
            raise RegisterDown
        self.log.append(phase)
        self.kept.append((phase, said))

    async def decided(self, exchange: Exchange, verdict: Any, **said: Any) -> None:
        await self._tell("decided", {"exchange": exchange, "verdict": verdict, **said})

    async def ended(self, exchange: Exchange, outcome: Outcome, **said: Any) -> None:
        await self._tell("ended", {"exchange": exchange, "outcome": outcome, **said})

    async def refused(self, exchange: Exchange, **said: Any) -> None:
        await self._tell("refused", {"exchange": exchange, **said})


class Bench:
    """A pipeline between a fake provider and a fake register."""

    def __init__(
        self, *pieces: bytes | Exception, stream: bool = False, down: bool = False, detector: Words | None = None
    ):
        self.log: list[str] = []
        self.provider = Provider(self.log, *pieces, stream=stream)
        self.book = Book(self.log, down=down)
        self.detector = detector or Words()
        self.policy: Callable[[], Policy] = lambda: POLICY

    def ask(
        self, body: Json | bytes, *, dialect: str = "openai", endpoint: str = "/v1/chat/completions", **caller: Any
    ) -> Reply:
        return self.run(lambda pipeline: self._ask(pipeline, body, dialect, endpoint, caller))

    def run(self, work: Callable[[Pipeline], Coroutine[Any, Any, Reply]]) -> Reply:
        async def main() -> Reply:
            pipeline = Pipeline(
                detector=self.detector,
                policy=self.policy,
                register=self.book,
                upstream=self.provider,
                kinds=KINDS,
                secret=b"secret",
            )
            reply = await work(pipeline)
            await pipeline.aclose()
            return reply

        return asyncio.run(main())

    async def _ask(self, pipeline: Pipeline, body: Any, dialect: str, endpoint: str, caller: dict[str, Any]) -> Reply:
        who = Caller("key", "ag_0123456789abcdef", "ccas", **caller)
        exchange = Exchange("ex-1", datetime.now(UTC), dialect, who, endpoint=endpoint)
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        reply = await pipeline.handle(exchange, raw)
        if not isinstance(reply.body, bytes):
            reply.body = b"".join([piece async for piece in reply.body])
        return reply

    @property
    def sent(self) -> dict[str, Any]:
        tree = json.loads(self.provider.sent[-1]["body"])
        assert isinstance(tree, dict)
        return tree


def chat(content: Json, **more: Json) -> dict[str, Json]:
    return {"model": "demo-gpt", "messages": [{"role": "user", "content": content}], **more}


def body_of(reply: Reply) -> Any:
    assert isinstance(reply.body, bytes)
    return json.loads(reply.body)


def answer(text: str) -> bytes:
    return json.dumps({"model": "m", "choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


def test_a_request_goes_out_pseudonymised_and_comes_back_restored() -> None:
    """The provider sees stand-ins, the client reads the originals, the headers tell what was done."""
    bench = Bench(answer("Bonjour [PERSONNE_1], au [TELEPHONE_1]. [PERSONNE_7]"))
    reply = bench.ask(chat("Benali, 0467000001"))
    assert bench.sent["messages"][0]["content"] == "[PERSONNE_1], [TELEPHONE_1]"
    assert body_of(reply)["choices"][0]["message"]["content"] == "Bonjour Benali, au 0467000001. [PERSONNE_7]"
    assert reply.headers["x-passerelle-decision"] == "pseudonymisee"
    assert reply.headers["x-passerelle-standins"] == "PERSON=1, PHONE_NUMBER=1"
    assert reply.headers["x-passerelle-unrestored"] == "1"


def test_the_decision_is_recorded_before_anything_is_sent() -> None:
    """decided, then sent, then ended."""
    bench = Bench(answer("ok"))
    bench.ask(chat("Benali"))
    assert bench.log == ["decided", "sent", "ended"]


def test_no_client_byte_passes_as_it_came() -> None:
    """What is sent is the walked tree written anew, with our headers, the provider's model name, nobody's user name."""
    bench = Bench(answer("ok"))
    bench.ask(b'{ "user": "jdupont", "store" :true,"metadata":{"a":"b"},"model":"demo-gpt","messages":[] }')
    assert bench.provider.sent[0]["body"] == b'{"model":"demo-gpt","messages":[]}'
    assert bench.provider.sent[0]["url"].endswith("/v1/chat/completions")
    assert set(bench.provider.sent[0]["headers"]) <= {"authorization"}


@pytest.mark.parametrize(
    "content", [f"son numéro : {NIR}", "un mystere", '{"a": "Benali", "b": "mystere"}'], ids=["NIR", "unknown", "JSON"]
)
def test_what_the_policy_blocks_costs_no_call(content: str) -> None:
    """A blocked request is HTTP 400 that clients do not retry, one record with its rules, and no connection."""
    bench = Bench()
    reply = bench.ask(chat(content))
    assert (reply.status, reply.headers["x-should-retry"]) == (400, "false")
    assert body_of(reply)["error"]["code"] == "donnees_protegees"
    assert bench.log == ["refused"]
    assert bench.book.kept[0][1]["verdict"].hits[0].rule


@pytest.mark.parametrize("size", [10, 4 * ON_THE_LOOP])
def test_what_detection_missed_is_stopped_at_the_gate(size: int) -> None:
    """A number with a checksum that no detector found costs no call and is recorded, in a short body and in a long one."""
    bench = Bench()
    reply = bench.ask(chat(f"IBAN FR76 3000 6000 0112 3456 7890 189. {'Bonjour. ' * (size // 9)}"))
    assert reply.status == 400
    assert bench.log == ["refused"]
    assert bench.book.kept[0][1]["code"] == Leftover.code


def test_a_refusal_may_come_as_a_message() -> None:
    """For clients that hide errors a key can ask for an assistant's message with the content filter's reason."""
    reply = Bench().ask(chat(NIR), refuse_as_message=True)
    choice = body_of(reply)["choices"][0]
    assert (reply.status, choice["finish_reason"]) == (200, "content_filter")
    assert "sécurité sociale" in choice["message"]["content"]


@pytest.mark.parametrize("error", [DetectorDown(), ValueError("Benali"), RecursionError(), MemoryError()])
def test_a_failing_detector_lets_nothing_out(error: Exception) -> None:
    """503, recorded, no connection, and not a word of the failure's own text."""
    bench = Bench(detector=Broken(error))
    reply = bench.ask(chat("Benali"))
    assert reply.status == 503
    assert bench.log == ["refused"]
    assert b"Benali" not in (reply.body if isinstance(reply.body, bytes) else b"")


def test_a_register_that_is_down_lets_nothing_out() -> None:
    """503 and no connection, for allowed and for blocked requests."""
    for content in ("bonjour", "Benali", NIR):
        bench = Bench(down=True)
        assert bench.ask(chat(content)).status == 503
        assert bench.log == []


def test_a_policy_that_fails_lets_nothing_out() -> None:
    """Even a fault of ours in the policy is a 503."""

    def failing() -> Policy:
        raise RuntimeError

    bench = Bench()
    bench.policy = failing
    assert bench.ask(chat("bonjour")).status == 503
    assert bench.log == ["refused"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"model": "demo-gpt", "model": "x"}', 400),
        (b'{"messages": []}', 400),
        (b'{"model": "inconnu", "messages": []}', 400),
        (b'{"model": "demo-claude", "messages": []}', 400),
        (b'{"model": "demo-gpt", "messages": [], "stream": "oui"}', 400),
        (b'{"model": "demo-gpt", "messages": [{"content": [{"type": "image_url"}]}]}', 415),
    ],
)
def test_what_cannot_be_taken_is_refused_and_recorded(body: bytes, status: int) -> None:
    """Bad input gets a clear error in the caller's form, a record, and no call."""
    bench = Bench()
    reply = bench.ask(body)
    assert reply.status == status
    assert body_of(reply)["error"]["message"]
    assert bench.log == ["refused"]


def test_data_in_a_field_name_refuses() -> None:
    """A name of a person as an object key cannot be rewritten without breaking the schema: refused."""
    tool: Json = {"type": "function", "function": {"name": "f", "parameters": {"properties": {"Benali": {}}}}}
    bench = Bench()
    assert bench.ask(chat("bonjour", tools=[tool])).status == 400
    assert bench.log == ["refused"]


def test_data_in_a_number_refuses() -> None:
    """A telephone number sent as a JSON number cannot become a stand-in: refused."""
    bench = Bench()
    bench.detector.known = {"467000001": "PHONE_NUMBER"}
    assert bench.ask(chat("bonjour", seed=467000001)).status == 400
    assert bench.log == ["refused"]


def test_a_signed_block_with_data_refuses_and_one_without_passes_untouched() -> None:
    """A thinking block keeps its bytes, or its signature would not hold."""

    def ask(thought: str) -> tuple[Bench, Reply]:
        block: Json = {"type": "thinking", "thinking": thought, "signature": "c2lnbmF0dXJl"}
        message: Json = {"role": "assistant", "content": [block]}
        bench = Bench(b'{"content": []}')
        body: Json = {
            "model": "demo-claude",
            "max_tokens": 9,
            "messages": [{"role": "user", "content": "Benali"}, message],
        }
        return bench, bench.ask(body, dialect="anthropic", endpoint="/v1/messages")

    bench, reply = ask("Je pense à [PERSONNE_1].")
    assert reply.status == 200
    assert bench.sent["messages"][1]["content"][0]["thinking"] == "Je pense à [PERSONNE_1]."
    assert bench.sent["messages"][0]["content"] == "[PERSONNE_1]"
    bench, reply = ask("Je pense à Benali.")
    assert reply.status == 400
    assert bench.log == ["refused"]


def test_call_ids_of_the_clients_own_are_replaced_alike_everywhere() -> None:
    """An id that no provider would give is replaced by a keyed one; a provider's id passes."""
    call: Json = {"id": "appel-de-Benali", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    theirs: Json = {"id": "call_abc123", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages: Json = [
        {"role": "assistant", "tool_calls": [call, theirs]},
        {"role": "tool", "tool_call_id": "appel-de-Benali", "content": "ok"},
        {"role": "tool", "tool_call_id": "call_abc123", "content": "ok"},
    ]
    bench = Bench(answer("ok"))
    bench.ask({"model": "demo-gpt", "messages": messages})
    assistant, mine, other = bench.sent["messages"]
    assert assistant["tool_calls"][0]["id"] == mine["tool_call_id"]
    assert "Benali" not in mine["tool_call_id"]
    assert assistant["tool_calls"][1]["id"] == other["tool_call_id"] == "call_abc123"


def test_tool_arguments_go_and_come_as_valid_json() -> None:
    """Arguments in the history are pseudonymised inside their JSON, arguments in the answer restored inside theirs."""
    arguments = '{"qui": "Benali", "tel": 0467000001}'.replace("0467000001", '"0467000001"')
    said = {"tool_calls": [{"function": {"name": "f", "arguments": '{"qui": "[PERSONNE_1]"}'}}]}
    bench = Bench(json.dumps({"choices": [{"message": said}]}).encode())
    call: Json = {"id": "call_1", "function": {"name": "f", "arguments": arguments}}
    reply = bench.ask({"model": "demo-gpt", "messages": [{"role": "assistant", "tool_calls": [call]}]})
    sent = bench.sent["messages"][0]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(sent) == {"qui": "[PERSONNE_1]", "tel": "[TELEPHONE_1]"}
    assert body_of(reply)["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] == '{"qui": "Benali"}'


def test_what_the_user_typed_as_a_stand_in_is_not_ours() -> None:
    """A stand-in typed by the user stays his, in the request and in the answer."""
    bench = Bench(answer("[PERSONNE_1] et [PERSONNE_2]"))
    reply = bench.ask(chat("Benali et [PERSONNE_1]"))
    assert bench.sent["messages"][0]["content"] == "[PERSONNE_2] et [PERSONNE_1]"
    assert body_of(reply)["choices"][0]["message"]["content"] == "[PERSONNE_1] et Benali"


def test_appending_a_message_does_not_change_what_was_sent_before() -> None:
    """Turn N's messages are a byte prefix of turn N+1's: the provider's prompt cache holds."""
    turns: list[Json] = [{"role": "user", "content": "0467000001"}, {"role": "assistant", "content": "Benali ?"}]
    bench = Bench(answer("ok"))
    bench.ask({"model": "demo-gpt", "messages": turns[:1]})
    first = bench.provider.sent[-1]["body"]
    bench.ask({"model": "demo-gpt", "messages": turns})
    assert bench.provider.sent[-1]["body"].startswith(first.removesuffix(b"]}"))


def sse(*texts: str, done: bool = True) -> bytes:
    chunks = [{"choices": [{"index": 0, "delta": {"content": text}}]} for text in texts]
    return "".join(f"data: {json.dumps(c)}\n\n" for c in chunks).encode() + (b"data: [DONE]\n\n" if done else b"")


def test_a_stream_is_restored_and_its_end_recorded() -> None:
    """Counts and the outcome of a stream are known at its end."""
    bench = Bench(sse("[PERS", "ONNE_1]"), stream=True)
    reply = bench.ask(chat("Benali", stream=True))
    assert b'"content":"Benali"' in (reply.body if isinstance(reply.body, bytes) else b"")
    outcome = bench.book.kept[-1][1]["outcome"]
    assert (outcome.end, outcome.restored) == ("complete", 1)
    assert bench.provider.answers[0].closed


@pytest.mark.parametrize(
    ("pieces", "end"),
    [
        ((sse("Bon", done=False),), "truncated"),
        ((sse("Bon", done=False), UpstreamTimeout()), "upstream_error"),
        ((sse("Bon", done=False), UpstreamInvalid()), "upstream_error"),
        ((b'data: {"error": {"message": "Benali"}}\n\n',), "upstream_error"),
    ],
)
def test_a_stream_that_breaks_tells_the_client_and_the_register(
    pieces: tuple[bytes | Exception, ...], end: str
) -> None:
    """The client gets an error event in its dialect, the register the outcome."""
    bench = Bench(*pieces, stream=True)
    reply = bench.ask(chat("bonjour", stream=True))
    assert b'"error"' in (reply.body if isinstance(reply.body, bytes) else b"")
    assert b"Benali" not in (reply.body if isinstance(reply.body, bytes) else b"")
    assert bench.book.kept[-1][1]["outcome"].end == end
    assert bench.log == ["decided", "sent", "ended"]


def test_a_client_that_hangs_up_ends_the_providers_stream_and_is_recorded() -> None:
    """Closing the answer closes the provider's, and the end is recorded all the same."""
    bench = Bench(sse("un", done=False), sse("deux"), stream=True)

    async def hang_up(pipeline: Pipeline) -> Reply:
        exchange = Exchange(
            "ex-1", datetime.now(UTC), "openai", Caller("k", "ag_0", "ccas"), endpoint="/v1/chat/completions"
        )
        reply = await pipeline.handle(exchange, json.dumps(chat("bonjour", stream=True)).encode())
        assert not isinstance(reply.body, bytes)
        pieces = reply.body
        await anext(pieces)
        await pieces.aclose()  # type: ignore[attr-defined]  # an async generator
        return reply

    bench.run(hang_up)
    assert bench.book.kept[-1][1]["outcome"].end == "client_gone"
    assert bench.provider.answers[0].closed


@pytest.mark.parametrize("error", [UpstreamTimeout(), UpstreamInvalid()])
def test_a_failing_provider_is_told_as_such_and_recorded_once(error: Exception) -> None:
    """502 or 504 in the client's form, and one terminal record."""
    bench = Bench(error)
    reply = bench.ask(chat("bonjour"))
    assert reply.status in (502, 504)
    assert bench.log == ["decided", "sent", "ended"]


@pytest.mark.parametrize("answered", [b"pas du json", b"[1]", b""])
def test_an_unreadable_answer_is_not_passed_on(answered: bytes) -> None:
    """What is no JSON object from a provider is a 502."""
    bench = Bench(answered)
    reply = bench.ask(chat("bonjour"))
    assert reply.status == 502
    assert bench.book.kept[-1][1]["outcome"].end == "upstream_error"
