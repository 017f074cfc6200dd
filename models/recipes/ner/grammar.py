"""Text from templates: pools (``$pool``), alternatives (``{{a|b}}``), digits (``§``), persons (``$P``, ``$F1``, ...).

Capital letters name a way of writing a person; a digit after it means the same person throughout the document.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from models.recipes.ner.names import Names, Person, plain

TEMPLATES = Path(__file__).resolve().parent / "templates"
ALTERNATIVES = re.compile(r"\{\{([^{}]*)\}\}")
TOKEN = re.compile(r"\$(R[FSHPBA])|\$([PNMFSUTILfs])(\d)?(?![a-z_])|\$([a-z_]{2,})|§")
THEMES = {"H": "HEALTH", "S": "SOCIAL", "C": "CRIMINAL"}
"""Marks of themes.txt: "[H ...]" is a phrase of health."""
OPEN, MIDDLE, CLOSE = "\x01", "\x02", "\x03"

Piece: TypeAlias = tuple[str, str]
"""A piece of text and its label, "" for none."""


class Grammar:
    """Draws documents. The same ``rng`` gives the same documents."""

    def __init__(self, rng: random.Random, communes: list[str] | None = None) -> None:
        self.rng = rng
        self.names = Names(rng)
        self.pools, self.labels = _pools()
        self.communes = communes or []
        self.with_persons = _documents("documents_persons.txt")
        self.neutral = _documents("documents_neutral.txt")
        self.themes = _documents("documents_themes.txt")
        self.people: dict[str, Person] = {}

    def document(self, template: str) -> list[Piece]:
        """Expand ``template`` with a cast of its own."""
        self.people = {}
        return _pieces(self.expand(template))

    def expand(self, template: str) -> str:
        """Expand ``template`` to marked-up text."""
        text, left = template.replace("\\n", "\n"), 1
        while left:
            text, left = ALTERNATIVES.subn(lambda match: self.rng.choice(match[1].split("|")), text)
        return TOKEN.sub(self._token, text)

    def _token(self, match: re.Match[str]) -> str:
        raw, way, number, pool = match.groups()
        if raw:
            return self._raw(raw)
        if way:
            return self._written(way, self._who(number))
        if pool:
            return self._pool(pool)
        return str(self.rng.randrange(10))

    def _pool(self, pool: str) -> str:
        if pool == "words":
            return self._words()
        choices = self.communes if pool == "city" and self.communes and self.rng.random() < 0.5 else self.pools[pool]
        text = self.expand(self.rng.choice(choices))
        return _marked(self.labels[pool], text) if self.labels[pool] else text

    def _words(self) -> str:
        words = self.rng.choices(self.names.words, k=self.rng.randint(1, 6))
        case = self.rng.choice((str.lower, str.lower, str.capitalize, str.title, str.upper))
        return case(" ".join(words))

    def _raw(self, raw: str) -> str:
        if raw == "RP":
            return self.rng.choice(self.names.public)
        if raw == "RH":
            return self.rng.choice(self.names.public).replace(" ", "-")
        if raw == "RB":
            return self.names.brand()
        if raw == "RA":
            return self.names.acronym()
        person = self.names.person()
        return person.first if raw == "RF" else person.last

    def _who(self, number: str | None) -> Person:
        if number is None:
            return self.names.person()
        return self.people.setdefault(number, self.names.person())

    def _written(self, way: str, who: Person) -> str:
        if way == "L":
            return self._login(who)
        if way == "M":
            return self._with_title(who)
        return _marked("PER", WAYS[way](self.rng, who))

    def _with_title(self, who: Person) -> str:
        civility = self.expand("$title" if self.rng.random() < 0.12 else "$civ")
        way = self.rng.choices("SUPN", (55, 20, 15, 10))[0]
        return f"{civility} " + _marked("PER", WAYS[way](self.rng, who))

    def _login(self, who: Person) -> str:
        first, last = (re.sub(r"\W", "", plain(part)).lower() for part in (who.first, who.last))
        return self.rng.choice(
            (f"{first}.{last}", f"{first[:1]}{last}", f"{last}", f"{first}_{last}", f"{first[:1]}.{last}")
        )


def _full(rng: random.Random, who: Person) -> str:
    return rng.choices(FULL, FULL_SHARES)[0](who)


def _initial(rng: random.Random, who: Person) -> str:
    last = who.last.upper() if rng.random() < 0.3 else who.last
    letters = ".-".join(part[0] for part in who.first.split("-") if part) + "."
    return rng.choice(
        (f"{letters} {last}", f"{letters} {last}", f"{letters}{last}", f"{last} {letters}", f"{letters[0]} {last}")
    )


FULL: tuple[Callable[[Person], str], ...] = (
    lambda w: f"{w.first} {w.last}",
    lambda w: f"{w.last.upper()} {w.first}",
    lambda w: f"{w.first} {w.last.upper()}",
    lambda w: f"{w.last} {w.first}",
    lambda w: f"{w.first[0]}. {w.last}",
    lambda w: f"{w.first} {w.last[0]}.",
    lambda w: f"{w.first}\n{w.last}",
    lambda w: f"{w.last.upper()} {w.first.upper()}",
    lambda w: f"{w.last.upper()}, {w.first}",
    lambda w: f"{w.first.upper()} {w.last.upper()}",
)
FULL_SHARES = (46, 16, 11, 7, 5, 3, 1.5, 4, 1.5, 3)
WAYS: dict[str, Callable[[random.Random, Person], str]] = {
    "P": _full,
    "N": lambda rng, w: f"{w.last.upper()} {w.first}" if rng.random() < 0.8 else f"{w.last} {w.first}",
    "F": lambda _, w: w.first,
    "S": lambda rng, w: w.last if rng.random() < 0.8 else w.last.upper(),
    "U": lambda _, w: w.last.upper(),
    "T": lambda rng, w: w.last.upper() if rng.random() < 0.6 else w.last,
    "I": _initial,
    "f": lambda rng, w: plain(w.first).lower() if rng.random() < 0.6 else w.first.lower(),
    "s": lambda rng, w: plain(w.last).lower() if rng.random() < 0.6 else w.last.lower(),
}


def _marked(label: str, text: str) -> str:
    return f"{OPEN}{label}{MIDDLE}{text}{CLOSE}"


def _with_themes(line: str) -> str:
    return re.sub(r"\[([HSC]) ", lambda m: f"{OPEN}{THEMES[m[1]]}{MIDDLE}", line).replace("]", CLOSE)


def _pieces(marked: str) -> list[Piece]:
    """Split marked-up text into pieces; of nested marks the outer one holds."""
    pieces: list[Piece] = []
    depth, label = 0, ""
    for part in re.split(f"({OPEN}[A-Z]+{MIDDLE}|{CLOSE})", marked):
        if part.startswith(OPEN):
            depth += 1
            label = part[1:-1] if depth == 1 else label
        elif part == CLOSE:
            depth -= 1
            label = label if depth else ""
            if not depth:
                pieces.append(("", ""))
        elif part:
            pieces.append((part, label))
    return _joined(pieces)


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    closed = True
    for text, label in pieces:
        if not text:
            closed = True
        elif joined and not closed and joined[-1][1] == label:
            joined[-1] = (joined[-1][0] + text, label)
        else:
            joined.append((text, label))
            closed = False
    return joined


def _pools() -> tuple[dict[str, list[str]], dict[str, str]]:
    pools: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, str] = defaultdict(str)
    name = ""
    for path in sorted(TEMPLATES.glob("*.txt")):
        if path.name.startswith("documents"):
            continue
        marked = _with_themes if path.name == "themes.txt" else str
        for line in map(marked, path.read_text(encoding="utf-8").splitlines()):
            if line.startswith("== "):
                name, _, labels_of = line[3:].partition(" ")
                labels[name] = labels_of
            elif line.strip() and not line.startswith("# "):
                pools[name].append(line)
    return dict(pools), labels


def _documents(name: str) -> list[str]:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return [block.strip("\n") for block in text.split("%%\n") if block.strip()]
