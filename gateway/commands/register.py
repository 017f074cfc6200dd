"""``passerelle verify | report | export | checkpoint``: the DPO's reading of the register."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.commands.options import AsJson, Data, Models, Policies, fail
from gateway.settings import Settings, load_settings

if TYPE_CHECKING:
    from gateway.audit.checkpoint import Checkpoint
    from gateway.audit.search import Question
    from gateway.audit.verify import Report

FOLDER = typer.Option(exists=True, file_okay=False, help="Dossier des points de contrôle que vous tenez.")
SINCE = typer.Option(help="Instant ISO, ou durée : 24h, 7j.")


def verify(
    data: Data = None,
    checkpoints: Annotated[Path | None, FOLDER] = None,
    key: Annotated[str | None, typer.Option(help="Ligne de la clé publique (passerelle checkpoint --key).")] = None,
    export: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Un export, non la base.")] = None,
    record: Annotated[bool, typer.Option("--record", help="Inscrit le résultat au registre.")] = False,
    as_json: AsJson = False,
) -> None:
    """Relit tout le registre et dit s'il est entier ; sinon, où il ne l'est plus."""
    from gateway.audit.verify import verify as read
    from gateway.audit.verify import verify_export

    held = _held(checkpoints, key) if checkpoints else []
    settings = load_settings(data=data)
    report = verify_export(export, held) if export else read(settings.register_url, held)
    if record and not export:
        _record_verified(settings, report)
    _tell_verified(report, as_json=as_json)
    raise typer.Exit(0 if report.whole else 1)


def _held(folder: Path, line: str | None) -> list[Checkpoint]:
    from gateway.audit.checkpoint import read
    from gateway.audit.note import NoteError, Verifier

    if line is None:
        fail("--checkpoints demande --key : la clé publique que vous avez reçue à l'installation.")
    try:
        return list(read(folder, Verifier.parse(line)))
    except NoteError as error:
        fail(f"Points de contrôle : {error}")


def _record_verified(settings: Settings, report: Report) -> None:
    from gateway.audit.noting import note

    what = "registre_entier" if report.whole else "chaine_rompue"
    note(settings.register_url, what, {"rows": report.records})


def _tell_verified(report: Report, *, as_json: bool) -> None:
    if as_json:
        told = {
            "whole": report.whole,
            "records": report.records,
            "witnesses": report.witnesses,
            "faults": [asdict(fault) for fault in report.faults],
            "purged": [asdict(purged) for purged in report.purged],
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for purged in report.purged:
        typer.echo(f"chaîne {purged.chain} : {purged.first} à {purged.last} purgés au terme ({purged.at[:10]})")
    for fault in report.faults:
        typer.echo(f"chaîne {fault.chain}, enregistrement {fault.seq} : {fault.what} ({fault.detail})")
    state = "registre entier." if report.whole else "REGISTRE ALTÉRÉ."
    typer.echo(f"{report.records} enregistrements, {report.witnesses} témoin(s) : {state}")


def report(
    answer: Annotated[str | None, typer.Argument(help="Une question ; sans elle, les échanges un par un.")] = None,
    data: Data = None,
    policies: Policies = None,
    models: Models = None,
    since: Annotated[str, SINCE] = "30j",
    until: Annotated[str | None, typer.Option(help="Instant ISO, ou durée.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv, jsonl ou html.")] = "table",
    decision: Annotated[str | None, typer.Option(help="Seulement cette décision.")] = None,
    service: Annotated[str | None, typer.Option(help="Seulement ce service.")] = None,
    kind: Annotated[str | None, typer.Option(help="Seulement ce type de donnée.")] = None,
    provider: Annotated[str | None, typer.Option(help="Seulement ce fournisseur.")] = None,
    usage: Annotated[str | None, typer.Option(help="Seulement cet usage déclaré.")] = None,
    exchange: Annotated[str | None, typer.Option(help="Seulement cet échange.")] = None,
) -> None:
    """Répond au DPO : les échanges un par un, ou une question (services, recensement, usages, …)."""
    from gateway.audit.search import Question, moment

    try:
        ends = moment(until) if until else None
        asked = Question(moment(since), ends, service, decision, kind, provider, usage, exchange=exchange)
    except ValueError:
        fail("--since et --until : un instant ISO 8601, ou une durée comme 24h ou 7j")
    settings = load_settings(data=data, policies=policies, models=models)
    _note_read(settings, answer or "echanges", asked)
    if answer is None:
        _lines(settings, asked, form)
    else:
        _sheet(settings, asked, answer, form)


def _note_read(settings: Settings, what: str, asked: Question) -> None:
    """Record the reading before anything is shown; an account that may only read says so instead."""
    from gateway.audit.noting import asked as kept
    from gateway.audit.noting import note
    from gateway.errors import RegisterDown

    try:
        note(settings.register_url, "lecture_commande", {"reason": what, "asked": kept(asked.asked())})
    except RegisterDown as error:
        typer.echo(f"Lecture non inscrite au registre : {error.message}", err=True)


def _lines(settings: Settings, asked: Question, form: str) -> None:
    from rich.console import Console

    from gateway.audit.report import as_csv, as_jsonl, as_table
    from gateway.audit.search import search

    lines = search(settings.register_url, asked)
    if form == "table":
        Console().print(as_table(lines))
        return
    writers = {"csv": as_csv, "jsonl": as_jsonl}
    if form not in writers:
        fail("--format : table, csv ou jsonl")
    for line in writers[form](lines):
        sys.stdout.write(line)


def _sheet(settings: Settings, asked: Question, answer: str, form: str) -> None:
    from rich.console import Console

    from gateway.answers import ANSWERS, Asking
    from gateway.audit import sheet as forms
    from gateway.audit.own_chain import heads_line
    from gateway.kinds import load_kinds
    from gateway.policy import load_policy

    if answer not in ANSWERS:
        fail(f"Questions : {', '.join(ANSWERS)}.")
    policy = load_policy(settings.policies, load_kinds(settings.models))
    made = ANSWERS[answer](Asking(settings.register_url, asked, policy, settings.retention_months))
    if form == "table":
        Console().print(forms.as_table(made))
        return
    if form == "html":
        lines = forms.as_html([made], made=forms.now(), head=heads_line(settings.register_url))
    elif form in ("csv", "jsonl"):
        lines = forms.as_csv(made) if form == "csv" else forms.as_jsonl(made)
    else:
        fail("--format : table, csv, jsonl ou html")
    for line in lines:
        sys.stdout.write(line)


def export(
    out: Annotated[Path, typer.Argument(help="Fichier à écrire : les enregistrements bruts, un par ligne.")],
    data: Data = None,
) -> None:
    """Copie le registre entier, vérifiable à part : passerelle verify --export FICHIER."""
    from gateway.audit.noting import note
    from gateway.audit.source import copy_out

    url = load_settings(data=data).register_url
    rows, digest = copy_out(url, out)
    note(url, "export", {"rows": rows, "digest": digest})
    typer.echo(f"{rows} enregistrements, SHA-256 {digest}")


def checkpoint(
    out: Annotated[Path | None, typer.Option(file_okay=False, help="Dossier où écrire les points de contrôle.")] = None,
    key: Annotated[bool, typer.Option("--key", help="Montre la ligne de la clé publique, à garder.")] = False,
    data: Data = None,
) -> None:
    """Signe l'état de toutes les chaînes, ou montre la clé qui permet de vérifier les signatures."""
    from datetime import UTC, datetime

    from gateway.audit.checkpoint import Checkpoint, Folder, write
    from gateway.audit.note import signer
    from gateway.audit.own_chain import heads
    from gateway.audit.record import stamp

    settings = load_settings(data=data)
    signing = signer(settings.checkpoint_key, settings.name)
    if key or out is None:
        typer.echo(str(signing.verifier))
        return
    now = stamp(datetime.now(UTC))
    found = heads(settings.register_url)
    for head in found:
        write(Folder(out), Checkpoint(head, now), signing)
    typer.echo(f"{len(found)} chaîne(s).")
