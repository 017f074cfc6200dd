"""A provider's key, read from its file at the moment of use: a new key in the file is taken up without a restart."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import SecretStr

from gateway.errors import PolicyDown

_MAX = 4096


def read_key(path: Path) -> SecretStr:
    """Return the key in ``path``. Raises PolicyDown when there is none that can be sent as a header."""
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size, state.st_ino)
    except (OSError, ValueError):
        raise PolicyDown("La clé du fournisseur est absente ou illisible : rien n'a été transmis.") from None


@lru_cache(maxsize=64)
def _read(path: Path, _mtime_ns: int, size: int, _inode: int) -> SecretStr:
    if size > _MAX:
        raise ValueError("too large")
    text = path.read_text(encoding="ascii").strip()
    if not text or not all(33 <= ord(char) <= 126 for char in text):
        raise ValueError("not one printable word")
    return SecretStr(text)
