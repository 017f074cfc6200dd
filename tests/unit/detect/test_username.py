from __future__ import annotations

import pytest

from gateway.detect.recognizers import username
from tests.support.spotting import marked, spot

FOUND = [
    '"agent": "[[lfabregues]]"',
    '"created_by": "[[l.fabregues]]"',
    "login : [[lfabregues]]",
    "identifiant: [[lucie.fabregues]]",
    "username=[[lfabregues34]]",
    "nom d'utilisateur : [[l.fabregues]]",
    "(login [[lfabregues2]])",
    "compte AD : [[SETE\\lfabregues]]",
    "connexion [[SETE\\lfabregues]] à 8 h",
    "C:\\Users\\[[lfabregues]]\\Documents",
    "/home/[[lfabregues]]/notes.txt",
    "Accepted password for [[lfabregues]] from 10.0.0.8",
    "session opened for user [[lfabregues]]",
    "user=[[lfabregues]]",
    "instagram : [[@lucie_34]]",
    "suivez [[@lucie_34]] sur insta",
    "pseudo [[luciole34]]",
    '"username": "[[lfabregues]]"',
    "login;service\n[[lfabregues]];CCAS",
]
QUIET = [
    '"agent": "titulaire"',
    "identifiant : voir ci-dessous",
    "votre identifiant et votre mot de passe",
    "user=root",
    "login: admin",
    "le compte est fermé",
    "@property",
    "utilisateur inconnu",
    "/home/user/",
    "pour tout utilisateur du service",
    "compte 615221",
]


@pytest.mark.parametrize("written", FOUND)
def test_user_name_is_found(written: str) -> None:
    """The name by which a person logs in is found after its cue, in a log, in a path."""
    text, values = marked(written)
    assert spot(username.recognizers, text) == [("USERNAME", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_user_name(text: str) -> None:
    """Shared accounts and talk about logging in name nobody."""
    assert spot(username.recognizers, text) == []
