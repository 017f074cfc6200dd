"""The two ends of the measure: a bare pass-through (B) as anyone would write it, and an upstream that answers."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator

import httpx
from fastapi import FastAPI, Request
from starlette.responses import Response, StreamingResponse

TOKENS = 200

upstream = FastAPI()
bare = FastAPI()
client = httpx.AsyncClient(timeout=60, trust_env=False)


@upstream.post("/v1/chat/completions")
async def answer(request: Request) -> Response:
    asked = await request.json()
    if asked.get("stream"):
        # max_tokens: how many; seed: milliseconds between two
        tokens = _tokens(asked.get("max_tokens") or TOKENS, (asked.get("seed") or 0) / 1000)
        return StreamingResponse(tokens, media_type="text/event-stream")
    message = {"role": "assistant", "content": "Bien reçu, voici un projet de réponse."}
    body = {"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}
    return Response(json.dumps(body), media_type="application/json")


async def _tokens(count: int, pause: float) -> AsyncIterator[bytes]:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "demo-gpt"}
    for index in range(count):
        chunk = {**head, "choices": [{"index": 0, "delta": {"content": f" mot{index}"}, "finish_reason": None}]}
        yield f"data: {json.dumps(chunk)}\n\n".encode()
        if pause:
            await asyncio.sleep(pause)
    yield b"data: [DONE]\n\n"


@bare.post("/v1/chat/completions")
async def forward(request: Request) -> Response:
    body = await request.body()
    url = os.environ["BARE_UPSTREAM"] + "/v1/chat/completions"
    sent = client.build_request("POST", url, content=body, headers={"content-type": "application/json"})
    answered = await client.send(sent, stream=True)
    kind = answered.headers["content-type"]
    if kind.startswith("text/event-stream"):
        return StreamingResponse(answered.aiter_raw(), media_type=kind)
    whole = await answered.aread()
    await answered.aclose()
    return Response(whole, media_type=kind)
