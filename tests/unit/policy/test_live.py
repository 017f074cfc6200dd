from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.domain import Finding
from gateway.errors import PolicyError
from gateway.policy import LivePolicy, decide
from gateway.policy.live import State
from gateway.policy.signature import FILE, load_signer, sign
from tests.support.policies import CHARTER, KINDS, provider, write_policy

FAULTY = CHARTER.replace("pseudonymiser", "pseudonimiser")


def version(number: object, text: str = CHARTER) -> str:
    return text.replace('version: "1"', f'version: "{number}"')


def settle(live: LivePolicy) -> bool:
    """Poll as the watcher does: once to see a change, once to see that it is finished."""
    return any([live.poll(), live.poll()])


def test_a_change_of_file_is_taken_up(tmp_path: Path) -> None:
    """A sound change comes into force with its own version and digest."""
    live = LivePolicy(write_policy(tmp_path), KINDS)
    before = live()
    write_policy(tmp_path, charte=version(2))
    assert settle(live)
    assert (before.version, live().version, live.state.version) == ("1", "2", "2")
    assert live.state.digest == live().digest != before.digest
    assert live.state.sound


def test_nothing_changed_nothing_done(tmp_path: Path) -> None:
    """Without a change of file the policy object stays the same."""
    live = LivePolicy(write_policy(tmp_path), KINDS)
    before = live()
    assert not settle(live)
    assert live() is before


def test_a_file_still_being_written_waits(tmp_path: Path) -> None:
    """A change is read only when two looks in a row have seen the same files."""
    live = LivePolicy(write_policy(tmp_path), KINDS)
    write_policy(tmp_path, charte=version(2))
    assert not live.poll()
    write_policy(tmp_path, charte=version(33))
    assert not live.poll()
    assert live().version == "1"
    assert live.poll()
    assert live().version == "33"


@pytest.mark.parametrize("name", ["charte", "providers"])
def test_a_faulty_change_leaves_the_last_good_version(tmp_path: Path, name: str) -> None:
    """A faulty file, or one sound and one faulty file, change nothing; the faults are told, then cleared."""
    told: list[State] = []
    live = LivePolicy(write_policy(tmp_path), KINDS, told=told.append)
    write_policy(tmp_path, **{"interdits": "neptune", name: "faux"})
    assert not settle(live)
    assert live().version == "1"
    assert len(live().lists.blocked) == 0
    assert {fault.file for fault in live.state.faults} == {f"{name}.yaml"}
    write_policy(tmp_path, charte=version(2))
    assert settle(live)
    assert [(state.version, state.sound, state.refused, state.reloads) for state in told] == [
        ("1", False, 1, 0),
        ("2", True, 1, 1),
    ]


def test_a_deleted_policy_leaves_the_last_good_version(tmp_path: Path) -> None:
    """When the files vanish the last good version stays in force."""
    live = LivePolicy(write_policy(tmp_path), KINDS)
    (tmp_path / "charte.yaml").unlink()
    settle(live)
    assert live().version == "1"
    assert not live.state.sound


def test_a_faulty_policy_does_not_start(tmp_path: Path) -> None:
    """At the start there is no last good version: a faulty policy stops it."""
    with pytest.raises(PolicyError):
        LivePolicy(write_policy(tmp_path, charte=FAULTY), KINDS)


def test_overrides_outlive_a_reload(tmp_path: Path) -> None:
    """Upstream overrides given at the start hold for every later version."""
    live = LivePolicy(write_policy(tmp_path), KINDS, upstreams={"dehors": "http://127.0.0.1:7"})
    write_policy(tmp_path, charte=version(2))
    assert settle(live)
    assert provider(live(), "dehors").base_url == "http://127.0.0.1:7"


def test_the_watcher_takes_a_change_up_within_two_seconds(tmp_path: Path) -> None:
    """Two workers that watch the same files both have a change in force within two seconds."""

    async def scene() -> float:
        workers = [LivePolicy(write_policy(tmp_path), KINDS) for _ in range(2)]
        tasks = [asyncio.create_task(worker.watch()) for worker in workers]
        begin = time.monotonic()
        write_policy(tmp_path, charte=version(2))
        while any(worker().version != "2" for worker in workers) and time.monotonic() - begin < 5:
            await asyncio.sleep(0.02)
        took = time.monotonic() - begin
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return took

    assert asyncio.run(scene()) < 2


def test_verdicts_name_the_version_that_gave_them_during_reloads(tmp_path: Path) -> None:
    """While 50 versions come, half of them faulty, no decision fails and each names one sound version."""
    live = LivePolicy(write_policy(tmp_path, charte=version(0)), KINDS)
    digests = {"0": live().digest}
    seen: set[tuple[str, str]] = set()
    errors: list[Exception] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                policy = live()
                found = [Finding(("t",), 0, 3, "PERSON")]
                verdict = decide(policy, found, service="a", provider=policy.providers[0])
                seen.add((verdict.policy_version, verdict.policy_digest))
                time.sleep(0.0005)  # or the reload waits for its turn, not the answers for the reload
            except Exception as error:  # any failure at all is what this test looks for
                errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(1, 51):
        write_policy(tmp_path, charte=version(number, FAULTY if number % 2 else CHARTER))
        settle(live)
        digests[live().version] = live().digest
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert live.state.reloads == live.state.refused == 25
    assert {version for version, _ in seen} <= {str(number) for number in range(0, 51, 2)}
    assert all(digests[name] == digest for name, digest in seen)


def signed(directory: Path, key: Ed25519PrivateKey, digest: str) -> None:
    (directory / FILE).write_bytes(sign(digest, key))


def test_an_unsigned_policy_does_not_come_into_force(tmp_path: Path) -> None:
    """With a signer set, only a policy that the DPO signed starts or replaces another."""
    house = tmp_path / "politique"
    dpo = Ed25519PrivateKey.generate()
    digest = LivePolicy(write_policy(house), KINDS)().digest
    with pytest.raises(PolicyError, match="pas signée"):
        LivePolicy(house, KINDS, signer=dpo.public_key())
    signed(house, dpo, digest)
    live = LivePolicy(house, KINDS, signer=dpo.public_key())
    write_policy(house, charte=version(2))
    settle(live)
    assert live().version == "1"
    signed(house, dpo, LivePolicy(house, KINDS)().digest)
    assert settle(live)
    assert live().version == "2"


@pytest.mark.parametrize("content", [b"", b"rien", b"AAAA\n"])
def test_a_wrong_signature_is_refused(tmp_path: Path, content: bytes) -> None:
    """A signature that is garbage, or made with another key, is refused."""
    house = write_policy(tmp_path / "politique")
    dpo = Ed25519PrivateKey.generate()
    (house / FILE).write_bytes(content or sign(LivePolicy(house, KINDS)().digest, Ed25519PrivateKey.generate()))
    with pytest.raises(PolicyError, match="signature"):
        LivePolicy(house, KINDS, signer=dpo.public_key())


def test_the_signer_is_read_from_a_file(tmp_path: Path) -> None:
    """The DPO's public key is a PEM file; anything else is refused."""
    key = Ed25519PrivateKey.generate().public_key()
    (tmp_path / "dpo.pem").write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert load_signer(tmp_path / "dpo.pem") == key
    (tmp_path / "dpo.pem").write_bytes(b"rien")
    with pytest.raises(ValueError, match=r"PEM|key"):
        load_signer(tmp_path / "dpo.pem")
