"""Sign-in with the authority's own directory: OpenID Connect, code flow with PKCE and nonce (ASVS V10.5).

Authlib makes and checks what is said; it is carried by gateway.upstream like all that leaves, and only to the issuer's
own origin: an endpoint elsewhere, even one that the issuer names, is not called (invariant 12).
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gateway.access import Role
from gateway.errors import Forbidden, SettingsError, Unavailable, UpstreamError
from gateway.settings import Settings
from gateway.upstream import Upstream

ALGORITHMS = ("RS256", "PS256", "ES256")
FRESH = 3600.0
_NO = "L'annuaire n'a pas confirmé votre identité. Recommencez, ou prévenez la DSI."
_DOWN = "L'annuaire ne répond pas. Réessayez ; en cas d'urgence, la DSI et le DPO ont un compte de secours."


@dataclass(frozen=True, slots=True)
class Person:
    """Who the directory says has signed in."""

    name: str
    role: Role


class Directory:
    """One identity provider, its metadata read on first use and every FRESH seconds. Raises SettingsError."""

    def __init__(self, settings: Settings, upstream: Upstream) -> None:
        self._issuer = settings.oidc_issuer
        self._client = settings.oidc_client
        self._secret = _secret(settings)
        self._groups = settings.oidc_groups
        self._roles = {group: Role(role) for role, group in settings.oidc_roles.items()}
        self._upstream = upstream
        self._metadata: Mapping[str, Any] = {}
        self._read_at = float("-inf")

    async def begin(self, back: str) -> tuple[str, dict[str, str]]:
        """Return where to send the browser, and what to remember until it comes ``back``. Raises Unavailable."""
        flow = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")} | {"back": back}
        metadata = await self._about()
        to = prepare_grant_uri(
            metadata["authorization_endpoint"],
            self._client,
            "code",
            back,
            "openid profile email",
            flow["state"],
            nonce=flow["nonce"],
            code_challenge=create_s256_code_challenge(flow["verifier"]),
            code_challenge_method="S256",
        )
        return str(to), flow

    async def finish(self, query: Mapping[str, str], flow: Mapping[str, str]) -> Person:
        """Return who came back. Raises Forbidden for any answer that is not to this sign-in, Unavailable."""
        ours = secrets.compare_digest(query.get("state", "").encode(), flow["state"].encode())
        if not ours or "code" not in query or query.get("iss", self._issuer) != self._issuer:
            raise Forbidden(_NO)
        metadata = await self._about()
        tokens = await self._post(
            self._ours(metadata["token_endpoint"]),
            {
                "grant_type": "authorization_code",
                "code": query["code"],
                "redirect_uri": flow["back"],
                "client_id": self._client,
                "code_verifier": flow["verifier"],
                **({"client_secret": self._secret} if self._secret else {}),
            },
        )
        return self._person(await self._claims(tokens, flow["nonce"], metadata))

    async def _claims(self, tokens: Mapping[str, Any], nonce: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
        keys = await self._get(self._ours(metadata["jwks_uri"]))
        try:
            token = jwt.decode(tokens["id_token"], KeySet.import_key_set({"keys": keys["keys"]}), ALGORITHMS)
            options = {"iss": {"value": self._issuer}, "aud": {"value": self._client}}
            params = {"nonce": nonce, "client_id": self._client, "access_token": tokens.get("access_token", "")}
            claims = CodeIDToken(token.claims, token.header, options, params)
            claims.validate(leeway=30)
        except (JoseError, KeyError, ValueError, TypeError):
            raise Forbidden(_NO) from None
        said = dict(claims)
        if self._groups not in said and "userinfo_endpoint" in metadata:
            more = await self._get(self._ours(metadata["userinfo_endpoint"]), str(tokens.get("access_token", "")))
            said |= more if more.get("sub") == said["sub"] else {}
        return said

    def _person(self, claims: Mapping[str, Any]) -> Person:
        """Read the role from the groups. One person is not both DSI and DPO: who runs the gateway does not audit it."""
        groups = claims.get(self._groups, [])
        groups = [groups] if isinstance(groups, str) else groups
        roles = {self._roles[group] for group in groups if group in self._roles}
        if {Role.DSI, Role.DPO} <= roles:
            raise Forbidden("Votre compte est à la fois de la DSI et du DPO : la séparation des rôles l'exclut.")
        role = next((role for role in (Role.DPO, Role.DSI, Role.AGENT) if role in roles), None)
        if role is None and Role.AGENT in self._roles.values():
            raise Forbidden("Votre compte n'ouvre pas ces pages. Demandez l'accès à la DSI.")
        name = claims.get("preferred_username") or claims.get("email") or claims["sub"]
        return Person(str(name)[:128], role or Role.AGENT)

    async def _about(self) -> Mapping[str, Any]:
        if time.monotonic() - self._read_at > FRESH:
            metadata = await self._get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
            if metadata.get("issuer") != self._issuer:
                raise Unavailable(_DOWN)
            self._metadata, self._read_at = metadata, time.monotonic()
        return self._metadata

    def _ours(self, url: str) -> str:
        """Return an endpoint of the issuer's own origin. Raises Unavailable for any other."""
        there, here = urlsplit(str(url)), urlsplit(self._issuer)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            raise Unavailable(_DOWN)
        return str(url)

    async def _get(self, url: str, token: str = "") -> dict[str, Any]:
        return await self._json("GET", url, {"authorization": f"Bearer {token}"} if token else {}, b"")

    async def _post(self, url: str, fields: Mapping[str, str]) -> dict[str, Any]:
        form = {"content-type": "application/x-www-form-urlencoded"}
        return await self._json("POST", url, form, urlencode(fields).encode())

    async def _json(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> dict[str, Any]:
        try:
            answer = await self._upstream.send(url, {"accept": "application/json", **headers}, content, method=method)
            try:
                said = json.loads(await answer.read())
            finally:
                await answer.aclose()
        except UpstreamError as error:
            refused = error.upstream_status is not None and 400 <= error.upstream_status < 500
            raise (Forbidden(_NO) if refused else Unavailable(_DOWN)) from None
        except ValueError:
            raise Unavailable(_DOWN) from None
        if not isinstance(said, dict):
            raise Unavailable(_DOWN)
        return said


def _secret(settings: Settings) -> str:
    try:
        return settings.oidc_secret.read_text(encoding="ascii").strip() if settings.oidc_secret else ""
    except (OSError, ValueError) as error:
        raise SettingsError(f"PASSERELLE_OIDC_SECRET ne peut pas être lu ({type(error).__name__}).") from None
