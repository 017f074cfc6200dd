"""Passwords, keys, tokens and access codes.

The ideas of gitleaks (MIT) and detect-secrets (Apache-2.0), key prefixes as their issuers document them, written anew; the
French writings ("mot de passe", "code wifi", "digicode") are ours, no tool has them.
"""

from __future__ import annotations

import math
import re
from collections import Counter

from presidio_analyzer import EntityRecognizer

from gateway.detect.recognizers.username import ACCESS, ACCESS_HINTS, is_strong
from gateway.detect.rules import GAP, Candidate, Cued, Family, Shape, listed, loose, words

_PREFIXED = re.compile(
    r"(?<![A-Za-z0-9_])(?:"
    r"A(?:KIA|SIA|BIA|CCA|IDA|ROA)[A-Z0-9]{12,20}"  # AWS
    r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,64}|gl(?:dt|rt|cbt|ptt|ft|soat|agent)-[\w-]{16,64}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{8,200}|xapp-\d-[A-Za-z0-9-]{8,200}"
    r"|[rs]k_(?:live|test|prod)_[A-Za-z0-9]{10,200}|pk_live_[A-Za-z0-9]{10,200}|whsec_[A-Za-z0-9]{16,100}"
    r"|sk-(?:proj-|ant-|or-|svcacct-|admin-|live-|None-)?[A-Za-z0-9][\w-]{14,250}|sess-[A-Za-z0-9]{20,100}"
    r"|pgw_[\w-]{8,200}|hf_[A-Za-z0-9]{20,80}|gsk_[A-Za-z0-9]{20,100}|pplx-[A-Za-z0-9]{20,100}|r8_[A-Za-z0-9]{20,80}|xai-[A-Za-z0-9]{20,120}"
    r"|AIza[\w-]{30,45}|ya29\.[\w-]{20,400}|GOCSPX-[\w-]{20,60}|1//0[\w-]{30,200}"
    r"|npm_[A-Za-z0-9]{30,60}|pypi-[\w-]{40,250}|dop_v1_[a-f0-9]{40,80}|doo_v1_[a-f0-9]{40,80}|sq0[a-z]{3}-[\w-]{20,60}|EAAA[\w-]{40,200}"
    r"|SG\.[\w-]{16,40}\.[\w-]{16,60}|key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}|xkeysib-[\w-]{40,100}|xsmtpsib-[\w-]{40,100}"
    r"|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|lin_api_[A-Za-z0-9]{30,60}|secret_[A-Za-z0-9]{40,50}|ntn_[A-Za-z0-9]{40,50}|NRAK-[A-Z0-9]{20,40}"
    r"|hvs\.[\w-]{20,200}|s\.[A-Za-z0-9]{24}(?![A-Za-z0-9])|dapi[a-f0-9]{32}|glsa_\w{30,60}|eyJrIjoi[\w+/=-]{20,300}|tskey-[\w-]{16,100}"
    r"|AGE-SECRET-KEY-1[A-Z0-9]{50,70}|SK[a-f0-9]{32}|AC[a-f0-9]{32}|\d{8,10}:AA[\w-]{32,36}|sntrys_[\w+/=-]{30,300}|figd_[\w-]{30,60}"
    r"|[a-z][a-z0-9]{1,14}_(?:live|test|prod|key|token|secret|api|sk|pk)_(?=[A-Za-z0-9]{0,30}\d)[A-Za-z0-9]{16,200}"  # the form of Stripe's, of others
    r"|scw[A-Z0-9]{17}|SCW[A-Z0-9]{17}|ovh_[A-Za-z0-9_-]{20,80}|pat-(?:na|eu)\d-[a-f0-9-]{36}|dckr_pat_[\w-]{20,60}|rubygems_[a-f0-9]{40,60}"
    r")"
)
_JWT = re.compile(r"(?<![\w-])ey[JI][\w-]{8,2000}\.[\w-]{4,4000}(?:\.[\w-]{0,2000})?")
_PEM = re.compile(
    r"-{4,5} ?begin (?:[a-z0-9]{1,12} ){0,3}(?:private key|prive\w*|pgp private key block)[^\n-]{0,20}-{4,5}"
)
_PEM_END = re.compile(r"-{4,5} ?end [^\n-]{3,50}-{4,5}")
_USERINFO = re.compile(
    r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}://(?P<p>[^\s/:@\"'<>]{0,80}:[^\s/@\"'<>]{2,120})@[^\s\"'<>`]{2,300}"
)
_ADO = re.compile(
    r"(?<![\w;])(?:[\w ]{2,30}=[^;\n\"']{0,200}; ?){0,10}(?:password|pwd|mot de passe)=[^;\s\"']{2,100}(?:; ?[\w ]{2,30}=[^;\n\"' ]{0,200}){0,10};?"
)
_AUTHORIZATION = re.compile(
    r"(?<![a-z])(?:bearer|basic|token)[ :]{1,3}(?P<v>[A-Za-z0-9][\w.~+/=-]{15,2000})", re.IGNORECASE
)
_CURL = re.compile(r"(?:curl|wget)[^\n]{0,200}?(?: -u | --user[ =])[\"']?(?P<v>[^\s:\"']{1,60}:[^\s\"']{2,80})")
_CLI = re.compile(
    r"(?<!\w)(?:mysql|mysqldump|psql|sshpass|smbclient|ldapsearch|redis-cli)[^\n]{0,120}? (?:-p ?|--password[ =]|-w |-a )[\"']?(?P<v>[^\s\"'-][^\s\"']{3,60})"
)

