"""The walker: everything is inspected but constants."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.unreadable import KEYS
from gateway.dialects.walk import CLOSED, KEY, clip, foreign_id, leaf, rewrite, slots
from gateway.domain import Escape, Finding, Json, Path, Slot
from gateway.errors import InvalidRequest, UnsupportedMedia

PLANT = "Zébulon Quintessence"


def texts(tree: Json) -> dict[Path, Slot]:
    return {slot.path: slot for slot in slots(tree)}


PLACES: dict[str, tuple[Json, Path, Escape]] = {
    "a message": ({"messages": [{"role": "user", "content": PLANT}]}, ("messages", 0, "content"), Escape.NONE),
    "a text part": (
        {"messages": [{"role": "user", "content": [{"type": "text", "text": PLANT}]}]},
        ("messages", 0, "content", 0, "text"),
        Escape.NONE,
    ),
    "Anthropic's system": ({"system": PLANT}, ("system",), Escape.NONE),
    "a tool's description": (
        {"tools": [{"type": "function", "function": {"name": "f", "description": PLANT}}]},
        ("tools", 0, "function", "description"),
        Escape.NONE,
    ),
    "an enum of a tool's schema": (
        {"tools": [{"function": {"parameters": {"properties": {"qui": {"enum": [PLANT]}}}}}]},
        ("tools", 0, "function", "parameters", "properties", "qui", "enum", 0),
        Escape.NONE,
    ),
    "a property name of a tool's schema": (
        {"tools": [{"input_schema": {"properties": {PLANT: {"type": "string"}}}}]},
        ("tools", 0, "input_schema", "properties", PLANT, KEY),
        Escape.KEY,
    ),
    "tool-call arguments": (
        {"messages": [{"tool_calls": [{"function": {"name": "f", "arguments": json.dumps({"qui": PLANT})}}]}]},
        ("messages", 0, "tool_calls", 0, "function", "arguments"),
        Escape.JSON,
    ),
    "a tool's input": (
        {"messages": [{"content": [{"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"qui": PLANT}}]}]},
        ("messages", 0, "content", 0, "input", "qui"),
        Escape.NONE,
    ),
    "a tool result in JSON": (
        {"messages": [{"role": "tool", "content": json.dumps([{"qui": PLANT}])}]},
        ("messages", 0, "content"),
        Escape.JSON,
    ),
    "a message's name": ({"messages": [{"role": "user", "name": PLANT}]}, ("messages", 0, "name"), Escape.NAME),
    "a stop sequence": ({"stop": [PLANT]}, ("stop", 0), Escape.NONE),
    "a field nobody knows yet": ({"champ_de_demain": {"x": [PLANT]}}, ("champ_de_demain", "x", 0), Escape.NONE),
    "the name of a field nobody knows yet": ({PLANT: 1}, (PLANT, KEY), Escape.KEY),
    "a role that is none": ({"messages": [{"role": PLANT}]}, ("messages", 0, "role"), Escape.NONE),
    "a call id": ({"messages": [{"tool_call_id": PLANT}]}, ("messages", 0, "tool_call_id"), Escape.ID),
    "a thinking block": (
        {"messages": [{"content": [{"type": "thinking", "thinking": PLANT, "signature": "c2ln"}]}]},
        ("messages", 0, "content", 0, "thinking"),
        Escape.SIGNED,
    ),
    "a signature that is text": (
        {"messages": [{"content": [{"type": "thinking", "thinking": "", "signature": PLANT}]}]},
        ("messages", 0, "content", 0, "signature"),
        Escape.SIGNED,
    ),
    "a response's input": ({"input": PLANT}, ("input",), Escape.NONE),
    "a part of a response's input": (
        {"input": [{"role": "user", "content": [{"type": "input_text", "text": PLANT}]}]},
        ("input", 0, "content", 0, "text"),
        Escape.NONE,
    ),
    "a function's output": (
        {"input": [{"type": "function_call_output", "call_id": "call_1", "output": PLANT}]},
        ("input", 0, "output"),
        Escape.NONE,
    ),
    "a call id of a response": ({"input": [{"call_id": PLANT}]}, ("input", 0, "call_id"), Escape.ID),
    "encrypted reasoning that is text": (
        {"input": [{"type": "reasoning", "encrypted_content": PLANT}]},
        ("input", 0, "encrypted_content"),
        Escape.SIGNED,
    ),
    "a type that is no word": (
        {"tools": [{"configs": {"type": {"x": PLANT}}}]},
        ("tools", 0, "configs", "type", "x"),
        Escape.NONE,
    ),
    "an inline text document": (
        {"messages": [{"content": [{"type": "document", "source": {"type": "text", "data": PLANT}}]}]},
        ("messages", 0, "content", 0, "source", "data"),
        Escape.NONE,
    ),
}


@pytest.mark.parametrize(("tree", "path", "escape"), PLACES.values(), ids=PLACES.keys())
def test_text_is_inspected_wherever_it_stands(tree: Json, path: Path, escape: Escape) -> None:
    """Each place where a payload can hold text is inspected, in the way it is embedded there."""
    found = texts(tree)
    assert found[path].escape is escape
    assert PLANT in found[path].text


def test_constants_are_not_inspected() -> None:
    """Roles, types and field names of the dialects are constants; a plain request yields its prose only."""
    tree: Json = {
        "model": "m",
        "stream": True,
        "messages": [{"role": "user", "content": "Bonjour"}],
        "tool_choice": "auto",
    }
    assert list(texts(tree)) == [("messages", 0, "content")]


@pytest.mark.parametrize(
    ("number", "forms"),
    [
        (185057800608436, ["185057800608436"]),
        (185057800608436.0, ["185057800608436", "185057800608436.0"]),
        (4.970101234567893e15, ["4970101234567893", "4970101234567893.0"]),
        (12345678, ["12345678"]),
        (12345678.5, ["12345678.5"]),
        (1234567, []),
        (1234567.0, ["1234567.0"]),
        (0.7, []),
        (True, []),
    ],
)
def test_long_numbers_are_inspected_as_they_would_be_sent(number: float, forms: list[str]) -> None:
    """A number of eight digits or more is judged by its digits, whatever its JSON form."""
    assert [slot.text for slot in slots({"n": number})] == forms


UNREADABLE: dict[str, Json] = {
    "an image": {"messages": [{"content": [{"type": "image_url", "image_url": {"url": "https://x/y.png"}}]}]},
    "a base64 document": {
        "messages": [{"content": [{"type": "document", "source": {"type": "base64", "data": "QQ=="}}]}]
    },
    "sound": {"messages": [{"content": [{"type": "input_audio", "input_audio": {"data": "QQ=="}}]}]},
    "a file": {"messages": [{"content": [{"type": "file", "file": {"file_data": "QQ=="}}]}]},
    "a stored answer": {"previous_response_id": "resp_1"},
    "a remote tool server": {"mcp_servers": [{"url": "https://x"}]},
    "probabilities by token": {"logprobs": True},
    "a word in place of a token's number": {"logit_bias": {"50256": -100, "ginettevaillant": 1}},
    "probabilities of the tokens said": {"logprobs": 0},
    "a stored item": {"input": [{"type": "item_reference", "id": "msg_1"}]},
    "an image in a response's input": {"input": [{"content": [{"type": "input_image", "image_url": "https://x/y"}]}]},
    "a run in the background": {"background": True},
    "OpenAI's web search": {"tools": [{"type": "web_search"}]},
    "Anthropic's web search": {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
    "Mistral's code interpreter": {"tools": [{"type": "code_interpreter"}]},
    "a tool that is no object": {"tools": ["web_search"]},
    "an image in a tool result": {"messages": [{"content": [{"type": "tool_result", "content": [{"type": "image"}]}]}]},
}


@pytest.mark.parametrize("tree", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_refused(tree: Json) -> None:
    """Images, sound, files, references to the provider's memory: refused, not forwarded unseen."""
    with pytest.raises(UnsupportedMedia):
        slots(tree)


