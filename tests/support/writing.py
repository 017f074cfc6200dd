"""Writers that are killed under load. What was acknowledged before the kill is printed, an exchange id a line.

python tests/support/writing.py URL ROUNDS WRITERS TASKS SEED

In each round WRITERS processes fill the register with TASKS requests at a time until SIGKILL, at a random moment.
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import signal
import sys
import time

from gateway.audit import Register
from tests.support.exchanges import exchange, outcome, verdict


async def _task(register: Register, told: int) -> None:
    while True:
        mine = exchange(exchange_id=secrets.token_hex(8))
        await register.decided(mine, verdict(), counts={"PERSON": 2})
        os.write(told, f"{mine.id}\n".encode())
        await register.ended(mine, outcome())


async def _write(url: str, tasks: int, told: int) -> None:
    register = Register.open(url, software="passerelle 0.1.0", patience=10)
    await asyncio.gather(*(_task(register, told) for _ in range(tasks)))


def start(url: str, tasks: int) -> tuple[int, int]:
    """Fork a writer. Return its process id and the pipe on which it tells what was acknowledged."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        asyncio.run(_write(url, tasks, told))
        os._exit(1)
    os.close(told)
    return child, heard


def kill(child: int, heard: int) -> list[str]:
    """Kill a writer and return what it had told."""
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the writer had ended by itself"
    with os.fdopen(heard, "rb") as pipe:
        return [line.decode().strip() for line in pipe if line.endswith(b"\n")]


def main(url: str, rounds: int, writers: int, tasks: int, seed: int) -> None:
    """Run the rounds and print what was acknowledged."""
    chance = random.Random(seed)
    for _ in range(rounds):
        started = [start(url, tasks) for _ in range(writers)]
        first = [os.read(heard, 17).decode().strip() for _, heard in started]  # under load from here on
        time.sleep(chance.uniform(0, 0.1))
        told = [each for child, heard in started for each in kill(child, heard)]
        print("\n".join([*first, *told]), flush=True)  # noqa: T201  # its only way to tell


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