_SQL = re.compile(r"(?i:identified by|with password|encrypted password) [\"'](?P<v>[^\"'\n]{4,100})[\"']")
_AS_PASSWORD = re.compile(
    r"(?<=[\s\"'«])(?P<v>(?=[^\s\"'«»]{0,38}[\d!?*#$])[^\s\"'«»,;()]{6,40})[»\"']? (?:comme|en guise de|pour) (?:nouveau |son |mon |ton |leur )?"
    r"(?:mdp|mot de passe|password|code d['’]accès)(?!\w)",
    re.IGNORECASE,
)

_NAMES = listed(
    """
    password, passwd, pwd, pass, passphrase, passe, mot de passe, mots de passe, mdp, m d p, motdepasse, secret,
    api key, apikey, api secret, client secret, access key, secret key, secret access key, private key,
    encryption key, auth token, access token, refresh token, token, jeton, jeton d acces, cle api, cle d api,
    cle secrete, cle privee, cle d acces, cle de chiffrement, cle, credentials, db pass, db password,
    smtp password, ldap password, bind password, password hash, key, pw, signing key, webhook secret, x api key,
    authorization, cookie, sessionid, session id, csrf token, phrase secrete, phrase de recuperation
    """
)
_PASS = listed(
    """
    mot de passe, mots de passe, mdp, password, passwd, pwd, passphrase, m d p, motdepasse, pass, mdpasse,
    psw, pw
    """
)
_CODES = listed(
    """
    digi, code wifi, cle wifi, wifi, code du wifi, cle du wifi, cle wpa, code wpa, digicode, code d acces, code acces,
    code porte, code de la porte, code d entree, code entree, code portail, code du portail, code immeuble,
    code de l immeuble, code alarme, code d alarme, code de l alarme, code pin, pin, code puk, puk, code secret,
    code confidentiel, code de verification, code de securite, code a usage unique, code unique, code sms,
    code recu, code recu par sms, code de validation, code de confirmation, code d activation, code activation,
    otp, one time code, code d authentification, code de connexion, code temporaire, code provisoire,
    code de recuperation, code de secours, code boite a cles, boite a cles, code coffre, code du coffre,
    code cadenas, code du cadenas, code vestiaire, code batiment, code interphone, code hall, code du hall,
    combinaison, verification code, security code, access code, code de deverrouillage, code parking, code garage,
    code barriere, code carte, code de la carte, code de la boite a cles, code sim, code du digicode,
    code franceconnect, code parental, code de retrait, code cantine
    """
)
_TO_CODE = GAP + r"(?:[a-z']{1,12}[ :]{1,3}){0,4}?"
_CVV = listed(
    """
    cvv, cvc, cvv2, cvc2, cryptogramme, cryptogramme visuel, code de securite, crypto, code cvv, chiffres au dos,
    chiffres derriere, chiffres au verso, trois derniers chiffres, 3 derniers chiffres, numero au dos, code au dos
    """
)

