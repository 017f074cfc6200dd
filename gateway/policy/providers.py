"""The census of providers: who may be called, with which models, and what the DPO must know of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from gateway.policy.forms import Form, Line, Name, YesNo
from gateway.policy.keyfile import read_key


class Sovereignty(StrEnum):
    """The class of a provider, which rules name: a provider is in one only, the first that fits."""

    LOCAL = "local"  # inside the house: nothing leaves
    HDS = "hds"  # certified health-data host (CSP L.1111-8)
    SOVEREIGN = "souverain"
    EXTERNAL = "externe"


def checked_url(value: str) -> str:
    """Return ``value`` without a closing slash. Raises ValueError (French) when it is not a plain http(s) address."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("adresse attendue de la forme https://serveur/chemin")
    if parts.username is not None or parts.password is not None:
        raise ValueError("pas d'identifiant dans l'adresse : la clé va dans fichier_cle")
    if parts.query or parts.fragment or parts.port == 0:
        raise ValueError("ni « ? » ni « # » dans l'adresse")
    return value.rstrip("/")


class Likeness(Form):
    """The model, of those that the method of footprints knows, by which another is reckoned."""

    provider: Name = Field(validation_alias="fournisseur", description="openai, anthropic, mistral, huggingface…")
    model: Name = Field(validation_alias="modele")
    zone: str = Field(
        default="", validation_alias="zone", pattern=r"^([A-Z]{3})?$", description="Pays de l'électricité : FRA, SWE…"
    )


class Model(Form):
    """A model that agents may ask for."""

    id: Name = Field(validation_alias="nom", description="Nom que les agents demandent.")
    upstream_id: Name | None = Field(default=None, validation_alias="nom_chez_le_fournisseur")
    advantages: Line = Field(
        validation_alias="avantages", min_length=1, description="En français courant (charte, principe 4)."
    )
    limits: Line = Field(
        validation_alias="limites", min_length=1, description="En français courant (charte, principe 4)."
    )
    sources: Line = Field(default="", description="Où ces avantages et limites sont documentés.")
    weights: Line = Field(default="", validation_alias="poids", description="Poids accessibles : oui, non, ou le lien.")
    training: Line = Field(
        default="", validation_alias="donnees_entrainement", description="Données d'entraînement publiées : oui, non…"
    )
    context: int | None = Field(
        default=None, validation_alias="contexte", gt=0, description="Taille du contexte, en jetons."
    )
    likeness: Likeness | None = Field(
        default=None, validation_alias="empreinte", description="Modèle comparable, pour estimer l'empreinte (P3)."
    )
    standby: tuple[Name, ...] = Field(
        default=(), validation_alias="secours", description="Modèles d'une même classe, si celui-ci ne répond pas."
    )

    @property
    def upstream(self) -> str:
        """The name to send upstream."""
        return self.upstream_id or self.id


class Provider(Form):
    """A declared upstream. Its key stays in its file and is never part of this object."""

    name: Name = Field(validation_alias="nom")
    form: Literal["openai", "anthropic", "mistral"] = Field(validation_alias="forme", description="Dialecte parlé.")
    base_url: Annotated[str, AfterValidator(checked_url)] = Field(validation_alias="adresse")
    key_file: Path | None = Field(default=None, validation_alias="fichier_cle", repr=False)
    models: tuple[Model, ...] = Field(validation_alias="modeles", min_length=1)
    country: Line = Field(validation_alias="pays")
    region: Line = Field(default="", validation_alias="region")
    sovereign: YesNo = Field(validation_alias="souverain")
    hds: YesNo = Field(default=False, validation_alias="hds", description="Hébergeur de données de santé certifié.")
    local: YesNo = Field(
        False, validation_alias="local", description="Dans les murs : rien ne sort de la collectivité."
    )
    solution: Line = Field(default="", description="Numéro au recensement des solutions, SOL-000 (charte, P6).")
    publisher: Line = Field(default="", validation_alias="editeur")
    category: Literal["", "conversation", "redaction", "code", "agent", "integree"] = Field(
        default="", validation_alias="categorie", description="integree : fournie avec un autre logiciel (charte, P2)."
    )
    secnumcloud: YesNo = Field(default=False, description="Qualification SecNumCloud de l'ANSSI.")
    declared_use: Line = Field(
        default="", validation_alias="usage_declare", description="Référence au registre des usages."
    )
    processor: Line = Field(default="", validation_alias="sous_traitant", description="RGPD art. 28 et 30.")
    contract: Line = Field(default="", validation_alias="contrat")
    retention: Line = Field(default="", validation_alias="conservation", description="Durée chez le fournisseur.")
    transfer_basis: Line = Field(default="", validation_alias="transfert", description="Fondement, RGPD art. 44 à 49.")
    reuse: Line = Field(
        default="", validation_alias="reutilisation", description="Le fournisseur s'entraîne-t-il sur les demandes ?"
    )
    people: tuple[Line, ...] = Field(default=(), validation_alias="personnes_concernees", description="RGPD art. 30.")
    data: tuple[Line, ...] = Field(
        default=(), validation_alias="donnees", description="Catégories, après pseudonymisation (RGPD art. 30)."
    )
    security: Line = Field(default="", validation_alias="mesures_securite", description="RGPD art. 30(1)(g) et 32.")

    @property
    def sovereignty(self) -> Sovereignty:
        """The class that rules speak of: local before hds, before souverain, before externe."""
        if self.local:
            return Sovereignty.LOCAL
        if self.hds:
            return Sovereignty.HDS
        return Sovereignty.SOVEREIGN if self.sovereign else Sovereignty.EXTERNAL

    def missing(self) -> tuple[str, ...]:
        """Return the lines that the DPO still needs for the record of processing (GDPR art. 30), by their names here.

        A provider inside the walls has no processor to name.
        """
        wanted = () if self.local else _ARTICLE_30
        return tuple(
            str(type(self).model_fields[name].validation_alias or name) for name in wanted if not getattr(self, name)
        )

    def likeness(self, model: Model) -> Likeness:
        """Return by which model the footprint of ``model`` is reckoned: the declared one, or itself."""
        return model.likeness or Likeness(provider=self.form, model=model.upstream)

    def key(self) -> SecretStr | None:
        """Return the key now in its file, None where none is needed. Raises PolicyDown when it is unreadable."""
        return None if self.key_file is None else read_key(self.key_file)


_ARTICLE_30 = (
    "solution",
    "publisher",
    "category",
    "declared_use",
    "processor",
    "contract",
    "retention",
    "transfer_basis",
    "reuse",
    "people",
    "data",
    "security",
)


class Census(Form):
    """The form of providers.yaml."""

    providers: tuple[Provider, ...] = Field(validation_alias="fournisseurs", min_length=1)
