"""Notice that an SQLite file was removed, replaced or cut while open: the open handle itself sees none of that."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from pathlib import Path

Seen = tuple[int, int, int, int]
"""Device, inode, size in bytes, and when the file was last changed, in nanoseconds."""

STILL = 0.5
"""Seconds for which nobody writes to a file that is too short for its own header, before it is taken for cut.

A checkpoint writes the header first and the last page last.
"""


class SameFile:
    """The database file and the companions of its WAL, as they were when last looked at.

    Costs three stat calls; where the database file itself has changed, which in WAL mode only a checkpoint does, its
    size is held against the number of pages in its header too: it may have grown and been cut since the last look.

    ``shrunk``: the database file itself has been cut, so that records may be missing from its middle.
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
        same = all(a[:2] == b[:2] and a[2] <= b[2] for a, b in zip(self._seen, now, strict=True))
        cut = now[0][2] < self._seen[0][2] or (same and now[0] != self._seen[0] and _cut(Path(self._paths[0])))
        self.shrunk |= cut
        self._seen = now if same and not cut else self._seen
        return same and not cut

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
        return tuple((s.st_dev, s.st_ino, s.st_size, s.st_ctime_ns) for s in map(os.stat, self._paths))


def _cut(path: Path) -> bool:
    """Tell whether the file has fewer pages than its header says, and no checkpoint is bringing them."""
    changed, deadline = -1, 0.0
    while not _whole(path):
        now = path.stat().st_ctime_ns if path.exists() else 0
        if now > changed:
            changed, deadline = now, time.monotonic() + STILL
        if time.monotonic() > deadline:
            return True
        time.sleep(0.01)
    return False


def _whole(path: Path) -> bool:
    """Ask SQLite whether the file alone, without its WAL, holds all the pages that it should.

    Not read by a handle of our own: closing any handle on a file ends all locks that the process has on it, and only
    SQLite knows when none of its own is left.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.execute("PRAGMA page_count")
    except sqlite3.DatabaseError:
        return False
    return True
