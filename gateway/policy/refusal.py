"""What an agent reads when a request is refused: short, in French, never any content of the request.

The form is that which all known clients show whole: under 400 characters, no braces, no straight double quotes.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from gateway.domain import Action, Hit, Verdict
from gateway.policy.policy import Policy

MAX_LENGTH = 399
_FORBIDDEN = str.maketrans({"{": "(", "}": ")", '"': "'", "\n": " ", "\r": " "})


def refusal(policy: Policy, verdict: Verdict, exchange_id: str) -> str:
    """Return the message for a blocked request; it says as much as fits, the contact and the reference always."""
    hits = [hit for hit in verdict.hits if hit.action is Action.BLOCK] or list(verdict.hits)
    labels = _unique(
        policy.kinds[hit.kind].label if hit.kind in policy.kinds else "donnée de type inconnu" for hit in hits
    )
    advice = _unique(hit.message for hit in hits)
    ending = f"Une question ? {_contact(policy)}. Référence : {exchange_id[:64]}."
    for said, told in product((2, 1, 0), (len(labels), 3, 2, 1)):
        text = " ".join(
            [f"Demande bloquée, rien n'a été transmis : {_listed(labels, told)}{_why(hits)}.", *advice[:said], ending]
        )
        if len(text) <= MAX_LENGTH:
            return text.translate(_FORBIDDEN)
    return f"Demande bloquée, rien n'a été transmis. {ending}".translate(_FORBIDDEN)[:MAX_LENGTH]


def _why(hits: Iterable[Hit]) -> str:
    articles = _unique(hit.article for hit in hits)
    rule = next((hit.rule for hit in hits), "")
    named = [*articles[:1], *([f"règle {rule}"] if rule else [])]
    return f" ({', '.join(named)})" if named else ""


def _listed(labels: list[str], shown: int) -> str:
    if not labels:
        return "la politique l'interdit"
    more = len(labels) - shown
    return ", ".join(labels[:shown]) + (f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else "")


def _contact(policy: Policy) -> str:
    contact = policy.contact
    return ", ".join(part for part in (contact.name, contact.email, contact.phone) if part)


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
