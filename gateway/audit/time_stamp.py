"""RFC 3161 time stamps: once a day and chain, an authority elsewhere signs that a checkpoint existed at that instant.

Beside the checkpoints of a folder lie the stamped note (``.note``) and the authority's answer (``.tsr``): whoever holds
the authority's certificate checks them with ``openssl ts -verify -data X.note -in X.tsr -CAfile ca.pem``.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from rfc3161_client import TimestampRequestBuilder, decode_timestamp_response

from gateway.audit.checkpoint import Folder

PATIENCE = 10.0
LARGEST = 64 * 1024
GRANTED = (0, 1)


class Stamped:
    """A folder of checkpoints with a stamp a day. An authority that is away costs no checkpoint: it is asked again."""

    def __init__(self, path: Path, authority: str) -> None:
        self._folder, self._path, self._authority = Folder(path), path, authority
        self._stamped: set[tuple[str, str]] = set()

    def keep(self, chain: str, time: str, note: str) -> None:
        """Keep a note, then have it stamped if it is the chain's first of the day. Raises OSError for the note only."""
        self._folder.keep(chain, time, note)
        if (chain, time[:10]) in self._stamped:
            return
        try:
            answer = stamp(note.encode(), self._authority)
            name = f"{time.replace(':', '')}-{chain}"
            _write(self._path / f"{name}.note", note.encode())
            _write(self._path / f"{name}.tsr", answer)
        except (OSError, ValueError):
            return
        self._stamped.add((chain, time[:10]))

    def close(self) -> None:
        """Nothing is ever put off."""


def stamp(content: bytes, authority: str) -> bytes:
    """Return the authority's answer, DER. Raises OSError where it does not answer, ValueError for a wrong answer."""
    request = TimestampRequestBuilder().data(content).build()
    raw = _post(authority, request.as_bytes())
    answer = decode_timestamp_response(raw)
    if answer.status not in GRANTED:
        raise ValueError("not granted")
    told = answer.tst_info
    if told.message_imprint.message != hashlib.sha512(content).digest() or told.nonce != request.nonce:
        raise ValueError("a stamp of something else")
    return raw


def _post(authority: str, request: bytes) -> bytes:
    parts = urlsplit(authority)
    host, port = parts.hostname or "", parts.port
    # many authorities speak plain HTTP; the answer is signed, and only a hash is sent
    connection = (
        http.client.HTTPConnection(host, port, timeout=PATIENCE)
        if parts.scheme == "http"
        else http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    )
    try:
        connection.request("POST", parts.path or "/", request, {"content-type": "application/timestamp-query"})
        response = connection.getresponse()
        if response.status != 200:
            raise OSError(f"HTTP {response.status}")
        return response.read(LARGEST)
    except http.client.HTTPException as error:
        raise OSError(type(error).__name__) from error
    finally:
        connection.close()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