_ASSIGN = r"[\w\]\"'`)*]{0,12}[ \t]{0,3}(?::=|=>|->|→|:|=)[ \t\"'`«*(\[<>]{0,4}\n?[ \t\"'`]{0,4}"
_SAID = r"(?: [a-z'()]{1,14}){0,6}? ?(?:est|etait|sera|c'est|devient|:|=|->|reste|suivant)[ :\"'«`*]{1,4}"
_VALUE = r"[^\s\"'`«»<>,;|]{4,200}"
_PLACEHOLDER = re.compile(
    r"\$\{|\{\{|\$\w|%\w|<[^>]*>?|x{4,}$|\*{2,}|\.{3,}|_{3,}|•+|(?:your|votre|mon|my|the|changeme_here|example|exemple|todo|null|none|nil|true|false|undefined|required|requis\w*|string|text|varchar\w*"
    r"|os\.|env\.|process\.|getenv|config\.|self\.|settings\.|request|params|args|data|input|value|field|char\w*|secret|password|token|get_?\w*\(|vault|import|optional|str$|int$|bool$|json|http)"
)
_ORDINARY = frozenset(
    """oublie oublies oubliee perdu perdus expire expires incorrect incorrects errone invalide invalides procedure voir obligatoire obligatoires requis
    provisoire temporaire securise securises robuste robustes fort forts complexe complexes unique uniques nouveau ancien actuel initial personnel
    ci-dessous ci-dessus ci-joint suivant suivante suivants demande demandes change changes changer modifier modifie modification reinitialise reinitialiser reinitialisation
    regeneration renouvellement confidentiel confidentiels compromis partage partages stocke stockes hache haches chiffre chiffres crypte cryptes vide aucun
    inconnu inconnue jamais toujours minimum maximum caracteres longueur politique gestion gestionnaire regles regle aide support contact
    bonjour merci comment pourquoi quand quel quelle quels quelles dans avec sans pour par sur sous apres avant lors tous toutes chaque leur leurs notre votre
    cette celui celle ceux elles nous vous ils elle mais donc alors ainsi aussi encore trop tres plus moins bien juste etre avoir fait faire
    envoye envoyes recu communique communiquer transmis transmettre donne donner saisi saisir saisissez entrez choisi choisir choisissez cliquez
    forgotten reset change changed wrong incorrect required optional please enter your here must least should will with from this that administrateur
    utilisateur messagerie ordinateur session compte comptes windows application logiciel par_defaut defaut different differents meme memes simple simples
    alphanumerique numerique masque affiche visible cache enregistre memorise sauvegarde postal postale postaux civil penal insee naf ape rural source barre barres
    travail electoral general route sport commerce famille consommation urbanisme education environnement procedures promo couleur""".split()
)


def _password(candidate: Candidate) -> str | None:
    """After ":" or "=" anything but a placeholder or an ordinary word of the sentence is a password."""
    value = candidate.value.rstrip(".,;:!?)]}")
    low = candidate.reading.bare[candidate.start : candidate.start + len(value)]
    if len(value) < 4 or _PLACEHOLDER.match(low) or low in _ORDINARY or low.endswith("("):
        return None
    return "SECRET"


def _strong(candidate: Candidate) -> str | None:
    """Without a sign, a password shows figures or marks among its letters."""
    value = candidate.value.rstrip(".,;:!?)]}")
    mixed = re.search(r"[A-Za-zÀ-ÿ]", value) and re.search(r"\d|[!@#$%&*?+_§€^]", value)
    plain = re.fullmatch(
        r"[\d.,:/h€%-]+|\d+(?:er|e|eme|ans|mois|h\d*|min|€|px|go|mo)|[lLdDnN]'.*|\w+'\w+|\d{1,2}[a-z]{1,3}", value
    )
    return (
        _password(candidate) if mixed and not plain and not re.match(r"https?:|www\.|[^@\s]+@[\w-]+\.", value) else None
    )


def _key(candidate: Candidate) -> str | None:
    """A key or token is long and looks drawn by lot."""
    value = candidate.value.rstrip(".,;:!?)]}")
    if len(value) < 8 or _PLACEHOLDER.match(value.lower()) or not re.search(r"\d", value):
        return None
    return "SECRET" if entropy(value) > 2.8 and not re.match(r"https?:", value) else None


