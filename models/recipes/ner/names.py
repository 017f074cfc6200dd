"""Persons to invent: names drawn by origin, well beyond the shares of the population for the smaller groups.

Sources: lists written down by hand (``data/``, ``../data/first_names_by_hand.txt``) and the project's own lexicons
(``models/lexicons``: INSEE and SIRENE, Licence Ouverte). Names kept for the fairness set are never drawn.
"""

from __future__ import annotations

import gzip
import random
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
MODELS = HERE.parents[1]
SHARES = {
    "french": 18, "occitan": 7, "italian": 8, "spanish": 8, "portuguese": 6, "maghrebi": 10, "comorian": 8,
    "west_african": 8, "turkish": 7, "vietnamese": 12, "roma": 10, "armenian": 4, "eastern": 5, "other": 6,
}  # fmt: skip
LEXICON, INVENTED, WORD, BARE = 0.30, 0.22, 0.05, 0.25
"""Shares of names from the lexicons of all France, made up, that are any French word, written without their accents."""

WORDS = {"vietnamese": 0.14, "roma": 0.14}
"""Where more of the names are words of French too: "Lai", "Ung", "Rat", "Laurier"."""

CAPITAL_AFTER = "-'’ "


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. ``first`` and ``last`` are in their usual casing."""

    first: str
    last: str
    origin: str


def plain(text: str) -> str:
    """Return ``text`` without accents."""
    text = (
        text.replace("œ", "oe")
        .replace("Œ", "OE")
        .replace("đ", "d")
        .replace("Đ", "D")
        .replace("ı", "i")
        .replace("ł", "l")
    )
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def capitalised(name: str) -> str:
    """Return ``name`` with a capital at each part: "le goff" gives "Le Goff"."""
    return "".join(c.upper() if i == 0 or name[i - 1] in CAPITAL_AFTER else c for i, c in enumerate(name))


def held_out() -> set[str]:
    """Return the names of the fairness set, folded; empty when there is none."""
    path = MODELS / "evaluation" / "fairness.yaml"
    if not path.exists():
        return set()
    origins = yaml.safe_load(path.read_text(encoding="utf-8"))["origins"]
    return {
        plain(name).lower() for o in origins.values() for group in ("first", "last") for name in o[group].split(", ")
    }


class Names:
    """A drawer of names. The same ``rng`` gives the same persons."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.out = held_out()
        self.firsts = self._firsts()
        self.lasts = {
            o: [n for n in names if self._free(n)] for o, _, names in _lines(HERE / "data" / "surnames_by_origin.txt")
        }
        self._add_more()
        self.lexicon_firsts, self.rare_firsts = self._lexicon_firsts()
        self.words = self._words()
        self.lexicon_lasts = self._lexicon_lasts()
        self.follow = {"": _trigrams(self.lexicon_lasts[::7])}
        self.follow |= {f"{o} last": _trigrams(names) for o, names in self.lasts.items()}
        self.follow |= {f"{o} first": _trigrams(names) for o, names in self.firsts.items()}
        self.follow["word"] = _trigrams(self.words[::40])
        self.public = [n for n in _rows(MODELS / "lexicons" / "public_names.txt") if " " in n]

    def _free(self, name: str) -> bool:
        return plain(name.replace("_", " ")).lower() not in self.out

    def _firsts(self) -> dict[str, list[str]]:
        firsts: dict[str, list[str]] = defaultdict(list)
        for origin, _, names in _lines(HERE.parent / "data" / "first_names_by_hand.txt", gender=True):
            firsts["french" if origin in ("both", "usual") else origin] += [n for n in names if self._free(n)]
        for _, _, names in _lines(HERE / "data" / "first_names_french.txt"):
            firsts["french"] += [n for n in names if self._free(n)] * 2
        return firsts

    def _add_more(self) -> None:
        for row in _rows(HERE / "data" / "names_by_origin.txt"):
            origin, part, *names = row.split()
            (self.firsts if part == "first" else self.lasts)[origin] += [n for n in names if self._free(n)]

    def _lexicon_firsts(self) -> tuple[list[str], list[str]]:
        usual, rare = [], []
        for row in _rows(MODELS / "lexicons" / "first_names.txt"):
            name, _, level = row.split("\t")
            if self._free(name):
                (usual if int(level) >= 2 else rare).append(capitalised(name))
        return usual, rare

    def _words(self) -> list[str]:
        names = {n.lower() for n in self.lexicon_firsts}
        with gzip.open(MODELS / "lexicons" / "common_words.txt.gz", "rt", encoding="utf-8") as lines:
            return [w for w in (line.strip() for line in lines) if w not in names]

    def _lexicon_lasts(self) -> list[str]:
        common = set(self.words)
        rows = (r.split("\t")[0] for r in _rows(MODELS / "lexicons" / "surnames.txt"))
        return [capitalised(n) for n in rows if self._free(n) and (n not in common or self.rng.random() < 0.15)]

    def person(self) -> Person:
        """Draw a person."""
        origin = self.rng.choices(list(SHARES), list(SHARES.values()))[0]
        first, last = self.first(origin), self.last(origin)
        if origin != "french" and self.rng.random() < BARE:
            first, last = plain(first), plain(last)
        return Person(first, last, origin)

    def word(self) -> str:
        """Draw any French word, oftenest a short one, to stand for a name: "Lai", "Poulain", "Cerise"."""
        words = self.rng.choices(self.words, k=3)
        drawn = min(words, key=len) if self.rng.random() < 0.7 else words[0]
        return capitalised(drawn) if self._free(drawn) else self.word()

    def first(self, origin: str) -> str:
        """Draw a first name of ``origin``; some come from the lexicon of all France, some are made up."""
        if self.rng.random() < WORDS.get(origin, WORD) * 0.6:
            return self.word()
        if self.rng.random() < INVENTED * 0.7:
            return self.made_up(f"{origin} first")
        if self.rng.random() < LEXICON and origin in ("french", "occitan", "maghrebi", "other"):
            return self.rng.choice(self.rare_firsts if self.rng.random() < 0.2 else self.lexicon_firsts)
        pool = self.firsts["french"] if self.rng.random() < 0.12 else self.firsts.get(origin, self.firsts["french"])
        name = self.rng.choice(pool)
        if origin == "french" and self.rng.random() < 0.06:
            name += self.rng.choice("- ") + self.rng.choice(pool)
        if origin == "vietnamese" and "_" not in name and self.rng.random() < 0.3:
            name += " " + self.rng.choice(pool)
        return name.replace("_", " ")

    def last(self, origin: str) -> str:
        """Draw a surname of ``origin``, now and then a double, a rare or a made-up one."""
        name = self._last(origin)
        if self.rng.random() < 0.06:
            name += self.rng.choice(("-", "-", " ")) + self._last(self.rng.choice(list(SHARES)))
        return name

    def _last(self, origin: str) -> str:
        if self.rng.random() < WORDS.get(origin, WORD):
            return self.word()
        draw = self.rng.random()
        if draw < INVENTED:
            return self.made_up(f"{origin} last" if self.rng.random() < 0.75 else "")
        wide = origin in ("french", "occitan", "other") and draw < INVENTED + 0.45
        if wide or draw < INVENTED + LEXICON / 2:
            return self.rng.choice(self.lexicon_lasts)
        return self.rng.choice(self.lasts[origin]).replace("_", " ")

    def made_up(self, like: str = "") -> str:
        """Make a name that sounds like others: letters follow one another as in the names of ``like``."""
        follow = self.follow.get(like, self.follow[""])
        text = "^^"
        while len(text) < 16:
            text += self.rng.choice(follow[text[-2:]])
            if text.endswith("$"):
                break
        name = text.strip("^$").replace("_", " ").strip()
        return capitalised(name) if len(name) > (1 if "vietnamese" in like else 2) else self.made_up(like)

    def brand(self) -> str:
        """Make a name that nobody bears, for a company or a product."""
        stem = self.made_up("word" if self.rng.random() < 0.7 else "")[:9]
        name = self.rng.choice(("", "", "Neo", "Eco", "Data", "Inter", "Pro", "Medi", "Sud", "Cyber", "Open")) + stem
        return name + self.rng.choice(
            ("", "", "", "tech", "soft", " Group", " France", "lab", "is", " SAS", " Consulting", "ia", "eo", " SA")
        )

    def acronym(self) -> str:
        """Make an acronym, oftenest of three letters: "DST", "CLSPD", "T2"."""
        letters = "".join(self.rng.choices("ABCDEFGILMNOPRSTUV", k=self.rng.choices((2, 3, 4, 5), (2, 6, 4, 1))[0]))
        return letters + (str(self.rng.randrange(1, 10)) if self.rng.random() < 0.08 else "")


def _trigrams(names: list[str]) -> dict[str, str]:
    follow: dict[str, list[str]] = defaultdict(list)
    for name in names:
        padded = f"^^{name.lower()}$"
        for i in range(2, len(padded)):
            follow[padded[i - 2 : i]].append(padded[i])
    return {key: "".join(value) for key, value in follow.items()}


def _rows(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _lines(path: Path, gender: bool = False) -> list[tuple[str, str, list[str]]]:
    rows = []
    for row in _rows(path):
        head, *names = row.split()
        rows.append((head, names[0], names[1:]) if gender else (head, "", names))
    return rows
