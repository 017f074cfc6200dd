"""Strict reading: one way to read a message, or none."""

from __future__ import annotations

import pytest

from gateway.dialects.strict import MAX_DEPTH, dump, parse
from gateway.errors import InvalidRequest

REFUSED = {
    "duplicate key": b'{"a":1,"a":2}',
    "duplicate key written with an escape": b'{"a":1,"\\u0061":2}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "a number beyond doubles": b'{"a":1e400}',
    "five thousand digits": b'{"a":' + b"9" * 5000 + b"}",
    "lone surrogate": b'{"a":"\\ud800"}',
    "lone surrogate in a key": b'{"\\udfff":1}',
    "latin-1 byte": b'{"a":"caf\xe9"}',
    "surrogate in raw UTF-8": b'{"a":"\xed\xa0\x80"}',
    "UTF-8 BOM": b'\xef\xbb\xbf{"a":1}',
    "UTF-16": '{"a":"x"}'.encode("utf-16"),
    "UTF-16 without BOM": '{"a":"x"}'.encode("utf-16-le"),
    "trailing garbage": b'{"a":1} x',
    "two documents": b'{"a":1}{"a":2}',
    "trailing comma": b'{"a":1,}',
    "comment": b'{"a":1 /* x */}',
    "single quotes": b"{'a':1}",
    "raw tab": b'{"a":"\t"}',
    "leading zero": b'{"a":01}',
    "a string at the top": b'"secret"',
    "a list at the top": b"[1]",
    "nothing": b"",
    "no-break space as white space": '{"a":\u00a01}'.encode(),
    "too deep": b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH,
    "lists too deep": b'{"a":' + b"[" * 64 + b"]" * 64 + b"}",
    "far too deep": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_ambiguous_messages_are_refused(body: bytes) -> None:
    """A message that two parsers could read differently is refused."""
    with pytest.raises(InvalidRequest):
        parse(body)


def test_the_refusal_does_not_quote_the_message() -> None:
    """A refusal of bad JSON says nothing of what the body held, neither in its text nor in its chain of causes."""
    with pytest.raises(InvalidRequest) as caught:
        parse(b'{"a": "Marie Dupont", ]')
    assert "Dupont" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_what_is_accepted_is_sent_in_one_form() -> None:
    """Accents, emoji, zero and nested values survive, in compact UTF-8."""
    tree = parse(b'{ "a" : "caf\\u00e9 \\ud83d\\ude00", "b": [0, -1.5, true, null, {"c": ""}] }')
    assert dump(tree) == '{"a":"café 😀","b":[0,-1.5,true,null,{"c":""}]}'.encode()


def test_the_deepest_allowed_message_is_read() -> None:
    """Nesting up to the limit passes."""
    assert parse(b'{"a":' * (MAX_DEPTH - 1) + b"1" + b"}" * (MAX_DEPTH - 1))
    assert parse(b'{"a":' + b"[" * 63 + b"]" * 63 + b"}")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_json_is_never_written(number: float) -> None:
    """A number that JSON does not know cannot leave in a body, wherever it came from."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump({"a": number})
