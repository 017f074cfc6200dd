"""Measure detection against an annotated corpus: what leaks, what is masked for nothing, how fast.

A corpus is one JSON object a line: ``{"id", "genre", "text", "spans": [{"start", "end", "label"}], "keep": [...]}``, offsets
as Python indexes, end excluded. Definitions:

recall        share of the annotated characters that any finding covers, whatever its kind
leak rate     share of the annotated entities with at least one letter or digit uncovered
precision     share of the covered characters that are annotated
over-masking  share of the ``keep`` strings that a finding touches where they stand as whole words
speed         characters by second of processor time, so that what else the machine does counts little
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from time import process_time
from typing import TypeAlias

from gateway.detect.engine import Detector
from gateway.detect.fairness import Leak
from gateway.detect.memory import Memory
from gateway.detect.overlap import THEMES
from gateway.domain import Finding, Slot
from gateway.errors import Fault, ModelError

Span: TypeAlias = tuple[int, int, str]
"""Start, end (excluded), label."""

Spotter: TypeAlias = Callable[[str], Sequence[Span]]
"""What is measured: from a text to the spans that would be hidden."""

PUBLIC = frozenset({"FR_SIREN", "FR_SIRET", "FR_VAT", "FR_RNA"})
SIZES = (200, 2_000, 20_000, 100_000)


@dataclass(frozen=True, slots=True)
class Document:
    """One annotated text."""

    id: str
    genre: str
    text: str = field(repr=False)
    spans: tuple[Span, ...]
    keep: tuple[str, ...] = field(repr=False)


@dataclass(slots=True)
class Tally:
    """What was counted for one label."""

    entities: int = 0
    leaked: int = 0
    characters: int = 0
    covered: int = 0

    @property
    def recall(self) -> float:
        """Share of the annotated characters covered."""
        return _share(self.covered, self.characters)

    @property
    def leak_rate(self) -> float:
        """Share of the entities not wholly covered."""
        return _share(self.leaked, self.entities)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the leak rate."""
        return wilson(self.leaked, self.entities)


@dataclass(slots=True)
class Group:
    """What was counted for a set of documents: all of them, or those of one genre."""

    total: Tally = field(default_factory=Tally)
    keep: int = 0
    touched: int = 0
    predicted: int = 0
    right: int = 0
    holding: int = 0
    without_leak: int = 0
    innocent: int = 0
    untouched: int = 0

    @property
    def precision(self) -> float:
        """Share of the covered characters that are annotated."""
        return _share(self.right, self.predicted)

    @property
    def over_masking(self) -> float:
        """Share of the strings to keep that are touched."""
        return _share(self.touched, self.keep)


@dataclass(slots=True)
class Judgement:
    """Of one sensitive theme, by document: told where it stands, told where it does not."""

    holding: int = 0
    told: int = 0
    free: int = 0
    false: int = 0


@dataclass(slots=True)
class Evaluation:
    """The whole result. ``speed`` in characters a second over the corpus; ``speeds`` by size of text.

    ``start_seconds``: of a new process, from nothing to a detector that has read its first text. ``fairness``: the leak of
    generated names by (origin, casing).
    """

    labels: dict[str, Tally] = field(default_factory=dict)
    genres: dict[str, Group] = field(default_factory=dict)
    themes: dict[str, Judgement] = field(default_factory=dict)
    all: Group = field(default_factory=Group)
    speed: float = 0.0
    speeds: dict[int, float] = field(default_factory=dict)
    load_seconds: float = 0.0
    resident_mb: float = 0.0
    start_seconds: float = 0.0
    fairness: dict[tuple[str, str], Leak] = field(default_factory=dict)


def load_corpus(file: Path) -> list[Document]:
    """Read a corpus. Raises ModelError naming the line that is not of its form."""
    documents = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{file.name} : {type(error).__name__}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                documents.append(_document(json.loads(line), number))
            except (ValueError, KeyError, TypeError) as error:
                raise ModelError(
                    faults=[Fault(file.name, f"ligne {number}", f"{type(error).__name__} : {error}")]
                ) from error
    return documents


def _document(row: dict[str, object], number: int) -> Document:
    text, spans, keep = row["text"], row["spans"], row.get("keep", [])
    if not (isinstance(text, str) and isinstance(spans, list) and isinstance(keep, list)):
        raise TypeError("text, spans ou keep n'est pas de sa forme")
    marks = tuple((int(s["start"]), int(s["end"]), str(s["label"])) for s in spans)
    if any(not 0 <= start < end <= len(text) for start, end, _ in marks):
        raise ValueError("un span sort du texte")
    return Document(str(row.get("id", number)), str(row.get("genre", "")), text, marks, tuple(map(str, keep)))


