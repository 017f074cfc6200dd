"""The settings of one process: the only reader of the environment. Each is documented in docs/settings.md."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from gateway.errors import SettingsError
from gateway.kinds import MODELS
from gateway.turns import ROOM

PREFIX = "PASSERELLE_"
FLOOR, LONGEST = 6, 36
"""Months. CNIL, deliberation 2021-122: six months to a year, up to three years where internal control justifies it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field a variable: ``port`` is PASSERELLE_PORT. Sizes in bytes, times in seconds.

    upstreams: base URLs by provider name, over those of providers.yaml. hosts: values of the Host header that are
    served, all when empty. origins: web pages that may call the gateway, by CORS; none when empty.
    waiting: characters of the requests that may wait to be read, beyond which more are refused.
    signer: file of the DPO's public key, without whose signature no policy comes into force.
    register: SQLAlchemy URL, the data folder's SQLite file when empty. checkpoints: where they are kept, the data
    folder when empty. retention_months: how long records are kept, up to retention_ceiling, never
    under six. fingerprints: the running key, none are made when empty. metrics_port: 0 for no metrics. oidc_roles: the
    directory's groups by role. oidc_secret: the file of the client's secret.
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
    origins: tuple[str, ...] = ()
    max_body: int = 8 * 1024 * 1024
    waiting: int = ROOM
    body_timeout: float = 30.0
    connect_timeout: float = 5.0
    idle_timeout: float = 120.0
    total_timeout: float = 900.0
    log_level: str = "INFO"
    signer: str = ""
    name: str = "passerelle"
    checkpoints: tuple[str, ...] = ()
    time_stamps: str = ""
    retention_months: int = 12
    retention_ceiling: int = 12
    fingerprints: str = ""
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0

    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: Path | None = None
    oidc_groups: str = "groups"
    oidc_roles: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise SettingsError for a retention that neither the CNIL's floor nor the DPO's ceiling allows."""
        if not FLOOR <= self.retention_months <= self.retention_ceiling <= LONGEST:
            raise SettingsError(
                f"Conservation : {FLOOR} mois au moins, {self.retention_ceiling} au plus (plafond du DPO, {LONGEST} au"
                f" plus) ; {self.retention_months} demandés."
            )

    @property
    def register_url(self) -> str:
        """Where the register and the keys are kept."""
        return self.register or f"sqlite:///{self.data.absolute() / 'registre.db'}"

    @property
    def pepper(self) -> Path:
        """The file of the secret that keys are peppered with."""
        return self.data / "pepper"

    @property
    def checkpoint_key(self) -> Path:
        """The file of the key that checkpoints are signed with."""
        return self.data / "checkpoint.key"

    @property
    def checkpoint_places(self) -> tuple[str, ...]:
        """Where checkpoints are kept."""
        return self.checkpoints or (str(self.data / "points-de-controle"),)

    @property
    def checkpoint_folder(self) -> Path:
        """The first of these places that is a folder: what the DPO's pages can list."""
        folders = (Path(word) for word in self.checkpoint_places if ":" not in word)
        return next(folders, self.data / "points-de-controle")


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
        if kind is Path or kind == Path | None:
            return Path(text)
        if kind in (int, float, str):
            return kind(text)
        paired = variable.endswith(("UPSTREAMS", "ROLES"))
        return parse_upstreams(text) if paired else tuple(text.replace(",", " ").split())
    except ValueError:
        raise SettingsError(f"{variable} : valeur illisible.") from None
