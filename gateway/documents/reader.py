"""Reads documents in processes of their own, a few at a time: no document can hold up or bring down the rest."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from gateway.documents.formats import MAX_SECONDS, REASONS
from gateway.documents.parts import Part
from gateway.errors import UnsupportedMedia

MAX_DOCUMENTS = 20
_REFUSED = 3
_ROOT = Path(__file__).parents[2]


class Reader:
    """``at_once``: how many documents are read at a time."""

    def __init__(self, at_once: int = 2) -> None:
        self._turns = asyncio.Semaphore(at_once)

    async def read(self, parts: Sequence[Part], *, pictures: bool = False) -> list[str]:
        """Return the texts of a request's documents. Raises UnsupportedMedia: the first that fails, and why.

        pictures: whether the text of pictures is read too, as the policy says.
        """
        if len(parts) > MAX_DOCUMENTS:
            raise UnsupportedMedia(f"La demande contient plus de {MAX_DOCUMENTS} documents.")
        return [await self._one(number, part, pictures) for number, part in enumerate(parts, 1)]

    async def _one(self, number: int, part: Part, pictures: bool) -> str:
        try:
            data = base64.b64decode(part.data, validate=True)
        except (binascii.Error, ValueError):
            raise _refused(number, "code") from None
        async with self._turns:
            status, said = await _run(data, part, pictures)
        if status == _REFUSED:
            raise _refused(number, said)
        if status != 0:
            raise _refused(number, "gros")  # ended by its limits
        return said


async def _run(data: bytes, part: Part, pictures: bool) -> tuple[int, str]:
    """Return exit status and output of one reading process. No environment, no error output, no terminal.

    Type and name go in by its input: arguments can be seen by everybody on the machine.
    """
    head = json.dumps([part.media_type, part.name, pictures]).encode() + b"\n"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-B", "-m", "gateway.documents"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": str(_ROOT)},
        cwd="/",
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(MAX_SECONDS):
            output, _ = await process.communicate(head + data)
    except TimeoutError:
        return _REFUSED, "lent"
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)  # with what it has started itself
            await process.wait()
    return process.returncode or 0, output.decode()


def _refused(number: int, reason: str) -> UnsupportedMedia:
    why = REASONS.get(reason, REASONS["illisible"])
    return UnsupportedMedia(
        f"Le document joint n° {number} n'a pas pu être lu en entier, rien n'a été transmis : {why}."
    )
