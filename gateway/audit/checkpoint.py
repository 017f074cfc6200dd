"""Checkpoints: what a chain's length and head were at a moment, signed, and kept where the DPO chooses.

The text of a checkpoint is four lines: origin and chain, number of records, hash in base64, ``time`` and instant. It is
the form of c2sp.org/tlog-checkpoint, but for the third line: the SHA-256 of the chain's last record, not a Merkle root.
In a folder each chain has a file a day; notes are added to it and never rewritten. Other places: places.py.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from gateway.audit.chain import Head
from gateway.audit.note import NoteError, Signer, Verifier
from gateway.audit.record import stamp

SUFFIX = ".checkpoints"
_NOTE = re.compile(
    r"(?P<text>(?P<origin>\S+)/(?P<chain>[0-9a-f]{16})\n(?P<size>[1-9]\d*)\n(?P<hash>\S{44})\ntime (?P<time>\S+)\n)"
    r"\n(?P<signatures>(?:— \S+ \S+\n)+)\n?"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head and the instant (RFC 3339, UTC) at which it was the chain's last record."""

    head: Head
    time: str

    def text(self, origin: str) -> str:
        """Return the text that is signed."""
        encoded = base64.b64encode(bytes.fromhex(self.head.hash)).decode()
        return f"{origin}/{self.head.chain}\n{self.head.seq + 1}\n{encoded}\ntime {self.time}\n"


class Place(Protocol):
    """Somewhere that keeps checkpoints, out of reach of whoever keeps the register."""

    def keep(self, chain: str, time: str, note: str) -> None:
        """Keep a signed note. Raises OSError where it may not have been kept."""

    def close(self) -> None:
        """Keep what has been put off, if anything. Raises OSError."""


class Folder:
    """A folder: on a share of the DPO's, on another disk, at worst beside the register."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, chain: str, time: str, note: str) -> None:
        """Add a note to the chain's file of the day."""
        self._path.mkdir(parents=True, exist_ok=True)
        with (self._path / f"{time[:10]}-{chain}{SUFFIX}").open("ab") as file:
            file.write(note.encode())
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        """Nothing is ever put off."""


class Checkpointer(threading.Thread):
    """Brings a checkpoint to one place every ``seconds`` or ``records``, whichever is first, and one at the end.

    A place that is away never holds up a request, nor another place: ``failing`` says so, the next turn tries again.
    """

    def __init__(
        self, head: Callable[[], Head], signer: Signer, place: Place, *, seconds: float = 60.0, records: int = 1000
    ) -> None:
        super().__init__(name="checkpoints", daemon=True)
        self._head, self._signer, self._place = head, signer, place
        self._seconds, self._records = seconds, records
        self._told: Head | None = None
        self._told_at = float("-inf")
        self._stop_asked = threading.Event()
        self.failing = ""

    def run(self) -> None:
        """Write until stopped."""
        while not self._stop_asked.wait(min(1.0, self._seconds / 4)):
            self._turn()
        self._told_at = float("-inf")
        self._turn()
        with contextlib.suppress(OSError):
            self._place.close()

    def stop(self) -> None:
        """Write the last checkpoint and end the thread."""
        self._stop_asked.set()
        self.join(5.0)

    def _turn(self) -> None:
        head = self._head()
        if head == self._told or not (self._late() or self._many(head)):
            return
        try:
            write(self._place, Checkpoint(head, stamp(datetime.now(UTC))), self._signer)
        except OSError as error:  # ssl and http errors among them
            self.failing = f"Points de contrôle : {type(error).__name__}."
        else:
            self.failing, self._told, self._told_at = "", head, time.monotonic()

    def _late(self) -> bool:
        return time.monotonic() - self._told_at >= self._seconds

    def _many(self, head: Head) -> bool:
        return self._told is None or head.chain != self._told.chain or head.seq - self._told.seq >= self._records


def write(place: Place, checkpoint: Checkpoint, signer: Signer) -> None:
    """Sign a checkpoint and bring it to a place. Raises OSError."""
    note = signer.sign(checkpoint.text(signer.name)) + "\n"
    place.keep(checkpoint.head.chain, checkpoint.time, note)


def read(folder: Path, verifier: Verifier) -> Iterator[Checkpoint]:
    """Return the checkpoints of a folder. Raises NoteError, naming the file, for any byte that is not part of one."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            yield from _parse(path.read_bytes().decode(), verifier)
        except (NoteError, ValueError) as error:
            raise NoteError(f"{path.name}: {error}") from None


def _parse(notes: str, verifier: Verifier) -> Iterator[Checkpoint]:
    place = 0
    while place < len(notes):
        note = _NOTE.match(notes, place)
        if note is None:
            raise NoteError("not a checkpoint")
        verifier.check(note["text"], note["signatures"])
        if note["origin"] != verifier.name:
            raise NoteError("of another origin")
        head = Head(note["chain"], int(note["size"]) - 1, base64.b64decode(note["hash"]).hex())
        yield Checkpoint(head, note["time"])
        place = note.end()
