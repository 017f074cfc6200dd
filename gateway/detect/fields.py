"""Names in the fields of a form, of JSON, XML and queries, after a role, in the head of a mail, in a table's cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from gateway.detect.grammar import INSIDE, Grammar
from gateway.detect.likely import Likely
from gateway.detect.names import Span
from gateway.detect.person_words import FIELD_QUALIFIERS, FIELDS, ROLES
from gateway.detect.words import Words

_AFTER_ROLE = re.compile(r"[\"']?(?:\([a-z]{1,3}\))? ?[:=] ?[\"«']? ?")
_FIELD_JOIN = re.compile(r"[ _\-/'(.]{1,2}|\(|\) ?| ?/ ?|\(s\) ?")
_FIELD_MARK = re.compile(r"[\"'\])]{0,2}(?:\(s\)|\))?\s{0,4}(?::=|=>|[:=>])\s{0,8}[\"'\[(]{0,2}")
_IS_KEY = re.compile(r"[\"'] ?:")
_HEADER_MARK = re.compile(r" ?: ?")
_HEADERS = frozenset("de a cc cci from to destinataire destinataires expediteur signature signe envoye".split())


@dataclass(frozen=True, slots=True)
class Fields:
    """Finds the names that a field asks for, in one text."""

    words: Words
    grammar: Grammar
    likely: Likely

    def role(self, at: int) -> Iterator[Span]:
        """Yield the name after a role: surely after a colon, else only a known name."""
        after = at + 1
        if after >= len(self.words):
            return
        marked = bool(_AFTER_ROLE.fullmatch(self.words.gap(after)))
        if not marked and self.words.gap(after) not in {" ", ", ", " - ", " («"}:
            return
        end = after if self.likely.is_title_word(after) else self.likely.value_end(after)
        if end > after and (self.likely.is_marked(after, end) if marked else self.likely.is_known(after, end)):
            yield after, end, 0.88 if marked else 0.7
            further = self.likely.coordinated(end) if marked else 0
            if further and self.likely.is_marked(further, self.likely.value_end(further)):
                yield further, self.likely.value_end(further), 0.8

    def header(self, at: int) -> Iterator[Span]:
        """Yield the names of an address line: "À : X ; Y <...>"."""
        starts = at == 0 or "\n" in self.words.gap(at)
        after = at + 1 if starts and _HEADER_MARK.fullmatch(self.words.gap(at + 1)) else 0
        while after and after < len(self.words) and after - at < 40:
            end = self.likely.value_end(after)
            if end > after and self.likely.is_marked(after, end):
                yield after, end, 0.88
            after = self._next_item(max(end, after + 1))

    def _next_item(self, at: int) -> int:
        while at < len(self.words) and "\n" not in self.words.gap(at):
            if ";" in self.words.gap(at) or "," in self.words.gap(at):
                return at
            at += 1
        return 0

    def quoted(self, at: int) -> Iterator[Span]:
        """Yield the name in "Le 3 mai, X a écrit :"."""
        if at < 2 or self.words.sense[at - 1] != "a" or self.words.gap(at - 1) != " ":
            return
        first = at - 1
        while (
            first > 0
            and at - first < 6
            and self.grammar.is_capital(first - 1)
            and (first == at - 1 or self.grammar.joins(first))
        ):
            first -= 1
        if first < at - 1 and self.likely.is_likely(first, at - 1):
            yield first, at - 1, 0.88

    def form_field(self, at: int) -> Iterator[Span]:
        """Yield the value of a field "Nom", "prenom", "lastname" in a form, JSON, XML or a query."""
        last = at
        while last + 1 < len(self.words) and last - at < 7:
            further = self.words.sense[last + 1]
            if further not in FIELD_QUALIFIERS or not _FIELD_JOIN.fullmatch(self.words.gap(last + 1)):
                break
            last += 1
        after = last + 1
        if after >= len(self.words) or not _FIELD_MARK.fullmatch(self.words.gap(after)):
            return
        yield from self.value(after, sure=self.words.sense[at] not in {"name", "names"})

    def value(self, first: int, *, sure: bool, stop: int | None = None) -> Iterator[Span]:
        """Yield the names in a value that begins at word ``first``, to its end or to word ``stop``."""
        limit = len(self.words) if stop is None else stop
        while first < limit and not self.likely.is_title_word(first):
            end = min(self.likely.value_end(first), limit)
            if end <= first or not (
                self.likely.is_marked(first, end) or (sure and self.likely.is_plausible(first, end))
            ):
                return
            yield first, end, 0.9
            first = self._next_value(end, sure=sure)

    def _next_value(self, end: int, *, sure: bool) -> int:
        """Return the first word of the next value of a list: ``["Hasan", "Ali"]``, "Rayan, Lina"; else the end."""
        if end < len(self.words) and re.fullmatch(r"[\"'] ?, ?[\"']", self.words.gap(end)):
            return len(self.words) if _IS_KEY.match(self.words.gap(self.likely.value_end(end))) else end
        further = self.likely.coordinated(end)
        listed = "," in self.words.gap(end)
        if further and (self.grammar.level_at(further) >= INSIDE or (sure and self.grammar.is_sure_surname(further))):
            return further
        return further if further and not listed and self.grammar.is_known_surname(further) else len(self.words)


RULES: Mapping[str, Callable[[Fields, int], Iterator[Span]]] = {
    **dict.fromkeys(_HEADERS, Fields.header),
    **dict.fromkeys(ROLES, Fields.role),
    **dict.fromkeys(FIELDS, Fields.form_field),
    "ecrit": Fields.quoted,
}
"""The rule of each word that announces a field."""
