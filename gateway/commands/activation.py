"""``passerelle activation``: two people put a policy in force, the DSI who writes it and the DPO who signs it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.commands.options import Data, Models, Policies, fail
from gateway.settings import Settings, load_settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from gateway.policy import Policy

app = typer.Typer(no_args_is_help=True, help="Mise en vigueur à deux : la DSI propose, le DPO signe.")

Key = Annotated[Path, typer.Option("--key", exists=True, dir_okay=False, help="Clé privée du DPO.")]
Signer = Annotated[Path | None, typer.Option("--signer", help="Clé publique du DPO.")]
Phrase = Annotated[str | None, typer.Option("--passphrase-file", help="Fichier de la phrase secrète, sinon demandée.")]


@app.command("key")
def make(
    to: Annotated[Path, typer.Option("--to", exists=True, file_okay=False, help="Dossier, par exemple une clé USB.")],
    passphrase_file: Phrase = None,
) -> None:
    """Fabrique la paire de clés du DPO : la privée reste chez lui, la publique va sur la passerelle."""
    from gateway.policy.signature import make_keys

    try:
        private, public = make_keys(to, _phrase(passphrase_file, confirm=True))
    except FileExistsError:
        fail("Une clé est déjà dans ce dossier : elle n'est pas remplacée.")
    except OSError as error:
        fail(f"La clé n'a pas pu être écrite ({type(error).__name__}).")
    typer.echo(f"Clé privée, à garder par le DPO seul : {private}")
    typer.echo(f"Clé publique, à nommer dans PASSERELLE_SIGNER : {public}")


@app.command("sign")
def sign(
    key: Key,
    policies: Policies = None,
    models: Models = None,
    data: Data = None,
    passphrase_file: Phrase = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ne pas demander confirmation.")] = False,
    digest: Annotated[str | None, typer.Option(help="Signe cette empreinte, lue sur la page Politique du DPO.")] = None,
) -> None:
    """Signe la politique : montre ce qui change, demande, puis écrit activation.sig à côté d'elle.

    Avec --digest : écrit la signature à coller dans la page, et rien d'autre.
    """
    from gateway.policy.signature import FILE
    from gateway.policy.signature import sign as signature_of

    if digest is not None:
        typer.echo(signature_of(_whole(digest), _private(key, passphrase_file)).decode().strip())
        return
    settings = load_settings(policies=policies, models=models, data=data)
    policy = sound(settings)
    tell_changes(settings, policy)
    if not yes and not typer.confirm(f"Signer la version {policy.version} (empreinte {policy.digest[:16]}…) ?"):
        raise typer.Exit(1)
    private = _private(key, passphrase_file)
    try:
        (settings.policies / FILE).write_bytes(signature_of(policy.digest, private))
    except OSError as error:
        fail(f"La signature n'a pas pu être écrite ({type(error).__name__}).")
    typer.echo(f"Signé : {settings.policies / FILE}")


@app.command("verify")
def verify(policies: Policies = None, signer: Signer = None) -> None:
    """Dit si la politique est signée par le DPO."""
    from gateway.policy.load import digest, snapshot
    from gateway.policy.signature import read_signer, signature_faults

    settings = load_settings(policies=policies, signer=str(signer) if signer else None)
    if not settings.signer:
        fail("Donnez la clé publique du DPO : --signer, ou PASSERELLE_SIGNER.")
    faults = signature_faults(settings.policies, digest(snapshot(settings.policies)), read_signer(settings.signer))
    for fault in faults:
        typer.echo(str(fault))
    typer.echo("NON SIGNÉE." if faults else "Signée par le DPO.")
    raise typer.Exit(1 if faults else 0)


def sound(settings: Settings) -> Policy:
    """Return the policy. Raises PolicyError with all its faults."""
    from gateway.kinds import load_kinds
    from gateway.policy import load_policy

    return load_policy(settings.policies, load_kinds(settings.models))


def tell_changes(settings: Settings, policy: Policy) -> None:
    """Say what ``policy`` changes against the version that a gateway with this data folder has in force."""
    from gateway.policy import changes
    from gateway.policy.in_force import kept
    from gateway.policy.load import build, snapshot

    files = kept(settings.data)
    if files is None:
        typer.echo("Aucune version en vigueur connue dans ce dossier de données : rien à comparer.")
        return
    before, _ = build(files, settings.policies, policy.kinds)
    now = snapshot(settings.policies)
    if before is not None:
        lines = changes(before, policy)
    else:
        names = sorted(name for name in files.keys() | now.keys() if files.get(name) != now.get(name))
        lines = [f"fichier modifié : {name}" for name in names]
    typer.echo("Changements par rapport à la version en vigueur :" if lines else "Identique à la version en vigueur.")
    for line in lines:
        typer.echo(f"  - {line}")


def _private(key: Path, passphrase_file: str | None) -> Ed25519PrivateKey:
    from gateway.policy.signature import load_key

    try:
        return load_key(key, _phrase(passphrase_file, confirm=False))
    except (ValueError, OSError):
        fail("Ce fichier n'est pas la clé privée du DPO, ou la phrase secrète n'est pas la bonne.")


def _whole(digest: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        fail("--digest : les 64 caractères de l'empreinte.")
    return digest


def _phrase(path: str | None, *, confirm: bool) -> str:
    if path is not None:
        try:
            return Path(path).read_text(encoding="utf-8").rstrip("\n")
        except OSError:
            fail("Le fichier de la phrase secrète ne peut pas être lu.")
    return str(typer.prompt("Phrase secrète (vide : aucune)", default="", hide_input=True, confirmation_prompt=confirm))
