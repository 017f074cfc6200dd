"""What was read is forgotten: no word of a request stays in the memory of the process (catalogue L05)."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator

from gateway.detect import Detector
from gateway.domain import Slot


def held() -> Iterator[str]:
    """Yield every text that an object of the process refers to, those that wait for the collector too."""
    gc.unfreeze()
    for thing in gc.get_objects():
        yield from (text for text in gc.get_referents(thing) if isinstance(text, str))


def test_no_word_of_a_text_stays(detector: Detector) -> None:
    """After its detection no table, cache, list or ring of objects holds a name, number or unknown word of a text."""
    stem = "".join(random.choices("bcdfglmnprtv", k=4)) + "".join(random.choices("bcdfglmnprtv", k=4))
    number = f"06 39 98 {random.randint(10, 99)} {random.randint(10, 99)}"
    said = f"Mme Ginette Z{stem}x, zoe.{stem}@courriel.example, {number}, souffre de {stem}ite."
    gc.collect()
    gc.disable()
    try:
        found = {finding.kind for finding in detector.detect([Slot(("messages", 0, "content"), said)])}
        mine = (stem, number, said)
        kept = [text for text in held() if text not in mine and (stem in text.lower() or number in text)]
    finally:
        gc.enable()
    assert {"EMAIL_ADDRESS", "PHONE_NUMBER"} <= found
    assert kept == []
