"""The DSI's own tests of the policy (examples.yaml), why a verdict is so, and what another policy would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from gateway.domain import Action, Finding, Slot, Verdict
from gateway.errors import Fault
from gateway.policy.charter import Decision
from gateway.policy.decide import judge, weigh
from gateway.policy.faults import validate
from gateway.policy.forms import Form, Line, Name, Service, YesNo
from gateway.policy.policy import Policy
from gateway.policy.providers import Sovereignty
from gateway.policy.source import Document, read_document

FILE = "examples.yaml"
Detect = Callable[[Sequence[Slot]], Sequence[Finding]]


class Example(Form):
    """A text, or the kinds that detection would find in it, and what the policy must make of it."""

    text: Line = Field(default="", validation_alias="texte")
    kinds: tuple[Name, ...] = Field(
        default=(), validation_alias="types", description="Sans détection, avec une personne."
    )
    about_person: YesNo = Field(default=True, validation_alias="avec_personne")
    service: Service = "accueil"
    provider: Sovereignty = Field(default=Sovereignty.EXTERNAL, validation_alias="fournisseur")
    action: Decision
    rules: tuple[Line, ...] | None = Field(default=None, validation_alias="regles", description="Règles qui décident.")
    reason: Line = Field(default="", validation_alias="motif")


class Examples(Form):
    """The form of examples.yaml."""

    examples: tuple[Example, ...] = Field(validation_alias="exemples", min_length=1)


def load_examples(directory: Path) -> tuple[tuple[Example, ...], list[Fault]]:
    """Return the examples beside the policy, none when there is no file, and the faults of the file."""
    path = directory / FILE
    if not path.is_file():
        return (), []
    document = read_document(path.read_bytes(), FILE)
    form = validate(Examples, document)
    if form is not None:
        _refuse_unclear(form, document)
    return (form.examples if form else ()), document.faults


def run_examples(policy: Policy, detect: Detect, examples: Iterable[Example]) -> list[Fault]:
    """Return the examples that the policy does not decide as they ask; an empty list when all hold."""
    return [fault for number, example in enumerate(examples, 1) for fault in _run(policy, detect, example, number)]


@dataclass(frozen=True, slots=True)
class Explained:
    """Why one finding is treated as it is: the rules that decide, and those that applied but are milder."""

    finding: Finding
    label: str
    action: Action
    deciding: tuple[str, ...]
    milder: tuple[str, ...]


def explain(policy: Policy, findings: Sequence[Finding], *, service: str, provider: Sovereignty) -> list[Explained]:
    """Return for each finding what is done with it and why; holds places, kinds and rules, never text."""
    return [_explained(policy, found, service, provider) for found in findings]


@dataclass(frozen=True, slots=True)
class Change:
    """A text that another policy would treat otherwise."""

    id: str
    before: Verdict
    after: Verdict


def compare(
    old: Policy, new: Policy, detect: Detect, texts: Iterable[tuple[str, str]], *, service: str, provider: Sovereignty
) -> Iterator[Change]:
    """Yield, for ``(id, text)`` pairs, those whose action or deciding rules differ between two policies."""
    for name, text in texts:
        slots = [Slot(("texte",), text)]
        detected = detect(slots)
        before, after = (
            weigh(policy, policy.findings(slots, detected), service=service, sovereignty=provider)
            for policy in (old, new)
        )
        if (before.action, _deciding(before)) != (after.action, _deciding(after)):
            yield Change(name, before, after)


def _run(policy: Policy, detect: Detect, example: Example, number: int) -> Iterator[Fault]:
    findings = [Finding((), 0, 0, kind, about_person=example.about_person) for kind in example.kinds]
    if example.text:
        slots = [Slot(("texte",), example.text)]
        findings.extend(policy.findings(slots, detect(slots)))
    verdict = weigh(policy, findings, service=example.service, sovereignty=example.provider)
    action = verdict.action if verdict.observed is None else verdict.observed
    if action is not example.action.action:
        told = f"« {example.action} » attendu, « {_word(action)} » obtenu ({reasons(verdict)})"
        yield Fault(FILE, f"exemple {number}", told)
    elif example.rules is not None and set(example.rules) != set(_deciding(verdict)):
        yield Fault(
            FILE, f"exemple {number}", f"règles {', '.join(example.rules)} attendues ; obtenu : {reasons(verdict)}"
        )


def _deciding(verdict: Verdict) -> tuple[str, ...]:
    """Return the rules of the most severe action."""
    worst = max((hit.action for hit in verdict.hits), default=Action.ALLOW)
    return tuple(sorted({hit.rule for hit in verdict.hits if hit.action is worst}))


def reasons(verdict: Verdict) -> str:
    """Return which rules decided on which kinds, as text."""
    return ", ".join(f"{hit.rule} : {hit.kind}" for hit in verdict.hits) or "rien de reconnu"


def _word(action: Action) -> str:
    return Decision[action.name].value


def _explained(policy: Policy, found: Finding, service: str, provider: Sovereignty) -> Explained:
    deciding = judge(policy, found, service, provider)
    applying = (rule.id for rule in policy.rules_for(service) if rule.applies(found, service, provider))
    named = tuple(rule.id for rule in deciding)
    kind = policy.kinds.get(found.kind)
    label = kind.label if kind else found.kind
    return Explained(found, label, deciding[0].action, named, tuple(sorted(set(applying) - set(named))))


def _refuse_unclear(form: Examples, document: Document) -> None:
    for index, example in enumerate(form.examples):
        if bool(example.text) == bool(example.kinds):
            document.fault(("exemples", index), "un exemple donne un texte ou des types, l'un des deux")
