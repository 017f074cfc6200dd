"""What each kind of record says, drawn from the domain's types. Never content: see fields.py for what may stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from gateway.audit.chain import Draft, Head, canonical
from gateway.audit.fields import check
from gateway.domain import Action, Exchange, Json, Outcome, Verdict

NOTHING: Mapping[str, Any] = {}

DECISION = {
    Action.ALLOW: "autorisee",
    Action.PSEUDONYMISE: "pseudonymisee",
    Action.REROUTE: "reroutee",
    Action.BLOCK: "bloquee",
}

BLOCKED = ("donnees_protegees", "reste_detecte")
"""Codes of refusals for what the request holds: blocked, whatever the policy had asked for."""

CALLS: Mapping[str, str] = {
    "/v1/chat/completions": "chat",
    "/v1/messages": "messages",
    "/v1/messages/count_tokens": "comptage",
    "/v1/responses": "responses",
    "/v1/embeddings": "embeddings",
}
"""The sort of a call by its path."""

ENDPOINTS = frozenset(
    {
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/embeddings",
        "/v1/messages",
        "/v1/messages/batches",
        "/v1/messages/count_tokens",
        "/v1/models",
        "/v1/responses",
        "/v1/files",
        "/v1/batches",
        "/v1/moderations",
        "/v1/fim/completions",
        "/v1/agents/completions",
    }
)
"""Paths that may be written down; any other path is the client's own text and becomes "autre"."""

CLIENTS = (
    ("open-webui", r"open-?webui"),
    ("librechat", r"librechat"),
    ("claude-code", r"claude-(?:cli|code)"),
    ("openai-python", r"(?:Async)?OpenAI/Python"),
    ("openai-node", r"(?:Async)?OpenAI/JS"),
    ("anthropic-python", r"(?:Async)?Anthropic/Python"),
    ("anthropic-node", r"(?:Async)?Anthropic/JS"),
    ("mistral-python", r"mistral-client-python|speakeasy-sdk/python"),
    ("mistral-node", r"mistral-client-typescript|speakeasy-sdk/typescript"),
    ("continue", r"continue"),
    ("cline", r"cline"),
    ("langchain", r"langchain"),
    ("n8n", r"n8n"),
    ("libreoffice", r"libreoffice|writeragent|localwriter"),
    ("thunderbird", r"thunderbird|thunderai"),
    ("python-requests", r"python-requests"),
    ("python-httpx", r"python-httpx2?"),
    ("python-aiohttp", r"aiohttp"),
    ("axios", r"axios"),
    ("node", r"node(?:-fetch)?|undici"),
    ("curl", r"curl"),
    ("wget", r"wget"),
    ("navigateur", r"mozilla"),
    ("autre", r"autre"),
)
"""Client tools by the way their User-Agent starts a word, first match first."""

_CLIENTS = tuple(
    (
        name,
        re.compile(
            rf"(?<![\w-])(?:{pattern}|{name})(?![\w-])(?:[/ ]v?(\d{{1,2}}(?:\.\d{{1,3}})?)(?!\d))?",
            re.IGNORECASE | re.ASCII,
        ),
    )
    for name, pattern in CLIENTS
)


def client_tool(user_agent: str) -> str:
    """Return the tool's name from CLIENTS, with its major and minor version; nothing else of the header survives."""
    for name, pattern in _CLIENTS:
        if found := pattern.search(user_agent[:300]):
            return f"{name}/{found[1]}" if found[1] else name
    return "autre" if user_agent else ""


