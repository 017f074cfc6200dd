"""The DPO's key file: names that only it opens, fingerprints whose past only it can read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gateway.audit.prints import EPOCH, MOST, Prints, fingerprint, folded, keys_from, next_key, start
from gateway.audit.sealed import PUBLIC, first_fingerprint_key, make, seal, secret, unseal
from gateway.domain import Finding, Slot
from gateway.errors import SettingsError

NAME = "Zoé Bertin-Lévêque"
CATEGORIES = {"PERSON": "identite", "HEALTH": "sante", "PHONE_NUMBER": "coordonnees"}


@pytest.fixture
def dpo(tmp_path: Path) -> bytes:
    make(tmp_path / "dpo.key", tmp_path / PUBLIC)
    return secret(tmp_path / "dpo.key", tmp_path / PUBLIC)


def test_a_sealed_name_opens_with_the_key_file_alone(dpo: bytes, tmp_path: Path) -> None:
    """What was sealed with the public half opens with the key file, with no other, and tells not even its length."""
    sealed = seal(NAME, tmp_path / PUBLIC)
    assert unseal(sealed, dpo) == NAME
    assert sealed != seal(NAME, tmp_path / PUBLIC)
    assert len(sealed) == len(seal("X", tmp_path / PUBLIC))
    for other in (bytes(32), dpo[::-1]):
        with pytest.raises(SettingsError):
            unseal(sealed, other)
    with pytest.raises(SettingsError):
        unseal(sealed[:-8] + "AAAAAAA=", dpo)


def test_the_key_file_is_made_once_and_is_this_gateway_s(dpo: bytes, tmp_path: Path) -> None:
    """A key file is never written over; a missing, foreign or open one is refused."""
    with pytest.raises(SettingsError, match="existe déjà"):
        make(tmp_path / "dpo.key", tmp_path / PUBLIC)
    with pytest.raises(SettingsError, match="n'est pas là"):
        secret(tmp_path / "nowhere.key", tmp_path / PUBLIC)
    make(tmp_path / "other.key", tmp_path / "other.pub")
    with pytest.raises(SettingsError, match="n'est pas la clé"):
        secret(tmp_path / "other.key", tmp_path / PUBLIC)
    (tmp_path / "dpo.key").chmod(0o644)
    with pytest.raises(SettingsError, match="lisible"):
        secret(tmp_path / "dpo.key", tmp_path / PUBLIC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mme Zoé BERTIN", "bertin  zoe"),
        ("06 39 98 12 34", "0639981234"),
        ("1 84 05 69 123 456 12", "184056912345612"),
        ("Z.Bertin@Courriel.example", "z.bertin@courriel.example"),
        ("Jean-Marc Œuf", "œuf jean marc"),
    ],
)
def test_the_ways_to_write_a_datum_have_one_fingerprint(one: str, other: str) -> None:
    """Case, accents, spaces, order and titles do not count."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("Zoé Bertin", "Zoé Berlin"), ("06 39 98 12 34", "06 39 98 12 35")])
def test_other_data_have_other_fingerprints(one: str, other: str) -> None:
    """Two persons are told apart, and a day from the next."""
    assert fingerprint(bytes(32), one) != fingerprint(bytes(32), other)
    assert fingerprint(bytes(32), one) != fingerprint(next_key(bytes(32)), one)


def findings(text: str, *kinds: str) -> tuple[list[Slot], list[Finding]]:
    path = ("messages", 0)
    return [Slot(path, text)], [Finding(path, 0, len(text), kind) for kind in kinds]


def test_the_gateway_s_fingerprints_are_found_with_the_dpo_s_key(dpo: bytes, tmp_path: Path) -> None:
    """What the running key makes, the first key finds again; health data and unread places have no fingerprint."""
    first, today = first_fingerprint_key(dpo), datetime.now(UTC).date()
    start(tmp_path / "prints", first, today)
    prints = Prints(tmp_path / "prints", CATEGORIES)
    made = prints.of(*findings(NAME, "PERSON", "HEALTH"))
    _, key = next(keys_from(first, today))
    assert made == [fingerprint(key, NAME)]
    assert prints.of(*findings(NAME, "HEALTH")) == []
    assert NAME not in (tmp_path / "prints").read_text()


def test_the_running_key_forgets_the_days_gone_by(dpo: bytes, tmp_path: Path) -> None:
    """A gateway that starts later goes on to the day's key, and nothing on its disk leads back."""
    first, today = first_fingerprint_key(dpo), datetime.now(UTC).date()
    start(tmp_path / "prints", first, today - timedelta(days=3))
    old = json.loads((tmp_path / "prints").read_text())["key"]
    made = Prints(tmp_path / "prints", CATEGORIES).of(*findings(NAME, "PERSON"))
    assert made == [fingerprint(next(keys_from(first, today))[1], NAME)]
    kept = json.loads((tmp_path / "prints").read_text())
    assert (kept["day"], kept["key"] == old) == (today.isoformat(), False)
    assert (tmp_path / "prints").stat().st_mode & 0o777 == 0o600


def test_a_list_of_persons_has_no_more_than_so_many(dpo: bytes, tmp_path: Path) -> None:
    """A request with a thousand names leaves a bounded number of fingerprints."""
    start(tmp_path / "prints", first_fingerprint_key(dpo), datetime.now(UTC).date())
    slots = [Slot((number,), f"Personne{number}") for number in range(1000)]
    found = [Finding(slot.path, 0, len(slot.text), "PERSON") for slot in slots]
    assert len(Prints(tmp_path / "prints", CATEGORIES).of(slots, found)) == MOST


@pytest.mark.parametrize("content", ["", "{}", '{"day": "hier", "key": "00"}'])
def test_a_damaged_running_key_stops_the_start(tmp_path: Path, content: str) -> None:
    """A file that is no running key is refused, and one that is there is not written over."""
    (tmp_path / "prints").write_text(content)
    (tmp_path / "prints").chmod(0o600)
    with pytest.raises(SettingsError):
        Prints(tmp_path / "prints", CATEGORIES)
    with pytest.raises(SettingsError):
        start(tmp_path / "prints", bytes(32), date(2026, 11, 25))


def test_the_first_key_is_that_of_a_fixed_day(dpo: bytes) -> None:
    """Whoever holds the key file needs no other date to find a day's key."""
    first = first_fingerprint_key(dpo)
    assert next(keys_from(first, EPOCH)) == (EPOCH, first)
    assert next(keys_from(first, EPOCH + timedelta(days=2)))[1] == next_key(next_key(first))
