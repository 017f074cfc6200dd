"""Every error of the house. Messages are in French, for the agent, and never hold content.

PasserelleError
├── StartError                    the gateway does not start: one line a fault
│   ├── SettingsError
│   ├── PolicyError               .faults: every fault of every policy file
│   └── ModelError                detection models missing or unreadable
├── Refusal                       answered to the client in its dialect, nothing forwarded, recorded
│   ├── InvalidRequest       400  the message cannot be read in one way only
│   ├── Blocked              400  .verdict: the policy refuses
│   │   └── Leftover         400  a value was still there after the rewriting: an incident
│   ├── Unauthorised         401
│   ├── Forbidden            403
│   ├── UnknownRoute         404
│   ├── MethodNotAllowed     405
│   ├── TooSlow              408
│   ├── TooLarge             413
│   ├── UnsupportedMedia     415
│   ├── UpgradeRefused       426
│   ├── QuotaReached         429  a ceiling of quotas.yaml
│   ├── HeadersTooLarge      431
│   ├── ClientGone           499  only the register shows it
│   └── Unavailable          503  fail closed: nothing leaves
│       ├── Overloaded            may be tried again
│       ├── RegisterDown
│       ├── DetectorDown
│       └── PolicyDown
└── UpstreamError                 the provider failed; .status is what the client sees (502, 504, or its own 4xx)
    ├── UpstreamUnreachable  502
    ├── UpstreamTimeout      504
    ├── UpstreamInvalid      502  unreadable, redirected or oversized answer
    └── UpstreamRefused           the provider answered an error status
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from gateway.domain import Verdict


class PasserelleError(Exception):
    """Root of the tree. ``code`` is stable, lower-case and documented in docs/errors.md."""

    code: ClassVar[str] = "erreur"
    status: ClassVar[int] = 500
    default: ClassVar[str] = "Erreur interne de la passerelle."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.default)

    @property
    def message(self) -> str:
        """What the agent reads."""
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a configuration file: where (file and path inside it), what, and a proposal."""

    file: str
    path: str
    message: str
    proposal: str = ""

    def __str__(self) -> str:
        hint = f" ({self.proposal})" if self.proposal else ""
        return f"{self.file} : {self.path} : {self.message}{hint}"


class StartError(PasserelleError):
    code = "demarrage"
    default = "La passerelle ne peut pas démarrer."

    def __init__(self, message: str = "", faults: Iterable[Fault] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join([message or self.default, *map(str, self.faults)]))


class SettingsError(StartError):
    code = "reglage_invalide"


class PolicyError(StartError):
    code = "politique_invalide"
    default = "La politique contient des erreurs."


class ModelError(StartError):
    code = "modele_absent"
    default = "Les modèles de détection manquent ou sont illisibles."


class Refusal(PasserelleError):
    """Answered in the caller's dialect; nothing was forwarded. ``param`` names the faulty field where there is one."""

    code = "requete_refusee"
    status = 400
    default = "Demande refusée par la passerelle. Rien n'a été transmis."

    def __init__(self, message: str = "", *, param: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.param = param
        self.headers: dict[str, str] = dict(headers or {})


class InvalidRequest(Refusal):
    code = "requete_invalide"
    default = "La demande n'a pas pu être lue. Rien n'a été transmis."


class Blocked(Refusal):
    code = "donnees_protegees"

    def __init__(self, message: str, verdict: Verdict, *, param: str = "") -> None:
        super().__init__(message, param=param)
        self.verdict = verdict


class Leftover(Blocked):
    code = "reste_detecte"


class Unauthorised(Refusal):
    code = "cle_invalide"
    status = 401
    default = "Clé absente, inconnue ou expirée. Demandez une clé à la DSI."


class Forbidden(Refusal):
    code = "interdit"
    status = 403
    default = "Cette demande n'est pas permise avec cette clé."


class UnknownRoute(Refusal):
    code = "route_inconnue"
    status = 404
    default = "Cette adresse n'existe pas sur la passerelle. Rien n'a été transmis."


class MethodNotAllowed(Refusal):
    code = "methode_refusee"
    status = 405
    default = "Cette méthode n'est pas permise ici. Rien n'a été transmis."


class TooSlow(Refusal):
    code = "demande_trop_lente"
    status = 408
    default = "La demande n'est pas arrivée en entier à temps. Rien n'a été transmis."


class TooLarge(Refusal):
    code = "demande_trop_grande"
    status = 413
    default = "La demande est trop grande. Rien n'a été transmis."


class UnsupportedMedia(Refusal):
    code = "contenu_illisible"
    status = 415
    default = "La passerelle ne sait pas lire ce contenu, elle ne le transmet donc pas."


class ClientGone(Refusal):
    """Nobody reads the answer; the record tells why nothing was sent."""

    code = "client_parti"
    status = 499
    default = "Le client a raccroché avant que sa demande soit lue. Rien n'a été transmis."


class UpgradeRefused(Refusal):
    code = "protocole_refuse"
    status = 426
    default = "Changement de protocole refusé."


class QuotaReached(Refusal):
    code = "quota_atteint"
    status = 429
    default = "Le plafond d'utilisation est atteint. Rien n'a été transmis."

    def __init__(self, message: str = "", *, quota: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message, headers=headers)
        self.quota = quota


class HeadersTooLarge(Refusal):
    code = "entetes_trop_grands"
    status = 431
    default = "Les en-têtes de la demande sont trop grands."


class Unavailable(Refusal):
    code = "indisponible"
    status = 503
    default = "La passerelle est indisponible. Rien n'a été transmis."


class Overloaded(Unavailable):
    """The one refusal that a client may try again by itself."""

    code = "trop_de_demandes"
    default = "Trop de demandes arrivent en même temps. Rien n'a été transmis ; réessayez dans quelques secondes."

    def __init__(self) -> None:
        super().__init__(headers={"retry-after": "5", "x-should-retry": "true"})


class RegisterDown(Unavailable):
    code = "registre_indisponible"
    default = "Le registre ne peut pas être écrit : rien n'a été transmis. Prévenez la DSI."


class DetectorDown(Unavailable):
    code = "detecteur_indisponible"
    default = "La détection est en panne : rien n'a été transmis. Prévenez la DSI."


class PolicyDown(Unavailable):
    code = "politique_indisponible"
    default = "La politique ne peut pas être appliquée : rien n'a été transmis. Prévenez la DSI."


class UpstreamError(PasserelleError):
    code = "fournisseur_en_erreur"
    status = 502
    default = "Le fournisseur d'IA a échoué."

    def __init__(self, message: str = "", *, upstream_status: int | None = None) -> None:
        super().__init__(message)
        self.upstream_status = upstream_status


class UpstreamUnreachable(UpstreamError):
    code = "fournisseur_injoignable"
    default = "Le fournisseur d'IA est injoignable."


class UpstreamTimeout(UpstreamError):
    code = "fournisseur_trop_lent"
    status = 504
    default = "Le fournisseur d'IA n'a pas répondu à temps."


class UpstreamInvalid(UpstreamError):
    code = "reponse_illisible"
    default = "La réponse du fournisseur d'IA n'a pas pu être lue."


class UpstreamRefused(UpstreamError):
    """The provider answered an error status. Its body is never shown nor logged, it may quote the prompt."""

    code = "fournisseur_refuse"
    default = "Le fournisseur d'IA a refusé la demande."
