"""What looks like a name of a person and means none: streets, schools, laws, saints, public figures."""

from __future__ import annotations

import re

from gateway.detect.names import Names
from gateway.detect.person_words import BETWEEN, BUILDINGS, HONOURS, PUBLIC, SAINTS, STREETS
from gateway.detect.words import INITIAL, Words

_NEAR = re.compile(r"[ \t]{1,2}|'|-|\. ?| ?\n[ \t]*|[ ]?[«\"] ?|' ")
REACH = 5


def is_place(words: Words, first: int) -> bool:
    """Whether the name at word ``first`` is that of a street, a building, a law... by the words before it."""
    at = first
    for _ in range(REACH):
        if at == 0 or not _NEAR.fullmatch(words.gap(at)):
            return False
        at -= 1
        word = words.sense[at]
        if word in STREETS or word in BUILDINGS:
            return not _counts(words, at)
        if word not in BETWEEN and word not in HONOURS and word not in PUBLIC and words.shapes[at] != INITIAL:
            return False
    return False


def _counts(words: Words, at: int) -> bool:
    """Whether the word at ``at`` is a short form that is also something else ("R", "ch", "pl")."""
    word = words.raw[at]
    return len(word) <= 2 and (word.isupper() or words.gap(at + 1)[:1] not in {".", " "})


def is_saint(words: Words, first: int) -> bool:
    """Whether a saint, so a place or a feast, stands there: "Saint-Clair", "la Sainte Marie"."""
    if words.sense[first] in SAINTS:
        return True
    return first > 0 and words.sense[first - 1] in SAINTS and bool(re.fullmatch(r"[ -]|\. ?|-? ", words.gap(first)))


_OFFICE = (
    r"(?:(?:senateur|depute|premier adjoint)[- ])?(?:maire(?! adjoint technique)|ministres?|prefete?|sous-prefete?|deputee?|eurodeputee?|senat(?:eur|rice)"
    r"|adjointe? (?:au maire|deleguee?)|conseill(?:er|ere)s? (?:municipale?|departementale?|regionale?|communautaire)s?"
    r"|presidente? (?:de la republique|du conseil|de l'agglo\w*|de la region|du departement|de sete agglopole))"
)
_IN_OFFICE = re.compile(rf" ?[,(] ?(?:notre |la |le |l'|ancien(?:ne)? )?{_OFFICE}(?![a-z])")
_BY_OFFICE = re.compile(
    rf"(?:^|[^a-z])(?:la |le |l'|du |au ){_OFFICE}(?: de [a-z-]{{2,20}})?,? (?:m\.? |mme |monsieur |madame )?$"
)


def is_in_office(text: str, start: int, end: int) -> bool:
    """Whether ``text`` (bare) says that the name at start..end is that of an elected person, a minister or a prefect."""
    return bool(_IN_OFFICE.match(text, end) or _BY_OFFICE.search(text, max(0, start - 70), start))


def is_public(words: Words, names: Names, first: int, end: int) -> bool:
    """Whether the words are the name of a public figure, or a part of one that stands there."""
    for left in range(max(0, first - 2), first + 1):
        for right in range(end, min(len(words), end + 2) + 1):
            if names.is_public(words.flat(left, right)) and _together(words, left, right):
                return True
    return False


def _together(words: Words, first: int, end: int) -> bool:
    return all(re.fullmatch(r"[ '-]{1,2}|\. ?", words.gap(at)) for at in range(first + 1, end))
