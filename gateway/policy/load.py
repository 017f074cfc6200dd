"""From the files of ``policies/`` to a Policy: one reading of every file, then all faults of all files at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from gateway.domain import Kind
from gateway.errors import Fault, PolicyDown, PolicyError
from gateway.policy.agree import agree, assigned, quotas_agree, standbys_agree, themes_agree, uses_agree
from gateway.policy.charter import Charter, Profile
from gateway.policy.examples import load_examples
from gateway.policy.faults import valid_items, validate
from gateway.policy.lists import read_lists
from gateway.policy.policy import Policy
from gateway.policy.providers import Census, Provider
from gateway.policy.purposes import PurposeIndex, Purposes
from gateway.policy.quotas import CallIndex, Quotas
from gateway.policy.rules import resolve
from gateway.policy.source import Document, read_document
from gateway.policy.themes import ThemeIndex, Themes
from gateway.policy.uses import Uses

F = TypeVar("F", bound=BaseModel)

CHARTER = "charte.yaml"
PROVIDERS = "providers.yaml"
USES = "usages.yaml"
PURPOSES = "finalites.yaml"
QUOTAS = "quotas.yaml"
THEMES = "themes.yaml"
PROFILES = "profiles/"
PATTERNS = (CHARTER, PROVIDERS, USES, PURPOSES, QUOTAS, THEMES, "lists/*.txt", "lists/*.csv", "profiles/*.yaml")


def load_policy(directory: Path, kinds: Mapping[str, Kind]) -> Policy:
    """Return the policy in ``directory``. Raises PolicyError with every fault of every file."""
    policy, faults = read(directory, kinds)
    if policy is None or faults:
        raise PolicyError(faults=faults)
    return policy


def check(directory: Path, kinds: Mapping[str, Kind]) -> list[Fault]:
    """Return every fault of every file; an empty list means that the policy can be put in force."""
    return [*read(directory, kinds)[1], *load_examples(directory)[1]]


def snapshot(directory: Path) -> dict[str, bytes]:
    """Return the bytes of all the files that make the policy, by name relative to ``directory``. Raises OSError."""
    paths = sorted(path for pattern in PATTERNS for path in directory.glob(pattern) if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}


def digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 (hex) over names and bytes, in the order of names."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{len(name.encode())}:{name}:{len(files[name])}:".encode())
        whole.update(files[name])
    return whole.hexdigest()


def read(directory: Path, kinds: Mapping[str, Kind]) -> tuple[Policy | None, list[Fault]]:
    """Return the policy, None where there is none to return, and the faults."""
    try:
        return build(snapshot(directory), directory, kinds)
    except OSError:
        return None, [Fault(str(directory), "dossier", "dossier ou fichier illisible")]


def build(files: Mapping[str, bytes], directory: Path, kinds: Mapping[str, Kind]) -> tuple[Policy | None, list[Fault]]:
    """As ``read``, from a snapshot; ``directory`` is where relative key files are."""
    documents = {name: read_document(raw, name) for name, raw in files.items() if name.endswith(".yaml")}
    faults = [Fault(name, "fichier", "fichier absent") for name in (CHARTER, PROVIDERS) if name not in files]
    charter = _form(Charter, CHARTER, documents)
    census = _form(Census, PROVIDERS, documents)
    uses = _form(Uses, USES, documents)
    purposes = _form(Purposes, PURPOSES, documents)
    quotas = _form(Quotas, QUOTAS, documents)
    themes = _form(Themes, THEMES, documents)
    profiles = {_stem(name): _form(Profile, name, documents) for name in documents if name.startswith(PROFILES)}
    rules = [rule for name in documents if _ruled(name) for rule in resolve(kinds, documents[name], _stem(name))]
    providers = _providers(directory, documents[PROVIDERS]) if census else ()
    if census:
        standbys_agree(providers, documents[PROVIDERS])
    if charter and census:
        agree(charter, profiles, rules, providers, documents)
    if uses and census:
        uses_agree(uses, providers, documents[USES])
    if quotas and census:
        quotas_agree(quotas, providers, documents[QUOTAS])
    if themes:
        themes_agree(themes, kinds, documents[THEMES])
    list_faults: list[Fault] = []
    lists = read_lists(files, kinds, list_faults)
    faults += [*(fault for name in documents for fault in documents[name].faults), *list_faults]
    if charter is None or census is None or faults:
        return None, faults
    policy = Policy(
        version=charter.version,
        digest=digest(files),
        contact=charter.contact,
        kinds=kinds,
        rules=tuple(rules),
        providers=providers,
        lists=lists,
        settings=charter.limits,
        profiles=assigned(charter, profiles),
        reroute_to=charter.reroute_to,
        reads_pictures=charter.pictures == "lire",
        uses={use.id: use for use in uses.uses} if uses else None,
        decisions=PurposeIndex(purposes) if purposes else None,
        themes=ThemeIndex(themes) if themes else None,
        quotas=quotas or Quotas(),
        calls=CallIndex.of(quotas.automatic if quotas else ()),
    )
    return policy, []


def _form(form: type[F], name: str, documents: Mapping[str, Document]) -> F | None:
    return validate(form, documents[name]) if name in documents else None


def _ruled(name: str) -> bool:
    return name == CHARTER or name.startswith(PROFILES)


def _stem(name: str) -> str:
    """Return the profile that a file holds, "" for the charter."""
    return name.removeprefix(PROFILES).removesuffix(".yaml") if name.startswith(PROFILES) else ""


def _providers(directory: Path, document: Document) -> tuple[Provider, ...]:
    """Return the sound providers; names given twice, plain http and missing keys become faults."""
    names: set[str] = set()
    models: set[str] = set()
    sound = valid_items(Provider, document, "fournisseurs")
    for index, provider in sound:
        place = ("fournisseurs", index)
        if provider.name in names:
            document.fault((*place, "nom"), f"deux fournisseurs portent le nom {provider.name}")
        names.add(provider.name)
        if provider.base_url.startswith("http:") and not provider.local:
            document.fault((*place, "adresse"), "adresse sans chiffrement hors des murs", "écrivez https://…")
        for at, model in enumerate(provider.models):
            if model.id in models:
                document.fault((*place, "modeles", at, "nom"), f"deux modèles portent le nom {model.id}")
            models.add(model.id)
    return tuple(_keyed(provider, index, directory, document) for index, provider in sound)


def _keyed(provider: Provider, index: int, directory: Path, document: Document) -> Provider:
    """Resolve the key's file beside the policy and make sure that a key is there."""
    if provider.key_file is None:
        return provider
    keyed = provider.model_copy(update={"key_file": directory / provider.key_file})
    try:
        keyed.key()
    except PolicyDown:
        document.fault(
            ("fournisseurs", index, "fichier_cle"),
            "clé absente ou illisible dans ce fichier",
            "une ligne, la clé seule",
        )
    return keyed
