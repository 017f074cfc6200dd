"""The policy in force while its files change: a sound version replaces the last one whole, a faulty one nothing.

Each worker process has its own and sees a change on its own, within POLL seconds and one more look: files are taken up
once two looks in a row have seen the same, so that a half-written file is never read as a whole one.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gateway.domain import Kind
from gateway.errors import Fault, PolicyError
from gateway.policy.load import build, digest, snapshot
from gateway.policy.policy import Policy
from gateway.policy.signature import FILE, signature_faults

POLL = 0.25
RETRY = 10.0
_Stamp: TypeAlias = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class State:
    """What health and metrics tell: the version in force since when, and why a newer one was refused."""

    version: str
    digest: str
    since: datetime
    reloads: int = 0
    refused: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def sound(self) -> bool:
        """Tell whether the files on disk are those in force."""
        return not self.faults


class LivePolicy:
    """Call it for the policy in force. Raises PolicyError at the start only: then there is no last good version."""

    def __init__(
        self,
        directory: Path,
        kinds: Mapping[str, Kind],
        *,
        upstreams: Mapping[str, str] | None = None,
        signer: Ed25519PublicKey | None = None,
        told: Callable[[State], None] | None = None,
        kept: Callable[[Mapping[str, bytes]], None] | None = None,
    ) -> None:
        self._directory = directory
        self._kinds = kinds
        self._upstreams = dict(upstreams or {})
        self._signer = signer
        self._told = told
        self._kept = kept
        self._files: Mapping[str, bytes] = {}
        self._lock = threading.Lock()
        self._judged = self._seen = self._stamp()
        self._tried = time.monotonic()
        policy, faults = self._read()
        if policy is None or faults:
            raise PolicyError(faults=faults)
        self._policy = policy
        self._keep()
        self._state = State(policy.version, policy.digest, datetime.now(UTC))

    def __call__(self) -> Policy:
        """Return the policy in force; a request keeps the one that it began with."""
        return self._policy

    @property
    def state(self) -> State:
        """What is in force, and what was refused last."""
        return self._state

    def poll(self) -> bool:
        """Look at the files once, from any thread; never raises. Return whether another version is now in force."""
        with self._lock:
            seen, before = self._stamp(), self._seen
            self._seen = seen
            if seen != before or (seen == self._judged and not self._worth_another_try()):
                return False
            self._judged, self._tried = seen, time.monotonic()
            return self._take_up()

    async def watch(self, every: float = POLL) -> None:
        """Poll until cancelled, in a thread: requests in flight are not held up."""
        while True:
            await asyncio.sleep(every)
            await asyncio.to_thread(self.poll)

    def _worth_another_try(self) -> bool:
        """A fault may lie outside the stamped files (a key not yet there): look again now and then."""
        return not self._state.sound and time.monotonic() - self._tried >= RETRY

    def _take_up(self) -> bool:
        policy, faults = self._read()
        if policy is None or faults:
            self._tell(refused=self._state.refused + 1, faults=tuple(faults))
            return False
        changed = policy.digest != self._policy.digest
        self._policy = policy
        if changed:
            self._keep()
        since = datetime.now(UTC) if changed else self._state.since
        self._tell(policy=policy, since=since, reloads=self._state.reloads + changed)
        return changed

    def _tell(
        self,
        *,
        policy: Policy | None = None,
        since: datetime | None = None,
        reloads: int | None = None,
        refused: int | None = None,
        faults: tuple[Fault, ...] = (),
    ) -> None:
        old = self._state
        self._state = State(
            policy.version if policy else old.version,
            policy.digest if policy else old.digest,
            since or old.since,
            old.reloads if reloads is None else reloads,
            old.refused if refused is None else refused,
            faults,
        )
        if self._told is not None:
            self._told(self._state)

    def _keep(self) -> None:
        """Hand over the files in force, which are then forgotten: lists may be long."""
        files, self._files = self._files, {}
        if self._kept is not None:
            self._kept(files)

    def _read(self) -> tuple[Policy | None, list[Fault]]:
        """Read all files once; whatever goes wrong is a fault, for the last good version must stay in force."""
        try:
            files = self._files = snapshot(self._directory)
            policy, faults = build(files, self._directory, self._kinds)
            if self._signer is not None:
                faults = [*faults, *signature_faults(self._directory, digest(files), self._signer)]
            if policy is not None and self._upstreams:
                policy = policy.with_upstreams(self._upstreams)
        except PolicyError as error:
            return None, list(error.faults)
        except Exception as error:
            return None, [Fault(str(self._directory), "dossier", f"politique illisible ({type(error).__name__})")]
        return policy, faults

    def _stamp(self) -> _Stamp:
        """Return what tells one state of the files from another, without reading them."""
        try:
            paths = [*self._directory.glob("*.yaml"), *self._directory.glob("*/*"), self._directory / FILE]
            return tuple(sorted(_stamp_of(path) for path in paths if path.is_file()))
        except OSError:
            return ()


def _stamp_of(path: Path) -> tuple[str, int, int, int]:
    state = path.stat()
    return str(path), state.st_mtime_ns, state.st_size, state.st_ino
