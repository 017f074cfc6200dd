"""The verdict on one text outside any exchange: what ``passerelle detect`` and ``explain`` tell."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.detect import load_detector
from gateway.domain import Action, Slot
from gateway.kinds import load_kinds
from gateway.outgoing import Rewriter
from gateway.policy import Provider, explain, load_policy, weigh
from gateway.policy.examples import Explained
from gateway.settings import Settings

_EXPOSED_FIRST = ("externe", "souverain", "hds", "local")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the policy says of a text. ``sent``: what would leave, None when nothing would."""

    action: Action
    explained: list[Explained]
    sent: str | None = field(repr=False)


class Judging:
    """Judges texts as if they were sent by ``service`` to the least protected of the declared providers.

    Raises StartError.
    """

    def __init__(self, settings: Settings, service: str) -> None:
        kinds = load_kinds(settings.models)
        self._policy = load_policy(settings.policies, kinds)
        self._detector = load_detector(settings.models)
        self._rewriter = Rewriter(kinds, b"")
        self._service = service
        self._provider = min(self._policy.providers, key=_exposure)

    def judge(self, text: str) -> Judged:
        """Return the verdict on ``text`` alone. Raises DetectorDown, or Blocked where it cannot be rewritten."""
        slots = [Slot(("text",), text)]
        findings = self._policy.findings(slots, self._detector.detect(slots))
        findings.sort(key=lambda finding: (finding.start, finding.end))
        sovereignty = self._provider.sovereignty
        verdict = weigh(self._policy, findings, service=self._service, sovereignty=sovereignty)
        explained = explain(self._policy, findings, service=self._service, provider=sovereignty)
        if verdict.action is Action.BLOCK:
            return Judged(verdict.action, explained, None)
        payload = self._rewriter.rewrite({"text": text}, slots, verdict, form=self._provider.form).payload
        assert isinstance(payload, dict)
        return Judged(verdict.action, explained, str(payload["text"]))


def _exposure(provider: Provider) -> int:
    return _EXPOSED_FIRST.index(provider.sovereignty.value)
