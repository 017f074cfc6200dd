"""Time stamps of a real authority, run here with openssl."""

from __future__ import annotations

import http.server
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gateway.audit.places import place
from gateway.audit.time_stamp import Stamped, stamp
from gateway.errors import SettingsError

TIME, CHAIN, NOTE = "2026-11-25T08:00:00.000Z", "0123456789abcdef", "passerelle/0123\n1\nhash\n\n— x y\n\n"
CONFIG = """
[tsa]
serial = {home}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
"""


def make(home: Path) -> None:
    """Write the key and the certificate of an authority that signs for itself."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Horodatage d'essai")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    )
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    (home / "tsa.pem").write_bytes(builder.sign(key, SHA256()).public_bytes(Encoding.PEM))
    (home / "tsa.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (home / "tsa.cnf").write_text(CONFIG.format(home=home))
    (home / "serial").write_text("01\n")


class Authority(http.server.BaseHTTPRequestHandler):
    """An authority that answers with openssl, or with a stamp of something else."""

    home: Path
    mode = "honest"

    def do_POST(self) -> None:
        query = self.home / "query.tsq"
        query.write_bytes(self.rfile.read(int(self.headers["content-length"])))
        if self.mode == "replays":
            query = self.home / "old.tsq"
        elif not (self.home / "old.tsq").exists():
            (self.home / "old.tsq").write_bytes(query.read_bytes())
        command = ["openssl", "ts", "-reply", "-config", str(self.home / "tsa.cnf"), "-section", "tsa"]
        command += [
            "-queryfile",
            str(query),
            "-signer",
            str(self.home / "tsa.pem"),
            "-inkey",
            str(self.home / "tsa.key"),
        ]
        done = subprocess.run(command, capture_output=True, check=True)
        self.send_response(503 if self.mode == "away" else 200)
        self.end_headers()
        self.wfile.write(done.stdout)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[tuple[str, type[Authority]]]:
    home = tmp_path / "tsa"
    home.mkdir()
    make(home)
    handler = type("Mine", (Authority,), {"home": home})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", handler
        server.shutdown()
        thread.join()


def test_a_checkpoint_is_stamped_once_a_day(authority: tuple[str, type[Authority]], tmp_path: Path) -> None:
    """The first checkpoint of a chain's day is stamped, and openssl finds the stamp good for that very note."""
    folder = place(str(tmp_path / "points"), authority[0])
    assert isinstance(folder, Stamped)
    for minute in ("00", "01"):
        folder.keep(CHAIN, TIME.replace(":00:00.", f":{minute}:00."), NOTE)
    (note,) = (tmp_path / "points").glob("*.note")
    command = ["openssl", "ts", "-verify", "-data", str(note), "-in", str(note.with_suffix(".tsr"))]
    done = subprocess.run([*command, "-CAfile", str(tmp_path / "tsa/tsa.pem")], capture_output=True, text=True)
    assert "Verification: OK" in done.stdout + done.stderr
    assert (tmp_path / "points" / f"2026-11-25-{CHAIN}.checkpoints").read_text() == NOTE * 2


def test_a_stamp_of_something_else_is_not_taken(authority: tuple[str, type[Authority]]) -> None:
    """An answer that was given for another request is refused."""
    url, handler = authority
    assert stamp(b"one", url)
    handler.mode = "replays"
    with pytest.raises(ValueError, match="something else"):
        stamp(b"two", url)


def test_an_authority_that_is_away_costs_no_checkpoint(authority: tuple[str, type[Authority]], tmp_path: Path) -> None:
    """Checkpoints are kept without a stamp; once the authority answers, the day has its stamp."""
    url, handler = authority
    folder = Stamped(tmp_path / "points", url)
    handler.mode = "away"
    folder.keep(CHAIN, TIME, NOTE)
    assert [path.suffix for path in (tmp_path / "points").iterdir()] == [".checkpoints"]
    handler.mode = "honest"
    folder.keep(CHAIN, TIME, NOTE)
    assert len(list((tmp_path / "points").glob("*.tsr"))) == 1


def test_an_authority_is_an_address() -> None:
    """A slip in the authority's address stops the start."""
    with pytest.raises(SettingsError):
        place("points", "tsa.example")
