"""Streams: restored whatever the cut, the framing and the dialect."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects import ANTHROPIC, MISTRAL, OPENAI, Dialect
from gateway.domain import Json, Usage
from gateway.errors import UpstreamInvalid
from gateway.kinds import load_kinds
from gateway.pseudonym import Restorer, StandIns
from gateway.pseudonym.restore import beginnings, grammar
from gateway.stream import StreamRestorer
from gateway.whole import restore_tree

KINDS = load_kinds()
PATTERN = grammar([kind.standin for kind in KINDS.values()])
BEGINNINGS = beginnings([kind.standin for kind in KINDS.values()])


def values() -> dict[tuple[str, int, str], str]:
    standins = StandIns(KINDS)
    standins.mint("PERSON", 'Zoé "Zo" N’Diaye', 1, "F")
    standins.mint("PHONE_NUMBER", "06 12 34 56 78")
    return standins.values()


VALUES = values()
SENT = "Chère [PERSONNE_F1], votre numéro est le [TELEPHONE_1]. Signé : [PERSONNE_F1]"
SHOWN = 'Chère Zoé "Zo" N’Diaye, votre numéro est le 06 12 34 56 78. Signé : Zoé "Zo" N’Diaye'
ARGUMENTS = '{"qui": "[PERSONNE_F1]", "tel": ["[TELEPHONE_1]"]}'
RESTORED_ARGUMENTS = {"qui": 'Zoé "Zo" N’Diaye', "tel": ["06 12 34 56 78"]}


def pieces(text: str, sizes: tuple[int, ...] = (13, 4, 31, 3)) -> Iterator[str]:
    position = index = 0
    while position < len(text):
        size = sizes[index % len(sizes)]
        yield text[position : position + size]
        position, index = position + size, index + 1


def data(event: Json) -> str:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"


def chunk(delta: dict[str, Json], index: int = 0, finish: str | None = None) -> str:
    choice: Json = {"index": index, "delta": delta, "finish_reason": finish}
    return data({"id": "c1", "object": "chat.completion.chunk", "model": "m-1", "choices": [choice]})


def call(arguments: str, index: int = 0, **more: str) -> dict[str, Json]:
    function: dict[str, Json] = {"arguments": arguments, **more}
    return {"tool_calls": [{"index": index, "function": function}]}


def openai_stream() -> str:
    out = [": keep-alive\n\n", chunk({"role": "assistant", "content": ""})]
    for a, b in zip(pieces(SENT), pieces(SENT, (9, 25)), strict=False):
        out += [chunk({"content": a}), chunk({"content": b}, index=1)]
    out += [chunk({"content": "".join(list(pieces(SENT))[len(list(pieces(SENT, (9, 25)))) :])})]
    out += [chunk(call("", name="appeler")), chunk(call("", index=1, name="ecrire"))]
    out += [chunk(call(p, index=i)) for p in pieces(ARGUMENTS) for i in (0, 1)]
    out += [chunk({}, finish="tool_calls"), chunk({}, index=1, finish="stop")]
    out += [data({"id": "c1", "choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 7}})]
    return "".join(out) + "data: [DONE]\n\n"


def named(event: dict[str, Json]) -> str:
    return f"event: {event['type']}\n{data(event)}"


def anthropic_stream() -> str:
    message: Json = {"id": "m1", "model": "c-1", "content": [], "usage": {"input_tokens": 5, "output_tokens": 1}}
    out = [named({"type": "message_start", "message": message}), named({"type": "ping"})]
    thinking: Json = {"type": "thinking", "thinking": "", "signature": ""}
    out += [named({"type": "content_block_start", "index": 0, "content_block": thinking})]
    out += [
        named({"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": p}})
        for p in pieces("Je pense à [PERSONNE_F1].")
    ]
    out += [named({"type": "content_block_stop", "index": 0})]
    out += [named({"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}})]
    out += [
        named({"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": p}})
        for p in pieces(SENT)
    ]
    out += [named({"type": "content_block_stop", "index": 1})]
    tool: Json = {"type": "tool_use", "id": "toolu_1", "name": "appeler", "input": {}}
    out += [named({"type": "content_block_start", "index": 2, "content_block": tool})]
    out += [
        named({"type": "content_block_delta", "index": 2, "delta": {"type": "input_json_delta", "partial_json": p}})
        for p in pieces(ARGUMENTS)
    ]
    out += [named({"type": "content_block_stop", "index": 2})]
    out += [named({"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 7}})]
    return "".join([*out, named({"type": "message_stop"})])


def mistral_stream() -> str:
    def part(text: str) -> str:
        return chunk({"content": [{"type": "text", "text": text}]})

    thought = [
        chunk({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": p}]}]}) for p in pieces(SENT)
    ]
    return "".join([*thought, *map(part, pieces(SENT)), chunk({}, finish="stop")]) + "data: [DONE]\n\n"


STREAMS: dict[str, tuple[Dialect, str]] = {
    "openai": (OPENAI, openai_stream()),
    "anthropic": (ANTHROPIC, anthropic_stream()),
    "mistral": (MISTRAL, mistral_stream()),
}


def new(dialect: Dialect) -> StreamRestorer:
    return StreamRestorer(dialect, lambda: Restorer(VALUES, PATTERN, beginnings=BEGINNINGS))


def run(dialect: Dialect, stream: bytes, cuts: list[int]) -> tuple[bytes, StreamRestorer]:
    restorer = new(dialect)
    bounds = [0, *cuts, len(stream)]
    out = b"".join(restorer.feed(stream[a:b]) for a, b in pairwise(bounds))
    return out + restorer.flush(), restorer


def events(stream: bytes) -> list[dict[str, Json]]:
    lines = stream.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [json.loads(line[6:]) for line in lines if line.startswith("data: {")]


def shown(dialect: Dialect, stream: bytes) -> dict[tuple[object, ...], str]:
    lanes: dict[tuple[object, ...], str] = {}
    for event in events(stream):
        for delta in dialect.deltas(event):
            lanes[delta.lane] = lanes.get(delta.lane, "") + delta.text
    return lanes


def test_openai_choices_and_parallel_tool_calls_are_restored_each_by_itself() -> None:
    """Two choices and two tool calls whose pieces interleave come back whole, arguments as valid JSON."""
    out, restorer = run(OPENAI, STREAMS["openai"][1].encode(), [])
    lanes = shown(OPENAI, out)
    assert lanes[(0, "content")] == lanes[(1, "content")] == SHOWN
    assert [json.loads(lanes[(0, "tool", i, "arguments")]) for i in (0, 1)] == [RESTORED_ARGUMENTS] * 2
    assert (restorer.complete, restorer.model, restorer.usage) == (True, "m-1", Usage(5, 7))
    assert (restorer.restored, restorer.unrestored) == (10, 0)


def test_anthropic_text_and_tool_input_are_restored_and_thinking_is_not() -> None:
    """Signed thinking passes untouched, or its signature would not hold in the next turn."""
    stream = STREAMS["anthropic"][1].encode()
    out, restorer = run(ANTHROPIC, stream, [])
    lanes = shown(ANTHROPIC, out)
    assert lanes[(1,)] == SHOWN
    assert json.loads(lanes[(2,)]) == RESTORED_ARGUMENTS
    thought = [e for e in events(stream) if "thinking_delta" in json.dumps(e)]
    assert [e for e in events(out) if "thinking_delta" in json.dumps(e)] == thought
    assert (restorer.complete, restorer.model, restorer.usage) == (True, "c-1", Usage(5, 7))


def test_mistral_content_parts_are_restored() -> None:
    """Mistral streams content and thoughts as lists of parts."""
    lanes = shown(MISTRAL, run(MISTRAL, STREAMS["mistral"][1].encode(), [])[0])
    assert lanes == {(0, "content", "text"): SHOWN, (0, "thinking"): SHOWN}


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_cut_gives_the_same_bytes(name: str, newline: str) -> None:
    """A stream cut in two at any byte, in the middle of a character too, gives what the uncut stream gives."""
    dialect, text = STREAMS[name]
    stream = text.replace("\n", newline).encode()
    whole = run(dialect, stream, [])[0]
    for cut in range(0, len(stream), 1 if newline == "\n" else 13):
        assert run(dialect, stream, [cut])[0] == whole


@pytest.mark.parametrize("name", STREAMS)
def test_many_cuts_give_the_same_bytes(name: str) -> None:
    """Cut anywhere any number of times, one byte at a time too."""
    dialect, text = STREAMS[name]
    stream, rng = text.encode(), random.Random(7)
    whole = run(dialect, stream, [])[0]
    assert run(dialect, stream, list(range(len(stream))))[0] == whole
    for _ in range(200):
        assert run(dialect, stream, sorted(rng.sample(range(len(stream)), 30)))[0] == whole


def test_a_stream_without_stand_ins_passes_byte_for_byte() -> None:
    """Events that need no change leave as they came: spacing, comments, unknown fields and line ends included."""
    odd = b'id: 7\r\nretry: 10\r\ndata:{"choices" : [{"index":0, "delta":{"content":"Bonjour"}, "x":1}]}\r\n\r\n'
    stream = b": keep-alive\r\n\r\n" + odd + b"event: inconnu\ndata: 12\n\n\n" + b"data: [DONE]\n\n"
    assert run(OPENAI, stream, [])[0] == stream


def test_a_stream_that_stops_early_is_not_complete_and_loses_nothing() -> None:
    """Text held back when the provider stops is shown as it came, and the stream is not called complete."""
    stream = (chunk({"content": "Voici ["}) + chunk({"content": "PERSONNE_F"})).encode()
    out, restorer = run(OPENAI, stream, [])
    assert shown(OPENAI, out)[(0, "content")] == "Voici [PERSONNE_F"
    assert not restorer.complete


def test_the_last_piece_may_come_with_the_finish_reason() -> None:
    """Text that comes in the very event that ends its choice keeps its place."""
    stream = (chunk({"content": "Voici [PERSONNE"}) + chunk({"content": "_F1] et [TEL"}, finish="stop")).encode()
    out = run(OPENAI, stream + b"data: [DONE]\n\n", [])[0]
    assert shown(OPENAI, out)[(0, "content")] == 'Voici Zoé "Zo" N’Diaye et [TEL'


@pytest.mark.parametrize(
    ("dialect", "event"),
    [
        (OPENAI, data({"error": {"message": "vous avez écrit Marie Dupont"}})),
        (MISTRAL, data({"object": "error", "message": "vous avez écrit Marie Dupont"})),
        (ANTHROPIC, named({"type": "error", "error": {"message": "vous avez écrit Marie Dupont"}})),
    ],
    ids=["openai", "mistral", "anthropic"],
)
def test_a_providers_error_is_told_in_our_words(dialect: Dialect, event: str) -> None:
    """An error in the stream may quote the prompt: the client gets ours in its place."""
    out, restorer = run(dialect, event.encode(), [])
    assert restorer.failed
    assert b"Dupont" not in out
    assert "fournisseur" in out.decode()


@pytest.mark.parametrize("stream", [b"data: {pas du json}\n\n", b"data: " + b"x" * (9 * 1024 * 1024)])
def test_an_unreadable_event_ends_the_stream(stream: bytes) -> None:
    """An event that is no JSON, or never ends, is not passed on unseen."""
    with pytest.raises(UpstreamInvalid):
        run(OPENAI, stream, [])


def test_a_whole_answer_is_restored_everywhere_but_in_signed_blocks() -> None:
    """Texts, tool inputs and JSON arguments of an answer that is not streamed."""
    thinking: Json = {"type": "thinking", "thinking": "[PERSONNE_F1]", "signature": "x"}
    tool: Json = {"type": "tool_use", "input": {"qui": "[PERSONNE_F1]", "PERSONNE_F1": 1}}
    answer: Json = {"content": [{"type": "text", "text": SENT}, thinking, tool], "arguments": ARGUMENTS}
    restored = restore_tree(answer, Restorer(VALUES, PATTERN))
    assert isinstance(restored, dict)
    content = restored["content"]
    assert isinstance(content, list)
    assert content[0] == {"type": "text", "text": SHOWN}
    assert content[1] is thinking
    name = 'Zoé "Zo" N’Diaye'
    assert content[2] == {"type": "tool_use", "input": {"qui": name, name: 1}}
    assert json.loads(str(restored["arguments"])) == RESTORED_ARGUMENTS


def test_an_answer_in_json_stays_json() -> None:
    """A model asked for JSON answers in JSON: values are escaped in it, streamed or not."""
    stream = "".join(chunk({"content": p}) for p in pieces(ARGUMENTS)) + chunk({}, finish="stop") + "data: [DONE]\n\n"
    assert json.loads(shown(OPENAI, run(OPENAI, stream.encode(), [])[0])[(0, "content")]) == RESTORED_ARGUMENTS


WORDS = [
    "[PERSONNE_F1]",
    "personne_f1",
    " mot",
    " pers",
    "onne_F1",
    "[",
    "TELEPHONE",
    "_1 ",
    "é",
    "ſ",
    " \\_",
    "\n",
    '"',
    "{",
    " ",
    "&#91;",
]
URLS = ["https://ailleurs.exemple/", "www.", "//"]


@given(
    said=st.lists(st.sampled_from(WORDS + URLS) | st.text(max_size=4), max_size=30),
    cuts=st.lists(st.integers(1, 90), min_size=1, max_size=8),
    dialect=st.sampled_from([OPENAI, ANTHROPIC]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_an_event_that_is_not_parsed_is_one_that_would_pass(
    said: list[str], cuts: list[int], dialect: Dialect, newline: str
) -> None:
    """Whatever is said and wherever the bytes are cut, a stream comes out as when each of its events is parsed."""
    if dialect is OPENAI:
        stream = "".join(chunk({"content": text}, index=number % 7 // 6) for number, text in enumerate(said))
    else:
        deltas: list[Json] = [
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}} for text in said
        ]
        stream = "".join(f"event: content_block_delta\n{data(delta)}" for delta in deltas)
    raw = stream.replace("\n\n", newline * 2).encode("utf-8", "replace")
    quick, slow = new(dialect), StreamRestorer(dialect, lambda: Restorer(VALUES, PATTERN))
    shown = [b"", b""]
    position = index = 0
    while position < len(raw):
        size = cuts[index % len(cuts)]
        for number, each in enumerate((quick, slow)):
            shown[number] += each.feed(raw[position : position + size])
        assert shown[0] == shown[1]
        position, index = position + size, index + 1
    assert shown[0] + quick.flush() == shown[1] + slow.flush()
    assert (quick.restored, quick.unrestored, quick.model) == (slow.restored, slow.unrestored, slow.model)


def test_plain_events_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two hundred plain events the first two are parsed: the others are told by their bytes."""
    loads, parsed = json.loads, []

    def counting(raw: bytes) -> Json:
        parsed.append(len(raw))
        tree: Json = loads(raw)
        return tree

    monkeypatch.setattr("gateway.stream.json.loads", counting)
    feed = new(OPENAI).feed
    raw = [chunk({"content": f" mot{number}"}).encode() for number in range(200)]
    assert [feed(event) for event in raw] == raw
    assert len(parsed) <= 3
