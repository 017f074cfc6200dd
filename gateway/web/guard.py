"""What an HTTP message must be before anything else looks at it (bypass catalogue T01 to T09, R15 to R17).

Exact routes are allowed, everything else is refused (invariant 2). Checked on the raw path, never on a decoded or
normalised one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from gateway.dialects.endpoints import ENDPOINTS, MODELS
from gateway.errors import (
    HeadersTooLarge,
    InvalidRequest,
    MethodNotAllowed,
    UnknownRoute,
    UnsupportedMedia,
    UpgradeRefused,
)
from gateway.web.pages.table import BY_PATH, Page

HEALTH = "/sante"
DPO_EXCHANGES, DPO_ANSWER = "/dpo/echanges", "/dpo/reponse"
_FILTERED = (DPO_EXCHANGES, DPO_ANSWER)
ROUTES: Mapping[str, str] = {
    **dict.fromkeys(ENDPOINTS, "POST"),
    **dict.fromkeys((MODELS, HEALTH, *_FILTERED), "GET"),
}
MAX_HEADERS = 64
MAX_HEADER_BYTES = 16 * 1024
_FILTER = re.compile(rb"([a-z]{1,16}=[A-Za-z0-9._:/+-]{0,64}(&(?=.)|$)){0,12}")
_USE = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")
_LENGTH = re.compile(rb"0|[1-9][0-9]{0,15}")
_FORMS = re.compile(rb"application/x-www-form-urlencoded|multipart/form-data; ?boundary=[-'()+_,./:=?0-9A-Za-z]{1,70}")
_QUERY = re.compile(rb"[A-Za-z0-9_.~%&=+:/-]{0,2048}")
_JSON = re.compile(rb'application/json(?:\s*;\s*charset="?utf-8"?)?', re.IGNORECASE)

Headers = list[tuple[bytes, bytes]]


def check(method: str, raw_path: bytes, query: bytes, headers: Headers, hosts: tuple[str, ...] = ()) -> None:
    """Raise a Refusal unless this request line and these headers (lower-case names) can be read in one way only."""
    _sizes(headers)
    _framing(headers)
    _host(headers, hosts)
    _usage(headers)
    path = raw_path.decode("latin-1")
    if path in BY_PATH:
        _page(method, BY_PATH[path], query, dict(headers))
        return
    if path not in ROUTES:
        raise UnknownRoute
    if method == "OPTIONS":
        return
    if method != ROUTES[path] and (method, ROUTES[path]) != ("HEAD", "GET"):
        raise MethodNotAllowed(headers={"allow": f"{ROUTES[path]}, OPTIONS"})
    known = ENDPOINTS[path].queries if path in ENDPOINTS else (b"",)
    if query not in known and not (path in _FILTERED and _FILTER.fullmatch(query)):
        raise InvalidRequest("Cette adresse ne prend pas de paramètres.")
    if method == "POST":
        _content(dict(headers))


def _page(method: str, pages: Mapping[str, Page], query: bytes, headers: Mapping[bytes, bytes]) -> None:
    if method not in pages:
        raise MethodNotAllowed(headers={"allow": ", ".join(sorted(pages))})
    if query and not (pages[method].query and _QUERY.fullmatch(query)):
        raise InvalidRequest("Cette adresse ne prend pas ces paramètres.")
    if method == "POST" and pages[method].json:
        _content(headers)
    elif method == "POST" and not _FORMS.fullmatch(headers.get(b"content-type", b"")):
        raise UnsupportedMedia("Seul un formulaire est accepté ici.")


def _sizes(headers: Headers) -> None:
    if len(headers) > MAX_HEADERS or sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
        raise HeadersTooLarge


def _framing(headers: Headers) -> None:
    names = Counter(name for name, _ in headers)
    values = dict(headers)
    if b"upgrade" in names:
        raise UpgradeRefused
    lengths = names[b"content-length"]
    coded = names[b"transfer-encoding"]
    if lengths > 1 or coded > 1 or (lengths and coded):
        raise InvalidRequest("La longueur de la demande est ambiguë.")
    if lengths and not _LENGTH.fullmatch(values[b"content-length"]):
        raise InvalidRequest("La longueur de la demande est illisible.")
    if coded and values[b"transfer-encoding"].lower() != b"chunked":
        raise InvalidRequest("Ce codage de transfert n'est pas accepté.")
    if b"trailer" in names:
        raise InvalidRequest("Les en-têtes de fin ne sont pas acceptés.")


def _host(headers: Headers, hosts: tuple[str, ...]) -> None:
    given = [value for name, value in headers if name == b"host"]
    if len(given) != 1 or (hosts and given[0].decode("latin-1") not in hosts):
        raise InvalidRequest("L'en-tête Host manque, est double, ou n'est pas servi ici.")


def _usage(headers: Headers) -> None:
    given = [value for name, value in headers if name == b"x-usage"]
    if len(given) > 1 or not all(_USE.fullmatch(value) for value in given):
        raise InvalidRequest("L'en-tête X-Usage nomme un seul usage déclaré : lettres, chiffres, point, tiret.")


def _content(headers: Mapping[bytes, bytes]) -> None:
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise UnsupportedMedia("Une demande compressée n'est pas lue, elle n'est donc pas transmise.")
    if not _JSON.fullmatch(headers.get(b"content-type", b"").strip()):
        raise UnsupportedMedia("Seul application/json en UTF-8 est accepté.")
