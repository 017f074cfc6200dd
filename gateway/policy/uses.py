"""The register of declared uses (charter, principles 3, 4 and 6): what each key may be used for, until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from gateway.domain import Finding, Verdict
from gateway.policy.forms import Form, Line, Name, YesNo

MISSING = "USE_MISSING"
UNKNOWN = "USE_UNKNOWN"
EXPIRED = "USE_EXPIRED"
WORDS = {MISSING: "non_declare", UNKNOWN: "inconnu", EXPIRED: "echu"}


class State(StrEnum):
    """How far the declaration of a use has come; only a valid one covers a request."""

    ASKED = "demande"
    REVIEWED = "avis_dpo"
    VALID = "valide"
    SUSPENDED = "suspendu"


class Use(Form):
    """One declared use. The lines that the charter and the GDPR ask for are mandatory."""

    id: Name
    title: Line = Field(validation_alias="intitule", min_length=1)
    declared_by: Line = Field(validation_alias="declarant", min_length=1, description="Fonction, pas de nom.")
    services: tuple[Name, ...] = Field(min_length=1, description="Services autorisés.")
    purpose: Line = Field(validation_alias="finalite", min_length=1)
    legal_basis: Line = Field(validation_alias="base_legale", min_length=1, description="RGPD art. 6.")
    processing: Line = Field(
        default="", validation_alias="traitement_lie", description="Fiche du registre, RGPD art. 30."
    )
    people: tuple[Line, ...] = Field(default=(), validation_alias="personnes_concernees")
    data: tuple[Line, ...] = Field(
        default=(), validation_alias="donnees_attendues", description="Après pseudonymisation."
    )
    models: tuple[Name, ...] = Field(
        default=(), validation_alias="modeles", description="Vide : tous ceux du recensement."
    )
    ai_act: Literal["haut_risque", "transparence", "minimal"] = Field(validation_alias="niveau_ia")
    ai_act_reason: Line = Field(default="", validation_alias="motif_niveau_ia")
    impact_assessment: Literal["sans objet", "a faire", "faite"] = Field(validation_alias="aipd")
    review: Line = Field(validation_alias="relecture", min_length=1, description="Qui relit, quand, comment (P4).")
    decision: Literal["jamais", "preparee par un humain"] = Field(validation_alias="decision_individuelle")
    information: Line = Field(default="", validation_alias="information_usagers")
    without_ai: Line = Field(
        validation_alias="alternative_etudiee", min_length=1, description="Alternative sans IA (P3)."
    )
    for_people: Line = Field(default="", validation_alias="alternative_usager", description="Accueil sans IA (P1).")
    opinion: Literal["favorable", "favorable avec reserves", "defavorable", "attendu"] = Field(
        validation_alias="avis_dpo"
    )
    opinion_date: date | None = Field(default=None, validation_alias="date_avis")
    state: State = Field(validation_alias="statut")
    next_review: date = Field(validation_alias="prochaine_revue", description="Passé ce jour, l'usage est à revoir.")
    facing_people: YesNo = Field(default=False, validation_alias="tourne_vers_usager")

    def covers(self, service: str, model: str) -> bool:
        """Tell whether ``service`` may use ``model`` under this declaration."""
        return service in self.services and (not self.models or model in self.models)

    def in_force(self, today: date) -> bool:
        """Tell whether the use is validated, and not due for review."""
        return self.state is State.VALID and today <= self.next_review


class Uses(Form):
    """The form of usages.yaml."""

    uses: tuple[Use, ...] = Field(validation_alias="usages")


def judge_use(uses: Mapping[str, Use], use: str | None, *, service: str, model: str, today: date) -> Finding | None:
    """Return what is wrong with the use that a request declares, as a finding on the whole request; None if nothing.

    The rules then say whether it is refused or only recorded: kinds USE_MISSING, USE_UNKNOWN (not in the register, or
    for another service or model) and USE_EXPIRED (not validated, suspended, or due for review).
    """
    if not use:
        return _whole(MISSING)
    declared = uses.get(use)
    if declared is None or not declared.covers(service, model):
        return _whole(UNKNOWN)
    return None if declared.in_force(today) else _whole(EXPIRED)


def flagged(verdict: Verdict) -> dict[str, str]:
    """Return the header that tells a client what is wrong with its use though the request passed; none if nothing."""
    wrong = [WORDS[hit.kind] for hit in verdict.hits if hit.kind in WORDS]
    return {"x-passerelle-usage": wrong[0]} if wrong else {}


def faults_of(use: Use) -> Iterator[tuple[str, str]]:
    """Yield (key, message) for what a sound form does not yet say."""
    if use.state is State.VALID and use.opinion in {"defavorable", "attendu"}:
        yield "statut", "un usage n'est valide qu'avec un avis favorable du DPO"
    if use.opinion != "attendu" and use.opinion_date is None:
        yield "avis_dpo", "l'avis du DPO n'est pas daté : ajoutez date_avis"
    if use.facing_people and not use.for_people:
        yield "tourne_vers_usager", "un service tourné vers l'usager garde une alternative_usager (charte, principe 1)"
    if use.state is State.VALID and use.ai_act == "haut_risque" and use.impact_assessment != "faite":
        yield "aipd", "un usage à haut risque demande une AIPD faite (RGPD art. 35)"


def _whole(kind: str) -> Finding:
    return Finding((), 0, 0, kind, 1.0, "usages.yaml")
