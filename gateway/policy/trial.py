"""Texts to try a policy on: a folder of ``.txt`` files and ``.jsonl`` files of ``{id, text}`` lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path


def corpus(directory: Path) -> Iterator[tuple[str, str]]:
    """Yield ``(id, text)`` of each document, by name of file. Raises ValueError, naming the file and line.

    The id of a line without one is the file's name and the line's number; a text is never an id.
    """
    for path in sorted(path for pattern in ("**/*.txt", "**/*.jsonl") for path in directory.glob(pattern)):
        name = path.relative_to(directory).as_posix()
        try:
            yield from [(name, path.read_text(encoding="utf-8"))] if path.suffix == ".txt" else _lines(path, name)
        except UnicodeDecodeError:
            raise ValueError(f"{name} : n'est pas en UTF-8") from None


def _lines(path: Path, name: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield str(row.get("id", f"{name}:{number}"))[:80], str(row["text"])
        except (ValueError, KeyError, AttributeError):
            raise ValueError(f"{name} : ligne {number} : {{id, text}} attendu") from None
