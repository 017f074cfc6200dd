"""Codes by which a house names its files and the people in them, told by where they stand and not by a word before them.

Three places: a column of numbers in a table about people (heading "id", "réf", "mat"); the key of a record in XML, JSON or a
log (``<individu id="…">``, ``enfant=…``); beside a person ("Mme Rey (FD-042)"). A prefix that was seen beside a person names
files all over the text: the other codes of its series are taken too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from gateway.detect.reading import Reading, bare
from gateway.detect.recognizers.cases import is_ordinary
from gateway.detect.rules import Candidate, one_of, reading_of, result
from gateway.detect.tables import Cell

_Place: TypeAlias = tuple[int, int]

_OWNER = one_of(
    """
    usagers?, agents?, demandes?, demandeurs?, familles?, foyers?, menages?, enfants?, eleves?, beneficiaires?, patients?, allocataires?,
    adherents?, abonnes?, clients?, locataires?, residents?, salaries?, personnes?, individus?, inscriptions?, fiches?, contrats?, badges?,
    cartes?, courriers?, tickets?, signalements?, interventions?, situations?, suivis?, dossiers?, affaires?, mesures?, requetes?,
    reclamations?, contacts?, lecteurs?, licencies?, candidats?, candidatures?, children, child, users?, members?, cases?, persons?
    """
)
_ID = one_of(
    "id, ids, ident, identifiants?, ref, refs, references?, n°, n, no, num, numeros?, code, mat, matr, matric, matricules?, cle, uid"
)
_HEADING = re.compile(rf"(?:{_ID}\.?(?: (?:de |du |d |des |l )?(?:{_OWNER}|interne|unique))?|{_OWNER}(?: ?{_ID})?)")
_PEOPLE = re.compile(
    r"(?<![a-z])(?:prenoms?|usagere?s?|beneficiaires?|demandeurs?|demandeuse|ddn|naissance|nee?|nir|eleves?|enfants?|patients?|locataires?|salaries?|allocataires?|familles?|residents?|personnes?|interesse|parents?"
    r"|meres?|peres?|titulaire|assure|conjoint|civilite|sexe|firstname|lastname|birth\w*)(?![a-z])"
)
"""Headings of a table whose rows are people."""
_MAYBE = re.compile(
    r"(?<![a-z])(?:noms?|tel|telephones?|portable|e?-?mail|courriel|adresse|age|agents?|name|phone|contact|responsable|auteur|objet)(?![a-z])"
)
"""Headings of people or of things: a row counts when a person is named in it."""
_OF_AGENT = re.compile(r"mat|matr|matric|matricules?")
_CELL = re.compile(
    r"[#n°]{0,3} ?(?=[a-z0-9/._ -]{0,12}\d\d)(?:[a-z]{1,8}[ /._-]?)?\d[a-z0-9]{0,12}(?:[ /._-][a-z0-9]{1,10}){0,4}"
)
_DATED = re.compile(
    r"[0-3]?\d[/.-][01]?\d[/.-](?:19|20)?\d\d(?: .*)?|(?:19|20)\d\d(?:[/.-][01]?\d(?:[/.-][0-3]?\d)?)?(?:[t ].*)?|\d{1,2}[h:]\d\d.*"
)

_VALUE = r"(?=[a-z0-9/._-]{0,12}\d\d)[a-z0-9]{1,14}(?:[/._-][a-z0-9]{1,12}){0,4}"
_ATTRIBUTE = re.compile(
    rf"<{_OWNER}(?![a-z])[^<>\n]{{0,120}}?[ _-](?:id|ref|reference|num|numero|code|matricule) ?= ?[\"'](?P<v>{_VALUE})[\"']"
)
_ASSIGNED = re.compile(
    rf"(?<![a-z]){_OWNER}(?:[_.-]?(?:id|ref|num|numero|code|no))? ?= ?[\"']?(?P<v>{_VALUE})(?![\w@/.-])"
)
_KEY = re.compile(
    rf"[\"'](?:{_OWNER}[_-]?)?(?:id|ref|reference|num|numero|code|matricule)(?:[_-]?{_OWNER})?[\"'] ?: ?[\"']?(?P<v>{_VALUE})[\"']?(?= ?[,}}\]\n])"
)
_OF_PERSON = re.compile(
    r"[\"'](?:nom|prenom|name|first_?name|last_?name|nom_?\w{0,12}|usager|beneficiaire|demandeur|ddn|date_?(?:de_?)?naissance|nir|tel\w{0,8}|civilite|e?-?mail|adresse)[\"'] ?:"
)

_CODE = re.compile(r"(?<![\w/.@#-])(?P<prefix>[A-Z]{1,6})[-/]\d{2,8}(?:[-/][A-Z0-9]{1,8}){0,3}(?![\w@/-])(?!\.\w)")
_PUBLIC_PREFIX = frozenset(
    "ISO EN NF IEC UTF SHA AES CVE RFC HTTP COVID SRAS USB RJ IP TLS SSL RGPD DSP A D N RN RD E LOT FAC DEV BC DCM DEL VLAN PORT SRV ART COP GIR".split()
)
"""Norms, roads, public acts, machines: what a code of letters and figures names when no person stands beside it."""
_NAMED = r"(?:M\.|MM\.|Mme|Mmes|Mlle|Mr|Monsieur|Madame|MME|MONSIEUR|MADAME|(?i:familles?|épou[xs]e?|consorts))"
_BEFORE = re.compile(rf"{_NAMED} [A-ZÀ-Ý][\w'’-]*(?:[ -][\w'’-]+){{0,3}},? ?[(\[]? ?$")
_OPENED = re.compile(r",? ?[(\[] ?(?:(?:dossier|réf\.?|ref\.?|n°|fiche)[ :]{1,2})?$")
_LED = re.compile(rf"[ \t]?[:–,;|.\-)\]]{{0,2}}[ \t]{{0,3}}(?P<civil>{_NAMED} )?")
_STARTS = re.compile(r"(?:^|\n)[ \t]*(?:[-*•>–]|\d{1,2}[.)])?[ \t|]*$")


class RecordRecognizer(EntityRecognizer):
    """Codes of files and people."""

    def __init__(self, language: str) -> None:
        super().__init__(supported_entities=["CASE_NUMBER"], name="records", supported_language=language)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return the codes of every place."""
        reading = reading_of(text, nlp_artifacts)
        entities_ = nlp_artifacts.entities if nlp_artifacts else []
        people = sorted((e.start_char, e.end_char) for e in entities_ if e.label_ == "PER")
        found = {*_columns(reading, [start for start, _ in people]), *_keys(reading)}
        found |= set(_series(reading, people, found))
        return [result(self, "CASE_NUMBER", *place, 0.7) for place in sorted(found)]


