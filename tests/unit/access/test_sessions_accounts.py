"""Sessions and local accounts, on a real store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import update

from gateway.access import Accounts, NewAccount, Role, Sessions
from gateway.access.accounts import CLOSED_FOR, STEP, TRIES
from gateway.access.sessions import IDLE, LONGEST, SIGN_IN
from gateway.store import connect, data_url, sessions

NOON = 1_795_608_000.0


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def store(data: Path) -> Sessions:
    return Sessions.open(data_url(data))


def _age(data: Path, column: str, by: timedelta) -> None:
    then = (datetime.now(UTC) - by).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    with connect(data_url(data)).begin() as connection:
        connection.execute(update(sessions).values({column: then}))


def test_a_token_opens_its_session_and_nothing_in_the_store_does(data: Path, store: Sessions) -> None:
    """The browser's token is not in the database, and what is there is not a token."""
    token = store.start(Role.DPO, "dpo")
    found = store.find(token)
    assert found is not None
    assert (found.role, found.name) == (Role.DPO, "dpo")
    assert store.find(found.id) is None
    assert store.find(token + "x") is None
    with closing(sqlite3.connect(data / "registre.db")) as connection:
        assert token not in str(connection.execute("SELECT * FROM sessions").fetchall())


@pytest.mark.parametrize(("column", "after"), [("seen", IDLE), ("created", LONGEST)])
def test_a_session_ends_by_itself(data: Path, store: Sessions, column: str, after: timedelta) -> None:
    """A quarter of an hour unused, or eight hours in all, and it opens nothing."""
    token = store.start(Role.DSI, "dsi")
    _age(data, column, after - timedelta(seconds=30))
    assert store.find(token) is not None
    _age(data, column, after + timedelta(seconds=1))
    assert store.find(token) is None


def test_use_keeps_a_session_alive(data: Path, store: Sessions) -> None:
    """Each use is noted, so that only idle sessions end."""
    token = store.start(Role.AGENT, "a", "abcdefgh")
    _age(data, "seen", IDLE - timedelta(minutes=1))
    assert store.find(token) is not None
    with closing(sqlite3.connect(data / "registre.db")) as connection:
        (seen,) = connection.execute("SELECT max(seen) FROM sessions").fetchone()
    assert datetime.fromisoformat(seen) > datetime.now(UTC) - timedelta(minutes=1)


def test_ending_is_immediate(store: Sessions) -> None:
    """Signing out ends one session, closing an account all of its sessions."""
    one, two = store.start(Role.DPO, "x"), store.start(Role.DPO, "x")
    found = store.find(one)
    assert found is not None
    store.end(found)
    assert store.find(one) is None
    assert store.find(two) is not None
    store.end_all("x")
    assert store.find(two) is None


def test_a_sign_in_under_way_is_taken_up_once_and_soon(data: Path, store: Sessions) -> None:
    """What the directory answers to is kept for ten minutes, given back once, and is no session."""
    token = store.start_flow({"state": "s"})
    assert store.find(token) is None
    assert store.end_flow(token) == {"state": "s"}
    assert store.end_flow(token) is None
    late = store.start_flow({"state": "s"})
    _age(data, "created", SIGN_IN + timedelta(seconds=1))
    assert store.end_flow(late) is None


class Clock:
    now = NOON

    def __call__(self) -> float:
        return self.now


@contextmanager
def account(data: Path, name: str, role: Role = Role.DSI) -> Iterator[tuple[Accounts, NewAccount, pyotp.TOTP, Clock]]:
    clock = Clock()
    Accounts.open(data_url(data), data / "pepper")
    accounts = Accounts(connect(data_url(data)), b"p" * 32, clock=clock)
    made = accounts.create(name, role)
    totp = pyotp.parse_uri(made.uri)
    assert isinstance(totp, pyotp.TOTP)
    yield accounts, made, totp, clock


def test_an_account_opens_with_password_and_code_together(data: Path) -> None:
    """Neither is enough alone, and an unknown name is refused the same way."""
    with account(data, "deux") as (accounts, made, totp, _):
        code = totp.at(int(NOON))
        assert accounts.check("deux", "faux", code) is None
        assert accounts.check("deux", made.password, "000000") is None
        assert accounts.check("personne", made.password, code) is None
        found = accounts.check("deux", made.password, code)
        assert found is not None
        assert found.role is Role.DSI


def test_a_code_opens_once(data: Path) -> None:
    """A code seen over a shoulder is of no use; the next one is (RFC 6238, section 5.2)."""
    with account(data, "unefois") as (accounts, made, totp, clock):
        code = totp.at(int(NOON))
        assert accounts.check("unefois", made.password, code) is not None
        assert accounts.check("unefois", made.password, code) is None
        clock.now += STEP
        assert accounts.check("unefois", made.password, totp.at(int(clock.now))) is not None


def test_guessing_closes_an_account_for_a_while(data: Path) -> None:
    """After five failures even the right password and code open nothing, until a quarter of an hour has passed."""
    with account(data, "devine") as (accounts, made, totp, clock):
        for _ in range(TRIES):
            assert accounts.check("devine", "faux", "000000") is None
        assert accounts.check("devine", made.password, totp.at(int(clock.now))) is None
        clock.now += CLOSED_FOR.total_seconds() + 1
        assert accounts.check("devine", made.password, totp.at(int(clock.now))) is not None


def test_the_store_gives_neither_password_nor_codes(data: Path) -> None:
    """The password is an argon2id hash, the seed of the codes is encrypted, and a disabled account stays closed."""
    with (
        account(data, "coffre", Role.DPO) as (accounts, made, totp, _),
        closing(sqlite3.connect(data / "registre.db")) as connection,
    ):
        kept = connection.execute("SELECT password, totp FROM accounts WHERE name = 'coffre'").fetchone()
        assert kept[0].startswith("$argon2id$")
        assert made.password not in kept[0]
        assert totp.secret.encode() not in kept[1]
        assert made.password not in repr(made)
        assert accounts.disable("coffre")
        assert accounts.check("coffre", made.password, totp.at(int(NOON))) is None
        assert not accounts.disable("coffre")


@pytest.mark.parametrize(
    ("name", "role"), [("Nom", Role.DSI), ("", Role.DSI), ("agent", Role.AGENT), ("pris", Role.DSI)]
)
def test_an_account_is_for_the_dsi_or_the_dpo_under_a_plain_name(data: Path, name: str, role: Role) -> None:
    """Agents have keys; a name is lower case, and is given once."""
    accounts = Accounts.open(data_url(data), data / "pepper")
    if name == "pris":
        accounts.create("pris", Role.DPO)
    with pytest.raises(ValueError, match=r"compte|nom"):
        accounts.create(name, role)
