"""Which format a document is: what its sender says and what its first bytes say must agree."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from enum import StrEnum

MAX_PAGES = 200
MAX_CHARACTERS = 200_000
MAX_UNPACKED = 64 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_SECONDS = 20
MAX_MEMORY = 1024 * 1024 * 1024


class Unreadable(Exception):  # noqa: N818  # a verdict on the document, like the refusals of gateway.errors
    """A document that cannot be read whole. ``reason``: a key of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


REASONS: Mapping[str, str] = {
    "type": "ce type de fichier n'est pas lu (texte, CSV, JSON, DOCX, ODT, XLSX et PDF le sont)",
    "ancien": "c'est un format ancien ou protégé par un mot de passe ; enregistrez-le en DOCX, XLSX, ODT ou PDF",
    "annonce": "son contenu n'est pas du type annoncé",
    "illisible": "il est abîmé ou mal formé",
    "chiffre": "il est protégé par un mot de passe",
    "sans_texte": "une page au moins n'a pas de texte (document numérisé ?)",
    "vide": "il ne contient aucun texte",
    "police": "une partie de son texte ne se déchiffre pas (polices du PDF)",
    "formulaire": "c'est un formulaire XFA, dont le texte ne se lit pas",
    "pages": f"il a plus de {MAX_PAGES} pages",
    "long": f"son texte dépasse {MAX_CHARACTERS} caractères",
    "gros": "il devient trop gros une fois décompressé",
    "lent": f"sa lecture a pris plus de {MAX_SECONDS} secondes",
    "code": "son contenu n'est pas en base64",
    "sans_ocr": "la lecture des images n'est pas installée sur la passerelle",
    "sans_ecriture": "aucun texte ne se lit sur l'image",
    "flou": "le texte de l'image n'est pas assez net pour être lu sûrement",
}
"""Why a document is refused, as the agent is told."""


class Format(StrEnum):
    """What can be read."""

    TEXT = "text"
    JSON = "json"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    PDF = "pdf"
    PICTURE = "picture"


_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: dict[str, Format] = {
    "text/plain": Format.TEXT,
    "text/markdown": Format.TEXT,
    "text/csv": Format.TEXT,
    "application/csv": Format.TEXT,
    "application/json": Format.JSON,
    "application/pdf": Format.PDF,
    f"{_OFFICE}wordprocessingml.document": Format.DOCX,
    f"{_OFFICE}spreadsheetml.sheet": Format.XLSX,
    "application/vnd.oasis.opendocument.text": Format.ODT,
}
PICTURES: dict[str, Format] = dict.fromkeys(("image/png", "image/jpeg", "image/webp"), Format.PICTURE)
"""Read only where the policy says so."""
ENDINGS: Mapping[str, Format] = {
    **dict.fromkeys(("txt", "md", "csv", "tsv", "log"), Format.TEXT),
    "json": Format.JSON,
    "pdf": Format.PDF,
    "docx": Format.DOCX,
    "xlsx": Format.XLSX,
    "odt": Format.ODT,
    **dict.fromkeys(("png", "jpg", "jpeg", "webp"), Format.PICTURE),
}
_UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream"})


def format_of(data: bytes, media_type: str, name: str, *, pictures: bool = False) -> Format:
    """Return the format of a document. Raises Unreadable unless its type, or else its name's ending, says the same.

    pictures: whether they are read too.
    """
    told = _told(media_type, name)
    found = _found(data)
    if Format.PICTURE in (told, found) and not pictures:
        raise Unreadable("type")
    if told is Format.JSON and found is Format.TEXT:
        return Format.JSON
    if told is not None and told is not found:
        raise Unreadable("annonce")
    return found


def _told(media_type: str, name: str) -> Format | None:
    """Return what the sender says, None where it says nothing."""
    plain = media_type.partition(";")[0].strip().lower()
    if plain not in _UNTOLD:
        known = TYPES.get(plain) or PICTURES.get(plain)
        return known or _unknown()
    _, dot, ending = name.rpartition(".")
    if not dot:
        return None
    if ending.lower() not in ENDINGS:
        raise Unreadable("type")
    return ENDINGS[ending.lower()]


def _found(data: bytes) -> Format:
    if data.startswith(b"%PDF-"):
        return Format.PDF
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (data[:4], data[8:12]) == (b"RIFF", b"WEBP"):
        return Format.PICTURE
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("ancien")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or not any(byte < 32 and byte not in b"\t\n\r\f" for byte in data[:4096]):
        return Format.TEXT
    raise Unreadable("type")


def _packed(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return TYPES.get(archive.read("mimetype").decode("ascii")) or _unknown()
    except (zipfile.BadZipFile, UnicodeDecodeError, RuntimeError, NotImplementedError, OSError):
        raise Unreadable("illisible") from None
    if "word/document.xml" in names:
        return Format.DOCX
    return Format.XLSX if "xl/workbook.xml" in names else _unknown()


def _unknown() -> Format:
    raise Unreadable("type")
