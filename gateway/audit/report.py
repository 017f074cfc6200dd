"""What the DPO is shown of the register: the exchanges one by one, and the services in sum."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from gateway.audit.search import Line, Question
from gateway.domain import Json
from gateway.errors import RegisterDown
from gateway.store import connect, records

SMALL = 5
"""Groups of fewer agents are not shown by themselves: a figure about four persons is about persons."""

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


@dataclass(slots=True)
class Sums:
    """The exchanges of a service in sum. ``declared``: how many had a declared use."""

    agents: set[str] = field(default_factory=set)
    exchanges: int = 0
    declared: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    providers: Counter[str] = field(default_factory=Counter)

    def add(self, caller: str, usage: str, decision: str, kinds: str, provider: str, times: int) -> None:
        """Count so many exchanges that are alike."""
        self.agents.add(caller)
        self.exchanges += times
        self.declared += times if usage else 0
        self.decisions[decision] += times
        self.providers[provider or "aucun"] += times
        for kind in filter(None, kinds.split(",")):
            self.kinds[kind] += times

    def merge(self, other: Sums) -> None:
        """Count the exchanges of another service too."""
        self.agents |= other.agents
        self.exchanges += other.exchanges
        self.declared += other.declared
        for mine, theirs in ((self.decisions, other.decisions), (self.kinds, other.kinds)):
            mine.update(theirs)
        self.providers.update(other.providers)


def by_service(url: str, question: Question) -> dict[str, Sums]:
    """Return the sums of each service. Raises RegisterDown.

    Services of fewer than SMALL agents are put together under "autres services"; if these are still fewer, they are
    left out, so that no figure can be had by subtraction. Requests without a valid key stand under "sans clé".
    """
    services: dict[str, Sums] = {}
    for service, caller, usage, decision, kinds, provider, times in _counted(url, question):
        sums = services.setdefault(service or "sans clé", Sums())
        sums.add(caller, usage, decision, kinds, provider, times)
    shown = {name: sums for name, sums in services.items() if name == "sans clé" or len(sums.agents) >= SMALL}
    others = Sums()
    for name in services.keys() - shown.keys():
        others.merge(services[name])
    if len(others.agents) >= SMALL:
        shown["autres services"] = others
    return dict(sorted(shown.items()))


def _counted(url: str, question: Question) -> Iterator[tuple[str, str, str, str, str, str, int]]:
    c = records.c
    alike = (c.service, c.caller, c.usage, c.decision, c.kinds, c.provider)
    try:
        with connect(url, readonly=True).connect() as connection:
            query = select(*alike, func.count()).where(question.where()).group_by(*alike)
            for row in connection.execute(query):
                yield tuple(row)
    except SQLAlchemyError as error:
        raise RegisterDown(f"Le registre ne peut pas être lu ({type(error).__name__}).") from error
