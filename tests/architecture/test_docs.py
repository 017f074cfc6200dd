"""The documents tell what the code does: every code, setting, command and link in them is there."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import gateway
from gateway.__main__ import app
from gateway.errors import PasserelleError, Refusal, UpstreamError
from gateway.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("policies/**/*.md")})
COMMAND = re.compile(r"(?:^|`|\| |exec gateway |run --rm gateway )passerelle ([a-z][^`\n|#]*)", re.MULTILINE)
ENV_FILES = [*PAGES, ROOT / "Dockerfile", ROOT / "compose.yaml"]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _errors(kind: type[PasserelleError] = PasserelleError) -> Iterator[type[PasserelleError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _errors(below)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_error_code_is_documented() -> None:
    """docs/errors.md has one row for every code that a client or an administrator can meet, with its status."""
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (\d{3}|-) \|", _read(ROOT / "docs/errors.md"), re.MULTILINE))
    for module in pkgutil.walk_packages(gateway.__path__, "gateway."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    answered = (Refusal, UpstreamError)
    expected = {
        kind.code: str(kind.status) if issubclass(kind, answered) or kind is PasserelleError else "-"
        for kind in _errors()
    }
    assert rows == expected


def test_every_setting_is_documented() -> None:
    """docs/settings.md has one row for every setting, with its default."""
    rows = dict(re.findall(rf"^\| `({PREFIX}[A-Z_]+)` \| ([^|]*) \|", _read(ROOT / "docs/settings.md"), re.MULTILINE))
    assert set(rows) == {PREFIX + field.name.upper() for field in dataclasses.fields(Settings)}
    for field in dataclasses.fields(Settings):
        if isinstance(field.default, str | int | float) and field.default != "":
            assert rows[PREFIX + field.name.upper()].replace("\u202f", "").strip("` ") == str(field.default)


@pytest.mark.parametrize("page", ENV_FILES, ids=_name)
def test_no_page_names_an_unknown_setting(page: Path) -> None:
    """A setting that a page, the image or the compose file names exists."""
    known = {PREFIX + field.name.upper() for field in dataclasses.fields(Settings)} | {"PASSERELLE_STRICT"}
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", _read(page))) <= known


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_make_target_of_a_page_exists(page: Path) -> None:
    """A `make` command that a page tells can be typed."""
    targets = set(re.findall(r"^([a-z-]+):", _read(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", _read(page), re.MULTILINE)) <= targets


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_of_a_page_exists(page: Path) -> None:
    """A `passerelle` command that a page tells exists, with every option named there."""
    for line in COMMAND.findall(_read(page)):
        words = line.split()
        command: Any = typer.main.get_command(app)
        while hasattr(command, "commands"):
            assert words, line
            assert words[0] in command.commands, line
            command = command.commands[words.pop(0)]
        options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options, line


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_resolves(page: Path) -> None:
    """A link to a file or a heading of the repository leads there."""
    text = re.sub(r"```.*?```", "", _read(page), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|srcset|href)="([^"]+)"', text)
    for link in links:
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in _anchors(target), link


def _anchors(page: Path) -> set[str]:
    text = re.sub(r"```.*?```", "", _read(page), flags=re.DOTALL)
    return {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def _anchor(heading: str) -> str:
    # as forges make them: lower case, no punctuation, hyphens for spaces
    plain = unicodedata.normalize("NFC", heading.replace("`", "")).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
