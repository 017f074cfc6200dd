"""The repository holds what it should and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TOP = frozenset(
    """
    .ci .dockerignore .gitignore CHANGELOG.md CONTRIBUTING.md Dockerfile LICENSE Makefile NOTICE README.md SECURITY.md
    benchmarks compose.yaml docs gateway models policies pyproject.toml requirements-build.lock requirements-dev.lock
    requirements.lock tests
    """.split()
)
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
    )
)


def _tracked() -> list[Path]:
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name]


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=~!; ]", requirement)[0].lower().replace("_", "-")


def test_top_level_is_as_drawn() -> None:
    """Everything at the top of the repository has its place in the plan of the house."""
    assert {path.relative_to(ROOT).parts[0] for path in _tracked()} <= TOP


def test_no_package_registry_is_named() -> None:
    """No file names the host of a package registry: a house's own mirror works without a change."""
    naming = {
        path.relative_to(ROOT).as_posix()
        for path in _tracked()
        if path.is_file() and any(host.encode() in path.read_bytes() for host in HOSTS)
    }
    assert naming == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_pinned_by_hash(lock: str) -> None:
    """Every line of a lock names one version and the hashes of its files."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9][^\n]*(?:\n[ ]{4}[^\n]*)*)", text, re.MULTILINE)
    assert entries
    assert [entry for entry in entries if not re.match(r"[a-z0-9.-]+==\S+.*\\\n\s+--hash=sha256:", entry)] == []


def test_the_packages_of_the_tests_directory_are_pinned_by_hash() -> None:
    """Every package of the OpenID provider that the tests run has its version and hash, and none names a registry."""
    text = (ROOT / "tests" / "support" / "oidc" / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert all({"version", "integrity"} <= package.keys() for name, package in packages.items() if name)
    assert "://" not in text


def test_the_locks_hold_what_the_project_declares() -> None:
    """A dependency added to pyproject.toml is in the locks too, and a version is the same in all of them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = {
        lock: dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        for lock in LOCKS
    }
    runs = {_name(line) for line in project["project"]["dependencies"]}
    groups = {group: {_name(line) for line in lines} for group, lines in project["dependency-groups"].items()}
    assert runs <= pins["requirements.lock"].keys()
    assert runs | groups["test"] | groups["lint"] <= pins["requirements-dev.lock"].keys()
    assert groups["build"] <= pins["requirements-build.lock"].keys()
    for name, version in (pins["requirements.lock"] | pins["requirements-build.lock"]).items():
        assert pins["requirements-dev.lock"].get(name, version) == version


def test_the_image_ships_no_tests_and_no_git() -> None:
    """What goes into the image is listed name by name, so nothing of the checkout reaches it by accident."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert lines[0] == "*"
    allowed = {line[1:] for line in lines if line.startswith("!")}
    assert allowed == {
        *("gateway", "models", "policies", "pyproject.toml", "requirements.lock", "requirements-build.lock"),
        *("README.md", "LICENSE", "NOTICE"),
    }


def test_compose_confines_the_gateway() -> None:
    """The compose file runs the gateway read-only, without capabilities, with its secrets in files."""
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    house = services["gateway"]
    assert house["read_only"] is True
    assert house["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in house["security_opt"]
    for service in services.values():
        names = service.get("environment", {})
        assert not [n for n in names if "PASSWORD" in n and not n.endswith("_FILE")]
