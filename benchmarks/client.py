"""A client that costs next to nothing, so that what is measured is the server: HTTP/1.1 over one kept connection."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_KEPT = 3.0
"""Seconds for which a connection is used again; uvicorn closes it after five."""
PATH = "/v1/chat/completions"
Messages = Sequence[dict[str, str]]


@dataclass(frozen=True)
class Took:
    """Seconds until the first byte of the body and until its end, and when each piece came (loop clock)."""

    status: int
    first: float
    whole: float
    marks: list[float] = field(repr=False)


class Line:
    """One kept connection to one side."""

    def __init__(self, url: str, key: str) -> None:
        self._at, self._key = urlsplit(url), key
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._used = 0.0

    async def say(self, content: str | Messages, **more: object) -> Took:
        """Return how long an exchange took. Raises RuntimeError for a status other than 200."""
        messages = [{"role": "user", "content": content}] if isinstance(content, str) else content
        took = await self.send(json.dumps({"model": "demo-gpt", "messages": messages, **more}).encode())
        if took.status != 200:
            raise RuntimeError(f"status {took.status}")
        return took

    async def send(self, body: bytes) -> Took:
        """POST a body and read the whole answer."""
        reader, writer = await self._open()
        head = f"POST {PATH} HTTP/1.1\r\nhost: {self._at.netloc}\r\nauthorization: Bearer {self._key}\r\n"
        head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        began = time.perf_counter()
        writer.write(head.encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        marks: list[float] = []
        if "content-length" in headers:
            await reader.readexactly(int(headers["content-length"]))
            marks.append(time.perf_counter())
        else:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
                marks.append(time.perf_counter())
            await reader.readline()
        self._used = time.perf_counter()
        return Took(int(lines[0].split()[1]), marks[0] - began, marks[-1] - began, marks)

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if time.perf_counter() - self._used > _KEPT:
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._at.hostname, self._at.port)
        return self._streams

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def all_at_once(url: str, key: str, contents: Sequence[str], concurrency: int) -> tuple[list[float], float]:
    """Say all contents, ``concurrency`` at once; return the seconds of each exchange and of the whole."""
    lines = [Line(url, key) for _ in range(concurrency)]
    times: list[float] = []

    async def one(line: Line, mine: Sequence[str]) -> None:
        times.extend([(await line.say(content)).whole for content in mine])

    for line in lines:
        await line.say("Bonjour.")  # connected, before the clock runs
    began = time.perf_counter()
    await asyncio.gather(*(one(line, contents[n::concurrency]) for n, line in enumerate(lines)))
    whole = time.perf_counter() - began
    for line in lines:
        line.close()
    return times, whole
