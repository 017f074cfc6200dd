"""The lists of the DSI: ``*.txt``, one term a line, and ``*.csv`` with options, patterns and allowed terms.

A fault names the line, never the term: what a list forbids may itself be confidential.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from gateway.domain import Kind
from gateway.errors import Fault
from gateway.policy.faults import suggest
from gateway.policy.fold import View, fold_text
from gateway.policy.patterns import Pattern, compiled, faults_of
from gateway.policy.policy import BLOCKED_TERM, Lists
from gateway.policy.source import decode
from gateway.policy.terms import MIN_LENGTH, Term, TermIndex, source_of

FOLDER = "lists/"
MAX_TERM = 200
COLUMNS = ("terme", "nature", "type", "options", "exemples", "contre_exemples", "note")
NATURES = ("interdit", "autorise", "motif")
OPTIONS: Mapping[str, View] = {"pluriel": View.SINGULAR, "colle": View.SQUEEZED}


@dataclass(slots=True)
class _Reading:
    """What has been read of all lists so far."""

    kinds: frozenset[str]
    faults: list[Fault]
    blocked: list[Term] = field(default_factory=list)
    allowed: list[Term] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)


def read_lists(files: Mapping[str, bytes], kinds: Mapping[str, Kind], faults: list[Fault]) -> Lists:
    """Return the indexed lists of ``files``; each line that cannot be used is a fault.

    Lists that have not changed are not indexed again: a change of the charter is in force at once beside 100,000 terms.
    """
    names = sorted(name for name in files if name.startswith(FOLDER))
    lists, found = _indexed(tuple((name, files[name]) for name in names), frozenset(kinds))
    faults.extend(found)
    return lists


@lru_cache(maxsize=1)
def _indexed(files: tuple[tuple[str, bytes], ...], kinds: frozenset[str]) -> tuple[Lists, tuple[Fault, ...]]:
    reading = _Reading(kinds, [])
    for name, raw in files:
        text = decode(raw, name, reading.faults)
        if text is not None:
            (_read_csv if name.endswith(".csv") else _read_txt)(text, name, reading)
    if reading.blocked and BLOCKED_TERM not in kinds:
        reading.faults.append(Fault(FOLDER, "dossier", f"le type {BLOCKED_TERM} manque dans models/kinds.yaml"))
    allowed = tuple(reading.allowed)
    lists = Lists(TermIndex(reading.blocked), TermIndex(allowed), allowed, tuple(reading.patterns))
    return lists, tuple(reading.faults)


def _read_txt(text: str, name: str, reading: _Reading) -> None:
    file = name.removeprefix(FOLDER)
    allowed = file.startswith("autorises")
    for number, line in enumerate(text.splitlines(), start=1):
        term = line.split("#", 1)[0].strip()
        if term and _usable(term, name, number, reading.faults):
            found = Term(term, file, number, "" if allowed else BLOCKED_TERM)
            (reading.allowed if allowed else reading.blocked).append(found)


def _read_csv(text: str, name: str, reading: _Reading) -> None:
    lines = text.splitlines()
    delimiter = ";" if lines and ";" in lines[0] else ","
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        columns = next(rows, [])
        if not _known_columns(columns, name, reading.faults):
            return
        for row in rows:
            if len(row) > len(columns):
                told = Fault(name, f"ligne {rows.line_num}", "trop de colonnes", "guillemets oubliés ?")
                reading.faults.append(told)
            elif row:
                filled = {column: value.strip() for column, value in zip(columns, row, strict=False)}
                _read_row(filled, name, rows.line_num, reading)
    except csv.Error:
        reading.faults.append(Fault(name, f"ligne {rows.line_num}", "ligne CSV mal écrite", "vérifiez les guillemets"))


def _known_columns(found: Collection[str], name: str, faults: list[Fault]) -> bool:
    unknown = [column for column in found if column not in COLUMNS]
    faults.extend(Fault(name, "ligne 1", f"colonne inconnue « {it} »", suggest(it, COLUMNS)) for it in unknown)
    if "terme" not in found:
        faults.append(Fault(name, "ligne 1", "colonne « terme » absente", f"colonnes : {' ; '.join(COLUMNS)}"))
    return not unknown and "terme" in found


def _read_row(row: Mapping[str, str], name: str, number: int, reading: _Reading) -> None:
    term, nature, kind = row.get("terme", ""), row.get("nature") or "interdit", row.get("type") or BLOCKED_TERM
    if not term or term.startswith("#"):
        return
    file = name.removeprefix(FOLDER)

    def fault(message: str, proposal: str = "") -> None:
        reading.faults.append(Fault(name, f"ligne {number}", message, proposal))

    views = _views(row.get("options", ""), fault)
    if kind not in reading.kinds:
        fault(f"type inconnu « {kind} »", suggest(kind, reading.kinds))
    if nature not in NATURES:
        fault(f"nature inconnue « {nature} »", suggest(nature, NATURES) or f"au choix : {', '.join(NATURES)}")
    elif nature == "motif":
        _read_pattern(row, source_of(file, number), kind, reading, fault)
    elif _usable(term, name, number, reading.faults):
        allowed = nature == "autorise"
        found = Term(term, file, number, "" if allowed else kind, views)
        (reading.allowed if allowed else reading.blocked).append(found)


def _read_pattern(
    row: Mapping[str, str], source: str, kind: str, reading: _Reading, fault: Callable[[str], None]
) -> None:
    try:
        expression = compiled(row["terme"])
    except ValueError as error:
        fault(str(error))
        return
    for told in faults_of(expression, _split(row.get("exemples", "")), _split(row.get("contre_exemples", ""))):
        fault(told)
    reading.patterns.append(Pattern(expression, source, kind))


def _views(written: str, fault: Callable[[str, str], None]) -> frozenset[View]:
    asked = written.replace(",", " ").split()
    for option in asked:
        if option not in OPTIONS:
            fault(f"option inconnue « {option} »", suggest(option, OPTIONS) or f"au choix : {', '.join(OPTIONS)}")
    return _shared(frozenset({View.WORDS, *(OPTIONS[option] for option in asked if option in OPTIONS)}))


@cache
def _shared(views: frozenset[View]) -> frozenset[View]:
    """Return one and the same set for all lines that ask for it."""
    return views


def _split(written: str) -> list[str]:
    return [part.strip() for part in written.split("|") if part.strip()]


def _usable(term: str, name: str, number: int, faults: list[Fault]) -> bool:
    if len(term) > MAX_TERM:
        faults.append(Fault(name, f"ligne {number}", f"terme de plus de {MAX_TERM} caractères"))
        return False
    plain = term.isascii() and term[:MIN_LENGTH].isalnum() and len(term) >= MIN_LENGTH  # folds to itself
    if not plain and len(fold_text(term, View.SQUEEZED)) < MIN_LENGTH:
        told = "terme trop court : il bloquerait presque toutes les demandes"
        faults.append(Fault(name, f"ligne {number}", told))
        return False
    return True
