"""What only the DPO's key file opens: the names behind the agents' references. And the key that fingerprints run on.

The file holds one secret of 256 bits. From it come an X25519 key, to whose public half names are sealed (ephemeral
X25519, HKDF-SHA256, ChaCha20-Poly1305), and the first key of the fingerprints. The gateway keeps the public half only.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.errors import SettingsError
from gateway.store import read_or_make

PUBLIC = "dpo.pub"
"""The public half, in the data folder."""
_LONGEST = 100


def make(path: Path, public: Path) -> None:
    """Make the DPO's key file, and write its public half. Raises SettingsError where a file is there already."""
    if path.exists() or public.exists():
        raise SettingsError(f"{path.name} ou {public.name} existe déjà : rien n'a été écrit.")
    key = _private(read_or_make(path))
    public.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    public.write_text(key.public_key().public_bytes_raw().hex() + "\n", encoding="ascii")


def secret(path: Path, public: Path | None = None) -> bytes:
    """Return the DPO's secret. Raises SettingsError: file away, open to others, damaged, or not of ``public``."""
    if not path.is_file():
        raise SettingsError(f"{path.name} : le fichier de clé du DPO n'est pas là.")
    dpo = read_or_make(path)
    if public is not None and _read_public(public) != _private(dpo).public_key().public_bytes_raw():
        raise SettingsError(f"{path.name} n'est pas la clé du DPO de cette passerelle.")
    return dpo


def first_fingerprint_key(dpo: bytes) -> bytes:
    """Return the key from which the running keys of the fingerprints are derived, one after the other."""
    return HKDF(SHA256(), 32, None, b"passerelle fingerprints").derive(dpo)


def seal(name: str, public: Path) -> str:
    """Return a name that only the DPO's key file opens. Raises SettingsError, ValueError above 100 characters."""
    if len(name) > _LONGEST:
        raise ValueError(f"{_LONGEST} caractères au plus")
    raw = _read_public(public)
    to = X25519PublicKey.from_public_bytes(raw)
    mine = X25519PrivateKey.generate()
    sender = mine.public_key().public_bytes_raw()
    cipher, nonce = ChaCha20Poly1305(_shared(mine.exchange(to), sender + raw)), os.urandom(12)
    # padded, so that the length tells nothing of the name
    padded = name.encode().ljust(4 * _LONGEST, b"\0")
    return base64.b64encode(sender + nonce + cipher.encrypt(nonce, padded, None)).decode()


def unseal(sealed: str, dpo: bytes) -> str:
    """Return the name. Raises SettingsError where it was not sealed for this key."""
    key = _private(dpo)
    try:
        blob = base64.b64decode(sealed, validate=True)
        sender, nonce, box = blob[:32], blob[32:44], blob[44:]
        shared = key.exchange(X25519PublicKey.from_public_bytes(sender))
        cipher = ChaCha20Poly1305(_shared(shared, sender + key.public_key().public_bytes_raw()))
        return cipher.decrypt(nonce, box, None).rstrip(b"\0").decode()
    except (binascii.Error, ValueError, InvalidTag):
        raise SettingsError("Ce nom n'est pas scellé pour cette clé.") from None


def _read_public(public: Path) -> bytes:
    try:
        raw = bytes.fromhex(public.read_text(encoding="ascii"))
    except (OSError, ValueError):
        raw = b""
    if len(raw) != 32:
        raise SettingsError(f"{public.name} manque ou est abîmé : passerelle dpo init.")
    return raw


def _private(dpo: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(HKDF(SHA256(), 32, None, b"passerelle names").derive(dpo))


def _shared(secret: bytes, context: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"passerelle seal" + context).derive(secret)
