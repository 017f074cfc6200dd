"""What the DPO is shown of the register: the exchanges one by one, and the services in sum."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict

from rich.table import Table

from gateway.audit import count, tally
from gateway.audit.search import Line, Question
from gateway.audit.sums import Sums
from gateway.audit.tally import NO_KEY
from gateway.domain import Json

HEADINGS: Mapping[str, str] = {
    "ts": "date",
    "exchange": "id_requete",
    "phase": "phase",
    "caller": "agent_ref",
    "service": "service",
    "client": "client_outil",
    "usage": "usage_declare",
    "call": "type_appel",
    "dialect": "dialecte",
    "endpoint": "adresse",
    "provider": "fournisseur",
    "model": "modele_demande",
    "model_served": "modele_servi",
    "region": "region",
    "sovereign": "souverain",
    "streamed": "flux",
    "decision": "decision",
    "observed": "decision_observee",
    "hits": "regles",
    "counts": "entites",
    "categories": "categories",
    "code": "motif_code",
    "end": "fin",
    "status": "statut",
    "upstream_status": "statut_amont",
    "error": "erreur",
    "request_bytes": "taille_requete",
    "response_bytes": "taille_reponse",
    "input_tokens": "jetons_entree",
    "output_tokens": "jetons_sortie",
    "detection_ms": "latence_detection_ms",
    "upstream_ms": "latence_amont_ms",
    "total_ms": "latence_totale_ms",
    "restored": "restaurations",
    "unrestored": "restes_non_restaures",
    "leaked": "fuite_sortie",
    "gco2e_min": "gco2e_min",
    "gco2e_max": "gco2e_max",
    "wh_min": "wh_min",
    "wh_max": "wh_max",
    "carbon_method": "methode_carbone",
    "policy": "politique_version",
    "policy_digest": "politique_empreinte",
    "detectors": "detecteurs_version",
    "chain": "chaine",
    "seq": "seq",
}
"""Fields of a line, in the order of an export, and their names for the DPO."""


def as_jsonl(lines: Iterable[Line]) -> Iterator[str]:
    """Return one JSON object a line, with the DPO's names."""
    for line in lines:
        yield json.dumps({name: line[key] for key, name in HEADINGS.items() if key in line}, ensure_ascii=False) + "\n"


def as_csv(lines: Iterable[Line]) -> Iterator[str]:
    """Return a table for a French spreadsheet: ``;``, byte order mark, CRLF, no cell that starts a formula."""
    yield "\ufeff" + csv_row(HEADINGS.values())
    for line in lines:
        yield csv_row(cell(line.get(key)) for key in HEADINGS)


def csv_row(cells: Iterable[str]) -> str:
    """Return one row. A cell that a spreadsheet would compute is led by an apostrophe."""
    buffer = io.StringIO()
    safe = (f"'{each}" if each.startswith(("=", "+", "-", "@", "\t", "\r")) else each for each in cells)
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerow(safe)
    return buffer.getvalue()


def cell(value: Json) -> str:
    """Return a value as a French reader expects it in a cell: oui and non, decimal comma, counts as ``PERSON=2``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    if isinstance(value, dict):
        return " ".join(f"{kind}={count}" for kind, count in sorted(value.items()))
    if isinstance(value, list):
        return " ".join(str(hit["rule"]) for hit in value if isinstance(hit, dict) and "rule" in hit)
    return str(value)


SHOWN = {
    "ts": "Date (UTC)",
    "service": "Service",
    "caller": "Agent",
    "client": "Outil",
    "usage": "Usage",
    "model": "Modèle",
    "decision": "Décision",
    "counts": "Données",
    "end": "Fin",
    "total_ms": "ms",
}


def as_table(lines: Iterable[Line]) -> Table:
    """Return a table for the terminal."""
    table = Table(title="Registre", header_style="bold")
    for heading in SHOWN.values():
        table.add_column(heading, justify="right" if heading == "ms" else "left", overflow="fold")
    colours = {"bloquee": "red", "erreur": "red", "refusee": "yellow", "pseudonymisee": "cyan"}
    for line in lines:
        style = colours.get(str(line["decision"]), "")
        table.add_row(*(cell(line.get(key)) or "–" for key in SHOWN), style=style)
    return table


def cells(url: str, question: Question, *, spending: bool = False) -> dict[tuple[str, str], Sums]:
    """Return the sums by month and service, with what was spent where it is asked for. Raises RegisterDown."""
    made: dict[tuple[str, str], Sums] = defaultdict(Sums)
    for each in count.tallies(url, question):
        made[each.month, each.service or NO_KEY].judged(asdict(each), bool(each.sovereign), each.times)
    for group in count.spent(url, question) if spending else ():
        sums = made[group.month, group.service or NO_KEY]
        sums.ended += group.exchanges
        sums.measured += group.measured
        sums.input_tokens += group.input_tokens
        sums.output_tokens += group.output_tokens
        sums.gco2e_min += group.gco2e_min
        sums.gco2e_max += group.gco2e_max
    return made


def by_service(url: str, question: Question) -> dict[str, Sums]:
    """Return the sums of each service, small ones together or left out. Raises RegisterDown."""
    return tally.by_service(cells(url, question))