def stamp(moment: datetime) -> str:
    """Return an instant as RFC 3339, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def draft(phase: str, columns: Mapping[str, str], facts: Mapping[str, Json]) -> Draft:
    """Return a record stamped with the present instant. Raises FieldError for anything that is not on the list."""
    stamped = {"ts": stamp(datetime.now(UTC)), "phase": phase, **columns}
    check(stamped, facts)
    return Draft(stamped, canonical(facts))


def opened(software: str, cites: Iterable[Head]) -> Draft:
    """Return the first record of a chain: whose it is, and which heads of other chains it bears witness to."""
    heads: list[Json] = [{"chain": head.chain, "seq": head.seq, "hash": head.hash} for head in cites]
    return draft("opened", {}, {"software": software, "cites": heads})


def sealed(phase: str, day: str, first: int, last: Head, root: str, *, at: str = "") -> Draft:
    """Return the record that seals a day's segment, from its first record to its last. phase: sealed or closed.

    at: the instant of the record that begins the next day; now where there is none.
    """
    facts: dict[str, Json] = {"day": day, "first": first, "last": last.seq, "hash": last.hash, "root": root}
    return draft(phase, {"ts": at} if at else {}, facts)


def decided(exchange: Exchange, verdict: Verdict | None, counts: Mapping[str, int], facts: Mapping[str, Json]) -> Draft:
    """Return the record of what the policy decided, written before anything is sent."""
    decision = DECISION[verdict.action] if verdict else "autorisee"
    said: dict[str, Json] = {**_about(exchange), **_judged(verdict), "counts": {**counts}, **facts}
    return draft("decided", {**_who(exchange), "decision": decision, "kinds": _kinds(verdict, counts)}, said)


def refused(
    exchange: Exchange,
    verdict: Verdict | None,
    *,
    code: str,
    status: int,
    counts: Mapping[str, int] = NOTHING,
    facts: Mapping[str, Json] = NOTHING,
) -> Draft:
    """Return the one record of a request for which nothing was sent. code, status: what the client was told."""
    blocked = code in BLOCKED or (verdict is not None and verdict.action is Action.BLOCK)
    decision = "bloquee" if blocked else "erreur" if status >= 500 else "refusee"
    told: dict[str, Json] = {"counts": {**counts}, "code": code, "status": status}
    said = {**_about(exchange), **_judged(verdict), **told, **facts}
    return draft("refused", {**_who(exchange), "decision": decision, "kinds": _kinds(verdict, counts)}, said)


def ended(exchange: Exchange, outcome: Outcome, facts: Mapping[str, Json] = NOTHING) -> Draft:
    """Return the record of how an exchange ended."""
    said: dict[str, Json] = {
        "end": outcome.end,
        "status": outcome.status,
        "upstream_status": outcome.upstream_status,
        "model_served": _foreign_code(outcome.model_served),
        "input_tokens": _foreign_count(outcome.usage.input_tokens),
        "output_tokens": _foreign_count(outcome.usage.output_tokens),
        "restored": outcome.restored,
        "unrestored": outcome.unrestored,
        "response_bytes": outcome.response_bytes,
        "upstream_ms": _ms(outcome.upstream_ms),
        "total_ms": _ms(outcome.total_ms),
        "error": outcome.error,
    }
    return draft("ended", _who(exchange), said | dict(facts))


def event(kind: str, facts: Mapping[str, Json]) -> Draft:
    """Return the record of something that happened to the gateway: a key made, the register read, an incident."""
    return draft("event", {}, {"event": kind, **facts})


def _who(exchange: Exchange) -> dict[str, str]:
    caller = exchange.caller
    known = bool(exchange.provider)
    return {
        "exchange": exchange.id,
        "caller": caller.ref if caller else "",
        "service": caller.service if caller else "",
        "usage": (caller.usage or "") if caller else "",
        "provider": exchange.provider,
        "model": exchange.model if known else "non_reconnu" if exchange.model else "",
    }


def _about(exchange: Exchange) -> dict[str, Json]:
    return {
        "at": stamp(exchange.at),
        "client": client_tool(exchange.client),
        "dialect": exchange.dialect,
        "endpoint": endpoint(exchange.endpoint),
        "call": CALLS.get(exchange.endpoint, "autre"),
        "streamed": exchange.streamed,
    }


def endpoint(path: str) -> str:
    """Return the path, with its method where it has one, if it is one of ENDPOINTS, and "autre" if not."""
    method, _, rest = path.rpartition(" ")
    if rest not in ENDPOINTS:
        return "autre" if path else ""
    return path if method in ("", "GET", "POST", "HEAD", "OPTIONS") else rest


def _judged(verdict: Verdict | None) -> dict[str, Json]:
    if verdict is None:
        return {}
    hits: list[Json] = [
        {"rule": hit.rule, "kind": hit.kind, "count": hit.count, "action": hit.action.name.lower()}
        for hit in verdict.hits
    ]
    said: dict[str, Json] = {"policy": verdict.policy_version, "policy_digest": verdict.policy_digest, "hits": hits}
    return said if verdict.observed is None else {**said, "observed": DECISION[verdict.observed]}


def _kinds(verdict: Verdict | None, counts: Mapping[str, int]) -> str:
    """All kinds of data that were seen, each between commas, so that one can be searched for."""
    seen = {*counts, *(hit.kind for hit in (verdict.hits if verdict else ()))}
    return f",{','.join(sorted(seen))}," if seen else ""


def _foreign_code(text: str) -> str:
    """A provider's word for its model, kept only where it looks like a model's name."""
    return text if re.fullmatch(r"[A-Za-z][A-Za-z0-9._:/-]{0,63}|", text, re.ASCII) else "illisible"


def _foreign_count(value: int | None) -> int | None:
    """A provider's count, kept only where it can be one: a strange answer must not cost the record of its end."""
    return value if type(value) is int and 0 <= value < 2**31 else None


def _ms(value: float | None) -> float | None:
    return None if value is None else round(max(value, 0.0), 1)