def _columns(reading: Reading, people: Sequence[int]) -> Iterator[_Place]:
    """The cells of a column of numbers, in a table whose other columns are of people."""
    judged: dict[tuple[str, tuple[str, ...]], float] = {}
    for cell in reading.cells:
        about = (cell.heading, cell.table)
        if about not in judged:
            judged[about] = _of_people(cell)
        if judged[about] and (judged[about] == 1 or _names_someone(reading.text, cell, people)):
            value = reading.bare[cell.start : cell.end]
            if _CELL.fullmatch(value) and _is_code(reading, cell.start, cell.end):
                yield cell.start, cell.end


def _of_people(cell: Cell) -> float:
    """Return 1 for a column of numbers of people, 0.5 when its rows must tell, 0 for another column."""
    own = _plain(cell.heading)
    if not _HEADING.fullmatch(own):
        return 0
    others = [name for name in map(_plain, cell.table) if name != own]
    if any(_PEOPLE.search(name) for name in others) or (_OF_AGENT.fullmatch(own) and any(map(_MAYBE.search, others))):
        return 1
    return 0.5 if any(map(_MAYBE.search, others)) else 0


def _names_someone(text: str, cell: Cell, people: Sequence[int]) -> bool:
    """Whether a person is named in the line of the cell."""
    last = text.find("\n", cell.end)
    first = bisect_left(people, text.rfind("\n", 0, cell.start) + 1)
    return first < len(people) and (last < 0 or people[first] < last)


def _plain(heading: str) -> str:
    split = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", heading)
    return re.sub(r"[ _\-.']+", " ", bare(split)).strip()


def _keys(reading: Reading) -> Iterator[_Place]:
    """The keys of records in XML, JSON and logs."""
    if "=" in reading.text:
        for pattern in (_ATTRIBUTE, _ASSIGNED):
            yield from (m.span("v") for m in pattern.finditer(reading.bare) if _is_code(reading, *m.span("v")))
    if '":' in reading.text or "':" in reading.text or '" :' in reading.text:
        for key in _KEY.finditer(reading.bare):
            around = reading.bare[max(0, key.start() - 200) : key.end() + 200]
            if _is_code(reading, *key.span("v")) and _OF_PERSON.search(around):
                yield key.span("v")


def _is_code(reading: Reading, start: int, end: int) -> bool:
    """Letters and two figures, or three figures; no date, no decimal."""
    value = reading.bare[start:end]
    mixed = re.search(r"[a-z]", value) is not None
    figures = len(re.findall(r"\d", value))
    return figures >= (2 if mixed else 3) and not _DATED.fullmatch(value) and not re.fullmatch(r"\d+\.\d+", value)


def _series(reading: Reading, people: Iterable[_Place], known: Iterable[_Place]) -> Iterator[_Place]:
    """Codes beside a person, and those that share their prefix."""
    codes = [code for code in _CODE.finditer(reading.text) if not is_ordinary(Candidate(reading, *code.span()))]
    if not codes:
        return
    starts, ends = {start for start, _ in people}, {end for _, end in people}
    named = {(start, end) for start, end in known}
    prefixes = {c["prefix"] for c in codes if c.span() in named or _is_beside(reading.text, c, starts, ends)}
    yield from (code.span() for code in codes if code["prefix"] in prefixes)


def _is_beside(text: str, code: re.Match[str], starts: set[int], ends: set[int]) -> bool:
    """Whether a person stands right before, with the code in brackets, or right after a code that opens its line."""
    if code["prefix"] in _PUBLIC_PREFIX:
        return False
    lead = text[max(0, code.start() - 60) : code.start()]
    opened = _OPENED.search(lead)
    if opened and (_BEFORE.search(lead[: opened.start()]) or code.start() - len(opened[0]) in ends):
        return True
    if not _STARTS.search(lead):
        return False
    led = _LED.match(text, code.end())
    return led is not None and (led["civil"] is not None or led.end() in starts)


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    return [RecordRecognizer(language)]
