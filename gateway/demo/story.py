"""The story in the terminal: what the agent typed, what left the house, what came back, what the register kept."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from gateway.app import create_app
from gateway.audit.source import open_store
from gateway.audit.verify import verify
from gateway.demo.loopback import listen, serving
from gateway.demo.model import BASES, MODELS, DemoModel, Received
from gateway.errors import PasserelleError
from gateway.keys import KeyRing
from gateway.settings import Settings

# Everybody here is invented; the telephone numbers are of the ranges that Arcep keeps for fiction (décision 2018-0881).
PERSONAL = (
    "Ginette Vaillant",
    "14 mars 1948",
    "12 rue des Tamaris",
    "06 39 98 12 34",
    "ginette.vaillant@courriel.example",
    "diabète",
    "Bruno Vaillant",
    "04 65 71 08 15",
)
PROMPT = (
    "Rédige une réponse à Mme Ginette Vaillant, née le 14 mars 1948, qui habite 12 rue des Tamaris, 34200 Sète "
    "(tél. 06 39 98 12 34, ginette.vaillant@courriel.example). Mme Ginette Vaillant est suivie pour un diabète et "
    "demande une aide à domicile. Son fils, M. Bruno Vaillant, est joignable au 04 65 71 08 15."
)
# the specimen printed on the carte Vitale of the Assurance maladie's leaflets: nobody's number, with a right key
REFUSED = "Vérifie les droits de l'assurée dont le numéro de sécurité sociale est 2 69 05 49 588 157 80."


class StoryError(PasserelleError):
    """The demonstration did not show what it should: something left the house, or did not come back."""

    code = "demonstration_en_echec"
    default = "La démonstration n'a pas montré ce qu'elle devait."


@dataclass(frozen=True, slots=True)
class Scene:
    """What the story is told with."""

    url: str
    key: str = field(repr=False)
    settings: Settings
    model: DemoModel
    console: Console


def run(settings: Settings, *, once: bool = False, console: Console | None = None) -> None:
    """Start the demo model and the gateway, tell the story, then serve until a signal; with ``once``, end there.

    The gateway listens on settings.host and settings.port, or a free port where that one is taken.
    Raises StartError, RegisterDown, or StoryError when the story does not hold.
    """
    console = console or Console()
    with _stage(settings, console) as scene:
        tell(scene)
        if not once:
            _serve_on(console)


@contextmanager
def _stage(settings: Settings, console: Console) -> Iterator[Scene]:
    model = DemoModel(pace=0.01 if console.is_terminal else 0.0)
    with serving(model.app, listen("127.0.0.1", 0)) as upstream:
        urls = {name: upstream + base for name, base in BASES.items()}
        settings = replace(settings, upstreams={**settings.upstreams, **urls})
        app = create_app(settings)
        made = KeyRing.open(settings.register_url, settings.pepper).create("demonstration", "démonstration", days=30)
        with serving(app, listen(settings.host, settings.port)) as url:
            yield Scene(url, made.key, settings, model, console)


def tell(scene: Scene) -> None:
    """Tell the whole story. Raises StoryError when it does not hold."""
    show = scene.console.print
    show(Panel(_marked(PROMPT, PERSONAL), title="1. Ce que l'agent écrit", border_style="cyan"))
    shown, headers = _ask(scene, PROMPT)
    received = scene.model.received[-1]
    show(Panel(_wire(received), title="2. Ce qui sort de la maison : les octets reçus par l'IA", border_style="yellow"))
    show(Panel(_marked(shown, PERSONAL), title="3. Ce que l'agent lit : tout est revenu", border_style="green"))
    _check(received, shown)
    show(_told(headers))
    before = len(scene.model.received)
    show(Panel(REFUSED, title="4. Une autre demande, avec un numéro de sécurité sociale", border_style="cyan"))
    refused, _ = _ask(scene, REFUSED)
    show(Panel(refused, title="5. Refusée : rien n'est parti", border_style="red"))
    if len(scene.model.received) != before:
        raise StoryError("La demande refusée est partie.")
    _show_register(scene)
    _show_addresses(scene)


def _ask(scene: Scene, prompt: str) -> tuple[str, httpx.Headers]:
    body = {"model": MODELS["demo-openai"], "stream": True, "messages": [{"role": "user", "content": prompt}]}
    with (
        httpx.Client(trust_env=False, timeout=60) as client,
        client.stream(
            "POST", f"{scene.url}/v1/chat/completions", json=body, headers={"authorization": f"Bearer {scene.key}"}
        ) as response,
    ):
        if response.status_code != 200:
            return _refusal(response.read()), response.headers
        return "".join(_pieces(response.iter_lines())), response.headers


def _refusal(body: bytes) -> str:
    return str(json.loads(body)["error"]["message"])


def _pieces(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith("data: {"):
            event = json.loads(line.removeprefix("data: "))
            if "error" in event:
                raise StoryError(str(event["error"]["message"]))
            for choice in event["choices"]:
                yield choice["delta"].get("content") or ""


def _check(received: Received, shown: str) -> None:
    sent = received.raw().decode().casefold()
    if any(value.casefold() in sent for value in PERSONAL):
        raise StoryError("Une donnée personnelle est sortie de la maison.")
    if not all(value in shown for value in PERSONAL):
        raise StoryError("Une donnée n'est pas revenue dans la réponse.")


def _marked(text: str, values: Sequence[str]) -> Text:
    marked = Text(text)
    marked.highlight_words(values, style="bold magenta")
    return marked


def _wire(received: Received) -> Text:
    wire = Text(received.raw().decode().replace("\r\n", "\n"))
    wire.highlight_regex(r"\[[A-Z_]+_[A-Z]?\d+\]", style="bold yellow")
    return wire


def _told(headers: httpx.Headers) -> Table:
    table = Table("en-tête de la réponse", "valeur", title="Ce que la passerelle dit à l'outil de l'agent")
    for name, value in headers.items():
        if name.startswith("x-passerelle-"):
            table.add_row(name, value)
    return table


def _show_register(scene: Scene) -> None:
    table = Table(
        "heure", "phase", "décision", "fournisseur", "modèle", "règles", "fin", title="6. Ce que garde le registre"
    )
    for record in _latest(scene.settings.register_url):
        facts = record["facts"]
        rules = ", ".join(f"{hit['rule']} ×{hit['count']}" for hit in facts.get("hits", ()))
        end = str(facts.get("end", facts.get("code", "")))
        cells = (record["ts"][11:19], *(record[name] for name in ("phase", "decision", "provider", "model")))
        table.add_row(*cells, rules, end)
    scene.console.print(table)
    report = verify(scene.settings.register_url)
    if not report.whole:
        raise StoryError("Le registre n'est pas entier.")
    scene.console.print(f"Registre vérifié : {report.records} enregistrements, entier. Ni texte ni nom n'y figurent.")


def _latest(url: str, number: int = 3) -> list[dict[str, Any]]:
    with open_store(url) as store:
        kept = [json.loads(row.raw) for row in store.rows()]
    return sorted((record for record in kept if record["exchange"]), key=lambda record: record["ts"])[-number:]


def _show_addresses(scene: Scene) -> None:
    table = Table("forme", "adresse à donner à l'outil", "modèle", title="7. À vous d'essayer")
    table.add_row("OpenAI", f"{scene.url}/v1", MODELS["demo-openai"])
    table.add_row("Anthropic", scene.url, MODELS["demo-anthropic"])
    table.add_row("Mistral", scene.url, MODELS["demo-mistral"])
    scene.console.print(table)
    pages = scene.url.replace("127.0.0.1", "localhost")
    scene.console.print(f"Les pages de l'agent, dans un navigateur, avec cette clé : {pages}/")
    scene.console.print(f"Clé de démonstration (30 jours) : {scene.key}", soft_wrap=True, highlight=False)


def _serve_on(console: Console) -> None:
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: ended.set())
    console.print("La passerelle sert. Ctrl-C pour arrêter.")
    while not ended.wait(0.5):
        pass
