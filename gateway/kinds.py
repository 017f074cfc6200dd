"""The kinds of data that detection knows, from models/kinds.yaml: one list for policies, messages and stand-ins."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from gateway.domain import Kind
from gateway.errors import ModelError

MODELS = Path(__file__).resolve().parent.parent / "models"


def load_kinds(models: Path = MODELS) -> Mapping[str, Kind]:
    """Return the kinds by id. Raises ModelError when the file is missing or not of its form."""
    try:
        rows = yaml.safe_load((models / "kinds.yaml").read_text(encoding="utf-8"))["kinds"]
        return {row["id"]: Kind(**row) for row in rows}
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise ModelError(f"kinds.yaml : {type(error).__name__}") from error
