"""Where checkpoints can be kept besides a folder: a spool of e-mails, another host over HTTPS.

A place is given as one word: a folder's path, ``spool:FOLDER?to=ADDRESS``, or ``https://HOST/PATH``.
"""

from __future__ import annotations

import http.client
import os
import secrets
import ssl
import time
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from gateway.audit.checkpoint import SUFFIX, Folder, Place
from gateway.audit.time_stamp import Stamped
from gateway.errors import SettingsError

EVERY = 3600.0
"""Seconds between two e-mails: a message a minute would be read by nobody."""
PATIENCE = 10.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Spool:
    """A folder out of which a mail server takes messages (``.eml``), each whole when it has its name.

    Between two messages notes are put off; of each chain the youngest is sent, which binds all records before it.
    """

    def __init__(self, folder: Path, to: str, *, every: float = EVERY) -> None:
        self._folder, self._to, self._every = folder, to, every
        self._waiting: dict[str, tuple[str, str]] = {}
        self._sent_at = float("-inf")

    def keep(self, chain: str, time: str, note: str) -> None:
        """Put a note into the next message."""
        self._waiting[chain] = (time, note)
        if _now() - self._sent_at >= self._every:
            self.close()

    def close(self) -> None:
        """Send what was put off."""
        if not self._waiting:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{secrets.token_hex(8)}"
        with draft.open("xb") as file:
            file.write(self._message().as_bytes())
            file.flush()
            os.fsync(file.fileno())
        last = max(time for time, _ in self._waiting.values())
        draft.rename(self._folder / f"{last.replace(':', '')}-{draft.name[1:]}.eml")
        self._waiting, self._sent_at = {}, _now()

    def _message(self) -> EmailMessage:
        message = EmailMessage()
        message["To"], message["From"] = self._to, self._to
        message["Subject"] = "Passerelle : points de contrôle du registre"
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="passerelle.invalid")
        message.set_content("À garder hors de portée des administrateurs du registre. Voir docs/dpo.md.\n")
        for chain, (moment, note) in self._waiting.items():
            name = f"{moment.replace(':', '')}-{chain}{SUFFIX}"
            message.add_attachment(note.encode(), maintype="application", subtype="octet-stream", filename=name)
        return message


class Host:
    """Another host, that takes each checkpoint by PUT, as nginx (``dav_methods PUT``) or any WebDAV server does."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def keep(self, chain: str, time: str, note: str) -> None:
        """Put a note there under a name of its own. Raises OSError, for every answer but 200, 201 and 204 too."""
        path = f"{self._parts.path.rstrip('/')}/{time.replace(':', '')}-{chain}{SUFFIX}"
        connection = self._connect()
        try:
            connection.request("PUT", path, body=note.encode(), headers={"content-type": "text/plain; charset=utf-8"})
            status = connection.getresponse().status
        except http.client.HTTPException as error:
            raise OSError(type(error).__name__) from error
        finally:
            connection.close()
        if status not in (200, 201, 204):
            raise OSError(f"HTTP {status}")

    def close(self) -> None:
        """Nothing is ever put off."""

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=PATIENCE)
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())


def place(word: str, authority: str = "") -> Place:
    """Return the place that a word of PASSERELLE_CHECKPOINTS names. Raises SettingsError.

    authority: URL of an RFC 3161 authority, for folders; none is asked when empty.
    """
    parts = urlsplit(word)
    if parts.scheme == "spool":
        to = parse_qs(parts.query).get("to", [""])
        if not parts.path.startswith("/") or to[0].count("@") != 1 or not to[0].isprintable():
            raise SettingsError(f"{word} : attendu spool:/dossier?to=dpo@collectivite.example")
        return Spool(Path(parts.path), to[0])
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        if not parts.hostname or parts.query or parts.fragment or parts.username:
            raise SettingsError("Points de contrôle : attendu https://serveur/chemin, sans « ? » ni identifiant.")
        return Host(word)
    if parts.scheme or not word:
        raise SettingsError(f"{word} : un dossier, spool:/dossier?to=adresse ou https://serveur/chemin")
    if authority and urlsplit(authority).scheme not in ("http", "https"):
        raise SettingsError("PASSERELLE_TIME_STAMPS : une adresse http ou https.")
    return Stamped(Path(word), authority) if authority else Folder(Path(word))


def _now() -> float:
    return time.monotonic()
