"""``passerelle purge | hold``: how long records are kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from gateway.commands.options import Data, fail
from gateway.settings import load_settings

hold_app = typer.Typer(no_args_is_help=True, help="Gels : des jours que la purge ne touche pas.")


def purge(
    data: Data = None,
    months: Annotated[int | None, typer.Option(help="Mois à garder, 6 au moins ; le réglage sinon.")] = None,
) -> None:
    """Retire du registre ce qui a dépassé son terme, et l'inscrit."""
    from gateway.audit.retention import purge as run

    settings = load_settings(data=data, retention_months=months)
    done = run(settings.register_url, settings.retention_months)
    typer.echo(f"{done.rows} enregistrements retirés, en {len(done.segments)} segment(s) ; {done.held} gelé(s).")
    if done.broken:
        fail(f"Chaînes altérées, laissées telles quelles : {', '.join(done.broken)}. Lancez passerelle verify.")


@hold_app.command("add")
def hold_add(
    reason: Annotated[str, typer.Argument(help="Code du motif : lettres, chiffres, tirets.")],
    since: Annotated[str, typer.Option(help="Premier jour, AAAA-MM-JJ.")],
    until: Annotated[str, typer.Option(help="Dernier jour, AAAA-MM-JJ.")],
    data: Data = None,
) -> None:
    """Gèle les enregistrements de ces jours."""
    from gateway.audit import FieldError
    from gateway.audit.retention import hold

    try:
        days = date.fromisoformat(since), date.fromisoformat(until)
        if days[0] > days[1] or not reason:
            raise ValueError
        hold(load_settings(data=data).register_url, reason, days[0].isoformat(), days[1].isoformat())
    except (FieldError, ValueError):
        fail("Attendu : un code sans espace ni accent, et deux jours AAAA-MM-JJ dans l'ordre.")
    typer.echo("Gel inscrit.")


@hold_app.command("list")
def hold_list(data: Data = None) -> None:
    """Liste les gels en vigueur."""
    from gateway.audit.retention import holds

    for each in holds(load_settings(data=data).register_url):
        typer.echo(f"{each.reason}  du {each.since} au {each.until}  posé le {each.day}")


@hold_app.command("lift")
def hold_lift(reason: str, data: Data = None) -> None:
    """Lève un gel."""
    from gateway.audit.retention import lift

    if not lift(load_settings(data=data).register_url, reason):
        fail("Aucun gel de ce motif.")
    typer.echo("Gel levé.")
