"""The agent's pages: what would leave, what never may, which models there are, what one has used."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from gateway.audit.search import Question, search
from gateway.audit.sums import Sums
from gateway.documents.parts import Part
from gateway.documents.reader import Reader
from gateway.domain import Action, Finding, Verdict
from gateway.errors import Blocked, InvalidRequest, UnsupportedMedia
from gateway.footprint import Footprint, footprint
from gateway.judging import Judged
from gateway.policy import Model, Provider, refusal
from gateway.policy.decide import decide
from gateway.web.pages import marks
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.render import show

LONGEST = 20_000
"""Characters: about half a second of detection."""
SHOWN = 50
TOKENS = 400
"""Of the answer whose footprint is told: a letter of one page."""


@handles("GET", "/")
def would_leave(house: House, ask: Ask) -> Response:
    """Ask for a text."""
    return show(house, ask, "partirait.html", **_empty(house))


@handles("POST", "/")
def judged(house: House, ask: Ask) -> Response:
    """Show what would happen to a text. Nothing of it is kept."""
    try:
        text = _document(house, ask) if ask.upload else ask.form.get("texte", "").replace("\r\n", "\n")
    except UnsupportedMedia as error:
        return show(house, ask, "partirait.html", 400, **_empty(house), problem=error.message)
    about = {**_empty(house), "text": text, "model": ask.form.get("modele", "")}
    if not text.strip() or len(text) > LONGEST:
        told = f"Donnez un texte de {LONGEST} caractères au plus." if text.strip() else "Le texte est vide."
        return show(house, ask, "partirait.html", 400, **{**about, "text": text[:LONGEST]}, problem=told)
    return show(house, ask, "partirait.html", **{**about, "result": _result(house, ask, text)})


@handles("POST", "/signaler")
def report(house: House, ask: Ask) -> Response:
    """Record that a detection was wrong or missing: the kind and which of both, never a text."""
    kind, sense = ask.form.get("type", ""), ask.form.get("sens", "")
    if kind not in house.kinds or sense not in ("faux", "manque"):
        raise InvalidRequest("Ce signalement est incomplet.")
    house.note("detection_reported", {"counts": {kind: 1}, "reason": sense})
    told = "Merci. Le signalement est enregistré : le type de donnée et le sens de l'erreur, sans votre texte."
    return show(house, ask, "partirait.html", **_empty(house), notice=told)


@handles("GET", "/donnees-protegees")
def protected(house: House, ask: Ask) -> Response:
    """Show what the policy in force does with each kind of data, with and without a person."""
    policy, service = house.policy(), _service(house, ask)
    outside = max(policy.providers, key=lambda provider: provider.sovereignty.value == "externe")

    def verdict(kind: str, *, person: bool) -> Verdict:
        found = [Finding((), 0, 0, kind, about_person=person)]
        return decide(policy, found, service=service, provider=outside)

    rows = []
    for kind in policy.kinds.values():
        if kind.category == "usage" or kind.id.endswith("_INVALID"):  # a mistyped number is told with the number
            continue
        with_person, alone = verdict(kind.id, person=True), verdict(kind.id, person=False)
        rules = [rule for rule in policy.rules if rule.id in {hit.rule for hit in with_person.hits}]
        rows.append((kind, with_person.observed or with_person.action, alone.observed or alone.action, rules))
    rows.sort(key=lambda row: (-row[1], row[0].label))
    groups = [(action, [row for row in rows if row[1] is action]) for action in sorted(Action, reverse=True)]
    words = len(policy.lists.blocked) + len(policy.lists.patterns)
    return show(house, ask, "protegees.html", groups=groups, policy=policy, words=words)


@handles("GET", "/ia-recommandees")
def recommended(house: House, ask: Ask) -> Response:
    """Show the models that may be used, as the census tells them."""
    providers = house.policy().providers
    prints = {(p.name, m.id): _print(p, m) for p in providers for m in p.models}
    return show(house, ask, "ia.html", providers=providers, prints=prints, tokens=TOKENS)


@handles("GET", "/brancher")
def connect(house: House, ask: Ask) -> Response:
    """Show how to point one's tool here."""
    forms = {provider.form: provider.models[0].id for provider in reversed(house.policy().providers)}
    return show(house, ask, "brancher.html", base=ask.base, forms=forms)


