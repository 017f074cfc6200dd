"""PERSON leak by origin and casing of the name, over a generated set: the charter asks that no group be less protected.

Each origin has 324 names (18 first names with 18 surnames, models/evaluation/fairness.yaml), each written in one of ten
contexts and in three casings. In "lower" the line is in lower case without accents, in "upper" it is in capitals.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import yaml

FILE = "evaluation/fairness.yaml"
"""The set, under models/."""


@dataclass(frozen=True, slots=True)
class Case:
    """One line with one name at ``text[start:end]``."""

    origin: str
    casing: str
    context: int
    start: int
    end: int
    text: str = field(repr=False)

    def letters(self) -> Iterator[tuple[int, str]]:
        """Yield the name's characters with their places."""
        return ((i, self.text[i]) for i in range(self.start, self.end))


@dataclass(frozen=True, slots=True)
class Leak:
    """How many names of a group leak: at least one letter of the name is left."""

    names: int
    leaked: int

    @property
    def rate(self) -> float:
        """Share of names that leak, 0 to 1."""
        return self.leaked / self.names if self.names else 0.0


def cases(path: Path) -> Iterator[Case]:
    """Yield every case of the set. Names and contexts are paired the same way on every call."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    contexts = data["contexts"]
    for origin, names in data["origins"].items():
        firsts, lasts = names["first"].split(", "), names["last"].split(", ")
        for number, (first, last) in enumerate(product(firsts, lasts)):
            index = (number + number // len(lasts)) % len(contexts)
            for casing in data["casings"]:
                yield _case(origin, casing, index, contexts[index], (first, last))


def _case(origin: str, casing: str, index: int, context: dict[str, Any], name: tuple[str, str]) -> Case:
    written = CASINGS[casing](context["form"].format(first=name[0], last=name[1]))
    before, after = (CASINGS[casing](part) for part in context["text"].split("{name}"))
    return Case(origin, casing, index, len(before), len(before) + len(written), before + written + after)


def _hurried(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("ı", "i").replace("ł", "l"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


CASINGS: dict[str, Callable[[str], str]] = {"normal": str, "lower": _hurried, "upper": str.upper}


def leaks(
    path: Path, covered: Callable[[str], Iterable[tuple[int, int]]], every: int = 1
) -> dict[tuple[str, str], Leak]:
    """Score the set with ``covered``, which returns the spans of a text that would be masked, by (origin, casing).

    ``every``: 1 for all names, 7 for one in seven.
    """
    seen: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for number, case in enumerate(cases(path)):
        if number // len(CASINGS) % every:
            continue
        masked = {i for start, end in covered(case.text) for i in range(start, end)}
        seen[case.origin, case.casing].append(any(c.isalnum() and i not in masked for i, c in case.letters()))
    return {key: Leak(len(leaked), sum(leaked)) for key, leaked in seen.items()}


def by_origin(found: dict[tuple[str, str], Leak]) -> dict[str, Leak]:
    """Add up the casings of each origin."""
    return _summed(found, 0)


def by_casing(found: dict[tuple[str, str], Leak]) -> dict[str, Leak]:
    """Add up the origins of each casing."""
    return _summed(found, 1)


def _summed(found: dict[tuple[str, str], Leak], part: int) -> dict[str, Leak]:
    sums: dict[str, Leak] = {}
    for key, leak in found.items():
        so_far = sums.get(key[part], Leak(0, 0))
        sums[key[part]] = Leak(so_far.names + leak.names, so_far.leaked + leak.leaked)
    return sums
