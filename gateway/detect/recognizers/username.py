"""Names by which a person logs in or is known on line. Shared accounts (root, admin, contact) name nobody."""

from __future__ import annotations

import re

from presidio_analyzer import EntityRecognizer

from gateway.detect.names import load_names
from gateway.detect.rules import Candidate, Cued, Family, Shape, listed

_CUES = listed(
    """
    login, logon, identifiant, username, user name, user, utilisateur, nom d utilisateur, nom utilisateur,
    identifiant de connexion, identifiant de session, identifiant windows, identifiant ent, id de connexion,
    compte, compte utilisateur, compte windows, compte ad, session, session windows, uid, samaccountname, pseudo,
    pseudonyme, handle, user id, userid, usr, user principal name, account, identifiants, login ent, owner, cn,
    nom de compte, nom de session, id utilisateur, account name, ident, logged in as, connecte en tant que
    """
)
_KEYS = listed(
    """
    agent, auteur, author, created by, updated by, modified by, cree par, modifie par, saisi par, valide par,
    traite par, assignee, assigned to, reporter, instructeur, gestionnaire, referent, operateur, redacteur, by
    """
)
"""Keys of a record whose value, in quotes and in one word, is a login."""
_SOCIAL = listed(
    """
    instagram, insta, twitter, tiktok, snap, snapchat, facebook, fb, pseudo, x, telegram, discord, linkedin,
    youtube, twitch, mastodon, threads, bluesky, compte, skype, profil, steam, xbox, psn
    """
)
_TOLD = ("login", "session", "identifiant", "compte", "pseudo", "username", "logon", "profil")
_ONLINE_CUES = (
    "insta",
    "instagram",
    "snap",
    "snapchat",
    "tiktok",
    "facebook",
    "discord",
    "tchat",
    "chat",
    "messenger",
    "twitter",
    "telegram",
    "je suis",
)
_NAME = r"[a-z0-9][\w.\\@$-]{1,40}[a-z0-9_$]"
_SIGN = r"(?: [a-z'()]{1,14}){0,3}[\"'`* ]{0,4}(?::|=|->|=>)[\s\"'`«(*\[]{0,4}"
_QUOTED = r"[\w ]{0,20}?[ :]{0,3}(?:[\"`«“(]|(?<![a-z])')[ ]?"
_OTHER = re.compile(r"(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} (?:- )?(?P<v>[a-z][\w.@-]{2,40}) \[\d")
_PAIR = re.compile(r"(?<![\w./@:-])(?P<v>[a-z][\w.-]{2,40})(?: ?/ ?|, ?| ?\| ?)(?=[^\s()/]{6,40})(?=[^\s]*\d)")
ACCESS = re.compile(
    r"(?<![a-z])(?:mots? de passe|mdp|password|sessions?|identifiants?|logins?|acces|connexion|connecter|comptes?|cptes?|logiciels?|appli|vpn|utilisateur|pseudo|portail|espaces?|codes?)(?![a-z])"
)
ACCESS_HINTS = listed(
    "passe, mdp, password, session, identifiant, login, acces, conne, compte, cpte, logiciel, appli, vpn, utilisateur, pseudo, portail, espace, code"
)
_LOGIN = re.compile(
    r"(?<![\w./@:\\-])(?P<v>[a-z]\.[a-z]{3,20}\d{0,4}|[a-z-]{3,24}\.[a-z]{1,2}\d{1,4}|[a-z-]{3,24}\.[a-z]|[a-z]{3,20}\d{2,4}_\d{1,4}"
    r"|(?:adm|svc|ext|usr|prest|stag)[._-][a-z]{3,20}\d{0,3})(?![\w@/\\-])(?!\.\w)"
)
"""How a house writes its logins: "l.fabregues34", "lucie.f34", "adm.fabregues", "ext-fabregues"; and a pseudonym between figures."""
_FILE = re.compile(
    r".*\.(?:v\d+|mp[34]|m4[av]|h26[45]|p[kp]?\d+|html?|json|yaml|conf|toml|orig|fr|com|net|org|py|sh|js|ts|css|sql|xml|zip|gz|md)"
)
_COUPLE = re.compile(
    r"(?<![a-z])(?:auth|creds?|credentials|userpwd|userpass|user|login|compte)[=: ]{1,3}[\"']?(?P<v>[a-z][\w.-]{2,30}):(?=[^\s:/]{6,60})"
)
"""A login and its password in one word: auth=name:password."""
_TAGGED = re.compile(r"(?<![\w#.@/])(?P<v>[a-z][\w.]{1,30}#\d{4})(?!\w)")
"""A name as Discord and games tell it apart: Titi#4417."""
_TURN = re.compile(r" ?:(?!:)")
_NOBODY = frozenset(
    """opened closed logged failed granted denied root admin administrateur administrator guest invite test user users utilisateur usager agent www-data nobody postgres mysql system
    systeme service daemon default contact mairie accueil support none null true false undefined string text varchar integer int bigint serial uuid
    email mail voir demander demande oublie oublies inconnu inconnue perdu non oui vide obligatoire requis unique principal votre mon son
    et ou est le la les un une de du des ne pas si pour par sur dans avec sans que qui ce cette ci cf id ids name nom numero
    windows linux apache nginx docker assistant human ci-dessous ci-dessus ci-joint bancaire personnel personnelle generique expire bloque
    verrouille desactive active actif ouvert ferme cree supprime self this req request response args kwargs current_user model input output data
    discord insta instagram tiktok facebook snap snapchat twitch steam xbox psn twitter telegram messenger linkedin youtube whatsapp
    iban bic rib nir siret done ok started stopped ended expired created deleted finished completed timeout error warning info skipped purged in for from
    epargne courant joint rendu administratif temporaire provisoire habituel professionnel individuel nouveau nouvelle ancien ancienne creation
    connexion deconnexion mot passe code compte session erreur impossible refuse valide invalide incorrect requise plage pleniere""".split()
)


