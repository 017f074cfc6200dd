"""Activation by two people: the DSI writes the policy, the DPO signs it, and only what is signed comes into force.

The detached signature (Ed25519, base64, in ``activation.sig`` beside the policy) covers the digest of all its files.
The DPO's public key lies elsewhere, where who writes the policy cannot change it.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from gateway.errors import Fault

FILE = "activation.sig"
_CONTEXT = b"passerelle policy activation v1\n"


def load_signer(path: Path) -> Ed25519PublicKey:
    """Return the DPO's public key (PEM). Raises ValueError or OSError when there is none in ``path``."""
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key


def sign(digest: str, key: Ed25519PrivateKey) -> bytes:
    """Return the content of ``activation.sig`` for the policy of that digest."""
    return base64.b64encode(key.sign(_CONTEXT + digest.encode())) + b"\n"


def signature_faults(directory: Path, digest: str, signer: Ed25519PublicKey) -> list[Fault]:
    """Return what keeps the policy of that digest from coming into force; nothing when it is signed."""
    try:
        signer.verify(base64.b64decode((directory / FILE).read_bytes(), validate=False), _CONTEXT + digest.encode())
    except OSError:
        return [Fault(FILE, "fichier", "la politique n'est pas signée par le DPO")]
    except (InvalidSignature, binascii.Error):
        told = "la signature n'est pas celle du DPO pour ces fichiers"
        return [Fault(FILE, "fichier", told, f"faites signer l'empreinte {digest[:16]}…")]
    return []
