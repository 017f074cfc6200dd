"""The verdict on one text outside any exchange: what ``passerelle detect`` and ``explain``, and the pages, tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from gateway.dialects.strict import dump
from gateway.dialects.walk import slots as walk
from gateway.domain import Action, Finding, Hit, Json, Kind, Slot
from gateway.kinds import load_kinds
from gateway.outgoing import Rewriter
from gateway.policy import Model, Policy, Provider, explain, load_policy, route
from gateway.policy.examples import Explained
from gateway.settings import Settings

_EXPOSED_FIRST = ("externe", "souverain", "hds", "local")


class Detects(Protocol):
    """What judging needs of a detector."""

    def detect(self, slots: Sequence[Slot]) -> list[Finding]:
        """Return what is found. Raises DetectorDown."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the policy says of a text. ``sent``: what would leave, None when nothing would.

    replaced: each value that a stand-in takes the place of, and that stand-in's word and number.
    """

    action: Action
    explained: list[Explained]
    sent: str | None = field(repr=False)
    hits: tuple[Hit, ...] = ()
    provider: str = ""
    replaced: Mapping[str, str] = field(default_factory=dict, repr=False)


class Judging:
    """Judges texts as if a service sent them to a model; the least protected of those declared where none is named."""

    def __init__(self, policy: Callable[[], Policy], detector: Detects, kinds: Mapping[str, Kind]) -> None:
        self._policy = policy
        self._detector = detector
        self._rewriter = Rewriter(kinds, b"")

    @classmethod
    def load(cls, settings: Settings) -> Judging:
        """Judge by the policy that is on the disk now. Raises StartError."""
        from gateway.detect import load_detector  # heavy, and the running gateway has one already

        kinds = load_kinds(settings.models)
        policy = load_policy(settings.policies, kinds)
        return cls(lambda: policy, load_detector(settings.models), kinds)

    def judge(self, text: str, service: str, model: str = "") -> Judged:
        """Return the verdict on ``text`` alone. Raises DetectorDown, or Blocked where it cannot be rewritten."""
        return self._judge({"text": text}, [Slot(("text",), text)], service, model)

    def preview(self, payload: dict[str, Json], service: str, model: str) -> Judged:
        """As ``judge``, for the body of a request as a client writes it: ``sent`` is its last message."""
        return self._judge(payload, walk(payload), service, model)

    def _judge(self, payload: dict[str, Json], pieces: Sequence[Slot], service: str, model: str) -> Judged:
        policy = self._policy()
        provider, chosen = policy.provider_of(model) or _most_exposed(policy)
        findings = policy.findings(pieces, self._rewriter.credible(pieces, self._detector.detect(pieces)))
        findings.sort(key=lambda finding: (finding.start, finding.end))
        routed = route(policy, findings, service=service, provider=provider, model=chosen)
        verdict, goes_to = routed.verdict, routed.provider
        explained = explain(policy, findings, service=service, provider=goes_to.sovereignty)
        if verdict.action is Action.BLOCK:
            return Judged(verdict.action, explained, None, verdict.hits, goes_to.name)
        outgoing = self._rewriter.rewrite(payload, pieces, verdict, form=goes_to.form)
        self._rewriter.gate(outgoing, verdict, dump(outgoing.payload))
        replaced = {value: f"{word} {number}" for (word, number, _), value in outgoing.standins.values().items()}
        return Judged(verdict.action, explained, _said(outgoing.payload), verdict.hits, goes_to.name, replaced)


def _most_exposed(policy: Policy) -> tuple[Provider, Model]:
    provider = min(policy.providers, key=lambda provider: _EXPOSED_FIRST.index(provider.sovereignty.value))
    return provider, provider.models[0]


def _said(payload: Json) -> str:
    """Return the text of the payload: its own, or that of its last message."""
    assert isinstance(payload, dict)
    messages = payload.get("messages")
    last = messages[-1] if isinstance(messages, list) and messages else payload
    return str(last.get("content", last.get("text", ""))) if isinstance(last, dict) else ""
