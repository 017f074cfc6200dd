"""The house as it is built: imports, sizes, what a repr may show, what is declared."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import importlib.metadata
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import gateway
from gateway.audit.note import Signer
from gateway.domain import Slot
from gateway.keys import NewKey
from gateway.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "gateway").rglob("*.py"))
LONGEST = 400

CONTENT = frozenset(
    "arguments body content cue mac password payload pepper private secret text texts value values word".split()
)
"""Names under which fields hold what was sent, or a secret."""

RULES = frozenset({"Cued"})
"""Part of the product, not of a request: their ``value`` is the pattern of one."""

DECLARED_WITH = {"starlette": "fastapi", "pydantic_core": "pydantic"}
"""Imported, and installed with a declared dependency of which they are a fixed part."""


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(gateway.__path__, "gateway."):
        if ".migrations" not in found.name:  # Alembic runs these, they cannot be imported
            yield importlib.import_module(found.name)


def _dataclasses() -> list[type]:
    return [
        member
        for module in _modules()
        for _, member in inspect.getmembers(module, inspect.isclass)
        if member.__module__ == module.__name__ and dataclasses.is_dataclass(member)
    ]


def _imports(source: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name.partition(".")[0] for name in found}


def test_imports_keep_the_contracts() -> None:
    """Imports go one way through the house, and only their own module reaches Presidio, spaCy and httpx."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_import_is_declared() -> None:
    """What the product imports is named in pyproject.toml, so no release of another package can take it away."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[\[<>=~! ]", line)[0].lower() for line in project["dependencies"]}
    owners = importlib.metadata.packages_distributions()
    missing = {
        name
        for source in SOURCES
        for name in _imports(source) - set(sys.stdlib_module_names) - {"gateway"}
        if not {owner.lower().replace("_", "-") for owner in owners[name]} & declared
        and DECLARED_WITH.get(name) not in declared
    }
    assert missing == set()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_is_long(source: Path) -> None:
    """A file of the product can be read in one sitting."""
    assert len(source.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("kind", _dataclasses(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_no_content_in_a_repr(kind: type) -> None:
    """No value type of the house shows text of a request or a secret when it is logged by mistake."""
    texts = {f.name for f in dataclasses.fields(kind) if f.repr and re.search(r"\b(str|bytes|Json)\b", str(f.type))}
    assert not texts & CONTENT or kind.__qualname__ in RULES


@pytest.mark.parametrize(
    "holder",
    [
        Slot(("messages", 0), "planted", cue="planted"),
        NewKey("abcdefgh", "planted"),
        Settings(register="postgresql://passerelle:planted@db/passerelle"),
        Signer("dpo", Ed25519PrivateKey.generate()),
    ],
    ids=lambda holder: type(holder).__name__,
)
def test_a_repr_tells_no_secret(holder: object) -> None:
    """Printing a slot, a new key, the settings or a signing key shows nothing of what they hold."""
    assert "planted" not in repr(holder)
    assert "PrivateKey" not in repr(holder)


def test_only_settings_reads_the_environment() -> None:
    """No other module takes a value from the environment, so the settings page is the whole list."""
    readers = {
        source.relative_to(ROOT).as_posix()
        for source in SOURCES
        if re.search(r"\bos\.(?:environ|getenv)\b|\bfrom os import .*(?:environ|getenv)", source.read_text("utf-8"))
    }
    assert readers == {"gateway/settings.py"}
