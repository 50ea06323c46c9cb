"""Finds patterns that could run away in a backtracking engine.

The pattern becomes its position automaton (one state for each character class written).
It runs away exponentially where a loop can read the same text in two ways, as in
``(a+)+`` or ``(a|aa)*``, and polynomially where two unbounded loops over common
characters stand side by side, as in ``.*.*``.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# The parser of the standard library's own engine: the ordinary one that guides must be safe for.
_parser: Any = importlib.import_module("re._parser")
_constants: Any = importlib.import_module("re._constants")
_UNBOUNDED = int(_constants.MAXREPEAT)
_FEW = 8  # a counted repetition beyond this is as good as an unbounded one inside a loop
_COPIES = 3  # enough copies of a counted body to see what stands beside what
_MAX_POSITIONS = 4000


class Weakness(NamedTuple):
    """What is wrong with a pattern and how to repair it."""

    what: str
    do: str


EMPTY = Weakness("pattern can match the empty string", "leave at least one character that must be there")
NESTED = Weakness(
    "pattern can run away: a repetition inside a repetition reads the same text in several ways",
    "put a bound such as {0,4} on the outer one, or a separator that the inner one cannot match between the rounds",
)
BESIDE = Weakness(
    "pattern can run away: two unbounded repetitions of overlapping characters stand side by side",
    "keep one of them, or give one a bound such as {0,40}",
)
LARGE = Weakness("pattern is too large", "lower the counts in { } or split it into several patterns")


@dataclass(slots=True)
class _Piece:
    """Positions that a part of the pattern can begin and end with."""

    nullable: bool = True
    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()


class _TooLargeError(Exception):
    pass


@dataclass(slots=True)
class _Automaton:
    """Character sets (bit masks over ``alphabet``) of the positions and what follows what."""

    alphabet: str
    sets: list[int] = field(default_factory=list)
    follow: list[set[int]] = field(default_factory=list)
    unbounded: set[int] = field(default_factory=set)
    nested: bool = False
    known: dict[str, int] = field(default_factory=dict)

    def position(self, mask: int) -> _Piece:
        if len(self.sets) >= _MAX_POSITIONS:
            raise _TooLargeError
        self.sets.append(mask)
        self.follow.append(set())
        here = frozenset((len(self.sets) - 1,))
        return _Piece(False, here, here)

    def sequence(self, left: _Piece, right: _Piece) -> _Piece:
        for position in left.last:
            self.follow[position] |= right.first
        return _Piece(
            left.nullable and right.nullable,
            left.first | right.first if left.nullable else left.first,
            left.last | right.last if right.nullable else right.last,
        )

    def loop(self, body: _Piece, *, unbounded: bool) -> None:
        for position in body.last:
            # A step that the body already had can now be taken in two ways.
            self.nested |= not self.follow[position].isdisjoint(body.first)
            self.follow[position] |= body.first
        if unbounded and len(body.last) == 1 and body.first == body.last:
            self.unbounded |= body.last

    def mask(self, op: Any, value: Any) -> int:
        name = str(op)
        if name == "LITERAL":
            wanted = chr(value).casefold()
            return self._where(lambda c: c.casefold() == wanted)
        if name == "NOT_LITERAL":
            return self._all & ~self.mask(_constants.LITERAL, value)
        if name == "ANY":
            return self._where(lambda c: c != "\n")
        if name == "RANGE":
            low, high = value
            return self._where(lambda c: low <= ord(c) <= high or low <= ord(c.swapcase()[0]) <= high)
        if name == "CATEGORY":
            kind = str(value).removeprefix("CATEGORY_")
            test = {"DIGIT": str.isdecimal, "SPACE": str.isspace, "WORD": lambda c: c.isalnum() or c == "_"}
            mask = self._where(test[kind.removeprefix("NOT_")])
            return self._all & ~mask if kind.startswith("NOT_") else mask
        mask, negated = 0, False
        for inner, given in value:  # IN
            negated |= str(inner) == "NEGATE"
            mask |= 0 if str(inner) == "NEGATE" else self.mask(inner, given)
        return self._all & ~mask if negated else mask

    @property
    def _all(self) -> int:
        return (1 << len(self.alphabet)) - 1

    def _where(self, test: Any) -> int:
        return sum(1 << i for i, char in enumerate(self.alphabet) if test(char))

    def build(self, items: Sequence[tuple[Any, Any]]) -> _Piece:
        whole = _Piece()
        for op, value in items:
            whole = self.sequence(whole, self.piece(op, value))
        return whole

    def piece(self, op: Any, value: Any) -> _Piece:
        name = str(op)
        if name == "AT":
            return _Piece()
        if name == "SUBPATTERN":
            return self.build(value[3])
        if name == "BRANCH":
            parts = [self.build(part) for part in value[1]]
            return _Piece(
                any(p.nullable for p in parts),
                frozenset().union(*(p.first for p in parts)),
                frozenset().union(*(p.last for p in parts)),
            )
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            return self.repeat(*value)
        key = f"{name} {value}"
        if key not in self.known:
            self.known[key] = self.mask(op, value)
        return self.position(self.known[key])

    def repeat(self, least: int, most: int, items: Sequence[tuple[Any, Any]]) -> _Piece:
        unbounded = most >= _UNBOUNDED
        whole = self.build(items)
        if unbounded or most > _FEW:
            self.loop(whole, unbounded=unbounded)
        else:
            for _ in range(min(most, _COPIES) - 1):
                whole = self.sequence(whole, self.build(items))
        return _Piece(whole.nullable or least == 0, whole.first, whole.last) if most else _Piece()


def weaknesses(text: str) -> Iterator[Weakness]:
    """What an ordinary engine would make of the pattern: nothing where it is safe.

    Patterns that the ordinary engine cannot read at all are reported as such.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = _parser.parse(text)
    except (Warning, OverflowError, RecursionError, ValueError, _constants.error) as fault:
        reason = getattr(fault, "msg", None) or str(fault)
        yield Weakness(f"pattern works in one engine only ({reason})", "write it with the plain signs listed above")
        return
    graph = _Automaton("".join(sorted({*map(chr, range(128)), *"éß’—\u00a0字", *text, *text.swapcase()})))
    try:
        whole = graph.build(tree)
    except _TooLargeError:
        yield LARGE
        return
    if whole.nullable:
        yield EMPTY
    if graph.nested or _ambiguous_loop(graph):
        yield NESTED
    elif any(
        graph.sets[here] & graph.sets[there]
        for here in graph.unbounded
        for there in graph.follow[here] & graph.unbounded - {here}
    ):
        yield BESIDE