def test_a_tool_may_have_an_argument_called_file() -> None:
    """Names in a tool's schema and arguments are the client's own, they are not taken for parts."""
    schema: Json = {"type": "object", "properties": {"file": {"type": "string"}}}
    assert slots({"tools": [{"type": "function", "function": {"name": "f", "parameters": schema}}]})


@pytest.mark.parametrize("kind", ["function", "custom", "local_shell", "bash_20250124", "text_editor_20250728", None])
def test_tools_that_the_client_runs_pass(kind: str | None) -> None:
    """A tool of the client's own, or without a type as Anthropic's are, is inspected and sent."""
    tool: dict[str, Json] = {"name": "f", **({"type": kind} if kind else {})}
    assert slots({"tools": [tool]})


def test_a_word_in_base64_does_not_pass_for_a_seal() -> None:
    """A name of sixteen letters is base64 too: it is inspected under every sealed field."""
    for key in ("signature", "data"):
        block: Json = {"type": "redacted_thinking", key: "VaillantGinetteX"}
        assert [slot.text for slot in slots({"messages": [{"content": [block]}]})] == ["VaillantGinetteX"]
    assert len(slots({"input": [{"type": "reasoning", "encrypted_content": "VaillantGinetteX"}]})) == 1


@pytest.mark.parametrize("written", [base64.b64encode, base64.urlsafe_b64encode])
def test_encrypted_blocks_pass(written: Callable[[bytes], bytes]) -> None:
    """A signature that is base64 of binary, in either alphabet, is not text: nothing to inspect."""
    seal = written(bytes(range(128, 256))).decode()
    block: Json = {"type": "redacted_thinking", "data": seal}
    assert slots({"messages": [{"content": [block]}]}) == []
    assert slots({"input": [{"type": "reasoning", "encrypted_content": seal}]}) == []