def entropy(value: str) -> float:
    """Return Shannon's entropy in bits a character."""
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())


_HASHED = re.compile(r"(?<![\w#&/])(?:[a-z]?\d{3,8}[a-z]?[#*]|[a-z]\d{3,5}(?![\w]))(?!\w)")
_DOORS = words(
    "alarmes?, digicodes?, codes?, portails?, portes?, portillons?, coffre, cadenas, interphone, boite a cles, desarme\\w*, acces"
)
_PAIR = re.compile(r"(?<![\w./@:-])[\w.@-]{3,60}(?: ?/ ?|, ?| ?\| ?)(?P<v>[^\s()/«»\"<>|;,]{6,40})")
_COUPLE = re.compile(
    r"(?<![a-z])(?:auth|creds?|credentials|userpwd|userpass|user|login|compte)[=: ]{1,3}[\"']?[a-z][\w.-]{2,30}:(?P<v>[^\s:/\"'<>]{6,60})"
)
_ANNOUNCED = re.compile(
    r"(?<![a-z])(?:(?:provisoire|temporaire|nouveau|ancien|precedent|initial|zero|reinitialisee?) ?(?:(?:est|etait|c'est)(?= ))?|[a-z]{0,14} ?)(?::|=|->|(?<=est)|(?<=etait)|(?<=voici))[ \n«\"“`]{1,3}"
    r"(?P<v>(?=[^\s\d]{0,39}\d)(?=[^\sa-z]{0,39}[a-z])[^\s\"'`«»“”<>|;,()]{6,60})"
)
"""What is told some words or a turn after the talk of a password: "remis à zéro, provisoire : Tmp-4Rx8"."""
_TALK = re.compile(
    r"(?<![a-z])(?:mots? de passe|mdp|password|pass|wi-?fi|identifiants?|logins?|acces|cles?|remis a zero|reinitialis\w*|se connecter|connexion)(?![a-z])"
)
_LOOSE = re.compile(r"[^\s()/«»\"'<>|;,]{6,40}")


_TALKED = listed("passe, mdp, password, wifi, wi-fi, identifiant, login, acces, cle, zero, reinitialis, conne")


def _pair(candidate: Candidate) -> str | None:
    """After "login / ", where the talk is of access, what looks like no word is a password; after a comma a strong one only."""
    if not ACCESS.search(candidate.before(160)):
        return None
    value = candidate.value.rstrip(".,;:)")
    lead = re.search(
        r"([\w.@-]{3,60})( ?/ ?|, ?| ?\| ?)$",
        candidate.reading.bare[max(0, candidate.start - 66) : candidate.start],
    )
    login = lead is not None and re.search(r"[a-z].*[\d._-]|^[a-z]{5,}$", lead[1])
    if lead is None or not login:
        return _strong_any(candidate) if lead and "/" in lead[2] else None
    plain = "/" in lead[2] and re.fullmatch(r"[A-Za-z]{4,}\d{2,8}", value) and re.search(r"\d", lead[1])
    return _password(candidate) if is_strong(value) or plain else None


def _announced(candidate: Candidate) -> str | None:
    """Behind a colon, where the talk is of a password: strong, or said to be the new one."""
    value = candidate.value.rstrip(".,;:!?)")
    if not _TALK.search(candidate.before(160)):
        return None
    new = re.search(
        r"(?:provisoire|temporaire|nouveau|ancien|precedent|initial|zero|reinitialisee?) ?(?:[:=]|(?:est|etait|c'est) )",
        candidate.before(26),
    )
    strong = is_strong(value) and (len(value) > 7 or re.search(r"[!@#$%&*?+_§^€]", value))
    return _password(candidate) if strong or (new and re.fullmatch(r"[A-Za-z-]{4,}\d{2,8}", value)) else None


def _of_card(candidate: Candidate) -> str | None:
    """Three figures are a card's where its number, its end of validity or the word stands before."""
    return "SECRET" if _CARD.search(candidate.before(120)) else None


_CARD = re.compile(
    r"(?<![a-z])(?:carte|cb|visa|mastercard|valable|expir\w*|fin de validite)(?![a-z])|(?<!\d)[01]\d ?/ ?\d\d(?!\d)|\d{4} \d{4}"
)


