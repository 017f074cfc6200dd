"""Run pii-leak-benchmark and canarywire against the gateway under the profile ``bancs_essai``, publish their verdicts.

    python -m benchmarks.external [--only selfcheck,v2,fide,baseline,fragmentation,fault]      (make bench-external)

Both are Apache-2.0, of other authors, and come from PyPI into an environment of their own, build/external. Their
verdicts are published as they are. Writes benchmarks/results/external.json and .md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.campaigns.house import policies
from benchmarks.campaigns.result import publish
from gateway.kinds import MODELS

ROOT = Path(__file__).parents[2]
PACKAGES = ("pii-leak-benchmark==0.6.0", "canarywire==0.1.0a1")
HOME = ROOT / "build" / "external"
SEED = "20261125"


def environment() -> Path:
    """Return the folder of the benchmarks' commands, installed on the first call."""
    bin_ = HOME / "bin"
    if not (bin_ / "canarywire").exists():
        subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
        subprocess.run([bin_ / "pip", "install", "--quiet", *PACKAGES], check=True)
    return bin_


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Target:
    """A running gateway whose providers are all at ``capture``."""

    url: str
    key: str = field(repr=False)
    capture: int
    folder: Path
    process: subprocess.Popen[bytes] = field(repr=False)


@contextlib.contextmanager
def gateway() -> Iterator[Target]:
    """Run the gateway within the block, with the shipped policies and the profile of the measures."""
    with tempfile.TemporaryDirectory() as name:
        folder, port, capture = Path(name), free_port(), free_port()
        data = folder / "data"
        command = [sys.executable, "-m", "gateway"]
        made: list[Any] = [
            *command,
            "keys",
            "create",
            "--data",
            data,
            "--service",
            "mesures",
            "--label",
            "banc",
            "--json",
        ]
        key = json.loads(subprocess.run(made, check=True, capture_output=True, cwd=ROOT).stdout)["key"]
        provider = f"http://127.0.0.1:{capture}"
        env = {
            "PASSERELLE_DATA": str(data),
            "PASSERELLE_POLICIES": str(with_model(policies(folder / "policies"))),
            "PASSERELLE_MODELS": str(with_family(folder / "models")),
            "PASSERELLE_UPSTREAMS": f"demo-openai={provider}/v1",
            "BENCH_KEY": key,
        }
        served = ["-m", "uvicorn", "benchmarks.external.keyed:app", "--factory", "--port", str(port)]
        serve = [sys.executable, *served, "--http", "httptools", "--log-level", "error"]
        log = (folder / "serve.log").open("wb")
        process = subprocess.Popen(serve, cwd=ROOT, env={**os.environ, **env}, stdout=log, stderr=log)
        try:
            _await(f"http://127.0.0.1:{port}/sante")
            yield Target(f"http://127.0.0.1:{port}", key, capture, folder, process)
        finally:
            process.terminate()
            process.wait(20)


def with_model(folder: Path) -> Path:
    """Declare canarywire's model name in the census of ``folder``."""
    census = folder / "providers.yaml"
    told = census.read_text(encoding="utf-8")
    name = "      - nom: demo-gpt\n"
    entry = "      - {nom: canarywire-test, avantages: mesures, limites: mesures}\n"
    census.write_text(told.replace(name, entry + name, 1), encoding="utf-8")
    return folder


def with_family(folder: Path) -> Path:
    """Lay out the shipped models with the opt-in family ``us`` switched on."""
    folder.mkdir()
    for file in MODELS.iterdir():
        (folder / file.name).symlink_to(file)
    config = folder / "detection.yaml"
    told = config.read_text(encoding="utf-8").replace("families: [", "families: [us, ")
    config.unlink()
    config.write_text(told, encoding="utf-8")
    return folder


def _await(url: str) -> None:
    for _ in range(3000):
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.2)
    raise TimeoutError(url)


def _run(command: list[Any], target: Target, **env: str) -> tuple[int, str]:
    told = {**os.environ, "CONFORMANCE_TARGET_API_KEY": target.key, **env}
    done = subprocess.run(
        [str(part) for part in command], cwd=target.folder, env=told, capture_output=True, text=True, timeout=900
    )
    return done.returncode, (done.stdout + done.stderr)[-4000:]


