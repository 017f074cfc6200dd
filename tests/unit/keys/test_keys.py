"""The keys of the agents' clients."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from gateway.errors import RegisterDown, SettingsError
from gateway.keys import FRESH, KeyRing
from gateway.store import connect, data_url, keys


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.open(data_url(tmp_path), tmp_path / "pepper")


def test_a_key_has_the_form_that_secret_scanners_can_look_for(ring: KeyRing) -> None:
    """A key is pgw_, eight characters of id, 256 bits of secret and a checksum."""
    made = ring.create("CCAS-AIDES", "Open WebUI")
    assert re.fullmatch(r"pgw_[a-z2-7]{8}_[A-Za-z0-9_-]{43}_[0-9A-Za-z]{6}", made.key)
    assert made.key[4:12] == made.id


def test_a_key_finds_its_caller(ring: KeyRing) -> None:
    """Whoever presents a key is known by its service, its declared use and a reference that is not the key's id."""
    made = ring.create("CCAS-AIDES", "Open WebUI", "USG-014", refuse_as_message=True)
    caller = ring.find(made.key)
    assert caller is not None
    assert (caller.key_id, caller.service, caller.usage) == (made.id, "CCAS-AIDES", "USG-014")
    assert caller.refuse_as_message
    assert re.fullmatch(r"ag_[0-9a-f]{16}", caller.ref)
    assert made.id not in caller.ref


def test_the_store_holds_nothing_that_opens_the_door(ring: KeyRing, tmp_path: Path) -> None:
    """Neither the key nor its secret is in any file of the data directory."""
    made = ring.create("CCAS-AIDES", "Open WebUI")
    secret = made.key[13:56]
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes()


def test_a_key_does_not_show_itself(ring: KeyRing) -> None:
    """Neither a new key nor a stored one shows its secret or its HMAC in its repr."""
    made = ring.create("CCAS-AIDES", "Open WebUI")
    (stored,) = ring.list()
    assert made.key[13:] not in repr(made)
    assert stored.mac not in repr(stored)


def altered(key: str) -> list[str]:
    swapped = "A" if key[20] != "A" else "B"
    return [
        "",
        "pgw_",
        key[:-1],
        key + "a",
        key.upper(),
        " " + key,
        key + "\n",
        key[:20] + swapped + key[21:],
        "pgw_aaaaaaaa" + key[12:],
        "sk-ant-" + key,
        "é" * 62,
        "\x00" * 62,
        "\udcff" * 62,
        "x" * 1_000_000,
    ]


@pytest.mark.parametrize("number", range(14))
def test_anything_but_the_key_is_nobody(ring: KeyRing, number: int) -> None:
    """A key that is cut, altered, of another form or of another issuer finds nobody and raises nothing."""
    made = ring.create("CCAS-AIDES", "Open WebUI")
    assert ring.find(altered(made.key)[number]) is None


def test_a_right_id_and_checksum_do_not_make_up_for_a_wrong_secret(ring: KeyRing, tmp_path: Path) -> None:
    """A key of a ring with another pepper is nobody's, though its form and checksum are right."""
    made = ring.create("CCAS-AIDES", "Open WebUI")
    other = KeyRing.open(data_url(tmp_path), tmp_path / "other-pepper")
    assert other.find(made.key) is None
    assert ring.find(made.key) is not None


def test_references_differ_between_installations(ring: KeyRing, tmp_path: Path) -> None:
    """The same key's id has another reference under another pepper, so registers cannot be joined."""
    other = KeyRing.open(data_url(tmp_path), tmp_path / "other-pepper")
    assert ring.ref("k7abcdef") != other.ref("k7abcdef")
    assert ring.ref("k7abcdef") == ring.ref("k7abcdef")


def test_a_revoked_key_stops_working_within_a_second_everywhere(ring: KeyRing, tmp_path: Path) -> None:
    """A revocation made in one process takes effect in another within one second."""
    made = ring.create("CCAS-AIDES", "Open WebUI")
    elsewhere = KeyRing.open(data_url(tmp_path), tmp_path / "pepper")
    assert elsewhere.find(made.key) is not None
    assert ring.revoke(made.id)
    revoked = time.monotonic()
    while elsewhere.find(made.key) is not None:
        assert time.monotonic() - revoked < 1.0
        time.sleep(0.01)
    assert ring.find(made.key) is None
    assert not ring.revoke(made.id)


