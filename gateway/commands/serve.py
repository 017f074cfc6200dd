"""``passerelle serve | demo``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from gateway.commands.options import Data, Host, Models, Policies, Port, fail
from gateway.settings import Settings, load_settings, parse_upstreams


def serve(
    host: Host = None,
    port: Port = None,
    policies: Policies = None,
    data: Data = None,
    models: Models = None,
    upstream: Annotated[list[str] | None, typer.Option(help="NOM=URL : remplace l'adresse d'un fournisseur.")] = None,
) -> None:
    """Sert la passerelle."""
    try:
        upstreams = parse_upstreams(" ".join(upstream)) if upstream else None
    except ValueError:
        fail("--upstream attend NOM=URL")
    _serve(load_settings(host=host, port=port, policies=policies, data=data, models=models, upstreams=upstreams))


def _serve(settings: Settings) -> None:
    import uvicorn

    from gateway import log
    from gateway.app import create_app
    from gateway.web.wire import bounded

    os.umask(0o077)
    log.configure(settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        http=bounded(settings.body_timeout),
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
    )


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
