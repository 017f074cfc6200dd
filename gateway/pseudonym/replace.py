"""Put stand-ins in place of findings, by Presidio's anonymizer and one operator of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace as changed
from typing import Any

from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import EngineResult, OperatorConfig, RecognizerResult
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


class Anonymizer(AnonymizerEngine):
    """An AnonymizerEngine for results that do not overlap: in one pass over the text (docs/adr/0008)."""

    def anonymize(
        self,
        text: str,
        analyzer_results: Sequence[RecognizerResult],
        operators: Mapping[str, OperatorConfig] | None = None,
        *_: object,
        **__: object,
    ) -> EngineResult:
        """Return the text with each result given to the operator of its kind, or to the one called DEFAULT.

        Results must be sorted and apart. Presidio's ways to settle conflicts are not offered.
        """
        known = operators or {}
        made: dict[str, Operator] = {}
        pieces: list[str] = []
        done = 0
        for found in analyzer_results:
            config = known.get(found.entity_type) or known["DEFAULT"]
            operator = made.get(config.operator_name)
            if operator is None:
                create = self.operators_factory.create_operator_class
                operator = made[config.operator_name] = create(config.operator_name, OperatorType.Anonymize)
            params = {**config.params, "entity_type": found.entity_type}
            operator.validate(params)
            pieces += text[done : found.start], operator.operate(text[found.start : found.end], params)
            done = found.end
        return EngineResult("".join((*pieces, text[done:])))


class _Place(RecognizerResult):
    """A result of ours: what Presidio checks of those of others holds."""

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.entity_type, self.start, self.end, self.score = kind, start, end, 1.0


_ENGINE = Anonymizer()  # type: ignore[no-untyped-call]  # Presidio's
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
    # the entity type is the number of the place: its stand-in was minted before
    results = [_Place(str(number), start, end) for number, (start, end, _) in enumerate(ordered)]
    operator = OperatorConfig(StandInOperator.NAME, {"standins": [standin for _, _, standin in ordered]})
    return str(_ENGINE.anonymize(text, results, {"DEFAULT": operator}).text)
