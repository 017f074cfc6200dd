"""From what pydantic found wrong to faults that the DSI can read: the place in the file, French words, a proposal."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from difflib import get_close_matches
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gateway.policy.source import Document, Loc, Tree

_MESSAGES = {
    "missing": "ligne obligatoire absente",
    "extra_forbidden": "mot-clé inconnu",
    "string_type": "texte attendu",
    "string_too_short": "texte vide",
    "string_too_long": "texte trop long : {max_length} caractères au plus",
    "string_pattern_mismatch": "écriture refusée (forme attendue : {pattern})",
    "literal_error": "valeur inconnue",
    "enum": "valeur inconnue",
    "tuple_type": "liste attendue (- … ou [ …, … ])",
    "too_short": "la liste est vide",
    "model_type": "bloc « mot-clé : valeur » attendu",
    "model_attributes_type": "bloc « mot-clé : valeur » attendu",
    "float_parsing": "nombre attendu",
    "int_parsing": "nombre entier attendu",
    "int_type": "nombre entier attendu",
    "float_type": "nombre attendu",
    "greater_than": "nombre plus grand que {gt} attendu",
    "greater_than_equal": "nombre d'au moins {ge} attendu",
    "less_than_equal": "nombre d'au plus {le} attendu",
    "date_from_datetime_parsing": "date attendue, de la forme 2026-12-31",
    "date_parsing": "date attendue, de la forme 2026-12-31",
    "date_type": "date attendue, de la forme 2026-12-31",
    "path_type": "chemin de fichier attendu",
}
F = TypeVar("F", bound=BaseModel)

_SECRETS = {"cle", "key", "api_key", "clef", "cle_api", "token"}


def validate(form: type[F], document: Document) -> F | None:
    """Return ``document`` as a ``form``, or None after recording every fault in the document."""
    if document.data is None and document.faults:
        return None
    try:
        return form.model_validate(document.data, by_alias=True, by_name=False)
    except ValidationError as error:
        for detail in filter(_real, error.errors(include_url=False, include_context=True)):
            document.fault(detail["loc"], _message(detail), _proposal(detail, form, document))
        return None


def valid_items(form: type[F], document: Document, key: str) -> list[tuple[int, F]]:
    """Return the items of the list ``key`` that are sound by themselves, with their places; records nothing."""
    items = document.data.get(key) if isinstance(document.data, dict) else None
    sound = []
    for index, item in enumerate(items if isinstance(items, list) else []):
        with suppress(ValidationError):
            sound.append((index, form.model_validate(item, by_alias=True, by_name=False)))
    return sound


def suggest(word: str, known: Collection[str]) -> str:
    """Return ``vouliez-vous dire « … » ?`` for the closest known word, "" when none is close."""
    by_fold = {other.casefold(): other for other in known}
    close = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return f"vouliez-vous dire « {by_fold[close[0]]} » ?" if close else ""


def _real(detail: ErrorDetails) -> bool:
    """A list whose items are all faulty is not an empty list."""
    return detail["type"] != "too_short" or not detail["input"]


def _message(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    if detail["type"] == "extra_forbidden" and detail["loc"][-1] in _SECRETS:
        return "une clé ne s'écrit jamais dans ce fichier"
    return _MESSAGES.get(detail["type"], "valeur refusée").format_map(_Blank(detail.get("ctx", {})))


class _Blank(dict[str, object]):
    def __missing__(self, _key: str) -> str:
        return "…"


def _proposal(detail: ErrorDetails, form: type[BaseModel], document: Document) -> str:
    loc = detail["loc"]
    if detail["type"] == "extra_forbidden":
        if loc[-1] in _SECRETS:
            return "mettez-la dans un fichier à part et nommez-le avec fichier_cle"
        return suggest(str(loc[-1]), _keys_at(form, loc) - _present(document.data, loc))
    if detail["type"] in {"enum", "literal_error"}:
        allowed = str(detail["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return suggest(str(detail["input"]), allowed) or f"au choix : {', '.join(allowed)}"
    return ""


def _present(data: Tree, loc: Loc) -> set[str]:
    """Return the keys already written beside the one at ``loc``."""
    for part in loc[:-1]:
        if isinstance(data, dict) and isinstance(part, str):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int):
            data = data[part]
    return set(data) if isinstance(data, dict) else set()


def _keys_at(form: type[BaseModel], loc: Loc) -> set[str]:
    """Return the keys that the form allows where ``loc`` stands."""
    for part in loc[:-1]:
        if isinstance(part, str):
            found = next((inner for key, inner in _fields(form) if key == part and inner), None)
            if found is None:
                return set()
            form = found
    return {key for key, _ in _fields(form)}


def _fields(form: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel] | None]]:
    for name, info in form.model_fields.items():
        inner = next((part for part in _parts(info.annotation) if issubclass(part, BaseModel)), None)
        yield str(info.validation_alias or name), inner


def _parts(annotation: object) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _parts(part)
