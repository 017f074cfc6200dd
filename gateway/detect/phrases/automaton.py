"""All patterns of the lexicons as one automaton over tokens, made deterministic while it reads.

Every pattern is bounded, so a text is read in time linear in its length whatever the number of patterns. What reading has
made so far is shared by the threads: it is looked up without a lock, and added to by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from gateway.detect.phrases import pattern as tree
from gateway.detect.phrases import vocabulary as shapes
from gateway.detect.phrases.vocabulary import SHAPE_BITS, Vocabulary

_WILDCARDS = {
    "w": shapes.CONTENT,
    "any": shapes.WORD,
    "cap": shapes.CAPITAL,
    "n": shapes.NUMBER,
    "year": shapes.YEAR,
    "adj": shapes.ADJECTIVE,
    "med": shapes.DISEASE,
    "drug": shapes.DRUG,
}
_CACHE_LIMIT = 200_000
_DEAD = -1


@dataclass(slots=True)
class _State:
    skips: list[tuple[int, int]] = field(default_factory=list)  # target, 0 | 1 opens | 2 closes the finding
    words: frozenset[int] = frozenset()
    shape: int = 0
    target: int = -1


@dataclass(frozen=True, slots=True)
class Match:
    """``pattern`` was read from token ``first`` to token ``last``, end excluded."""

    pattern: int
    first: int
    last: int


@dataclass(slots=True)
class _Edges:
    """What leads out of a set of states: by words, by shapes, and where to."""

    words: list[tuple[frozenset[int], int]] = field(default_factory=list)
    shapes: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Made:
    """The deterministic states made so far; a number is the place of a state in ``edges`` and ``ends``."""

    by_word: dict[int, list[int]] = field(default_factory=dict)
    by_shape: list[tuple[int, int]] = field(default_factory=list)
    closures: dict[int, frozenset[int]] = field(default_factory=dict)
    edges: list[_Edges] = field(default_factory=list)
    ends: list[tuple[int, ...]] = field(default_factory=list)
    numbers: dict[frozenset[int], int] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    following: dict[tuple[int, int], int] = field(default_factory=dict)


class Automaton:
    """Add patterns, then ask for matches, from any thread."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._states: list[_State] = []
        self._begins: list[int] = []
        self._marked: list[bool] = []
        self._accepts: dict[int, int] = {}
        self._made: _Made | None = None
        self._making = Lock()

    def add(self, node: tree.Node) -> int:
        """Add a pattern and return its number."""
        begin, end = self._state(), self._state()
        self._build(node, begin, end)
        number = len(self._begins)
        self._begins.append(begin)
        self._marked.append(tree.has_marks(node))
        self._accepts[end] = number
        self._made = None
        return number

    def _state(self) -> int:
        self._states.append(_State())
        return len(self._states) - 1

    def _build(self, node: tree.Node, begin: int, end: int) -> None:
        match node:
            case tree.Sequence(parts):
                for part in parts[:-1]:
                    middle = self._state()
                    self._build(part, begin, middle)
                    begin = middle
                self._build(parts[-1], begin, end) if parts else self._skip(begin, end)
            case tree.Choice(options):
                self._build_choice(options, begin, end)
            case tree.Optional(part):
                self._skip(begin, end)
                self._build_apart(part, begin, end)
            case tree.Mark(opens):
                self._skip(begin, end, 1 if opens else 2)
            case tree.Word(raw):
                self._edge(begin, end, words=self._vocabulary.literal(raw))
            case tree.Wildcard(name):
                self._edge(begin, end, shape=_WILDCARDS[name])

    def _build_choice(self, options: Sequence[tree.Node], begin: int, end: int) -> None:
        words: set[int] = set()
        for option in options:
            if isinstance(option, tree.Word):
                words |= self._vocabulary.literal(option.raw)
            else:
                self._build_apart(option, begin, end)
        if words:
            own = self._state()
            self._skip(begin, own)
            self._edge(own, end, words=frozenset(words))

    def _build_apart(self, node: tree.Node, begin: int, end: int) -> None:
        own = self._state()
        self._skip(begin, own)
        self._build(node, own, end)

    def _skip(self, begin: int, end: int, mark: int = 0) -> None:
        self._states[begin].skips.append((end, mark))

    def _edge(self, begin: int, end: int, words: frozenset[int] = frozenset(), shape: int = 0) -> None:
        state = self._states[begin]
        if state.target != -1:
            own = self._state()
            self._skip(begin, own)
            state = self._states[own]
        state.words, state.shape, state.target = words, shape, end

    def matches(self, symbols: Sequence[int]) -> Iterator[Match]:  # noqa: C901  # the one hot loop
        """The longest match of every pattern kind that begins at each token, in the order of the text."""
        made = self._made or self._index()
        first, following, ends, total = made.first, made.following, made.ends, len(symbols)
        for at in range(total):
            symbol = symbols[at] & ~shapes.WRAPPED
            state = first.get(symbol)
            if state is None:
                state = self._begin(made, symbol)
            if state == _DEAD:
                continue
            found: dict[int, int] = {}
            last = at + 1
            while True:
                for number in ends[state]:
                    found[number] = last
                if last == total:
                    break
                after = following.get((state, symbols[last]))
                if after is None:
                    after = self._step(made, state, symbols[last])
                if after == _DEAD:
                    break
                state = after
                last += 1
            for number, last in found.items():
                yield Match(number, at, last)
        if len(following) > _CACHE_LIMIT:
            self._made = None

    def _index(self) -> _Made:
        made = _Made()
        edges = self._edges(self._closure(self._begins))
        made.by_shape = edges.shapes
        for words, target in edges.words:
            for word in words:
                made.by_word.setdefault(word, []).append(target)
        self._made = made
        return made

    def _edges(self, states: Iterable[int]) -> _Edges:
        edges = _Edges()
        for state in map(self._states.__getitem__, states):
            if state.words:
                edges.words.append((state.words, state.target))
            elif state.shape:
                edges.shapes.append((state.shape, state.target))
        return edges

    def _begin(self, made: _Made, symbol: int) -> int:
        word = symbol >> SHAPE_BITS
        reached = {target for shape, target in made.by_shape if shape & symbol}
        if word != shapes.UNKNOWN:
            reached.update(made.by_word.get(word, ()))
        number = made.first[symbol] = self._number(made, reached)
        return number

    def _step(self, made: _Made, state: int, symbol: int) -> int:
        edges, word = made.edges[state], symbol >> SHAPE_BITS
        reached: set[int] = set()
        if word != shapes.UNKNOWN:
            reached = {target for words, target in edges.words if word in words}
        if not symbol & shapes.WRAPPED:
            reached.update([target for shape, target in edges.shapes if shape & symbol])
        number = made.following[state, symbol] = self._number(made, reached)
        return number

    @staticmethod
    def _reads(state: _State, symbol: int) -> bool:
        if state.words:
            return (symbol >> SHAPE_BITS) in state.words and symbol >> SHAPE_BITS != shapes.UNKNOWN
        return bool(state.shape & symbol) and not symbol & shapes.WRAPPED

    def _number(self, made: _Made, reached: set[int]) -> int:
        """Return the state that is all of ``reached``, made if it is new. Its ends stand before its number does."""
        if not reached:
            return _DEAD
        closed = frozenset[int]().union(*(self._closed(made, state) for state in reached))
        with self._making:
            number = made.numbers.get(closed)
            if number is None:
                number = len(made.edges)
                made.edges.append(self._edges(closed))
                made.ends.append(tuple(sorted(self._accepts[s] for s in closed if s in self._accepts)))
                made.numbers[closed] = number
        return number

    def _closed(self, made: _Made, state: int) -> frozenset[int]:
        closed = made.closures.get(state)
        if closed is None:
            closed = made.closures[state] = frozenset(self._closure([state]))
        return closed

    def _closure(self, states: Sequence[int]) -> set[int]:
        stack, closed = list(states), set(states)
        while stack:
            for target, _ in self._states[stack.pop()].skips:
                if target not in closed:
                    closed.add(target)
                    stack.append(target)
        return closed

    def core(self, match: Match, symbols: Sequence[int]) -> tuple[int, int]:
        """The tokens of a match that are the finding: those between the brackets of its pattern, or all."""
        if not self._marked[match.pattern]:
            return match.first, match.last
        runs = self._spread({self._begins[match.pattern]: (match.first, match.last)}, match.first)
        for at in range(match.first, match.last):
            symbol = symbols[at] & ~shapes.WRAPPED if at == match.first else symbols[at]
            moved: dict[int, tuple[int, int]] = {}
            for state, span in runs.items():
                if self._states[state].target != -1 and self._reads(self._states[state], symbol):
                    moved.setdefault(self._states[state].target, span)
            runs = self._spread(moved, at + 1)
        return next(span for state, span in runs.items() if self._accepts.get(state) == match.pattern)

    def _spread(self, runs: dict[int, tuple[int, int]], at: int) -> dict[int, tuple[int, int]]:
        stack = list(runs)
        while stack:
            state = stack.pop()
            for target, mark in self._states[state].skips:
                if target not in runs:
                    first, last = runs[state]
                    runs[target] = (at, last) if mark == 1 else (first, at) if mark == 2 else (first, last)
                    stack.append(target)
        return runs