def _odd(candidate: Candidate) -> str | None:
    """A name with an underscore, or with letters and figures mixed: no reference, no file, no site."""
    value = candidate.reading.bare[candidate.start : candidate.end]
    sign = "_" in value or re.fullmatch(r"[a-z]{3,}[._-]?[a-z]*\d{1,4}", value)
    site = re.search(r"\.(?:fr|com|net|org|eu|pdf|docx?|xlsx?|csv|txt|png|jpe?g|odt|py|exe|zip)$", value)
    return _user(candidate) if sign and not site else None


def _user(candidate: Candidate) -> str | None:
    value = candidate.value.strip(".@").lower()
    known = (
        value in _NOBODY
        or re.fullmatch(r"[A-Z]+(?:_[A-Z0-9]+)+", candidate.value)
        or not re.search(r"[a-z]", value)
        or value.startswith(("http", "www.", "${", "{{", "%s"))
    )
    return None if known or candidate.after(1) in {"(", "<"} else "USERNAME"


def _quoted(candidate: Candidate) -> str | None:
    """What stands in quotes is no ordinary word."""
    return None if load_names().is_common(candidate.value.lower()) else _user(candidate)


def _unlikely_word(candidate: Candidate) -> str | None:
    """Without a sign after the cue, the value must look like no word: digits, dots, underscores."""
    value = candidate.value
    capitals = re.fullmatch(r"[A-Z]{3,15}\d{1,4}", value) and not re.search(r"(?:19|20)\d\d$", value)
    odd = (capitals or re.search(r"[a-z][\w-]*[\d_.\\$]\w*|\d+[a-z]", value)) and not re.fullmatch(
        r"[\d.,]+\w{0,2}", value
    )
    return _user(candidate) if odd and not candidate.after(2).startswith(("'",)) else None


def _no_word(candidate: Candidate) -> str | None:
    """What no dictionary knows, right after "session" or "identifiant"."""
    value = candidate.reading.bare[candidate.start : candidate.end]
    known = (
        load_names().is_common(value)
        or load_names().is_common(candidate.value)
        or not re.fullmatch(r"[a-z][a-z0-9._-]{3,30}", value)
    )
    return None if known or candidate.value[0].isupper() else _user(candidate)


def _pair(candidate: Candidate) -> str | None:
    """A login with its password beside it, where the talk is of access; after a comma the password must be a strong one."""
    if not ACCESS.search(candidate.before(160)):
        return None
    beside = re.match(r"( ?/| ?\||,) ?(\S{6,40})", candidate.reading.text[candidate.end : candidate.end + 48])
    strong = beside is not None and is_strong(beside[2].rstrip(".,;:)"))
    if beside is None or not (strong or beside[1].strip() == "/"):
        return None
    return _no_word(candidate) or _unlikely_word(candidate)


def is_strong(value: str) -> bool:
    """Tell whether a word shows what passwords show: small letters, figures, and capitals or marks; no date, address or number."""
    if re.match(r"https?:|www\.|[\w.+-]+@[\w-]+\.[a-z]|\d+[,.:/h-]\d*[a-z€%]{0,3}$", value):
        return False
    return all(re.search(sign, value) for sign in (r"[a-zà-ÿ]", r"\d", r"[A-ZÀ-Ý]|[!@#$%&*?+_§^€]"))


def _login(candidate: Candidate) -> str | None:
    """By its shape alone when it holds figures or a prefix of accounts, else where the talk is of access."""
    value = candidate.reading.bare[candidate.start : candidate.end]
    if _FILE.fullmatch(value):
        return None
    proven = re.fullmatch(r"[a-z]\.[a-z]+\d+|[a-z]+\d+_\d+|(?:adm|svc|ext|usr|prest|stag)[._][a-z]+\d*", value)
    halves = re.fullmatch(r"(?:[a-z]\.)?([a-z-]+)(?:\.[a-z])?", value)
    code = halves is not None and load_names().is_common(halves[1])
    return _user(candidate) if proven or (not code and ACCESS.search(candidate.before(120))) else None