@pytest.mark.parametrize(("size", "inspected"), [(23, 1), (24, 0), (25, 0)])
def test_a_seal_is_of_24_bytes_or_more(size: int, inspected: int) -> None:
    """What is too short for a seal is inspected, be it binary."""
    block: Json = {"type": "redacted_thinking", "data": base64.b64encode(b"\xff" * size).decode()}
    assert len(slots({"messages": [{"content": [block]}]})) == inspected


@pytest.mark.parametrize("beside", [f" {PLANT}", "!", "\n", "=A"])
def test_what_stands_beside_a_seal_is_inspected(beside: str) -> None:
    """A seal is base64 and nothing else: with anything else in it, it is inspected."""
    block: Json = {"type": "redacted_thinking", "data": base64.b64encode(bytes(range(128, 200))).decode() + beside}
    assert len(slots({"messages": [{"content": [block]}]})) == 1


def test_sealed_fields_of_tools_are_text() -> None:
    """In a tool's arguments names are the client's own: nothing there passes for a seal, a name or an id."""
    seal = base64.b64encode(bytes(range(128, 200))).decode()
    called: Json = {"encrypted_content": "Ginette", "name": PLANT, "id": "x", "type": "thinking", "signature": seal}
    found = texts({"messages": [{"content": [{"type": "tool_use", "input": called}]}]})
    assert {path[-1]: slot.escape for path, slot in found.items() if path[-1] != KEY} == dict.fromkeys(
        ("encrypted_content", "name", "id", "signature"), Escape.NONE
    )


def test_base64_of_text_does_not_pass_for_an_encrypted_block() -> None:
    """Text in base64 is inspected, and so are signatures that hold some."""
    block: Json = {"type": "redacted_thinking", "data": base64.b64encode(PLANT.encode()).decode()}
    assert len(slots({"messages": [{"content": [block]}]})) == 1


def test_instructions_come_before_messages_whatever_the_order_of_keys() -> None:
    """Numbers of stand-ins do not change when a client appends messages."""
    tree: Json = {"messages": [{"content": "un"}, {"content": "deux"}], "system": "zéro"}
    assert [slot.text for slot in slots(tree)] == ["zéro", "un", "deux"]
    tree = {"input": [{"role": "user", "content": "un"}], "instructions": "zéro"}
    assert [slot.text for slot in slots(tree)] == ["zéro", "un"]


def test_an_argument_name_is_a_hint_for_its_value() -> None:
    """The key of a tool's argument is handed to detection as context."""
    found = texts({"messages": [{"content": [{"type": "tool_use", "input": {"telephone": "0467000000"}}]}]})
    assert found[("messages", 0, "content", 0, "input", "telephone")].cue == "telephone"


# no key that refuses a whole request, nor one with constants: hypothesis tries the words it finds in the code
NAMES = st.text(max_size=6).filter(lambda name: name not in {*KEYS, *CLOSED, "tools"})
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=15,
)


