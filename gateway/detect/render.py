"""The result of an evaluation as JSON data and as tables for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rich.console import Group as Lines
from rich.table import Table

from gateway.detect.fairness import Leak, by_casing, by_origin
from gateway.detect.scoring import Evaluation, Group, Tally, wilson
from gateway.domain import Json


def as_data(evaluations: Mapping[str, Evaluation]) -> Json:
    """Return each evaluation as JSON data, shares from 0 to 1."""
    return {name: _data(evaluation) for name, evaluation in evaluations.items()}


def _data(evaluation: Evaluation) -> Json:
    return {
        "labels": {label: _tally(tally) for label, tally in sorted(evaluation.labels.items())},
        "all": {**_tally(evaluation.all.total), **_group(evaluation.all)},
        "genres": {
            genre: {**_tally(group.total), **_group(group)} for genre, group in sorted(evaluation.genres.items())
        },
        "themes": {
            theme: {"holding": j.holding, "told": j.told, "free": j.free, "false": j.false}
            for theme, j in evaluation.themes.items()
        },
        "characters_per_second": round(evaluation.speed),
        "characters_per_second_by_size": {str(size): round(speed) for size, speed in evaluation.speeds.items()},
        "load_seconds": round(evaluation.load_seconds, 2),
        "start_seconds": round(evaluation.start_seconds, 2),
        "resident_mb": round(evaluation.resident_mb, 1),
        "fairness": _fairness(evaluation),
    }


def _fairness(evaluation: Evaluation) -> Json:
    found = evaluation.fairness
    return {
        "origins": {origin: _leak(leak) for origin, leak in by_origin(found).items()},
        "casings": {casing: _leak(leak) for casing, leak in by_casing(found).items()},
        "origins_by_casing": {f"{origin}, {casing}": _leak(leak) for (origin, casing), leak in found.items()},
    }


def _leak(leak: Leak) -> Json:
    low, high = wilson(leak.leaked, leak.names)
    return {
        "names": leak.names,
        "leaked": leak.leaked,
        "leak_rate": round(leak.rate, 4),
        "leak_interval": [round(low, 4), round(high, 4)],
    }


def _tally(tally: Tally) -> dict[str, Json]:
    low, high = tally.interval
    return {
        "entities": tally.entities,
        "leaked": tally.leaked,
        "recall": round(tally.recall, 4),
        "leak_rate": round(tally.leak_rate, 4),
        "leak_interval": [round(low, 4), round(high, 4)],
    }


def _group(group: Group) -> dict[str, Json]:
    return {
        "precision": round(group.precision, 4),
        "over_masking": round(group.over_masking, 4),
        "keep": group.keep,
        "keep_touched": group.touched,
        "documents_holding": group.holding,
        "documents_without_leak": group.without_leak,
        "innocent_documents": group.innocent,
        "innocent_untouched": group.untouched,
    }


def as_tables(evaluations: Mapping[str, Evaluation]) -> Lines:
    """Return the evaluations side by side: by label, overall, by genre, by theme."""
    first = next(iter(evaluations.values()))
    tables = [_by_label(evaluations), _overall(evaluations), _by_genre(first), _by_theme(first)]
    tables += [_by_names(evaluations)] if first.fairness else []
    return Lines(*tables)


def _by_label(evaluations: Mapping[str, Evaluation]) -> Table:
    table = Table("Type", "Entités", title="Fuites par type (intervalle de Wilson à 95 %)")
    for name in evaluations:
        for column in ("rappel", "fuite", "intervalle"):
            table.add_column(f"{name} : {column}", justify="right")
    first = next(iter(evaluations.values()))
    for label, tally in sorted(first.labels.items(), key=lambda row: -row[1].entities):
        tallies = [e.labels.get(label, Tally()) for e in evaluations.values()]
        table.add_row(label, str(tally.entities), *(cell for t in tallies for cell in _cells(t)))
    totals = [cell for e in evaluations.values() for cell in _cells(e.all.total)]
    table.add_row("tous", str(first.all.total.entities), *totals, style="bold")
    return table


def _cells(tally: Tally) -> tuple[str, str, str]:
    low, high = tally.interval
    return _percent(tally.recall), _percent(tally.leak_rate), f"{_percent(low)} - {_percent(high)}"


def _overall(evaluations: Mapping[str, Evaluation]) -> Table:
    table = Table("Ensemble", *evaluations, title="Ensemble")
    rows: dict[str, Callable[[Evaluation], str]] = {
        "précision (caractères)": lambda e: _percent(e.all.precision),
        "sur-masquage": lambda e: f"{_percent(e.all.over_masking)} ({e.all.touched} sur {e.all.keep})",
        "documents sans fuite": lambda e: f"{e.all.without_leak} sur {e.all.holding}",
        "documents anodins intacts": lambda e: f"{e.all.untouched} sur {e.all.innocent}",
        "caractères par seconde": lambda e: f"{e.speed:,.0f}",
        "chargement (s)": lambda e: f"{e.load_seconds:.2f}",
        "démarrage d'un processus (s)": lambda e: f"{e.start_seconds:.2f}" if e.start_seconds else "",
        "mémoire (Mo)": lambda e: f"{e.resident_mb:.0f}",
    }
    for label, cell in rows.items():
        table.add_row(label, *(cell(e) for e in evaluations.values()))
    for size in next(iter(evaluations.values())).speeds:
        table.add_row(
            f"caractères par seconde à {size:,}", *(f"{e.speeds.get(size, 0):,.0f}" for e in evaluations.values())
        )
    return table


def _by_genre(evaluation: Evaluation) -> Table:
    table = Table("Genre", "Entités", "Fuite", "Sur-masquage", "Précision", title="Par genre")
    for genre, group in evaluation.genres.items():
        shares = (group.total.leak_rate, group.over_masking, group.precision)
        table.add_row(genre, str(group.total.entities), *map(_percent, shares))
    return table


def _by_theme(evaluation: Evaluation) -> Table:
    table = Table("Thème", "Dit là où il est", "Dit à tort", title="Thèmes sensibles, par document")
    for theme, j in evaluation.themes.items():
        table.add_row(theme, f"{j.told} sur {j.holding}", f"{j.false} sur {j.free}")
    return table


def _by_names(evaluations: Mapping[str, Evaluation]) -> Table:
    table = Table("Noms", "Essais", title="Équité : fuite des noms par origine et par écriture")
    for name in evaluations:
        table.add_column(f"{name} : fuite", justify="right")
        table.add_column(f"{name} : intervalle", justify="right")
    for summed in (by_origin, by_casing):
        columns = [summed(e.fairness) for e in evaluations.values()]
        for group, leak in columns[0].items():
            cells = [cell for column in columns for cell in _leak_cells(column.get(group, Leak(0, 0)))]
            table.add_row(group, str(leak.names), *cells)
    return table


def _leak_cells(leak: Leak) -> tuple[str, str]:
    low, high = wilson(leak.leaked, leak.names)
    return _percent(leak.rate), f"{_percent(low)} - {_percent(high)}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
