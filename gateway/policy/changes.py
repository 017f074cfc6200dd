"""What a new policy changes against the one in force, in French, for the DSI and the DPO to read beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gateway.policy.charter import Decision
from gateway.policy.policy import Policy
from gateway.policy.providers import Provider

_NAMES = {
    "kinds": "types",
    "action": "action",
    "services": "services",
    "providers": "fournisseurs",
    "threshold": "seuil",
    "about_person": "avec_personne",
    "message": "message",
    "article": "article",
    "legal_basis": "base_legale",
}


def changes(old: Policy, new: Policy) -> list[str]:
    """Return one line a change, none when both say the same. Terms of lists are counted, never shown."""
    return [
        *_of_version(old, new),
        *_of_rules(old, new),
        *_of_providers(old, new),
        *_of_uses(old, new),
        *_of_lists(old, new),
    ]


def _of_version(old: Policy, new: Policy) -> Iterator[str]:
    if old.version != new.version:
        yield f"version : {old.version} → {new.version}"
    elif old.digest != new.digest:
        yield f"la version reste {new.version} alors que des fichiers ont changé"
    if old.contact != new.contact:
        yield "contact du DPO modifié"
    if old.profiles != new.profiles:
        yield "profils ou mode modifiés"
    if old.reads_pictures != new.reads_pictures:
        yield f"images : {'lues' if new.reads_pictures else 'refusées'}"
    if old.reroute_to != new.reroute_to:
        yield f"reroutage : {_listed(old.reroute_to)} → {_listed(new.reroute_to)}"


def _of_rules(old: Policy, new: Policy) -> Iterator[str]:
    before, after = {rule.id: rule for rule in old.rules}, {rule.id: rule for rule in new.rules}
    yield from _named("règle", before, after)
    for name in sorted(before.keys() & after.keys()):
        for key, word in _NAMES.items():
            was, now = getattr(before[name], key), getattr(after[name], key)
            if was != now:
                yield f"règle {name}, {word} : {_shown(was)} → {_shown(now)}"


def _of_providers(old: Policy, new: Policy) -> Iterator[str]:
    before, after = _by_name(old), _by_name(new)
    yield from _named("fournisseur", before, after)
    for name in sorted(before.keys() & after.keys()):
        models = ({model.id: model for model in provider.models} for provider in (before[name], after[name]))
        yield from _named(f"fournisseur {name}, modèle", *models)
        if before[name].sovereignty != after[name].sovereignty:
            yield f"fournisseur {name}, classe : {before[name].sovereignty} → {after[name].sovereignty}"
        if before[name].base_url != after[name].base_url:
            yield f"fournisseur {name}, adresse : {before[name].base_url} → {after[name].base_url}"


def _of_uses(old: Policy, new: Policy) -> Iterator[str]:
    before, after = dict(old.uses or {}), dict(new.uses or {})
    yield from _named("usage", before, after)
    yield from (f"usage {name} modifié" for name in sorted(before.keys() & after.keys()) if before[name] != after[name])


def _of_lists(old: Policy, new: Policy) -> Iterator[str]:
    for word, was, now in (
        ("termes interdits", len(old.lists.blocked), len(new.lists.blocked)),
        ("termes autorisés", len(old.lists.allow), len(new.lists.allow)),
        ("motifs", len(old.lists.patterns), len(new.lists.patterns)),
    ):
        if was != now:
            yield f"{word} : {was} → {now}"


def _named(word: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    yield from (f"{word} {name} : retiré" for name in sorted(before.keys() - after.keys()))
    yield from (f"{word} {name} : ajouté" for name in sorted(after.keys() - before.keys()))


def _by_name(policy: Policy) -> dict[str, Provider]:
    return {provider.name: provider for provider in policy.providers}


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return _listed(sorted(str(item) for item in value))
    if value is None or isinstance(value, bool):
        return {None: "sans condition", True: "oui", False: "non"}[value]
    name = getattr(value, "name", "")
    return Decision[name].value if name in Decision.__members__ else str(value) or "(vide)"


def _listed(items: Sequence[str]) -> str:
    return ", ".join(items) or "(aucun)"
