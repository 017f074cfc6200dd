"""``passerelle accounts``: the local accounts of the pages, for the day the identity provider is down."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from gateway.access import Accounts, Role, Sessions
from gateway.commands.options import AsJson, Data, fail
from gateway.settings import Settings, load_settings

app = typer.Typer(no_args_is_help=True, help="Comptes de secours des pages.")


@app.command("create")
def accounts_create(
    name: Annotated[str, typer.Option(help="Nom du compte.")],
    role: Annotated[str, typer.Option(help="dsi ou dpo.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Crée un compte ; son mot de passe et son code ne sont montrés qu'une fois."""
    try:
        made = _accounts(_settings(data)).create(name, Role(role))
    except ValueError as error:
        fail(str(error))
    if as_json:
        typer.echo(json.dumps({"name": made.name, "password": made.password, "uri": made.uri}))
        return
    typer.echo(f"Compte        {made.name}\nMot de passe  {made.password}\nApplication de codes  {made.uri}")
    typer.echo("À garder sous enveloppe cachetée : rien de ceci ne sera montré de nouveau.")


@app.command("list")
def accounts_list(data: Data = None) -> None:
    """Liste les comptes."""
    for account in _accounts(_settings(data)).list():
        typer.echo(f"{account.name}  {account.role}  {'fermé' if account.disabled else 'ouvert'}")


@app.command("disable")
def accounts_disable(name: str, data: Data = None) -> None:
    """Ferme un compte et ses sessions, avec effet immédiat."""
    settings = _settings(data)
    if not _accounts(settings).disable(name):
        fail("Aucun compte ouvert de ce nom.")
    Sessions.open(settings.register_url).end_all(name)
    typer.echo("Compte fermé.")


def _settings(data: Path | None) -> Settings:
    settings = load_settings(data=data)
    os.umask(0o077)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return settings


def _accounts(settings: Settings) -> Accounts:
    return Accounts.open(settings.register_url, settings.pepper)
