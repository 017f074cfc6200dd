"""Names of people by rule: announced by a word, told by a first name, in a table, in a file name, in capitals."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from gateway.detect.announced import Announced
from gateway.detect.bare_names import BareNames
from gateway.detect.fields import Fields
from gateway.detect.fused import fused
from gateway.detect.grammar import Grammar
from gateway.detect.likely import Likely
from gateway.detect.lower_names import LowerNames
from gateway.detect.names import Names, Span, load_names
from gateway.detect.person_words import BRANDS, BUILDINGS, FIELDS, OTHER_FIELDS, ROLES
from gateway.detect.reading import Reading
from gateway.detect.rules import reading_of, result
from gateway.detect.words import INITIAL, Words, words_of

_MAIL = re.compile(r"[<\[](?:mailto:)?[^<>\s\[\]]{1,64}@")
_BEFORE_MAIL = re.compile(r"[\"']? ?")
_VCARD = re.compile(r"^n(?:;[^:\n]{0,40})?:([^\n]{1,120})", re.MULTILINE)
_HEADING = re.compile(r"[a-z]+")
_SOMEBODY = r"(?:[Ll][ea] (?:jeune|petite?)|[Ll]['’](?:enfant|élève|agente?|usag(?:er|ère)|intéressée?)|[Mm](?:onsieur|adame|ademoiselle)|M(?:me|lle)|[Pp]atiente?)"
_INITIALS = re.compile(
    rf"(?<![\w.'’-])(?:(?:[Dd]e|[Pp]ar|[Aa]vec|[Cc]hez|[Pp]our|[Ss]ituation|[Dd]ossier|[Mm]ineure?|[Ff]amille|{_SOMEBODY}) (?P<led>[A-Z]\. ?[A-Z]\.)(?! ?[A-Z][\w.])"
    rf"|{_SOMEBODY} (?P<one>[A-Z]\.)(?= [a-zà-ÿ(]|,)"
    r"|(?<!\b[Ll]a )(?<!\b[Ll]e )(?<!\b[Uu]n )(?<!\b[Dd]u )(?<!\b[Aa]u )(?P<said>[A-Z]\. ?[A-Z]\.)(?= (?:est|a|vit|dort|dit|ne|se|refuse|demande|reste|habite)\b)"
    r"|(?P<aged>(?:[A-Z]\. ?)?[A-Z]\.)(?=,? ?\(?\d{1,2} (?:ans|mois)\b))"
)
_NOBODY = frozenset("SA NB PS JO CV CP PV BP RN RD AG CA CE TP VL PL PC DP UE EU US".split())
"""Acronyms of two letters that are written with dots too."""


def found(reading: Reading, names: Names) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, score) of every name that a rule sees in a text; they may overlap."""
    words = words_of(reading, names)
    grammar = Grammar(words, names)
    likely = Likely(words, names, grammar)
    fields = Fields(words, grammar, likely)
    for first, end, score in [
        *Announced(words, grammar, likely, fields).spans(),
        *_in_cells(fields, reading),
        *_mailed(fields),
        *_cards(words),
        *BareNames(words, names, grammar, LowerNames(words, names, grammar)).spans(),
    ]:
        yield words.starts[first], _end(words, end), score
    yield from fused(words, names)
    yield from _initials(reading.text)


def _initials(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield initials that stand for somebody: "le dossier de L. M.", "le jeune K. a fugué", "A. B., 8 ans"."""
    for match in _INITIALS.finditer(text):
        if re.sub(r"[. ]", "", match[match.lastgroup or 0]) not in _NOBODY:
            yield *match.span(match.lastgroup or 0), 0.6


def _end(words: Words, end: int) -> int:
    """Return the offset where a name ends, the dot of a last initial included."""
    dotted = words.shapes[end - 1] == INITIAL and words.gap(end).startswith(".")
    return words.ends[end - 1] + dotted


def _in_cells(rules: Fields, reading: Reading) -> Iterator[Span]:
    for cell in reading.cells:
        sure = _says_name(cell.heading)
        if sure is None:
            continue
        first = bisect_left(rules.words.starts, cell.start)
        stop = bisect_left(rules.words.starts, cell.end)
        if first < stop and rules.words.starts[first] - cell.start < 3:
            yield from rules.value(first, sure=sure, stop=stop)


def _says_name(heading: str) -> bool | None:
    """True for a column of names, False for one where names are likely, None for any other."""
    parts = set(_HEADING.findall(Reading(heading).words))
    if parts & OTHER_FIELDS:
        return None
    if parts & FIELDS:
        return True
    return False if parts & (ROLES | {"resp", "identite", "famille", "qui"}) else None


def _mailed(rules: Fields) -> Iterator[Span]:
    """Yield the names before an address between angle brackets: "Marie Dupont <m.dupont@...>"."""
    text = rules.words.bare_text
    for match in _MAIL.finditer(text) if "@" in text else ():
        stop = bisect_left(rules.words.starts, match.start())
        first = stop
        while (
            first > 0
            and rules.grammar.is_core(first - 1)
            and (first == stop or rules.grammar.joins(first, lines=False))
        ):
            first -= 1
        near = first < stop and _BEFORE_MAIL.fullmatch(text, rules.words.ends[stop - 1], match.start())
        if near and rules.likely.is_likely(first, stop):
            yield first, stop, 0.88


def _cards(words: Words) -> Iterator[Span]:
    text = words.bare_text
    if "begin:vcard" not in text:
        return
    for match in _VCARD.finditer(text):
        start = match.start(1)
        for part in match[1].split(";")[:2]:
            first = bisect_left(words.starts, start)
            stop = bisect_left(words.starts, start + len(part))
            if first < stop:
                yield first, stop, 0.9
            start += len(part) + 1


def _misnamed(reading: Reading, names: Names, artifacts: NlpArtifacts | None) -> Iterator[tuple[int, int, float]]:
    """Yield the surnames in capitals that the model takes for an organisation: "DUPONT", not "EDF"."""
    for entity in artifacts.entities if artifacts else ():
        text = reading.text[entity.start_char : entity.end_char]
        if entity.label_ != "ORG" or not text.isupper() or not 4 <= len(text) <= 40 or "\n" in text:
            continue
        words = Words(Reading(text), names)
        grammar = Grammar(words, names)
        parts = list(grammar.parts(0, len(words)))
        known = any(grammar.is_known_surname(at) and grammar.is_sure_surname(at) for at in parts)
        if (
            known
            and grammar.grow(0, lines=False) == len(words)
            and not {*words.sense} & (BRANDS | BUILDINGS | names.places)
        ):
            yield entity.start_char, entity.end_char, 0.6


class PersonRecognizer(EntityRecognizer):
    """Names of people, by rule. Raises ModelError at load when a lexicon is missing."""

    def __init__(self, language: str) -> None:
        self.names = load_names()
        super().__init__(supported_entities=["PERSON"], name="person", supported_language=language)

    def load(self) -> None:
        """Nothing more to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return the names that the rules see, the best score of each span."""
        if entities and "PERSON" not in entities:
            return []
        best: dict[tuple[int, int], float] = {}
        reading = reading_of(text, nlp_artifacts)
        for start, end, score in [*found(reading, self.names), *_misnamed(reading, self.names, nlp_artifacts)]:
            best[start, end] = max(score, best.get((start, end), 0.0))
        return [result(self, "PERSON", start, end, score) for (start, end), score in sorted(best.items())]


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family for a language."""
    return [PersonRecognizer(language)]
