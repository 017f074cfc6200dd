"""From a verdict to the payload that leaves, and the restorer of its answer: the rewriting half of the path. No IO."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.dialects.source import Source
from gateway.dialects.walk import clip, foreign_id, leaf, rewrite
from gateway.domain import Escape, Finding, Json, Kind, Path, Slot, Verdict
from gateway.errors import Blocked, InvalidRequest, Leftover
from gateway.policy.rules import THEMES
from gateway.pseudonym import Gate, Restorer, StandIns, joined, replace
from gateway.pseudonym.gate import Told
from gateway.pseudonym.mask import Masker
from gateway.pseudonym.restore import beginnings, grammar, links
from gateway.pseudonym.standins import Key, reserved
from gateway.remembered import Remembered, digest, digest_of
from gateway.views import SOURCE
from gateway.whole import Cited

SENSITIVE = frozenset({"HEALTH", "SOCIAL", "RELIGION", "ETHNICITY", "POLITICS", "UNION", "SEXUALITY", "CRIMINAL"})
_NOT_DISTINCTIVE = SENSITIVE | THEMES | {"AGE", "DATE_OF_BIRTH", "BLOCKED_TERM"}
_LEFT = (
    "Demande bloquée, rien n'a été transmis : une donnée protégée y restait après remplacement. "
    "Réécrivez-la plus simplement, ou prévenez la DSI."
)
_NUMBER = re.compile(r"_[FM]?\d+[a-z]*(?=\])")
_NAMES = (Escape.KEY, Escape.NAME)
_FIXED = {
    Escape.KEY: "un nom de champ",
    Escape.NUMBER: "un nombre",
    Escape.SIGNED: "un bloc de raisonnement signé, qui ne peut pas être réécrit",
}


_ENCODED = "un passage codé (base64, adresse, HTML, \\u…), qui ne peut pas être réécrit"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What leaves, and what is needed to read its answer. Lives as long as the exchange.

    clear: what was sent, squashed, when the policy has answers inspected; None when they are not. cited: the
    documents that an answer may point into.
    """

    payload: Json = field(repr=False)
    standins: StandIns = field(repr=False)
    links: frozenset[str] = field(repr=False)
    counts: Mapping[str, int] = field(default_factory=dict)
    originals: Mapping[Key, str] = field(default_factory=dict, repr=False)
    clear: str | None = field(default=None, repr=False)
    cited: Cited | None = field(default=None, repr=False)


