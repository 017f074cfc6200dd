from __future__ import annotations

import pytest

from gateway.detect.recognizers import username
from tests.support.spotting import marked, spot

FOUND = [
    "il se connecte avec l'identifiant GRC [[marie-zora.b]]",
    "son pseudo discord, [[Titi#4417]]",
    "son compte est ouvert depuis lundi ([[p.lafabre]])",
    "mon login c [[mdubois]] et c tout",
    "ton identifiant ?\n[10:02] Lucie : [[l.fabre34]]",
    "Sœur : Lucie Fabre, cpte [[lucie.f34]].",
    "Pour le logiciel métier c'est [[LFABRE02]] / soleil34500.",
    "DEBUG smtp auth=[[svc_ecole]]:Kp3!ztE9w_4 host=smtp",
    "[[@lucie.f]] : moi aussi\n[[@pdurand]] : ok",
    "compte [[ext-fabre]] / Gr4ph1te!7-Vert, VPN",
    "prévenir le standard.\n[[adm.fabre]]",
    "08/10|appli|[[titi11_48]]|bruit",
    "Accès au logiciel de régie : [[regie_ecole]], Cantine!2026ete.",
    "identifiant [[CFABRE]] perdu".replace("[[CFABRE]] perdu", ": [[CFABRE12]]"),
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
    "dans le code du compte, voir p.exemple",
    "mon compte est à découvert : iban FR7618206002",
    "@pytest.fixture\ndef x(): pass",
    "npm install @angular/core",
    "cron purge_sessions done in 3 ms",
    "rapport.v2 et film.mp4",
    "merci, d.bonsoir",
    "Pour vos identifiants, cliquez : Étape1",
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
