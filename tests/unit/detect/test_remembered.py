from __future__ import annotations

import copy
import gc
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.detect import Detector
from gateway.detect.memory import Memory
from gateway.domain import Finding, Slot
from gateway.kinds import load_kinds
from gateway.policy import Policy, load_policy
from gateway.policy.remembered import RememberedPolicy
from gateway.remembered import Remembered, digest

POLICY = load_policy(Path("policies"), load_kinds())
PASSAGES = (
    "Mme Lucie Fabrègues a rappelé, son fils Karim est hospitalisé.",
    "Bonjour, Karim Benali, né le 3 mars 1954, attend une réponse ; k.benali@exemple.fr.",
    "M. BENALI et Mme Fabrègues vivent 12 quai de la Résistance, 34200 Sète.",
    "La rose est fanée, Rose est venue ; Rose Martin aussi.",
    "Classe ces candidats : Jean-Luc Vernet, J.-L. Vernet, Yvette veuve Castan.",
    "NIR 1 54 03 34 301 042 69, tél 06 12 34 56 78.",
    "Le syndicat a écrit au maire. Il est dépressif depuis mars.",
    "[PERSONNE_F1] habite à Sète, dossierDupont, KAYA;Elif",
    "Dear Madam, the daughter of Mr Benali was in the hospital with them.",
    "",
)
texts = st.lists(st.sampled_from(PASSAGES), min_size=1, max_size=3).map("\n".join)
conversations = st.lists(texts, min_size=1, max_size=5)


def slots_of(said: Sequence[str]) -> list[Slot]:
    return [Slot(("messages", number, "content"), text) for number, text in enumerate(said)]


def forgetful(detector: Detector) -> Detector:
    other = copy.copy(detector)
    other.memory = Memory()
    return other


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=conversations, after=conversations)
def test_what_is_remembered_is_what_would_be_found(detector: Detector, said: list[str], after: list[str]) -> None:
    """Turn after turn, in any other company and once more, a detector with a memory finds what one without finds."""
    warm = forgetful(detector)
    for turns in (*(said[:end] for end in range(1, len(said) + 1)), [*after, *said], said[::-1], said):
        slots = slots_of(turns)
        assert warm.detect(slots) == forgetful(detector).detect(slots)
        assert warm.remembered(slots) == warm.detect(slots)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=conversations)
def test_a_policy_remembers_each_slot_as_it_judges_all(detector: Detector, said: list[str]) -> None:
    """Slot by slot and from memory, a policy sees what it sees in the request as a whole."""
    memory, slots = RememberedPolicy(), slots_of(said)
    detected = detector.detect(slots)
    whole = sorted(POLICY.findings(slots, detected), key=repr)
    assert sorted(memory.findings(POLICY, slots, detected), key=repr) == whole
    assert sorted(memory.findings(POLICY, slots, detected), key=repr) == whole


def test_another_policy_has_seen_nothing(detector: Detector) -> None:
    """What one policy saw is forgotten when another comes into force, also where it is written alike."""
    memory, slots = RememberedPolicy(), slots_of([PASSAGES[0]])
    detected = detector.detect(slots)
    memory.findings(POLICY, slots, detected)
    seen: list[int] = []

    class Other(Policy):
        def findings(self, slots: Sequence[Slot], detected: Sequence[Finding]) -> list[Finding]:
            seen.append(len(slots))
            return []

    fields = {name: getattr(POLICY, name) for name in Policy.__dataclass_fields__}
    assert memory.findings(Other(**fields), slots, detected) == []
    assert seen == [1]


def test_memory_holds_no_text(detector: Detector) -> None:
    """Nothing that a memory holds is a piece of what was read: there are offsets, kinds, sources and flags only."""
    warm = forgetful(detector)
    warm.detect(
        [Slot(("tools", "Zygmunt", "content"), "Mme Zygmunt Wojciechowska habite ici. M. Wojciechowski aussi.")]
    )
    held = set(_strings([warm.memory]))
    assert "PERSON" in held
    assert [word for word in held if "wojc" in word.lower() or "zyg" in word.lower()] == []


def _strings(roots: list[object]) -> Iterator[str]:
    seen: set[int] = set()
    while roots:
        node = roots.pop()
        if id(node) in seen or isinstance(node, type) or callable(node):
            continue
        seen.add(id(node))
        if isinstance(node, str):
            yield node
        roots += gc.get_referents(node)


@pytest.mark.parametrize("size", [8, 80])
def test_a_memory_is_bounded(size: int) -> None:
    """A memory never holds more than its size; what was used last stays, and what is too heavy is not taken in."""
    memory: Remembered[int] = Remembered(size)
    for number in range(1000):
        memory.put(number, number)
        memory.get(0)
    assert (len(memory), memory.get(0), memory.get(999), memory.get(500)) == (size, 0, 999, None)
    memory.put("heavy", 1, weight=size)
    assert memory.get("heavy") is None


def test_parts_are_not_read_into_one_another() -> None:
    """Two lists of parts have one digest only when they are the same list."""
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", ""), digest("", "abc")}) == 5
    assert digest("a", "b") == digest("a", "b")
