"""A copy of the files in force, kept in the data folder: what a new version is compared with before it is activated."""

from __future__ import annotations

import os
import secrets
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

FILE = "politique_en_vigueur.zip"
_SAME_DAY = (2000, 1, 1, 0, 0, 0)  # a copy's bytes depend on nothing but the files


def keep(data: Path, files: Mapping[str, bytes]) -> None:
    """Write the copy whole or not at all, readable by its owner alone. A copy that cannot be written is no failure."""
    draft = data / f".{FILE}.{secrets.token_hex(4)}"
    with suppress(OSError):
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(files):
                archive.writestr(zipfile.ZipInfo(name, _SAME_DAY), files[name], zipfile.ZIP_DEFLATED)
        draft.replace(data / FILE)


def kept(data: Path) -> dict[str, bytes] | None:
    """Return the files that were last in force, None where no copy can be read."""
    try:
        with zipfile.ZipFile(data / FILE) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile):
        return None
