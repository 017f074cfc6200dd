"""Dates and years of birth, in every French writing. A date is one of birth only when words, a heading or a key say so."""

from __future__ import annotations

import re

from presidio_analyzer import EntityRecognizer

from gateway.detect.numerals import WORD
from gateway.detect.rules import Candidate, Cued, Family, Shape, listed, loose

MONTH = (
    r"(?:janvier|janv|jan|fevrier|fevr|fev|feb|mars|mar|avril|avr|apr|mai|may|juin|jun|juillet|juil|jul|aout|aou|aug|septembre|sept|sep"
    r"|octobre|oct|novembre|nov|decembre|dec|january|february|march|april|june|july|august|september|october|november|december)\.?"
)
_DAY = r"(?:1 ?er|[0-3]?[0-9ol]|premier)"
_FULL_YEAR = r"(?:[1li]9|2[0o])[\dlio]{2}"
"""A year, as a scanner may write it: l96O."""
_YEAR = rf"(?:{_FULL_YEAR}|['’]?\d{{2}})"
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?"
_SAID = rf"(?:{WORD}|mille|mil|cents?|et)"
_SAID_DAY = rf"(?:premier|{WORD}(?:[ -](?:et[ -])?{WORD})?)"
NUMERIC = rf"(?:(?:1er|[0-3ol]?[\dol]) ?[/.\-_ ] ?[01ol]?[\dol] ?[/.\-_ ] ?(?:{_FULL_YEAR}|\d{{2}})|(?:19|20)\d{{2}}[/.\-_ ]?[01]\d[/.\-_ ]?[0-3]\d)(?:t\d{{2}}:\d{{2}}[:\d.z]{{0,12}})?"
WORDED = rf"{_WEEKDAY}{_DAY}[ .\-/\n]{{0,2}}{MONTH}[ .\-/,\n]{{0,3}}{_YEAR}"
SPOKEN = rf"{_SAID_DAY} {MONTH} (?:{_YEAR}|{_SAID}(?:[ -]{_SAID}){{0,8}})"
ENGLISH = rf"{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}"
COMPACT = r"[0-3]\d[01]\d(?:19|20)?\d{2}"
PARTIAL = rf"(?:{_DAY} {MONTH}|{MONTH} (?:19|20)\d{{2}}|[01]?\d/(?:19|20)\d{{2}}|[0-3]?\d/[01]?\d)"
_STOP = r"(?![0-9a-z])"
DATE = rf"(?:{NUMERIC}|{WORDED}|{SPOKEN}|{ENGLISH}|{COMPACT}){_STOP}"

_CUES = listed(
    """
    date de naissance, dates de naissance, date naissance, date naiss, naissance, naiss, ddn, d d n, dnaiss,
    date de naiss, dob, birth date, birthdate, date of birth, birthday, bday, born on, born, date nais, dt naiss,
    dtnaiss, datnaiss, ne le, nee le, nes le, nees le, ne(e) le, ne(e), ne/nee le, d naiss, anniversaire, birth,
    annee de naissance, naiss le, nele, nee, naissance le, date nais., d. naiss, dn, d n, jour de naissance
    """
)
_LABEL_GAP = r"(?:[\s:=>\"'«(\[|*`#.,\-]|\(?(?:jj|dd)[/.-]?mm[/.-]?aaaa\)?){0,12}(?:(?:est|etait|le|du|prevue?|au|du|de|l'|son|fils|fille|enfant|mere|pere|la|pour)[\s:'\"]{1,4}){0,3}"
_BORN_HOW = (
    r"(?:prematurement|prematuree?s?|a terme|avant terme|par cesarienne|grande?s? prematuree?s?|vivante?s?|viables?|sans vie|jumeaux|jumelles"
    r"|tous (?:les )?(?:deux|trois)|toutes (?:les )?(?:deux|trois)|seule?|francais\w*|sous x|a domicile|hors mariage)"
)
_BORN = (
    r"(?<![a-z])(?:ne|nee|nes|nees|n[eé]\(e\)|ne\.e|nee?·e|ne/nee|ne\(e\)s?)"
    rf"(?: (?:(?:tres|tout|trop|un peu) )?{_BORN_HOW}){{0,2}}(?P<place>(?: |\n|\([a-z. ]{{1,12}}\)|,){{1,3}}(?:(?:a|au|aux|en|dans) (?!{MONTH}|\d)[^\n.;\d]{{2,40}}?(?:\(\d{{2,3}}\)|\d{{5}})?[, ]{{1,3}})?)"
    r"(?:il y a [\da-z ]{1,14}(?:jours|semaines|mois|ans),? )?"
    r"(?:le |l'|les |du |en date du |en |vers |courant |debut |fin )?[:\s]{0,3}"
)
_BORN_DATE = re.compile(rf"{_BORN}(?P<v>{DATE})")
_BORN_NEXT = re.compile(rf"{_BORN}{DATE},? (?:et|&|puis|ainsi que) (?:le |celle du |du )?(?P<v>{DATE})")
_BORN_PARTIAL = re.compile(rf"{_BORN}(?<=[a-z :])(?P<v>{PARTIAL}{_STOP}|(?:19|20)\d{{2}}{_STOP})")
_GAVE_BIRTH = re.compile(
    r"(?<![a-z])(?:(?P<sure>a accouche|a donne naissance|a mis au monde|(?:a )?vu le jour|venue?s? au monde)|accouchement|(?<!acte de )(?<!actes de )(?<!extrait de )naissance)"
    rf"(?: [a-z'-]{{1,16}}){{0,6}}?,? (?:le |du |au |de |en )?(?P<v>{DATE}|(?(sure){PARTIAL}{_STOP}|(?!)))"
)
"""Of a child: "elle a accouché de Lou le 3 mai 2026", "naissance de Tom le 4/5/26"."""
_IS_BORN = re.compile(r"(?<![a-z])(?:est|sont) nee?s?(?![a-z])")
_ANY_DATE = re.compile(rf"(?<![0-9a-z]){DATE}")
_BORN_SPOKEN = re.compile(
    rf"(?<![a-z])nee?s? en (?P<v>{_SAID}(?:[ -]{_SAID}){{0,8}})(?![a-z-])(?! (?:ans|mois|minutes|jours))"
)
_BORN_SHORT = re.compile(
    rf"(?<![a-z])(?:nee?|nes|nees) (?:en|vers|fin|debut) (?P<v>(?:19|20)?\d{{2}}){_STOP}(?! (?:ans|mois|minutes|jours))"
)
_NAMED = re.compile(
    r"[A-ZÀ-Ý][\w'’-]{1,30} ?\( ?(?:n[ée]+e?(?: le)? )?(?P<v>[0-3]?\d[/.-][01]?\d[/.-](?:19[0-9]\d|200\d))(?= ?[),])"
)
_AFTER_NAME = re.compile(
    r"(?<![\w'-])(?:[A-ZÀ-Ý][A-ZÀ-Ý'-]{1,25} [A-ZÀ-Ý][\w'-]{1,25}|[A-ZÀ-Ý][a-zà-ÿ'-]{1,25} [A-ZÀ-Ý][A-ZÀ-Ý'-]{1,25}|[A-ZÀ-Ý][a-zà-ÿ'-]{1,25} ?»)"
    r"[ ,;:(|-]{1,4}(?P<v>[0-3]?\d[/.-][01]?\d[/.-](?:19[2-9]\d|20(?:0\d|1[0-5])))(?![\d/])"
)
_YEAR_NAMED = re.compile(r"[A-ZÀ-Ý][\w'’-]{1,30} ?\((?:n[ée]+e? (?:en )?)(?P<v>(?:19|20)\d{2})\)")


