"""``passerelle dpo | lift | was-sent | incident``: what only the DPO does, each time recorded."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from gateway.commands.options import Data, fail
from gateway.domain import Json
from gateway.settings import Settings, load_settings

app = typer.Typer(no_args_is_help=True, help="Clé du DPO.")
Key = Annotated[Path, typer.Option("--key", help="Fichier de clé du DPO.")]


@app.command("init")
def init(key: Key, data: Data = None) -> None:
    """Crée la clé du DPO : un fichier à emporter, dont la passerelle ne garde que la moitié publique."""
    from gateway.audit.sealed import PUBLIC, make

    make(key, load_settings(data=data).data / PUBLIC)
    typer.echo(f"{key} : gardez-le hors de cette machine, en deux exemplaires. Il ne peut pas être refait.")


@app.command("fingerprints")
def fingerprints(key: Key, data: Data = None) -> None:
    """Met en place les empreintes à clé ; elles commencent au prochain démarrage, si le réglage les demande."""
    from gateway.audit.prints import start
    from gateway.audit.sealed import first_fingerprint_key

    settings = load_settings(data=data)
    if not settings.fingerprints:
        fail("PASSERELLE_FINGERPRINTS doit nommer le fichier de la clé courante.")
    start(Path(settings.fingerprints), first_fingerprint_key(_secret(settings, key)), datetime.now(UTC).date())
    typer.echo("Empreintes prêtes : redémarrez la passerelle.")


@app.command("name")
def name(sealed: Annotated[str, typer.Argument(help="Nom scellé, lu sur la page du DPO.")], key: Key) -> None:
    """Ouvre un nom scellé, sur le poste du DPO : la page qui le donne a inscrit la demande."""
    from gateway.audit.sealed import secret, unseal

    typer.echo(unseal(sealed, secret(key)))


def lift(
    ref: Annotated[str, typer.Argument(help="Référence d'un agent dans le registre : ag_…")],
    key: Key,
    reason: Annotated[str, typer.Option(help="Code du motif, inscrit au registre.")],
    data: Data = None,
) -> None:
    """Dit de qui est une référence. Demande la clé du DPO, et l'inscrit avant de répondre."""
    from gateway.audit.noting import asked
    from gateway.audit.sealed import unseal
    from gateway.keys import KeyRing

    settings = load_settings(data=data)
    dpo = _secret(settings, key)
    _note(settings, "reference_levee", reason, asked({"caller": ref}))
    ring = KeyRing.open(settings.register_url, settings.pepper)
    found = [each for each in ring.list() if ring.ref(each.id) == ref]
    if not found:
        fail("Aucune clé n'a cette référence.")
    holder = unseal(found[0].holder, dpo) if found[0].holder else "nom non scellé à la création"
    typer.echo(f"{holder}  (clé {found[0].id}, service {found[0].service}, libellé : {found[0].label})")


def was_sent(
    key: Key,
    reason: Annotated[str, typer.Option(help="Code du motif, inscrit au registre.")],
    days: Annotated[int, typer.Option(help="Jours en arrière.", min=1, max=1100)] = 366,
    data: Data = None,
) -> None:
    """Dit si une donnée, lue sur l'entrée standard, a été reconnue dans une demande. Rien n'en est gardé."""
    from gateway.audit.sealed import first_fingerprint_key
    from gateway.audit.was_sent import was_sent as search

    settings = load_settings(data=data)
    first = first_fingerprint_key(_secret(settings, key))
    value = sys.stdin.readline().strip()
    if len(value) < 3:
        fail("Une donnée de trois caractères au moins, sur une ligne.")
    _note(settings, "empreinte_cherchee", reason, {})
    today = datetime.now(UTC).date()
    for trace in search(settings.register_url, first, value, since=today - timedelta(days=days), until=today):
        typer.echo(f"{trace.at}  {trace.exchange}  {trace.service}  {trace.provider or '–'}  {trace.decision}")
    typer.echo("Rien d'autre. Une donnée que la détection n'a pas reconnue ne laisse pas d'empreinte.")


def incident(
    reason: Annotated[str, typer.Argument(help="Code de l'incident : lettres, chiffres, tirets.")], data: Data = None
) -> None:
    """Déclare une fuite constatée : l'horloge de 72 h du RGPD court à partir de maintenant."""
    settings = load_settings(data=data)
    _note(settings, "fuite_declaree", reason, {})
    typer.echo("Incident inscrit : passerelle report incidents.")


def _secret(settings: Settings, key: Path) -> bytes:
    from gateway.audit.sealed import PUBLIC, secret

    return secret(key, settings.data / PUBLIC)


def _note(settings: Settings, kind: str, reason: str, asked: dict[str, Json]) -> None:
    from gateway.audit import FieldError
    from gateway.audit.noting import note

    try:
        note(settings.register_url, kind, {"reason": reason, "asked": asked})
    except FieldError:
        fail("--reason : un code de lettres, chiffres et tirets, sans espace ni accent.")
