"""The form of a rule, and the Presidio recogniser that runs a family of them.

Two forms. A ``Shape`` is told by its own writing (an IBAN, a key with a known prefix). A ``Cued`` value needs a word before
it ("n° allocataire 1234567") or a heading above it; the words are found in one pass of an automaton over the whole text,
whatever their number, and only then is the value's pattern tried. Both are linear: patterns are bounded or anchored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import ahocorasick
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from gateway.detect.reading import Reading

MARK = r"[\s:=>\"'«(\[|*`#.,\-]"
GAP = (
    rf"{MARK}{{0,8}}(?:(?:est|etait|sont|c'est|is|n[°o]?|num|numero|no|le|la|les|du|de|sous|suivant|suivante|actuel|complet"
    rf"|porte|attribue|au|votre|mon|son|sa|ma){MARK}{{1,6}}){{0,3}}"
)
"""What may stand between a cue and its value: marks and a few small words."""


def loose(reach: int) -> str:
    """Return a gap of at most ``reach`` characters of anything but a blank line: for values of a telling shape."""
    return rf"(?:[^\n]|\n(?!\s*\n)){{0,{reach}}}?"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be a finding, with what surrounds it."""

    reading: Reading
    start: int
    end: int

    @property
    def value(self) -> str:
        """The plain text of the place."""
        return self.reading.text[self.start : self.end]

    @property
    def digits(self) -> str:
        """Its digits only."""
        return re.sub(r"\D", "", self.value)

    @property
    def compact(self) -> str:
        """Letters and digits only, in capitals."""
        return re.sub(r"[\W_]", "", self.value).upper()

    def before(self, reach: int) -> str:
        """The bare text that precedes, at most ``reach`` characters."""
        return self.reading.bare[max(0, self.start - reach) : self.start]

    def after(self, reach: int) -> str:
        """The bare text that follows, at most ``reach`` characters."""
        return self.reading.bare[self.end : self.end + reach]

    def near(self, pattern: re.Pattern[str], reach: int = 60) -> bool:
        """Whether a word of ``pattern`` stands within ``reach`` characters, before or a little after."""
        return bool(pattern.search(self.before(reach)) or pattern.search(self.after(reach // 2)))


Check: TypeAlias = Callable[[Candidate], str | None]
"""Returns the kind of a candidate, or None to leave it alone."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A value told by its writing. Group ``v`` is the value, else the whole match. ``hints``: one must be in the bare text.

    ``on``: "text" for case and accents, "bare" for neither. ``narrow`` gives a greedy match its true end.
    """

    kind: str
    pattern: re.Pattern[str]
    check: Check | None = None
    hints: tuple[str, ...] = ()
    on: Literal["text", "bare"] = "bare"
    score: float = 0.9
    narrow: Callable[[Candidate], Candidate] | None = None

    def candidates(self, reading: Reading) -> Iterator[Candidate]:
        """Yield the places that match."""
        if self.hints and not any(hint in reading.bare for hint in self.hints):
            return
        group: int | str = "v" if "v" in self.pattern.groupindex else 0
        for match in self.pattern.finditer(getattr(reading, self.on)):
            candidate = Candidate(reading, match.start(group), match.end(group))
            yield self.narrow(candidate) if self.narrow else candidate


@dataclass(frozen=True, slots=True)
class Cued:
    """A value told by a cue: one of ``cues`` (bare words), then ``gap``, then ``value`` (a pattern over ``on``)."""

    kind: str
    cues: tuple[str, ...]
    value: str
    gap: str = GAP
    check: Check | None = None
    on: Literal["text", "bare"] = "bare"
    score: float = 0.85
    in_tables: bool = True
    narrow: Callable[[Candidate], Candidate] | None = None
    after: re.Pattern[str] = field(init=False)
    alone: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "after", re.compile(f"{self.gap}(?P<v>{self.value})"))
        object.__setattr__(self, "alone", re.compile(f"(?P<v>{self.value})"))

    def candidate(self, reading: Reading, at: int) -> Candidate | None:
        """Return the value that follows a cue ending at ``at``."""
        return self._found(reading, self.after.match(getattr(reading, self.on), at))

    def in_cell(self, reading: Reading, start: int, end: int) -> Candidate | None:
        """Return the value of a cell whose heading holds a cue."""
        return self._found(reading, self.alone.match(getattr(reading, self.on), start, end))

    def _found(self, reading: Reading, match: re.Match[str] | None) -> Candidate | None:
        if match is None:
            return None
        candidate = Candidate(reading, match.start("v"), match.end("v"))
        return self.narrow(candidate) if self.narrow else candidate


def _forms(cue: str) -> set[str]:
    """Return how a cue is written: in one word (camelCase), "n°" for "numero", an i that a scanner took for an l."""
    forms = {cue, cue.replace(" ", ""), re.sub(r"(?<![a-z])i", "l", cue)}
    if len(cue) > 5:
        forms |= {cue[:at] + "l" + cue[at + 1 :] for at, char in enumerate(cue) if char == "i"} | {
            cue.replace("l", "1")
        }
    if cue.startswith("numero "):
        rest = cue.removeprefix("numero ")
        bare_rest = re.sub(r"^(?:de |d )", "", rest)
        forms |= {f"{number} {part}" for number in ("n°", "num", "no", "n") for part in (rest, bare_rest)}
        forms |= {f"num{bare_rest.replace(' ', '')}", f"numero {bare_rest}", f"numero{bare_rest.replace(' ', '')}"}
    return forms


class Cues:
    """An automaton over the cue words of many rules."""

    def __init__(self, rules: Sequence[Cued]) -> None:
        self.automaton = ahocorasick.Automaton()
        table: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            for cue in rule.cues:
                for form in _forms(cue):
                    table.setdefault(form, []).append(number)
        for word, numbers in table.items():
            self.automaton.add_word(word, (len(word), tuple(numbers)))
        if table:
            self.automaton.make_automaton()
        self.empty = not table

    def hits(self, words: str, text: str) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield (end of a cue, numbers of its rules). ``text`` has the capitals of ``words``: camelCase splits words."""
        for last, (length, numbers) in self.automaton.iter(words) if not self.empty else ():
            start, end = last - length + 1, last + 1
            if start and words[start - 1].isalnum() and not (text[start].isupper() and text[start - 1].islower()):
                continue
            end += words[end : end + 1] == "s"
            if words[end : end + 1].isalpha() and not (text[end].isupper() and text[end - 1].islower()):
                continue
            yield end, numbers


class Family(EntityRecognizer):
    """A family of rules as one Presidio recogniser."""

    def __init__(self, name: str, language: str, shapes: Iterable[Shape] = (), cued: Iterable[Cued] = ()) -> None:
        self.shapes, self.cued = tuple(shapes), tuple(cued)
        self.cues = Cues(self.cued)
        kinds = sorted({rule.kind for rule in self.shapes} | {rule.kind for rule in self.cued})
        super().__init__(supported_entities=kinds, name=name, supported_language=language)

    def load(self) -> None:
        """Nothing to load: rules are code."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return what the rules of this family find in ``text``. ``entities`` is not used: every rule runs."""
        reading = reading_of(text, nlp_artifacts)
        found = {(c.start, c.end, kind): score for c, kind, score in self.candidates(reading) if c.end > c.start}
        return [result(self, kind, start, end, score) for (start, end, kind), score in found.items()]

    def candidates(self, reading: Reading) -> Iterator[tuple[Candidate, str, float]]:
        """Yield (place, kind, score) of every rule that holds."""
        for shape in self.shapes:
            for candidate in shape.candidates(reading):
                yield from _judged(shape, candidate)
        for end, numbers in self.cues.hits(reading.words, reading.text):
            for number in numbers:
                yield from _judged(self.cued[number], self.cued[number].candidate(reading, end))
        yield from self._in_tables(reading)

    def _in_tables(self, reading: Reading) -> Iterator[tuple[Candidate, str, float]]:
        named: dict[str, set[int]] = {}
        for cell in reading.cells:
            if cell.heading not in named:
                heading = Reading(cell.heading)
                hits = self.cues.hits(heading.words, heading.text)
                named[cell.heading] = {n for _, numbers in hits for n in numbers if self.cued[n].in_tables}
            for number in sorted(named[cell.heading]):
                yield from _judged(self.cued[number], self.cued[number].in_cell(reading, cell.start, cell.end))


def _judged(rule: Shape | Cued, candidate: Candidate | None) -> Iterator[tuple[Candidate, str, float]]:
    if candidate is not None:
        kind = rule.check(candidate) if rule.check else rule.kind
        if kind:
            yield candidate, kind, rule.score


def reading_of(text: str, artifacts: NlpArtifacts | None) -> Reading:
    """Return the reading made with the artifacts, or a new one when another engine calls."""
    reading = getattr(artifacts, "reading", None)
    return reading if isinstance(reading, Reading) else Reading(text)


def result(recognizer: EntityRecognizer, kind: str, start: int, end: int, score: float) -> RecognizerResult:
    """Return a Presidio result signed by its recogniser."""
    metadata = {
        RecognizerResult.RECOGNIZER_NAME_KEY: recognizer.name,  # type: ignore[has-type]  # Presidio's
        RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recognizer.id,
    }
    return RecognizerResult(kind, start, end, score, recognition_metadata=metadata)


def words(pattern: str) -> re.Pattern[str]:
    """Compile a list like that of ``listed``, written bare, as whole words."""
    return re.compile(rf"(?<![a-z]){one_of(pattern)}(?![a-z])")


def listed(names: str) -> tuple[str, ...]:
    """Return the names of a list written with commas, over as many lines as it takes."""
    return tuple(name for line in names.splitlines() for part in line.split(",") if (name := part.strip()))


def one_of(names: str) -> str:
    """Return the pattern of a list written like ``listed``; each name is a pattern without commas."""
    return f"(?:{'|'.join(listed(names))})"
