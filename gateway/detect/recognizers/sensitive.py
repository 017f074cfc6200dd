"""Phrases that say a sensitive thing: health, social situation, GDPR articles 9 and 10 (models/lexicons/*.lex)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from gateway.detect.phrases.lexicon import Lexicon, Phrase
from gateway.detect.reading import Reading, bare
from gateway.detect.rules import reading_of, result
from gateway.kinds import MODELS

FILES = ("macros", "medicaments", "sante", "social", "article9", "infractions", "foreign", "innocent")
KINDS = ("HEALTH", "SOCIAL", "RELIGION", "ETHNICITY", "POLITICS", "UNION", "SEXUALITY", "CRIMINAL")
NAME = "lexicon"
INNOCENT, WEAK = "FREE", "WEAK"
LITTLE = 0.4
"""Weight of what needs a person in its own sentence."""
PLAIN = 0.85
SENSED = ((0.98, PLAIN), (0.78, 0.6))
"""Weight of what the network reads, from a certainty on: what is less than sure needs somebody in its own sentence."""

_BRIDGE = re.compile(
    r"\s+(?:(?:de|d['’]|du|des|à|au|aux|par|pour|sous|avec|en|dans|suite à|chez)\s*){0,2}(?:la |l['’]|le |les |un |une |son |sa |ses )?",
    re.IGNORECASE,
)


_COUNTED = re.compile(
    r"(?:(?:deux|trois|quatre|cinq|six|plusieurs|nombreu(?:x|ses)|multiples|\d{1,2}"
    r"|(?:risques?|suspicion|début|antécédents?|tentatives?|refus|menaces?) (?:de |d['’])|(?:panier )?repas|régime) ?)+$",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r" depuis (?:(?:le |la |l['’]|les )?\w+(?: (?:\d{4}|ans?|mois|semaines?|jours?|années?|derni(?:er|ère)))?)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"(?:(?:je |il |elle )?(?:se dit|touche|touchait|perçoi[ts]|prends?(?= d(?:u|e la) )) )(?:de la |de l['’]|du |le |la |l['’]|une? )?(?=\w)",
    re.IGNORECASE,
)
LEAST = 2
_ASKS = re.compile(
    r"situation (?:familiale|sociale|professionnelle|financière)|régime(?: alimentaire)?|allergies?|antécédents?(?: médicaux| judiciaires)?|lésions?|hébergement"
    r"|aides?(?: d['’]urgence)?(?: accordées| perçues| sociales| financières)?|traitements?|handicap|pathologies?|diagnostic|symptômes?|mesure de protection"
    r"|impayés(?: de \w+)?|dettes?|religion|casier(?: judiciaire)?(?: b\d)?|blessures?|accident de (?:service|travail)|violences?|infractions?|soins|secours"
    r"|colis|médicaments?|hospitalisation|fragile",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\.[a-z_]\w*[(_.\[]|\((?:[A-Z]{1,3}\d|\)|[\"'])|\[[\"']")
_IMPORTED = re.compile(r"\bimport [\w. ,]{1,30}$")
_COLON = re.compile(r" {0,3}(?:\([^)\n]{1,20}\) ?)?:(?!:)")
_LEAD = 40
_ASKED = (
    (
        "HEALTH",
        r"allergies?|pathologies?|traitements?(?: medic\w+)?|maladies?|handicaps?|diagnostics?|antecedents medicaux|regime alimentaire|sante",
    ),
    ("SOCIAL", r"situation (?:familiale|sociale)|mesure de protection|aides? percues?"),
    ("RELIGION", r"religion|confession|culte"),
    ("UNION", r"syndicat|appartenance syndicale"),
    ("CRIMINAL", r"infractions?|condamnations?|casier(?: judiciaire)?|antecedents judiciaires"),
)
_FIELD = tuple(
    (
        kind,
        re.compile(
            rf"(?<![a-z])(?:{names})(?: ?\([a-z ]{{1,20}}\))?[\"'*]{{0,3}}[ \t]{{0,3}}[:=][ \t\"'*]{{0,4}}(?P<v>[a-z][^\n;|\"<>{{}},.()/]{{2,50}})"
        ),
        re.compile(rf"(?:{names})(?: [a-z]+)?"),
    )
    for kind, names in _ASKED
)
"""Fields and columns that ask for a sensitive thing: whatever stands there is one."""
_NOTHING = re.compile(
    r"(?:non|oui|neant|ras|r\.a\.s|aucune?s?|sans|a (?:preciser|completer|renseigner)|voir|inconnue?|nc|n/a|null|none|true|false|vide|x|-|0)(?![a-z]).*"
)


@cache
def lexicon() -> Lexicon:
    """Return the lexicons, read once a process. Raises ModelError."""
    return Lexicon(MODELS / "lexicons" / f"{name}.lex" for name in FILES)


def phrases(text: str, sensed: Iterable[Phrase] = ()) -> list[Phrase]:
    """Return the sensitive phrases of a text: innocent ones let go, those of one kind that touch or lean on each other joined.

    sensed: what was read beside the lexicons.
    """
    found = sorted([*lexicon().find(text), *sensed], key=lambda p: (p.label, p.start, -p.end))
    kinds = {label: list(group) for label, group in groupby(found, key=lambda p: p.label)}
    innocent = kinds.pop(INNOCENT, [])
    little = {(phrase.start, phrase.end) for phrase in kinds.pop(WEAK, [])}
    joined = [phrase for group in kinds.values() for phrase in _without(_joined(text, group), innocent)]
    weighed = [p._replace(weight=LITTLE) if (p.start, p.end) in little else p for p in joined]
    told = (p for p in _outside(weighed) if not _is_heading(text, p) and not _is_code(text, p))
    return [_bared(text, _stretched(text, p)) if p.weight > LITTLE else p for p in told]


def _is_heading(text: str, phrase: Phrase) -> bool:
    """Whether the phrase only asks: "Allergie : arachide", "Situation familiale : veuf"."""
    return bool(_ASKS.fullmatch(text, phrase.start, phrase.end) and _COLON.match(text, phrase.end))


def _is_code(text: str, phrase: Phrase) -> bool:
    """Whether the phrase is a name of a program: "import pandas as pd", "pd.read_csv", "RECHERCHEX("."""
    after = _CALLED.match(text, phrase.end)
    before = _IMPORTED.search(text, max(0, phrase.start - _LEAD), phrase.start)
    return after is not None or before is not None


def _bared(text: str, phrase: Phrase) -> Phrase:
    """Leave out the verb and the article that only lead to what is said: "prend de la Ritaline", "se dit hémophile"."""
    lead = _VERB.match(text, phrase.start, phrase.end) if phrase.label in {"HEALTH", "SOCIAL"} else None
    return phrase._replace(start=lead.end()) if lead and phrase.end - lead.end() > LEAST else phrase


def _stretched(text: str, phrase: Phrase) -> Phrase:
    """Take in how many, and since when: "trois crédits à la consommation depuis mars"."""
    before = _COUNTED.search(text, max(0, phrase.start - _LEAD), phrase.start)
    start = before.start() if before and not text[before.start() - 1 : before.start()].isalnum() else phrase.start
    after = _SINCE.match(text, phrase.end)
    return phrase._replace(start=start, end=after.end() if after else phrase.end)


def _asked(reading: Reading) -> Iterator[Phrase]:
    """Yield what stands in a field or a column that asks for a sensitive thing."""
    for kind, field, heading in _FIELD:
        for match in field.finditer(reading.bare):
            if not _NOTHING.fullmatch(match["v"].strip()):
                yield Phrase(match.start("v"), match.start("v") + len(match["v"].rstrip(" '\"*")), kind, PLAIN)
        for cell in reading.cells:
            value = reading.bare[cell.start : cell.end]
            asked = heading.fullmatch(bare(cell.heading).replace("_", " ").strip())
            if asked and re.search(r"[a-z]{3}", value) and not _NOTHING.fullmatch(value):
                yield Phrase(cell.start, cell.end, kind, PLAIN)


def _outside(found: list[Phrase]) -> Iterator[Phrase]:
    """Yield all but the words of little weight inside a stronger phrase of another theme: "violences" in "violences volontaires"."""
    strong = sorted((p for p in found if p.weight > LITTLE), key=lambda p: (p.start, -p.end))
    at, reach = 0, -1
    for phrase in sorted(found, key=lambda p: (p.start, -p.end)):
        while at < len(strong) and strong[at].start <= phrase.start:
            reach = max(reach, strong[at].end)
            at += 1
        if phrase.weight > LITTLE or phrase.end > reach:
            yield phrase


def _joined(text: str, group: Iterable[Phrase]) -> Iterator[Phrase]:
    last: Phrase | None = None
    for phrase in group:
        if last is None:
            last = phrase
        elif phrase.start < last.end or _BRIDGE.fullmatch(text, last.end, phrase.start):
            last = Phrase(last.start, max(last.end, phrase.end), last.label, max(last.weight, phrase.weight))
        else:
            yield last
            last = phrase
    if last is not None:
        yield last


def _without(group: Iterable[Phrase], innocent: list[Phrase]) -> Iterator[Phrase]:
    at, reach = 0, 0
    for phrase in group:
        while at < len(innocent) and innocent[at].start <= phrase.start:
            reach = max(reach, innocent[at].end)
            at += 1
        if phrase.end > reach:
            yield phrase


def _sensed(artifacts: NlpArtifacts | None) -> Iterator[Phrase]:
    """Yield what the network read, with a weight by how sure it is; a name says nothing, wherever it comes from."""
    names = [(name.start_char, name.end_char) for name in getattr(artifacts, "entities", ())]
    for found in getattr(artifacts, "phrases", ()):
        if any(start <= found.start_char and found.end_char <= end for start, end in names):
            continue
        weight = next((weight for least, weight in SENSED if found.certainty >= least), None)
        if weight is not None:
            yield Phrase(found.start_char, found.end_char, found.label_, weight)


class SensitiveRecognizer(EntityRecognizer):
    """Each phrase of a lexicon; the score is the weight of its heading, which sensitive.judge reads."""

    def __init__(self, language: str) -> None:
        super().__init__(supported_entities=list(KINDS), name=NAME, supported_language=language)

    def load(self) -> None:
        """Read the lexicons."""
        lexicon()

    def analyze(
        self,
        text: str,
        entities: list[str],  # Presidio's signature
        nlp_artifacts: NlpArtifacts | None = None,
    ) -> list[RecognizerResult]:
        """Return the phrases found."""
        found = [*phrases(text, _sensed(nlp_artifacts)), *_asked(reading_of(text, nlp_artifacts))]
        return [result(self, p.label, p.start, p.end, p.weight) for p in found]


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the family: the lexicons are French, with the commonest words of the neighbours of French in the area."""
    return [SensitiveRecognizer(language)]
