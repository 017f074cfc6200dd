"""Events of a stream: each shown as soon as it is whole, each with all that must come before it."""

from __future__ import annotations

import json

import pytest

from gateway.dialects import ANTHROPIC, MISTRAL, OPENAI
from gateway.domain import Json, Usage
from gateway.errors import UpstreamInvalid
from tests.unit.stream.test_stream import chunk, data, events, named, new, run, shown

DONE = "data: [DONE]\n\n"
NAME = 'Zoé "Zo" N’Diaye'


def block(text: str, index: int = 0) -> str:
    return named({"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": text}})


def said(stream: bytes) -> str:
    """Return the texts of a stream of chat chunks, with a bar where an event is not a text."""
    choices = [event.get("choices") or [{}] for event in events(stream)]
    return "".join(str(choice[0].get("delta", {}).get("content", "|")) for choice in choices)  # type: ignore[index, union-attr]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_event_is_shown_as_soon_as_it_is_whole(newline: str) -> None:
    """No event waits for the next one, and none is shown before its last byte."""
    feed = new(OPENAI).feed
    for event in (chunk({"content": "Bonjour"}), chunk({"content": " Madame"}), ": vivant\n\n", DONE):
        raw = event.replace("\n", newline).encode()
        assert feed(raw[:-1]) == b""
        assert feed(raw[-1:]) == raw


def test_a_carriage_return_may_yet_be_half_a_line_end() -> None:
    """Where lines end with a carriage return, an event is shown with the first byte of the next one."""
    feed = new(OPENAI).feed
    one, two = (chunk({"content": text}).replace("\n", "\r").encode() for text in ("Bonjour", " Madame"))
    assert feed(one) == b""
    assert feed(two) == one
    assert feed(b":") == two


def test_the_last_event_needs_no_blank_line() -> None:
    """A stream that ends without its last blank line has said its last event; half an event was not said."""
    first, last = chunk({"content": "un"}).encode(), chunk({"content": "[PERSONNE_F1]"}).encode()
    assert said(run(OPENAI, first + last[:-2], [])[0]) == "un" + NAME
    assert run(OPENAI, first + last[:-2][:-5], [])[0] == first
    assert run(OPENAI, first + b"\n", [])[0] == first


def test_a_broken_stream_shows_what_was_held_and_no_half_event() -> None:
    """When the provider's line breaks, text held back is shown and an event that was not over is not."""
    restorer = new(OPENAI)
    out = restorer.feed((chunk({"content": "Mme [PERS"}) + chunk({"content": "fin"})).encode()[:-1])
    assert said(out + restorer.flush_text()) == "Mme [PERS"


@pytest.mark.parametrize("last", [DONE, chunk({}, finish="stop"), data({"error": {"message": "x"}})])
def test_what_was_held_comes_before_the_end(last: str) -> None:
    """The text that a lane holds is shown before the event that ends it, the stream, or the stream by an error."""
    restorer = new(OPENAI)
    assert said(restorer.feed(chunk({"content": "Mme [PERS"}).encode())) == "Mme "
    out = restorer.feed(last.encode())
    assert said(out) == ("[PERS" if last == DONE else "[PERS|")
    assert out.endswith(DONE.encode()) == (last == DONE)
    assert said(restorer.flush()) == ""


def test_other_lanes_go_on_when_one_ends() -> None:
    """The end of a choice is no end of another: its stand-in may still come whole."""
    stream = chunk({"content": "[PERS"}) + chunk({"content": "b"}, index=1) + chunk({}, index=1, finish="stop")
    out = run(OPENAI, (stream + chunk({"content": "ONNE_F1]"}) + DONE).encode(), [])[0]
    assert shown(OPENAI, out) == {(0, "content"): NAME, (1, "content"): "b"}


