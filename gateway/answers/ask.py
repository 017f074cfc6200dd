"""The answers by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from gateway.answers.article30 import article30
from gateway.answers.charter import charter_sheet
from gateway.audit import count, questions, sheets
from gateway.audit.incidents import Incidents
from gateway.audit.questions import Declared
from gateway.audit.report import by_service, cells
from gateway.audit.search import Question
from gateway.audit.sheet import Sheet
from gateway.policy import Policy


@dataclass(frozen=True, slots=True)
class Asking:
    """Of which register, which period and filters, under which policy. months: how long records are kept."""

    url: str
    question: Question
    policy: Policy
    months: int = 12

    @property
    def asked(self) -> Mapping[str, str]:
        """The filter, as text."""
        return self.question.asked()


def declared(policy: Policy) -> list[Declared]:
    """Return the census in force, a line a model."""
    return [
        Declared(
            provider.name,
            model.id,
            provider.country,
            provider.region,
            provider.sovereignty.value,
            provider.processor,
            provider.contract,
            provider.retention,
            provider.transfer_basis,
            provider.declared_use,
        )
        for provider in policy.providers
        for model in provider.models
    ]


def _census(asking: Asking) -> Sheet:
    counted = count.tallies(asking.url, asking.question)
    return sheets.census_sheet(questions.census(counted, declared(asking.policy)), asking.asked)


def _uses(asking: Asking) -> Sheet:
    return sheets.use_sheet(questions.declared_use(count.tallies(asking.url, asking.question)), asking.asked)


def _sovereign(asking: Asking) -> Sheet:
    return sheets.sovereign_sheet(questions.sovereign_share(count.tallies(asking.url, asking.question)), asking.asked)


def _carbon(asking: Asking) -> Sheet:
    counted = count.tallies(asking.url, asking.question)
    return sheets.carbon_sheet(questions.carbon(count.spent(asking.url, asking.question), counted), asking.asked)


def _incidents(asking: Asking) -> Sheet:
    found = Incidents.of(count.notable(asking.url, asking.question))
    return sheets.incident_sheet(found.in_order(), asking.asked, datetime.now(UTC))


def _services(asking: Asking) -> Sheet:
    return sheets.service_sheet(by_service(asking.url, asking.question), asking.asked)


def _article30(asking: Asking) -> Sheet:
    return article30(asking.policy, count.tallies(asking.url, asking.question), asking.months, asking.asked)


def _charter(asking: Asking) -> Sheet:
    return charter_sheet(asking.policy, cells(asking.url, asking.question, spending=True), asking.asked)


ANSWERS: Mapping[str, Callable[[Asking], Sheet]] = {
    "services": _services,
    "recensement": _census,
    "usages": _uses,
    "souverainete": _sovereign,
    "carbone": _carbon,
    "incidents": _incidents,
    "article30": _article30,
    "charte": _charter,
}
"""By name. Each raises RegisterDown where the register cannot be read."""
