from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.capacity import Costs, Use, plan


@pytest.mark.parametrize("grown", ["active", "requests"])
def test_twice_the_requests_take_twice_the_cores(grown: str) -> None:
    """The need grows in step with the agents that are active and with what each of them asks."""
    costs, use = Costs(request=0.002, character=0.00001, token=0.00001), Use()
    more = replace(use, **{grown: 2 * getattr(use, grown)})
    few, many = (dict(plan(10_000, each, costs))["cores"].split(",")[0] for each in (use, more))
    assert (few, many) == ("1", "1") or int(many) in {2 * int(few) - 1, 2 * int(few)}
    assert dict(plan(10_000, use, costs))["CPU of a request with its answer"] == "21.0 ms"
