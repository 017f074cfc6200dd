"""The designs that were tried: sizes of gateway.detect.tagger. MODEL.md keeps their figures."""

from __future__ import annotations

from typing import Any

ROWS = [20_000, 3_000, 5_000, 1_000, 200]
BEST = "64x4"
DESIGNS: dict[str, dict[str, Any]] = {
    "48x2": {"width": 48, "depth": 2, "pieces": 2, "rows": ROWS},
    "64x3": {"width": 64, "depth": 3, "pieces": 2, "rows": ROWS},
    "64x4": {"width": 64, "depth": 4, "pieces": 2, "rows": ROWS},
    "64x3 without lexicons": {"width": 64, "depth": 3, "pieces": 2, "rows": ROWS, "blind": True},
    "96x3": {"width": 96, "depth": 3, "pieces": 3, "rows": [24_000, 3_000, 6_000, 1_000, 200]},
}
"""``blind`` trains with the feature of the lexicons always hidden."""
