from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN
from stdnum import luhn

from gateway.detect.recognizers import bank
from tests.support.spotting import marked, spot

CASES = [
    ("IBAN_CODE", "IBAN [[FR21 2004 1010 0901 2345 6A03 091]] BIC PSSTFRPPMON"),
    ("IBAN_CODE", "[[FR2120041010090123456A03091]]"),
    ("IBAN_CODE", "[[fr21 2004 1010 0901 2345 6a03 091]] merci"),
    ("IBAN_CODE", "[[FR21-2004-1010-0901-2345-6A03-091]]"),
    ("IBAN_CODE", "[[FR21\u00a02004\u00a01010\u00a00901\u00a02345\u00a06A03\u00a0091]]"),
    ("IBAN_CODE", "[[FR21 2004 1010 0901\n2345 6A03 091]]"),
    ("IBAN_CODE", "[[DE89 3704 0044 0532 0130 00]]"),
    ("IBAN_CODE", "[[GB29 NWBK 6016 1331 9268 19]] au Royaume-Uni"),
    ("IBAN_CODE", "[[BE68 5390 0754 7034]]"),
    ("IBAN_INVALID", "IBAN : [[FR22 2004 1010 0901 2345 6A03 091]]"),
    ("IBAN_INVALID", "iban [[FR21 2OO4 1O1O O9O1 2345 6A03 091]]"),
    ("IBAN_CODE", "RIB [[20041 01009 0123456A030 91]]"),
    ("IBAN_CODE", "[[20041010090123456A03091]]"),
    ("IBAN_INVALID", "RIB : [[20041 01009 0123456A030 92]]"),
    ("IBAN_CODE", "code banque [[20041]], code guichet [[01009]], n° de compte [[0123456A030]], clé [[91]]"),
    ("IBAN_CODE", "Code banque | Code guichet | N° de compte | Clé RIB\n[[20041 | 01009 | 0123456A030 | 91]]"),
    ("CREDIT_CARD", "CB [[4970 1012 3456 7893]]"),
    ("CREDIT_CARD", "[[4970101234567893]]"),
    ("CREDIT_CARD", "[[4970-1012-3456-7893]] exp 12/27"),
    ("CREDIT_CARD", "Amex [[3782 822463 10005]]"),
    ("CREDIT_CARD", "[[5555 5555 5555 4444]]"),
    ("CREDIT_CARD_INVALID", "carte bancaire [[4970 1012 3456 7894]]"),
    ("CRYPTO", "wallet [[1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa]]"),
    ("CRYPTO", "[[0x52908400098527886E0F7030069857D2E4169EE7]]"),
]
QUIET = [
    "sa carte bancaire et un téléphone IMEI 356938035643809",
    "SIRET 732 829 320 00074",
    "la somme de 4 970 101 234 567 893 euros",
    "commande 4970101234567894",
    "FRANCE TRAVAIL 34 rue",
    "FR12 est la référence",
    "une dizaine de lignes. Monsieur Thanh Delmas a appelé",
    "une dizaine de lignes. Madame Lionel Puech a appelé du 06 39 79 41 07",
    "le compte rendu. Monsieur Malik Roca a appelé du 06 39 93 74 47.",
    "code postal 34200, code guichet fermé",
    "0000 0000 0000 0000",
    "4444 4444 4444 4444",
]


@pytest.mark.parametrize(("kind", "written"), CASES)
def test_bank_identifier_is_found(kind: str, written: str) -> None:
    """Account and card numbers are found whole or in parts; one whose key is wrong keeps a kind of its own."""
    text, values = marked(written)
    assert spot(bank.recognizers, text) == [(kind, value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_bank_identifier(text: str) -> None:
    """Company numbers, amounts and orders are no account or card."""
    assert spot(bank.recognizers, text) == []


@given(
    st.sampled_from(["FR", "DE", "BE", "ES", "IT", "PT", "GB", "NL", "CH", "LU", "MA", "TN", "TR", "MC"]),
    st.randoms(use_true_random=False),
)
def test_every_valid_iban_is_found(country: str, random: object) -> None:
    """A valid account number of any country is found among words, without any cue."""
    iban = IBAN.random(country_code=country, random=random)  # type: ignore[arg-type]  # hypothesis gives a Random
    assert ("IBAN_CODE", iban.formatted) in spot(bank.recognizers, f"Merci de noter {iban.formatted} pour la suite")


@given(st.from_regex(r"(4[0-9]{3}|5[1-5][0-9]{2}) [0-9]{4} [0-9]{4} [0-9]{3}", fullmatch=True))
def test_every_valid_card_is_found(head: str) -> None:
    """A card number that Luhn proves is found without any cue, unless it repeats one digit."""
    digits = "".join(c for c in head if c in "0123456789")
    card = head + luhn.calc_check_digit(digits)
    found = spot(bank.recognizers, f"voici {card} merci")
    assert (("CREDIT_CARD", card) in found) == (len(set(card) - {" "}) > 1)
