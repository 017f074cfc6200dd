"""From the rules as written to the rules in force: kinds resolved, no kind left without a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from gateway.domain import Action, Finding, Kind
from gateway.policy.charter import RuleForm
from gateway.policy.faults import suggest, valid_items
from gateway.policy.policy import Rule
from gateway.policy.providers import Sovereignty
from gateway.policy.source import Document, Tree

ELSEWHERE = "tout autre service"
# What themes.yaml tells apart. A set of rules that names none of a theme's kinds leaves it to the broader kind.
THEMES = frozenset(
    {
        "DISABILITY",
        "POVERTY",
        "CHILD_PROTECTION",
        "GUARDIANSHIP",
        "VIOLENCE",
        "RESIDENCE_STATUS",
        "BIOMETRICS",
        "HR_FILE",
        "PUPIL",
        "ADMIN_SECRET",
    }
)


# What is seen in a request as a whole has no text to replace.
UNREPLACEABLE = frozenset({"decision_individuelle", "usage"})


def resolve(kinds: Mapping[str, Kind], document: Document, profile: str = "") -> tuple[Rule, ...]:
    """Return the sound rules of a charter or profile.

    Names that nothing bears, kinds that no rule governs and masking what has no text become faults.
    """
    forms = valid_items(RuleForm, document, "regles")
    rules = tuple(_rule(form, kinds, profile) for _, form in forms)
    _refuse_unknown(kinds, document)
    _refuse_empty(forms, document)
    _refuse_masking(zip(forms, rules, strict=True), kinds, document)
    _refuse_twins(forms, document)
    if not document.faults:
        _refuse_gaps(rules, kinds, document)
    return rules


def _rule(form: RuleForm, kinds: Mapping[str, Kind], profile: str) -> Rule:
    named = {*form.kinds, *(kind.id for kind in kinds.values() if kind.category in form.categories)}
    return Rule(
        id=f"{profile}/{form.id}" if profile else form.id,
        kinds=frozenset(named),
        action=form.decision.action,
        services=frozenset(form.services),
        providers=frozenset(form.providers),
        threshold=form.threshold,
        about_person=form.about_person,
        message=form.message,
        article=form.article,
        legal_basis=form.legal_basis,
        profile=profile,
    )


def _refuse_unknown(kinds: Mapping[str, Kind], document: Document) -> None:
    """Name every unknown type or category, also in a rule that has other faults."""
    known = {"types": frozenset(kinds), "categories": frozenset(kind.category for kind in kinds.values())}
    called = {"types": "type inconnu", "categories": "catégorie inconnue"}
    items = document.data.get("regles") if isinstance(document.data, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else []):
        if not isinstance(item, dict):
            continue
        for key in known:
            for at, name in enumerate(_texts(item.get(key))):
                if name not in known[key]:
                    document.fault(("regles", index, key, at), f"{called[key]} « {name} »", suggest(name, known[key]))


def _texts(value: Tree) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _refuse_empty(forms: Iterable[tuple[int, RuleForm]], document: Document) -> None:
    for index, form in forms:
        if not form.kinds and not form.categories:
            document.fault(("regles", index), f"la règle {form.id} ne nomme ni types ni categories")


def _refuse_masking(
    pairs: Iterable[tuple[tuple[int, RuleForm], Rule]], kinds: Mapping[str, Kind], document: Document
) -> None:
    for (index, _), rule in pairs:
        categories = {kinds[kind].category for kind in rule.kinds if kind in kinds} & UNREPLACEABLE
        if categories and rule.action is Action.PSEUDONYMISE:
            told = f"« pseudonymiser » n'a pas de sens pour {', '.join(sorted(categories))}"
            document.fault(("regles", index, "action"), told, "bloquer, rerouter ou autoriser")


def _refuse_twins(forms: Iterable[tuple[int, RuleForm]], document: Document) -> None:
    seen: set[str] = set()
    for index, form in forms:
        if form.id in seen:
            document.fault(("regles", index, "id"), f"deux règles portent le nom {form.id}", "un nom par règle")
        seen.add(form.id)


def _refuse_gaps(rules: Iterable[Rule], kinds: Mapping[str, Kind], document: Document) -> None:
    for kind in kinds.values():
        mine = [rule for rule in rules if kind.id in rule.kinds]
        if not mine and kind.id in THEMES:
            continue
        gap = next(_gaps(kind.id, mine), None)
        if gap is not None:
            document.fault(
                ("regles",),
                f"le type {kind.id} ({kind.label}, catégorie {kind.category}) ne relève d'aucune règle{gap}",
                "ajoutez une règle sans condition pour ce type",
            )


def _gaps(kind: str, rules: Sequence[Rule]) -> Iterator[str]:
    """Yield the cases, of all that the rules can tell apart, in which none applies to ``kind``."""
    services = {ELSEWHERE}.union(*(rule.services for rule in rules))
    scores = {0.0, *(rule.threshold for rule in rules)}
    just_below = {max(0.0, score - 1e-9) for score in scores}
    for service, provider, person, score in product(
        sorted(services), Sovereignty, (True, False), sorted(scores | just_below)
    ):
        case = Finding((), 0, 0, kind, score=score, about_person=person)
        if not any(rule.applies(case, service, provider) for rule in rules):
            yield (
                f" dans ce cas : {service}, fournisseur {provider}, {_person(person)}, confiance {score:.2f}"
                if rules
                else ""
            )


def _person(about: bool) -> str:
    return "avec une personne" if about else "sans personne"
