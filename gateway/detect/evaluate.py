"""What ``passerelle evaluate`` does: load, measure, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from rich.console import Console

from gateway.detect.engine import load_detector
from gateway.detect.render import as_data, as_tables
from gateway.detect.scoring import SIZES, Document, Evaluation, evaluate, load_corpus, spotter
from gateway.detect.stock import stock_presidio

__all__ = ["Evaluation", "evaluate", "evaluations", "load_corpus", "run"]


def run(
    corpus: Path, models: Path, *, stock: bool = False, as_json: bool = False, sizes: Sequence[int] = SIZES
) -> None:
    """Print how the detection of ``models`` does on ``corpus``, beside Presidio alone with ``stock``.

    ``sizes``: lengths of text to time, in characters. Raises ModelError.
    """
    measured = evaluations(load_corpus(corpus), models, stock=stock, sizes=sizes)
    if as_json:
        sys.stdout.write(json.dumps(as_data(measured), ensure_ascii=False, indent=1) + "\n")
    else:
        Console().print(as_tables(measured))


def evaluations(
    corpus: list[Document], models: Path, *, stock: bool = False, sizes: Sequence[int] = SIZES
) -> dict[str, Evaluation]:
    """Measure the detection of ``models``, and Presidio alone with ``stock``, in the same process."""
    began = perf_counter()
    detector = load_detector(models)
    loaded = perf_counter() - began
    measured = {"passerelle": evaluate(corpus, spotter(detector), load_seconds=loaded, sizes=sizes)}
    if stock:
        began = perf_counter()
        spot = stock_presidio()
        measured["presidio"] = evaluate(corpus, spot, load_seconds=perf_counter() - began, sizes=sizes)
    return measured
