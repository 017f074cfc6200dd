"""What is replaced on the way out comes back on the way in, to the character, in every dialect's request and answer."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.dialects.strict import dump
from gateway.dialects.walk import slots
from gateway.domain import Action, Finding, Json, Slot, Verdict
from gateway.kinds import load_kinds
from gateway.outgoing import Outgoing, Rewriter
from gateway.whole import restore_tree

KINDS = load_kinds(Path("models"))
REWRITER = Rewriter(KINDS, b"secret")
WORDS = {
    "Zoé Bertin": ("PERSON", 1),
    "M. N’Diaye": ("PERSON", 2),
    "ZOÉ BERTIN": ("PERSON", 1),
    "06 39 98 12 34": ("PHONE_NUMBER", None),
    "0639981234": ("PHONE_NUMBER", None),
    '12 rue "des\nHalles"': ("ADDRESS", None),
    "a.b@courriel.example": ("EMAIL_ADDRESS", None),
    "C:\\x\\y 4970": ("SECRET", None),
}
_ANY = re.compile("|".join(map(re.escape, sorted(WORDS, key=len, reverse=True))))


def found(pieces: Sequence[Slot]) -> list[Finding]:
    """Find the words of the table, wherever they stand."""
    return [
        Finding(slot.path, match.start(), match.end(), *_kind(match[0]))
        for slot in pieces
        for match in _ANY.finditer(slot.text)
    ]


def _kind(word: str) -> tuple[str, float, str, int | None]:
    kind, identity = WORDS[word]
    return kind, 1.0, "table", identity


def pseudonymised(payload: Json) -> Outgoing:
    pieces = slots(payload)
    verdict = Verdict(Action.PSEUDONYMISE, (), "1", "", tuple(found(pieces)))
    return REWRITER.rewrite(payload, pieces, verdict, form="openai")


def restored(outgoing: Outgoing, answer: Json) -> Json:
    return restore_tree(answer, REWRITER.restorer(outgoing))


PROSE = st.lists(
    st.sampled_from([*WORDS, "Bonjour ", " et ", ". ", "[sic] ", "\n", "PERSONNE", "[PERSONNE_F1]", "é\u0301", "&"]),
    max_size=8,
).map("".join)
TURN = st.builds(lambda text: {"role": "user", "content": text}, PROSE)
SAID = st.builds(lambda text: {"role": "assistant", "content": [{"type": "text", "text": text}]}, PROSE)
CALL = st.builds(
    lambda text: {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": json.dumps({"qui": [text, 1]})}}
        ],
    },
    PROSE,
)
RESULT = st.builds(
    lambda text: {"role": "tool", "tool_call_id": "call_1", "content": json.dumps({"x": text}, ensure_ascii=False)},
    PROSE,
)
TURNS = st.lists(TURN | SAID | CALL | RESULT, min_size=1, max_size=5)


@settings(deadline=None)
@given(TURNS)
def test_what_left_comes_back(turns: list[Json]) -> None:
    """restore(pseudonymise(x)) is x for prose, parts, tool arguments and tool results, stand-ins typed by the user included."""
    payload: Json = {"messages": turns}
    outgoing = pseudonymised(payload)
    back = restored(outgoing, outgoing.payload)
    assert _read(back) == _read(payload)


@settings(deadline=None)
@given(TURNS)
def test_nothing_of_the_table_leaves(turns: list[Json]) -> None:
    """No value that was found is in the bytes that leave."""
    sent = dump(pseudonymised({"messages": turns}).payload).decode()
    assert not [word for word in WORDS if json.dumps(word, ensure_ascii=False)[1:-1] in sent]


@settings(deadline=None)
@given(TURNS, PROSE)
def test_a_conversation_that_goes_on_begins_the_same(turns: list[Json], answer: str) -> None:
    """Turn N's outgoing messages are a byte prefix of turn N+1's, so the provider's cache of prompts still hits.

    A later turn in which somebody types a stand-in of ours is the exception: its number is then kept from everybody.
    """
    plain = answer.replace("[PERSONNE_F1]", "")
    first = pseudonymised({"messages": turns})
    said = restored(first, plain)
    longer: list[Json] = [*turns, {"role": "assistant", "content": said}, {"role": "user", "content": "Et ensuite ?"}]
    second = pseudonymised({"messages": longer})
    before, after = dump(first.payload), dump(second.payload)
    assert after.startswith(before.removesuffix(b"]}"))


@settings(deadline=None)
@given(TURNS, PROSE)
def test_what_was_restored_is_pseudonymised_the_same(turns: list[Json], answer: str) -> None:
    """pseudonymise(restore(y)) is y within a conversation: the provider reads back what it wrote."""
    plain = answer.replace("[PERSONNE_F1]", "")
    first = pseudonymised({"messages": [*turns, {"role": "user", "content": plain}]})
    payload: Any = first.payload
    wrote = payload["messages"][-1]["content"]
    said = {"role": "assistant", "content": restored(first, wrote)}
    again: Any = pseudonymised({"messages": [*turns, {"role": "user", "content": plain}, said]}).payload
    assert again["messages"][-1]["content"] == wrote


def _read(payload: Json) -> Json:
    """Return a payload with its JSON sources read: their spacing and escapes are no content."""
    if isinstance(payload, dict):
        return {key: _read(value) for key, value in payload.items()}
    if isinstance(payload, list):
        return [_read(item) for item in payload]
    if isinstance(payload, str) and payload[:1] == "{":
        try:
            return _read(json.loads(payload))
        except ValueError:
            return payload
    return payload
