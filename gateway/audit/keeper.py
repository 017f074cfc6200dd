"""What goes on beside the requests for the register's sake: checkpoints to each place, and the purge once a day."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from gateway import log
from gateway.audit.chain import Head
from gateway.audit.checkpoint import Checkpointer
from gateway.audit.note import Signer, signer
from gateway.audit.places import place
from gateway.audit.retention import purge
from gateway.errors import RegisterDown
from gateway.settings import Settings
from gateway.store import may_remove

DAY = 24 * 3600.0
SOON = 60.0
"""Seconds after the start at which the first purge runs: a start has other things to do."""


class Purger(threading.Thread):
    """Purges once a day, where the database role may remove records; elsewhere the purger's own account does it."""

    def __init__(self, url: str, months: int, *, first: float = SOON, every: float = DAY) -> None:
        super().__init__(name="purge", daemon=True)
        self._url, self._months = url, months
        self._first, self._every = first, every
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Purge until stopped; a register that is down is tried again the next day."""
        wait = self._first
        while not self._stop_asked.wait(wait):
            self._once()
            wait = self._every

    def _once(self) -> None:
        try:
            if not may_remove(self._url):
                return
            done = purge(self._url, self._months)
        except RegisterDown as error:
            log.logger().error("purge_failed", reason=error.message)
            return
        if done.broken:
            log.logger().error("purge_refused", count=len(done.broken))
        if done.rows:
            log.logger().info("purged", count=done.rows)

    def stop(self) -> None:
        """End the thread."""
        self._stop_asked.set()


class Keeper:
    """The threads that keep the register: one a place for checkpoints, one for the purge."""

    def __init__(self, checkpointers: Sequence[Checkpointer], purger: Purger) -> None:
        self._checkpointers = tuple(checkpointers)
        self._purger = purger

    @classmethod
    def of(cls, settings: Settings, head: Callable[[], Head]) -> Keeper:
        """Make what the settings ask for; the signing key is made on first use. Raises SettingsError."""
        signing: Signer = signer(settings.checkpoint_key, settings.name)
        places = [place(word, settings.time_stamps) for word in settings.checkpoint_places]
        return cls(
            [Checkpointer(head, signing, each) for each in places],
            Purger(settings.register_url, settings.retention_months),
        )

    def start(self) -> None:
        """Start all threads."""
        for each in (*self._checkpointers, self._purger):
            each.start()

    def stop(self) -> None:
        """Bring the last checkpoints to their places and end."""
        self._purger.stop()
        for each in self._checkpointers:
            each.stop()

    @property
    def failing(self) -> str:
        """Which places are away, in French; "" where all is well."""
        return " ".join(each.failing for each in self._checkpointers if each.failing)
