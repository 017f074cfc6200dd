"""The DSI's workbench: a draft beside the files, put in force whole, undone whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.errors import PolicyError
from gateway.policy.signature import FILE, sign
from gateway.policy.workbench import Workbench
from tests.support.policies import CHARTER, KINDS, PROVIDERS, write_policy


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(write_policy(tmp_path / "policies"), tmp_path / "desk", KINDS)


def _charter(tmp_path: Path) -> str:
    return (tmp_path / "policies" / "charte.yaml").read_text(encoding="utf-8")


def test_a_draft_changes_nothing_in_force(bench: Workbench, tmp_path: Path) -> None:
    """What is written on the bench stays there, and is compared line by line with the file in force."""
    bench.save("charte.yaml", CHARTER.replace('version: "1"', 'version: "2"').replace("\n", "\r\n"))
    assert _charter(tmp_path) == CHARTER
    assert list(bench.drafted()) == ["charte.yaml"]
    assert [line for line in bench.difference("charte.yaml") if line[0] in "+-"][2:] == [
        '-version: "1"',
        '+version: "2"',
    ]
    policy, faults = bench.proposal()
    assert policy is not None
    assert (policy.version, faults) == ("2", [])
    bench.discard()
    assert bench.drafted() == {}


def test_activation_keeps_what_was_before(bench: Workbench, tmp_path: Path) -> None:
    """The files are replaced, the version before is in the history with who replaced it, and going back restores every byte."""
    bench.save("charte.yaml", CHARTER.replace('version: "1"', 'version: "2"'))
    bench.save("lists/projets.txt", "projet calypso\n")
    assert bench.activate("claire").version == "2"
    assert 'version: "2"' in _charter(tmp_path)
    assert bench.drafted() == {}
    (before,) = bench.history()
    assert (before.version, before.by) == ("1", "claire")
    bench.roll_back(before.id, "denis")
    assert _charter(tmp_path) == CHARTER
    assert not (tmp_path / "policies" / "lists" / "projets.txt").exists()
    assert [version.version for version in bench.history()].count("2") == 1


def test_a_faulty_draft_is_never_put_in_force(bench: Workbench, tmp_path: Path) -> None:
    """Every fault is told and no file is touched, whichever of the files holds the fault."""
    for name, text in (("charte.yaml", "version: 1\n"), ("examples.yaml", "exemples: [{texte: x}]\n")):
        bench.save(name, text)
        with pytest.raises(PolicyError) as caught:
            bench.activate("claire")
        assert caught.value.faults
        assert _charter(tmp_path) == CHARTER
        assert bench.history() == []
        bench.discard()


@pytest.mark.parametrize("name", ["../x.yaml", "lists/../../x.txt", "/etc/x.yaml", "cles/interne", "lists/x.yaml", ""])
def test_only_policy_files_can_be_written(bench: Workbench, tmp_path: Path, name: str) -> None:
    """No name leads out of the folders, to a key, or to a file that is no policy."""
    with pytest.raises(ValueError, match="fichier"):
        bench.save(name, "x")
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize("version", ["..", "", "20260101T000000Z-00000000", "../../policies"])
def test_an_unknown_version_is_refused(bench: Workbench, version: str) -> None:
    """Only what the history holds can be gone back to."""
    with pytest.raises(ValueError, match="version"):
        bench.kept(version)


def test_a_draft_that_must_be_signed_waits_for_it(tmp_path: Path) -> None:
    """Only the DPO's signature of this very draft puts it in force; it goes with the files, and into the history."""
    dpo = Ed25519PrivateKey.generate()
    bench = Workbench(write_policy(tmp_path / "policies"), tmp_path / "desk", KINDS, signer=dpo.public_key())
    for number, each in enumerate("23"):
        bench.save("charte.yaml", CHARTER.replace('version: "1"', f'version: "{each}"'))
        policy, _ = bench.proposal()
        assert policy is not None
        assert not bench.consented()
        with pytest.raises(PolicyError, match="signature du DPO"):
            bench.activate("denis")
        for wrong in (sign(policy.digest, Ed25519PrivateKey.generate()), sign("0" * 64, dpo), b"", b"rien"):
            with pytest.raises(ValueError, match="signature"):
                bench.consent(wrong)
        bench.consent(sign(policy.digest, dpo))
        assert bench.consented()
        bench.activate("denis")
        assert (tmp_path / "policies" / FILE).read_bytes() == sign(policy.digest, dpo)
        assert len(bench.history()) == number + 1
    last = bench.history()[0]
    assert bench.roll_back(last.id, "denis").version == last.version == "2"
    unsigned = bench.history()[-1]
    assert unsigned.version == "1"
    with pytest.raises(PolicyError, match="signature du DPO"):
        bench.roll_back(unsigned.id, "denis")


def test_files_changed_by_hand_are_signed_where_they_are(tmp_path: Path) -> None:
    """Without a draft the signature is of the files on the disk, and goes beside them."""
    dpo = Ed25519PrivateKey.generate()
    policies = write_policy(tmp_path / "policies")
    bench = Workbench(policies, tmp_path / "desk", KINDS, signer=dpo.public_key())
    (policies / "charte.yaml").write_text(CHARTER.replace('version: "1"', 'version: "2"'), encoding="utf-8")
    policy, _ = bench.proposal()
    assert policy is not None
    bench.consent(sign(policy.digest, dpo))
    assert (policies / FILE).read_bytes() == sign(policy.digest, dpo)
    assert bench.consented()


def test_a_draft_keeps_the_providers_that_the_settings_name(tmp_path: Path) -> None:
    """A draft without a provider whose address the settings give would be refused at the next look: it is a fault."""
    places = (write_policy(tmp_path / "policies"), tmp_path / "desk", KINDS)
    bench = Workbench(*places, upstreams={"dehors": "http://127.0.0.1:9/v1"})
    policy, faults = bench.proposal()
    assert policy is not None
    assert (policy.providers[0].base_url, faults) == ("http://127.0.0.1:9/v1", [])
    bench.save("providers.yaml", PROVIDERS.replace("nom: dehors", "nom: ailleurs", 1))
    with pytest.raises(PolicyError, match="dehors"):
        bench.activate("denis")


def test_without_a_signer_there_is_nothing_to_sign(bench: Workbench) -> None:
    """Where one person is enough, no signature is taken."""
    assert not bench.by_two
    assert bench.consented()
    with pytest.raises(ValueError, match="signature"):
        bench.consent(sign("0" * 64, Ed25519PrivateKey.generate()))
