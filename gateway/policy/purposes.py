"""What a request wants done: whether it asks to decide, rank, sort or refuse about persons (charter, principle 4).

A verb of ``verbes`` with an object of ``objets`` or a recognised person, ordered and not merely discussed, or a phrase
of ``tournures``. The lists are the DSI's (finalites.yaml); this file only knows how an order is given in French.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pydantic import Field

from gateway.domain import Finding, Slot
from gateway.policy.fold import Folded, fold, fold_text
from gateway.policy.forms import Form, Line
from gateway.policy.terms import Term, TermIndex

KIND = "DECISION_PURPOSE"
REACH = 7  # words between a verb and what it decides about
_STOP = re.compile(r"[.!?:;\n\r•]")
_LINKS = frozenset({"et", "puis", "ensuite", "alors", "enfin", "ou"})


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SUBJECTS = _set(
    "le la les l un une des mon ma mes ton notre votre nos vos leur leurs son sa ses ce cet cette ces on nous vous je "
    "j il elle ils elles qui que quel quelle quels quelles comment pourquoi quand combien ou en dans pour selon apres "
    "avant lors si"
)
_DETERMINERS = _set("un une le la ce cette ma mon sa son ta ton notre votre leur chaque")
_PREPOSITIONS = frozenset({"pour", "dans", "sur", "avec", "en", "au", "aux", "sans", "par"})
_THAT = frozenset({"que", "qu"})
_NOT = frozenset({"ne", "n", "sans"})
_PEOPLE = frozenset({"PERSON", "CASE_NUMBER", "FR_NIR", "EMAIL_ADDRESS", "PHONE_NUMBER"})


class Purposes(Form):
    """The form of finalites.yaml."""

    verbs: tuple[Line, ...] = Field(validation_alias="verbes", min_length=1)
    objects: tuple[Line, ...] = Field(validation_alias="objets", min_length=1)
    direct: tuple[Line, ...] = Field(default=(), validation_alias="objets_directs")
    asking: tuple[Line, ...] = Field(validation_alias="demandes")
    phrases: tuple[Line, ...] = Field(validation_alias="tournures")
    neutral: tuple[Line, ...] = Field(default=(), validation_alias="criteres_neutres")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str = field(repr=False)
    start: int
    end: int


class PurposeIndex:
    """The purposes of the DSI, ready for search."""

    def __init__(self, purposes: Purposes) -> None:
        self._verbs = frozenset(_words(purposes.verbs))
        self._objects = frozenset(_words(purposes.objects))
        self._direct = frozenset(_words(purposes.direct))
        self._asking = _index(purposes.asking)
        self._phrases = _index(purposes.phrases)
        self._neutral = _index(purposes.neutral)

    def search(self, slot: Slot, findings: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each decision asked for in ``slot``; ``findings`` are what detection saw in it.

        ``about_person`` is True when it is ordered, or when the text names someone; a general question about how
        decisions are made has it False.
        """
        people = [found for found in findings if found.kind in _PEOPLE and found.path == slot.path]
        phrases = [_finding(slot, match.start, match.end) for match in self._phrases.search(slot.text)]
        yield from phrases
        folded = fold(slot.text)
        if self._verbs.isdisjoint(folded.text.split(" ")):
            return
        for sentence in _sentences(slot.text, folded):
            for found in self._in_sentence(slot, sentence, people):
                if not any(phrase.start < found.end and found.start < phrase.end for phrase in phrases):
                    yield found

    def _in_sentence(self, slot: Slot, sentence: Sequence[_Word], people: Sequence[Finding]) -> Iterator[Finding]:
        places = [place for place, word in enumerate(sentence) if word.text in self._verbs]
        if not places or self._neutral.search(slot.text[sentence[0].start : sentence[-1].end]):
            return
        for place in places:
            target = self._target(sentence[place + 1 : place + 1 + REACH], people)
            if target is not None and _is_verb(sentence, place):
                ordered = self._ordered(slot.text, sentence, place)
                if ordered or _infinitive(sentence[place].text):
                    yield _finding(slot, sentence[place].start, target, about_person=ordered or bool(people))

    def _target(self, words: Sequence[_Word], people: Sequence[Finding]) -> int | None:
        """Return where what is decided about ends, None when nobody is decided about."""
        direct = True
        for word in words:
            direct = direct and word.text not in _PREPOSITIONS
            named = any(found.start < word.end and word.start < found.end for found in people)
            if named or word.text in self._objects or (direct and word.text in self._direct):
                return word.end
        return None

    def _ordered(self, text: str, sentence: Sequence[_Word], place: int) -> bool:
        """Tell whether the verb is an order: first in its sentence, asked for, or joined to a sentence that orders."""
        if place == 0:
            return True
        before = text[sentence[0].start : sentence[place].start]
        if self._asking.search(before):
            return True
        joined = sentence[place - 1].text in _LINKS or "," in text[sentence[place - 1].end : sentence[place].start]
        return joined and sentence[0].text not in _SUBJECTS and not _infinitive(sentence[place].text)


def _sentences(text: str, folded: Folded) -> Iterator[list[_Word]]:
    words = list(_split(folded))
    stops = [match.start() for match in _STOP.finditer(text)]
    number = 0
    numbered: list[tuple[int, _Word]] = []
    for word in words:
        while number < len(stops) and stops[number] < word.start:
            number += 1
        numbered.append((number, word))
    for _, group in groupby(numbered, key=lambda pair: pair[0]):
        yield [word for _, word in group]


def _split(folded: Folded) -> Iterator[_Word]:
    for match in re.finditer(r"[^ ]+", folded.text):
        yield _Word(match[0], folded.starts[match.start()], folded.ends[match.end() - 1])


def _is_verb(sentence: Sequence[_Word], place: int) -> bool:
    """Tell a verb that decides from a noun (« un score »), a remark (« note que ») and a « ne classe pas »."""
    if place + 1 < len(sentence) and sentence[place + 1].text in _THAT:
        return False
    before = [word.text for word in sentence[max(0, place - 2) : place]]
    return not _NOT & set(before) and not (before and before[-1] in _DETERMINERS)


def _infinitive(verb: str) -> bool:
    return verb.endswith(("er", "ir", "re"))


def _words(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield from fold_text(line).split(" ")


def _index(lines: Sequence[str]) -> TermIndex:
    return TermIndex(Term(line, "finalites.yaml", number, KIND) for number, line in enumerate(lines, start=1))


def _finding(slot: Slot, start: int, end: int, *, about_person: bool = True) -> Finding:
    return Finding(slot.path, start, end, KIND, 1.0, "finalites.yaml", about_person=about_person)
