"""Notice that an SQLite file was removed, replaced or cut while open: the open handle itself sees none of that."""

from __future__ import annotations

import os
from pathlib import Path

Seen = tuple[int, int, int]
"""Device, inode, size in bytes."""


class SameFile:
    """The database file and the companions of its WAL, as they were when last looked at. Costs three stat calls.

    ``shrunk``: the database file itself has become smaller, so that records may be missing from its middle.
    """

    def __init__(self, path: Path) -> None:
        self._paths = tuple(f"{path}{suffix}" for suffix in ("", "-wal", "-shm"))
        self._seen = self._look()
        self.shrunk = False

    def still(self) -> bool:
        """Tell whether the three files are the ones seen before, none smaller; remember their sizes."""
        try:
            now = self._look()
        except OSError:
            return False
        self.shrunk |= now[0][2] < self._seen[0][2]
        same = all(a[:2] == b[:2] and a[2] <= b[2] for a, b in zip(self._seen, now, strict=True))
        self._seen = now if same else self._seen
        return same

    def safe_to_open(self) -> bool:
        """Tell whether the path may be opened again.

        It may not where another file lies beside our WAL, or an empty one: SQLite would write the WAL's pages into the
        first, and delete the WAL for the second, with all that was committed to it.
        """
        try:
            now, wal = map(os.stat, self._paths[:2])
        except FileNotFoundError:
            return True  # without either, opening fails or hurts nothing
        ours = (now.st_dev, now.st_ino) == self._seen[0][:2]
        return now.st_size > 0 and (ours or (wal.st_dev, wal.st_ino) != self._seen[1][:2])

    def _look(self) -> tuple[Seen, ...]:
        return tuple((s.st_dev, s.st_ino, s.st_size) for s in map(os.stat, self._paths))
