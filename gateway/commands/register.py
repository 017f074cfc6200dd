"""``passerelle verify | report``: the DPO's reading of the register."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from gateway.commands.options import AsJson, Data, fail
from gateway.settings import load_settings


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
        fail("--since et --until : un instant ISO 8601, ou une durée comme 24h ou 7j")
    lines = search(load_settings(data=data).register_url, asked)
    if form == "table":
        Console().print(as_table(lines))
        return
    writers = {"csv": as_csv, "jsonl": as_jsonl}
    if form not in writers:
        fail("--format : table, csv ou jsonl")
    for line in writers[form](lines):
        sys.stdout.write(line)
