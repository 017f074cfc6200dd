"""``passerelle serve | demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.commands.options import Data, Host, Models, Policies, Port, fail
from gateway.settings import load_settings, parse_upstreams


def serve(
    host: Host = None,
    port: Port = None,
    policies: Policies = None,
    data: Data = None,
    models: Models = None,
    workers: Annotated[int | None, typer.Option(help="Processus de service, qui se partagent les modèles.")] = None,
    upstream: Annotated[list[str] | None, typer.Option(help="NOM=URL : remplace l'adresse d'un fournisseur.")] = None,
) -> None:
    """Sert la passerelle."""
    try:
        upstreams = parse_upstreams(" ".join(upstream)) if upstream else None
    except ValueError:
        fail("--upstream attend NOM=URL")
    from gateway.commands.workers import run

    settings = load_settings(
        host=host, port=port, workers=workers, policies=policies, data=data, models=models, upstreams=upstreams
    )
    run(settings)


def demo(
    once: Annotated[bool, typer.Option("--once", help="Raconte puis s'arrête.")] = False,
    data: Data = None,
    host: Host = None,
    port: Port = None,
) -> None:
    """Raconte une demande de bout en bout, sur un modèle de démonstration, puis continue de servir."""
    from gateway import log
    from gateway.demo.story import run

    log.configure("ERROR")
    run(load_settings(data=data or Path("var/demo"), host=host, port=port), once=once)