class Rewriter:
    """Puts stand-ins in place of what the verdict says. ``secret`` keys the ids that replace the client's own."""

    def __init__(self, kinds: Mapping[str, Kind], secret: bytes) -> None:
        self._kinds = kinds
        self._kind_of = {kind.standin: kind.id for kind in kinds.values()}
        words = [kind.standin for kind in kinds.values()]
        self._pattern, self._beginnings = grammar(words), beginnings(words)
        self._secret = secret
        self._passed: Remembered[bool] = Remembered(20_000)
        self._told: Remembered[Told] = Remembered(20_000)
        self._reserved: Remembered[frozenset[tuple[str, int]]] = Remembered(20_000)

    def credible(self, pieces: Sequence[Slot], findings: Iterable[Finding]) -> list[Finding]:
        """Leave out what cannot be told of names alone: a field called ``maladie`` says nothing of anybody."""
        names = {slot.path: slot.text for slot in pieces if slot.escape in _NAMES}
        return [f for f in findings if f.path not in names or _told_by_name(f, names[f.path])]

    def rewrite(
        self, payload: Json, pieces: Sequence[Slot], verdict: Verdict, *, form: str, numbered: bool = True
    ) -> Outgoing:
        """Return the payload to send. Raises Blocked where a finding stands in what cannot be rewritten.

        numbered: False where nothing comes back to be restored (embeddings): then a stand-in tells its kind only.
        """
        by_path = {slot.path: slot for slot in pieces}
        self._refuse_fixed(by_path, verdict)
        raw = {slot.path: _text(payload, slot) for slot in pieces if slot.escape is Escape.JSON}
        places: dict[Path, list[Finding]] = {}
        for finding in clip(raw, pieces, verdict.replace):
            places.setdefault(finding.path, []).append(finding)
        texts = [slot.text for slot in pieces if slot.escape is not Escape.SIGNED]
        standins = StandIns(self._kinds, frozenset[tuple[str, int]]().union(*map(self._reserved_by, texts)))
        leaves: dict[Path, str] = {}
        for slot in pieces:
            found = joined(places.get(slot.path, ()))
            if slot.escape is Escape.ID:
                if found or foreign_id(slot.text):
                    leaves[slot.path] = self._keyed_id(slot.text, form)
            elif found:
                leaves[slot.path] = _rewritten(slot, found, standins, raw, numbered)
        counts = {self._kind_of[word]: count for word, count in standins.counts().items()}
        known = frozenset[str]().union(*(links(text, self._pattern) for text in leaves.values()))
        sent, originals = rewrite(payload, leaves), standins.values()
        cited = Cited(sent, Restorer(originals, self._pattern, known))
        return Outgoing(sent, standins, known, counts, originals, cited=cited)

    def passed(self, outgoing: Outgoing, verdict: Verdict, sent: bytes) -> bool:
        """Tell at once whether the very same bytes, searched for the very same values, passed the gate before."""
        return self._passed.get(self._searched(outgoing, verdict, sent)) is not None

    def gate(self, outgoing: Outgoing, verdict: Verdict, sent: bytes) -> None:
        """Search what leaves once more. Raises Blocked when a replaced or a proven value is still in it.

        sent: the bytes of ``outgoing.payload``.
        """
        if Gate(self._distinctive(outgoing), _allowed(verdict), self._told).leaks(sent):
            raise Leftover(_LEFT, verdict)
        self._passed.put(self._searched(outgoing, verdict, sent), True)

    def _searched(self, outgoing: Outgoing, verdict: Verdict, sent: bytes) -> Hashable:
        return digest(repr(outgoing.originals)), digest_of([sent]), _allowed(verdict)

    def _distinctive(self, outgoing: Outgoing) -> list[str]:
        originals = outgoing.originals.items()
        kinds = {word: self._kind_of[word] for (word, _, _), _ in originals}
        return [
            value for (word, _, _), value in originals if kinds[word] not in _NOT_DISTINCTIVE and _distinctive(value)
        ]

    def restorer(self, outgoing: Outgoing) -> Restorer:
        """Return a restorer for one channel of the answer."""
        masker = None if outgoing.clear is None else Masker(outgoing.clear)
        about, cited = (outgoing.originals, self._pattern, outgoing.links), outgoing.cited
        return Restorer(*about, beginnings=self._beginnings, masker=masker, cited=cited)

    def _reserved_by(self, text: str) -> frozenset[tuple[str, int]]:
        key = digest(text)
        found = self._reserved.get(key)
        if found is None:
            found = reserved((text,), self._kinds)
            self._reserved.put(key, found)
        return found

    def _refuse_fixed(self, by_path: Mapping[Path, Slot], verdict: Verdict) -> None:
        for finding in verdict.replace:
            place = _ENCODED if finding.source == SOURCE else _FIXED.get(by_path[finding.path].escape)
            if place is not None:
                label = self._kinds[finding.kind].label
                message = (
                    f"Demande bloquée, rien n'a été transmis : {label} dans {place}. Retirez cette donnée et renvoyez."
                )
                raise Blocked(message, verdict)

    def _keyed_id(self, value: str, form: str) -> str:
        digest = base64.b32encode(hmac.digest(self._secret, value.encode(), hashlib.sha256)).decode().lower()
        # Mistral takes nine letters and digits, the others anything of their alphabet
        return digest[:9] if form == "mistral" else f"call_{digest[:24]}"


def _allowed(verdict: Verdict) -> frozenset[str]:
    return frozenset(hit.kind for hit in verdict.hits) - {finding.kind for finding in verdict.replace}


def _text(payload: Json, slot: Slot) -> str:
    text = leaf(payload, slot.path)
    if not isinstance(text, str):
        raise InvalidRequest
    return text


def _rewritten(
    slot: Slot, found: Sequence[Finding], standins: StandIns, raw: Mapping[Path, str], numbered: bool
) -> str:
    places = [(f.start, f.end, standins.mint(f.kind, slot.text[f.start : f.end], f.identity, f.gender)) for f in found]
    if not numbered:
        places = [(start, end, _NUMBER.sub("", standin)) for start, end, standin in places]
    if slot.escape is Escape.JSON:
        return Source.read(raw[slot.path]).rewrite(places)
    if slot.escape is Escape.NAME:
        places = [(start, end, standin.strip("[]")) for start, end, standin in places]
    return replace(slot.text, places)


def _told_by_name(finding: Finding, name: str) -> bool:
    # one word in small letters is a field like another ("card", "rose"), not somebody
    word = finding.kind == "PERSON" and name.islower() and name.isalpha()
    return finding.kind not in SENSITIVE and finding.source != "ner" and not word


def _distinctive(value: str) -> bool:
    """Whether a value found again can only be that value: a number, an address, a name of two words; not "Rose"."""
    return any(c.isdigit() or c == "@" for c in value) or len(value.split()) > 1
