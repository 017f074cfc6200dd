"""The gateway is killed at random moments under load: what had left is in the register, which stays whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.lives import kill_lives

KILLS = 100


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_hundred_kills_leave_no_request_unrecorded(tmp_path: Path) -> None:
    """After 100 SIGKILLs under load every request that a provider saw has its "decided" record; the chains verify."""
    found = kill_lives(KILLS, tmp_path)
    assert (found.lives, found.missing) == (KILLS, 0)
    assert found.unfinished >= KILLS  # the kills fell into requests
    assert found.report.faults == []
