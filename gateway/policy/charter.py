"""The form of charte.yaml and of the profiles: the rules that the DSI writes."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from gateway.domain import Action
from gateway.policy.forms import Form, Ident, Line, Message, Name, Service, Short, YesNo
from gateway.policy.providers import Sovereignty


class Decision(StrEnum):
    """The words for actions in policy files."""

    ALLOW = "autoriser"
    PSEUDONYMISE = "pseudonymiser"
    REROUTE = "rerouter"
    BLOCK = "bloquer"

    @property
    def action(self) -> Action:
        """The action that the word stands for."""
        return Action[self.name]


class RuleForm(Form):
    """One rule. An absent condition is no condition; all conditions given must hold."""

    id: Ident
    kinds: tuple[Name, ...] = Field(default=(), validation_alias="types", description="Types de models/kinds.yaml.")
    categories: tuple[Name, ...] = Field(default=(), description="Catégories de models/kinds.yaml : tous leurs types.")
    decision: Decision = Field(validation_alias="action")
    services: tuple[Service, ...] = Field(default=(), description="Services concernés ; vide : tous.")
    providers: tuple[Sovereignty, ...] = Field(
        (), validation_alias="fournisseurs", description="Classes ; vide : toutes."
    )
    threshold: float = Field(
        0.0, validation_alias="seuil", ge=0, le=1, description="Confiance minimale de la détection."
    )
    about_person: YesNo | None = Field(
        None, validation_alias="avec_personne", description="oui : si une personne est reconnaissable ; non : sinon."
    )
    message: Message = Field(default="", description="Que faire à la place, dit à l'agent (130 caractères au plus).")
    article: Short = Field(default="", description="Article ou principe de la charte.")
    legal_basis: Line = Field(default="", validation_alias="base_legale")


class Contact(Form):
    """Whom an agent may ask: the data protection officer."""

    name: Short = Field(validation_alias="nom")
    email: Short = Field(validation_alias="courriel", pattern=r"^[^@\s]+@[^@\s]+$")
    phone: Short = Field(default="", validation_alias="telephone")


class Limits(Form):
    """Sizes beyond which a request is refused; the gateway's own limits stay the upper bounds."""

    body_bytes: int = Field(default=8 * 1024 * 1024, validation_alias="octets_par_demande", gt=0, le=8 * 1024 * 1024)


class Ruled(Form):
    """What charte.yaml and a profile share: rules, and whether they are applied or only observed."""

    mode: Literal["appliquer", "observation"] = Field(
        default="appliquer", description="observation : décide et enregistre, ne change rien à ce qui part."
    )
    external: YesNo = Field(
        default=False,
        validation_alias="observation_externe",
        description="Observer aussi ce qui sort des murs, en clair.",
    )
    external_twice: YesNo = Field(default=False, validation_alias="observation_externe_confirmee")
    inspect_answers: YesNo = Field(
        default=False,
        validation_alias="controle_reponse",
        description="oui : masquer dans la réponse les courriels, numéros et clés que le modèle y ajoute de lui-même.",
    )
    rules: tuple[RuleForm, ...] = Field(validation_alias="regles", min_length=1)


class Profile(Ruled):
    """The form of profiles/*.yaml: a whole set of rules that takes the place of the charter's for some services."""

    description: Line


class Assignment(Form):
    """Which services follow which profile."""

    profile: Ident = Field(validation_alias="profil", description="Nom du fichier de profiles/, sans .yaml.")
    services: tuple[Service, ...] = Field(default=(), description="Services concernés ; vide : tous les autres.")


class Charter(Ruled):
    """The form of charte.yaml."""

    version: Short = Field(min_length=1)
    contact: Contact
    limits: Limits = Field(default=Limits(), validation_alias="limites")
    pictures: Literal["refuser", "lire"] = Field(
        default="refuser",
        validation_alias="images",
        description="lire : le texte d'une image est lu sur place et part à sa place, examiné comme un autre.",
    )
    profiles: tuple[Assignment, ...] = Field(default=(), validation_alias="profils")
    reroute_to: tuple[Name, ...] = Field(
        default=(), validation_alias="reroutage", description="Modèles vers lesquels rerouter, par ordre de préférence."
    )
