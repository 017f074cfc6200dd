"""The DPO's answers, from counts: what is told, and what is masked."""

from __future__ import annotations

from dataclasses import replace

from gateway.audit.count import Spent, Tally
from gateway.audit.questions import Declared, carbon, census, declared_use, sovereign_share

TALLY = Tally("2026-11", "ccas", "ag_1", "USG-1", "pseudonymisee", ",PERSON,", "mistral", "petit", True, 1)
SPENT = Spent("2026-11", "ccas", "mistral", "petit", 4, 3, 100, 50, 0.5, 1.5, 2.0, 3.0)


def of(service: str, agents: int, **changed: object) -> list[Tally]:
    return [
        replace(TALLY, service=service, caller=f"ag_{service}{number}", **changed)  # type: ignore[arg-type]
        for number in range(agents)
    ]


def test_the_census_tells_declared_from_seen() -> None:
    """A solution is declared and used, declared and idle, or used and not declared; the last come first."""
    declared = [
        Declared("mistral", "petit", "France", "", "souverain"),
        Declared("local", "grand", "France", "", "local"),
    ]
    counted = [*of("ccas", 6), *of("ccas", 3, provider="openai", model="gpt"), *of("ccas", 2, decision="bloquee")]
    found = census(counted, declared)
    assert [(each.model, each.state, each.exchanges, each.agents) for each in found] == [
        ("gpt", "UTILISÉE, NON DÉCLARÉE", 3, None),
        ("petit", "déclarée et utilisée", 6, 6),
        ("grand", "déclarée, sans trafic", 0, 0),
    ]


def test_the_rate_of_declared_use_masks_small_services() -> None:
    """A service of four agents is shown with others; the whole is of what is shown, so no subtraction tells of it."""
    counted = [*of("grand", 6), *of("grand", 6, usage=""), *of("petit-a", 3), *of("petit-b", 3, usage="")]
    shares = {share.name: (share.part, share.whole, share.percent) for share in declared_use(counted)}
    assert shares == {"grand": (6, 12, 50.0), "autres services": (3, 6, 50.0), "ensemble": (9, 18, 50.0)}
    alone = {share.name for share in declared_use([*of("grand", 6), *of("petit", 4)])}
    assert alone == {"grand", "ensemble"}
    *_, whole = declared_use([*of("grand", 6), *of("petit", 4)])
    assert whole.whole == 6


def test_requests_without_a_key_have_no_rate() -> None:
    """A request without a valid key is nobody's use."""
    *_, whole = declared_use([replace(TALLY, caller="", times=50)])
    assert (whole.whole, whole.percent) == (0, None)


def test_the_sovereign_share_is_of_what_was_sent() -> None:
    """A blocked request went nowhere; a provider of which nothing is said is not sovereign."""
    counted = [
        *of("a", 3),
        *of("a", 1, sovereign=False),
        *of("a", 1, sovereign=None),
        *of("a", 9, decision="bloquee"),
        *of("a", 2, month="2026-10"),
    ]
    shares = {share.name: (share.part, share.whole, share.percent) for share in sovereign_share(counted)}
    assert shares == {"2026-10": (2, 2, 100.0), "2026-11": (3, 5, 60.0), "ensemble": (5, 7, 71.4)}


def test_carbon_is_told_by_month_and_service_of_five_agents() -> None:
    """Two small services are put together; one alone in its month is in no figure."""
    spent = [
        SPENT,
        replace(SPENT, service="petit-a"),
        replace(SPENT, service="petit-b"),
        replace(SPENT, month="2026-10", service="petit-a"),
    ]
    counted = [
        *of("ccas", 5),
        *of("petit-a", 3),
        *of("petit-b", 3),
        *of("petit-a", 3, month="2026-10"),
    ]
    lines = carbon(spent, counted)
    assert [(line.month, line.service, line.exchanges, line.tokens) for line in lines] == [
        ("2026-11", "autres services", 8, 300),
        ("2026-11", "ccas", 4, 150),
    ]
    assert (lines[0].gco2e, lines[0].wh) == ((1.0, 3.0), (4.0, 6.0))
