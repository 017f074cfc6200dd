"""The text of a picture, by Tesseract, which the house installs if its policy has pictures read (``images: lire``).

Only what was read is sent on: a letter read wrong is a wrong letter at the provider, never one that was not inspected.
A picture without text, or with text too blurred to be sure of, is refused: nobody would know what is missing.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Iterator
from itertools import groupby

from gateway.documents.formats import Unreadable

LANGUAGES = "fra"
SURE = 60.0
"""Mean confidence, of 100 and weighted by letters, below which a reading is refused: clear print has 90 and more."""
_WORD = "5"
_LINE = ("block_num", "par_num", "line_num")


def picture(data: bytes) -> str:
    """Return the text in a picture, line by line. Raises Unreadable: no Tesseract, no text, or no sure text."""
    command = shutil.which("tesseract", path="/usr/local/bin:/usr/bin:/bin")
    if command is None:
        raise Unreadable("sans_ocr")
    # by standard input and output: it writes no file
    run = subprocess.run(  # noqa: S603  # the command is ours, the picture its input
        [command, "-", "-", "-l", LANGUAGES, "tsv"], input=data, capture_output=True, check=False, env=_ENVIRONMENT
    )
    if run.returncode != 0:
        raise Unreadable("sans_ocr" if b"traineddata" in run.stderr else "illisible")
    return _text(run.stdout.decode("utf-8"))


_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}


def _text(table: str) -> str:
    words = [row for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE) if _said(row)]
    letters = sum(len(row["text"]) for row in words)
    if not letters:
        raise Unreadable("sans_ecriture")
    if sum(float(row["conf"]) * len(row["text"]) for row in words) < SURE * letters:
        raise Unreadable("flou")
    return "\n".join(_lines(words))


def _said(row: dict[str, str]) -> bool:
    return row["level"] == _WORD and bool((row["text"] or "").strip())


def _lines(words: list[dict[str, str]]) -> Iterator[str]:
    """Yield the lines; a block that follows another is parted from it by an empty one."""
    block = ""
    for place, line in groupby(words, key=lambda row: tuple(row[name] for name in _LINE)):
        if block and place[0] != block:
            yield ""
        block = place[0]
        yield " ".join(row["text"] for row in line)
