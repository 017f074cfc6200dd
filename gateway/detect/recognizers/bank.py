"""Bank identifiers: IBAN of any country, RIB whole or in parts, payment cards, crypto wallets.

IBAN lengths: SWIFT's registry as schwifty ships it. RIB key: 97 - (89 bank + 15 branch + 3 account) mod 97. Cards: Luhn and
the issuers' prefixes (ISO/IEC 7812).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from presidio_analyzer import EntityRecognizer
from schwifty import registry
from schwifty.domain import IBANSpec
from schwifty.exceptions import SchwiftyException
from stdnum import bitcoin, luhn
from stdnum.fr import siret
from stdnum.iso7064 import mod_97_10

from gateway.detect.rules import Candidate, Cued, Family, Shape, loose, words

_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2} ?[0-9oil]{2}(?:[ .\-_|]{0,2}\n?[a-z0-9]){11,30}")
_BANK = words(r"iban|rib|comptes?|virements?|prelevements?|banque|bancaires?|sepa|bic|account|domiciliation|titulaire")
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


@cache
def _spec(country: str) -> IBANSpec | None:
    """Return how an IBAN of ``country`` (two capitals) is written, None where there is none."""
    try:
        return registry.get_iban_spec(country)
    except (SchwiftyException, KeyError, ValueError):
        return None


def _country_length(candidate: Candidate) -> Candidate:
    """Cut a greedy match where an IBAN of its country ends, so that the words behind do not spoil its key."""
    value = candidate.value
    spec = _spec(value[:2].upper())
    length = spec.iban_length if spec else 0
    for at, char in enumerate(value):
        length -= char.isalnum()
        if length == 0:
            return replace(candidate, end=candidate.start + at + 1)
    return candidate


def iban_kind(candidate: Candidate) -> str | None:
    """Tell an IBAN by its key; one with a wrong key by its French shape or a bank word near."""
    compact = candidate.compact
    spec = _spec(compact[:2])
    if spec is None:
        return None
    # letters and figures where the country has them: one sentence in 97 has a right key by chance
    written = compact[2:4].isdigit() and spec.regex.fullmatch(compact[4:])
    if written and mod_97_10.is_valid(compact[4:] + compact[:4]):
        return "IBAN_CODE"
    if (
        sum(c.isdigit() for c in compact) < 10
        or not any(c.isdigit() for c in compact[2:4])
        or candidate.after(1).isalnum()
    ):
        return None
    as_long = abs(len(compact) - spec.iban_length) <= 2
    return "IBAN_INVALID" if as_long and (compact[:2] == "FR" or candidate.near(_BANK, 60)) else None


_RIB = re.compile(
    r"(?<![0-9a-z])\d{5}[ .\-_|/]{0,3}\d{5}[ .\-_|/]{0,3}(?:[0-9a-z] ?){10}[0-9a-z][ .\-_|/]{0,3}\d{2}(?![0-9a-z])"
)


def rib_kind(candidate: Candidate) -> str | None:
    """Tell a RIB by its key, or by a bank word when the key is wrong."""
    compact = candidate.compact
    if len(compact) != 23 or not compact[:10].isdigit():
        return None
    account = int(compact[10:21].translate(_LETTERS))
    key = 97 - (89 * int(compact[:5]) + 15 * int(compact[5:10]) + 3 * account) % 97
    if key == int(compact[21:]):
        return "IBAN_CODE"
    return "IBAN_INVALID" if candidate.near(_BANK, 120) else None


_CARD = re.compile(r"(?<![\w.,])(?<!\d[ -])[2-6](?:[ .\-]{0,2}\n?\d){12,18}(?!\d)(?![.,]\d)")
_CARD_WORDS = words(
    r"cartes?|cb|visa|mastercard|amex|american express|bancaire|paiement|card|cryptogramme|expire\w*|exp|cvv|maestro|debit|paye\w*"
)
_COMPANY = words(r"siret|siren|rcs|etablissement|pdl|prm|pce|ean|imei|isbn|point de livraison|iccid")
_GROUPS = re.compile(r"\d{4}([ .\-])\d{4}\1\d{4}\1\d{4}|\d{4}[ -]\d{6}[ -]\d{5}")


_AMOUNT = re.compile(r"\d{1,3}(?:[ .]\d{3}){3,}")


_PHONE_ITSELF = words(r"imei|imsi")


def card_kind(candidate: Candidate) -> str | None:
    """Tell a card by Luhn and its issuer's prefix; one with a wrong key by its groups and a card word near."""
    digits = candidate.digits
    if len(set(digits)) < 2 or _AMOUNT.fullmatch(candidate.value):
        return None
    named = candidate.near(_CARD_WORDS, 80)
    if luhn.is_valid(digits):
        if len(digits) == 15 and _PHONE_ITSELF.search(candidate.before(30)):
            return None
        if len(digits) >= 15 or named:
            return "CREDIT_CARD"
        return "CREDIT_CARD" if _issued(digits) and not _public(candidate) else None
    whole = len(digits) in {15, 16} and (named or bool(_GROUPS.fullmatch(candidate.value) and _issued(digits)))
    return "CREDIT_CARD_INVALID" if whole and not candidate.near(_COMPANY, 40) else None


