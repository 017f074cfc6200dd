"""How long the server takes for each page, on a register of 100,000 records.

python -m benchmarks.pages [RECORDS]     writes benchmarks/results/pages.md and pages.json

One gateway process on loopback, one browser's requests one after the other; the time is that of the whole answer as a
client of HTTP sees it, without drawing; beside it the processor time of the gateway, which others on the machine change
little. The first answer of each page is shown apart: it warms nothing for the next.
Everything in the register is invented.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from gateway.access import Role, Sessions
from gateway.store import data_url
from gateway.web.pages.table import PAGES, STATIC_FILES
from tests.support.site import Site, site

RESULTS = Path(__file__).parent / "results"
ROUNDS = 25
COLUMNS = ("processor", "first", "median", "p95", "most")
QUERIES = {
    "/dpo/registre": ("", "?service=ccas&decision=bloquee", "?kind=FR_VIN", "?usage=USG-999&provider=demo-openai")
}
ELSEWHERE = ("/connexion/annuaire", "/connexion/retour", "/dpo/registre/export", "/dpo/integrite/points")
"""To another server, or a file: no page."""


def measure(place: Site) -> list[dict[str, float | str]]:
    sessions = Sessions.open(data_url(place.gateway.data))
    found: list[dict[str, float | str]] = []
    process = psutil.Process(place.gateway.process.pid if place.gateway.process else None)
    with httpx.Client(base_url=place.gateway.url, timeout=60) as http:
        key_id = place.gateway.key[4:12]
        cookies = {role: f"__Host-passerelle={sessions.start(role, 'mesure', key_id)}" for role in Role}
        for page in PAGES:
            if page.method == "GET" and page.path not in STATIC_FILES and page.path not in ELSEWHERE:
                role = next((role for role in Role if role in page.roles), Role.AGENT)
                queries = QUERIES.get(page.path, ("",))
                found.extend(_times(http, page.path + query, cookies[role], process) for query in queries)
    return found


def _times(http: httpx.Client, path: str, cookie: str, process: psutil.Process) -> dict[str, float | str]:
    times, used = [], 0.0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = http.get(path, headers={"cookie": cookie})
        times.append((time.perf_counter() - began) * 1000)
        used = used or _processor(process)  # from the end of the first request on
        assert answer.status_code == 200, (path, answer.status_code)
    used = (_processor(process) - used) / (ROUNDS - 1)
    ordered = sorted(times[1:])
    high = ordered[int(len(ordered) * 0.95)]
    return {
        "page": path,
        "processor": used,
        "first": times[0],
        "median": statistics.median(ordered),
        "p95": high,
        "most": ordered[-1],
    }


def _processor(process: psutil.Process) -> float:
    """Return the milliseconds of processor time that the gateway has used."""
    spent = process.cpu_times()
    return (spent.user + spent.system) * 1000


def main(records: int) -> None:
    with tempfile.TemporaryDirectory() as folder, site(Path(folder), exchanges=records) as place:
        written = len(place.gateway.records())
        _wait_for_sums(place)
        rows = measure(place)
    today = datetime.now(UTC).date().isoformat()
    about = {"date": today, "cores": os.cpu_count(), "load": os.getloadavg()[1], "records": written, "rounds": ROUNDS}
    RESULTS.joinpath("pages.json").write_text(json.dumps({**about, "pages": rows}, indent=1) + "\n", encoding="utf-8")
    lines = [
        "# Server time of each page",
        "",
        f"`python -m benchmarks.pages`, {today}, {os.cpu_count()} cores, load of five minutes {about['load']:.1f},"
        f" SQLite, {written:,} records in the register; {ROUNDS} requests a page, one after the other. Milliseconds.",
        "",
        "| page | processor | first | median | 95th of 100 | most |",
        "|---|---|---|---|---|---|",
        *(f"| `{r['page']}` | " + " | ".join(f"{r[name]:.1f}" for name in COLUMNS) + " |" for r in rows),
    ]
    RESULTS.joinpath("pages.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _wait_for_sums(place: Site) -> None:
    """Wait until the gateway has read its register once, as it does by itself after its start."""
    cookie = f"__Host-passerelle={Sessions.open(data_url(place.gateway.data)).start(Role.DPO, 'mesure')}"
    end = time.monotonic() + 300
    while "en cours de lecture" in httpx.get(f"{place.gateway.url}/dpo", headers={"cookie": cookie}, timeout=60).text:
        assert time.monotonic() < end
        time.sleep(1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 69_000)