_WINDOWS = re.compile(r"(?<![\w\\/:.])(?P<v>[A-Z][A-Z0-9-]{1,15}\\[A-Za-z][\w.$-]{2,30})(?![\w\\])")
_HOME = re.compile(
    r"(?:/home/|/users/|[a-z]:\\{1,2}users\\{1,2}|\\{1,2}[a-z0-9._-]{2,30}\\{1,2}(?:users|home|profils?)\$?\\{1,2})(?P<v>[a-z][\w.-]{2,30})"
)
_LOG = re.compile(
    r"(?<![a-z])(?:for (?:invalid )?user|password for|publickey for|session opened for user|session closed for user|by user|user=|usr=|ruser=|acct=|uid=|su:|sudo:) ?[\"']?(?P<v>[a-z][\w.$-]{2,30})(?=[\s\"',;:)@]|$)"
)
_HANDLE = re.compile(r"(?<![\w.@/])(?P<v>@[a-z][\w.]{1,28}[a-z0-9_])(?![\w@/])(?!\.[a-z])")
_ONLINE = re.compile(
    r"(?:insta(?:gram)?|twitter|tiktok|snap(?:chat)?|facebook|fb|pseudo|telegram|discord|twitch|mastodon|threads|reseaux?|sur x|compte|profil|handle|suivez)[^\n]{0,40}$"
)


def _tagged(candidate: Candidate) -> str | None:
    return _user(candidate) if _ONLINE.search(candidate.before(60)) else None


def _handle(candidate: Candidate) -> str | None:
    """An at sign alone may be code; a figure or a dot in it, a network before it or a turn of a talk tells a person."""
    text, end = candidate.reading.text, candidate.end
    opens = text[candidate.start - 1 : candidate.start] in {"", "\n"}
    turn = opens and _TURN.match(text, end)
    dotted = "." in candidate.value and not (opens and text[end : end + 1] in {"", "\n", "("})
    told = turn or dotted or _ONLINE.search(candidate.before(60)) or re.search(r"[\d_]", candidate.value)
    return _user(candidate) if told else None


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    shapes = (
        Shape("USERNAME", _WINDOWS, _user, hints=("\\",), on="text"),
        Shape("USERNAME", _HOME, _user, hints=("/home/", "/users/", "users\\", "home\\", "profil")),
        Shape("USERNAME", _LOG, _user, hints=("user", "for ", "acct=", "uid=", "su:", "sudo:")),
        Shape("USERNAME", _OTHER, _user, hints=("[",)),
        Shape("USERNAME", _PAIR, _pair, hints=ACCESS_HINTS, score=0.6),
        Shape("USERNAME", _LOGIN, _login, score=0.6),
        Shape("USERNAME", _COUPLE, _user, hints=("auth", "cred", "user", "login", "compte")),
        Shape("USERNAME", _TAGGED, _tagged, hints=("#",)),
        Shape("USERNAME", _HANDLE, _handle, hints=("@",)),
    )
    cued = (
        Cued("USERNAME", _CUES, _NAME, gap=_SIGN, check=_user),
        Cued(
            "USERNAME", _KEYS, r"[a-z][\w.-]{3,30}(?=[\"'])", gap=r"[\"'] ?[:=] ?[\"']", check=_no_word, in_tables=False
        ),
        Cued("USERNAME", _CUES, _NAME, gap=_QUOTED, check=_quoted, in_tables=False),
        Cued(
            "USERNAME", _CUES, _NAME, gap=r" (?:est |c'?est |c |: )?", check=_unlikely_word, in_tables=False, score=0.7
        ),
        Cued(
            "USERNAME",
            _TOLD,
            r"[a-z][\w.-]{3,30}",
            gap=r" (?:est |c'?est |c |de l'agent |: |« ?)?",
            check=_no_word,
            in_tables=False,
            score=0.6,
        ),
        Cued("USERNAME", _SOCIAL, r"@[\w.]{2,30}", gap=r"[^\n]{0,25}?", in_tables=False),
        Cued("USERNAME", _SOCIAL, r"[a-z][\w.-]{2,30}", gap=r" ?[:=] ?@?", check=_unlikely_word, in_tables=False),
        Cued(
            "USERNAME",
            (*_TOLD, *_ONLINE_CUES, "sous"),
            r"(?=[\w.-]*[_.\d])[a-z][\w.-]{3,30}[a-z0-9]",
            gap=r"(?: [a-z'é]{1,14}){0,5}? [«\"]? ?",
            check=_odd,
            in_tables=False,
            score=0.6,
        ),
    )
    return [Family("username", language, shapes, cued)]
