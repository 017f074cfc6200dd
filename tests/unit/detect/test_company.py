from __future__ import annotations

import pytest

from gateway.detect.recognizers import company
from tests.support.spotting import marked, spot

FOUND = [
    ("FR_SIRET", "SIRET [[123 456 782 00010]]"),
    ("FR_SIRET", "[[12345678200010]]"),
    ("FR_SIREN", "SIREN : [[123 456 782]]"),
    ("FR_SIREN", "RCS Montpellier [[123 456 782]]"),
    ("FR_VAT", "TVA [[FR11123456782]]"),
    ("FR_RNA", "association [[W342001234]]"),
    ("CASE_NUMBER", "chauffeur VTC, SIRET [[123 456 782 00010]]"),
    ("CASE_NUMBER", "auto-entrepreneuse, SIRET [[123 456 782 00010]]"),
]
QUIET = ["PRM 19512345678901", "le 123 456 789", "1 234 567 890 euros"]


@pytest.mark.parametrize(("kind", "written"), FOUND)
def test_company_number_is_told(kind: str, written: str) -> None:
    """A company's number is told apart, and that of a person trading in his own name is a personal one."""
    text, values = marked(written)
    assert spot(company.recognizers, text) == [(kind, value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_company_number(text: str) -> None:
    """Meters and amounts are no company."""
    assert spot(company.recognizers, text) == []
