"""Mutation testing: small faults put into the modules that decide what leaves, and how many of them the tests see.

    python -m benchmarks.mutation [--only gate,strict,walk,restore,stream] [--limit 40] [--dry]      (make mutation)

Each mutant changes one comparison, operator, constant, condition or return value; its module's unit tests then run in a
process of its own, in which the module is compiled from the mutant. A mutant that no test fails on survives, and is
listed. One that no test can fail on, because nothing that may be relied on changes, is listed with the reason in
benchmarks/equivalent.yaml: it is tried like the others and counted apart; a reason for a mutant that is killed, or that
there is none of, is an error. ``--limit``: how many mutants of a module are tried, drawn with a fixed seed, or all.
Writes benchmarks/results/mutation.json and .md, in which modules that were not tried stay as they were.
"""

from __future__ import annotations

import argparse
import ast
import copy
import datetime
import gc
import importlib.abc
import importlib.util
import json
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from benchmarks.campaigns.result import RESULTS, publish

ROOT = Path(__file__).parents[1]
REASONS = Path(__file__).with_name("equivalent.yaml")
DIALECTS, PSEUDONYM, STREAM = "tests/unit/dialects", "tests/unit/pseudonym", "tests/unit/stream"
ROUND_TRIP = "tests/properties/test_round_trip.py"
TARGETS: dict[str, tuple[str, ...]] = {
    "gateway.pseudonym.gate": (f"{PSEUDONYM}/test_gate.py",),
    "gateway.dialects.strict": (f"{DIALECTS}/test_strict.py",),
    "gateway.dialects.walk": (f"{DIALECTS}/test_walk.py", ROUND_TRIP),
    "gateway.pseudonym.restore": (
        f"{PSEUDONYM}/test_restore.py",
        f"{PSEUDONYM}/test_quoted.py",
        f"{PSEUDONYM}/test_mask.py",
        STREAM,
        ROUND_TRIP,
    ),
    "gateway.stream": (STREAM,),
}
"""Each module with the tests that are its own. Of the streams' tests, those that cut at every byte are left out."""
LEFT_OUT = "not every_cut and not many_cuts"
SEED = 20261125
SECONDS = 60
"""Of the processor's time: a mutant that takes more goes round for ever."""
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
_OPPOSED = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)


@dataclass(frozen=True)
class Mutant:
    """One fault: its line in the module, what that line said and what it became, and the module with it."""

    line: int
    was: str
    becomes: str
    source: str

    @property
    def told(self) -> str:
        """Both readings of the line: how the mutant is listed and named."""
        return f"{self.was} -> {self.becomes}"


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module that says another thing; annotations, decorators and texts are left alone."""
    plain = ast.unparse(ast.parse(source))
    for number in range(sum(1 for _ in _places(ast.parse(source)))):
        tree = ast.parse(source)
        node, change = next(place for at, place in enumerate(_places(tree)) if at == number)
        change()
        mutated = ast.unparse(tree)  # a statement a line
        lines = [(a.strip(), b.strip()) for a, b in zip(plain.split("\n"), mutated.split("\n"), strict=True) if a != b]
        if lines:  # "return None" has no other value to return
            yield Mutant(getattr(node, "lineno", 0), *lines[0], mutated)


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
        case ast.If(test=ast.Compare(ops=[op])) | ast.IfExp(test=ast.Compare(ops=[op])) if isinstance(op, _OPPOSED):
            return None  # the mutant of the comparison is that one
        case ast.If() | ast.IfExp():
            return lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), copy.deepcopy(node.test)))
        case ast.Return(value=ast.Constant(value=bool())):
            return None  # None is as false as False; the mutant of the constant is the other one
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
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        code = 1
        try:
            code = _run(module, source, told)
        finally:
            sys.stdout.flush()
            os._exit(code)
    return os.waitpid(child, 0)[1]


def _prepare() -> None:
    """Import what the gateway and its tests need once, before the children part; of the gateway nothing stays."""
    for name in ("hypothesis.strategies", "gateway.outgoing", "gateway.stream"):
        importlib.import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] == "gateway"]:
        del sys.modules[name]
    gc.freeze()


class _Unshrunk:
    """Hypothesis as in CI, but for the search of a smaller example once one fails."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self) -> None:
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutation", settings.get_profile("ci"), phases=phases)


