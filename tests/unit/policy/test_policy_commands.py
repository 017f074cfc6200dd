"""What the DSI and the DPO type: check, try, schema, activation."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.__main__ import app
from gateway.domain import Finding, Slot
from gateway.kinds import load_kinds
from gateway.policy import LivePolicy, load_policy
from gateway.policy.in_force import FILE as COPY
from gateway.policy.in_force import keep, kept
from gateway.policy.load import snapshot
from gateway.policy.schema import schema
from gateway.policy.signature import FILE, PRIVATE, PUBLIC, read_signer
from gateway.policy.trial import corpus

SHIPPED = Path("policies")
PHRASE = "une phrase que seul le DPO connaît"


class Names:
    """A detector that knows one name, in place of the real one that takes seconds to load."""

    version = "noms 1"

    def detect(self, slots: Sequence[Slot]) -> list[Finding]:
        return [
            Finding(slot.path, slot.text.index("Benali"), slot.text.index("Benali") + 6, "PERSON")
            for slot in slots
            if "Benali" in slot.text
        ]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the shipped policy."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "politique"))


def run(*arguments: object, said: str = "") -> Result:
    return CliRunner().invoke(app, [str(part) for part in arguments], input=said)


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def in_force(house: Path, data: Path) -> None:
    data.mkdir(exist_ok=True)
    keep(data, snapshot(house))


def test_check_tells_what_changes_against_the_running_version(house: Path, tmp_path: Path) -> None:
    """check names every rule, provider, use and list that differs from what the gateway has in force, no term shown."""
    in_force(house, tmp_path / "data")
    edit(house / "charte.yaml", '"2026-11"', '"2026-12"')
    edit(
        house / "charte.yaml",
        "categories: [coordonnees_bancaires]\n    action: pseudonymiser",
        "categories: [coordonnees_bancaires]\n    action: bloquer",
    )
    (house / "lists/interdits.txt").write_text("opération Nautile\nplan Argonaute\n", encoding="utf-8")
    done = run("check", "--quick", "--policies", house, "--data", tmp_path / "data")
    assert done.exit_code == 0, done.output
    assert "version : 2026-11 → 2026-12" in done.output
    assert "règle banque-masquee, action : pseudonymiser → bloquer" in done.output
    assert "termes interdits : 1 → 2" in done.output
    assert "Nautile" not in done.output


def test_check_says_when_nothing_changed_or_nothing_runs(house: Path, tmp_path: Path) -> None:
    """The same files are told as identical; without a version in force there is nothing to compare."""
    assert "rien à comparer" in run("check", "--quick", "--policies", house, "--data", tmp_path / "data").output
    in_force(house, tmp_path / "data")
    assert "Identique" in run("check", "--quick", "--policies", house, "--data", tmp_path / "data").output


def test_check_fails_on_faults_and_on_examples(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of a file, or an example that the policy decides otherwise, ends check with status 1 and its place."""
    monkeypatch.setattr("gateway.detect.load_detector", lambda _: Names())
    (house / "examples.yaml").write_text(
        "exemples:\n  - {texte: Bonjour M. Benali, action: pseudonymiser}\n  - {texte: Bonjour, action: bloquer}\n",
        encoding="utf-8",
    )
    done = run("check", "--policies", house, "--data", tmp_path)
    assert done.exit_code == 1
    assert "examples.yaml : exemple 2 : « bloquer » attendu, « autoriser » obtenu" in done.output
    assert "2 exemples essayés, 1 en défaut" in done.output
    edit(house / "charte.yaml", "action: bloquer", "action: bloqer")
    done = run("check", "--quick", "--policies", house, "--data", tmp_path)
    assert done.exit_code == 1
    assert "vouliez-vous dire « bloquer »" in done.output


