"""The command: ``passerelle serve | demo | check | detect | explain | evaluate | keys | verify | report``."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from gateway import __version__
from gateway.domain import Action
from gateway.errors import PasserelleError
from gateway.keys import KeyRing
from gateway.settings import Settings, load_settings, parse_upstreams

if TYPE_CHECKING:
    from gateway.judging import Judging

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
keys_app = typer.Typer(no_args_is_help=True, help="Clés des agents.")
app.add_typer(keys_app, name="keys")

Data = Annotated[Path | None, typer.Option(help="Dossier du registre et des clés.")]
Policies = Annotated[Path | None, typer.Option(help="Dossier des politiques.")]
Models = Annotated[Path | None, typer.Option(help="Dossier des modèles de détection.")]
Host = Annotated[str | None, typer.Option(help="Adresse d'écoute.")]
Port = Annotated[int | None, typer.Option(help="Port d'écoute.")]
AsJson = Annotated[bool, typer.Option("--json", help="Réponse en JSON.")]


def main() -> None:
    """Run the command; a known failure is one French line and exit status 1."""
    try:
        app()
    except PasserelleError as error:
        _fail(error.message)


@app.command()
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
        _fail("--upstream attend NOM=URL")
    _serve(load_settings(host=host, port=port, policies=policies, data=data, models=models, upstreams=upstreams))


def _serve(settings: Settings) -> None:
    import uvicorn

    from gateway import log
    from gateway.app import create_app

    os.umask(0o077)
    log.configure(settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
    )


@app.command()
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


@app.command()
def check(policies: Policies = None, models: Models = None) -> None:
    """Vérifie les fichiers des politiques : toutes les fautes, avec leur place."""
    from gateway.kinds import load_kinds
    from gateway.policy import check as faults_of

    settings = load_settings(policies=policies, models=models)
    faults = faults_of(settings.policies, load_kinds(settings.models))
    for fault in faults:
        typer.echo(str(fault))
    typer.echo(f"{len(faults)} faute(s)." if faults else "Aucune faute.")
    raise typer.Exit(1 if faults else 0)


Service = Annotated[str, typer.Option(help="Service qui demande.")]
Lines = Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Fichier JSONL.")]


@app.command()
def detect(jsonl: Lines, policies: Policies = None, models: Models = None, service: Service = "") -> None:
    """Dit, pour chaque ligne {id, text}, ce qui serait remplacé ou bloqué, et le verdict."""
    judging = _judging(policies, models, service)
    with jsonl.open(encoding="utf-8") as lines:
        for row in map(json.loads, filter(str.strip, lines)):
            judged = judging.judge(row["text"])
            spans = [
                {"start": e.finding.start, "end": e.finding.end, "label": e.finding.kind, "action": _name(e.action)}
                for e in judged.explained
                if e.action > Action.ALLOW
            ]
            told = {"id": row["id"], "spans": spans, "action": _name(judged.action)}
            typer.echo(json.dumps(told, ensure_ascii=False))


@app.command()
def explain(policies: Policies = None, models: Models = None, service: Service = "") -> None:
    """Dit, pour un texte lu sur l'entrée standard, ce qui est vu, par quelle règle, et ce qui partirait."""
    from rich.console import Console
    from rich.table import Table

    judged = _judging(policies, models, service).judge(sys.stdin.read())
    table = Table("donnée", "place", "action", "règles", "vu par", title=f"Verdict : {_name(judged.action)}")
    for each in judged.explained:
        place = f"{each.finding.start}-{each.finding.end}"
        table.add_row(each.label, place, _name(each.action), ", ".join(each.deciding), each.finding.source)
    console = Console()
    console.print(table)
    if judged.sent is not None:
        console.print("Ce qui partirait :", style="bold")
        console.print(judged.sent, markup=False, highlight=False)


def _judging(policies: Path | None, models: Path | None, service: str) -> Judging:
    from gateway.judging import Judging

    return Judging(load_settings(policies=policies, models=models), service)


def _name(action: Action) -> str:
    return action.name.lower()


