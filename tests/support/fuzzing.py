"""Schemathesis over the HTTP API: requests made from a schema, sound and unsound, sent to a running gateway."""

from __future__ import annotations

import warnings
from collections import Counter
from typing import Any

import httpx
from hypothesis import HealthCheck, Phase, given, seed, settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.generation import GenerationMode

from gateway.access import Role
from gateway.dialects import ENDPOINTS
from gateway.web.guard import ROUTES
from gateway.web.pages.table import PAGES, STATIC_FILES

MODELS = ["demo-gpt", "demo-claude", "demo-mistral", "inconnu"]
PROSE = {"type": "string", "maxLength": 200}
TEXT = {"anyOf": [PROSE, {"enum": ["Mme Zoé Bertin habite 3 rue du Môle, 06 39 98 12 34.", "Explique le RSA."]}]}
PART = {"type": "object", "properties": {"type": {"enum": ["text", "input_text", "image_url"]}, "text": TEXT}}
PROVIDER = {"anyOf": [PROSE, {"enum": ["demo-openai", "demo-anthropic"]}]}
CONTENT = {"anyOf": [TEXT, {"type": "array", "items": PART, "maxItems": 3}, {"type": "null"}]}
MESSAGE = {
    "type": "object",
    "properties": {"role": {"enum": ["system", "user", "assistant", "tool"]}, "content": CONTENT, "name": PROSE},
    "required": ["role", "content"],
}
BODY = {
    "type": "object",
    "properties": {
        "model": {"enum": MODELS},
        "messages": {"type": "array", "items": MESSAGE, "minItems": 1, "maxItems": 4},
        "input": CONTENT,
        "prompt": TEXT,
        "suffix": TEXT,
        "system": CONTENT,
        "stream": {"type": "boolean"},
        "max_tokens": {"type": "integer", "minimum": 1, "maximum": 64},
        "temperature": {"type": "number", "minimum": 0, "maximum": 2},
        "tools": {"type": "array", "items": {"type": "object"}, "maxItems": 2},
        "metadata": {"type": "object"},
    },
    "required": ["model", "messages"],
}
CHAT = {
    "type": "object",
    "properties": {"modele": {"enum": MODELS}, "messages": {"type": "array", "items": MESSAGE, "maxItems": 3}},
    "required": ["modele", "messages"],
}
AWAY = ("/connexion/annuaire",)
"""To another server."""
LEAVING = "/deconnexion"


def schema() -> dict[str, Any]:
    """Return an OpenAPI description of every address of the gateway."""
    paths: dict[str, dict[str, Any]] = {}
    for path, method in ROUTES.items():
        paths[path] = {method.lower(): _operation(BODY if path in ENDPOINTS else None)}
    for page in PAGES:
        if page.path not in STATIC_FILES and page.path not in AWAY:
            operation = _operation(CHAT if page.json else None)
            if page.method == "POST" and not page.json:
                operation = _form()
            if page.query:
                operation["parameters"] = [
                    _parameter(name) for name in ("du", "kind", "avant", "nom", "version", "state", "ref")
                ]
            paths.setdefault(page.path, {})[page.method.lower()] = operation
    return {"openapi": "3.1.0", "info": {"title": "Passerelle", "version": "1"}, "paths": paths}


def _operation(body: dict[str, Any] | None) -> dict[str, Any]:
    said = {"responses": {"default": {"description": "any"}}}
    return said if body is None else {**said, "requestBody": _content("application/json", body)}


def _form() -> dict[str, Any]:
    names = (
        "texte",
        "fichier",
        "geste",
        "type",
        "sens",
        "cle",
        "compte",
        "code",
        "incident",
        "etat",
        "jours",
        "service",
        "ref",
        "motif",
        "signature",
    )
    fields = {"type": "object", "properties": {**dict.fromkeys(names, PROSE), "fournisseur": PROVIDER}}
    return {**_operation(None), "requestBody": _content("application/x-www-form-urlencoded", fields)}


def _content(media_type: str, of: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {media_type: {"schema": of}}}


def _parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": PROSE}


def fuzz(url: str, headers: dict[str, dict[str, str]], cases: int, number: int = 0) -> tuple[Counter[int], list[str]]:
    """Send about ``cases`` requests, half of them unsound. headers: what a role shows, "" for a key of the API.

    Return how often each status came, and a line for each answer that is a server error.
    """
    made = schemathesis.openapi.from_dict(schema())
    operations: list[Any] = [found.ok() for found in made.get_all_operations()]  # type: ignore[union-attr]  # ours is sound
    statuses: Counter[int] = Counter()
    wrong: list[str] = []
    operations.sort(key=lambda operation: operation.path == LEAVING)  # what follows would find the door closed
    each = max(1, cases // (2 * len(operations)))
    with httpx.Client(base_url=url, timeout=60) as http:
        for operation in operations:
            shown = headers[_role(operation.path, operation.method)]
            has_input = operation.body or operation.query
            for mode in GenerationMode if has_input else (GenerationMode.POSITIVE,):
                _run(http, operation.as_strategy(generation_mode=mode), shown, each, number, statuses, wrong)
    return statuses, wrong


def _role(path: str, method: str) -> str:
    page = next((page for page in PAGES if page.path == path and page.method == method.upper()), None)
    return next((role.value for role in Role if page and role in page.roles), "")


def _run(
    http: httpx.Client,
    strategy: Any,
    shown: dict[str, str],
    each: int,
    number: int,
    statuses: Counter[int],
    wrong: list[str],
) -> None:
    @seed(number)
    @settings(
        max_examples=each,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def send(case: Any) -> None:
        asked = case.as_transport_kwargs(base_url=str(http.base_url).rstrip("/"))
        sent = {**_latin(asked.get("headers")), **shown}
        body = {name: asked[name] for name in ("json", "data") if asked.get(name) is not None}
        content = {
            "content" if name == "data" and isinstance(value, str | bytes) else name: value
            for name, value in body.items()
        }
        try:
            request = http.build_request(
                asked["method"], asked["url"], params=asked.get("params"), headers=sent, **content
            )
        except (ValueError, TypeError, UnicodeError):
            return  # no client can write it
        answer = http.send(request)
        statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            wrong.append(f"{answer.status_code} {asked['method']} {case.path}: {answer.text[:200]}")

    send()


def _latin(headers: Any) -> dict[str, str]:
    """Keep the headers that HTTP can carry."""
    return {name: value for name, value in (headers or {}).items() if name.isascii() and str(value).isascii()}