def _run(module: str, source: str, told: bool) -> int:
    if not told:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    sys.meta_path.insert(0, _Instead(module, source))
    options = ["-q", "-x", "-p", "no:cacheprovider", "--hypothesis-profile=mutation", "-k", LEFT_OUT]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # what was imported before the children part
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the others take as long to import as most mutants to kill
    options += ["-p", "_hypothesis_pytestplugin", "-p", "pytest_timeout", "-p", "no:unraisableexception"]
    return int(pytest.main([*options, *TARGETS[module]], plugins=[_Unshrunk()]))


def reasons(module: str) -> dict[str, str]:
    """Return the module's mutants that no test can kill, each with the reason."""
    listed = yaml.safe_load(REASONS.read_text(encoding="utf-8"))
    return {one["mutant"]: one["why"] for one in listed.get(module, ())}


def tried(module: str, limit: int | None) -> dict[str, Any]:
    """Return what became of the mutants of one module. Raises AssertionError when its tests fail without a mutant."""
    source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    assert status(module, source, told=True) == 0, f"the tests of {module} fail without a mutant"
    every = list(mutants(source))
    drawn = every if limit is None else random.Random(SEED).sample(every, min(limit, len(every)))
    lived: list[Mutant] = []
    for mutant in drawn:
        if status(module, mutant.source) == 0:
            lived.append(mutant)
            print(f"  line {mutant.line}: {mutant.told}", flush=True)
    listed = reasons(module)
    survivors = [f"line {m.line}: {m.told}" for m in lived if m.told not in listed]
    count = len(lived) - len(survivors)
    print(f"{module}: {len(survivors)} of {len(drawn)} survive, {count} are equivalent", flush=True)
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "mutants": len(every),
        "tried": len(drawn),
        "equivalent": count,
        "killed": len(drawn) - len(lived),
        "survivors": survivors,
        "reasons": {m.told: listed[m.told] for m in lived if m.told in listed},
        "wrong_reasons": sorted(_wrong(listed, every, drawn, lived)),
    }


def _wrong(listed: Mapping[str, str], every: list[Mutant], drawn: list[Mutant], lived: list[Mutant]) -> Iterator[str]:
    """Yield the mutants said to be equivalent that tests kill, and those that are none of the module's."""
    living = {id(mutant) for mutant in lived}
    killed = {mutant.told for mutant in drawn if id(mutant) not in living}
    yield from (told for told in listed if told in killed or told not in {mutant.told for mutant in every})


def rows(told: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the lines of the table: each module's figure, then what survived and what cannot be killed."""
    for name, r in told.items():
        killed, counted, tried = r["killed"], r["tried"] - r["equivalent"], r["tried"]
        shares = f"{killed} of {counted} killed: {killed / max(1, counted):.0%}; {r['equivalent']} more are equivalent"
        yield name, f"{shares} (with them {killed / max(1, tried):.0%} of {tried}), of {r['mutants']} mutants"
    for name, r in told.items():
        yield from ((f"{name}, survives", _cell(survivor)) for survivor in r["survivors"])
    for name, r in told.items():
        yield from ((f"{name}, equivalent", f"{_cell(what)}: {why}") for what, why in r["reasons"].items())


def _cell(code: str) -> str:
    return f"`{code}`".replace("|", "\\|")


def main() -> int:
    """Run and publish; 1 when a reason of the table is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(module.rpartition(".")[2] for module in TARGETS))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--dry", action="store_true", help="print, and write no result")
    args = parser.parse_args()
    _prepare()
    wanted = args.only.split(",")
    result = RESULTS / "mutation.json"
    told = json.loads(result.read_text(encoding="utf-8"))["modules"] if result.exists() else {}
    for module in TARGETS:
        if module.rpartition(".")[2] in wanted:
            told[module] = tried(module, args.limit)
    told = {module: told[module] for module in TARGETS if module in told}
    publish("mutation", "Mutation testing", "make mutation", {"modules": told}, rows(told), write=not args.dry)
    wrong = [f"{module}: {one}" for module, r in told.items() for one in r["wrong_reasons"]]
    print(*wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