def test_text_shown_late_has_the_form_of_its_lane() -> None:
    """What is shown late is an event like its lane's others, under its name; other lanes' texts are not said again."""
    stop = named({"type": "content_block_stop", "index": 0})
    out = run(ANTHROPIC, (block("Mme [PERS") + stop).encode(), [])[0]
    late = json.dumps(events(block("[PERS").encode())[0], separators=(",", ":"))
    assert out.endswith(f"event: content_block_delta\ndata: {late}\n\n{stop}".encode())
    both: Json = [{"index": index, "delta": {"content": text}} for index, text in enumerate(("[PERS", "un"))]
    out = run(OPENAI, (data({"choices": both}) + DONE).encode(), [])[0]
    assert shown(OPENAI, out) == {(0, "content"): "[PERS", (1, "content"): "un"}
    out = run(OPENAI, (chunk({"content": "[PERS"}) + DONE).encode(), [])[0]
    assert b"event:" not in out


def test_letters_are_sent_as_they_are() -> None:
    """An event that was changed is written in the letters of its text, and keeps the other lines it had."""
    out = run(OPENAI, b'id: 7\ndata: {"choices":[{"delta":{"content":"[PERSONNE_F1]"}}]}\n\n', [])[0]
    assert out == b'id: 7\ndata: {"choices":[{"delta":{"content":"' + json.dumps(NAME, ensure_ascii=False)[1:-1].encode() + b'"}}]}\n\n'  # fmt: skip


def test_counts_are_those_of_the_stream_so_far() -> None:
    """A stream tells at any time what it restored and what not, whether it is over and what it used."""
    restorer = new(OPENAI)
    assert (restorer.restored, restorer.unrestored, restorer.complete, restorer.failed) == (0, 0, False, False)
    restorer.feed(chunk({"content": "[PERSONNE_F1] [PERSONNE_9] "}).encode())
    assert (restorer.restored, restorer.unrestored, restorer.complete, restorer.failed) == (1, 1, False, False)
    restorer.feed(DONE.encode())
    assert (restorer.restored, restorer.unrestored, restorer.complete, restorer.failed) == (1, 1, True, False)


def test_an_error_ends_the_stream_unfinished() -> None:
    """A stream in which the provider reports an error has failed and is not complete."""
    restorer = run(ANTHROPIC, named({"type": "error", "error": {"message": "x"}}).encode(), [])[1]
    assert (restorer.failed, restorer.complete) == (True, False)


def test_usage_is_what_was_said_last() -> None:
    """Tokens are those of the last event that counts them, be it one like another before."""
    one = chunk({"content": "un"}).replace('"id"', '"usage": {"prompt_tokens": 1, "completion_tokens": 2}, "id"')
    end = data({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 8}})
    assert run(OPENAI, (one * 3 + end).encode(), [])[1].usage == Usage(7, 8)
    assert run(OPENAI, (one * 3 + end + one).encode(), [])[1].usage == Usage(1, 2)
    partly = data({"choices": [], "usage": {"prompt_tokens": 9}}) + data(
        {"choices": [], "usage": {"completion_tokens": 3}}
    )
    assert run(OPENAI, (end + partly).encode(), [])[1].usage == Usage(9, 3)
    assert run(OPENAI, (end + chunk({"content": "un"})).encode(), [])[1].usage == Usage(7, 8)


@pytest.mark.parametrize(
    "event",
    [
        b'data: {"choices":[{"delta":{"content":"un"}]}\n\n',
        b'data: {"choices":[{"delta":{"content":"}}]}\n\n',
        b'data: {"choices":[{"delta":{"content":"\xff"}}]}\n\n',
        b'data: {"choices":[{"delta":{"content":"a\x01"}}]}\n\n',
        b'data: {"choices":[{"delta":{"content":"a"b"}}]}\n\n',
    ],
)
def test_an_event_that_is_nearly_like_the_one_before_is_read(event: bytes) -> None:
    """An event is told by its bytes only where it differs from the one before by its text: no JSON is never passed on."""
    feed = new(OPENAI).feed
    for text in (b"un", b" mot", b" encore"):
        raw = b'data: {"choices":[{"delta":{"content":"' + text + b'"}}]}\n\n'
        assert feed(raw) == raw
    with pytest.raises(UpstreamInvalid):
        feed(event)


