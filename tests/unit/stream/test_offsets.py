"""Annotations and citations: what they point at is the same words in what the caller reads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects import ANTHROPIC, MISTRAL, OPENAI, Dialect
from gateway.dialects.responses import RESPONSES
from gateway.domain import Json
from gateway.pseudonym import Restorer
from gateway.pseudonym.mask import Masker
from gateway.pseudonym.restore import beginnings, grammar
from gateway.stream import StreamRestorer
from gateway.whole import Cited, restore_tree

VALUES = {("PERSONNE", 1, ""): "Zoé N’Diaye-Lambert", ("TELEPHONE", 2, ""): "17"}
PATTERN = grammar(["PERSONNE", "TELEPHONE"])
SAID = "Chère [PERSONNE_F1], voyez le service social au [TELEPHONE_2] ou [PERSONNE_F1] : fin."
SHOWN = "Chère Zoé N’Diaye-Lambert, voyez le service social au 17 ou Zoé N’Diaye-Lambert : fin."
POINTED = ("service social", "[PERSONNE_F1] : fin", "Chère [PERSONNE_F1]", "[TELEPHONE_2]")


def new(masker: Masker | None = None, sent: Json = None) -> Restorer:
    cited = Cited(sent, Restorer(VALUES, PATTERN))
    return Restorer(VALUES, PATTERN, beginnings=beginnings(["PERSONNE", "TELEPHONE"]), masker=masker, cited=cited)


def told(text: str) -> str:
    return text.replace("[PERSONNE_F1]", "Zoé N’Diaye-Lambert").replace("[TELEPHONE_2]", "17")


def annotation(pointed: str, prefix: str = "") -> dict[str, Any]:
    start = (SAID.rindex if pointed.endswith("fin") else SAID.index)(pointed)
    return {"type": "url_citation", "start_index": start, "end_index": start + len(pointed), "title": "[PERSONNE_F1]"}


def quoted(text: str, found: dict[str, Any]) -> str:
    return text[found["start_index"] : found["end_index"]]


@pytest.mark.parametrize("pointed", POINTED)
def test_an_answers_annotations_point_at_the_restored_words(pointed: str) -> None:
    """Chat completions and responses: an annotation quotes in the answer what it quoted in the provider's."""
    note = annotation(pointed)
    chat: Json = {"choices": [{"message": {"annotations": [{"url_citation": note}], "content": SAID}}]}
    part: Json = {"output": [{"content": [{"type": "output_text", "annotations": [note], "text": SAID}]}]}
    message: Any = restore_tree(chat, new())
    message = message["choices"][0]["message"]
    assert message["content"] == SHOWN
    assert quoted(SHOWN, message["annotations"][0]["url_citation"]) == told(pointed)
    answered: Any = restore_tree(part, new())
    assert quoted(SHOWN, answered["output"][0]["content"][0]["annotations"][0]) == told(pointed)
    assert answered["output"][0]["content"][0]["annotations"][0]["title"] == "Zoé N’Diaye-Lambert"


def test_what_is_masked_moves_annotations_too() -> None:
    """With answers inspected, an annotation behind a masked value points at its own words."""
    text = "Écrivez à inconnu@ailleurs.example pour [PERSONNE_F1], service social."
    start = text.index("service social")
    part: Json = {"text": text, "annotations": [{"start_index": start, "end_index": start + 14}]}
    shown: Any = restore_tree(part, new(Masker("")))
    assert "[courriel masqué]" in shown["text"]
    assert quoted(shown["text"], shown["annotations"][0]) == "service social"


DOCUMENT = "Rapport de [PERSONNE_F1]. La commission a délibéré. Appeler le [TELEPHONE_2] avant midi."
SENT: Json = {
    "messages": [
        {"content": [{"type": "document", "source": {"type": "url"}}]},
        {
            "content": [
                {"type": "document", "source": {"type": "text", "data": DOCUMENT}},
                {"type": "text", "text": "?"},
            ]
        },
    ]
}


def citation(pointed: str) -> dict[str, Json]:
    start = DOCUMENT.index(pointed)
    place: dict[str, Json] = {"start_char_index": start, "end_char_index": start + len(pointed), "document_index": 1}
    return {"type": "char_location", "cited_text": pointed, **place}


