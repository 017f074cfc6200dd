"""Turn stand-ins back into what they stand for. Bytes may come cut anywhere; nothing is ever guessed.

Rules, each with its test:
- one pass: restored text is never read again;
- only stand-ins issued in this exchange are restored, the rest stays as it is and is counted as unrestored;
- tolerant of what models do: case, ``\\_``, spaces or hyphens between the words, a missing bracket, HTML and JSON
  escapes;
- without any bracket, only with its underscores: "personne 1" is plain French;
- inside a URL it stays a stand-in, unless the user's own text held that very URL: a link is fetched, and would carry
  it away; so it does behind 2,048 signs without a space, which may be any URL;
- in JSON a value is escaped, in prose it is not;
- text is held back only while it may still become a stand-in.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import regex

from gateway.domain import Json
from gateway.pseudonym.mask import Masker
from gateway.pseudonym.offsets import Shifts
from gateway.pseudonym.quoted import Quotes
from gateway.pseudonym.standins import Key

_OPEN = r"(?:\[|&\#0*91;|&\#[xX]0*5[bB];|&l(?:brack|sqb);|\\{1,2}\[|\\u005[bB])"
_CLOSE = r"(?:\]|&\#0*93;|&\#[xX]0*5[dD];|&r(?:brack|sqb);|\\{1,2}\]|\\u005[dD])"
_UNDERSCORE = r"(?:\\{0,2}_|&\#0*95;|\\u005[fF])"
_LOOSE = rf"(?:{_UNDERSCORE}|&nbsp;|[ \u00a0\u202f-])"
_TAIL = regex.compile(rf"\s?{_CLOSE}")
_LONGEST = 96
_RUN = 2048
_LINK = regex.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//[^\s<>\"'`)]*\Z|\bwww\.[^\s<>\"'`)]*\Z|\bdata:[^\s<>\"'`)]*\Z", regex.IGNORECASE
)
_UNSEEN = regex.compile(rf"[^\s<>\"'`)]{{{_RUN}}}")
"""A run of signs too long for its beginning to be seen: it may be any link."""


def grammar(words: Collection[str]) -> regex.Pattern[str]:
    """Return the pattern of every writing of a stand-in that has one of ``words``."""
    tight = "|".join(_UNDERSCORE.join(map(regex.escape, word.split("_"))) for word in words)
    loose = "|".join(_LOOSE.join(map(regex.escape, word.split("_"))) for word in words)
    number = r"[FM]?(?<number>\d{1,6})(?<letter>[b-z]{0,2})"
    bracketed = rf"{_OPEN}\s?(?<word>{loose}){_LOOSE}{number}(?:\s?{_CLOSE})"
    half_open = rf"{_OPEN}?(?<![\p{{L}}\p{{N}}])(?<word>{tight}){_UNDERSCORE}{number}(?![\p{{L}}\p{{N}}]){_CLOSE}?"
    return regex.compile(f"{bracketed}|{half_open}", regex.IGNORECASE)


_MARKS = regex.compile(r"[\[&\\_]")
_DIGIT = regex.compile(r"\d")
_FOLDED = frozenset("ſ\u212aıİ")
"""Letters beyond ASCII that stand for one of its letters when case does not count."""


def beginnings(words: Collection[str]) -> frozenset[str]:
    """Return every beginning of ``words``, in capitals, up to their first underscore."""
    firsts = (word.partition("_")[0].upper() for word in words)
    return frozenset(itertools.chain.from_iterable(map(itertools.accumulate, firsts)))


class Documents(Protocol):
    """The documents of the request, as whoever reads an answer needs them."""

    def moves(self, index: Json) -> tuple[Shifts, ...]:
        """Return where the places of the index-th document are in the caller's own."""


