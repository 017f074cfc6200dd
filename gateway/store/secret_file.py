"""Secrets of 256 bits, each in a file of its own that only its owner can read, made on first use."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from gateway.errors import SettingsError

BYTES = 32


def read_or_make(path: Path) -> bytes:
    """Return the secret. Processes that start together agree on it. Raises SettingsError."""
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"{path.name} doit n'être lisible que de son propriétaire (chmod 600).")
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path.name} ne peut pas être lu ({type(error).__name__}).") from error
    if len(secret) != BYTES:
        raise SettingsError(f"{path.name} est abîmé : {2 * BYTES} chiffres hexadécimaux attendus.")
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
