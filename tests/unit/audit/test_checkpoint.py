"""Checkpoints: signed, kept elsewhere, and believed only with their signature."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit.chain import Head
from gateway.audit.checkpoint import Checkpoint, Checkpointer, Folder, read, write
from gateway.audit.note import NoteError, Signer, Verifier, signer
from gateway.audit.verify import verify
from gateway.errors import SettingsError
from gateway.store import data_url
from tests.support.registers import fill

SIGNER = Signer("passerelle.ville.example", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
HEAD = Head("0123456789abcdef", 41, "ab" * 32)
CHECKPOINT = Checkpoint(HEAD, "2026-11-24T08:00:00.000Z")


def test_the_published_example_of_a_signed_note_is_accepted() -> None:
    """The note that the form's authors published, with their key, passes; with a letter changed it does not.

    Source: the package documentation of golang.org/x/mod/sumdb/note.
    """
    key = Verifier.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signature = (
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    key.check(text, signature)
    with pytest.raises(NoteError):
        key.check(text.replace("answer", "Answer"), signature)


def test_a_checkpoint_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """Checkpoints written one after the other are read back, all of them, in order."""
    several = [Checkpoint(Head(HEAD.chain, seq, HEAD.hash), CHECKPOINT.time) for seq in (0, 7, 41)]
    for each in several:
        write(Folder(tmp_path), each, SIGNER)
    assert list(read(tmp_path, SIGNER.verifier)) == several
    assert len(list(tmp_path.iterdir())) == 1


def test_a_checkpoint_can_be_read_by_eye(tmp_path: Path) -> None:
    """A checkpoint's file shows chain, size, hash and time in clear, then one signature line."""
    write(Folder(tmp_path), CHECKPOINT, SIGNER)
    (file,) = tmp_path.iterdir()
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["passerelle.ville.example/0123456789abcdef", "42"]
    assert base64.b64decode(lines[2]) == bytes.fromhex(HEAD.hash)
    assert lines[3:5] == ["time 2026-11-24T08:00:00.000Z", ""]
    assert lines[5].startswith("— passerelle.ville.example ")


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_checkpoint_with_a_flipped_bit_is_not_believed(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    """Whichever bit of a checkpoint's file is flipped, it is refused, or says exactly the same as before."""
    folder = tmp_path_factory.mktemp("notes")
    write(Folder(folder), CHECKPOINT, SIGNER)
    (file,) = folder.iterdir()
    raw = bytearray(file.read_bytes())
    raw[place % len(raw)] ^= 1 << bit
    file.write_bytes(raw)
    try:
        assert list(read(folder, SIGNER.verifier)) == [CHECKPOINT]
    except NoteError:
        return
    assert place % len(raw) > len(CHECKPOINT.text(SIGNER.name).encode())


def test_a_checkpoint_of_another_key_is_not_believed(tmp_path: Path) -> None:
    """A checkpoint signed by whoever else, under the same name, is refused."""
    write(Folder(tmp_path), CHECKPOINT, Signer(SIGNER.name, Ed25519PrivateKey.generate()))
    with pytest.raises(NoteError, match="no valid signature"):
        list(read(tmp_path, SIGNER.verifier))


def test_the_verifier_key_is_one_line_that_says_whose_it_is() -> None:
    """The line that the DPO is given names the key and is read back as the same key."""
    line = str(SIGNER.verifier)
    assert line.startswith("passerelle.ville.example+")
    assert Verifier.parse(line + "\n") == SIGNER.verifier


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a+b",
        "name+00000000+AAAA",
        "name+zz+é",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_damaged_verifier_key_is_refused(line: str) -> None:
    """A verifier key that is cut or whose hash does not fit is refused."""
    with pytest.raises(NoteError):
        Verifier.parse(line)


def test_the_signing_key_is_made_once_and_belongs_to_its_owner(tmp_path: Path) -> None:
    """The signing key is made on first use, stays the same, is in no repr, and is refused if others may read it."""
    made = signer(tmp_path / "checkpoint.key", "passerelle")
    assert signer(tmp_path / "checkpoint.key", "passerelle").verifier == made.verifier
    assert (tmp_path / "checkpoint.key").read_text().strip() not in repr(made)
    assert (tmp_path / "checkpoint.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "checkpoint.key").chmod(0o644)
    with pytest.raises(SettingsError):
        signer(tmp_path / "checkpoint.key", "passerelle")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "é"])
def test_a_key_has_a_name_that_notes_can_carry(tmp_path: Path, name: str) -> None:
    """A key's name with a space or a plus sign, which would make its notes unreadable, is refused."""
    with pytest.raises(SettingsError):
        signer(tmp_path / "checkpoint.key", name)


def wait_for(folder: Path, count: int) -> list[Checkpoint]:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if len(found := list(read(folder, SIGNER.verifier))) >= count:
            return found
        time.sleep(0.01)
    raise AssertionError("no checkpoint in time")


def test_checkpoints_come_by_number_by_time_and_at_the_end(tmp_path: Path) -> None:
    """A checkpoint is written for the first head, after so many records, after so many seconds, and at the end."""
    heads = [HEAD]
    by_number = Checkpointer(lambda: heads[-1], SIGNER, Folder(tmp_path / "n"), seconds=0.04, records=10)
    by_number._seconds = 1000.0  # it looks often, but time alone is no reason
    by_number.start()
    wait_for(tmp_path / "n", 1)
    heads.append(Head(HEAD.chain, 45, HEAD.hash))
    time.sleep(0.1)
    heads.append(Head(HEAD.chain, 51, HEAD.hash))
    wait_for(tmp_path / "n", 2)
    heads.append(Head(HEAD.chain, 52, HEAD.hash))
    by_number.stop()
    assert [each.head.seq for each in read(tmp_path / "n", SIGNER.verifier)] == [41, 51, 52]


def test_time_alone_brings_a_checkpoint_of_a_new_head_only(tmp_path: Path) -> None:
    """After its interval a new head is written down; a head that did not change is not written twice."""
    heads = [HEAD]
    by_time = Checkpointer(lambda: heads[-1], SIGNER, Folder(tmp_path), seconds=0.05, records=1000)
    by_time.start()
    wait_for(tmp_path, 1)
    time.sleep(0.2)
    heads.append(Head(HEAD.chain, 42, HEAD.hash))
    wait_for(tmp_path, 2)
    by_time.stop()
    assert [each.head.seq for each in read(tmp_path, SIGNER.verifier)] == [41, 42]


def test_a_folder_that_is_away_holds_nothing_up(tmp_path: Path) -> None:
    """Where the DPO's folder cannot be written the gateway goes on and says so; when it is back, so are checkpoints."""
    (tmp_path / "dpo").touch()
    checkpointer = Checkpointer(lambda: HEAD, SIGNER, Folder(tmp_path / "dpo"), seconds=0.05)
    checkpointer.start()
    deadline = time.monotonic() + 5
    while not checkpointer.failing and time.monotonic() < deadline:
        time.sleep(0.01)
    assert checkpointer.failing
    (tmp_path / "dpo").unlink()
    wait_for(tmp_path / "dpo", 1)
    checkpointer.stop()
    assert checkpointer.failing == ""


def test_a_register_is_verified_against_its_checkpoints(tmp_path: Path) -> None:
    """A register agrees with the checkpoints that were taken of it."""
    write(Folder(tmp_path / "dpo"), Checkpoint(fill(tmp_path / "data", 3), CHECKPOINT.time), SIGNER)
    report = verify(data_url(tmp_path / "data"), read(tmp_path / "dpo", SIGNER.verifier))
    assert (report.whole, report.witnesses) == (True, 1)
