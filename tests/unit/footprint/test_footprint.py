"""Energy and carbon of an answer, as EcoLogits reckons them, without any look-up."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from gateway.footprint import footprint, is_known, method


@pytest.mark.parametrize(
    ("provider", "model", "zone", "seconds", "gco2e", "wh"),
    [
        ("openai", "gpt-4o-mini", "", 4.0, (0.008091, 0.009667), (0.01936, 0.02346)),
        ("openai", "gpt-4o-mini", "FRA", 4.0, (0.001453, 0.001623), (0.01936, 0.02346)),
        ("openai", "gpt-4o", "", 6.0, (0.1798, 0.2907), (0.4361, 0.7247)),
        ("mistral", "mistral-small-latest", "", 4.0, (0.005243, 0.005243), (0.07484, 0.07484)),
        ("mistralai", "mistral-large-latest", "FRA", 6.0, (0.06674, 0.06674), (0.8563, 0.8563)),
        ("anthropic", "claude-haiku-4-5", "", 4.0, (0.007552, 0.01948), (0.01795, 0.04729)),
    ],
)
def test_the_range_is_that_of_the_method(
    provider: str, model: str, zone: str, seconds: float, gco2e: tuple[float, float], wh: tuple[float, float]
) -> None:
    """300 tokens cost what EcoLogits 0.11.3 itself told when it was run by hand."""
    found = footprint(provider, model, 300, seconds, zone=zone)
    assert found is not None
    assert (found.gco2e_min, found.gco2e_max) == pytest.approx(gco2e, rel=0.01)
    assert (found.wh_min, found.wh_max) == pytest.approx(wh, rel=0.01)
    assert found.method == method() == "ecologits/0.11.3"


@pytest.mark.parametrize(
    ("provider", "model", "zone"),
    [("openai", "inconnu-9000", ""), ("mistral", "mistral-small-2409", ""), ("demo", "gpt-4o-mini", ""), ("", "", ""),
     ("openai", "gpt-4o-mini", "XYZ")],
)  # fmt: skip
def test_what_the_method_does_not_know_has_no_footprint(provider: str, model: str, zone: str) -> None:
    """An unknown provider, model or country gives nothing rather than a guess."""
    assert footprint(provider, model, 300, 4.0, zone=zone) is None
    assert not is_known(provider, model, zone=zone)


def test_more_tokens_cost_more_and_no_latency_is_the_methods_own() -> None:
    """The estimate grows with the answer; where no time was measured the method's own is used; never below zero."""
    ladder = [footprint("openai", "gpt-4o-mini", tokens) for tokens in (0, 10, 1000)]
    assert all(each is not None for each in ladder)
    low = [each.gco2e_max for each in ladder if each]
    assert low == sorted(low)
    assert low[0] >= 0
    assert footprint("openai", "gpt-4o-mini", -1) is None


def test_its_library_is_read_on_first_use_and_changes_nothing_else() -> None:
    """Importing the module loads no table; using it opens no socket, patches no SDK, keeps the loggers as they were."""
    program = """
import logging, socket, sys
from gateway.footprint import footprint
assert "ecologits" not in sys.modules
def refuse(*_): raise AssertionError("a connection was opened")
socket.socket.connect = socket.getaddrinfo = refuse
assert footprint("openai", "gpt-4o-mini", 300) and footprint("openai", "inconnu", 300) is None
assert logging.getLoggerClass() is logging.Logger
assert not {name for name in sys.modules if name.endswith("_tracer")}, "an SDK is watched"
assert not {"openai", "anthropic", "mistralai", "wrapt"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_its_logger_is_silent(caplog: pytest.LogCaptureFixture) -> None:
    """No model name reaches the log by way of the library."""
    with caplog.at_level(logging.DEBUG):
        footprint("openai", "gpt-4o", 5)
    assert caplog.records == []