@dataclass(slots=True)
class Restorer:
    """Restores one channel of text, fed piece by piece.

    json: it is JSON source, so values are escaped; otherwise where they stand in a string of a text that is JSON.
    values: originals by key. links: beginnings of URLs that the user's own text held, up to a stand-in. beginnings:
    those of the stand-ins' words; without them nothing is skipped. masker: masks what the model says of its own, before
    anything is restored. cited: what citations point into.
    """

    values: Mapping[Key, str] = field(repr=False)
    pattern: regex.Pattern[str] = field(repr=False)
    links: frozenset[str] = field(default=frozenset(), repr=False)
    json: bool = False
    beginnings: frozenset[str] = field(default=frozenset(), repr=False)
    masker: Masker | None = field(default=None, repr=False)
    cited: Documents | None = field(default=None, repr=False)
    restored: int = 0
    unrestored: int = 0
    _held: str = field(default="", repr=False)
    _before: str = field(default="", repr=False)
    _quotes: Quotes = field(default_factory=Quotes, repr=False)
    _shifts: Shifts = field(default_factory=Shifts, repr=False)

    def feed(self, text: str) -> str:
        """Return what of the text so far can be shown: all but an end that may yet become a stand-in."""
        if self.masker is not None:
            text = self.masker.feed(text)
        return self._advance(self._held + text, final=False)

    def skip(self, text: str) -> bool:
        """Take in a piece that shows as it is, without the search for stand-ins; False, and nothing, where one may be.

        A stand-in has a bracket, an underscore or an escape in it, or begins at the end of the piece with its word.
        """
        if self.masker is not None or self._held or not self.beginnings or _MARKS.search(text):
            return False
        at = len(text)
        while at and text[at - 1].isalpha():
            at -= 1
        run = text[at:]
        if run.upper() in self.beginnings or not (run.isascii() or _FOLDED.isdisjoint(run)):
            return False
        self._before = _last_run(self._before + self._passed(text))
        return True

    def whole(self, text: str) -> str:
        """Return a text of its own restored, whatever came before: at once where it can hold no stand-in."""
        self._before, self._quotes, self._shifts = "", Quotes(), Shifts()
        if self.masker is not None:
            self.masker.shifts = Shifts()
            return self.feed(text) + self.flush()
        if _MARKS.search(text) and _DIGIT.search(text):
            return self._advance(text, final=True)
        return text

    def flush(self) -> str:
        """Return what was held back: no more text will come."""
        rest = self.masker.flush() if self.masker is not None else ""
        return self._advance(self._held + rest, final=True)

    @property
    def moves(self) -> tuple[Shifts, ...]:
        """Where the places of the text so far went: what was masked, then what was restored."""
        return (self._shifts,) if self.masker is None else (self.masker.shifts, self._shifts)

    @property
    def holding(self) -> bool:
        """Whether text is held back."""
        return bool(self._held) or (self.masker is not None and self.masker.holding)

    def _advance(self, text: str, *, final: bool) -> str:
        whole = self._before + text
        position = emitted = len(self._before)
        out: list[str] = []
        while True:
            match = self.pattern.search(whole, position, partial=not final)
            if match is None:
                hold = len(whole)
                break
            if not final and (held := self._pending(whole, position, match)) is not None:
                hold = held
                break
            out.append(self._passed(whole[emitted : match.start()]))
            out.append(self._value(match, whole[max(0, match.start() - _RUN) : match.start()]))
            self._quotes.read(match[0])
            self._shifts.replaced(len(match[0]), len(out[-1]))
            position = emitted = match.end()
        out.append(self._passed(whole[emitted:hold]))
        self._held = whole[hold:]
        self._before = _last_run(whole[:hold])
        return "".join(out)

    def _passed(self, text: str) -> str:
        self._quotes.read(text)
        self._shifts.passed(len(text))
        return text

    def _pending(self, whole: str, position: int, match: regex.Match[str]) -> int | None:
        """Return where text must be held back from, when this match or one that begins before it may still grow."""
        # the search prefers a whole match to a partial one that begins earlier
        for start in range(max(position, len(whole) - _LONGEST), match.start()):
            if whole[start] in "[&\\":
                earlier = self.pattern.match(whole, start, partial=True)
                if earlier is not None and earlier.partial:
                    return start
        return match.start() if match.partial or _may_grow(match, whole) else None

    def _value(self, match: regex.Match[str], before: str) -> str:
        key = key_of(match)
        value = self.values.get(key)
        link = _LINK.search(before)
        if value is None or _UNSEEN.fullmatch(before) or (link is not None and link[0] not in self.links):
            self.unrestored += 1
            return str(match[0])
        self.restored += 1
        return json.dumps(value, ensure_ascii=False)[1:-1] if self.json or self._quotes.inside else value


def _may_grow(match: regex.Match[str], whole: str) -> bool:
    """Tell whether more text could make this match longer: another digit, or the bracket that closes it."""
    if match[0].endswith(("]", ";")):
        return False
    return match.end() == len(whole) or _TAIL.fullmatch(whole, match.end(), partial=True) is not None


def key_of(match: regex.Match[str]) -> Key:
    """Return what a written stand-in names, whatever was done to its writing."""
    word = regex.sub(_LOOSE, "_", match["word"]).upper()
    return word, int(match["number"]), match["letter"].lower()


def links(text: str, pattern: regex.Pattern[str]) -> frozenset[str]:
    """Return the beginnings of URLs in an outgoing text, up to each stand-in inside them."""
    if "//" not in text:
        low = text.lower()
        if "www." not in low and "data:" not in low:
            return frozenset()
    found = (_LINK.search(text, max(0, m.start() - _RUN), m.start()) for m in pattern.finditer(text))
    return frozenset(link[0] for link in found if link is not None)


def _last_run(text: str) -> str:
    """Return the end of a text that can matter for what follows: a URL holds no white space."""
    tail = text[-_RUN:]
    cut = max(tail.rfind(" "), tail.rfind("\n"), tail.rfind("\t"), tail.rfind("\r"))
    return tail[max(0, cut) :]
