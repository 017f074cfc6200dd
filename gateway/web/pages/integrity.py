"""The register read again from its first record, beside the pages: asked for in a browser, run in a thread."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gateway.audit.checkpoint import SUFFIX
from gateway.audit.verify import Report, verify


@dataclass(frozen=True, slots=True)
class Done:
    """A verification that has ended. Instants are UTC."""

    began: datetime
    seconds: float
    report: Report = field(repr=False)


class Integrity:
    """One verification at a time. ``folder``: where this process writes its checkpoints, whether it is there or not."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._folder = folder
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.done: Done | None = None

    @property
    def running(self) -> bool:
        """Whether the register is being read now."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to read, unless it is under way."""
        with self._lock:
            if not self.running:
                self._thread = threading.Thread(target=self._run, name="verify", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Give a short verification the time to end."""
        if self._thread is not None:
            self._thread.join(seconds)

    def checkpoints(self) -> list[tuple[str, int]]:
        """Return the checkpoint files, the latest first, with their sizes in bytes."""
        files = sorted(self._folder.glob(f"*{SUFFIX}"), reverse=True) if self._folder.is_dir() else []
        return [(path.name, path.stat().st_size) for path in files]

    def checkpoint(self, name: str) -> bytes | None:
        """Return one checkpoint file, None for a name that is not listed."""
        return (self._folder / name).read_bytes() if name in dict(self.checkpoints()) else None

    def _run(self) -> None:
        began = datetime.now(UTC)
        report = verify(self._url)
        self.done = Done(began, (datetime.now(UTC) - began).total_seconds(), report)