@app.command()
def evaluate(
    corpus: Lines,
    models: Models = None,
    stock: Annotated[bool, typer.Option("--stock", help="Ajoute la colonne de Presidio seul.")] = False,
    as_json: AsJson = False,
) -> None:
    """Mesure la détection sur un corpus annoté."""
    from gateway.detect.evaluate import run

    run(corpus, load_settings(models=models).models, stock=stock, as_json=as_json)


@keys_app.command("create")
def keys_create(
    service: Annotated[str, typer.Option(help="Code du service.")],
    label: Annotated[str, typer.Option(help="À qui ou à quoi sert la clé.")],
    usage: Annotated[str | None, typer.Option(help="Usage déclaré.")] = None,
    days: Annotated[int, typer.Option(help="Durée en jours.")] = 365,
    refus_en_message: Annotated[bool, typer.Option(help="Un refus devient un message d'assistant.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Crée une clé ; elle n'est montrée qu'une fois."""
    try:
        made = _ring(data).create(service, label, usage, refuse_as_message=refus_en_message, days=days)
    except ValueError as error:
        _fail(str(error))
    typer.echo(json.dumps({"id": made.id, "key": made.key}) if as_json else f"{made.id}  {made.key}")


@keys_app.command("list")
def keys_list(data: Data = None) -> None:
    """Liste les clés, sans leur secret."""
    for key in _ring(data).list():
        state = "révoquée" if key.revoked else f"jusqu'au {key.expires[:10]}"
        typer.echo(f"{key.id}  {key.service}  {key.label}  {state}")


@keys_app.command("revoke")
def keys_revoke(key_id: str, data: Data = None) -> None:
    """Révoque une clé, avec effet immédiat."""
    if not _ring(data).revoke(key_id):
        _fail("Aucune clé vivante de cet identifiant.")
    typer.echo("Clé révoquée.")


def _ring(data: Path | None) -> KeyRing:
    settings = load_settings(data=data)
    os.umask(0o077)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return KeyRing.open(settings.register_url, settings.pepper)


@app.command()
def verify(data: Data = None, as_json: AsJson = False) -> None:
    """Relit tout le registre et dit s'il est entier ; sinon, où il ne l'est plus."""
    from gateway.audit.verify import verify as read

    report = read(load_settings(data=data).register_url)
    if as_json:
        told = {"whole": report.whole, "records": report.records, "faults": [asdict(fault) for fault in report.faults]}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for fault in report.faults:
            typer.echo(f"chaîne {fault.chain}, enregistrement {fault.seq} : {fault.what} ({fault.detail})")
        typer.echo(f"{report.records} enregistrements : {'registre entier.' if report.whole else 'REGISTRE ALTÉRÉ.'}")
    raise typer.Exit(0 if report.whole else 1)


@app.command()
def report(
    data: Data = None,
    since: Annotated[str, typer.Option(help="Instant ISO, ou durée : 24h, 7j.")] = "30j",
    until: Annotated[str | None, typer.Option(help="Instant ISO, ou durée.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv ou jsonl.")] = "table",
    decision: Annotated[str | None, typer.Option(help="Seulement cette décision.")] = None,
    service: Annotated[str | None, typer.Option(help="Seulement ce service.")] = None,
    kind: Annotated[str | None, typer.Option(help="Seulement ce type de donnée.")] = None,
) -> None:
    """Montre le registre au DPO : une ligne par échange, jamais de contenu."""
    from rich.console import Console

    from gateway.audit.report import as_csv, as_jsonl, as_table
    from gateway.audit.search import Question, moment, search

    try:
        asked = Question(moment(since), moment(until) if until else None, service, decision, kind)
    except ValueError:
        _fail("--since et --until : un instant ISO 8601, ou une durée comme 24h ou 7j")
    lines = search(load_settings(data=data).register_url, asked)
    if form == "table":
        Console().print(as_table(lines))
        return
    writers = {"csv": as_csv, "jsonl": as_jsonl}
    if form not in writers:
        _fail("--format : table, csv ou jsonl")
    for line in writers[form](lines):
        sys.stdout.write(line)


@app.command()
def version() -> None:
    """Dit la version."""
    typer.echo(f"passerelle {__version__}")


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
