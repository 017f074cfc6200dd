"""What models/detection.yaml says: languages, their models, families of rules, thresholds, chunks."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.errors import Fault, ModelError

FILE = "detection.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Language(_Strict):
    """One language: its NER model (a package, a folder under models/, or None), what its labels mean, its families.

    phrases: the folder under models/ of what reads sensitive phrases, beside the lexicons; it shares the words of ``model``.
    """

    model: str | None = None
    phrases: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    families: tuple[str, ...]


class Chunks(_Strict):
    """Sizes in characters. ``overlap`` is longer than any finding with its cue."""

    size: int = Field(ge=1_000)
    overlap: int = Field(ge=100)


class Config(_Strict):
    """The whole file. ``threshold``: a finding below this score is dropped; ``thresholds``: by kind."""

    default_language: str
    languages: dict[str, Language]
    chunks: Chunks
    threshold: float = Field(ge=0, le=1)
    thresholds: dict[str, float] = Field(default_factory=dict)


def load_config(models: Path) -> Config:
    """Read detection.yaml under ``models``. Raises ModelError with one fault a line."""
    try:
        raw = yaml.safe_load((models / FILE).read_text(encoding="utf-8"))
        config = Config.model_validate(raw)
    except (OSError, yaml.YAMLError) as error:
        raise ModelError(f"{FILE} : {type(error).__name__}") from error
    except ValidationError as error:
        faults = [Fault(FILE, ".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]
        raise ModelError(faults=faults) from error
    if config.default_language not in config.languages:
        raise ModelError(faults=[Fault(FILE, "default_language", "langue non déclarée dans languages")])
    return config
