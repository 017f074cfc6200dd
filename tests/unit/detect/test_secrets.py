from __future__ import annotations

import pytest

from gateway.detect.recognizers import secrets
from tests.support.spotting import marked, spot

# Put together here, so that no scanner of this repository takes an invented key for a lost one.
AWS = "AKIA" + "IOSFODNN7EXAMPLE"
GITHUB = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
SLACK = "xoxb-" + "123456789012-abcdefABCDEF"
STRIPE = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
OPENAI = "sk-proj-" + "abcdEFGH1234ijklMNOP5678"
OURS = "pgw_" + "k7abcdef_0123456789abcdefghij"
JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r"
PEM = "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1234\nabcd==\n-----END RSA PRIVATE KEY-----"
DSN = "postgresql://app:S3cr3t!" + "@db.interne:5432/ccas"

FOUND = [
    "Le code du cadenas c'est [[4 1 7 2]].",
    "le digi [[48B21]]",
    "Support : mdp remis à zéro, provisoire : [[Pro-4Kd8wz]]. je ferme",
    "La clé wifi de la salle a changé aussi : [[Lac-de-Mer-2031]].",
    "clé de l'OCR : [[" + "ocr_live_" + "8sGk2LmQx07VbRzE41sWnYpB]]",
    "5310 1274 4890 2150, valable 03/29, trois chiffres [[417]].",
    "Pour le logiciel métier c'est LFABRE02 / [[soleil34500]].",
    "DEBUG smtp auth=svc_ecole:[[Kp3!ztE9w_4]] host=smtp",
    "compte ext-fabre / [[Gr@ph1te!7-Vert]], VPN",
    "Accès au logiciel de régie : regie_ecole, [[Cantine!2026ete]].",
    "espace famille : lucie34@exemple.fr / [[Mimosa1943!]]",
    "mot de passe réinitialisé ; l'ancien était [[bonjour34]].",
    "mdp oublié, le nouveau : [[azerty34500]]",
    "ALTER USER 'svc' IDENTIFIED BY '[[Th4u!Etang_2025]]'",
    "elle a mis [[Mouette-2024]] comme mdp",
    f"clé [[{AWS}]] à révoquer",
    f"token [[{GITHUB}]]",
    f"[[{SLACK}]]",
    f"[[{STRIPE}]]",
    f"export OPENAI_API_KEY=[[{OPENAI}]]",
    f"Authorization: Bearer [[{OURS}]]",
    f"[[{JWT}]]",
    f"voici : [[{PEM}]]",
    f"DATABASE_URL=[[{DSN}]]",
    "mdp : [[Soleil2034!]]",
    "mot de passe: [[Soleil2034!]]",
    "Mot de passe provisoire : [[Sete2024]]",
    "mot de passe = [[azerty]]",
    "le mot de passe de la messagerie est [[Toto1234]]",
    "mdp [[Soleil2034!]]",
    "password: [[hunter22]]",
    'password = "[[hunter22]]"',
    "PASSWORD='[[p@ss w0rd]]'".replace(" w0rd", "w0rd"),
    "DB_PASSWORD=[[motus34]]",
    '"motDePasse": "[[Soleil2034!]]"',
    "mot de passe « [[le chat bleu dort]] »",
    "code wifi : [[Thau-2034-invites]]",
    "clé wifi [[A1B2C3D4E5]]",
    "digicode [[34B12]]",
    "digicode : [[1234A]]",
    "code d'accès de l'immeuble : [[4521]]",
    "le code de la porte est [[4521#]]",
    "code PIN [[0421]]",
    "votre code de vérification est [[482 913]]",
    "code reçu par SMS : [[482913]]",
    "cryptogramme [[123]]",
    "CVV: [[123]]",
    "code alarme [[7788]]",
    "boîte à clés : [[4417]]",
    "Server=db;Database=x;User Id=sa;Password=S3cr3t!;".join(["[[", "]]"]),
    'api_key = "[[9f86d081884c7d659a2feaa0c55ad015]]"',
    "curl -u [[lfabregues:Soleil2034]] https://exemple.fr",
    "login;mot de passe\nlucie;[[Soleil2034!]]",
]
QUIET = [
    "code;service;effectif\n1001;Voirie;42\n1002;Espaces verts;31",
    "Le mot de passe est valable 90 jours, le précédent est refusé. La clé USB est dans le tiroir B12.",
    "un nombre à trois chiffres 417",
    "Connexion : 12 h, rendez-vous : 14/03/2026, dossier RG-2024-12",
    "le mot de passe a été changé. Réunion : Salle B12",
    "connexion au portail : https://portail.exemple.fr",
    "accès : Bâtiment B, 2ème étage",
    "Pour vos identifiants, cliquez : Étape1",
    "elle a mis une phrase comme mot de passe",
    "changez votre mot de passe",
    "changez votre mot de passe : procédure jointe",
    "mot de passe oublié ?",
    "le mot de passe doit avoir 12 caractères",
    "password = os.environ['DB_PASSWORD']",
    "password: ${DB_PASSWORD}",
    "mot de passe : ********",
    "code postal 34200",
    "code postal : 34200",
    "article 441-1 du code pénal",
    "code APE 8411Z",
    "code INSEE 34301",
    "le code du travail, article L1234-5",
    "la clé de la réussite",
    "un jeton de caddie",
    "token de pagination",
    "le wifi est en panne depuis 2 jours",
    "code promo",
    "https://exemple.fr:8080/path@2x",
    "le digicode est en panne",
]


@pytest.mark.parametrize("written", FOUND)
def test_secret_is_found(written: str) -> None:
    """A key, token, password, connection string or access code is found, known by its prefix or by the words before."""
    text, values = marked(written)
    assert spot(secrets.recognizers, text) == [("SECRET", value) for value in values]


@pytest.mark.parametrize("text", QUIET)
def test_no_secret(text: str) -> None:
    """Talk about passwords and codes, placeholders and postcodes are no secret."""
    assert spot(secrets.recognizers, text) == []
