from __future__ import annotations

import re
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from gateway.detect import streets
from gateway.detect.nlp import Artifacts, NerEngine
from gateway.detect.reading import Reading
from gateway.detect.recognizers import address, contact, records

FAMILIES = (
    "contact", "national", "documents", "vehicle", "bank", "company", "technical", "dates", "age", "address", "username",
    "secrets", "cases", "records",
)  # fmt: skip
SIZE = 100_000
YARDSTICK = re.compile(r"\w{1,60}=")
"""Looks 60 characters ahead of each one, and back: what a pattern may cost is told in it, as machines differ."""
QUICK = 0.02
"""Seconds of CPU that need no yardstick, on any machine."""
MOTIFS = (
    "a", "1", "0", "A", " ", "\n", "-", "/", ":", "(", "<", "?", "[", "1 ", "11 ", "0 ", "a1", "a.", "1.", "a@", "A<", "a-", "a_", "Aa ",
    "a ", "AA1", "a:", "a=b;", "?a=", "/a", " de la", "12 rue ", "une ", "deux-", "zero ", "12 ans, ", "fr76 ", "ne le a ", "eyJa.",
    "-----begin private key-----", "http://a", "adresse : ", "residence a, ", "mot de passe ", "dossier n° ", "06 ", "né le 3 mars 1954, ",
    "dossier=", "<usager id=\"", "<usager ", "\"id\": ", "AB-12 ", "id,nom,x\n12,a,b\n", "a.b12 / ", "login : ", "2e etage de l'ancien ",
)  # fmt: skip
WHOLE_TEXT = (
    address._NUMBERED,
    address._NUMBER_OF,
    address._CUED,
    address._STREET_ALONE,
    address._ENGLISH,
    address._LABEL,
    streets.DWELLING,
    contact._AT,
    records._ATTRIBUTE,
    records._ASSIGNED,
    records._KEY,
    records._CODE,
)


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for name in FAMILIES:
        for recognizer in import_module(f"gateway.detect.recognizers.{name}").recognizers("fr"):
            for number, shape in enumerate(getattr(recognizer, "shapes", ())):
                yield f"{name}-{number}", shape.pattern
    yield from ((f"text-{number}", pattern) for number, pattern in enumerate(WHOLE_TEXT))


def seconds(pattern: re.Pattern[str], text: str) -> float:
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - began


@pytest.mark.parametrize(
    ("name", "pattern"), list(patterns()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_pattern_reads_a_hostile_text_in_no_time(name: str, pattern: re.Pattern[str]) -> None:
    """On 100,000 characters made to slow it down, no pattern takes more than five times a bounded walk of them."""
    for motif in MOTIFS:
        text = (motif * (SIZE // len(motif) + 1))[:SIZE]
        assert seconds(pattern, text) < QUICK or any(
            seconds(pattern, text) < 5 * seconds(YARDSTICK, "a" * SIZE) for _ in range(3)
        ), motif


@pytest.mark.slow
@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_grows_with_the_text(name: str) -> None:
    """Four times the text takes a family at most about four times as long, whatever it is made of."""
    for motif in MOTIFS:
        short, long = (
            _family_seconds(name, (motif * (size // len(motif) + 1))[:size]) for size in (SIZE // 8, SIZE // 2)
        )
        assert long < max(8 * short, 0.25), motif


def _family_seconds(name: str, text: str) -> float:
    artifacts = Artifacts(Reading(text), [], NerEngine({}, Path()), "fr")
    recognizers = import_module(f"gateway.detect.recognizers.{name}").recognizers("fr")
    times = []
    for _ in range(2):
        began = time.process_time()
        for recognizer in recognizers:
            recognizer.analyze(text, [], artifacts)
        times.append(time.process_time() - began)
    return min(times)
