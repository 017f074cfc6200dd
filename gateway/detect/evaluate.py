"""What ``passerelle evaluate`` does: load, measure, print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from rich.console import Console

from gateway.detect.engine import load_detector
from gateway.detect.fairness import FILE, leaks
from gateway.detect.render import as_data, as_tables
from gateway.detect.scoring import SIZES, Document, Evaluation, Spotter, evaluate, load_corpus, spotter
from gateway.detect.stock import stock_presidio

__all__ = ["Evaluation", "evaluate", "evaluations", "load_corpus", "run"]


STOCK_NAMES = 13
"""Presidio alone is tried on one generated name in so many: no divisor of the 18 surnames."""

_START = """
import sys
from pathlib import Path
from gateway.detect import load_detector
from gateway.domain import Slot
load_detector(Path(sys.argv[1])).detect([Slot(("t",), "Bonjour.")])
"""


def run(
    corpus: Path,
    models: Path,
    *,
    stock: bool = False,
    fairness: bool = True,
    as_json: bool = False,
    sizes: Sequence[int] = SIZES,
) -> None:
    """Print how the detection of ``models`` does on ``corpus``, beside Presidio alone with ``stock``.

    ``fairness``: measure the generated set of names too. ``sizes``: lengths of text to time, in characters. Raises ModelError.
    """
    measured = evaluations(load_corpus(corpus), models, stock=stock, fairness=fairness, sizes=sizes)
    if as_json:
        sys.stdout.write(json.dumps(as_data(measured), ensure_ascii=False, indent=1) + "\n")
    else:
        Console().print(as_tables(measured))


def evaluations(
    corpus: list[Document], models: Path, *, stock: bool = False, fairness: bool = True, sizes: Sequence[int] = SIZES
) -> dict[str, Evaluation]:
    """Measure the detection of ``models``, and Presidio alone with ``stock``, in the same process."""
    names = models / FILE if fairness else None
    started = start_up(models)
    began = process_time()
    detector = load_detector(models)
    loaded = process_time() - began
    measured = {"passerelle": _measured(corpus, spotter(detector), loaded, sizes, names)}
    measured["passerelle"].start_seconds = started
    if stock:
        began = process_time()
        spot = stock_presidio()
        measured["presidio"] = _measured(corpus, spot, process_time() - began, sizes, names, every=STOCK_NAMES)
    return measured


def _measured(
    corpus: list[Document], spot: Spotter, loaded: float, sizes: Sequence[int], names: Path | None, every: int = 1
) -> Evaluation:
    result = evaluate(corpus, spot, load_seconds=loaded, sizes=sizes)
    if names is not None and names.exists():
        result.fairness = leaks(names, lambda text: [(start, end) for start, end, _ in spot(text)], every)
    return result


def start_up(models: Path) -> float:
    """Return the processor seconds of a new process from nothing to its first text read. Raises CalledProcessError."""
    before = os.times()
    subprocess.run([sys.executable, "-c", _START, str(models)], check=True)  # noqa: S603  # this very interpreter
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
