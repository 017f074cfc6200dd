"""The sheet of the record of processing activities (GDPR, article 30) that the register and the policy can fill in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gateway.audit.count import Tally
from gateway.audit.sheet import Sheet
from gateway.domain import Json
from gateway.policy import Policy

TO_FILL = "à compléter par la collectivité"
SECURITY = (
    "Pseudonymisation avant l'envoi ; table de correspondance en mémoire, le temps d'un échange, jamais écrite.",
    "Refus de ce qui ne peut pas être inspecté ; aucune demande sans trace écrite durable de sa décision.",
    "Registre sans contenu, chaîné par empreintes ; points de contrôle signés Ed25519 tenus par le DPO.",
    "Clés nominatives, révocables, gardées sous forme d'empreinte à clé (HMAC) ; lectures du DPO inscrites.",
)
NOTES = (
    "Rempli à partir de la politique en vigueur et du trafic de la période ; à relire et compléter par le DPO.",
    "Les données citées sont celles que la détection a reconnues dans les demandes : elle ne reconnaît pas tout.",
)


def article30(policy: Policy, counted: Iterable[Tally], months: int, asked: Mapping[str, str]) -> Sheet:
    """Return the sheet, a row a heading of article 30(1). months: how long records are kept."""
    counted = list(counted)
    rows = [
        *_who(policy),
        *_purposes(policy),
        *_data(policy, counted),
        *_recipients(policy),
        *_terms(policy, months),
        *(("g) Mesures de sécurité", line) for line in SECURITY),
    ]
    title = "Fiche de registre : assistance par IA au travers de la passerelle (RGPD, art. 30)"
    return Sheet("article30", title, ("rubrique", "contenu"), tuple(rows), asked, NOTES)


Rows = Iterator[tuple[Json, ...]]


def _who(policy: Policy) -> Rows:
    contact = policy.contact
    reach = ", ".join(filter(None, (contact.name, contact.email, contact.phone)))
    yield "a) Responsable du traitement", TO_FILL
    yield "a) Délégué à la protection des données", reach


def _purposes(policy: Policy) -> Rows:
    uses = list((policy.uses or {}).values())
    for use in uses:
        yield "b) Finalité", f"{use.id} {use.title} : {use.purpose} (base légale : {use.legal_basis})"
    yield "b) Finalité", "Sécurité et conformité : registre des décisions de la passerelle (RGPD, art. 5(2), 24, 32)"
    people = sorted({person for use in uses for person in use.people})
    yield "c) Personnes concernées", " ; ".join([*people, "agents utilisateurs (référence pseudonyme)"])


def _data(policy: Policy, counted: Sequence[Tally]) -> Rows:
    seen: Counter[str] = Counter()
    for each in counted:
        for kind in filter(None, each.kinds.split(",")):
            seen[kind] += each.times
    for kind, times in seen.most_common():
        label = policy.kinds[kind].label if kind in policy.kinds else kind
        yield "c) Données reconnues dans les demandes", f"{label} : {times} échange(s)"
    stopped = sum(each.times for each in counted if each.decision == "bloquee")
    yield "c) Demandes arrêtées par la charte", f"{stopped}"


def _recipients(policy: Policy) -> Rows:
    for provider in policy.providers:
        where = ", ".join(filter(None, (provider.country, provider.region)))
        contract = provider.contract or TO_FILL
        said = f"{provider.name} ({provider.processor or TO_FILL}), {where} ; contrat art. 28 : {contract}"
        yield "d) Destinataires et sous-traitants", said
        basis = "aucun, dans les murs" if provider.local else provider.transfer_basis or TO_FILL
        yield "e) Transferts hors de l'Union", f"{provider.name} : {basis}"


def _terms(policy: Policy, months: int) -> Rows:
    yield "f) Délais d'effacement", f"Registre : {months} mois (CNIL, délibération 2021-122 : de six mois à un an)"
    yield "f) Délais d'effacement", "Correspondances entre remplacements et données : la durée d'un échange, en mémoire"
    for provider in policy.providers:
        yield "f) Délais d'effacement", f"Chez {provider.name} : {provider.retention or TO_FILL}"