def test_a_new_key_works_at_once_everywhere(ring: KeyRing, tmp_path: Path) -> None:
    """A key made in one process opens the door of another that has just read its keys."""
    elsewhere = KeyRing.open(data_url(tmp_path), tmp_path / "pepper")
    assert elsewhere.find(ring.create("CCAS-AIDES", "un").key) is not None
    made = ring.create("CCAS-AIDES", "deux")
    time.sleep(0.06)
    assert elsewhere.find(made.key) is not None


def test_an_expired_key_is_nobody(ring: KeyRing, tmp_path: Path) -> None:
    """A key ends by itself at its term."""
    made = ring.create("CCAS-AIDES", "Open WebUI", days=1)
    assert ring.find(made.key) is not None
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    with connect(data_url(tmp_path)).begin() as connection:
        connection.execute(update(keys).values(expires=past))
    time.sleep(FRESH)
    assert ring.find(made.key) is None


def test_a_key_lives_a_year_at_most(ring: KeyRing) -> None:
    """A key made without a term ends after twelve months, and no longer term can be asked for."""
    ring.create("CCAS-AIDES", "Open WebUI")
    (stored,) = ring.list()
    term = datetime.fromisoformat(stored.expires) - datetime.fromisoformat(stored.created)
    assert term == timedelta(days=365)
    with pytest.raises(ValueError, match="365"):
        ring.create("CCAS-AIDES", "Open WebUI", days=366)


@pytest.mark.parametrize("service", ["", "a b", "service@ville.fr", "é", "x" * 65, "=cmd()"])
def test_a_service_is_a_code(ring: KeyRing, service: str) -> None:
    """A service is a short code, so that the register can never be given prose through it."""
    with pytest.raises(ValueError, match="service"):
        ring.create(service, "Open WebUI")


def test_the_pepper_belongs_to_its_owner_alone(ring: KeyRing, tmp_path: Path) -> None:
    """The pepper is made with 256 bits, readable by nobody else, and refused when others may read it."""
    pepper = tmp_path / "pepper"
    assert pepper.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(pepper.read_text())) == 32
    pepper.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        KeyRing.open(data_url(tmp_path), pepper)


@pytest.mark.parametrize("content", ["", "zz" * 32, "ab" * 16, "é"])
def test_a_damaged_pepper_is_refused(tmp_path: Path, content: str) -> None:
    """A pepper that is empty, short or not hexadecimal stops the start: with it every key would be lost or weak."""
    pepper = tmp_path / "pepper"
    pepper.write_text(content, encoding="utf-8")
    pepper.chmod(0o600)
    with pytest.raises(SettingsError):
        KeyRing.open(data_url(tmp_path), pepper)


def test_processes_that_start_together_share_one_pepper(tmp_path: Path) -> None:
    """Rings opened at the same moment on an empty directory agree on the pepper."""
    references: set[str] = set()
    barrier = threading.Barrier(6)

    def start() -> None:
        barrier.wait()
        references.add(KeyRing.open(data_url(tmp_path), tmp_path / "pepper").ref("k7abcdef"))

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(references) == 1
    assert sorted(path.name for path in tmp_path.iterdir() if "pepper" in path.name) == ["pepper"]


def test_a_lost_store_lets_nobody_in(ring: KeyRing, tmp_path: Path) -> None:
    """When the keys cannot be read any more, even a key known a moment ago is refused rather than trusted."""
    made = ring.create("CCAS-AIDES", "Open WebUI")
    assert ring.find(made.key) is not None
    (tmp_path / "registre.db").rename(tmp_path / "away")
    time.sleep(FRESH + 0.05)
    with pytest.raises(RegisterDown):
        ring.find(made.key)


def test_an_event_loop_is_not_held_up_by_the_store(ring: KeyRing, tmp_path: Path) -> None:
    """While the keys are being read again, the event loop goes on serving."""
    made = ring.create("CCAS-AIDES", "Open WebUI")

    async def both() -> tuple[bool, int]:
        task = asyncio.create_task(ring.identify(made.key))
        turns = 0
        while not task.done():
            await asyncio.sleep(0)
            turns += 1
        return await task is not None, turns

    assert asyncio.run(ring.identify("pgw_nothing")) is None
    known, turns = asyncio.run(both())
    assert known
    assert turns > 1


def test_known_keys_cost_no_query(ring: KeyRing, tmp_path: Path) -> None:
    """Between two readings of the store a key is checked in memory alone."""
    made = ring.create("CCAS-AIDES", "Open WebUI")
    assert ring.find(made.key) is not None
    lock = sqlite3.connect(tmp_path / "registre.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    for _ in range(200):
        assert ring.find(made.key) is not None
    assert time.monotonic() - began < FRESH
    lock.close()
