"""Answers in the forms in which a DPO files them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from gateway.audit.sheet import Sheet, as_csv, as_html, as_jsonl

SHEET = Sheet(
    "essai", "Essai <b>", ("service", "part"), (("=ccas", 1.5), ("élus & co", None)), {"since": "7j"}, ("Une note.",)
)


def test_a_page_to_print_tells_filter_digest_and_head() -> None:
    """The page holds title, rows, notes, the filter line, the digest and the head that binds it, all escaped."""
    page = "".join(as_html([SHEET], made="25/11/2026", head="0123/7 abcd"))
    for told in ("Essai &lt;b&gt;", "élus &amp; co", "since = 7j", SHEET.digest, "0123/7 abcd", "Une note.", "1,5"):
        assert told in page
    assert "<script" not in page
    assert page.startswith("<!DOCTYPE html>")


def test_a_table_is_safe_in_a_spreadsheet_and_says_what_it_is() -> None:
    """No cell starts a formula; the last rows tell filter and digest."""
    text = "".join(as_csv(SHEET))
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[1] == ["'=ccas", "1,5"]
    assert rows[-2:] == [["filtre", "since = 7j"], ["empreinte SHA-256", SHEET.digest]]


def test_the_digest_is_of_the_figures() -> None:
    """The same figures have the same digest; another figure, filter or note has another."""
    assert replace(SHEET).digest == SHEET.digest
    others = [replace(SHEET, rows=(("=ccas", 1.6),)), replace(SHEET, asked={}), replace(SHEET, notes=())]
    assert len({SHEET.digest, *(other.digest for other in others)}) == 4


def test_each_row_is_an_object() -> None:
    """The first line tells what was asked, each other is a row under its headings."""
    head, first, _ = map(json.loads, as_jsonl(SHEET))
    assert (head["filtre"], first) == ({"since": "7j"}, {"service": "=ccas", "part": 1.5})
