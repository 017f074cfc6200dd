from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gateway.domain import Caller, Slot
from gateway.policy import Policy, check, load_policy
from gateway.policy.quotas import AGENT, AUTOMATIC, Period
from tests.support.policies import KINDS, PROVIDERS, write_policy

QUOTAS = """\
fuseau: Europe/Paris
quotas:
  - {id: agent-jour, par: cle, mesure: demandes, limite: 50, periode: jour}
  - {id: ccas-mois, par: service, mesure: jetons, limite: 9000, periode: mois, services: [ccas], part_automatique: 10}
appels_automatiques:
  - {nom: titre, debuts: ["Generate a concise, 3-5 word title"]}
"""


def written(directory: Path, text: str = QUOTAS, **files: str) -> Path:
    (write_policy(directory, **files) / "quotas.yaml").write_text(text, encoding="utf-8")
    return directory


def loaded(directory: Path, text: str = QUOTAS) -> Policy:
    return load_policy(written(directory, text), KINDS)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("par: cle", "par: agent", "au choix : cle, service, tous"),
        ("mesure: demandes", "mesure: demande", "vouliez-vous dire « demandes »"),
        ("limite: 50", "limite: 0", "nombre plus grand que 0"),
        ("limite: 50", "limite: beaucoup", "nombre attendu"),
        ("periode: jour", "periode: semaine", "au choix : jour, mois"),
        ("part_automatique: 10", "part_automatique: 110", "nombre d'au plus 100"),
        ("id: ccas-mois", "id: agent-jour", "deux quotas portent le nom agent-jour"),
        ("Europe/Paris", "Europe/Lutece", "fuseau horaire inconnu"),
        ("mesure: jetons", "mesure: gco2e", "l'empreinte du modèle petit-24b n'est pas connue"),
        ("nom: titre", "nom: Titre 1", "écriture refusée"),
    ],
)
def test_a_slip_in_the_quotas_is_a_fault(tmp_path: Path, before: str, after: str, told: str) -> None:
    """Each slip in quotas.yaml is named with its line; a ceiling of carbon asks for a footprint of every model."""
    assert before in QUOTAS
    told = told.replace("petit-24b", "petit")
    faults = [str(fault) for fault in check(written(tmp_path, QUOTAS.replace(before, after, 1)), KINDS)]
    assert any(told in fault and fault.startswith("quotas.yaml : ligne ") for fault in faults), faults


def test_a_comparable_model_lends_its_footprint(tmp_path: Path) -> None:
    """A ceiling of carbon holds for a model of the house by a comparable one that the method knows."""
    like = "limites: b, empreinte: {fournisseur: mistral, modele: mistral-small-latest, zone: FRA}}"
    providers = PROVIDERS.replace("limites: b}", like)
    written(tmp_path, QUOTAS.replace("mesure: jetons", "mesure: gco2e"), providers=providers)
    assert check(tmp_path, KINDS) == []


@pytest.mark.parametrize(
    ("instant", "day", "month", "frees_day", "frees_month"),
    [
        ("2026-11-25T22:59:59+00:00", "2026-11-25", "2026-11", "2026-11-26T00:00:00+01:00", "2026-12-01T00:00:00+01:00"),
        ("2026-11-25T23:00:00+00:00", "2026-11-26", "2026-11", "2026-11-27T00:00:00+01:00", "2026-12-01T00:00:00+01:00"),
        ("2026-12-31T23:30:00+00:00", "2027-01-01", "2027-01", "2027-01-02T00:00:00+01:00", "2027-02-01T00:00:00+01:00"),
        ("2026-03-28T12:00:00+00:00", "2026-03-28", "2026-03", "2026-03-29T00:00:00+01:00", "2026-04-01T00:00:00+02:00"),
        ("2026-03-29T12:00:00+00:00", "2026-03-29", "2026-03", "2026-03-30T00:00:00+02:00", "2026-04-01T00:00:00+02:00"),
        ("2028-02-29T12:00:00+00:00", "2028-02-29", "2028-02", "2028-03-01T00:00:00+01:00", "2028-03-01T00:00:00+01:00"),
    ],
)  # fmt: skip
def test_periods_are_those_of_the_house(
    tmp_path: Path, instant: str, day: str, month: str, frees_day: str, frees_month: str
) -> None:
    """A day ends at local midnight and a month on the first, over summer time, leap days and the year's end."""
    quotas = loaded(tmp_path).quotas
    now = datetime.fromisoformat(instant)
    daily, monthly = quotas.quotas
    today = quotas.today(now)
    assert (Period.DAY.name_of(today), Period.MONTH.name_of(today)) == (day, month)
    assert (quotas.frees(daily, now).isoformat(), quotas.frees(monthly, now).isoformat()) == (frees_day, frees_month)
    assert quotas.seconds_left(daily, now) >= (quotas.frees(daily, now) - now).total_seconds()


