"""``passerelle endpoints``."""

from __future__ import annotations

import typer

from gateway.matrix import page


def endpoints() -> None:
    """Dit, adresse par adresse, ce qui est fait de chaque partie d'une demande (Markdown)."""
    typer.echo(page(), nl=False)
