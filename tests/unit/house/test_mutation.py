"""Mutation testing: what a mutant is, and that what is said of those that live is still true."""

from __future__ import annotations

import ast
import json

import pytest

from benchmarks.campaigns.result import RESULTS
from benchmarks.mutation import ROOT, TARGETS, mutants, reasons

SOURCE = """
@dataclass(frozen=True)
class Reader:
    size: int = 8

    def read(self, text: str, *, whole: bool) -> bool:
        if text is None or len(text) > self.size:
            return False
        return text[1:] != ""
"""


def test_a_mutant_changes_one_thing() -> None:
    """Conditions, comparisons, constants and returned values are changed one at a time; decorators and types are not."""
    assert [mutant.told for mutant in mutants(SOURCE)] == [
        "size: int = 8 -> size: int = 9",
        "if text is None or len(text) > self.size: -> if not (text is None or len(text) > self.size):",
        "if text is None or len(text) > self.size: -> if text is None and len(text) > self.size:",
        "if text is None or len(text) > self.size: -> if text is not None or len(text) > self.size:",
        "if text is None or len(text) > self.size: -> if text is None or len(text) >= self.size:",
        "return False -> return True",
        "return text[1:] != '' -> return None",
        "return text[1:] != '' -> return text[1:] == ''",
        "return text[1:] != '' -> return text[2:] != ''",
    ]
    assert [mutant.line for mutant in mutants(SOURCE)] == [4, 7, 7, 7, 7, 8, 9, 9, 9]


@pytest.mark.parametrize("module", TARGETS)
def test_equivalent_mutants_are_of_lines_that_there_are(module: str) -> None:
    """A line that was written anew has no mutant that was found to be equivalent."""
    source = ast.unparse(ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")))
    lines = {line.strip() for line in source.split("\n")}
    assert [told for told in reasons(module) if told.partition(" -> ")[0] not in lines] == []


@pytest.mark.parametrize("module", TARGETS)
def test_the_tests_kill_nine_mutants_in_ten(module: str) -> None:
    """The last result of make mutation: of all mutants of the module nine in ten are killed, those equivalent included."""
    told = json.loads((RESULTS / "mutation.json").read_text(encoding="utf-8"))["modules"][module]
    assert told["tried"] == told["mutants"]
    assert told["killed"] >= 0.9 * told["tried"]
    assert told["wrong_reasons"] == []
