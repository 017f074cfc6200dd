"""What one file says of another: profiles that exist, models that are declared, observation that stays in the house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gateway.domain import Action, Kind
from gateway.footprint import is_known
from gateway.policy.charter import Charter, Profile, Ruled
from gateway.policy.faults import suggest
from gateway.policy.fold import View, fold_text
from gateway.policy.policy import Profiles, Rule
from gateway.policy.providers import Provider, Sovereignty
from gateway.policy.quotas import Measure, Quotas
from gateway.policy.source import Document
from gateway.policy.terms import MIN_LENGTH
from gateway.policy.themes import Themes
from gateway.policy.uses import Uses, faults_of

CHARTER = "charte.yaml"


def agree(
    charter: Charter,
    profiles: Mapping[str, Profile | None],
    rules: Sequence[Rule],
    providers: Sequence[Provider],
    documents: Mapping[str, Document],
) -> None:
    """Record as faults the profiles, models and modes that do not go together."""
    document = documents[CHARTER]
    _assignments(charter, profiles, document)
    _reroutes(charter, rules, providers, document)
    outside = [provider.name for provider in providers if not provider.local]
    _observation(charter, outside, document)
    for name in {assignment.profile for assignment in charter.profiles}:
        profile = profiles.get(name)
        if profile is not None:
            _observation(profile, outside, documents[f"profiles/{name}.yaml"])


def assigned(charter: Charter, profiles: Mapping[str, Profile | None]) -> Profiles:
    """Return which service follows which profile."""
    by_service = {service: each.profile for each in charter.profiles for service in each.services}
    otherwise = next((each.profile for each in charter.profiles if not each.services), "")
    modes = {"": charter.mode, **{name: profile.mode for name, profile in profiles.items() if profile}}
    observing = frozenset(name for name, mode in modes.items() if mode == "observation")
    ruled = {"": charter, **{name: profile for name, profile in profiles.items() if profile}}
    inspecting = frozenset(name for name, form in ruled.items() if form.inspect_answers)
    return Profiles(by_service, otherwise, observing, inspecting)


def uses_agree(uses: Uses, providers: Sequence[Provider], document: Document) -> None:
    """Record as faults the uses that are declared twice, name unknown models, or say less than they must."""
    models = {model.id for provider in providers for model in provider.models}
    seen: set[str] = set()
    for index, use in enumerate(uses.uses):
        place = ("usages", index)
        if use.id in seen:
            document.fault((*place, "id"), f"deux usages portent le nom {use.id}")
        seen.add(use.id)
        for at, model in enumerate(use.models):
            if model not in models:
                document.fault((*place, "modeles", at), f"modèle inconnu « {model} »", suggest(model, models))
        for key, told in faults_of(use):
            document.fault((*place, key), told)


def quotas_agree(quotas: Quotas, providers: Sequence[Provider], document: Document) -> None:
    """Record as faults the quotas that are named twice, and ceilings of carbon where a model has no footprint."""
    seen: set[str] = set()
    for index, quota in enumerate(quotas.quotas):
        if quota.id in seen:
            document.fault(("quotas", index, "id"), f"deux quotas portent le nom {quota.id}", "un nom par quota")
        seen.add(quota.id)
        if quota.measure is Measure.CARBON:
            for model in _without_footprint(providers):
                told = f"l'empreinte du modèle {model} n'est pas connue : il échapperait au plafond"
                proposal = (
                    "dans providers.yaml, donnez-lui un modèle comparable : empreinte: {fournisseur: …, modele: …}"
                )
                document.fault(("quotas", index, "mesure"), told, proposal)


def themes_agree(themes: Themes, kinds: Mapping[str, Kind], document: Document) -> None:
    """Record as faults the kinds that no detection knows, themes told twice, and terms too short to mean anything."""
    seen: set[str] = set()
    for index, theme in enumerate(themes.themes):
        place = ("themes", index)
        for key, names in (("type", (theme.kind,)), ("precise", theme.within)):
            for name in names:
                if name not in kinds:
                    document.fault((*place, key), f"type inconnu « {name} »", suggest(name, kinds))
        if theme.kind in seen:
            document.fault((*place, "type"), f"deux thèmes pour le type {theme.kind}")
        seen.add(theme.kind)
        if not theme.within and not theme.alone:
            document.fault(place, f"le thème {theme.kind} n'est cherché nulle part", "precise: [ … ] ou seul: oui")
        for at, term in enumerate(theme.terms):
            if len(fold_text(term, View.SINGULAR)) < MIN_LENGTH:
                document.fault((*place, "termes", at), "terme trop court")


def _without_footprint(providers: Sequence[Provider]) -> Iterator[str]:
    for provider in providers:
        for model in provider.models:
            like = provider.likeness(model)
            if not is_known(like.provider, like.model, zone=like.zone):
                yield model.id


def standbys_agree(providers: Sequence[Provider], document: Document) -> None:
    """Record as faults the standbys that are unknown, of another class of sovereignty or of another dialect."""
    owners = {model.id: provider for provider in providers for model in provider.models}
    for index, provider in enumerate(providers):
        for at, model in enumerate(provider.models):
            for rank, name in enumerate(model.standby):
                place = ("fournisseurs", index, "modeles", at, "secours", rank)
                other = owners.get(name)
                if other is None:
                    document.fault(place, f"modèle inconnu « {name} »", suggest(name, owners))
                elif other.sovereignty is not provider.sovereignty:
                    told = f"{name} est de classe {other.sovereignty}, {model.id} de classe {provider.sovereignty}"
                    document.fault(place, told, "un secours reste dans la même classe de souveraineté")
                elif other.form != provider.form:
                    document.fault(place, f"{name} ne parle pas la même forme", f"un modèle de forme {provider.form}")


def _assignments(charter: Charter, profiles: Mapping[str, Profile | None], document: Document) -> None:
    seen: set[str] = set()
    for index, each in enumerate(charter.profiles):
        if each.profile not in profiles:
            told = f"profil inconnu « {each.profile} »"
            document.fault(("profils", index, "profil"), told, suggest(each.profile, profiles))
        for service in each.services or ("",):
            if service in seen:
                told = (
                    f"deux profils pour le service {service}"
                    if service
                    else "deux profils pour tous les autres services"
                )
                document.fault(("profils", index), told, "un profil par service")
            seen.add(service)


def _reroutes(charter: Charter, rules: Sequence[Rule], providers: Sequence[Provider], document: Document) -> None:
    owners = {model.id: provider for provider in providers for model in provider.models}
    for index, name in enumerate(charter.reroute_to):
        place = ("reroutage", index)
        if name not in owners:
            document.fault(place, f"modèle inconnu « {name} »", suggest(name, owners))
        elif owners[name].sovereignty is Sovereignty.EXTERNAL:
            document.fault(
                place, f"le modèle {name} est chez un fournisseur externe", "un modèle local, hds ou souverain"
            )
    rerouting = [rule.id for rule in rules if rule.action is Action.REROUTE]
    if rerouting and not charter.reroute_to:
        told = f"la règle {rerouting[0]} demande « rerouter », mais aucun modèle n'est nommé"
        document.fault(("regles",), told, "ajoutez reroutage: [ … ] au début du fichier")


def _observation(form: Ruled, outside: Sequence[str], document: Document) -> None:
    if form.mode == "observation" and outside and not (form.external and form.external_twice):
        told = f"le mode observation ne change rien à ce qui part, et {outside[0]} est hors des murs"
        proposal = "retirez-le, ou écrivez observation_externe: oui et observation_externe_confirmee: oui"
        document.fault(("mode",), told, proposal)
