"""Put stand-ins in place of findings, by Presidio's anonymizer and one operator of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as changed
from typing import Any

from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult
from presidio_anonymizer.operators import Operator, OperatorType

from gateway.domain import Finding


class StandInOperator(Operator):
    """Presidio operator: the stand-in was minted before, in reading order; here it takes its place."""

    NAME = "standin"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:  # noqa: ARG002  # Presidio's signature
        """Return the stand-in that the entity's own number points to."""
        assert params is not None
        standins: Sequence[str] = params["standins"]
        return standins[int(params["entity_type"])]

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Nothing comes from outside."""

    def operator_name(self) -> str:
        """Name in Presidio's registry."""
        return self.NAME

    def operator_type(self) -> OperatorType:
        """An anonymizer."""
        return OperatorType.Anonymize


BATCH = 16
"""Places that Presidio is given at a time: it compares each with each, and copies the text once for each."""

_ENGINE = AnonymizerEngine()  # type: ignore[no-untyped-call]  # Presidio's
_ENGINE.add_anonymizer(StandInOperator)


def joined(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings of one text without overlaps: those that overlap become one, named after the longest of them."""
    apart: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        last = apart[-1] if apart else None
        if last is None or finding.start >= last.end:
            apart.append(finding)
            continue
        longest = max(last, finding, key=lambda f: f.end - f.start)
        apart[-1] = changed(longest, start=last.start, end=max(last.end, finding.end))
    return apart


def replace(text: str, places: Sequence[tuple[int, int, str]]) -> str:
    """Return ``text`` with each (start, end, stand-in) put in place. Places must not overlap."""
    ordered = sorted(places)
    pieces: list[str] = []
    done = 0
    for first in range(0, len(ordered), BATCH):
        batch = ordered[first : first + BATCH]
        end = batch[-1][1]
        pieces.append(_replaced(text[done:end], [(start - done, stop - done, said) for start, stop, said in batch]))
        done = end
    return "".join((*pieces, text[done:]))


def _replaced(text: str, places: Sequence[tuple[int, int, str]]) -> str:
    standins = [standin for _, _, standin in places]
    # one entity type a place: Presidio merges neighbours of the same type
    results = [RecognizerResult(str(i), start, end, 1.0) for i, (start, end, _) in enumerate(places)]
    operator = OperatorConfig(StandInOperator.NAME, {"standins": standins})
    done = _ENGINE.anonymize(text, results, {"DEFAULT": operator}, merge_entities_with_spaces=False)
    return str(done.text)
