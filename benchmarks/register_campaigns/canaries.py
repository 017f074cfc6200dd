"""1,000 planted values: none in the database, its WAL, logs, exports, temporary files; and how many in the memory.

Each request plants one value of its own, of kinds that are replaced and kinds that are blocked, streamed or not. Files
are searched for the value, as it is and in the encodings that a log or a record might have. The memory is read after
the last exchange has ended, by gcore, and once more after as many other requests: Python frees a text without
wiping it, so this part is told as it is found for a plain process, and must be nothing for one whose allocator
overwrites what is freed, as in the container image (docs/operations.md).
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx

from tests.support.gateway_process import ROOT, Gateway, command, running
from tests.support.lives import rules_only
from tests.support.replies import echo
from tests.support.upstream import Upstream

CANARIES, TASKS = 1000, 4
WIPING = dict(re.findall(r"(PYTHONMALLOC|GLIBC_TUNABLES)=(\S+)", (ROOT / "Dockerfile").read_text()))
"""As the image is set: the C library's allocator, which overwrites what is freed, but in its cache of small blocks."""
STEMS = ("zoe.canari####@courriel.example", "06 39 98 ## ##", "Zkanaryx####")
"""The planted values; # is a digit."""


def planted(number: int) -> tuple[str, str]:
    """Return a value that is nobody's, and a text that holds it: an address, a phone number or a name."""
    if number % 3 == 0:
        value = f"zoe.canari{number:04d}@courriel.example"
        return value, f"Réponds à Mme Canari, {value}, qui conteste sa facture."
    if number % 3 == 1:
        value = f"06 39 98 {number // 100:02d} {number % 100:02d}"
        return value, f"Rappelle M. Canari au {value} avant midi."
    value = f"Zkanaryx{number:04d}"
    return value, f"Écris à Mme Ginette {value} au sujet de son dossier."


def run(folder: Path, canaries: int = CANARIES) -> dict[str, Any]:
    plain, wiping = folder / "plain", folder / "wiping"
    told = _planted(plain, canaries, {})
    hardened = _planted(wiping, canaries, WIPING)
    clean = not any([*told["found_in_files"].values(), *hardened["found_in_files"].values()])
    return {
        "planted": canaries,
        **told,
        "with_freed_memory_overwritten": hardened,
        "holds": clean and not any(hardened[name] for name in hardened if "core" in name),
    }


def _planted(folder: Path, canaries: int, wiping: dict[str, str]) -> dict[str, Any]:
    folder.mkdir()
    models, data = rules_only(folder), folder / "data"
    data.mkdir()
    values = [planted(number)[0] for number in range(canaries)]
    scratch = folder / "tmp"
    scratch.mkdir()
    environment = {"TMPDIR": str(scratch), **wiping}
    with Upstream(echo()) as upstream, running(data, upstream.urls(), models=models, env=environment) as gateway:
        sent = asyncio.run(_plant(gateway, canaries))
        upstream.clear()
        core = _core(gateway, folder)
        in_core = _found(values, [core])
        core.unlink()
        asyncio.run(_plain(gateway, canaries))
        later = _core(gateway, folder)
        in_later_core = _found(values, [later])
        later.unlink()
        live = [path for path in data.rglob("*") if path.is_file()]
        in_live = _found(values, live)
        exports = _exports(data, folder)
    at_rest = [path for path in data.rglob("*") if path.is_file()]
    temporary = [path for path in scratch.rglob("*") if path.is_file()]
    in_files = {
        "database, WAL, log, checkpoints, while serving": in_live,
        "the same, after the end": _found(values, at_rest),
        "exports": _found(values, exports),
        "temporary files": _found(values, [*temporary, *_system_temporary(folder)]),
    }
    return {
        "answered": sent,
        "found_in_files": in_files,
        "found_in_core_after_the_last_exchange": in_core,
        "found_in_core_after_as_many_other_requests": in_later_core,
    }


async def _plant(gateway: Gateway, canaries: int) -> int:
    return await _ask(gateway, (planted(number)[1] for number in range(canaries)))


async def _plain(gateway: Gateway, requests: int) -> int:
    return await _ask(gateway, (f"Explique la règle {number} du code des marchés." * 3 for number in range(requests)))


async def _ask(gateway: Gateway, texts: Iterable[str]) -> int:
    numbered, answered = iter(enumerate(texts)), 0
    headers = {"authorization": f"Bearer {gateway.key}"}

    async def task(client: httpx.AsyncClient) -> None:
        nonlocal answered
        for number, text in numbered:
            body = {
                "model": "demo-gpt",
                "stream": number % 2 == 0,
                "messages": [{"role": "user", "content": text}],
            }
            answer = await client.post("/v1/chat/completions", json=body)
            answered += answer.status_code in (200, 400)

    async with httpx.AsyncClient(base_url=gateway.url, headers=headers, timeout=60, trust_env=False) as client:
        await asyncio.gather(*(task(client) for _ in range(TASKS)))
    return answered


def _core(gateway: Gateway, folder: Path) -> Path:
    assert gateway.process is not None
    made = subprocess.run(
        ["gcore", "-a", "-o", str(folder / "core"), str(gateway.process.pid)], capture_output=True, check=True
    )
    assert made
    return folder / f"core.{gateway.process.pid}"


def _exports(data: Path, folder: Path) -> list[Path]:
    raw = folder / "export.jsonl"
    command("export", str(raw), "--data", str(data))
    paths = [raw]
    for form in ("csv", "jsonl"):
        paths.append(folder / f"report.{form}")
        paths[-1].write_text(command("report", "--data", str(data), "--format", form).stdout)
    for answer in ("services", "article30", "charte"):
        paths.append(folder / f"{answer}.html")
        paths[-1].write_text(command("report", answer, "--data", str(data), "--format", "html").stdout)
    return paths


def _system_temporary(mine: Path) -> list[Path]:
    """Files that the gateway's user has in the system's own temporary folder, but for this campaign's."""
    found = Path(tempfile.gettempdir()).iterdir()
    return [path for path in found if path.is_file() and path.stat().st_uid == os.getuid() and path != mine]


def _forms(stem: str) -> Iterator[tuple[bytes, re.Pattern[bytes]]]:
    """Yield a stem with its number as text stands in memory and in files, one, two or four bytes a character.

    First what comes before its number, which is quickly looked for.
    """
    for width in (1, 2, 4):
        zeros = b"\x00" * (width - 1)
        parts = [b"[0-9]" if c == "#" else re.escape(c.encode()) for c in stem.lower()]
        before = b"".join(c.encode() + zeros for c in stem.lower().partition("#")[0])
        yield before, re.compile(b"".join(part + re.escape(zeros) for part in parts))


def _found(values: list[str], paths: Iterable[Path]) -> int:
    """Return how many of the values are in any of the files, in any case, in UTF-8, UTF-16 or UTF-32."""
    seen: set[str] = set()
    for path in paths:
        content = path.read_bytes().lower()
        for before, form in (form for stem in STEMS for form in _forms(stem)):
            at = content.find(before)
            while at >= 0:
                if found := form.match(content, at):
                    seen.add(found[0].replace(b"\0", b"").decode())
                at = content.find(before, at + 1)
    return len(seen & {value.lower() for value in values})
