"""Options and failures that the commands share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

Data = Annotated[Path | None, typer.Option(help="Dossier du registre et des clés.")]
Policies = Annotated[Path | None, typer.Option(help="Dossier des politiques.")]
Models = Annotated[Path | None, typer.Option(help="Dossier des modèles de détection.")]
Host = Annotated[str | None, typer.Option(help="Adresse d'écoute.")]
Port = Annotated[int | None, typer.Option(help="Port d'écoute.")]
AsJson = Annotated[bool, typer.Option("--json", help="Réponse en JSON.")]
Lines = Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Fichier JSONL.")]


def fail(message: str) -> NoReturn:
    """Say ``message`` and end with exit status 1."""
    typer.echo(message, err=True)
    sys.exit(1)
