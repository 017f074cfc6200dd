"""``passerelle check | try | schema | detect | explain | evaluate``: policy and detection, outside any exchange."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.commands.options import AsJson, Data, Lines, Models, Policies, fail
from gateway.domain import Action, Verdict
from gateway.settings import Settings, load_settings

if TYPE_CHECKING:
    from gateway.errors import Fault
    from gateway.judging import Judging
    from gateway.policy import Policy

_WORDS = {
    Action.ALLOW: "autoriser",
    Action.PSEUDONYMISE: "pseudonymiser",
    Action.REROUTE: "rerouter",
    Action.BLOCK: "bloquer",
}

Service = Annotated[str, typer.Option(help="Service qui demande.")]


def check(
    policies: Policies = None,
    models: Models = None,
    data: Data = None,
    quick: Annotated[bool, typer.Option("--quick", help="Sans essayer examples.yaml, donc sans la détection.")] = False,
) -> None:
    """Vérifie la politique : toutes les fautes, les exemples, et ce qui change par rapport à la version en vigueur."""
    from gateway.commands.activation import sound, tell_changes
    from gateway.kinds import load_kinds
    from gateway.policy import check as faults_of

    settings = load_settings(policies=policies, models=models, data=data)
    faults = faults_of(settings.policies, load_kinds(settings.models))
    if not faults:
        policy = sound(settings)
        faults = [] if quick else _unmet(settings, policy)
        tell_changes(settings, policy)
        for provider in policy.providers:
            if missing := provider.missing():
                typer.echo(f"À compléter pour le DPO (article 30), fournisseur {provider.name} : {', '.join(missing)}")
    for fault in faults:
        typer.echo(str(fault))
    typer.echo(f"{len(faults)} faute(s)." if faults else "Aucune faute.")
    raise typer.Exit(1 if faults else 0)


def _unmet(settings: Settings, policy: Policy) -> list[Fault]:
    """Try the examples, and return those that the policy does not decide as they ask."""
    from gateway.detect import load_detector
    from gateway.policy import load_examples, run_examples

    examples, faults = load_examples(settings.policies)
    if examples:
        faults = [*faults, *run_examples(policy, load_detector(settings.models).detect, examples)]
        typer.echo(f"{len(examples)} exemples essayés, {len(faults)} en défaut.")
    return faults


def trial(
    policy: Annotated[Path, typer.Option("--policy", exists=True, file_okay=False, help="La politique à essayer.")],
    corpus: Annotated[Path, typer.Option("--corpus", exists=True, file_okay=False, help="Textes .txt et .jsonl.")],
    policies: Policies = None,
    models: Models = None,
    service: Annotated[str, typer.Option(help="Service qui demande.")] = "accueil",
    provider: Annotated[str, typer.Option(help="Classe du fournisseur : externe, souverain, hds, local.")] = "externe",
) -> None:
    """Dit quelles décisions une nouvelle politique changerait, sur vos textes ; sans jamais montrer un texte."""
    from gateway.detect import load_detector
    from gateway.kinds import load_kinds
    from gateway.policy import Sovereignty, compare, load_policy
    from gateway.policy.examples import reasons
    from gateway.policy.trial import corpus as texts_of

    settings = load_settings(policies=policies, models=models)
    kinds = load_kinds(settings.models)
    old, new = load_policy(settings.policies, kinds), load_policy(policy, kinds)
    try:
        where, texts = Sovereignty(provider), list(texts_of(corpus))
    except ValueError as error:
        fail(str(error))
    changed = 0
    for each in compare(old, new, load_detector(settings.models).detect, texts, service=service, provider=where):
        changed += 1
        typer.echo(f"{each.id} : {_told(each.before, reasons(each.before))} → {_told(each.after, reasons(each.after))}")
    typer.echo(f"{changed} décision(s) changée(s) sur {len(texts)} texte(s).")


def schema() -> None:
    """Écrit le schéma JSON des fichiers de politique, pour l'aide à la saisie des éditeurs."""
    from gateway.policy.schema import schema as text

    sys.stdout.write(text())


def _told(verdict: Verdict, why: str) -> str:
    return f"{_WORDS[verdict.action if verdict.observed is None else verdict.observed]} ({why})"


def detect(jsonl: Lines, policies: Policies = None, models: Models = None, service: Service = "") -> None:
    """Dit, pour chaque ligne {id, text}, ce qui serait remplacé ou bloqué, et le verdict."""
    judging = _judging(policies, models)
    with jsonl.open(encoding="utf-8") as lines:
        for row in map(json.loads, filter(str.strip, lines)):
            judged = judging.judge(row["text"], service)
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

    judged = _judging(policies, models).judge(sys.stdin.read(), service)
    table = Table("donnée", "place", "action", "règles", "vu par", title=f"Verdict : {_name(judged.action)}")
    for each in judged.explained:
        place = f"{each.finding.start}-{each.finding.end}"
        table.add_row(each.label, place, _name(each.action), ", ".join(each.deciding), each.finding.source)
    console = Console()
    console.print(table)
    if judged.sent is not None:
        console.print("Ce qui partirait :", style="bold")
        console.print(judged.sent, markup=False, highlight=False)


def _judging(policies: Path | None, models: Path | None) -> Judging:
    from gateway.judging import Judging

    return Judging.load(load_settings(policies=policies, models=models))


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
