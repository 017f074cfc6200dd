"""Settings are read once and checked; the log holds listed keys only."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from gateway import log
from gateway.errors import SettingsError
from gateway.settings import load_settings, parse_upstreams


def test_what_is_given_wins_over_the_environment_and_that_over_defaults() -> None:
    """Command line, environment, default: in this order."""
    env = {"PASSERELLE_PORT": "9000", "PASSERELLE_HOST": "0.0.0.0", "PATH": "/bin"}
    settings = load_settings(env, port=9001, host=None)
    assert (settings.port, settings.host, settings.policies) == (9001, "0.0.0.0", Path("policies"))


@pytest.mark.parametrize("env", [{"PASSERELLE_PROT": "1"}, {"PASSERELLE_PORT": "huit"}, {"PASSERELLE_UPSTREAMS": "x"}])
def test_a_slip_in_a_setting_is_an_error_at_start(env: dict[str, str]) -> None:
    """An unknown name or an unreadable value is not passed over."""
    with pytest.raises(SettingsError, match="PASSERELLE_"):
        load_settings(env)


def test_upstreams_are_pairs() -> None:
    """Several providers, separated by commas or spaces; a URL may hold an equals sign."""
    assert parse_upstreams("a=http://x/?k=1, b=http://y") == {"a": "http://x/?k=1", "b": "http://y"}


def test_the_registers_address_does_not_show() -> None:
    """A database URL may hold a password: it is in no repr."""
    assert "motdepasse" not in repr(load_settings({}, register="postgresql://x:motdepasse@y/z"))


def test_the_log_drops_what_is_not_listed() -> None:
    """A key outside the list does not reach the log, whoever wrote the line."""
    out = io.StringIO()
    log.configure("INFO", out)
    log.logger().info("started", version="1", prompt="Marie Dupont")
    assert json.loads(out.getvalue()).keys() == {"event", "version", "level", "timestamp"}


def test_an_exception_is_logged_by_type_and_place() -> None:
    """The text of an exception may quote a request: only its type and place are told."""
    try:
        json.loads('{"nom": Dupont}')
    except ValueError as error:
        told = log.where(error)
    assert told["error"] == "JSONDecodeError"
    assert "Dupont" not in str(told)
