"""Patterns of the DSI (file numbers of the house): regular expressions that are proven cheap before they are used.

``re`` tries ways to match one after the other; what makes an expression catastrophic is their number. It is counted on
the parsed expression: a pattern is refused when it has no upper bound or more than MAX_WAYS at one place in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

# The only public-enough way to the parsed form; typeshed knows these two rooms of ``re`` on some days only.
codes: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

MAX_WAYS = 1000
MAX_LENGTH = 200
MIN_WIDTH = 3

_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_SINGLE = (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY, codes.AT)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A checked expression, matched in whole words without regard to case. ``source`` is ``dossiers.csv:4``."""

    expression: re.Pattern[str] = field(repr=False)
    source: str
    kind: str

    def search(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the places of the pattern in ``text``."""
        yield from (match.span() for match in self.expression.finditer(text))


def compiled(written: str) -> re.Pattern[str]:
    """Return the expression ready for use. Raises ValueError (French) when it is wrong or could be slow."""
    try:
        tree = parser.parse(written)
    except (re.error, OverflowError, RecursionError):
        raise ValueError("expression mal écrite") from None
    lowest, highest = tree.getwidth()
    if highest > MAX_LENGTH:
        raise ValueError("expression sans borne ou trop longue : écrivez {1,20} plutôt que + ou *")
    if lowest < MIN_WIDTH:
        raise ValueError(f"expression trop courte : elle doit demander au moins {MIN_WIDTH} caractères")
    if _ways(tree) > MAX_WAYS:
        raise ValueError(f"expression trop lente : plus de {MAX_WAYS} façons de lire un même texte")
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE)


def faults_of(expression: re.Pattern[str], examples: Sequence[str], counter_examples: Sequence[str]) -> Iterator[str]:
    """Yield what the examples disprove; both kinds are mandatory."""
    if not examples:
        yield "exemples manquants : au moins un texte où le motif doit être reconnu"
    if not counter_examples:
        yield "contre-exemples manquants : au moins un texte où il ne doit pas l'être"
    missed = sum(1 for example in examples if not expression.search(example))
    wrong = sum(1 for example in counter_examples if expression.search(example))
    if missed:
        yield f"{missed} exemple(s) non reconnu(s)"
    if wrong:
        yield f"{wrong} contre-exemple(s) reconnu(s) à tort"


def _ways(tree: Any) -> int:
    """Return an upper bound of the ways in which ``tree`` can match at one place. Raises ValueError on references."""
    ways = 1
    for code, argument in tree:
        ways = min(ways * _ways_of(code, argument), MAX_WAYS + 1)
    return ways


def _ways_of(code: Any, argument: Any) -> int:
    if code in _SINGLE:
        return 1
    if code in _REPEATS:
        fewest, most, body = int(argument[0]), int(argument[1]), argument[2]
        once = _ways(body)
        return most - fewest + 1 if once == 1 else min(sum(once**n for n in range(fewest, most + 1)), MAX_WAYS + 1)
    if code is codes.BRANCH:
        return sum(_ways(branch) for branch in argument[1])
    if code in (codes.SUBPATTERN, codes.ATOMIC_GROUP, codes.ASSERT, codes.ASSERT_NOT):
        return _ways(argument if code is codes.ATOMIC_GROUP else argument[-1])
    raise ValueError("expression trop savante : ni renvoi (\\1) ni condition")
