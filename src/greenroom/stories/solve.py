"""The integer programme of the loop plan, solved exactly by HiGHS; docs/loop-plan.md writes it down as mathematics.

Every figure is a whole number, so that an optimum is found and compared exactly; one thread and a fixed seed give the
same plan for the same problem. Among plans of equal value, stories whose ids come first stand in earlier places.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from greenroom.errors import ModelError, UsageError

MAIN, SPARE, HAD = 4, 1, 400
"""Weights of the worth of a main story and of a spare, and what a spare is worth by being there at all (as much as 100
of the main story's worth, ten points of strength). Our own figures."""

WHOLE = 1e-6
"""How near a column must be to a whole number to be one (the solver's own tolerance for integers)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A place for a story in the loop. ``circle``: people who compare notes; ``person``: who hears it."""

    circle: str
    person: str


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """What is to be chosen. ``worth``: of (story, number of the place), above 0; a pair that is missing is not allowed.

    ``tellings``: how often one story may be told within a circle, as a main story or as a spare that is called upon;
    nobody hears it twice. ``spare_slots``: for how many places of a circle one spare may stand by.
    """

    stories: tuple[str, ...]
    places: tuple[Place, ...]
    worth: Mapping[tuple[str, int], int]
    tellings: int = 1
    spare_slots: int = 3

    def without(self, story: str) -> Problem:
        """The same, with ``story`` gone."""
        return dataclasses.replace(
            self,
            stories=tuple(s for s in self.stories if s != story),
            worth={key: value for key, value in self.worth.items() if key[0] != story},
        )

    def beside(self, story: str, worth: Mapping[int, int]) -> Problem:
        """The same with one more ``story``; ``worth`` by the number of the place."""
        more = {(story, place): value for place, value in worth.items()}
        return dataclasses.replace(self, stories=(*self.stories, story), worth={**self.worth, **more})


@dataclasses.dataclass(frozen=True, slots=True)
class Solution:
    """The story and the spare of each place, None where there is none; how many are filled; the value of it all."""

    mains: tuple[str | None, ...]
    spares: tuple[str | None, ...]
    filled: int
    value: int

    @property
    def order(self) -> tuple[int, int]:
        """What is maximised: places filled come before everything else."""
        return self.filled, self.value


def value_of(problem: Problem, mains: Sequence[str | None], spares: Sequence[str | None]) -> int:
    """``MAIN`` times the worth of the main stories, and for each spare ``HAD`` and ``SPARE`` times its worth."""
    total = 0
    for place, (main, spare) in enumerate(zip(mains, spares, strict=True)):
        total += MAIN * problem.worth[main, place] if main is not None else 0
        total += HAD + SPARE * problem.worth[spare, place] if spare is not None else 0
    return total


def solve(problem: Problem, *, told: Mapping[int, str] | None = None, ties: bool = True) -> Solution:
    """The best plan: as many places filled as possible, and of these plans the one of the greatest value.

    ``told``: stories that must be told at some places; ``ties``: whether plans of equal value are told apart, which
    takes longer and matters to nobody who wants the value alone. Raises ``UsageError`` where the stories told are not
    allowed together or the solver is not installed, ``ModelError`` where it finds no optimum.
    """
    built = Built(problem, told or {}, ties)
    full = built.solved(built.value, every_place=True)
    if full is None:
        count = built.solved(built.count)
        if count is None:
            raise UsageError("these stories cannot be told at these places together", do="leave one of them out")
        full = built.solved(built.value, at_least=sum(1 for main in _read(built, count)[0] if main is not None))
    if full is None:
        raise ModelError("no plan was found where there must be one", where="the solver (highspy)", do=REPORT)
    mains, spares = _read(built, full)
    return Solution(mains, spares, sum(1 for main in mains if main is not None), value_of(problem, mains, spares))


REPORT = "report it to the project, with the loop and without the stories"


class Built:
    """The programme as rows and columns. Columns: x (told), y (spare), each by pair; z (held as a spare) by story."""

    def __init__(self, problem: Problem, told: Mapping[int, str], ties: bool) -> None:
        self.problem = problem
        stories = sorted(problem.stories)
        self.pairs = [(s, p) for p in range(len(problem.places)) for s in stories if problem.worth.get((s, p), 0) > 0]
        circles = {place.circle: None for place in problem.places}
        at: dict[tuple[str, int], int] = {pair: n for n, pair in enumerate(self.pairs)}
        size = len(self.pairs)
        held = {
            (s, c): 2 * size + n
            for n, (s, c) in enumerate(
                (s, c) for c in circles for s in stories if any((s, p) in at for p in self._in(c))
            )
        }
        self.columns, self.held = 2 * size + len(held), held
        self.fixed = {at[story, place] for place, story in told.items() if (story, place) in at}
        self.impossible = len(self.fixed) < len(told)
        self.rows: list[tuple[dict[int, int], int]] = []  # coefficients, and what they are at most
        self.places: list[list[int]] = []
        for p in range(len(problem.places)):
            mains = [at[s, p] for s in stories if (s, p) in at]
            self.places.append(mains)
            self.rows.append((dict.fromkeys(mains, 1), 1))
            self.rows.append((dict.fromkeys((m + size for m in mains), 1), 1))
        for (s, c), z in held.items():
            here = [at[s, p] for p in self._in(c) if (s, p) in at]
            self.rows.append(({**dict.fromkeys(here, 1), z: 1}, problem.tellings))
            self.rows.append(({**dict.fromkeys((x + size for x in here), 1), z: -problem.spare_slots}, 0))
            self.rows += [({x + size: 1, z: -1}, 0) for x in here]
        if problem.tellings > 1:
            self._nobody_twice(stories, at, size)
        places = len(problem.places)
        ranks = {s: n * ties for n, s in enumerate(stories)}
        late = [ranks[s] * (places - p) for s, p in self.pairs] * 2
        scale = 1 + 2 * max(ranks.values(), default=0) * sum(range(1, places + 1))  # above what ``late`` can come to
        worth = [MAIN * problem.worth[pair] for pair in self.pairs]
        worth += [HAD + SPARE * problem.worth[pair] for pair in self.pairs]
        self.value = [scale * w - one for w, one in zip(worth, late, strict=True)] + [0] * len(held)
        self.count = [1] * size + [0] * (size + len(held))

    def _in(self, circle: str) -> list[int]:
        return [p for p, place in enumerate(self.problem.places) if place.circle == circle]

    def _nobody_twice(self, stories: Iterable[str], at: Mapping[tuple[str, int], int], size: int) -> None:
        people: dict[str, list[int]] = {}
        for p, place in enumerate(self.problem.places):
            people.setdefault(place.person, []).append(p)
        for s in stories:
            for heard in people.values():
                here = [at[s, p] for p in heard if (s, p) in at]
                self.rows += [({**dict.fromkeys(here, 1), x + size: 1}, 1) for x in here]

    def solved(self, aim: Sequence[int], *, every_place: bool = False, at_least: int = 0) -> list[float] | None:
        """The columns of an optimum; None where there is none. ``every_place`` / ``at_least``: places to be filled."""
        if self.impossible or (every_place and not all(self.places)):
            return None
        if not self.columns:
            return []
        rows = list(self.rows)
        if at_least:
            rows.append((dict.fromkeys(range(len(self.pairs)), -1), -at_least))
        highspy, model = self.model(aim, rows)
        if every_place:
            model.row_lower_ = [
                -highspy.kHighsInf if n % 2 or n >= 2 * len(self.places) else 1.0 for n in range(len(rows))
            ]
        # Most often nothing comes out in parts even where it may, and then that is the optimum, many times quicker.
        columns = _run(highspy, model)
        if columns is None or whole(columns):
            return columns
        model.integrality_ = [highspy.HighsVarType.kInteger] * self.columns
        return _run(highspy, model)

    def model(self, aim: Sequence[int], rows: Sequence[tuple[Mapping[int, int], int]]) -> tuple[Any, Any]:
        """The library, and the programme of ``rows`` as it takes it, to be maximised; parts of stories are allowed."""
        highspy, np = library()
        model = highspy.HighsLp()
        model.sense_ = highspy.ObjSense.kMaximize
        model.num_col_, model.num_row_ = self.columns, len(rows)
        model.col_cost_ = np.array(aim, dtype=np.float64)
        model.col_lower_ = np.array([1.0 if n in self.fixed else 0.0 for n in range(self.columns)])
        model.col_upper_ = np.ones(self.columns)
        model.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
        model.row_upper_ = np.array([most for _, most in rows], dtype=np.float64)
        starts = np.zeros(len(rows) + 1, dtype=np.int32)
        starts[1:] = np.cumsum([len(row) for row, _ in rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts
        model.a_matrix_.index_ = np.array([n for row, _ in rows for n in row], dtype=np.int32)
        model.a_matrix_.value_ = np.array([v for row, _ in rows for v in row.values()], dtype=np.float64)
        return highspy, model


def solver_of(highspy: Any, model: Any) -> Any:
    """A solver that holds ``model``; what it finds does not depend on the machine's number of threads."""
    solver = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver


def _run(highspy: Any, model: Any) -> list[float] | None:
    solver = solver_of(highspy, model)
    solver.run()
    status = solver.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        told = solver.modelStatusToString(status)
        raise ModelError(f"ended without an optimum ({told})", where="the solver (highspy)", do=REPORT)
    return list(solver.getSolution().col_value)


def whole(columns: Iterable[float]) -> bool:
    """Whether no story is told or held in part."""
    return all(abs(value - round(value)) < WHOLE for value in columns)


def _read(built: Built, columns: Sequence[float]) -> tuple[tuple[str | None, ...], tuple[str | None, ...]]:
    size, places = len(built.pairs), len(built.problem.places)
    mains: list[str | None] = [None] * places
    spares: list[str | None] = [None] * places
    for n, (story, place) in enumerate(built.pairs):
        if columns[n] > 0.5:
            mains[place] = story
        if columns[size + n] > 0.5:
            spares[place] = story
    return tuple(mains), tuple(spares)


def library() -> tuple[Any, Any]:
    """The solver, of the extra ``plan``, and its arrays; raises ``UsageError`` where it is not installed."""
    try:
        import highspy
        import numpy as np
    except ModuleNotFoundError as fault:
        raise UsageError(
            f"a loop is planned by a solver that is not installed ({fault.name})",
            do='pip install "highspy<2" (the extra "plan"), into the environment of greenroom',
        ) from None
    return highspy, np