def test_try_tells_which_decisions_would_change(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """try names the documents that a new policy decides otherwise, with the rules, and shows no text."""
    monkeypatch.setattr("gateway.detect.load_detector", lambda _: Names())
    edit(
        house / "charte.yaml",
        "[identite, coordonnees]\n    action: pseudonymiser",
        "[identite, coordonnees]\n    action: bloquer",
    )
    texts = tmp_path / "textes"
    texts.mkdir()
    (texts / "a.txt").write_text("Bonjour M. Benali", encoding="utf-8")
    lines = [{"id": "d1", "text": "La piscine ferme."}, {"text": "Écrire à Benali"}]
    (texts / "b.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    done = run("try", "--policy", house, "--corpus", texts, "--policies", SHIPPED)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "a.txt : pseudonymiser (identite-masquee : PERSON) → bloquer (identite-masquee : PERSON)",
        "b.jsonl:2 : pseudonymiser (identite-masquee : PERSON) → bloquer (identite-masquee : PERSON)",
        "2 décision(s) changée(s) sur 3 texte(s).",
    ]
    assert run("try", "--policy", house, "--corpus", texts, "--provider", "lune").exit_code == 1


@pytest.mark.parametrize("content", ["{", "[1]", '{"id": 1}'])
def test_a_corpus_that_cannot_be_read_is_told_by_its_line(tmp_path: Path, content: str) -> None:
    """A faulty line of a corpus is named by file and number, its content never shown."""
    (tmp_path / "c.jsonl").write_text(f"\n{content}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^c\.jsonl : ligne 2 : "):
        list(corpus(tmp_path))


def test_the_schema_is_written_by_a_command() -> None:
    """passerelle schema prints what policies/schema.json holds."""
    assert run("schema").stdout == schema() == (SHIPPED / "schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("phrase", ["", PHRASE])
def test_two_people_put_a_policy_in_force(house: Path, tmp_path: Path, phrase: str) -> None:
    """The DPO makes a key, reads what changes, signs; the gateway accepts; a later edit is refused until signed."""
    (tmp_path / "usb").mkdir()
    (tmp_path / "phrase").write_text(phrase + "\n", encoding="utf-8")
    secret = ("--passphrase-file", tmp_path / "phrase")
    made = run("activation", "key", "--to", tmp_path / "usb", *secret)
    assert made.exit_code == 0, made.output
    assert (tmp_path / "usb" / PRIVATE).stat().st_mode & 0o777 == 0o600
    assert run("activation", "key", "--to", tmp_path / "usb", *secret).exit_code == 1
    signer = tmp_path / "usb" / PUBLIC
    assert "NON SIGNÉE" in run("activation", "verify", "--policies", house, "--signer", signer).output
    in_force(house, tmp_path / "data")
    edit(house / "charte.yaml", '"2026-11"', '"2026-12"')
    where = ("--policies", house, "--data", tmp_path / "data", "--key", tmp_path / "usb" / PRIVATE)
    refused = run("activation", "sign", *where, *secret, said="n\n")
    assert refused.exit_code == 1
    assert not (house / FILE).exists()
    done = run("activation", "sign", *where, *secret, said="y\n")
    assert done.exit_code == 0, done.output
    assert "version : 2026-11 → 2026-12" in done.output
    assert run("activation", "verify", "--policies", house, "--signer", signer).exit_code == 0
    live = LivePolicy(house, load_kinds(), signer=read_signer(str(signer)))
    edit(house / "charte.yaml", '"2026-12"', '"2027-01"')
    live.poll()
    live.poll()
    assert live().version == "2026-12"
    assert not live.state.sound
    assert run("activation", "verify", "--policies", house, "--signer", signer).exit_code == 1


def test_a_wrong_phrase_or_a_wrong_file_signs_nothing(house: Path, tmp_path: Path) -> None:
    """Neither another passphrase nor another file makes a signature."""
    (tmp_path / "phrase").write_text(PHRASE, encoding="utf-8")
    (tmp_path / "autre").write_text("autre", encoding="utf-8")
    run("activation", "key", "--to", tmp_path, "--passphrase-file", tmp_path / "phrase")
    for key in (PRIVATE, PUBLIC):
        done = run(
            "activation",
            "sign",
            "--yes",
            "--policies",
            house,
            "--data",
            tmp_path,
            "--key",
            tmp_path / key,
            "--passphrase-file",
            tmp_path / "autre",
        )
        assert done.exit_code == 1, done.output
    assert not (house / FILE).exists()


def test_the_copy_in_force_is_kept_for_its_owner(house: Path, tmp_path: Path) -> None:
    """Every version that comes into force is copied, readable by its owner alone; a faulty one is not."""
    live = LivePolicy(house, load_kinds(), kept=lambda files: keep(tmp_path, files))
    assert (tmp_path / COPY).stat().st_mode & 0o777 == 0o600
    first = kept(tmp_path)
    assert first == snapshot(house)
    edit(house / "charte.yaml", "action: bloquer", "action: bloqer")
    live.poll()
    live.poll()
    assert kept(tmp_path) == first
    edit(house / "charte.yaml", "action: bloqer", "action: rerouter")
    edit(house / "charte.yaml", 'version: "2026-11"', 'version: "3"\nreroutage: [demo-gpt]')
    live.poll()
    live.poll()
    assert live().version == "3"
    assert kept(tmp_path) == snapshot(house)
    assert load_policy(house, load_kinds()).digest == live().digest


def test_a_copy_that_cannot_be_written_or_read_is_no_failure(tmp_path: Path) -> None:
    """A data folder that is away or a damaged copy only means that there is nothing to compare."""
    keep(tmp_path / "nulle-part", {"a": b"b"})
    assert kept(tmp_path) is None
    (tmp_path / COPY).write_bytes(b"abime")
    assert kept(tmp_path) is None


def test_check_reminds_of_what_the_dpo_needs(house: Path, tmp_path: Path) -> None:
    """check names the lines of article 30 that a provider outside the walls still lacks; it is no fault."""
    more = """
  - nom: dehors
    forme: openai
    adresse: https://ia.example/v1
    pays: Irlande
    souverain: non
    sous_traitant: Exemple SA
    modeles: [{nom: gpt-x, avantages: a, limites: b}]
"""
    edit(house / "providers.yaml", "\n# --- Exemples", more + "\n# --- Exemples")
    done = run("check", "--quick", "--policies", house, "--data", tmp_path)
    assert done.exit_code == 0, done.output
    lines = [line for line in done.output.splitlines() if "article 30" in line]
    assert len(lines) == 1
    assert "fournisseur dehors : solution, editeur, categorie, usage_declare, contrat, conservation" in lines[0]
    assert "sous_traitant" not in lines[0]
