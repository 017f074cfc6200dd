"""Policy files as plain data: YAML of which only maps, lists and text are kept, with the line of every value.

Every scalar stays text (``no`` is not False, ``04 00`` is not a number): the model, not YAML, gives it a type.
Duplicate keys, aliases, tags and deep nesting are faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias, cast

import yaml

from gateway.errors import Fault

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | None"
Loc: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 12
_KINDS = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in _KINDS}


@dataclass(slots=True)
class Document:
    """One parsed file: its name for messages, its data, the line of each place, the faults found so far."""

    file: str
    data: Tree = None
    lines: dict[Loc, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, loc: Loc, message: str, proposal: str = "") -> None:
        """Record a fault at ``loc``, with the line of the nearest place that the file really holds."""
        self.faults.append(Fault(self.file, self.place(loc), message, proposal))

    def place(self, loc: Loc) -> str:
        """Return a readable path: ``ligne 12, regles[3].action``."""
        known = next((loc[:size] for size in range(len(loc), -1, -1) if loc[:size] in self.lines), None)
        line = f"ligne {self.lines[known]}" if known is not None else ""
        return ", ".join(part for part in (line, _dotted(loc)) if part) or "fichier"


def decode(raw: bytes, name: str, faults: list[Fault]) -> str | None:
    """Return the text of a file's bytes, or None after recording why it cannot be read."""
    if len(raw) > MAX_BYTES:
        faults.append(Fault(name, "fichier", f"fichier de plus de {MAX_BYTES // 2**20} Mio"))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        faults.append(Fault(name, f"ligne {line}", "le fichier n'est pas en UTF-8", "enregistrez-le en « UTF-8 »"))
        return None


def read_document(raw: bytes, name: str) -> Document:
    """Decode and parse a YAML file; what cannot be accepted is in ``.faults``."""
    faults: list[Fault] = []
    text = decode(raw, name, faults)
    return Document(name, faults=faults) if text is None else parse(text, name)


def parse(text: str, name: str) -> Document:
    """Parse YAML ``text``; what cannot be accepted is in ``.faults`` and its data is None.

    A text that was parsed before is not parsed again: when one file changes, the others cost nothing.
    """
    known = _parsed(text, name)
    return Document(name, known.data, known.lines, list(known.faults))


@lru_cache(maxsize=32)
def _parsed(text: str, name: str) -> Document:
    document = Document(name)
    try:
        node = yaml.compose(text, Loader=_Loader)
        document.data = _build(node, (), document)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"ligne {mark.line + 1}, colonne {mark.column + 1}" if mark else "fichier"
        document.faults.append(
            Fault(name, where, _explain(error), "vérifiez les retraits, les « : » et les guillemets")
        )
    except (yaml.YAMLError, RecursionError):
        document.faults.append(Fault(name, "fichier", "ce n'est pas du YAML lisible"))
    return document


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="les renvois (*nom) sont refusés",
                problem_mark=self.peek_event().start_mark,  # type: ignore[no-untyped-call]  # types-PyYAML leaves it bare
            )
        return super().compose_node(parent, index)


def _explain(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    return problem if "refusés" in problem else "erreur d'écriture YAML"


def _build(node: yaml.Node | None, loc: Loc, document: Document) -> Tree:
    if node is None:
        return None
    document.lines[loc] = node.start_mark.line + 1
    if len(loc) > MAX_DEPTH:
        document.fault(loc, "imbrication trop profonde")
        return None
    if node.tag not in _TAGS:
        document.fault(loc, "les étiquettes de type YAML (!…) sont refusées")
        return None
    if isinstance(node, yaml.MappingNode):
        return dict(_items(node, loc, document))
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*loc, index), document) for index, child in enumerate(node.value)]
    return _scalar(cast(yaml.ScalarNode, node))


def _items(node: yaml.MappingNode, loc: Loc, document: Document) -> Iterator[tuple[str, Tree]]:
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            document.fault(loc, "une clé doit être un mot")
            continue
        place = (*loc, key.value)
        if key.value in seen:
            document.lines[place] = key.start_mark.line + 1
            document.fault(place, "clé écrite deux fois", "gardez-en une seule")
            continue
        seen.add(key.value)
        yield key.value, _build(value, place, document)
        document.lines[place] = key.start_mark.line + 1


def _scalar(node: yaml.ScalarNode) -> str | None:
    text = str(node.value)
    return None if node.style is None and text in {"", "~", "null"} else text


def _dotted(loc: Loc) -> str:
    text = ""
    for part in loc:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
