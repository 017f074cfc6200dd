"""The answers of questions.py as sheets, with French headings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from gateway.audit.fields import DECISIONS
from gateway.audit.incidents import Incident
from gateway.audit.questions import Carbon, Share, Solution
from gateway.audit.record import stamp
from gateway.audit.sheet import SMALL, Sheet
from gateway.audit.sums import Sums
from gateway.audit.tally import NO_KEY
from gateway.domain import Json

Asked = Mapping[str, str]
MASKED = (
    "Les services de moins de cinq agents sont réunis, ou laissés de côté : aucun chiffre ne porte sur moins de cinq."
)


def census_sheet(solutions: Iterable[Solution], asked: Asked) -> Sheet:
    """The census of AI solutions, from traffic, against the declared one."""
    headings = (
        *("fournisseur", "modele", "etat", "echanges", "agents", "services", "classe", "pays", "sous_traitant"),
        *("contrat", "conservation", "transfert", "usage_declare"),
    )
    rows = []
    for each in solutions:
        d = each.declared
        said = (d.sovereignty, d.country, d.processor, d.contract, d.retention, d.transfer, d.use) if d else ("",) * 7
        agents = SMALL if each.agents is None else each.agents
        rows.append((each.provider, each.model, each.state, each.exchanges, agents, each.services, *said))
    notes = (
        "Ne compte que ce qui est passé par la passerelle : une IA employée hors d'elle n'y paraît pas.",
        "La passerelle n'envoie qu'aux fournisseurs déclarés ; « non déclarée » : retirée du recensement depuis.",
    )
    return Sheet("recensement", "Recensement des solutions d'IA", headings, tuple(rows), asked, notes)


def use_sheet(shares: Iterable[Share], asked: Asked) -> Sheet:
    """The rate of declared use."""
    rows = tuple((s.name, s.part, s.whole, s.percent, s.agents) for s in shares)
    headings = ("service", "avec_usage_declare", "echanges", "pour_cent", "agents")
    return Sheet("usages", "Taux d'usage déclaré", headings, rows, asked, (MASKED,))


def sovereign_sheet(shares: Iterable[Share], asked: Asked) -> Sheet:
    """The share of sovereign providers."""
    rows = tuple((s.name, s.part, s.whole, s.percent) for s in shares)
    notes = ("Souverain : déclaré tel au recensement le jour de l'envoi ; la passerelle ne certifie personne.",)
    headings = ("mois", "vers_un_fournisseur_souverain", "echanges_transmis", "pour_cent")
    return Sheet("souverainete", "Part souveraine", headings, rows, asked, notes)


def carbon_sheet(lines: Iterable[Carbon], asked: Asked) -> Sheet:
    """The footprint by service and month."""
    rows = tuple(
        (c.month, c.service, c.exchanges, c.measured, c.tokens, *_rounded(*c.gco2e), *_rounded(*c.wh)) for c in lines
    )
    notes = (
        "Une fourchette, et une estimation : la méthode et sa version sont dans chaque enregistrement.",
        "« estimes » : échanges pour lesquels une estimation existe ; les autres ne sont pas comptés dans la somme.",
        MASKED,
    )
    headings = (
        *("mois", "service", "echanges", "estimes", "jetons"),
        *("gco2e_min", "gco2e_max", "wh_min", "wh_max"),
    )
    return Sheet("carbone", "Empreinte carbone par service et par mois", headings, rows, asked, notes)


def incident_sheet(found: Iterable[Incident], asked: Asked, now: datetime) -> Sheet:
    """The incidents, each with its clock."""
    rows = tuple(
        (
            *(i.first, i.last, i.what, i.kind.label, i.count, i.service, " ".join(i.exchanges)),
            *(stamp(i.deadline) if i.deadline else "", i.left(now), i.id, i.state),
        )
        for i in found
    )
    notes = (
        "L'horloge de 72 h (RGPD, art. 33) court pour une altération du registre ou une fuite déclarée par le DPO.",
        "Un envoi arrêté, une panne (rien ne part) et un reste non remis n'exposent rien d'eux-mêmes : le DPO en juge.",
        "« Le registre a été altéré » n'apparaît que si passerelle verify --record ou la page Intégrité l'ont vu.",
    )
    headings = (
        *("premier", "dernier", "nature", "libelle", "nombre", "service", "exemples", "echeance_72h", "reste"),
        *("numero", "etat"),
    )
    return Sheet("incidents", "Incidents", headings, rows, asked, notes)


def service_sheet(services: Mapping[str, Sums], asked: Asked) -> Sheet:
    """The exchanges of each service in sum."""
    rows = tuple(_service(name, sums) for name, sums in services.items())
    headings = ("service", "agents", "echanges", *DECISIONS, "echanges_par_type")
    return Sheet("services", "Échanges par service", headings, rows, asked, (MASKED,))


def _service(name: str, sums: Sums) -> tuple[Json, ...]:
    agents = "" if name == NO_KEY else len(sums.agents)
    kinds: dict[str, Json] = dict(sums.kinds)
    return name, agents, sums.exchanges, *(sums.decisions[each] for each in DECISIONS), kinds


def _rounded(low: float, high: float) -> tuple[float, float]:
    return round(low, 4), round(high, 4)
