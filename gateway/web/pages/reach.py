"""One request without content to a provider: is it there, how fast, does it take the key, has it the models?"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass

from gateway.dialects import DIALECTS
from gateway.dialects.endpoints import MODELS
from gateway.errors import PolicyDown, UpstreamError, UpstreamTimeout, UpstreamUnreachable
from gateway.policy.providers import Provider
from gateway.upstream import Upstream, endpoint_url

PATIENCE = 10.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What was found. status: the provider's, None where it gave none. ms: of the whole try. code: of errors.py."""

    good: bool
    told: str
    status: int | None
    ms: float
    code: str = ""


async def reach(upstream: Upstream, provider: Provider, patience: float = PATIENCE) -> Reached:
    """Ask for the list of models, with the provider's key. Nothing of the key or of the answer's text is told."""
    began = time.perf_counter()

    def found(good: bool, told: str, status: int | None, code: str = "") -> Reached:
        ms = round((time.perf_counter() - began) * 1000, 1)
        return Reached(good, told.format(after=f"{ms:.0f} ms"), status, ms, code)

    try:
        key = provider.key()
        async with asyncio.timeout(patience):
            names = await _models(upstream, provider, key.get_secret_value() if key else "")
    except PolicyDown as error:
        return found(False, "La clé est absente ou illisible : rien n'a été envoyé.", None, error.code)
    except (TimeoutError, UpstreamTimeout):
        return found(False, "Pas de réponse en {after}.", None, UpstreamTimeout.code)
    except UpstreamUnreachable as error:
        return found(False, "Injoignable : adresse, réseau, pare-feu ou certificat.", None, error.code)
    except UpstreamError as error:
        return found(False, _refused(error), error.upstream_status, error.code)
    if names is None:
        return found(False, "Joignable en {after}, mais ce n'est pas une liste de modèles : vérifiez l'adresse.", 200)
    told = "Joignable en {after}" + (", clé acceptée." if provider.key_file else ".")
    absent = [model.upstream for model in provider.models if model.upstream not in names]
    if absent:
        told += f" Déclaré ici, absent de sa liste : {', '.join(absent)}."
    return found(not absent, told, 200)


async def _models(upstream: Upstream, provider: Provider, key: str) -> set[str] | None:
    """Return the names of the provider's models, None where its answer is no list of them. Raises UpstreamError."""
    url = endpoint_url(provider.base_url, MODELS)
    answer = await upstream.send(url, DIALECTS[provider.form].headers(key), b"", method="GET")
    try:
        said = json.loads(await answer.read())
        return {str(each["id"]) for each in said["data"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    finally:
        await answer.aclose()


def _refused(error: UpstreamError) -> str:
    status = error.upstream_status
    if status in (401, 403):
        return f"Joignable en {{after}}, mais la clé est refusée (statut {status})."
    if status in (404, 405):
        return f"Joignable en {{after}}. Il ne publie pas ses modèles (statut {status}) : la clé n'est pas vérifiée."
    if status == 429:
        return "Joignable en {after}, mais saturé (statut 429)."
    return f"Il répond en {{after}} par une erreur (statut {status})." if status else error.message
