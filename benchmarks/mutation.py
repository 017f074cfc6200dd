"""Mutation testing: small faults put into the modules that decide what leaves, and how many of them the tests see.

    python -m benchmarks.mutation [--only gate,strict,walk,restore,stream] [--limit 40]      (make mutation)

Each mutant changes one comparison, operator, constant, condition or return value; its module's unit tests then run in a
process of its own, in which the module is compiled from the mutant. A mutant that no test fails on survives, and is
listed. ``--limit``: how many mutants of a module are tried, drawn with a fixed seed; of 40 with 90 % killed the share
is known to some ten points. Writes benchmarks/results/mutation.json and .md.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.campaigns.result import publish

ROOT = Path(__file__).parents[1]
UNIT = "tests/unit"
TARGETS: dict[str, tuple[str, ...]] = {
    "gateway.pseudonym.gate": (f"{UNIT}/pseudonym/test_gate.py",),
    "gateway.dialects.strict": (f"{UNIT}/dialects/test_strict.py",),
    "gateway.dialects.walk": (f"{UNIT}/dialects/test_walk.py",),
    "gateway.pseudonym.restore": (f"{UNIT}/pseudonym/test_restore.py", f"{UNIT}/pseudonym/test_quoted.py"),
    "gateway.stream": (f"{UNIT}/stream/test_offsets.py", f"{UNIT}/stream/test_stream.py"),
}
"""Each module with the tests that are its own. Of the streams' tests, those that cut at every byte are left out."""
LEFT_OUT = "not every_cut and not many_cuts"
HEAVY = ("presidio_anonymizer", "regex", "stdnum", "pydantic", "ahocorasick")
"""Imported once, before the children part: nothing of the gateway is, nor what pytest wants to import itself."""
SEED = 20261125
SECONDS = 90
_SWAPS: dict[type[ast.AST], type[Any]] = {
    a: b
    for one, other in (
        (ast.Lt, ast.LtE),
        (ast.Gt, ast.GtE),
        (ast.Eq, ast.NotEq),
        (ast.In, ast.NotIn),
        (ast.Is, ast.IsNot),
        (ast.And, ast.Or),
        (ast.Add, ast.Sub),
    )
    for a, b in ((one, other), (other, one))
}


@dataclass(frozen=True)
class Mutant:
    """One fault: the line, what stood there and what it became, and the module with it."""

    line: int
    was: str
    becomes: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module that says another thing; annotations, decorators and texts are left alone."""
    for number in range(sum(1 for _ in _places(ast.parse(source)))):
        tree = ast.parse(source)
        node, change = next(place for at, place in enumerate(_places(tree)) if at == number)
        was, line = ast.unparse(node), getattr(node, "lineno", 0)
        change()
        if (becomes := ast.unparse(node)) != was:  # "return None" has no other value to return
            yield Mutant(line, was, becomes, ast.unparse(tree))


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, Callable[[], None]]]:
    for node in _running(tree):
        change = _change(node)
        if change is not None:
            yield node, change


def _change(node: Any) -> Callable[[], None] | None:
    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in _SWAPS:
            return lambda: node.ops.__setitem__(0, _SWAPS[type(op)]())
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in _SWAPS:
            return lambda: setattr(node, "op", _SWAPS[type(op)]())
        case ast.Constant(value=bool(value)):
            return lambda: setattr(node, "value", not value)
        case ast.Constant(value=int(value)):
            return lambda: setattr(node, "value", value + 1)
        case ast.If() | ast.IfExp():
            return lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), copy.deepcopy(node.test)))
        case ast.Return(value=ast.expr()):
            return lambda: setattr(node, "value", ast.Constant(None))
    return None


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that run: no annotations, no options of dataclasses, nothing of f-strings' inside."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "format_spec", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child
                yield from _running(child)


@dataclass
class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Compiles one module from other source, whoever imports it."""

    module: str
    source: str

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:  # noqa: ARG002
        return importlib.util.spec_from_loader(name, self) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, f"<mutant of {self.module}>", "exec"), module.__dict__)


def status(module: str, source: str, *, told: bool = False) -> int:
    """Return how the module's tests ended with ``source`` in its place, in a child process; 0 when all passed."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        code = 1
        try:
            code = _run(module, source, told)
        finally:
            sys.stdout.flush()
            os._exit(code)
    return os.waitpid(child, 0)[1]


def _run(module: str, source: str, told: bool) -> int:
    if not told:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    sys.meta_path.insert(0, _Instead(module, source))
    return int(
        pytest.main(["-q", "-x", "-p", "no:cacheprovider", "--hypothesis-profile=ci", "-k", LEFT_OUT, *TARGETS[module]])
    )


def tried(module: str, limit: int) -> dict[str, Any]:
    """Return what became of the mutants of one module. Raises AssertionError when its tests fail without a mutant."""
    source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    assert status(module, source, told=True) == 0, f"the tests of {module} fail without a mutant"
    every = list(mutants(source))
    drawn = random.Random(SEED).sample(every, min(limit, len(every)))
    survivors = [f"line {m.line}: {m.was} -> {m.becomes}"[:240] for m in drawn if status(module, m.source) == 0]
    told = {"mutants": len(every), "tried": len(drawn), "killed": len(drawn) - len(survivors), "survivors": survivors}
    print(f"{module}: {told['killed']} of {told['tried']}", *survivors, sep="\n  ", flush=True)
    return told


def main() -> None:
    """Run and publish."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(module.rpartition(".")[2] for module in TARGETS))
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--dry", action="store_true", help="print, and write no result")
    args = parser.parse_args()
    for name in HEAVY:
        importlib.import_module(name)
    wanted = args.only.split(",")
    told = {module: tried(module, args.limit) for module in TARGETS if module.rpartition(".")[2] in wanted}
    rows = [
        (name, f"{r['killed']} of {r['tried']} killed, drawn of {r['mutants']}: {r['killed'] / r['tried']:.0%}")
        for name, r in told.items()
    ]
    publish("mutation", "Mutation testing", "make mutation", {"modules": told}, rows, write=not args.dry)


if __name__ == "__main__":
    main()
