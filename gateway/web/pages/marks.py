"""A text in pieces, for a page to mark what was found in it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from gateway.domain import Action
from gateway.policy.examples import Explained

WORDS = {
    Action.ALLOW: "autorisé",
    Action.PSEUDONYMISE: "remplacé",
    Action.REROUTE: "rerouté",
    Action.BLOCK: "bloqué",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text. ``label``: what was found there, "" for the text between."""

    text: str = field(repr=False)
    label: str = ""
    action: Action = Action.ALLOW


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of what was found, in sum. score: the least and the greatest confidence."""

    label: str
    kind: str
    action: Action
    count: int
    rules: tuple[str, ...]
    scores: tuple[float, float]


def pieces(text: str, explained: Sequence[Explained]) -> list[Piece]:
    """Cut ``text`` at what was found. Of overlapping findings the gravest is shown, then the longest."""
    ranked = sorted(explained, key=lambda e: (-e.action, e.finding.start - e.finding.end, e.finding.start))
    shown: list[Explained] = []
    for each in ranked:
        start, end = each.finding.start, each.finding.end
        if start < end and all(end <= other.finding.start or other.finding.end <= start for other in shown):
            shown.append(each)
    cut, place = [], 0
    for each in sorted(shown, key=lambda e: e.finding.start):
        cut.append(Piece(text[place : each.finding.start]))
        cut.append(Piece(text[each.finding.start : each.finding.end], each.label, each.action))
        place = each.finding.end
    return [piece for piece in (*cut, Piece(text[place:])) if piece.text]


def lines(explained: Sequence[Explained]) -> list[Line]:
    """Return a line for each kind and action, the gravest first."""
    order = sorted(explained, key=_rank)
    return [_line(list(group)) for _, group in groupby(order, key=_rank)]


def _rank(each: Explained) -> tuple[int, str, str]:
    return -each.action, each.label, each.finding.kind


def _line(group: Sequence[Explained]) -> Line:
    first, scores = group[0], [each.finding.score for each in group]
    rules = tuple(dict.fromkeys(rule for each in group for rule in each.deciding))
    return Line(first.label, first.finding.kind, first.action, len(group), rules, (min(scores), max(scores)))
