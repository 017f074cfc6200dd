"""Names told by a word before them: a civility, a family tie, a verb of naming."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from gateway.detect.fields import RULES as FIELD_RULES
from gateway.detect.fields import Fields
from gateway.detect.grammar import BESIDE, CAPITAL, INSIDE, Grammar
from gateway.detect.likely import Likely
from gateway.detect.names import Span
from gateway.detect.not_person import is_place, is_saint
from gateway.detect.person_words import (
    BRANDS,
    CALLED,
    FUNCTIONS,
    HONOURS,
    KIN,
    LINKS,
    LOWER_PARTICLES,
    PARTICLES,
    SOFT_TITLES,
    STOP,
    TITLES,
)
from gateway.detect.words import INITIAL, LOWER, TITLE, UPPER, Words

_AFTER_TITLE = re.compile(r"\.?[ \t]{0,3}|\.? ?\n ?")
_AFTER_KIN = re.compile(r" ?[:,(-]? ?[«\"'(]? ?")
_VERB_NEXT = frozenset(
    "a est qui et n s ne se avait habite demande veut souhaite appelle vit doit dit va m me lui sera".split()
)
_KIN_FILL = frozenset(
    "aine ainee cadet cadette benjamin benjamine unique mineur mineure majeur majeure prenomme prenommee nomme nommee"
    " appele appelee s appelle dit dite feu feue c est ex se jeune petit petite mere pere maternelle paternelle"
    " maternel paternel".split()
)
_CHILD_NAMES = frozenset(
    "rose pierre claire marine fleur jade iris ambre olive violette capucine aurore clemence victoire".split()
)
_PLURAL = frozenset(
    "mm mmes mlles messieurs mesdames mesdemoiselles docteurs drs epoux consorts familles maitres collegues".split()
)
_ARTICLES = frozenset("le la les l de du des d".split())
_SHORT_FORMS = frozenset("m mr mme mlle mmes mlles dr me mons".split())


@dataclass(slots=True)
class Announced:
    """Finds announced names in one text. ``spans()`` yields them as word ranges."""

    words: Words
    grammar: Grammar
    likely: Likely
    fields: Fields

    def spans(self) -> Iterator[Span]:
        """Yield (first word, end, score) of every announced name; they may overlap."""
        for at, word in enumerate(self.words.sense):
            if word in _RULES:
                yield from _RULES[word](self, at)
            if word in FIELD_RULES:
                yield from FIELD_RULES[word](self.fields, at)

    def title(self, at: int) -> Iterator[Span]:
        """Yield the name after a civility, several after a plural one."""
        after = at + 1
        if (
            after >= len(self.words)
            or not self.likely.is_title(at)
            or not _AFTER_TITLE.fullmatch(self.words.gap(after))
        ):
            return
        word = self.words.sense[at]
        if word in SOFT_TITLES and self.words.gap(after) != " ":
            return
        if word in HONOURS and word not in {"m", "mme", "madame", "monsieur"} and is_place(self.words, at):
            return
        end = self._titled(at, after)
        while end > after:
            yield self._maiden(at, after), end, 0.95
            if word not in _PLURAL:
                return
            after = self.likely.coordinated(end)
            end = self.grammar.grow(after) if after else after

    def _titled(self, at: int, after: int) -> int:
        """Return the end of the name that begins at ``after``; ``after`` when an office or nothing stands there."""
        word = self.words.sense[after]
        if word in TITLES or self._is_office(after) or self._is_elided(after):
            return after
        if self.words.shapes[after] == LOWER and len(word) == 1 and self.words.gap(after + 1).startswith("."):
            return after + 1 if word not in {"d", "l", "m"} else after
        if self.words.shapes[after] == LOWER and word not in LOWER_PARTICLES:
            return self.grammar.grow_lower(after) if self._is_lower_titled(at, after) else after
        if "\n" in self.words.gap(after) and (self.grammar.is_common(after) or word in PARTICLES):
            return after
        end = self.grammar.grow(after)
        if end > after or word not in LOWER_PARTICLES:
            return end
        end = self._lower_particles(at, after)
        return after + 1 if end == after and self._is_lone_particle(at, after) else end

    def _is_lone_particle(self, at: int, after: int) -> bool:
        """Whether a particle is the whole name after a short title: "m. do", "mme lo", but not "mme la ..."."""
        word = self.words.sense[after]
        return self.words.sense[at] in _SHORT_FORMS and word not in _ARTICLES and self.grammar.is_known_surname(after)

    def _lower_particles(self, at: int, after: int) -> int:
        """Return the end of "de la fuente" typed in lower case after the title ``at``, or ``after``."""
        core = after
        while core + 1 < len(self.words) and core - after < 3 and self.words.sense[core] in LOWER_PARTICLES:
            core += 1
            if not self.grammar.joins(core, lines=False):
                return after
        plain = self.words.sense[after] in _ARTICLES and self.grammar.is_common(core)
        return after if plain or not self._is_lower_titled(at, core) else self.grammar.grow_lower(core)

    def _is_elided(self, at: int) -> bool:
        """Whether "l'" or "d'" stands there and no name follows: "Mme l'adjointe", not "Mme D'Agostino"."""
        if self.words.shapes[at] != INITIAL or not self.words.gap(at + 1).startswith("'"):
            return False
        return not self.grammar.is_capital(at + 1) or self.words.sense[at + 1] in FUNCTIONS

    def _is_office(self, at: int) -> bool:
        while at + 1 < len(self.words) and self.words.sense[at] in {"le", "la", "l", "les", "du", "de"}:
            at += 1
        return self.words.sense[at] in FUNCTIONS and not (
            self.words.shapes[at] == UPPER and self.words.shapes[at - 1] != UPPER
        )

    def _is_lower_titled(self, at: int, after: int) -> bool:
        title = self.words.sense[at]
        if not self.grammar.is_free_lower(after, least=2 if title in _SHORT_FORMS else 4):
            return False
        if title in _SHORT_FORMS or not self.grammar.is_common(after):
            return title not in SOFT_TITLES or self.grammar.is_lower_name(after, INSIDE)
        if title in SOFT_TITLES or not self.grammar.is_known_surname(after):
            return False
        gap = self.words.gap(after + 1)
        follows = self.words.sense[after + 1] if after + 1 < len(self.words) else ""
        return (
            follows in _VERB_NEXT
            or gap.lstrip()[:1] in set(",.;:)\n")
            or (bool(follows) and self.grammar.level_at(after + 1) >= CAPITAL)
        )

    def kin(self, at: int) -> Iterator[Span]:
        """Yield the first name of a relative: "sa fille Inès", "mon fils aîné, Lucas"."""
        after = at + 1
        while after < len(self.words) and after - at < 4 and self.words.sense[after] in _KIN_FILL:
            after += 1
        if after >= len(self.words) or not _AFTER_KIN.fullmatch(self.words.gap(after)):
            return
        if self._is_relative(at, after):
            end = self.grammar.grow(after) if self.words.shapes[after] != LOWER else self.grammar.grow_lower(after)
            yield after, end, 0.88

    def _is_relative(self, at: int, after: int) -> bool:
        word, level = self.words.sense[after], self.grammar.level_at(after)
        if word in STOP or word in TITLES:
            return False
        owned = at > 0 and self.words.sense[at - 1] in {
            "mon",
            "ma",
            "son",
            "sa",
            "ton",
            "ta",
            "notre",
            "votre",
            "leur",
            "mes",
            "ses",
        }
        if self.words.shapes[after] == LOWER:
            plain = self.words.gap(after) in {" ", ", "}
            return plain and (level >= CAPITAL or (owned and word in _CHILD_NAMES))
        if not self.grammar.is_core(after) or is_saint(self.words, after):
            return False
        if self.words.sense[at] in {"petit", "petite", "jeune", "ex"} or "," in self.words.gap(after):
            return level >= (CAPITAL if not owned else INSIDE)
        return level >= INSIDE or (self.grammar.is_sure_surname(after) and word not in BRANDS)

    def called(self, at: int) -> Iterator[Span]:
        """Yield the name after a verb of naming: "je m'appelle X", "née X", "signé X", "dit « X »"."""
        after = at + 1
        if after >= len(self.words) or not re.fullmatch(r"(?:\(e\))?\.? ?[:,]? ?[«\"']? ?", self.words.gap(after)):
            return
        if self.likely.is_title_word(after):
            return
        if self.words.shapes[after] == LOWER and self.words.sense[after] not in LOWER_PARTICLES:
            if self.grammar.level_at(after) >= CAPITAL and self.words.sense[after] not in STOP:
                yield after, self.grammar.grow_lower(after), 0.8
            return
        end = self.grammar.grow(after)
        core = next(iter(self.grammar.parts(after, end)), after)
        legal = self.words.sense[at] in {"denomme", "denommee", "dit", "dite"} and not self.likely.is_marked(after, end)
        if end > after and not legal and (self.grammar.is_surname(core) or self.grammar.level(after, end) >= BESIDE):
            yield self._maiden(at, after), end, 0.88

    def introduced(self, at: int) -> Iterator[Span]:
        """Yield the name in "this is X", "my name is X", "my son X"."""
        after = at + 1
        lead = {"this", "name"} if self.words.sense[at] == "is" else {"my", "his", "her", "our", "their"}
        told = at > 0 and self.words.sense[at - 1] in lead and self.words.gap(at) == " "
        if (
            not told
            or after >= len(self.words)
            or self.words.gap(after) != " "
            or not self.grammar.is_sure_surname(after)
        ):
            return
        yield after, self.grammar.grow(after, lines=False), 0.85

    def _maiden(self, at: int, after: int) -> int:
        """Return where "Rivière née Lubrano" begins when word ``at`` is the link, else ``after``."""
        first = at
        born = self.words.sense[at] in LINKS - {"dit", "dite", "alias"}
        while born and first > 0 and at - first < 4 and self.words.gap(first) in {" ", "-", "'"}:
            particle = self.words.sense[first - 1] in PARTICLES and self.words.shapes[first - 1] != LOWER
            if not (particle or self.grammar.is_surname(first - 1)):
                break
            first -= 1
        return first if first < at else after

    def family(self, at: int) -> Iterator[Span]:
        """Yield the surname in "les Dupont", "chez Dupont"."""
        after = at + 1
        if after >= len(self.words) or self.words.gap(after) != " " or self.words.shapes[after] not in {TITLE, UPPER}:
            return
        end = self.grammar.grow(after, lines=False)
        short = self.words.shapes[after] == UPPER and len(self.words.raw[after]) < 6
        likely = self.likely.is_known(after, end) or self.grammar.level_at(after) >= BESIDE
        if end > after and not short and likely and self.likely.is_free(after, end):
            yield after, end, 0.6


_RULES: Mapping[str, Callable[[Announced, int], Iterator[Span]]] = {
    **dict.fromkeys(KIN, Announced.kin),
    **dict.fromkeys(CALLED, Announced.called),
    **dict.fromkeys(TITLES, Announced.title),
    "is": Announced.introduced,
    "son": Announced.introduced,
    "les": Announced.family,
    "chez": Announced.family,
}
"""The rule of each word that announces. Of the class, not of an object: one that held itself would keep its text."""