def _ambiguous_loop(graph: _Automaton) -> bool:
    """Whether some text leads from a state back to itself along two different ways."""
    for members in _loops(graph.follow):
        if len(members) < 2:
            continue
        inside = {p: graph.follow[p] & members for p in members}
        pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
        todo = [(p, p) for p in members]
        while todo:
            pair = todo.pop()
            if pair in pairs:
                continue
            pairs[pair] = [(a, b) for a in inside[pair[0]] for b in inside[pair[1]] if graph.sets[a] & graph.sets[b]]
            todo += pairs[pair]
        back: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for pair, nexts in pairs.items():
            for other in nexts:
                back.setdefault(other, []).append(pair)
        # All reached pairs come from a diagonal one; one that also leads back to a diagonal closes the loop.
        home, todo = set[tuple[int, int]](), [(p, p) for p in members]
        while todo:
            for pair in back.get(todo.pop(), ()):
                if pair not in home:
                    home.add(pair)
                    todo.append(pair)
        if any(a != b for a, b in home):
            return True
    return False


def _loops(follow: list[set[int]]) -> Iterator[set[int]]:
    """Strongly connected groups of positions (Tarjan, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    for root in range(len(follow)):
        if root in index:
            continue
        work = [(root, iter(sorted(follow[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, children = work[-1]
            for child in children:
                if child not in index:
                    index[child] = low[child] = len(index)
                    stack.append(child)
                    on_stack.add(child)
                    work.append((child, iter(sorted(follow[child]))))
                    break
                if child in on_stack:
                    low[node] = min(low[node], index[child])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    group = set[int]()
                    while not group or node not in group:
                        member = stack.pop()
                        on_stack.discard(member)
                        group.add(member)
                    yield group
