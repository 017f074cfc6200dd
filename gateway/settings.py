"""The settings of one process: the only reader of the environment. Each is documented in docs/settings.md."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from gateway.errors import SettingsError
from gateway.kinds import MODELS

PREFIX = "PASSERELLE_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field a variable: ``port`` is PASSERELLE_PORT. Sizes in bytes, times in seconds.

    upstreams: base URLs by provider name, over those of providers.yaml. hosts: values of the Host header that are
    served, all
    when empty. register: SQLAlchemy URL, the data folder's SQLite file when empty.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    data: Path = Path("var")
    policies: Path = Path("policies")
    models: Path = MODELS
    register: str = field(default="", repr=False)
    upstreams: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    max_body: int = 8 * 1024 * 1024
    body_timeout: float = 30.0
    connect_timeout: float = 5.0
    idle_timeout: float = 120.0
    total_timeout: float = 900.0
    log_level: str = "INFO"

    @property
    def register_url(self) -> str:
        """Where the register and the keys are kept."""
        return self.register or f"sqlite:///{self.data.absolute() / 'registre.db'}"

    @property
    def pepper(self) -> Path:
        """The file of the secret that keys are peppered with."""
        return self.data / "pepper"


def load_settings(environ: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Return settings from ``given`` (None: not given), then the environment, then defaults. Raises SettingsError."""
    env = os.environ if environ is None else environ
    types = get_type_hints(Settings)
    known = {PREFIX + f.name.upper(): f.name for f in fields(Settings)}
    unknown = sorted(name for name in env if name.startswith(PREFIX) and name not in known and name not in _OTHERS)
    if unknown:
        raise SettingsError(f"Réglages inconnus : {', '.join(unknown)}.")
    values = {name: _read(types[name], env[variable], variable) for variable, name in known.items() if variable in env}
    merged: dict[str, Any] = {**values, **{name: value for name, value in given.items() if value is not None}}
    return Settings(**merged)


_OTHERS = frozenset({"PASSERELLE_STRICT"})  # the test suite's own


def parse_upstreams(text: str) -> dict[str, str]:
    """Read ``NAME=URL`` pairs separated by commas or white space. Raises ValueError."""
    pairs = [part.partition("=") for part in text.replace(",", " ").split()]
    if not all(name and separator and url for name, separator, url in pairs):
        raise ValueError
    return {name: url for name, _, url in pairs}


def _read(kind: Any, text: str, variable: str) -> object:
    try:
        if kind is Path:
            return Path(text)
        if kind in (int, float, str):
            return kind(text)
        return parse_upstreams(text) if variable.endswith("UPSTREAMS") else tuple(text.replace(",", " ").split())
    except ValueError:
        raise SettingsError(f"{variable} : valeur illisible.") from None
