"""A gateway with its pages for tests in a browser: a month of invented register, accounts, keys, the demo models."""

from __future__ import annotations

import contextlib
import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp

from gateway.access import Accounts, Role, Sessions
from gateway.audit import record
from gateway.audit.chain import Draft
from gateway.audit.own_chain import OwnChain
from gateway.demo.loopback import listen, serving
from gateway.demo.model import BASES, DemoModel
from gateway.domain import Action, Caller, Hit, Outcome, Usage, Verdict
from gateway.keys import KeyRing
from gateway.policy.load import digest, snapshot
from gateway.policy.signature import FILE, load_key, make_keys, sign
from gateway.store import data_url, migrate
from tests.support.exchanges import exchange
from tests.support.gateway_process import BOUND, ROOT, Gateway, running
from tests.support.lives import rules_only

SERVICES = {"accueil": 14, "ccas": 9, "etat-civil": 8, "urbanisme": 7, "ressources-humaines": 6, "cabinet": 3}
"""Invented services, with their numbers of agents: the last one is too small to be shown."""

KINDS = {
    "PERSON": 9,
    "PHONE_NUMBER": 4,
    "ADDRESS": 4,
    "EMAIL_ADDRESS": 3,
    "HEALTH": 2,
    "CASE_NUMBER": 2,
    "DATE_OF_BIRTH": 1,
}
HARD = ("FR_NIR", "FR_NIR", "RELIGION", "CREDIT_CARD", "FR_NIR", "RELIGION", "SECRET")
DAYS = 29
KEYED = """
  - nom: interne
    forme: openai
    adresse: https://ia.collectivite.example/v1
    fichier_cle: cles/interne
    pays: France
    souverain: oui
    usage_declare: USG-001
    sous_traitant: aucun
    conservation: aucune
    modeles:
      - nom: mistral-interne
        avantages: Hébergé par le syndicat numérique ; courriers, résumés.
        limites: Plus lent ; à relire.
        contexte: 32000
"""


@dataclass(frozen=True)
class Site:
    """A running gateway, its demo models, and what opens its pages."""

    gateway: Gateway
    model: DemoModel
    policies: Path
    accounts: Mapping[str, Mapping[str, str]] = field(repr=False)

    @property
    def url(self) -> str:
        """Where it is: a name, for a browser keeps ``Secure`` cookies of http://localhost."""
        return self.gateway.url.replace("127.0.0.1", "localhost")

    def code(self, role: str) -> str:
        """Return the code that an authenticator application shows now."""
        totp = pyotp.parse_uri(self.accounts[role]["uri"])
        assert isinstance(totp, pyotp.TOTP)
        return totp.now()


@contextlib.contextmanager
def site(
    folder: Path, *, exchanges: int = 900, env: Mapping[str, str] | None = None, by_two: bool = False
) -> Iterator[Site]:
    """Serve a whole site within the block, from a folder of its own.

    by_two: the policy is put in force by two people, the DPO's keys are in ``folder``, file modes bind the gateway,
    and it has no statistical model, to start in no time.
    """
    data, policies = folder / "data", folder / "policies"
    shutil.copytree(ROOT / "policies", policies)
    (policies / "cles").mkdir(mode=0o700)
    (policies / "cles" / "interne").write_text("cle-inventee-de-depart\n", encoding="ascii")
    census = policies / "providers.yaml"
    text = census.read_text(encoding="utf-8")
    census.write_text(text.replace("\n# --- Exemples", f"{KEYED}\n# --- Exemples", 1), encoding="utf-8")
    data.mkdir(mode=0o700)
    if by_two:
        private, public = make_keys(folder, "")
        (policies / FILE).write_bytes(sign(digest(snapshot(policies)), load_key(private, "")))
        env = {**(env or {}), "PASSERELLE_SIGNER": str(public)}
    model = DemoModel()
    with serving(model.app, listen("127.0.0.1", 0)) as upstream:
        urls = {name: upstream + base for name, base in BASES.items()}
        made = {role: _account(role, data) for role in ("dsi", "dpo")}
        key = KeyRing.open(data_url(data), data / "pepper").create("accueil", "Poste 12", "demonstration")
        fill(data_url(data), exchanges, KeyRing.open(data_url(data), data / "pepper").ref(key.id))
        models, prefix = (rules_only(folder), BOUND) if by_two else (None, ())
        with running(data, urls, policies=policies, models=models, env=env, prefix=prefix) as gateway:
            yield Site(replace(gateway, key=key.key), model, policies, made)


