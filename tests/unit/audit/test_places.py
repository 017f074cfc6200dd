"""Where checkpoints are kept: a folder, e-mails for a mail server, another host."""

from __future__ import annotations

import email
import http.server
import threading
from collections.abc import Iterator
from email.policy import default
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.audit.chain import Head
from gateway.audit.checkpoint import Checkpoint, Folder, read, write
from gateway.audit.note import Signer
from gateway.audit.places import Host, Spool, place
from gateway.errors import SettingsError

SIGNER = Signer("passerelle", Ed25519PrivateKey.from_private_bytes(bytes(32)))


def checkpoint(seq: int, chain: str = "0123456789abcdef") -> Checkpoint:
    return Checkpoint(Head(chain, seq, "ab" * 32), f"2026-11-24T08:{seq:02d}:00.000Z")


class Keeps(http.server.BaseHTTPRequestHandler):
    """A host that keeps what it is given by PUT, or refuses it."""

    folder: Path
    status = 201

    def do_PUT(self) -> None:
        if self.status == 201:
            (self.folder / Path(self.path).name).write_bytes(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def keeps(tmp_path: Path) -> Iterator[tuple[str, type[Keeps]]]:
    handler = type("Mine", (Keeps,), {"folder": tmp_path})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/points", handler
        server.shutdown()
        thread.join()


def test_another_host_keeps_each_checkpoint_as_a_file(keeps: tuple[str, type[Keeps]], tmp_path: Path) -> None:
    """What another host was given by PUT can be read as checkpoints, in the order of time."""
    host = Host(keeps[0])
    for seq in (1, 2):
        write(host, checkpoint(seq), SIGNER)
    assert list(read(tmp_path, SIGNER.verifier)) == [checkpoint(1), checkpoint(2)]


def test_a_host_that_refuses_has_kept_nothing(keeps: tuple[str, type[Keeps]]) -> None:
    """An answer other than success is a failure that is tried again, as is a host that does not listen."""
    url, handler = keeps
    handler.status = 302
    with pytest.raises(OSError, match="302"):
        write(Host(url), checkpoint(1), SIGNER)
    with pytest.raises(OSError, match="refused"):
        write(Host("http://127.0.0.1:9"), checkpoint(1), SIGNER)


def test_e_mails_are_few_and_hold_the_youngest_checkpoint_of_each_chain(tmp_path: Path) -> None:
    """A message holds each chain's youngest checkpoint as a file; between two messages checkpoints are put off."""
    spool = Spool(tmp_path / "spool", "dpo@collectivite.example", every=1000.0)
    for seq in (1, 2, 3):
        write(spool, checkpoint(seq), SIGNER)
    write(spool, checkpoint(9, "fedcba9876543210"), SIGNER)
    spool.close()
    first, last = (
        email.message_from_bytes(path.read_bytes(), policy=default) for path in sorted((tmp_path / "spool").iterdir())
    )
    assert (first["To"], len(list(first.iter_attachments())), len(list(last.iter_attachments()))) == (
        "dpo@collectivite.example",
        1,
        2,
    )
    for part in last.iter_attachments():
        (tmp_path / str(part.get_filename())).write_bytes(part.get_content())
    assert [each.head.seq for each in read(tmp_path, SIGNER.verifier)] == [3, 9]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("/srv/dpo/points", Folder),
        ("points", Folder),
        ("spool:/var/spool/dpo?to=dpo@collectivite.example", Spool),
        ("https://temoin.example/points", Host),
        ("http://127.0.0.1:8080/points", Host),
    ],
)
def test_a_place_is_one_word(word: str, kind: type) -> None:
    """A folder, a spool and a host are told apart by the way they are written."""
    assert isinstance(place(word), kind)


@pytest.mark.parametrize(
    "word",
    [
        "",
        "http://temoin.example/points",
        "https://temoin.example/points?x=1",
        "https://moi:secret@temoin.example/",
        "ftp://temoin.example/points",
        "spool:/var/spool",
        "spool:relatif?to=dpo@collectivite.example",
        "spool:/var/spool?to=personne",
    ],
)
def test_a_place_that_cannot_be_meant_is_refused(word: str) -> None:
    """A checkpoint never leaves in clear for another machine, and a slip in a place stops the start."""
    with pytest.raises(SettingsError):
        place(word)