def _door(candidate: Candidate) -> str | None:
    return "SECRET" if _DOORS.search(candidate.before(80)) and not _LEAD.search(candidate.before(18)) else None


def _strong_any(candidate: Candidate) -> str | None:
    value = candidate.value
    dated = re.fullmatch(r"[\d./:-]+|[A-Za-zÀ-ÿ]?\d{1,4}", value)
    classes = sum(bool(re.search(c, value)) for c in (r"[a-zà-ÿ]", r"[A-ZÀ-Ý]", r"\d", r"[!@#$%&*?+_§^€-]"))
    return _strong(candidate) or _password(candidate) if classes >= 3 and not dated and "@" not in value[1:-1] else None


def _marked(candidate: Candidate) -> str | None:
    """Some words after "mot de passe", only what mixes letters, figures and marks counts."""
    value = candidate.value.rstrip(".,:?)")
    mixed = (
        re.search(r"[A-Za-z]", value)
        and re.search(r"\d", value)
        and re.search(r"[!@#$%&*+_§^€]|[a-z]-?\d{2,}[!?]?$", value)
    )
    return _strong_any(candidate) if mixed else None


_LEAD = words(
    r"postal\w*|civil|penal|ape|naf|insee|commune|article|du travail|de la route|sport|couleur|barres?|promo|analytique|produit|budget\w*|uai|rne|couleur|erreur|retour|general|http|source|officiel|rome|cpv"
)


def _access_code(candidate: Candidate) -> str | None:
    """Four signs or more with a figure. "code postal 34200" opens no door."""
    value = candidate.value
    if _LEAD.search(candidate.before(18)) or _ORDINARY & {candidate.reading.bare[candidate.start : candidate.end]}:
        return None
    return "SECRET" if any(c.isdigit() for c in value) and not re.match(r"(?:19|20)\d\d$", value) else None


def _wifi(candidate: Candidate) -> str | None:
    return _strong(candidate) or _access_code(candidate)


def _connection(candidate: Candidate) -> str | None:
    password = re.search(r"://[^\s/:@]*:([^\s/@]+)@", candidate.value)
    return (
        None
        if password is None or re.match(r"\$|\{|<|\*{3,}|x{4,}|%\(|password$|motdepasse$", password[1])
        else "SECRET"
    )


def _ado(candidate: Candidate) -> str | None:
    value = re.search(r"(?i)(?:password|pwd|mot de passe)=([^;\s\"']+)", candidate.value)
    return "SECRET" if value and ";" in candidate.value and not _PLACEHOLDER.match(value[1].lower()) else None


def _bearer(candidate: Candidate) -> str | None:
    return "SECRET" if entropy(candidate.value) > 3 and re.search(r"\d", candidate.value) else None


def _trimmed(candidate: Candidate) -> Candidate:
    end = candidate.end
    while end > candidate.start + 1 and candidate.reading.text[end - 1] in " .,;:)]}\"'":
        end -= 1
    return Candidate(candidate.reading, candidate.start, end)


def _whole_key(candidate: Candidate) -> Candidate:
    """From BEGIN to END, or to the end of the text when it was cut."""
    end = _PEM_END.search(candidate.reading.bare, candidate.end, candidate.end + 9_000)
    return Candidate(
        candidate.reading,
        candidate.start,
        end.end() if end else min(len(candidate.reading.text), candidate.end + 4_000),
    )