def _date(candidate: Candidate) -> str | None:
    """A day and a month that exist."""
    numbers = [int(n) for n in re.findall(r"\d+", candidate.value)]
    if len(numbers) == 3 and re.fullmatch(r"[\d/.\-_ ]+", candidate.value):
        first, second, last = numbers
        day, month = (last, second) if first > 31 else (first, second)
        return "DATE_OF_BIRTH" if 1 <= day <= 31 and 1 <= month <= 12 else None
    return "DATE_OF_BIRTH"


def _date_before(candidate: Candidate) -> Candidate:
    """Of "le 3 mars 1954 à dix heures est née", the last date of the sentence so far."""
    lead = max(0, candidate.start - 120)
    sentence = max(candidate.reading.bare.rfind(mark, lead, candidate.start) for mark in (". ", ";", "\n\n"))
    dates = list(_ANY_DATE.finditer(candidate.reading.bare, max(lead, sentence + 1), candidate.start))
    at = dates[-1].span() if dates else (candidate.start, candidate.start)
    return Candidate(candidate.reading, *at)


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    shapes = (
        Shape("DATE_OF_BIRTH", _BORN_DATE, _date, hints=("ne",)),
        Shape("DATE_OF_BIRTH", _BORN_NEXT, _date, hints=("ne",)),
        Shape("DATE_OF_BIRTH", _BORN_PARTIAL, hints=("ne",), score=0.7),
        Shape("DATE_OF_BIRTH", _BORN_SHORT, hints=("ne",), score=0.7),
        Shape("DATE_OF_BIRTH", _GAVE_BIRTH, _date, hints=("accouche", "naissance", "monde", "le jour"), score=0.7),
        Shape("DATE_OF_BIRTH", _IS_BORN, _date, hints=("ne",), narrow=_date_before, score=0.8),
        Shape("DATE_OF_BIRTH", _BORN_SPOKEN, hints=("ne",), score=0.7),
        Shape("DATE_OF_BIRTH", _AFTER_NAME, _date, on="text", score=0.6),
        Shape("DATE_OF_BIRTH", _NAMED, _date, on="text", hints=("(",), score=0.6),
        Shape("DATE_OF_BIRTH", _YEAR_NAMED, on="text", hints=("(",), score=0.7),
    )
    place = r"(?:(?:[\s:,]{1,3}(?:et )?lieu[^\n\d:]{0,20}:?)|(?: (?:a|au) [a-z' -]{2,30}[, (]{1,3}(?:\d{2,3}\))?))?"
    cued = (
        Cued("DATE_OF_BIRTH", _CUES, DATE, gap=_LABEL_GAP + place + r"[\s:,]{0,3}(?:le )?", check=_date),
        Cued("DATE_OF_BIRTH", _CUES, DATE, gap=loose(30), check=_date, score=0.75, in_tables=False),
        Cued("DATE_OF_BIRTH", _CUES, rf"(?:(?:19|20)\d{{2}}|{PARTIAL}){_STOP}", gap=r"[\s:=>\"'|*`(]{1,6}", score=0.7),
    )
    return [Family("dates", language, shapes, cued)]
