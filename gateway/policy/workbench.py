"""Where the DSI prepares a policy: a draft beside the files in force, checked, put in force whole, and undone.

The files stay those of ``policies/``: whoever prefers an editor and a shell finds the same. Before files are replaced,
those in force are kept under ``historique/``, one folder a version, never changed afterwards.

Where two people are asked for, the DPO signs the draft: only what she signed replaces the files, her signature with it,
so that the folder never holds a policy that a restart would refuse.
"""

from __future__ import annotations

import difflib
import errno
import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gateway.domain import Kind
from gateway.errors import Fault, PolicyError
from gateway.policy.examples import FILE as EXAMPLES
from gateway.policy.examples import Example, Examples
from gateway.policy.faults import validate
from gateway.policy.load import build, digest, snapshot
from gateway.policy.policy import Policy
from gateway.policy.signature import FILE as SIGNATURE
from gateway.policy.signature import is_signed
from gateway.policy.source import read_document

LARGEST = 4 * 1024 * 1024
_NAME = re.compile(r"[a-z0-9_-]{1,60}\.yaml|lists/[a-z0-9_-]{1,60}\.(?:txt|csv)|profiles/[a-z0-9_-]{1,60}\.yaml")
_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_ABOUT = ("version.json", SIGNATURE)


@dataclass(frozen=True, slots=True)
class Version:
    """A policy that was in force until ``until`` (RFC 3339, UTC), when ``by`` replaced it."""

    id: str
    version: str
    digest: str
    until: str
    by: str