def recognizers(language: str) -> list[EntityRecognizer]:
    """Return the recognisers of this family."""
    shapes = (
        Shape("SECRET", _PREFIXED, on="text", score=0.99),
        Shape("SECRET", _JWT, on="text", score=0.99, hints=("eyj", "eyi")),
        Shape("SECRET", _PEM, narrow=_whole_key, hints=("begin",), score=1.0),
        Shape("SECRET", _USERINFO, _connection, hints=("://",), narrow=_trimmed, score=0.95),
        Shape("SECRET", _ADO, _ado, hints=("password=", "pwd=", "mot de passe=")),
        Shape("SECRET", _AUTHORIZATION, _bearer, on="text", hints=("bearer", "basic", "token"), narrow=_trimmed),
        Shape("SECRET", _HASHED, _door, score=0.6),
        Shape("SECRET", _PAIR, _pair, hints=ACCESS_HINTS, narrow=_trimmed, score=0.7),
        Shape("SECRET", _COUPLE, _strong, hints=("auth", "cred", "user", "login", "compte"), narrow=_trimmed),
        Shape("SECRET", _ANNOUNCED, _announced, hints=_TALKED, narrow=_trimmed, score=0.7),
        Shape("SECRET", _SQL, hints=("identified by", "password"), on="text"),
        Shape("SECRET", _AS_PASSWORD, hints=("comme", "guise", "pour"), on="text", score=0.7),
        Shape("SECRET", _CURL, hints=("curl", "wget")),
        Shape("SECRET", _CLI, _password, hints=("mysql", "psql", "sshpass", "smbclient", "ldapsearch", "redis-cli")),
    )
    digits = r"(?:\d(?: \d){3,5}|\d{2,4}(?:[ .-]\d{2,4}){1,3}[#*]?|(?=[a-z]{0,8}\d[a-z]{0,8}\d)[a-z0-9]{4,12}[#*]?|\d{3}[a-z]?|[a-z0-9]{2,6}-[a-z0-9]{2,6}(?:-[a-z0-9]{2,6}){0,2})(?![0-9a-z])"
    cued = (
        Cued("SECRET", _PASS, _VALUE, gap=_ASSIGN, check=_password, narrow=_trimmed),
        Cued("SECRET", _PASS, _VALUE, gap=_SAID, check=_strong, narrow=_trimmed, in_tables=False),
        Cued(
            "SECRET",
            _PASS,
            r"(?=\S{0,40}[\d!@#$%&*?+_])(?=\S{0,40}[a-z])[^\s\"'`«»<>|;]{4,60}",
            gap=r"[ \n:]{1,3}(?:[a-z'()]{1,14} ){0,3}?",
            check=_strong,
            narrow=_trimmed,
            in_tables=False,
        ),
        Cued(
            "SECRET",
            _PASS,
            r"[^\"»”`\n]{4,80}",
            gap=r"(?: [a-z'()]{1,14}){0,5}?[ :]{1,4}[«\"“`] ?",
            check=_password,
            narrow=_trimmed,
            in_tables=False,
        ),
        Cued(
            "SECRET",
            _PASS,
            r"(?=\S{0,40}\d)(?=\S{0,40}[a-z])" + _LOOSE.pattern,
            gap=loose(60) + r"[ (\n:/]",
            check=_marked,
            narrow=_trimmed,
            in_tables=False,
            score=0.7,
        ),
        Cued("SECRET", _NAMES, _VALUE, gap=_ASSIGN, check=_key, narrow=_trimmed),
        Cued("SECRET", _CODES, digits, gap=_TO_CODE, check=_access_code),
        Cued("SECRET", ("code", "codes"), digits, gap=_TO_CODE, check=_access_code, in_tables=False),
        Cued(
            "SECRET",
            ("wifi", "wi fi", "cle wpa", "cle wifi", "code wifi", "reseau wifi", "cle de securite"),
            _VALUE,
            gap=r"(?: [a-z'()-]{1,14}){0,4}? ?(?:est|:|=|->)[ :\"'«`]{1,4}",
            check=_wifi,
            narrow=_trimmed,
        ),
        Cued(
            "SECRET",
            ("cle wifi", "code wifi", "wifi", "mot de passe wifi"),
            r"[^\s\"'`«»<>|;]{8,63}",
            gap=r" ",
            check=_strong,
            narrow=_trimmed,
        ),
        Cued(
            "SECRET",
            ("trois chiffres", "3 chiffres", "les trois chiffres"),
            r"\d{3}(?!\d)",
            gap=r"[ :(]{1,3}(?:[a-z']{1,12}[ :]{1,3}){0,2}?",
            check=_of_card,
            in_tables=False,
        ),
        Cued(
            "SECRET", _CVV, r"\d{3,4}(?!\d)", gap=GAP + r"(?:\([^)\n]{1,20}\)[ :]{0,3})?(?:[a-z']{1,12}[ :]{1,3}){0,2}?"
        ),
    )
    return [Family("secrets", language, shapes, cued)]
