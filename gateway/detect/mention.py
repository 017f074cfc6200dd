"""What one mention of a person tells: given names, surnames, initials, gender, one person or a family."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gateway.detect.names import BESIDE, INSIDE, Names
from gateway.detect.person_words import FEMALE, KIN, LINKS, MALE, PARTICLES, TITLES
from gateway.detect.words import INITIAL, UPPER, Words

_SMALL = frozenset("de du des d la le les l y".split())
_PLURAL = frozenset("epoux consorts famille familles messieurs mesdames mm mmes mlles les".split())
_BEFORE = re.compile(r"\.?[ \t]{0,3}|\.? ?\n ?")
_FEMININE = re.compile(
    r",? ?\(?(?:n[ée]e|inscrite|domiciliée|veuve|divorcée|mariée|convoquée|hébergée|âgée|enceinte)\b"
)
_MASCULINE = re.compile(r",? ?\(?(?:né|inscrit|domicilié|veuf|divorcé|marié|convoqué|hébergé|âgé)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """One writing of a name, taken apart. Every word is bare; a compound first name is one word ("jean-pierre")."""

    given: tuple[str, ...] = field(repr=False)
    families: tuple[str, ...] = field(repr=False)
    initials: str = field(default="", repr=False)
    gender: str = ""
    titled: bool = False
    plural: bool = False
    kin: bool = False

    @property
    def tokens(self) -> frozenset[str]:
        """Every word of the name, without small particles."""
        words = [word for name in (*self.given, *self.families) for word in name.replace("-", " ").split(" ")]
        return frozenset(w for w in words if w not in _SMALL) or frozenset(words)


@dataclass(frozen=True, slots=True)
class _Unit:
    word: str = field(repr=False)
    upper: bool
    level: int
    particle: bool


def read(words: Words, names: Names, first: int, end: int) -> Mention:
    """Return what words first..end, a name, and what stands about them tell."""
    titles = _titles(words, first)
    runs, initials = _runs(words, names, first, end)
    titled = bool(titles)
    given, families = _parted(runs, titled=titled)
    gender = _gender(words, names, titles, given, end)
    plural = bool(_PLURAL & set(titles)) or len({_gender_of(t) for t in titles if _gender_of(t)}) > 1
    kin = first > 0 and words.sense[first - 1] in KIN
    return Mention(given, families, initials, "" if plural and not given else gender, titled, plural and not given, kin)


def _titles(words: Words, first: int) -> list[str]:
    """Return the titles just before, those of a couple too: "M. et Mme"."""
    found: list[str] = []
    at = first - 1
    while at >= 0 and first - at < 5 and _BEFORE.fullmatch(words.gap(at + 1)):
        word = words.sense[at]
        if word in TITLES or (word == "les" and at == first - 1):
            found.append(word)
        elif not (word in {"et", "ou"} and found):
            break
        at -= 1
    return found


def _runs(words: Words, names: Names, first: int, end: int) -> tuple[list[list[_Unit]], str]:
    runs: list[list[_Unit]] = [[]]
    initials = ""
    at = first
    while at < end:
        if words.sense[at] in LINKS and at > first:
            runs.append([])
        elif words.shapes[at] == INITIAL and words.sense[at] not in {"d", "l"}:
            initials += words.bare[at]
        else:
            unit, at = _unit(words, names, at, end)
            runs[-1].append(unit)
        at += 1
    return [run for run in runs if run], initials


def _unit(words: Words, names: Names, at: int, end: int) -> tuple[_Unit, int]:
    """Return the word at ``at`` with those that hyphens join to it, and the number of the last."""
    last = at
    while last + 1 < end and words.gap(last + 1) in {"-", "--"} and words.shapes[last + 1] != INITIAL:
        last += 1
    parts = words.bare[at : last + 1]
    word = "-".join(parts)
    level = max(names.level(word), min(map(names.level, parts)))
    return _Unit(word, words.shapes[at] == UPPER, level, last == at and words.sense[at] in PARTICLES), last


def _parted(runs: list[list[_Unit]], *, titled: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return given names and surnames. Capitals tell them apart, else the list of first names, else the order."""
    given: list[str] = []
    families: list[str] = []
    for run in runs:
        some_given, family = _split(run, titled=titled, linked=len(runs) > 1)
        given += some_given
        if family:
            families.append(_surname(family))
    return _compound(given), tuple(families)


def _split(run: Sequence[_Unit], *, titled: bool, linked: bool) -> tuple[list[str], list[str]]:
    units = [u for u in run if not u.particle]
    if len(units) <= 1:
        single = units or list(run)
        is_given = not titled and not linked and bool(units) and len(run) == 1 and units[0].level >= INSIDE
        return ([single[0].word], []) if is_given else ([], [u.word for u in run])
    if {u.upper for u in units} == {True, False}:
        return [u.word for u in units if not u.upper], [u.word for u in run if u.upper or u.particle]
    count = _leading(units)
    if count:
        cut = [i for i, u in enumerate(run) if not u.particle][count]
        while run[cut - 1].particle:
            cut -= 1
        return [u.word for u in run[:cut] if not u.particle], [u.word for u in run[cut:]]
    count = _leading(units[::-1])
    cut = len(run) - count if count else len(run)
    return [u.word for u in run[cut:] if not u.particle], [u.word for u in run[:cut]]


def _leading(units: Sequence[_Unit]) -> int:
    """Return how many first names lead, one word at least left for the surname."""
    count = 0
    while count < len(units) - 1 and units[count].level >= (INSIDE if count == 0 else BESIDE):
        count += 1
    return count


def _surname(words: list[str]) -> str:
    kept = [w for w in words if w not in _SMALL]
    return " ".join(kept or words).replace("-", " ")


def _compound(given: list[str]) -> tuple[str, ...]:
    """Join "jean louis" as "jean-louis" is: one first name, not two."""
    joined: list[str] = []
    for word in given:
        if joined and joined[-1] in {"jean", "marie", "anne", "pierre", "rose", "paul", "marc", "laure"}:
            joined[-1] += f"-{word}"
        else:
            joined.append(word)
    return tuple(joined)


def _gender(words: Words, names: Names, titles: list[str], given: tuple[str, ...], end: int) -> str:
    for title in titles:
        if _gender_of(title):
            return _gender_of(title)
    after = words.text[words.ends[end - 1] : words.ends[end - 1] + 24]
    if _FEMININE.match(after):
        return "F"
    if _MASCULINE.match(after):
        return "M"
    told = [names.gender(word) or names.gender(word.split("-")[0]) for word in given]
    return next((gender for gender in told if gender), "")


def _gender_of(title: str) -> str:
    return "F" if title in FEMALE else "M" if title in MALE else ""
