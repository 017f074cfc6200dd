"""The charter, engagement by engagement: what the gateway can show for it, and what it cannot.

The six principles are those of the charter for AI in local authorities that policies/charte.yaml applies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gateway.audit.sheet import Sheet
from gateway.audit.sums import Sums
from gateway.audit.tally import by_service, total
from gateway.policy import Policy


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the figures of the charter sheet are drawn from. shown: without the services that are too small."""

    policy: Policy
    sums: Sums
    shown: Sums

    def of_category(self, category: str) -> int:
        """Exchanges in which a kind of the category was seen; one with two kinds counts twice."""
        kinds = self.policy.kinds
        return sum(n for kind, n in self.sums.kinds.items() if kind in kinds and kinds[kind].category == category)


def charter_sheet(policy: Policy, cells: Mapping[tuple[str, str], Sums], asked: Mapping[str, str]) -> Sheet:
    """Return one row an engagement: evidence drawn from the period, and the limit of what can be shown.

    cells: the sums by day or month and service, with what was spent.
    """
    seen = Evidence(policy, total(cells.values()), total(by_service(cells).values()))
    rows = (*_first_two(seen), *_sobriety(seen), *_people(seen), *_sovereignty(seen))
    notes = (
        "Une preuve technique n'est pas une qualification juridique : le DPO conclut.",
        f"Politique en vigueur : {policy.version}, empreinte {policy.digest[:16]}.",
    )
    return Sheet("charte", "Charte : engagements, preuves et limites", HEADINGS, rows, asked, notes)


HEADINGS = ("principe", "engagement", "preuve", "limite")
Row = tuple[str, str, str, str]
OUTSIDE = "Ce qui ne passe pas par la passerelle (téléphone, navigateur, logiciel tiers) n'est pas vu."


def _first_two(seen: Evidence) -> list[Row]:
    uses = list((seen.policy.uses or {}).values())
    facing = [use for use in uses if use.facing_people]
    masked, blocked = seen.sums.decisions["pseudonymisee"], seen.sums.decisions["bloquee"]
    reviewed = sum(use.opinion != "attendu" for use in uses)
    return [
        (
            *("1", "Une alternative sans IA pour l'usager"),
            f"{len(facing)} usage(s) tourné(s) vers l'usager, chacun avec une alternative écrite (champ obligatoire).",
            "Que l'alternative existe vraiment à l'accueil ne se voit pas d'ici.",
        ),
        (
            *("2", "Associer le DPO à tous les usages"),
            f"{reviewed} usage(s) sur {len(uses)} avec un avis daté du DPO ; sans avis, aucun n'est valide.",
            "La qualité de l'examen.",
        ),
        (
            *("2", "Pas de données protégées vers une IA externe"),
            f"{seen.sums.sent} échanges transmis, {masked} après remplacement ; {blocked} arrêtés.",
            f"La détection ne trouve pas tout (mesures : models/evaluation/results.json). {OUTSIDE}",
        ),
        (
            *("2", "Anonymiser systématiquement"),
            f"{masked} échanges pseudonymisés ; {seen.of_category('identite')} présences d'une donnée d'identité.",
            "C'est une pseudonymisation, réversible par nature, et non une anonymisation au sens du RGPD.",
        ),
        (
            *("2", "Liste des données à ne jamais soumettre"),
            f"{len(seen.policy.kinds)} types de données connus, la même liste pour le moteur et pour les pages.",
            "Une donnée d'un type inconnu n'est pas dans la liste.",
        ),
        (
            *("2", "DPO ou médiateur joignable"),
            f"« {seen.policy.contact.name} » est nommé dans chaque refus ({blocked} sur la période).",
            "Répondre.",
        ),
    ]


def _sobriety(seen: Evidence) -> list[Row]:
    low, high = seen.sums.gco2e_min, seen.sums.gco2e_max
    return [
        (
            *("3", "Mesurer et informer de l'empreinte"),
            f"{_french(low)} à {_french(high)} gCO2e pour {seen.sums.measured} échanges estimés "
            f"sur {seen.sums.ended} terminés.",
            "Une estimation publique, pas une mesure : les fournisseurs ne publient pas leur consommation.",
        ),
        (
            *("3", "Compenser les émissions"),
            "Total exportable par mois et par service (passerelle report carbone).",
            "La compensation.",
        ),
    ]


def _people(seen: Evidence) -> list[Row]:
    purposes = seen.of_category("decision_individuelle")
    today = date.today()
    uses = list((seen.policy.uses or {}).values())
    in_force = sum(use.in_force(today) for use in uses)
    return [
        (
            *("4", "Pas de décision individuelle automatisée"),
            f"{purposes} demande(s) reconnue(s) comme visant une décision sur une personne.",
            "Rien n'empêche un agent de recopier une réponse dans une décision.",
        ),
        (
            *("4", "Déclarer chaque usage"),
            f"{_share(seen.shown.declared, seen.shown.known)} des échanges avec un usage déclaré ; "
            f"{in_force} usage(s) en vigueur sur {len(uses)}.",
            OUTSIDE,
        ),
        (
            *("4", "Relire avant de se servir"),
            "La relecture prévue est un champ obligatoire de chaque usage.",
            "Qu'elle ait lieu ne se voit pas d'ici.",
        ),
        (
            *("5", "Accompagner les agents"),
            f"{seen.sums.decisions['bloquee']} refus expliqués, chacun avec sa règle et que faire à la place.",
            "Former, accompagner, recueillir les avis : organisation.",
        ),
    ]


def _sovereignty(seen: Evidence) -> list[Row]:
    declared = sum(len(provider.models) for provider in seen.policy.providers)
    return [
        (
            *("6", "Privilégier les solutions souveraines"),
            f"{_share(seen.sums.sovereign, seen.sums.sent)} de {seen.sums.sent} échanges transmis.",
            "La souveraineté est celle que déclare le recensement ; la passerelle ne certifie personne.",
        ),
        (
            *("6", "Recenser les solutions"),
            f"{len(seen.sums.models)} solution(s) vue(s) dans le trafic, {declared} modèle(s) déclaré(s).",
            OUTSIDE,
        ),
        (
            *("6", "Des modèles transparents et documentés"),
            "Avantages et limites sont obligatoires pour chaque modèle déclaré ; le modèle servi est inscrit.",
            "L'audit du modèle et de ses données d'apprentissage.",
        ),
    ]


def _share(part: int, whole: int) -> str:
    return f"{_french(100 * part / whole)} %" if whole else "– %"


def _french(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
