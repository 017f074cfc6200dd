"""Signed notes (C2SP signed-note, c2sp.org/signed-note): a text that ends in a line feed, an empty line, signatures.

A signature line is an em dash, the key's name, and base64 of four bytes of key hash and the Ed25519 signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gateway.errors import SettingsError
from gateway.store import read_or_make

ED25519 = b"\x01"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}", re.ASCII)


class NoteError(ValueError):
    """A note without a valid signature of the key that was asked for."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under its name. ``str`` gives the one line that is handed to whoever checks."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, line: str) -> Verifier:
        """Read ``name+hash+base64``. Raises NoteError."""
        try:
            name, stated, encoded = line.strip().split("+", 2)
            key = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise NoteError("not a verifier key") from None
        verifier = cls(name, key[1:])
        if key[:1] != ED25519 or len(key) != 33 or verifier.hash.hex() != stated:
            raise NoteError("not an Ed25519 verifier key, or its hash is wrong")
        return verifier

    @property
    def hash(self) -> bytes:
        """The four bytes that tell keys of one name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    def check(self, text: str, signatures: str) -> None:
        """Raise NoteError unless one of the signature lines is this key's, and right."""
        for line in signatures.splitlines():
            dash, _, rest = line.partition(" ")
            name, _, encoded = rest.partition(" ")
            if dash == "—" and name == self.name and self._signed(text, encoded):
                return
        raise NoteError("no valid signature")

    def _signed(self, text: str, encoded: str) -> bool:
        try:
            blob = base64.b64decode(encoded, validate=True)
            Ed25519PublicKey.from_public_bytes(self.public).verify(blob[4:], text.encode())
        except (ValueError, InvalidSignature):
            return False
        return blob[:4] == self.hash


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key under its name."""

    name: str
    key: Ed25519PrivateKey = field(repr=False)

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self.key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the signed note. ``text`` ends in a line feed and has no empty line."""
        signature = base64.b64encode(self.verifier.hash + self.key.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"


def signer(path: Path, name: str) -> Signer:
    """Return the signing key kept in a file of 0600, made on first use. Raises SettingsError."""
    if not _NAME.fullmatch(name):
        raise SettingsError("Le nom de la clé des points de contrôle : lettres, chiffres, point, tiret, barre oblique.")
    return Signer(name, Ed25519PrivateKey.from_private_bytes(read_or_make(path)))