def hidden(finding: Finding) -> bool:
    """Tell whether a usual policy hides a finding: all but public numbers and general talk of a sensitive theme."""
    return finding.kind not in PUBLIC and finding.about_person


def spotter(detector: Detector, counts: Callable[[Finding], bool] = hidden) -> Spotter:
    """Return the detector as what is measured; ``counts`` says which findings would be replaced or blocked."""

    def spot(text: str) -> list[Span]:
        detector.memory = Memory()  # reading is measured, not remembering
        return [(f.start, f.end, f.kind) for f in detector.detect([Slot(("text",), text)]) if counts(f)]

    return spot


def evaluate(
    corpus: Sequence[Document], spot: Spotter, *, load_seconds: float = 0.0, sizes: Sequence[int] = ()
) -> Evaluation:
    """Measure ``spot`` over ``corpus``. ``sizes``: lengths of text to time as well, in characters."""
    result = Evaluation(load_seconds=load_seconds)
    began = process_time()
    found = [spot(document.text) for document in corpus]
    elapsed = process_time() - began
    result.speed = _share(sum(len(d.text) for d in corpus), elapsed)
    for document, spans in zip(corpus, found, strict=True):
        _count(result, document, spans)
    result.speeds = {size: _speed(spot, corpus, size) for size in sizes}
    result.resident_mb = resident_mb()
    return result


def _count(result: Evaluation, document: Document, spans: Sequence[Span]) -> None:
    """Add one document to the counts."""
    covered, marked = _mask(document.text, spans), _mask(document.text, document.spans)
    genre = result.genres.setdefault(document.genre, Group())
    leaks = 0
    for start, end, label in document.spans:
        leaked = any(document.text[i].isalnum() and not covered[i] for i in range(start, end))
        leaks += leaked
        for tally in (result.labels.setdefault(label, Tally()), genre.total, result.all.total):
            tally.entities += 1
            tally.leaked += leaked
            tally.characters += end - start
            tally.covered += sum(covered[start:end])
    touched = sum(_touches(document.text, kept, covered) for kept in document.keep)
    for group in (genre, result.all):
        group.keep += len(document.keep)
        group.touched += touched
        group.predicted += sum(covered)
        group.right += sum(a and b for a, b in zip(covered, marked, strict=True))
        group.holding += bool(document.spans)
        group.without_leak += bool(document.spans) and leaks == 0
        group.innocent += not document.spans
        group.untouched += not document.spans and not any(covered)
    _judge(result, document, spans)


def _judge(result: Evaluation, document: Document, spans: Sequence[Span]) -> None:
    held, told = {label for *_, label in document.spans}, {label for *_, label in spans}
    for theme in sorted(THEMES - {"BLOCKED_TERM"}):
        judgement = result.themes.setdefault(theme, Judgement())
        judgement.holding += theme in held
        judgement.told += theme in held and theme in told
        judgement.free += theme not in held
        judgement.false += theme not in held and theme in told


def _mask(text: str, spans: Iterable[Span]) -> bytearray:
    mask = bytearray(len(text))
    for start, end, _ in spans:
        mask[start:end] = b"\x01" * (end - start)
    return mask


def _touches(text: str, kept: str, covered: bytearray) -> bool:
    places = re.finditer(rf"(?<!\w){re.escape(kept)}(?!\w)", text)
    return any(any(covered[place.start() : place.end()]) for place in places)


def _speed(spot: Spotter, corpus: Sequence[Document], size: int) -> float:
    """Return the best of three, in characters a second, over a text of ``size`` characters."""
    whole = "\n\n".join(document.text for document in corpus)
    text = (whole * (size // max(len(whole), 1) + 1))[:size]
    if not text:
        return 0.0
    spans = []
    for _ in range(3):
        began = process_time()
        spot(text)
        spans.append(process_time() - began)
    return len(text) / min(spans)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (E. B. Wilson, 1927), (0, 1) for an empty sample."""
    if total == 0:
        return 0.0, 1.0
    z = 1.959964
    share, weight = hits / total, z * z / total
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / total + weight / (4 * total)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def resident_mb() -> float:
    """Return the memory that this process holds now, in megabytes; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    row = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(row[1]) / 1024 if row else 0.0
