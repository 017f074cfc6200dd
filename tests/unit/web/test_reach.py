"""Trying a provider: one request without content, and a sentence that tells neither key nor answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.demo.loopback import listen, serving
from gateway.policy.providers import Provider
from gateway.upstream import Upstream
from gateway.web.pages.reach import Reached, reach

KEY = "cle-inventee-de-test"
LIST = {"object": "list", "data": [{"id": "m-1"}, {"id": "m-2"}]}
seen: list[tuple[str, bytes, str]] = []


async def _models(request: Request) -> Response:
    case = request.path_params["case"]
    shown = request.headers.get("authorization", "") + request.headers.get("x-api-key", "")
    seen.append((request.method, await request.body(), shown))
    if case == "slow":
        await asyncio.sleep(2)  # ten times what the caller waits for
    if case.isdecimal():
        return JSONResponse({"error": f"secret answer, {shown}"}, int(case))
    return JSONResponse({"list": LIST, "odd": {"data": "m-1"}}[case])


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving(Starlette(routes=[Route("/{case}/v1/models", _models)]), listen("127.0.0.1", 0)) as url:
        yield url


def _provider(base_url: str, key_file: Path | None, form: str = "openai", model: str = "m-1") -> Provider:
    given: dict[str, Any] = {
        "nom": "essai",
        "forme": form,
        "adresse": base_url,
        "fichier_cle": key_file,
        "pays": "France",
        "souverain": True,
        "modeles": [{"nom": model, "avantages": "a", "limites": "b"}],
    }
    return Provider.model_validate(given)


def _reach(provider: Provider, patience: float = 10.0) -> Reached:
    async def scene() -> Reached:
        upstream = Upstream()
        try:
            return await reach(upstream, provider, patience)
        finally:
            await upstream.aclose()

    return asyncio.run(scene())


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "cle"
    path.write_text(KEY + "\n", encoding="ascii")
    return path


@pytest.mark.parametrize(
    ("case", "status", "words"),
    [
        ("list", 200, "clé acceptée"),
        ("odd", 200, "pas une liste de modèles"),
        ("401", 401, "clé est refusée"),
        ("403", 403, "clé est refusée"),
        ("404", 404, "ne publie pas ses modèles"),
        ("429", 429, "saturé"),
        ("500", 500, "erreur (statut 500)"),
    ],
)
def test_each_answer_has_its_sentence(base: str, key: Path, case: str, status: int, words: str) -> None:
    """What the provider said is told in a sentence, with its time, and only a list with our models is good."""
    found = _reach(_provider(f"{base}/{case}/v1", key))
    assert words in found.told
    assert (found.status, found.good) == (status, case == "list")
    assert found.ms > 0
    assert "secret" not in found.told
    assert KEY not in repr(found)


@pytest.mark.parametrize(
    ("form", "shown"), [("openai", f"Bearer {KEY}"), ("anthropic", KEY), ("mistral", f"Bearer {KEY}")]
)
def test_nothing_but_the_key_is_sent(base: str, key: Path, form: str, shown: str) -> None:
    """The request has no content, and shows the key as the provider's form wants it."""
    seen.clear()
    _reach(_provider(f"{base}/list/v1", key, form))
    assert seen == [("GET", b"", shown)]


def test_a_model_that_the_provider_does_not_have_is_named(base: str) -> None:
    """A name that is declared here and unknown there is told before an agent meets it."""
    found = _reach(_provider(f"{base}/list/v1", None, model="m-9"))
    assert "absent de sa liste : m-9" in found.told
    assert (found.good, found.status) == (False, 200)
    assert "clé" not in _reach(_provider(f"{base}/list/v1", None)).told


def test_a_provider_that_does_not_answer_is_given_up(base: str) -> None:
    """Neither a hanging provider nor a closed door holds the page up."""
    slow = _reach(_provider(f"{base}/slow/v1", None), 0.2)
    assert (slow.good, slow.code) == (False, "fournisseur_trop_lent")
    closed = listen("127.0.0.1", 0)
    port = closed.getsockname()[1]
    closed.close()
    away = _reach(_provider(f"http://127.0.0.1:{port}/v1", None))
    assert (away.good, away.code) == (False, "fournisseur_injoignable")


def test_without_its_key_nothing_is_sent(base: str, tmp_path: Path) -> None:
    """A key file that is not there is told, and no request leaves."""
    seen.clear()
    found = _reach(_provider(f"{base}/list/v1", tmp_path / "absente"))
    assert "rien n'a été envoyé" in found.told
    assert seen == []
