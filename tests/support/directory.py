"""A real OpenID provider on loopback, with invented people in groups."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

with warnings.catch_warnings(record=True):
    # it imports a module that its own Authlib wants to retire
    from oidc_provider_mock import User, run_server_in_thread

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
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    users = [User(sub=name, claims={"groups": groups, "preferred_username": name}) for name, groups in PEOPLE.items()]
    with run_server_in_thread(user_claims=users) as server:
        yield {
            "PASSERELLE_OIDC_ISSUER": f"http://localhost:{server.server_port}",
            "PASSERELLE_OIDC_CLIENT": "passerelle",
            "PASSERELLE_OIDC_SECRET": str(secret),
            "PASSERELLE_OIDC_ROLES": "dsi=grp-dsi,dpo=grp-dpo",
        }