def _issued(digits: str) -> bool:
    """Prefixes: Visa 4 (13, 16, 19), Mastercard 51-55 and 2221-2720 (16), Amex 34 37 (15), Diners 36 38 (14), Maestro 6."""
    head, size = int(digits[:4]), len(digits)
    master = size == 16 and (5100 <= head <= 5599 or 2221 <= head <= 2720)
    visa = digits[0] == "4" and size in {13, 16, 19}
    diners = size == 14 and digits[:2] in {"36", "38", "39"}
    return master or visa or diners or (size == 15 and digits[:2] in {"34", "37"}) or (digits[0] == "6" and size >= 16)


def _public(candidate: Candidate) -> bool:
    return candidate.near(_COMPANY, 60) or (len(candidate.digits) == 14 and siret.is_valid(candidate.digits))


_BITCOIN = re.compile(r"(?<![A-Za-z0-9])(?:bc1|[13])[a-zA-HJ-NP-Z0-9]{25,59}(?![A-Za-z0-9])")
_ETHER = re.compile(r"(?<![a-z0-9])0x[0-9a-f]{40}(?![a-z0-9])")


def _wallet(candidate: Candidate) -> str | None:
    return "CRYPTO" if bitcoin.is_valid(candidate.value) else None


_RIB_WORDS = words(r"rib|guichet|code banque|cle rib|domiciliation|iban|virement|banque")


def _part(candidate: Candidate) -> str | None:
    return "IBAN_CODE" if any(c.isdigit() for c in candidate.value) else None


def _account(candidate: Candidate) -> str | None:
    """An account number is eleven signs; another length needs a bank word near."""
    compact = candidate.compact
    enough = sum(c.isdigit() for c in compact) >= 5
    return "IBAN_CODE" if enough and (len(compact) == 11 or candidate.near(_RIB_WORDS, 120)) else None


def _key(candidate: Candidate) -> str | None:
    return "IBAN_CODE" if candidate.near(_RIB_WORDS, 120) else None


def _spoilt_iban(candidate: Candidate) -> str | None:
    """Leave to the shape what has a right key."""
    return None if iban_kind(_country_length(candidate)) == "IBAN_CODE" else "IBAN_INVALID"


_STOP = r"(?![0-9a-z])"
_CUED = (
    Cued("IBAN_CODE", ("code banque", "code etablissement", "etablissement bancaire", "banque", "etab", "bank code"), rf"\d{{5}}{_STOP}", check=_part),
    Cued("IBAN_CODE", ("code guichet", "guichet", "code agence"), rf"\d{{5}}{_STOP}", check=_part),
    Cued(
        "IBAN_CODE",
        ("numero de compte", "numero compte", "n° de compte", "n° compte", "no de compte", "no compte", "compte n°", "compte", "compte numero",
         "compte bancaire", "account number", "num compte", "livret a", "livret"),
        rf"(?:[0-9a-z]{{11}}|\d{{3,5}}(?: ?\d{{2,4}}){{1,3}} ?[a-z]?){_STOP}",
        check=_account,
    ),
    Cued("IBAN_CODE", ("cle rib", "cle", "cle du rib", "cle de controle"), rf"\d{{2}}{_STOP}", check=_key),
    Cued("IBAN_INVALID", ("iban", "rib"), rf"[a-z]{{2}} ?[0-9oil]{{2}}(?:[ .\-]?[0-9a-z]{{2,4}}){{3,8}}{_STOP}", check=_spoilt_iban, gap=loose(12)),
)  # fmt: skip


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    shapes = (
        Shape("IBAN_CODE", _IBAN, iban_kind, narrow=_country_length, score=0.95),
        Shape("IBAN_CODE", _RIB, rib_kind, score=0.9),
        Shape("CREDIT_CARD", _CARD, card_kind, score=0.95),
        Shape("CRYPTO", _BITCOIN, _wallet, on="text"),
        Shape("CRYPTO", _ETHER, hints=("0x",)),
    )
    return [Family("bank", language, shapes, _CUED)]
