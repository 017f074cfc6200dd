"""The policy of the house: read from the files of the DSI, checked, and applied to what detection found."""

from gateway.policy.changes import changes
from gateway.policy.decide import decide, judge, weigh
from gateway.policy.examples import compare, explain, load_examples, run_examples
from gateway.policy.live import LivePolicy
from gateway.policy.load import check, load_policy
from gateway.policy.policy import Policy, Rule
from gateway.policy.providers import Model, Provider, Sovereignty
from gateway.policy.refusal import refusal
from gateway.policy.route import Route, route
from gateway.policy.uses import flagged

__all__ = [
    "LivePolicy",
    "Model",
    "Policy",
    "Provider",
    "Route",
    "Rule",
    "Sovereignty",
    "changes",
    "check",
    "compare",
    "decide",
    "explain",
    "flagged",
    "judge",
    "load_examples",
    "load_policy",
    "refusal",
    "route",
    "run_examples",
    "weigh",
]
