"""The loop planned again with a little changed, as explanations ask for: one solver goes on from its first plan.

It gives what ``solve`` finds for the changed problem, places filled and value, and no plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from greenroom.errors import ModelError
from greenroom.stories.solve import HAD, MAIN, REPORT, SPARE, Built, Problem, library, solve, solver_of, whole

NEW = "\N{REPLACEMENT CHARACTER}"
"""Stands for a story that is still to be found: no id of a story looks so."""
TRIED = (60.0, 600.0)
"""What a choice may cost the value by itself and still be tried, at first and then; in the end all are. Our own."""


class Afresh:
    """What :class:`Again` says, solved from the start each time: for plans with stories that the person has fixed."""

    def __init__(self, problem: Problem, fixed: Mapping[int, str]) -> None:
        """``fixed``: stories by the number of the place that they are told at."""
        self._problem, self._fixed = problem, fixed

    def without(self, story: str) -> tuple[int, int]:
        """Places filled and value where ``story`` is gone, also from where it was fixed."""
        others = {place: told for place, told in self._fixed.items() if told != story}
        return solve(self._problem.without(story), told=others, ties=False).order

    def told(self, place: int, story: str) -> tuple[int, int]:
        """The same where ``story`` is told at ``place``; raises ``UsageError`` where what is fixed leaves no room."""
        return solve(self._problem, told={**self._fixed, place: story}, ties=False).order

    def beside(self, worth: Mapping[int, int]) -> tuple[int, int]:
        """The same with one more story; ``worth`` by the number of the place."""
        return solve(self._problem.beside(NEW, worth), told=self._fixed, ties=False).order


class Again:
    """One problem, and what the best plan comes to (``Solution.order``) where one thing in it is otherwise."""

    def __init__(self, problem: Problem) -> None:
        """Raises ``UsageError`` where the solver is not installed."""
        built = Built(problem.beside(NEW, dict.fromkeys(range(len(problem.places)), 1)), {}, ties=False)
        highspy, self._np = library()
        self._highspy, self._size, self._places = highspy, len(built.pairs), len(problem.places)
        self._at = {pair: n for n, pair in enumerate(built.pairs)}
        self._of: dict[str, list[int]] = {}
        for (story, _), n in self._at.items():
            self._of.setdefault(story, []).extend((n, n + self._size))
        for (story, _), n in built.held.items():
            self._of.setdefault(story, []).append(n)
        self._worth = self._np.array([problem.worth.get(pair, 0) for pair in built.pairs], dtype=self._np.int64)
        self._every = self._np.arange(built.columns, dtype=self._np.int32)
        _, model = built.model(built.value, built.rows)
        self._solver = solver_of(highspy, model)
        self._basis: Any = None

    def without(self, story: str) -> tuple[int, int]:
        """Places filled and value where ``story`` is gone."""
        return self._best({}, never=(*self._of.get(story, ()), *self._of.get(NEW, ())))

    def told(self, place: int, story: str) -> tuple[int, int]:
        """The same where ``story``, which is allowed there, is told at ``place``."""
        return self._best({}, never=self._of.get(NEW, ()), always=(self._at[story, place],))

    def beside(self, worth: Mapping[int, int]) -> tuple[int, int]:
        """The same with one more story; ``worth`` by the number of the place."""
        elsewhere = [n for (s, place), n in self._at.items() if s == NEW and place not in worth]
        return self._best(worth, never=[m for n in elsewhere for m in (n, n + self._size)])

    # ── inside ──────────────────────────────────────────────────────────────────────

    def _best(self, new: Mapping[int, int], never: Iterable[int], always: Iterable[int] = ()) -> tuple[int, int]:
        np = self._np
        worth = self._worth.copy()
        for place, value in new.items():
            worth[self._at[NEW, place]] = value
        value = np.zeros(len(self._every), dtype=np.int64)
        value[: self._size] = MAIN * worth
        value[self._size : 2 * self._size] = HAD + SPARE * worth
        # To fill one place more is worth more than all else together, so that one solution says both.
        filling = self._places * (int(worth.max(initial=0)) * (MAIN + SPARE) + HAD) + 1
        aim = value.astype(np.float64)
        aim[: self._size] += filling
        low, high = np.zeros(len(self._every)), np.ones(len(self._every))
        high[list(never)] = 0.0
        low[list(always)] = 1.0
        chosen = self._solved(aim, low, high)
        return int(chosen[: self._size].sum()), int(chosen @ value)

    def _solved(self, aim: Any, low: Any, high: Any) -> Any:
        """The columns of an optimum, as whole numbers."""
        np, solver = self._np, self._solver
        solver.changeColsCost(len(self._every), self._every, aim)
        self._bounded(low, high, whole_only=False)
        if self._basis is not None:
            solver.setBasis(self._basis)
        self._run()
        self._basis = self._basis or solver.getBasis()
        bound, columns = self._found()
        if whole(columns):
            return np.rint(columns).astype(np.int64)
        # A choice that costs the optimum in parts more than ``most`` is in no plan that is nearer to it than that.
        cost, at = np.array(solver.getSolution().col_dual), np.array(columns)
        for most in (*TRIED, np.inf):
            tried = np.where((cost < -most) & (at < 0.5), low, high)
            needed = np.where((cost > most) & (at > 0.5), high, low)
            self._bounded(needed, tried, whole_only=True)
            if self._run(may_fail=most < np.inf) and self._found()[0] >= bound - most:
                return np.rint(self._found()[1]).astype(np.int64)
        raise ModelError("no plan was found where there must be one", where="the solver (highspy)", do=REPORT)

    def _bounded(self, low: Any, high: Any, *, whole_only: bool) -> None:
        kind = self._highspy.HighsVarType.kInteger if whole_only else self._highspy.HighsVarType.kContinuous
        kinds = self._np.full(len(self._every), int(kind), dtype=self._np.uint8)
        self._solver.changeColsIntegrality(len(self._every), self._every, kinds)
        self._solver.changeColsBounds(len(self._every), self._every, low, high)

    def _run(self, *, may_fail: bool = False) -> bool:
        """Whether there is an optimum; raises ``ModelError`` where there is none and there must be."""
        self._solver.run()
        status = self._solver.getModelStatus()
        if status != self._highspy.HighsModelStatus.kOptimal and not may_fail:
            told = self._solver.modelStatusToString(status)
            raise ModelError(f"ended without an optimum ({told})", where="the solver (highspy)", do=REPORT)
        return bool(status == self._highspy.HighsModelStatus.kOptimal)

    def _found(self) -> tuple[float, list[float]]:
        """The optimum's value and columns."""
        return self._solver.getInfo().objective_function_value, list(self._solver.getSolution().col_value)
