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
    advantages: Line = Field(validation_alias="avantages", description="En français courant (charte, principe 4).")
    limits: Line = Field(validation_alias="limites", description="En français courant (charte, principe 4).")
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
    declared_use: Line = Field(
        default="", validation_alias="usage_declare", description="Référence au registre des usages."
    )
    processor: Line = Field(default="", validation_alias="sous_traitant", description="RGPD art. 28 et 30.")
    contract: Line = Field(default="", validation_alias="contrat")
    retention: Line = Field(default="", validation_alias="conservation", description="Durée chez le fournisseur.")
    transfer_basis: Line = Field(default="", validation_alias="transfert", description="Fondement, RGPD art. 44 à 49.")

    @property
    def sovereignty(self) -> Sovereignty:
        """The class that rules speak of: local before hds, before souverain, before externe."""
        if self.local:
            return Sovereignty.LOCAL
        if self.hds:
            return Sovereignty.HDS
        return Sovereignty.SOVEREIGN if self.sovereign else Sovereignty.EXTERNAL

    def likeness(self, model: Model) -> Likeness:
        """Return by which model the footprint of ``model`` is reckoned: the declared one, or itself."""
        return model.likeness or Likeness(provider=self.form, model=model.upstream)

    def key(self) -> SecretStr | None:
        """Return the key now in its file, None where none is needed. Raises PolicyDown when it is unreadable."""
        return None if self.key_file is None else read_key(self.key_file)


class Census(Form):
    """The form of providers.yaml."""

    providers: tuple[Provider, ...] = Field(validation_alias="fournisseurs", min_length=1)
