"""One page being asked for, as data, and how forms are read: in memory, bounded, nothing on the disk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from gateway.access import Session
from gateway.errors import Forbidden, InvalidRequest
from gateway.web import body
from gateway.web.pages.table import Page

MAX_BODY = 1_000_000
"""Bytes. Below Starlette's limit for keeping an upload in memory: what an agent pastes never reaches a disk."""
SECONDS = 30.0
COOKIE = "__Host-passerelle"
SIGN_IN = "__Host-passerelle-connexion"
_EXPIRED = "Cette page a expiré ou ne vient pas d'ici : revenez en arrière, rechargez-la et recommencez."


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks for which page with what. ``upload``: the content of the one file that a form may carry."""

    request: Request = field(repr=False)
    page: Page
    session: Session | None = None
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    upload: bytes = field(default=b"", repr=False)
    upload_name: str = field(default="", repr=False)
    content: bytes = field(default=b"", repr=False)

    @property
    def who(self) -> Session:
        """The session; the page is one that asks for it."""
        assert self.session is not None
        return self.session

    @property
    def base(self) -> str:
        """The address under which the browser sees the gateway."""
        scheme = self.request.headers.get("x-forwarded-proto", self.request.url.scheme)
        return f"{'https' if scheme == 'https' else 'http'}://{self.request.headers.get('host', '')}"


async def read(request: Request, page: Page, session: Session | None) -> Ask:
    """Return what is asked. Raises InvalidRequest, TooLarge, TooSlow; Forbidden for a form that is not ours."""
    query = dict(parse_qsl(request.url.query, max_num_fields=20))
    if page.method == "GET":
        return Ask(request, page, session, query)
    _same_origin(request)
    content = await body.read(request, MAX_BODY, SECONDS)
    form, upload, name = ({}, b"", "") if page.json else await _form(request, content)
    shown = request.headers.get("x-csrf", form.get("csrf", ""))
    if session is not None and shown != session.csrf:
        raise Forbidden(_EXPIRED)
    return Ask(request, page, session, query, form, upload, name, content if page.json else b"")


def _same_origin(request: Request) -> None:
    """Refuse what another site made the browser send; a client that is no browser says neither."""
    headers = request.headers
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise Forbidden(_EXPIRED)
    if site is None and origin is not None and urlsplit(origin).netloc != headers.get("host"):
        raise Forbidden(_EXPIRED)


async def _form(request: Request, content: bytes) -> tuple[dict[str, str], bytes, str]:
    try:
        if request.headers["content-type"].startswith("multipart/"):
            return await _multipart(request, content)
        pairs = parse_qsl(content.decode("ascii"), keep_blank_values=True, max_num_fields=50, errors="strict")
        return dict(pairs), b"", ""
    except (ValueError, MultiPartException):
        raise InvalidRequest("Ce formulaire est illisible.") from None


async def _multipart(request: Request, whole: bytes) -> tuple[dict[str, str], bytes, str]:
    async def stream() -> AsyncIterator[bytes]:
        yield whole

    parser = MultiPartParser(request.headers, stream(), max_files=1, max_fields=50, max_part_size=MAX_BODY)  # type: ignore[arg-type]  # any iterator will do
    form = await parser.parse()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    files = [value for value in form.values() if isinstance(value, UploadFile)]
    content, name = (await files[0].read(), files[0].filename or "") if files else (b"", "")
    await form.close()
    return fields, content, name
