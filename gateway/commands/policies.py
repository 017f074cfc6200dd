"""``passerelle check | detect | explain | evaluate``: what the policy and the detection say, outside any exchange."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.commands.options import AsJson, Lines, Models, Policies
from gateway.domain import Action
from gateway.settings import load_settings

if TYPE_CHECKING:
    from gateway.judging import Judging

Service = Annotated[str, typer.Option(help="Service qui demande.")]


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


def evaluate(
    corpus: Lines,
    models: Models = None,
    stock: Annotated[bool, typer.Option("--stock", help="Ajoute la colonne de Presidio seul.")] = False,
    fairness: Annotated[
        bool,
        typer.Option(
            "--fairness/--no-fairness", help="Mesure aussi 4 536 noms générés, en trois écritures, par origine."
        ),
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Mesure la détection sur un corpus annoté."""
    from gateway.detect.evaluate import run

    run(corpus, load_settings(models=models).models, stock=stock, fairness=fairness, as_json=as_json)
