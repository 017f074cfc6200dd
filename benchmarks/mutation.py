"""Mutation testing: small faults put into the modules that decide what leaves, and how many of them the tests see.

    python -m benchmarks.mutation [--only gate,strict,walk,restore,stream] [--limit 60]      (make mutation)

Each mutant changes one operator, comparison, constant, condition or return value; its module's tests run on it in a
child process. A mutant that no test fails on survives, and is listed. Writes benchmarks/results/mutation.json and .md.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import io
import os
import random
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.campaigns.result import publish

ROOT = Path(__file__).parents[1]
UNIT = "tests/unit"
TARGETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "gate": ("gateway.pseudonym.gate", (f"{UNIT}/pseudonym/test_gate.py",)),
    "strict": ("gateway.dialects.strict", (f"{UNIT}/dialects/test_strict.py",)),
    "walk": ("gateway.dialects.walk", (f"{UNIT}/dialects/test_walk.py",)),
    "restore": ("gateway.pseudonym.restore", (f"{UNIT}/pseudonym/test_restore.py",)),
    "stream": ("gateway.stream", (f"{UNIT}/stream/test_stream.py",)),
}
SECONDS = 120
_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}


@dataclass(frozen=True)
class Mutant:
    """One fault: where, what it was and what it became."""

    line: int
    was: str
    becomes: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module, annotations and docstrings left alone."""
    tree = ast.parse(source)
    total = sum(1 for _ in _places(tree))
    for number in range(total):
        changed = copy.deepcopy(tree)
        node, change = next(place for at, place in enumerate(_places(changed)) if at == number)
        was = ast.unparse(node)
        change()
        yield Mutant(getattr(node, "lineno", 0), was, ast.unparse(node), ast.fix_missing_locations(changed))


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, Any]]:
    for node in _walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
            yield node, lambda n=node: n.ops.__setitem__(0, _SWAPS[type(n.ops[0])]())
        elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in _SWAPS:
            yield node, lambda n=node: setattr(n, "op", _SWAPS[type(n.op)]())
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, lambda n=node: setattr(n, "operand", ast.UnaryOp(ast.Not(), n.operand))
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield node, lambda n=node: setattr(n, "value", not n.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            yield node, lambda n=node: setattr(n, "value", n.value + 1)
        elif isinstance(node, ast.If | ast.IfExp):
            yield node, lambda n=node: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
        elif isinstance(node, ast.Return) and node.value is not None:
            yield node, lambda n=node: setattr(n, "value", ast.Constant(None))


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that run: no annotations, no docstrings."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child
                yield from _walk(child)


def killed(module: ModuleType, mutant: Mutant, tests: tuple[str, ...]) -> bool:
    """Run ``tests`` on a mutant in a child process; tell whether they failed, crashed or ran out of time."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        os._exit(_child(module, mutant, tests))
    _, status = os.waitpid(child, 0)
    return status != 0


def _child(module: ModuleType, mutant: Mutant, tests: tuple[str, ...]) -> int:
    """Put the mutant's functions in the place of the module's, then run the tests."""
    quiet = io.StringIO()
    try:
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            exec(compile(mutant.tree, str(module.__file__), "exec"), module.__dict__)  # the mutant
            for name in [name for name in sys.modules if name.startswith(("tests.", "gateway"))]:
                if name != module.__name__ and _imports(sys.modules[name], module):
                    importlib.reload(sys.modules[name])
            options = [
                "-q",
                "-x",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:timeout",
                "-o",
                "addopts=--import-mode=importlib",
            ]
            return int(pytest.main([*options, *tests]))
    except BaseException:
        return 1


def _imports(other: ModuleType, module: ModuleType) -> bool:
    names = {name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__}
    return any(getattr(other, name, None) is not None for name in names) and other.__name__.startswith("gateway.")


def run(name: str, limit: int) -> dict[str, Any]:
    """Return what became of the mutants of one module; at most ``limit`` of them, drawn at random."""
    module_name, tests = TARGETS[name]
    module = importlib.import_module(module_name)
    there = tuple(test for test in tests if (ROOT / test).exists())
    every = list(mutants(Path(str(module.__file__)).read_text(encoding="utf-8")))
    drawn = every if limit >= len(every) else random.Random(7).sample(every, limit)
    assert not killed(module, Mutant(0, "", "", ast.parse("")), there), "the tests fail without a mutant"
    survivors = [f"line {m.line}: {m.was} -> {m.becomes}"[:200] for m in drawn if not killed(module, m, there)]
    return {"mutants": len(every), "tried": len(drawn), "killed": len(drawn) - len(survivors), "survivors": survivors}


def main() -> None:
    """Run and publish."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(TARGETS))
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--dry", action="store_true", help="print, and write no result")
    args = parser.parse_args()
    told = {name: run(name, args.limit) for name in args.only.split(",")}
    rows = [
        (TARGETS[name][0], f"{r['killed']} of {r['tried']} tried, of {r['mutants']}: {r['killed'] / r['tried']:.0%}")
        for name, r in told.items()
    ]
    publish("mutation", "Mutation testing", "make mutation", {"modules": told}, rows, write=not args.dry)
    for name, result in told.items():
        print(name, *result["survivors"], sep="\n  ")


if __name__ == "__main__":
    main()
