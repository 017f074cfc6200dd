"""Every split of a stream at every byte, through the real gateway."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import House
from tests.support.people import seen
from tests.support.replies import Cut, at_max_tokens, echo, every_max_tokens, stream_of

TEXT = "Écris à Mme Ginette Vaillant, 06 39 98 12 34."
MODELS = {"openai": "demo-gpt", "mistral": "demo-mistral", "anthropic": "demo-claude"}
PLANTED = ("Ginette Vaillant", "06 39 98 12 34")
WORKERS = 2


@pytest.mark.slow
def test_every_two_part_split_of_a_two_kilobyte_stream_is_restored(house: House) -> None:
    """Wherever the provider's stream is cut in two, the client reads every value restored."""
    size = _size(house, "openai")
    assert size > 2000
    assert _misread(house, "openai", at_max_tokens, range(1, size)) == []


@pytest.mark.slow
@pytest.mark.parametrize("sdk", ["mistral", "anthropic"])
def test_streams_cut_in_equal_pieces_are_restored(house: House, sdk: str) -> None:
    """Pieces of each length up to 64 bytes, which cut at every byte between them, restore the same."""
    assert _misread(house, sdk, every_max_tokens, range(1, 65)) == []


def _misread(house: House, sdk: str, cut: Cut, places: range) -> list[int]:
    """Ask once for each place to cut; return those where the text or what left was wrong."""
    with house.upstream.replying(echo(cut=cut)), ThreadPoolExecutor(WORKERS) as workers:
        said = list(workers.map(lambda at: _ask(house, sdk, at), places))
    assert not [received for received in house.upstream.received if seen(received.raw, PLANTED)]
    return [at for at, text in zip(places, said, strict=True) if text != TEXT]


def _size(house: House, sdk: str) -> int:
    assert _ask(house, sdk, 1) == TEXT
    size = len(stream_of(house.upstream.received[-1]))
    house.upstream.clear()
    return size


def _ask(house: House, sdk: str, max_tokens: int) -> str:
    path = "/v1/messages" if sdk == "anthropic" else "/v1/chat/completions"
    turns = [{"role": "user", "content": TEXT}]
    body = {"model": MODELS[sdk], "max_tokens": max_tokens, "stream": True, "messages": turns}
    return "".join(_pieces(house.http.post(path, json=body)))


def _pieces(answer: httpx.Response) -> Iterator[str]:
    assert answer.status_code == 200
    for line in answer.text.splitlines():
        if line.startswith("data: {"):
            event: dict[str, Any] = json.loads(line.removeprefix("data: "))
            for choice in event.get("choices", ()):
                yield choice["delta"].get("content") or ""
            yield event.get("delta", {}).get("text", "")