def _account(role: str, data: Path) -> dict[str, str]:
    made = Accounts.open(data_url(data), data / "pepper").create(role, Role(role))
    return {"password": made.password, "uri": made.uri}


def fill(url: str, count: int, caller: str = "", days: int = DAYS) -> None:
    """Write ``count`` invented exchanges over so many days up to now. caller: whose some of them are."""
    migrate(url)
    chance = random.Random(7)
    chain = OwnChain(url, software="passerelle 0.1.0", patience=5.0)
    start = datetime.now(UTC) - timedelta(days=days)
    drafts: list[Draft] = []
    for number in range(count):
        at = start + number * timedelta(days=days) / count
        if at.weekday() < 5 or chance.random() < 0.1:
            drafts += _exchange(number, at, chance, caller)
        if len(drafts) >= 2000:
            chain.write(drafts)
            drafts = []
    chain.write([*drafts, record.event("models_listed", {})])
    chain.close()


def _exchange(number: int, at: datetime, chance: random.Random, own: str) -> list[Draft]:
    service = chance.choices(list(SERVICES), [6, 5, 3, 3, 2, 1])[0]
    ref = f"ag_{chance.randrange(SERVICES[service]):012x}{list(SERVICES).index(service):04x}"
    if own and chance.random() < 0.05:
        service, ref = "accueil", own
    caller = Caller("k", ref, service, chance.choice(["demonstration", "demonstration", None]))
    provider = chance.choice(["demo-openai", "demo-anthropic", "demo-mistral"])
    asked = replace(
        exchange(caller, f"19ac{number:08x}"), at=at, provider=provider, model=provider.replace("openai", "gpt")
    )
    asked = replace(asked, client=chance.choice(["OpenAI/Python 3.54.0", "open-webui/0.12", "Continue/1.2"]))
    made = _blocked(asked, chance) if chance.random() < 0.09 else _sent(asked, chance)
    return [Draft({**draft.columns, "ts": record.stamp(at)}, draft.facts) for draft in made]


def _blocked(asked: object, chance: random.Random) -> list[Draft]:
    kind = chance.choice(HARD)
    judged = Verdict(Action.BLOCK, (Hit(f"{kind.lower()}-bloque", kind, 1, Action.BLOCK),), "2026-11", "ab" * 32)
    facts = {"categories": {"secrets": 1}} if kind == "SECRET" else {}
    return [record.refused(asked, judged, code="donnees_protegees", status=400, counts={kind: 1}, facts=facts)]  # type: ignore[arg-type]


def _sent(asked: object, chance: random.Random) -> list[Draft]:
    kinds = set(chance.choices(list(KINDS), list(KINDS.values()), k=chance.randrange(4)))
    action = Action.PSEUDONYMISE if kinds else Action.ALLOW
    hits = tuple(Hit("identite-masquee", kind, 1, Action.PSEUDONYMISE) for kind in sorted(kinds))
    verdict = Verdict(action, hits, "2026-11", "ab" * 32)
    facts = {"sovereign": chance.random() < 0.8, "detection_ms": round(chance.uniform(6, 40), 1)}
    tokens = Usage(chance.randrange(80, 900), chance.randrange(50, 600))
    left = 1 if chance.random() < 0.004 else 0
    end = Outcome("complete", 200, 200, "", tokens, len(kinds), left, 3011, 900.2, chance.uniform(700, 2400))
    return [
        record.decided(asked, verdict, dict.fromkeys(kinds, 1), facts),  # type: ignore[arg-type]
        record.ended(asked, end, _footprint(tokens)),  # type: ignore[arg-type]
    ]


def _footprint(tokens: Usage) -> dict[str, float]:
    """Return an invented range that grows with the answer; of halves, so that sums are the same in any order."""
    return {"gco2e_min": (tokens.output_tokens or 0) / 2048, "gco2e_max": (tokens.output_tokens or 0) / 512}


def shown(at: Site) -> dict[str, dict[str, str]]:
    """Return the headers that each role shows, "" for a client of the API: a session begun at the store itself."""
    sessions = Sessions.open(data_url(at.gateway.data))
    headers = {"": {"authorization": f"Bearer {at.gateway.key}"}}
    for role in Role:
        token = sessions.start(role, "essai", at.gateway.key[4:12])
        found = sessions.find(token)
        assert found is not None
        headers[role.value] = {"cookie": f"__Host-passerelle={token}", "x-csrf": found.csrf}
    return headers