@pytest.mark.parametrize("pointed", ["La commission", "[PERSONNE_F1]. La", "avant midi"])
@pytest.mark.parametrize("streamed", [False, True])
def test_citations_point_into_the_callers_own_document(pointed: str, streamed: bool) -> None:
    """Messages: a citation's offsets are those of the document as the caller sent it, streamed or not."""
    if streamed:
        delta: Json = {"type": "citations_delta", "citation": citation(pointed)}
        event: Json = {"type": "content_block_delta", "index": 0, "delta": delta}
        found = run(ANTHROPIC, [event])[0]["delta"]["citation"]
    else:
        body: Json = {"content": [{"type": "text", "text": "oui", "citations": [citation(pointed)]}]}
        whole: Any = restore_tree(body, new(sent=SENT))
        found = whole["content"][0]["citations"][0]
    own = told(DOCUMENT)
    assert own[found["start_char_index"] : found["end_char_index"]] == found["cited_text"] == told(pointed)


def run(dialect: Dialect, events: list[Json]) -> list[dict[str, Any]]:
    stream = StreamRestorer(dialect, lambda: new(sent=SENT))
    out = b"".join(stream.feed(f"data: {json.dumps(event)}\n\n".encode()) for event in events) + stream.flush()
    return [json.loads(line[6:]) for line in out.splitlines() if line.startswith(b"data: {")]


def chat(**delta: Json) -> Json:
    return {"choices": [{"index": 0, "delta": delta}]}


@pytest.mark.parametrize("dialect", [OPENAI, MISTRAL], ids=lambda d: d.name)
@pytest.mark.parametrize("pointed", POINTED)
def test_annotations_of_a_streamed_chat_point_at_the_restored_words(dialect: Dialect, pointed: str) -> None:
    """Chat streams: an annotation that comes after its text, or with the end, quotes what was shown."""
    pieces: list[Json] = [chat(content=SAID[at : at + 7]) for at in range(0, len(SAID), 7)]
    for finish in (None, "stop"):
        last: Any = chat(annotations=[{"url_citation": annotation(pointed)}])
        last["choices"][0]["finish_reason"] = finish
        found = run(dialect, [*pieces, last])[-1]["choices"][0]["delta"]["annotations"][0]["url_citation"]
        assert quoted(SHOWN, found) == told(pointed)
        assert found["title"] == "Zoé N’Diaye-Lambert"


@pytest.mark.parametrize("pointed", POINTED)
def test_annotations_of_streamed_responses_point_at_the_restored_words(pointed: str) -> None:
    """Responses: the annotation's own event, before or after its text is done, and the texts told whole again."""
    place: dict[str, Json] = {"output_index": 0, "content_index": 0}
    kind = "response.output_text"
    pieces: list[Json] = [
        {"type": f"{kind}.delta", **place, "delta": SAID[at : at + 7]} for at in range(0, len(SAID), 7)
    ]
    added: Json = {"type": f"{kind}.annotation.added", **place, "annotation": annotation(pointed)}
    done: Json = {"type": f"{kind}.done", **place, "text": SAID}
    part: Json = {"type": "output_text", "text": SAID, "annotations": [annotation(pointed)]}
    again: Json = {"type": "response.content_part.done", **place, "part": part}
    events = run(RESPONSES, [*pieces, added, done, added, again])
    notes = [event["annotation"] for event in events if "annotation" in event]
    notes += [note for event in events if "part" in event for note in event["part"]["annotations"]]
    assert len(notes) == 3
    assert [quoted(SHOWN, note) for note in notes] == [told(pointed)] * 3


@given(st.lists(st.sampled_from(["[PERSONNE_F1]", "[TELEPHONE_2]", "é", " mot ", "[sic]"]), max_size=9), st.data())
def test_every_word_is_found_again(pieces: list[str], data: st.DataObject) -> None:
    """Whatever stands between, the offsets of any run of pieces are those of the same run restored."""
    text, (first, last) = "".join(pieces), sorted(data.draw(st.tuples(*[st.integers(0, len(pieces))] * 2)))
    restorer = new()
    shown = restorer.whole(text)
    start, end = (len("".join(pieces[:count])) for count in (first, last))
    moves = restorer.moves[0]
    assert shown[moves.at(start, end=False) : moves.at(end, end=True)] == told("".join(pieces[first:last]))
