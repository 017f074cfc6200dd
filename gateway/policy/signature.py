"""Activation by two people: the DSI writes the policy, the DPO signs it, and only what is signed comes into force.

The detached signature (Ed25519, base64, in ``activation.sig`` beside the policy) covers the digest of all its files.
The DPO's public key lies elsewhere, where who writes the policy cannot change it.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from gateway.errors import Fault, SettingsError

FILE = "activation.sig"
PRIVATE, PUBLIC = "dpo-activation.key", "dpo-activation.pem"
_CONTEXT = b"passerelle policy activation v1\n"


def make_keys(directory: Path, passphrase: str) -> tuple[Path, Path]:
    """Make the DPO's pair of keys in ``directory`` and return both files: the private one, then the public one.

    passphrase: locks the private key; none when empty. Raises FileExistsError where one is there, OSError.
    """
    key = Ed25519PrivateKey.generate()
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    private, public = directory / PRIVATE, directory / PUBLIC
    with os.fdopen(os.open(private, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def load_key(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """Return the DPO's private key (PEM). Raises ValueError for another file or passphrase, or OSError."""
    try:
        key = load_pem_private_key(path.read_bytes(), passphrase.encode() or None)
    except (TypeError, UnsupportedAlgorithm):
        raise ValueError("wrong passphrase") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 key")
    return key


def read_signer(path: str) -> Ed25519PublicKey:
    """Return the DPO's public key, for the settings. Raises SettingsError."""
    try:
        return load_signer(Path(path))
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise SettingsError("PASSERELLE_SIGNER : ce fichier ne contient pas de clé publique Ed25519 (PEM).") from None


def load_signer(path: Path) -> Ed25519PublicKey:
    """Return the DPO's public key (PEM). Raises ValueError or OSError when there is none in ``path``."""
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key


def sign(digest: str, key: Ed25519PrivateKey) -> bytes:
    """Return the content of ``activation.sig`` for the policy of that digest."""
    return base64.b64encode(key.sign(_CONTEXT + digest.encode())) + b"\n"


def is_signed(signature: bytes, digest: str, signer: Ed25519PublicKey) -> bool:
    """Whether ``signature``, the content of an ``activation.sig``, is the DPO's for the policy of that digest."""
    try:
        signer.verify(base64.b64decode(signature, validate=False), _CONTEXT + digest.encode())
    except (InvalidSignature, binascii.Error):
        return False
    return True


def signature_faults(directory: Path, digest: str, signer: Ed25519PublicKey) -> list[Fault]:
    """Return what keeps the policy of that digest from coming into force; nothing when it is signed."""
    try:
        signature = (directory / FILE).read_bytes()
    except OSError:
        return [Fault(FILE, "fichier", "la politique n'est pas signée par le DPO")]
    if is_signed(signature, digest, signer):
        return []
    told = "la signature n'est pas celle du DPO pour ces fichiers"
    return [Fault(FILE, "fichier", told, f"faites signer l'empreinte {digest[:16]}…")]
