"""What a model says of its own: strong forms of personal data and keys, masked where a policy asks for it.

The text of the request is no secret to its author, so what stood in it in clear passes; so do stand-ins, which are
restored after. Only forms that tell themselves are looked for: e-mail, telephone, NIR, IBAN, card, SSN, keys. Text may
come cut anywhere: an end that may still become one of them is held back, at most HOLD characters, or a whole PEM block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.pseudonym.offsets import Shifts
from gateway.views import proven, squash

HOLD = 256
PEM = 8192
_FORMS = (
    ("courriel masqué", re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")),
    ("téléphone masqué", re.compile(r"(?<![\w+.-])(?:\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])")),
    ("téléphone masqué", re.compile(r"(?<![\w+.-])(?:\+\d{2,3}[ .]?\d|0\d)(?:[ .-]?\d{2}){4}(?![\w-])")),
    ("téléphone masqué", re.compile(r"(?<![\w+.-])\+\d{10,14}(?!\w)")),
    ("SSN masqué", re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")),
    ("clé masquée", re.compile(r"(?<!\w)(?:AKIA|ASIA)[0-9A-Z]{16}(?!\w)")),
    ("clé masquée", re.compile(r"(?<!\w)(?:gh[oprsu]_|github_pat_|sk-|pgw_|glpat-)[A-Za-z0-9_-]{20,200}")),
    ("clé masquée", re.compile(r"(?<!\w)xox[abeoprs]-[A-Za-z0-9-]{10,200}")),
    ("clé masquée", re.compile(r"(?s)-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.{0,8000}?-----END [A-Z ]{0,30}KEY-----")),
)  # fmt: skip
_LABELS = {"FR_NIR": "NIR masqué", "IBAN_CODE": "IBAN masqué", "CREDIT_CARD": "carte masquée"}
_OPEN = "-----BEGIN"
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


@dataclass(slots=True)
class Masker:
    """Masks one channel of text, fed piece by piece. ``clear``: what was sent, squashed: nothing of it is masked."""

    clear: str = field(repr=False)
    masked: int = 0
    shifts: Shifts = field(default_factory=Shifts, repr=False)
    _held: str = field(default="", repr=False)

    @property
    def holding(self) -> bool:
        """Whether text is held back."""
        return bool(self._held)

    def feed(self, text: str) -> str:
        """Return what of the text so far can be passed on."""
        text = self._held + text
        found = list(self._found(text))
        safe = _safe(text, found)
        self._held = text[safe:]
        return self._masked(text[:safe], [place for place in found if place[1] <= safe])

    def flush(self) -> str:
        """Return what was held back: no more text will come."""
        text, self._held = self._held, ""
        return self._masked(text, list(self._found(text)))

    def _masked(self, text: str, places: list[tuple[int, int, str]]) -> str:
        out, position = [], 0
        for start, end, label in sorted(places):
            if start >= position:
                out += [text[position:start], f"[{label}]"]
                self.shifts.passed(start - position)
                self.shifts.replaced(end - start, len(out[-1]))
                position = end
                self.masked += 1
        self.shifts.passed(len(text) - position)
        return "".join([*out, text[position:]])

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        plain, origin = _unescaped(text)
        for start, end, label in _places(plain):
            value = squash(plain[start:end])
            if value not in self.clear:
                yield origin[start], origin[end], label


def _places(text: str) -> Iterator[tuple[int, int, str]]:
    for label, form in _FORMS:
        for match in form.finditer(text):
            yield match.start(), match.end(), label
    for number in proven(text):
        yield number.start, number.end, _LABELS[number.kind]


def _safe(text: str, found: list[tuple[int, int, str]]) -> int:
    """Return how much of ``text`` can no longer be part of a form that is not whole yet."""
    safe = max(0, len(text) - HOLD)
    opened = text.rfind(_OPEN)
    if opened >= 0 and len(text) - opened < PEM and not any(start <= opened < end for start, end, _ in found):
        safe = min(safe, opened)
    # a form that goes over the edge stays whole, and with it one that overlaps it
    for start, end, _ in sorted(found, reverse=True):
        if start < safe < end:
            safe = start
    return safe


def _unescaped(text: str) -> tuple[str, list[int] | range]:
    """Return ``text`` with its percent escapes undone, and where each character began."""
    if "%" not in text:
        return text, range(len(text) + 1)
    chars: list[str] = []
    origin: list[int] = []
    position = 0
    for match in _PERCENT.finditer(text):
        chars.append(text[position : match.start()])
        origin.extend(range(position, match.start()))
        said = bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")
        chars.append(said)
        # an escape of one byte takes three characters; where a character takes more bytes, the run is told as one
        step = 3 if len(said) * 3 == len(match[0]) else 0
        origin.extend(match.start() + at * step for at in range(len(said)))
        position = match.end()
    chars.append(text[position:])
    origin.extend(range(position, len(text) + 1))
    return "".join(chars), origin
