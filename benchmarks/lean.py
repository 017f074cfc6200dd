"""An upstream that costs next to nothing, for measures of several workers: every answer is the same bytes.

    python -m benchmarks.lean PORT

Where client, upstream and workers share the cores, an upstream in FastAPI would take the core of a worker.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from typing import cast

_MESSAGE = {"role": "assistant", "content": "Bien reçu, voici un projet de réponse."}
_BODY = json.dumps({"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message": _MESSAGE}]}).encode()
_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
_LENGTH = re.compile(rb"content-length: (\d+)\r\n", re.IGNORECASE)


class Lean(asyncio.Protocol):
    """Answers whatever is whole."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        self._transport = cast("asyncio.Transport", transport)
        self._held = b""

    def data_received(self, data: bytes) -> None:
        """Answer each request whose body has come."""
        self._held += data
        while (head := self._held.find(b"\r\n\r\n")) >= 0:
            told = _LENGTH.search(self._held, 0, head + 2)
            end = head + 4 + (int(told[1]) if told else 0)
            if len(self._held) < end:
                return
            self._held = self._held[end:]
            self._transport.write(_ANSWER)


async def main(port: int) -> None:
    """Serve for ever."""
    server = await asyncio.get_running_loop().create_server(Lean, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