@handles("GET", "/mes-usages")
def own(house: House, ask: Ask, problem: str = "", notice: str = "") -> Response:
    """Show an agent her own requests, and hers only."""
    caller = house.caller(ask)
    rows, months, quotas = [], {}, []
    if caller is not None:
        quotas = asyncio.run(house.allowance.standing(house.policy(), caller, datetime.now(UTC)))
        since = datetime.now(UTC) - timedelta(days=30)
        question = Question(since, caller=caller.ref)
        rows = list(search(house.settings.register_url, question, last=SHOWN))[::-1]
        with house.follower.reading() as tally:
            months = tally.months_of(caller.ref)
    now = months.get(f"{datetime.now(UTC):%Y-%m}", Sums())
    about = {"rows": rows, "months": dict(sorted(months.items())[-12:]), "now": now, "ready": house.follower.ready}
    about["quotas"] = quotas
    return show(house, ask, "usages.html", **about, caller=caller, problem=problem, notice=notice)


@handles("POST", "/mes-usages/cle")
def attach(house: House, ask: Ask) -> Response:
    """Tie one's key to the session of who signed in by the directory."""
    caller = house.keys.find(ask.form.get("cle", "").strip())
    if caller is None:
        return own(house, ask, problem="Cette clé n'est pas reconnue, ou elle a pris fin.")
    house.sessions.attach(ask.who, caller.key_id)
    return show(house, ask, "fait.html", told="Votre clé est rattachée à cette connexion.", back="/mes-usages")


def _empty(house: House) -> dict[str, object]:
    kinds = sorted(((kind.id, kind.label) for kind in house.kinds.values()), key=lambda pair: pair[1])
    return {
        "text": "",
        "result": None,
        "models": _models(house),
        "model": "",
        "kinds": kinds,
        "pictures": house.policy().reads_pictures,
    }


def _models(house: House) -> list[tuple[str, str]]:
    return [
        (model.id, f"{model.id} ({provider.name}, {provider.sovereignty.value})")
        for provider in house.policy().providers
        for model in provider.models
    ]


def _service(house: House, ask: Ask) -> str:
    caller = house.caller(ask)
    return caller.service if caller else ""


def _result(house: House, ask: Ask, text: str) -> dict[str, object]:
    model = ask.form.get("modele", "")
    try:
        found = house.judging.judge(text, _service(house, ask), model)
    except Blocked as error:
        return {
            "action": Action.BLOCK,
            "reason": error.message,
            "pieces": marks.pieces(text, []),
            "lines": [],
            "sent": None,
        }
    return {
        "action": found.action,
        "reason": _reason(house, found),
        "pieces": marks.pieces(text, found.explained),
        "lines": marks.lines(found.explained),
        "sent": found.sent,
        "provider": found.provider,
    }


def _reason(house: House, found: Judged) -> str:
    policy = house.policy()
    if found.action is Action.BLOCK:
        verdict = Verdict(found.action, found.hits, policy.version, policy.digest)
        told = refusal(policy, verdict, "essai").removesuffix(" Référence : essai.")
        return told.replace("Demande bloquée, rien n'a été transmis", "Rien ne partirait")
    if found.action is Action.REROUTE:
        return f"La demande irait vers {found.provider}, qui peut la recevoir, et non vers le modèle demandé."
    if found.action is Action.PSEUDONYMISE:
        return "Le texte partirait sans ces données, qui reviendraient dans la réponse."
    return "Rien de protégé n'a été reconnu : le texte partirait tel quel. Une détection ne voit pas tout ; relisez-le."


def _print(provider: Provider, model: Model) -> Footprint | None:
    """Return the footprint of an answer of TOKENS, None where the method knows no such model."""
    like = provider.likeness(model)
    return footprint(like.provider, like.model, TOKENS, zone=like.zone)


def _document(house: House, ask: Ask) -> str:
    """Return the text of a document, read in a process of its own. Raises UnsupportedMedia."""
    encoded = base64.b64encode(ask.upload).decode()
    parts = [Part((), encoded, "", ask.upload_name)]
    (text,) = asyncio.run(Reader().read(parts, pictures=house.policy().reads_pictures))
    return text
