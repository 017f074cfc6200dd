"""Cut a long text into overlapping pieces at line ends or spaces."""

from __future__ import annotations

from collections.abc import Iterator


def chunks(text: str, size: int, overlap: int) -> Iterator[tuple[int, str]]:
    """Yield (offset, piece). A piece has at most ``size`` characters and begins ``overlap`` before the end of the last."""
    start = 0
    while len(text) - start > size:
        end = _cut(text, start + size - overlap, start + size)
        yield start, text[start:end]
        start = max(_cut(text, end - overlap - 100, end - overlap), start + 1)
    yield start, text[start:]


def _cut(text: str, least: int, most: int) -> int:
    for mark in ("\n", " "):
        at = text.rfind(mark, least, most)
        if at >= 0:
            return at + 1
    return most
