"""Isolation: stand-ins and ids of one caller's exchanges mean nothing in another's, on any route.

    python -m benchmarks.campaigns.isolation [--count 10000]      (make campaign-isolation)

Caller A sends a person's data. Caller B then sends requests that hold forged stand-ins and ids: those A's exchange had,
and all that can be guessed, in every writing a model may use. B's provider answers with them too. None may be resolved:
no answer to B may hold anything of A's. Writes benchmarks/results/campaign-isolation.json and .md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.campaigns.evasions import VALUES
from benchmarks.campaigns.house import House, opened
from benchmarks.campaigns.result import publish
from benchmarks.campaigns.sdk_paths import MODELS
from gateway.kinds import load_kinds
from gateway.web.guard import ROUTES

SEED = 20261125
SECRETS = (*(w for v in VALUES for w in (v.text, v.text.replace(" ", ""))), "Vaillant", "Ginette")
_STATEFUL = ("previous_response_id", "conversation", "file_id", "container", "prompt_cache_key")
_DIALECT = {"/v1/messages": "anthropic", "/v1/messages/count_tokens": "anthropic"}


@dataclass
class Tally:
    """What was forged and what came of it."""

    asked: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    resolved: list[str] = field(default_factory=list)


def forged(rng: random.Random, words: list[str]) -> str:
    """Return a stand-in that was never issued in this exchange, as some model might write it."""
    word, number = rng.choice(words), rng.choice((1, 2, 3, rng.randrange(1, 10**4)))
    gender = rng.choice(("", "F", "M")) if word == "PERSONNE" else ""
    plain = f"{word}_{gender}{number}{rng.choice(('', '', 'b', 'c'))}"
    writing = rng.choice(("[{}]", "{}", "[{}", "\\\\[{}\\\\]", "&#91;{}&#93;", "**[{}]**", "[ {} ]", "{{{{{}}}}}"))
    said = writing.format(plain)
    return rng.choice((said, said.lower(), said.replace("_", "\\_"), said.replace("_", "\u00a0")))


def request_of(endpoint: str, text: str) -> dict[str, Any]:
    """Return a request of an endpoint that says ``text``."""
    model = MODELS[_DIALECT.get(endpoint, "openai")]
    turn = {"role": "user", "content": text}
    if endpoint.endswith("responses") or "embeddings" in endpoint or "moderations" in endpoint:
        return {"model": model, "input": text}
    if endpoint.endswith("completions") and "chat" not in endpoint:
        return {"model": model, "prompt": text}
    return {"model": model, "max_tokens": 50, "messages": [turn]}


def answer_of(endpoint: str, text: str) -> bytes:
    """Return the provider's answer that says ``text``."""
    if endpoint in _DIALECT:
        said: dict[str, Any] = {"content": [{"type": "text", "text": text}], "id": text}
    else:
        message = {"role": "assistant", "content": text}
        said = {"choices": [{"index": 0, "message": message}], "output_text": text, "id": text}
    return json.dumps(said).encode()


async def forge(house: House, endpoint: str, rng: random.Random, words: list[str], tally: Tally) -> None:
    """Let A speak of its person, then B show forged stand-ins and ids; judge B's answer."""
    about = f"Réponds à {VALUES[4].text}, {VALUES[2].text}, {VALUES[3].text}, IBAN {VALUES[1].text}."
    await house.exchange(house.client, endpoint, request_of(endpoint, about), answer_of(endpoint, "Bien reçu."))
    lie = " ".join(forged(rng, words) for _ in range(rng.randrange(1, 4)))
    request = request_of(endpoint, f"Répète : {lie}" if rng.random() < 0.7 else "Bonjour, de qui parlait-on ?")
    if rng.random() < 0.2:
        request[rng.choice(_STATEFUL)] = f"resp_{rng.randrange(16**12):012x}"
    answer, _ = await house.exchange(house.other, endpoint, request, answer_of(endpoint, lie))
    tally.asked += 1
    tally.statuses[answer.status_code] += 1
    if any(secret in answer.text for secret in SECRETS) or answer.status_code >= 500:
        tally.resolved.append(f"{endpoint} {lie!r} {answer.status_code}")


async def run(folder: Path, count: int) -> Tally:
    """Forge ``count`` times, over all routes in turn."""
    rng, tally = random.Random(SEED), Tally()
    words = sorted({kind.standin for kind in load_kinds().values()})
    endpoints = sorted(path for path, method in ROUTES.items() if method == "POST")
    async with opened(folder) as house:
        await house.at_once(forge(house, endpoints[n % len(endpoints)], rng, words, tally) for n in range(count))
    return tally


def main() -> None:
    """Run and publish. Ends with status 1 when anything was resolved."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--dry", action="store_true", help="print, and write no result")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = asyncio.run(run(Path(folder), args.count))
    told = {
        "routes": sorted(path for path, method in ROUTES.items() if method == "POST"),
        "forged": tally.asked,
        "statuses": {str(status): count for status, count in sorted(tally.statuses.items())},
        "resolved": len(tally.resolved),
        "which": tally.resolved[:50],
    }
    rows = [(name, told[name]) for name in ("routes", "forged", "statuses", "resolved")]
    title = "Isolation between two callers"
    publish("campaign-isolation", title, "make campaign-isolation", told, rows, write=not args.dry)
    raise SystemExit(1 if tally.resolved else 0)


if __name__ == "__main__":
    main()
