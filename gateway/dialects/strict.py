"""One reading of a JSON message, or none: what two parsers could read differently is refused (catalogue T10 to T13)."""

from __future__ import annotations

import json
import math
import re
from typing import Never

from gateway.domain import Json
from gateway.errors import InvalidRequest

MAX_DEPTH = 64
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_SURROGATE = re.compile("[\ud800-\udfff]")
# writing turned around, and ASCII in characters that nobody sees: no honest use, no two readers agree (E03, E04)
_HIDING = re.compile("[\u202d\u202e\U000e0000-\U000e007f]")


def parse(body: bytes) -> dict[str, Json]:
    """Return the JSON object in ``body`` (UTF-8, no BOM). Raises InvalidRequest when it is not exactly one."""
    try:
        tree = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise InvalidRequest("Le corps de la demande n'est pas en UTF-8.") from None
    except RecursionError:
        raise InvalidRequest(f"La demande dépasse {MAX_DEPTH} niveaux.") from None
    except ValueError:
        raise InvalidRequest("Le corps de la demande n'est pas un JSON valide.") from None
    if not isinstance(tree, dict):
        raise InvalidRequest("Le corps de la demande doit être un objet JSON.")
    _check(tree, 1)
    return tree


def dump(tree: Json) -> bytes:
    """Return the one serialisation of ``tree`` (compact UTF-8, keys in their order)."""
    return _WRITER.encode(tree).encode("utf-8")


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise InvalidRequest("Une clé JSON est écrite deux fois.")
    return keys


def _no_constant(_: str) -> Never:
    raise InvalidRequest("NaN et Infinity ne sont pas du JSON.")


def _finite(lexeme: str) -> float:
    number = float(lexeme)
    if math.isinf(number):
        raise InvalidRequest("Un nombre est hors limites.")
    return number


def _check(node: Json, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise InvalidRequest(f"La demande dépasse {MAX_DEPTH} niveaux.")
    if isinstance(node, str):
        if _SURROGATE.search(node):
            raise InvalidRequest("Un caractère Unicode est incomplet.")
        if _HIDING.search(node):
            raise InvalidRequest("Le texte contient des caractères cachés ou qui retournent l'écriture. Retirez-les.")
    elif isinstance(node, dict):
        for key, value in node.items():
            _check(key, depth)
            _check(value, depth + 1)
    elif isinstance(node, list):
        for value in node:
            _check(value, depth + 1)
