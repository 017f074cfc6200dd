"""Who is who in one request. Online: what a mention is taken for depends on the mentions before it only.

Two people are never made one: another first name, another gender or another initial is another person. A surname or a
first name alone is linked when it can mean one person only; when it can mean two, it keeps an identity of its own.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from gateway.detect.mention import Mention
from gateway.detect.names import CAPITAL, Names

_RUN = re.compile(r"[a-z]+")
Key = tuple[Hashable, ...]


@dataclass(slots=True)
class _Person:
    number: int
    given: list[str] = field(default_factory=list, repr=False)
    families: list[str] = field(default_factory=list, repr=False)
    initials: str = field(default="", repr=False)
    gender: str = ""
    apart: bool = False

    def traits(self) -> Iterator[Key]:
        """Yield all that a mention may be looked up by."""
        letters = {g[0] for g in self.given} or set(self.initials)
        yield from (("given", g) for g in self.given)
        yield from (("initial", letter) for letter in letters)
        for family in self.families:
            yield ("family", family)
            yield ("letter", family[0])
            yield from (("both", family, g) for g in self.given)
            yield from (("family+", family, letter) for letter in letters)
            yield from (("letters", letter, family[0]) for letter in letters)
            yield from (("given+", g, family[0]) for g in self.given)
            yield from (("login", login) for login in self._logins(family))
        if self.given and self.families:
            yield ("all", Mention(tuple(self.given), tuple(self.families)).tokens)
        if not self.given:
            yield from (("initial family", f, letter) for f in self.families for letter in self.initials)
        if not self.given and not self.initials:
            yield from (("bare family", family) for family in self.families)
        if not self.families:
            yield from (("bare given", g) for g in self.given)

    def _logins(self, family: str) -> Iterator[str]:
        surname = family.replace(" ", "")
        for given in self.given:
            parts = given.split("-")
            for name in {given.replace("-", ""), given[0], "".join(p[0] for p in parts if p)}:
                yield name + surname
                yield surname + name


@dataclass(slots=True)
class People:
    """The people of one request, numbered from 1 by first appearance."""

    names: Names
    _index: dict[Key, dict[str, dict[int, None]]] = field(default_factory=dict, repr=False)
    _people: list[_Person] = field(default_factory=list, repr=False)
    _apart: dict[Key, int] = field(default_factory=dict, repr=False)

    def identify(self, mention: Mention) -> tuple[int, str]:
        """Return the number and the gender of whom a mention names."""
        if mention.plural:
            return self._own(("plural", mention.families, mention.given)), ""
        keys = list(_lookups(mention))
        for key in keys:
            found = self._matching(key, mention.gender)
            if len(found) == 1:
                return self._known(found[0], mention)
            if len(found) > 1:
                return self._own(("unclear", key, mention.gender)), mention.gender
        return self._known(self._new(mention.gender), mention)

    def alias(self, number: int, mention: Mention) -> tuple[int, str] | None:
        """Add what a mention tells to person ``number``; None when it tells of someone else."""
        person = self._person(number)
        if person is None or (person.gender and mention.gender and person.gender != mention.gender):
            return None
        return self._known(number, mention)

    def lacks(self, number: int, part: str) -> bool:
        """Whether nothing is known yet of the "given" names or the "families" of a person."""
        person = self._person(number)
        return person is not None and not getattr(person, part)

    def of_login(self, local: str) -> int | None:
        """Return the person that a login or the local part of an address (bare) is made from, None when none or two."""
        runs = _RUN.findall(local)
        for key in _login_keys(runs):
            found = self._matching(key, "")
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def from_address(self, local: str) -> int | None:
        """Return the person an address names, made known by it when it holds a first name and a surname."""
        known = self.of_login(local)
        runs = _RUN.findall(local)
        if known is not None or len(runs) != 2 or min(map(len, runs)) < 3:
            return known
        given, family = runs if self.names.level(runs[0]) >= CAPITAL else runs[::-1]
        if self.names.level(given) < CAPITAL or self.names.is_common(family) or self._matching(("family", family), ""):
            return None
        gender = self.names.gender(given)
        return self._known(self._new(gender), Mention((given,), (family,), gender=gender))[0]

    def _matching(self, key: Key, gender: str) -> list[int]:
        """Return at most two people under a key whose gender may be this one."""
        shelves = self._index.get(key, {})
        wanted = (gender, "") if gender else ("", "F", "M")
        found: list[int] = []
        for shelf in wanted:
            for number in shelves.get(shelf, ()):
                found.append(number)
                if len(found) == 2:
                    return found
        return found

    def _own(self, key: Key) -> int:
        if key not in self._apart:
            self._people.append(_Person(len(self._people) + 1, apart=True))
            self._apart[key] = self._people[-1].number
        return self._apart[key]

    def _new(self, gender: str) -> int:
        self._people.append(_Person(len(self._people) + 1, gender=gender))
        return self._people[-1].number

    def _person(self, number: int) -> _Person | None:
        person = self._people[number - 1]
        return None if person.apart else person

    def _known(self, number: int, mention: Mention) -> tuple[int, str]:
        """Add what a mention tells to a person and return its number and gender."""
        person = self._people[number - 1]
        if self._is_news(person, mention):
            self._learn(person, mention)
        return number, person.gender

    @staticmethod
    def _is_news(person: _Person, mention: Mention) -> bool:
        told = {*mention.given} - {*person.given} or {*mention.families} - {*person.families}
        return bool(told or (mention.gender and not person.gender) or (mention.initials and not person.initials))

    def _learn(self, person: _Person, mention: Mention) -> None:
        for key in person.traits():
            self._index[key].get(person.gender, {}).pop(person.number, None)
        person.gender = person.gender or mention.gender
        person.given += [g for g in mention.given if g not in person.given]
        person.families += [f for f in mention.families if f not in person.families]
        person.initials = person.initials or ("" if mention.given and mention.families else mention.initials[:1])
        for key in person.traits():
            self._index.setdefault(key, {}).setdefault(person.gender, {})[person.number] = None


def _lookups(mention: Mention) -> Iterator[Key]:
    """Yield the keys a mention is looked up by, the surest first."""
    given, families, initials = mention.given, mention.families, mention.initials
    if given and families:
        yield ("all", mention.tokens)
        yield from (("both", family, g) for family in families for g in given)
        yield from (("initial family", family, given[0][0]) for family in families)
        if not mention.kin:
            yield from (("bare family", family) for family in families)
        yield ("bare given", given[0])
    elif families and initials:
        yield ("family+", families[0], initials[0])
        yield ("bare family", families[0])
    elif given and initials:
        yield ("given+", given[0], initials[-1])
        yield ("bare given", given[0])
    elif families:
        yield from (("family", family) for family in families)
        if not mention.titled:
            yield ("given", families[0])
    elif given:
        yield from (("given", g) for g in given)
        yield ("family", given[0])
    elif len(initials) > 1:
        yield ("letters", initials[0], initials[-1])
    elif initials:
        yield ("letter", initials)


def _login_keys(runs: list[str]) -> Iterator[Key]:
    for one, two in pairwise(runs):
        yield ("both", two, one)
        yield ("both", one, two)
        yield ("login", one + two)
        if len(one) <= 2:
            yield ("family+", two, one[0])
        if len(two) == 1:
            yield ("family+", one, two)
    yield from (("login", run) for run in ("".join(runs), *runs) if run)
    for run in sorted((run for run in runs if len(run) > 3), key=len, reverse=True):
        yield ("family", run)
        yield ("given", run)


__all__ = ["People"]