@pytest.mark.parametrize("first", ["content", "un", "stop"])
def test_a_text_that_stands_twice_in_its_event_is_told_from_the_other(first: str) -> None:
    """An event whose text is also its name, its field or its id is restored like another."""
    stream = "".join(
        data({"id": name, "choices": [{"delta": {"content": text}}]})
        for name, text in (
            (first, first),
            (first, first),
            ("[PERSONNE_F1]", first),
            (first, "[PERSONNE_F1]"),
            (first, "fin"),
        )
    )
    out = run(OPENAI, (stream + DONE).encode(), [])[0]
    assert said(out) == first * 3 + NAME + "fin"


def test_an_event_of_several_lines_is_one() -> None:
    """The lines of an event's data are one text, in every dialect."""
    for dialect in (OPENAI, MISTRAL):
        raw = b'data: {"choices":[{"delta":\ndata:{"content":"%s"}}]}\n\n'
        assert run(dialect, raw % b"un" + raw % b" mot", [])[0] == raw % b"un" + raw % b" mot"
        assert said(run(dialect, raw % b"un" + raw % b"[PERSONNE_F1]", [])[0][len(raw % b"un") :]) == NAME


def test_an_event_is_of_8_mib_at_most() -> None:
    """Eight mebibytes without the end of an event are taken in, one byte more ends the stream."""
    feed = new(OPENAI).feed
    assert feed(b"x" * (8 * 1024 * 1024)) == b""
    with pytest.raises(UpstreamInvalid):
        feed(b"x")


def test_what_stays_is_counted_in_every_event() -> None:
    """A stand-in that nobody has is counted each time it comes, be its event one like another before."""
    notes: Json = [{"url_citation": {"title": "[PERSONNE_9]", "start_index": 0, "end_index": 2}}]
    stream = "".join(chunk({"content": text, "annotations": notes}) for text in ("un", " mot", " encore"))
    out, restorer = run(OPENAI, stream.encode(), [])
    assert out == stream.encode()
    assert restorer.unrestored == 3


def test_a_choice_that_ends_with_anothers_text_ends() -> None:
    """What a choice holds is shown when it ends, also where another choice speaks in that event, and each time."""

    def both(text: str) -> bytes:
        ended: Json = {"index": 1, "delta": {}, "finish_reason": "stop"}
        return data({"choices": [{"index": 0, "delta": {"content": text}}, ended]}).encode()

    restorer = new(OPENAI)
    assert [restorer.feed(both(text)) for text in ("un", " mot")] == [both("un"), both(" mot")]
    restorer.feed(chunk({"content": "[PERS"}, index=1).encode())
    out = restorer.feed(both(" fin"))
    assert shown(OPENAI, out) == {(1, "content"): "[PERS", (0, "content"): " fin"}
    assert out.endswith(both(" fin"))


def test_annotations_that_do_not_move_leave_as_they_came() -> None:
    """An annotation is written anew when what it points at moved, and then only."""
    note = data({"choices": [{"delta": {"annotations": [{"url_citation": {"start_index": 0, "end_index": 3}}]}}]})
    late = data({"choices": [{"delta": {"annotations": [{"url_citation": {"start_index": 16, "end_index": 19}}]}}]})
    said_so = data({"choices": [{"delta": {"content": "[PERSONNE_F1] : fin"}}]})
    out = run(OPENAI, (note + said_so + late).encode(), [])[0]
    assert out.startswith(note.encode())
    place = events(out)[-1]["choices"][0]["delta"]["annotations"][0]["url_citation"]  # type: ignore[index, call-overload]
    assert f"{NAME} : fin"[place["start_index"] : place["end_index"]] == "fin"  # type: ignore[index, call-overload]