def test_a_quota_counts_for_whom_it_says(tmp_path: Path) -> None:
    """A key, a service and the whole house have their own counters; automatic calls a share beside them."""
    caller = Caller("k", "ag_0123456789abcdef", "ccas")
    policy = loaded(tmp_path, QUOTAS.replace("par: service", "par: tous"))
    daily, monthly = policy.quotas.applying(caller)
    assert (daily.subject(caller), monthly.subject(caller)) == ("ag_0123456789abcdef", "*")
    assert [daily.ceiling(AGENT), daily.ceiling(AUTOMATIC)] == [50, 10]
    assert [monthly.ceiling(AGENT), monthly.ceiling(AUTOMATIC)] == [9000, 900]
    assert [quota.id for quota in policy.quotas.applying(Caller("k", "ag", "voirie"))] == ["agent-jour"]


@pytest.mark.parametrize(
    ("texts", "endpoint", "call"),
    [
        (["### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat."], "", "auxiliaire:titre"),
        (["Tu es un assistant.", "GENERATE A CONCISE 3-5 word  title"], "", "auxiliaire:titre"),
        (["Bonjour", "un", "deux", "Generate a concise, 3-5 word title"], "", "auxiliaire:titre"),
        (["Bonjour"], "/v1/messages/count_tokens", "auxiliaire:comptage"),
        (["Propose un titre pour cet article."], "/v1/chat/completions", ""),
        (["x" * 300 + " Generate a concise, 3-5 word title"], "", ""),
        ([], "", ""),
    ],
)
def test_automatic_calls_are_known_by_their_opening(tmp_path: Path, texts: list[str], endpoint: str, call: str) -> None:
    """The prompts that clients write themselves, for titles and the like, are told from a person's."""
    slots = [Slot(("messages", at, "content"), text) for at, text in enumerate(texts)]
    assert loaded(tmp_path).call(slots, endpoint) == call


def test_no_quota_without_its_file(tmp_path: Path) -> None:
    """A policy without quotas.yaml has no ceiling."""
    policy = load_policy(write_policy(tmp_path), KINDS)
    assert list(policy.quotas.applying(Caller("k", "ag", "ccas"))) == []
    assert policy.quotas.today(datetime(2026, 11, 25, tzinfo=UTC)) == date(2026, 11, 25)


def test_services_are_named_as_keys_name_them(tmp_path: Path) -> None:
    """A service in capitals, as a key may be made for, can be named in the rules, the profiles and the quotas."""
    text = QUOTAS.replace("services: [ccas]", "services: [CCAS-AIDES]")
    charter = write_policy(tmp_path) / "charte.yaml"
    rule = "  - {id: plus, types: [PERSON], services: [CCAS-AIDES], action: bloquer}\n"
    charter.write_text(charter.read_text(encoding="utf-8") + rule, encoding="utf-8")
    (tmp_path / "quotas.yaml").write_text(text, encoding="utf-8")
    policy = load_policy(tmp_path, KINDS)
    assert [quota.id for quota in policy.quotas.applying(Caller("k", "ag", "CCAS-AIDES"))] == [
        "agent-jour",
        "ccas-mois",
    ]
