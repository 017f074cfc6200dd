"""What the demo model says. It re-uses what it received, as a real model does, so that the way back can be seen."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gateway.domain import Json

STANDIN = re.compile(r"\[([A-Z]+(?:_[A-Z]+)*)_[A-Z]?\d+\]")
"""What a bracketed stand-in looks like from outside; group 1 is its word."""

_LABELS: Mapping[str, str] = {
    "ADRESSE": "adresse",
    "COURRIEL": "courriel",
    "DATE_NAISSANCE": "date de naissance",
    "IBAN": "coordonnées bancaires",
    "PERSONNE": "personne citée",
    "PLAQUE": "véhicule",
    "SANTE": "élément de santé",
    "SITUATION_SOCIALE": "situation sociale",
    "TELEPHONE": "téléphone",
}
_CUES: Mapping[str, tuple[str, ...]] = {
    "COURRIEL": ("mail", "courriel"),
    "TELEPHONE": ("tel", "phone"),
    "DATE_NAISSANCE": ("naissance", "birth"),
    "IBAN": ("iban", "compte"),
    "ADRESSE": ("adresse", "address"),
    "PERSONNE": ("nom", "name", "person", "usager"),
}
_SIZES = (3, 1, 7, 2, 11, 4, 1, 5)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that the client offers, with its JSON schema."""

    name: str
    schema: Mapping[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, whatever its dialect. ``results``: the tool results that end the conversation, if it ends so."""

    model: str
    text: str = field(repr=False)
    streamed: bool = False
    tools: tuple[Tool, ...] = ()
    wanted: str | None = None  # "" any tool, a name that tool, None as the model likes
    results: tuple[str, ...] = field(default=(), repr=False)
    thinking: bool = False
    usage_chunk: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call with its arguments."""

    name: str
    arguments: dict[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says: thoughts if asked for, then text or a tool call."""

    text: str = field(default="", repr=False)
    call: Call | None = None
    thinking: str = field(default="", repr=False)


def answer(ask: Ask) -> Answer:
    """Return a French answer built from what ``ask`` holds."""
    thinking = _thoughts(ask.text) if ask.thinking else ""
    if ask.results:
        return Answer(_report(ask.results), thinking=thinking)
    tool = _chosen(ask)
    if tool is not None:
        return Answer(call=Call(tool.name, _arguments(tool.schema, ask.text)), thinking=thinking)
    return Answer(_letter(ask.text), thinking=thinking)


def pieces(text: str) -> Iterator[str]:
    """Cut ``text`` in small irregular pieces, as models stream it: stand-ins fall apart."""
    start = 0
    for size in itertools.cycle(_SIZES):
        if start >= len(text):
            return
        yield text[start : start + size]
        start += size


def standins(text: str) -> list[tuple[str, str]]:
    """Return the (word, stand-in) pairs of ``text``, each once, by first appearance."""
    return [(found[1], found[0]) for found in {m[0]: m for m in STANDIN.finditer(text)}.values()]


def dicts(node: Json) -> list[dict[str, Json]]:
    """Return the objects of a JSON array; nothing for any other value."""
    return [item for item in node if isinstance(item, dict)] if isinstance(node, list) else []


def text_of(content: Json) -> str:
    """Return the text of a message's content, parts joined by line ends."""
    if isinstance(content, str):
        return content
    return "\n".join(str(part["text"]) for part in dicts(content) if "text" in part)


def _letter(text: str) -> str:
    found = standins(text)
    if not found:
        return f"Voici ce que j'ai reçu, mot pour mot :\n\n{text}"
    person = next((mark for word, mark in found if word == "PERSONNE"), "")
    lines = [f"- {_LABELS.get(word, word.lower().replace('_', ' '))} : {mark}" for word, mark in found]
    return "\n".join(
        (
            "Voici un projet de courrier.",
            "",
            f"Bonjour {person},".replace(" ,", ","),
            "",
            "Nous avons bien reçu votre demande et nous l'étudions avec les éléments suivants :",
            *lines,
            "",
            "Un agent reviendra vers vous sous quinze jours.",
            "",
            "Bien cordialement,",
            "Le centre communal d'action sociale",
        )
    )


def _thoughts(text: str) -> str:
    marks = ", ".join(mark for _, mark in standins(text)) or "aucune"
    return f"L'agent demande un courrier. Données à reprendre : {marks}."


def _report(results: tuple[str, ...]) -> str:
    return "C'est fait. L'outil a répondu : " + " ; ".join(results)


def _chosen(ask: Ask) -> Tool | None:
    if ask.wanted is not None:
        named = (tool for tool in ask.tools if ask.wanted in ("", tool.name))
        return next(named, None)
    said = ask.text.casefold()
    return next((tool for tool in ask.tools if "outil" in said or tool.name.casefold() in said), None)


def _arguments(schema: Mapping[str, Json], text: str) -> dict[str, Json]:
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return {}
    return {name: _value(name, part if isinstance(part, dict) else {}, text) for name, part in properties.items()}


def _value(name: str, schema: Mapping[str, Json], text: str) -> Json:
    choices = schema.get("enum")
    if isinstance(choices, list) and choices:
        return choices[0]
    match schema.get("type"):
        case "integer" | "number":
            return 1
        case "boolean":
            return True
        case "array":
            items = schema.get("items")
            return [_value(name, items if isinstance(items, dict) else {}, text)]
        case "object":
            return _arguments(schema, text)
    return _words(name, text)


def _words(name: str, text: str) -> str:
    found = standins(text)
    fitting = (mark for word, mark in found if any(cue in name.casefold() for cue in _CUES.get(word, ())))
    return next(fitting, " ".join(mark for _, mark in found) or text)
