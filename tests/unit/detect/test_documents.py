from __future__ import annotations

import pytest

from gateway.detect.recognizers import documents
from tests.support.spotting import marked, spot

FOUND = [
    "titre de séjour [[99O341 7821]]",
    "N° étranger : [[78O3 11O 245]]",
    "CNI [[120334301234]]",
    "carte nationale d'identité n° [[120334301234]]",
    "CNIe [[X4RTBPFW4]]",
    "pièce d'identité : [[X4RTBPFW4]]",
    "passeport n° [[19FV12345]]",
    "passeport français délivré le 12/03/2019 par la préfecture sous le n° [[19FV12345]]",
    "Passeport algérien n° [[123456789]]",
    "titre de séjour [[9903123456]]",
    "n° étranger [[3403123456]]",
    "numéro AGDREF : [[3403123456]]",
    "carte de résident n°[[99AB12345]]",
    "récépissé n° [[3403123456]]",
    "permis de conduire n° [[13AA00002]]",
    "permis B [[910334301590]]",
    "NEPH : [[91 03 34 30 15 90]]",
    "numero_passeport: [[19FV12345]]",
    "type;numero_cni\nA;[[120334301234]]",
    "[[IDFRAMARTIN<<<<<<<<<<<<<<<<<<<340123]]\n[[1203343012345MARIE<<LOUISE<5403037F5]]",
    "[[P<FRAFABREGUES<<LUCIE<<<<<<<<<<<<<<<<<<<<<<<]]\n[[19FV123450FRA5403037F2903125<<<<<<<<<<<<<<02]]",
]
QUIET = [
    "le passeport est délivré en 3 semaines",
    "la carte d'identité est gratuite, prenez rendez-vous au 04 67 12 34 56",
    "passeport : 86 € pour un adulte, valable 10 ans",
    "le permis de construire est affiché",
    "référence 19FV12345",
    "titre de séjour expirant le 12/03/2024",
]


@pytest.mark.parametrize("written", FOUND)
def test_document_is_found(written: str) -> None:
    """The number of an identity document is found after its name, and a machine-readable zone anywhere."""
    text, values = marked(written)
    assert spot(documents.recognizers, text) == [("FR_ID_DOC", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_document(text: str) -> None:
    """Talk about identity documents holds no number of one."""
    assert spot(documents.recognizers, text) == []