@given(TREES)
def test_every_string_of_any_tree_is_a_slot(tree: Json) -> None:
    """No string leaf of any payload escapes the walker, save constants."""
    if not isinstance(tree, dict):
        tree = {"x": tree}
    found = {path for path, slot in texts(tree).items() if slot.escape is not Escape.KEY}

    def leaves(node: Json, path: Path) -> set[Path]:
        if isinstance(node, dict):
            return set().union(*(leaves(value, (*path, key)) for key, value in node.items()))
        if isinstance(node, list):
            return set().union(*(leaves(value, (*path, i)) for i, value in enumerate(node)))
        return {path} if isinstance(node, str) and node else set()

    assert leaves(tree, ()) <= found


@given(TREES)
def test_rewriting_changes_its_leaves_and_nothing_else(tree: Json) -> None:
    """Replacing every text by itself gives the same payload; replacing one changes that one."""
    tree = {"x": tree}
    strings = [slot.path for slot in slots(tree) if isinstance(_at(tree, slot.path), str)]
    assert rewrite(tree, {path: str(leaf(tree, path)) for path in strings}) == tree
    for path in strings[:1]:
        assert leaf(rewrite(tree, {path: "NEUF"}), path) == "NEUF"


def test_rewriting_shares_what_it_leaves() -> None:
    """Untouched parts are the very same, the payload itself is not changed, and a path that leads nowhere is nothing."""
    tree: Json = {"a": {"x": ["un", 1]}, "b": ["deux", None]}
    new = rewrite(tree, {("b", 0): "NEUF"})
    assert new == {"a": {"x": ["un", 1]}, "b": ["NEUF", None]}
    assert leaf(new, ("a",)) is leaf(tree, ("a",))
    assert leaf(tree, ("b", 0)) == "deux"
    assert rewrite(tree, {}) is tree
    assert rewrite(tree, {("a", "x", 1, "y"): "NEUF", ("c",): "NEUF"}) == tree
    assert rewrite("un", {(): "NEUF"}) == "NEUF"


@pytest.mark.parametrize("path", [("b",), ("a", "x", "y"), ("a", 0), ("a", "x", 0, 0)])
def test_a_leaf_that_is_not_there_is_a_faulty_request(path: Path) -> None:
    """What is asked for where it does not stand is refused, and not guessed."""
    with pytest.raises((InvalidRequest, KeyError)):
        leaf({"a": {"x": ["un"]}}, path)


@pytest.mark.parametrize(
    "name", ["call_1", "call-ab_C9", "toolu_01A", "srvtoolu_01A", "fc_68", "chatcmpl-tool-1f", "9ABcd1234"]
)
def test_the_ids_that_providers_give_are_known(name: str) -> None:
    """A call id in a shape that a provider gives is the provider's."""
    assert not foreign_id(name)


@pytest.mark.parametrize(
    "name", [PLANT, "Vaillant", "VaillantGi", "call_", "call_Ginette Vaillant", "dossier_1", "9ABcd123é"]
)
def test_other_ids_are_the_clients_own(name: str) -> None:
    """Any other call id may be a person's name: it is the client's own text."""
    assert foreign_id(name)


def test_findings_in_json_are_cut_to_their_literals() -> None:
    """What is found over several texts of a JSON source is one finding each, so that the source stays JSON."""
    source = '{"nom": "Ginette", "tel": ["06\\u0020 39", 1234]}'
    tree: Json = {"messages": [{"content": source}, {"content": "Ginette, tel 06"}]}
    found = slots(tree)
    in_json, in_prose = (slot.path for slot in found)
    raw = {in_json: source}
    over = Finding(in_json, 0, len(found[0].text), "PERSON", 1.0, "table")
    prose = Finding(in_prose, 0, 15, "PERSON", 1.0, "table")
    cut = clip(raw, found, [over, prose])
    assert prose in cut
    assert [found[0].text[f.start : f.end] for f in cut if f.path == in_json] == [
        "nom",
        "Ginette",
        "tel",
        "06  39",
        "1234",
    ]
    assert clip(raw, found, []) == []


def _at(tree: Json, path: Path) -> Json:
    return None if path[-1:] == (KEY,) else leaf(tree, path)