def pii_leak(bin_: Path, target: Target, which: str) -> dict[str, Any]:
    """Run one profile of pii-leak-benchmark and return its verdict."""
    out = target.folder / which
    if which == "selfcheck":
        command = [bin_ / "pii-leak-benchmark", "selfcheck", "--target-base-url", f"{target.url}/v1"]
        command += ["--target-model", "demo-gpt", "--capture-port", target.capture, "--json-out", f"{out}.json"]
    else:
        module = {"v2": "pii_leak_benchmark.v2_emitter", "fide": "pii_leak_benchmark.fide_emitter"}[which]
        command = [
            bin_ / "python",
            "-m",
            module,
            "--out",
            out,
            "--seed",
            SEED,
            "--model",
            "demo-gpt",
            "--only",
            "passthrough",
        ]
        command += ["--gateway-url", f"{target.url}/v1/chat/completions", "--upstream-port", target.capture]
    code, said = _run(command, target)
    return {"exit": code, "said": said, **_report(out)}


def _report(out: Path) -> dict[str, Any]:
    files = [out.with_suffix(".json")] if out.with_suffix(".json").exists() else sorted(out.glob("*.json"))
    return {"report": json.loads(files[0].read_text())} if files else {}


def canarywire(bin_: Path, target: Target, generator: str) -> dict[str, Any]:
    """Run one generator of canarywire and return its verdict."""
    out = target.folder / f"canarywire-{generator}"
    capture = f"http://127.0.0.1:{target.capture}"
    config = target.folder / f"{generator}.yaml"
    config.write_text(_config(target, generator), encoding="utf-8")
    serving = subprocess.Popen(
        [bin_ / "canarywire", "serve", "--listen", f"127.0.0.1:{target.capture}"],
        cwd=target.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(3)
        command = [bin_ / "canarywire", "run", "--capture", capture, "--config", config, "--out", out]
        code, said = _run([*command, "--seed", SEED, "--generators", generator], target)
    finally:
        serving.terminate()
        serving.wait(20)
    return {"exit": code, "said": said, **_report(out / "report")}


def _config(target: Target, generator: str) -> str:
    told = (
        f"target:\n  base_url: {target.url}\n  routes:\n    - {{protocol: openai-chat, path: /v1/chat/completions}}\n"
    )
    if generator == "fault":
        data = target.folder / "data"
        # the register's files are moved away: nothing may leave that is not recorded
        before = f"mkdir {data}/away; mv {data}/registre.db* {data}/away/"
        told += f"faults:\n  - name: register-gone\n    before: {before}\n    after: mv {data}/away/* {data}/\n"
    return told


def main() -> None:
    """Run what is asked for, and publish."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="selfcheck,v2,fide,baseline,fragmentation,fault")
    parser.add_argument("--dry", action="store_true", help="print, and write no result")
    args = parser.parse_args()
    bin_, told = environment(), {}
    with gateway() as target:
        for which in args.only.split(","):
            measured = pii_leak if which in ("selfcheck", "v2", "fide") else canarywire
            told[which] = measured(bin_, target, which)
            print(which, told[which]["exit"], told[which]["said"][-3000:])
    rows = [(_NAMES[which], _verdict(which, run)) for which, run in told.items()]
    for run in told.values():
        # folders and ports of one run say nothing; reports are whole in the JSON
        run.pop("said")
    about = {"packages": PACKAGES, "profile": "bancs_essai", "family": "us"}
    publish("external", "Public benchmarks", "make bench-external", {**about, **told}, rows, write=not args.dry)


_NAMES = {
    "selfcheck": "pii-leak-benchmark 0.6.0 selfcheck",
    "v2": "pii-leak-benchmark 0.6.0 v2",
    "fide": "pii-leak-benchmark 0.6.0 fide (v2.1)",
    "baseline": "canarywire 0.1.0a1 baseline (default, tool-calls, multi-turn)",
    "fragmentation": "canarywire 0.1.0a1 fragmentation",
    "fault": "canarywire 0.1.0a1 fault (the register's files moved away)",
}


def _verdict(which: str, run: dict[str, Any]) -> str:
    """Return a run's verdict in the words of its report."""
    report = run.get("report", {})
    if which in ("v2", "fide"):
        leak = report.get("metrics", {}).get("leak_rate", {})
        told = f"fidelity {report.get('metrics', {}).get('fidelity_rate')}, leak in the answer {leak}"
        return f"{report.get('outcome')}: {told}; {report.get('outcome_rationale', '')}"
    if which == "selfcheck":
        return {0: "CLEAN", 1: "LEAK or CHECK FAILED", 2: "NOT MEASURED"}[run["exit"]]
    return {0: "held", 1: "violated", 2: "untrusted"}[run["exit"]]


if __name__ == "__main__":
    main()
