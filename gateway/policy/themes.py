"""The finer themes of the taxonomy (themes.yaml): child protection within what is social, residence within origin…

Detection tells broad kinds. The DSI's own phrases tell which theme a passage is about, so that rules can be stricter on
some. A theme is an additional finding: it can make a verdict more severe and never milder.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pydantic import Field

from gateway.domain import Finding, Slot
from gateway.policy.fold import View
from gateway.policy.forms import Form, Line, Name, YesNo
from gateway.policy.terms import Match, Term, TermIndex

SOURCE = "themes.yaml"
_NAMES_SOMEBODY = frozenset({"PERSON", "FR_NIR", "FR_NIR_INVALID", "DATE_OF_BIRTH", "CASE_NUMBER"})
_PARAGRAPH = re.compile(r"\n\s*\n")


class Theme(Form):
    """A kind and the phrases by which it is known; plural, case, accents and spacing do not count."""

    kind: Name = Field(validation_alias="type", description="Type de models/kinds.yaml.")
    within: tuple[Name, ...] = Field(
        default=(), validation_alias="precise", description="Types larges : vu dans un passage de l'un d'eux."
    )
    alone: YesNo = Field(default=False, validation_alias="seul", description="oui : vu aussi hors de ces passages.")
    terms: tuple[Line, ...] = Field(validation_alias="termes", min_length=1)


class Themes(Form):
    """The form of themes.yaml."""

    themes: tuple[Theme, ...] = Field(validation_alias="themes", min_length=1)


class ThemeIndex:
    """The themes of the DSI, ready for search."""

    def __init__(self, themes: Themes) -> None:
        self._themes = {theme.kind: theme for theme in themes.themes}
        views = frozenset({View.SINGULAR})
        self._terms = TermIndex(
            Term(text, SOURCE, 0, theme.kind, views) for theme in themes.themes for text in theme.terms
        )

    def search(self, slot: Slot, findings: Sequence[Finding]) -> list[Finding]:
        """Return a finding for each theme of ``slot``; ``findings`` are what detection saw in it.

        Within a passage that detection saw, the theme has its place and is about a person where the passage is. Alone,
        it is about a person when its paragraph names one.
        """
        here = [found for found in findings if found.path == slot.path]
        matches = self._terms.search(slot.text)
        return list(dict.fromkeys(found for match in matches for found in self._of(slot, match, here)))

    def _of(self, slot: Slot, match: Match, here: Sequence[Finding]) -> Iterator[Finding]:
        theme = self._themes[match.kind]
        inside = [f for f in here if f.kind in theme.within and f.start < match.end and match.start < f.end]
        for found in inside:
            yield _finding(slot, found.start, found.end, theme.kind, about_person=found.about_person)
        if not inside and theme.alone:
            yield _finding(slot, match.start, match.end, theme.kind, about_person=_named(slot.text, match, here))


def _named(text: str, match: Match, here: Sequence[Finding]) -> bool:
    """Tell whether somebody is named in the paragraph of ``match``."""
    ends = [gap.start() for gap in _PARAGRAPH.finditer(text)]
    paragraph = bisect_right(ends, match.start)
    return any(found.kind in _NAMES_SOMEBODY and bisect_right(ends, found.start) == paragraph for found in here)


def _finding(slot: Slot, start: int, end: int, kind: str, *, about_person: bool) -> Finding:
    return Finding(slot.path, start, end, kind, 1.0, SOURCE, about_person=about_person)
