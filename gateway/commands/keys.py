"""``passerelle keys``: the agents' keys."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from gateway.commands.options import AsJson, Data, fail
from gateway.keys import KeyRing
from gateway.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Clés des agents.")


@app.command("create")
def keys_create(
    service: Annotated[str, typer.Option(help="Code du service.")],
    label: Annotated[str, typer.Option(help="À qui ou à quoi sert la clé.")],
    usage: Annotated[str | None, typer.Option(help="Usage déclaré.")] = None,
    days: Annotated[int, typer.Option(help="Durée en jours.")] = 365,
    refus_en_message: Annotated[bool, typer.Option(help="Un refus devient un message d'assistant.")] = False,
    role: Annotated[str, typer.Option(help="agent, ou dpo : lit le registre, n'appelle aucun modèle.")] = "agent",
    holder: Annotated[str | None, typer.Option(help="Nom de l'agent, scellé : seul le DPO peut le lire.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Crée une clé ; elle n'est montrée qu'une fois."""
    try:
        sealed = _sealed(data, holder) if holder else None
        made = _ring(data).create(
            service, label, usage, refuse_as_message=refus_en_message, days=days, role=role, holder=sealed
        )
    except ValueError as error:
        fail(str(error))
    typer.echo(json.dumps({"id": made.id, "key": made.key}) if as_json else f"{made.id}  {made.key}")


@app.command("list")
def keys_list(data: Data = None) -> None:
    """Liste les clés, sans leur secret."""
    for key in _ring(data).list():
        state = "révoquée" if key.revoked else f"jusqu'au {key.expires[:10]}"
        role = "" if key.role == "agent" else f"  ({key.role})"
        typer.echo(f"{key.id}  {key.service}  {key.label}  {state}{role}")


@app.command("revoke")
def keys_revoke(key_id: str, data: Data = None) -> None:
    """Révoque une clé, avec effet immédiat."""
    if not _ring(data).revoke(key_id):
        fail("Aucune clé vivante de cet identifiant.")
    typer.echo("Clé révoquée.")


def _sealed(data: Path | None, holder: str) -> str:
    from gateway.audit.sealed import PUBLIC, seal

    return seal(holder, load_settings(data=data).data / PUBLIC)


def _ring(data: Path | None) -> KeyRing:
    settings = load_settings(data=data)
    os.umask(0o077)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return KeyRing.open(settings.register_url, settings.pepper)