class Workbench:
    """``policies``: the folder in force. ``desk``: where drafts and history are kept.

    signer: the DPO's public key, without whose signature nothing is put in force; None where one person is enough.
    upstreams: base URLs over those of the files, by provider name; a draft must have these providers.
    """

    def __init__(
        self,
        policies: Path,
        desk: Path,
        kinds: Mapping[str, Kind],
        *,
        signer: Ed25519PublicKey | None = None,
        upstreams: Mapping[str, str] | None = None,
    ) -> None:
        self._policies = policies
        self._draft = desk / "brouillon"
        self._history = desk / "historique"
        self._consent = desk / SIGNATURE
        self._kinds = kinds
        self._signer = signer
        self._upstreams = dict(upstreams or {})
        self._last: tuple[str, Policy] | None = None

    @property
    def writable(self) -> bool:
        """Whether the files in force can be replaced from here."""
        return os.access(self._policies, os.W_OK)

    @property
    def by_two(self) -> bool:
        """Whether the DPO's signature is asked for."""
        return self._signer is not None

    def consented(self) -> bool:
        """Whether what would be in force has the consent that it needs."""
        return self._signature(self.files(), self._consent) is not None

    def consent(self, signature: bytes) -> None:
        """Keep the DPO's signature (as in ``activation.sig``) of what would be in force.

        Raises ValueError for any other signature, OSError.
        """
        if self._signer is None or not is_signed(signature, _digest(self.files()), self._signer):
            raise ValueError("cette signature n'est pas celle du DPO pour cette version")
        _write(self._consent if self.drafted() else self._policies / SIGNATURE, signature)

    def in_force(self) -> dict[str, bytes]:
        """Return the files in force, the examples too, by name."""
        examples = self._policies / EXAMPLES
        return snapshot(self._policies) | ({EXAMPLES: examples.read_bytes()} if examples.is_file() else {})

    def drafted(self) -> dict[str, bytes]:
        """Return the files of the draft that differ from those in force."""
        current = self.in_force()
        paths = [path for path in sorted(self._draft.rglob("*")) if path.is_file()] if self._draft.is_dir() else []
        files = {path.relative_to(self._draft).as_posix(): path.read_bytes() for path in paths}
        return {name: raw for name, raw in files.items() if _NAME.fullmatch(name) and current.get(name) != raw}

    def files(self) -> dict[str, bytes]:
        """Return what would be in force: the draft over the files in force."""
        return self.in_force() | self.drafted()

    def save(self, name: str, text: str) -> None:
        """Write one file of the draft. Raises ValueError for a name that is no policy file's, OSError."""
        raw = text.replace("\r\n", "\n").replace("\r", "\n").encode()
        if not _NAME.fullmatch(name) or len(raw) > LARGEST:
            raise ValueError("ce n'est pas le nom d'un fichier de politique, ou il est trop grand")
        _write(self._draft / name, raw)

    def discard(self) -> None:
        """Forget the draft, and the consent to it."""
        shutil.rmtree(self._draft, ignore_errors=True)
        self._consent.unlink(missing_ok=True)

    def proposal(self) -> tuple[Policy | None, list[Fault]]:
        """Return the policy that the draft makes, None where it makes none, and the faults of all its files."""
        return self._built(self.files())

    def examples(self) -> tuple[Example, ...]:
        """Return the examples that the draft would be tried on."""
        return _examples(self.files())[0]

    def difference(self, name: str) -> list[str]:
        """Return the lines of a unified difference between a file in force and its draft."""
        old, new = (files.get(name, b"").decode("utf-8", "replace") for files in (self.in_force(), self.files()))
        return list(
            difflib.unified_diff(old.splitlines(), new.splitlines(), "en service", "brouillon", lineterm="", n=2)
        )

    def activate(self, by: str) -> Policy:
        """Put the draft in force and forget it. Raises PolicyError for its faults or want of consent, OSError."""
        policy = self._put(self.files(), by, self._consent)
        self.discard()
        return policy

    def roll_back(self, version_id: str, by: str) -> Policy:
        """Put a version of the history in force again. Raises ValueError for an unknown one, and as ``activate``."""
        return self._put(self.kept(version_id), by, self._history / version_id / SIGNATURE)

    def kept(self, version_id: str) -> dict[str, bytes]:
        """Return the files of a version of the history. Raises ValueError for an unknown one."""
        folder = self._history / version_id
        if not _ID.fullmatch(version_id) or not folder.is_dir():
            raise ValueError("version inconnue")
        paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in _ABOUT)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    def built(self, version_id: str) -> Policy | None:
        """Return the policy of a version of the history, None where this software cannot read it any more."""
        return self._built(self.kept(version_id))[0]

    def history(self) -> list[Version]:
        """Return the versions that were in force, the latest first."""
        folders = sorted(self._history.glob(f"*/{_ABOUT[0]}"), reverse=True) if self._history.is_dir() else []
        return [Version(**json.loads(path.read_text(encoding="utf-8"))) for path in folders]

    def _built(self, files: Mapping[str, bytes]) -> tuple[Policy | None, list[Fault]]:
        """Build a policy, or give again the last sound one of the same files; a fault may be mended outside them."""
        whole, last = digest(files), self._last
        if last is not None and last[0] == whole:
            return last[1], []
        policy, faults = self._build(files)
        if policy is not None and not faults:
            self._last = whole, policy
        return policy, faults

    def _build(self, files: Mapping[str, bytes]) -> tuple[Policy | None, list[Fault]]:
        rules = {name: raw for name, raw in files.items() if name != EXAMPLES}
        policy, faults = build(rules, self._policies, self._kinds)
        try:
            policy = policy and policy.with_upstreams(self._upstreams)
        except PolicyError as error:
            policy, faults = None, list(error.faults)
        return policy, [*faults, *_examples(files)[1]]

    def _put(self, files: Mapping[str, bytes], by: str, consent: Path) -> Policy:
        policy, faults = self._built(files)
        if policy is None or faults:
            raise PolicyError(faults=faults)
        current = self.in_force()
        if current == dict(files):
            raise PolicyError("Rien ne change : la politique en service est déjà celle-ci.")
        signature = self._signature(files, consent)
        if signature is None:
            raise PolicyError("Il manque la signature du DPO pour cette version : rien n'est changé.")
        if not self.writable:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        self._keep(current, by)
        signed = {SIGNATURE: signature} if signature else {}
        for name, raw in {**files, **signed}.items():
            if current.get(name) != raw:
                _write(self._policies / name, raw)
        for name in current.keys() - files.keys():
            (self._policies / name).unlink()
        return policy

    def _signature(self, files: Mapping[str, bytes], consent: Path) -> bytes | None:
        """Return the DPO's signature of a policy, b"" where none is asked for, None where it is wanting."""
        if self._signer is None:
            return b""
        places = [path.read_bytes() for path in (consent, self._policies / SIGNATURE) if path.is_file()]
        return next((each for each in places if is_signed(each, _digest(files), self._signer)), None)

    def _keep(self, files: Mapping[str, bytes], by: str) -> None:
        now = datetime.now(UTC)
        whole = _digest(files)
        old, _ = self._built(files)
        about = Version(f"{now:%Y%m%dT%H%M%SZ}-{whole[:8]}", old.version if old else "", whole, now.isoformat(), by)
        signature = self._policies / SIGNATURE
        signed = {SIGNATURE: signature.read_bytes()} if signature.is_file() else {}
        for name, raw in {**files, **signed}.items():
            _write(self._history / about.id / name, raw)
        _write(self._history / about.id / _ABOUT[0], json.dumps(asdict(about)).encode())


def _digest(files: Mapping[str, bytes]) -> str:
    """Return the digest of the policy that the files make: the examples are no part of it."""
    return digest({name: raw for name, raw in files.items() if name != EXAMPLES})


def _examples(files: Mapping[str, bytes]) -> tuple[tuple[Example, ...], list[Fault]]:
    if EXAMPLES not in files:
        return (), []
    document = read_document(files[EXAMPLES], EXAMPLES)
    form = validate(Examples, document)
    return (form.examples if form else ()), document.faults


def _write(path: Path, raw: bytes) -> None:
    """Replace a file whole: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with part.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
