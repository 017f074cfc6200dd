"""The DSI's work on the policy: write, check, compare, try, put in force, undo. The files are those of policies/."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from gateway.domain import Action, Slot, Verdict
from gateway.errors import InvalidRequest, PolicyError
from gateway.policy import Policy, changes, run_examples, weigh
from gateway.policy.examples import compare
from gateway.policy.providers import Sovereignty
from gateway.web.pages.ask import Ask
from gateway.web.pages.house import House, handles
from gateway.web.pages.marks import WORDS
from gateway.web.pages.render import show

LONGEST = 20_000
_READ_ONLY = "Rien n'est changé : le dossier des politiques ne peut pas être écrit par la passerelle."


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict in words: before and after, for a text."""

    before: str
    after: str
    rules: str


@handles("GET", "/dsi/politique")
def editor(house: House, ask: Ask, notice: str = "", problem: str = "", text: str | None = None) -> Response:
    """Show one file of the policy, to be changed."""
    name = ask.query.get("fichier") or ask.form.get("fichier") or "charte.yaml"
    files, drafted = house.workbench.files(), house.workbench.drafted()
    if name not in files and ask.page.method == "GET":
        raise InvalidRequest("Ce fichier n'existe pas.")
    _, faults = house.workbench.proposal()
    shown = files.get(name, b"").decode("utf-8", "replace") if text is None else text
    about: dict[str, object] = {
        "names": sorted(files),
        "drafted": sorted(drafted),
        "name": name,
        "text": shown,
        "faults": faults,
    }
    difference = house.workbench.difference(name) if name in drafted else []
    about |= {"difference": difference, "writable": house.workbench.writable}
    return show(house, ask, "editeur.html", **about, notice=notice, problem=problem)


@handles("POST", "/dsi/politique")
def write(house: House, ask: Ask) -> Response:
    """Keep a draft of one file, or forget all drafts."""
    if ask.form.get("geste") == "abandonner":
        house.workbench.discard()
        return editor(house, ask, "Le brouillon est abandonné : les fichiers sont ceux en service.")
    name, text = ask.form.get("nouveau", "").strip() or ask.form.get("fichier", ""), ask.form.get("texte", "")
    try:
        house.workbench.save(name, text)
    except ValueError as error:
        return editor(house, ask, problem=f"Rien n'est enregistré : {error}.", text=text)
    _, faults = house.workbench.proposal()
    told = "aucune faute" if not faults else f"{len(faults)} faute(s), listées plus bas"
    return editor(house, ask, f"Brouillon enregistré : {told}. Rien n'est encore en service.")


@handles("GET", "/dsi/essai")
def trial(house: House, ask: Ask, notice: str = "", problem: str = "", text: str = "", **results: object) -> Response:
    """Show what the draft would change, and try it before it is put in force."""
    proposed, faults = house.workbench.proposal()
    changed = changes(house.policy(), proposed) if proposed is not None and not faults else []
    drafted = sorted(house.workbench.drafted())
    about: dict[str, object] = {
        "proposed": proposed,
        "faults": faults,
        "changes": changed,
        "drafted": drafted,
        "text": text,
    }
    bench = house.workbench
    about |= {"by_two": bench.by_two, "consented": not faults and bench.consented(), "writable": bench.writable}
    found = {"examples": None, "moved": None, "outcome": None, "count": 0, **results}
    return show(house, ask, "essai.html", **about, **found, state=house.policy.state, notice=notice, problem=problem)


@handles("POST", "/dsi/essai")
def run_trial(house: House, ask: Ask) -> Response:
    """Try the draft on the examples, or on a text that is pasted; nothing is kept or sent."""
    proposed, faults = house.workbench.proposal()
    if proposed is None or faults:
        return trial(house, ask, problem="Corrigez d'abord les fautes du brouillon.")
    detect, text = house.detector.detect, ask.form.get("texte", "")[:LONGEST]
    if ask.form.get("geste") == "texte":
        slots = [Slot(("texte",), text)]
        found = detect(slots)
        old, new = (
            weigh(each, each.findings(slots, found), service="accueil", sovereignty=Sovereignty.EXTERNAL)
            for each in (house.policy(), proposed)
        )
        return trial(house, ask, text=text, outcome=Outcome(_word(old), _word(new), _rules(new)))
    examples = house.workbench.examples()
    texts = [(str(number), each.text) for number, each in enumerate(examples, 1) if each.text]
    moved = compare(house.policy(), proposed, detect, texts, service="accueil", provider=Sovereignty.EXTERNAL)
    shown = [(dict(texts)[each.id], _word(each.before), _word(each.after), _rules(each.after)) for each in moved]
    failed = run_examples(proposed, detect, examples)
    return trial(house, ask, examples=failed, moved=shown, count=len(examples))


@handles("POST", "/dsi/activation")
def activate(house: House, ask: Ask) -> Response:
    """Put the draft in force."""
    try:
        policy = house.workbench.activate(ask.who.name)
    except PolicyError as error:
        return trial(house, ask, problem=error.message)
    except OSError:
        return trial(house, ask, problem=_READ_ONLY)
    _take_up(house, policy, "policy_activated")
    return trial(house, ask, _told(house, policy))


@handles("GET", "/dsi/historique")
def history(house: House, ask: Ask, notice: str = "", problem: str = "") -> Response:
    """Show the versions that were in force, and what going back to one would change."""
    chosen = ask.query.get("version", "")
    try:
        old = house.workbench.built(chosen) if chosen else None
    except ValueError:
        raise InvalidRequest("Cette version n'existe pas.") from None
    changed = changes(house.policy(), old) if old is not None else []
    about: dict[str, object] = {
        "versions": house.workbench.history(),
        "chosen": chosen,
        "changes": changed,
        "readable": old is not None,
    }
    about |= {"writable": house.workbench.writable}
    return show(house, ask, "historique.html", **about, state=house.policy.state, notice=notice, problem=problem)


@handles("POST", "/dsi/retour")
def roll_back(house: House, ask: Ask) -> Response:
    """Put an earlier version in force again; it is checked like a new one."""
    try:
        policy = house.workbench.roll_back(ask.form.get("version", ""), ask.who.name)
    except (PolicyError, ValueError) as error:
        return history(house, ask, problem=str(error))
    except OSError:
        return history(house, ask, problem=_READ_ONLY)
    _take_up(house, policy, "policy_rolled_back")
    return history(house, ask, _told(house, policy))


def _take_up(house: House, policy: Policy, event: str) -> None:
    """Record the change and take it up at once: one look sees it, the next one finds the files at rest."""
    house.note(event, {"policy": policy.version, "policy_digest": policy.digest})
    house.policy.poll()
    house.policy.poll()


def _told(house: House, policy: Policy) -> str:
    if house.policy.state.digest == policy.digest:
        return f"La politique {policy.version} est en service (empreinte {policy.digest[:12]})."
    return f"Les fichiers de la politique {policy.version} sont écrits ; ils entrent en service en deux secondes."


def _word(verdict: Verdict) -> str:
    return WORDS[verdict.action if verdict.observed is None else verdict.observed]


def _rules(verdict: Verdict) -> str:
    worst = max((hit.action for hit in verdict.hits), default=Action.ALLOW)
    return ", ".join(_unique(hit.rule for hit in verdict.hits if hit.action is worst))


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
