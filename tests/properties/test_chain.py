"""What holds for every chain."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gateway.audit.chain import SEARCHED, Draft, canonical, digest, link, prefix, start

COLUMNS = st.fixed_dictionaries({name: st.text(max_size=20) for name in SEARCHED})
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FACTS = st.dictionaries(st.text(max_size=8), VALUES, max_size=5)
DRAFTS = st.builds(lambda columns, facts: Draft(columns, canonical(facts)), COLUMNS, FACTS)


@given(st.lists(DRAFTS, min_size=1, max_size=8))
def test_each_record_cites_the_one_before_it(drafts: list[Draft]) -> None:
    """Records of any content are numbered from nought without a gap, and each cites the hash of the one before."""
    head = start("0123456789abcdef")
    for place, draft in enumerate(drafts):
        made = link(head, draft)
        said = json.loads(made.raw)
        assert (said["chain"], said["seq"], said["prev"]) == (head.chain, place, head.hash)
        assert made.head.hash == digest(made.raw)
        head = made.head


@given(DRAFTS)
def test_a_record_is_one_line_of_ascii(draft: Draft) -> None:
    """Whatever a record holds, it is one line of ASCII that parses to what was said."""
    raw = link(start("0123456789abcdef"), draft).raw
    assert b"\n" not in raw
    assert raw.isascii()
    said = json.loads(raw)
    assert {name: said[name] for name in SEARCHED} == draft.columns
    assert said["facts"] == json.loads(draft.facts)


@given(DRAFTS, DRAFTS)
def test_two_records_are_alike_only_if_they_say_the_same(one: Draft, other: Draft) -> None:
    """In the same place, two records have the same hash exactly when they have the same columns and facts."""
    head = start("0123456789abcdef")
    assert (link(head, one).head == link(head, other).head) == (one == other)


@given(COLUMNS, COLUMNS, st.integers(0, 2**53), st.integers(0, 2**53))
def test_columns_are_told_from_the_first_bytes(one: dict[str, str], other: dict[str, str], seq: int, also: int) -> None:
    """No columns have first bytes that those of other columns begin with, so a search column cannot be passed off."""
    mine = prefix("0123456789abcdef", seq, "0" * 64, tuple(one.values()))
    theirs = prefix("0123456789abcdef", also, "0" * 64, tuple(other.values()))
    assert (mine.startswith(theirs) or theirs.startswith(mine)) == ((one, seq) == (other, also))
