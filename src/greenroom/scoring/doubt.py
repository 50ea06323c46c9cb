"""What else the findings may be: the verdict over all likely readings of an answer.

A finding heard at 51 % and one heard at 99 % are both heard, but the verdict should not hang on the first. So the rule
is applied to every likely combination of grades and levels, each with its chance, and the verdict is the mean, rounded.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, VERDICTS, Doubt, Finding, Kind, Level, Step, TargetLevel, Verdict
from greenroom.scoring.rule import by_rule

SHARPER = 2.5
"""Factor on the log odds of a judge's chances: it is taught to leave doubt in every label, so they lie too near to one
half. From 2 to 3 the agreement is the same (``python -m bench.doubt``)."""

DECIDED = 0.9
"""Least chance of a grade that a detector decided against the judge's own reading."""

REMOTE = 0.05
"""A grade less likely than this is no reading."""

READINGS = 128
"""The most likely combinations that are weighed, at most."""

AT, BELOW, GRADE, BASE = 0.55, 0.48, 0.82, -2.71
"""Log odds that raters place a story at the target level or above: of its reading at or above the target, of its
reading at or above the level below, per mean signal grade, and in any case. Logistic regression on answers of writers
whom no training has seen (``python -m bench.doubt --fit``); no gold answer is in it."""

NEARLY_SURE = 0.01
"""Chances are held this far from 0 and 1 before their log odds are taken."""

HIRE = VERDICTS.index("hire")
"""The first verdict above the line."""

WORTH_TELLING = 0.9
"""A verdict this likely is not said to be in doubt."""

Chances = Sequence[float]


def level_at(
    level: Level, doubt: Doubt, findings: Iterable[Finding], target: TargetLevel
) -> tuple[Level, float, list[Step]]:
    """The level shown, weighed for ``target``; the chance that it is reached; a step where the weighing moved it.

    How a story is placed depends on more than its scope: one that is told with every signal clear is seldom placed
    below the level it is told for, and one that shows little is seldom placed there.
    """
    aim = LEVELS.index(target)
    graded = [f.grade for f in findings if f.kind == "signal"]
    above = [sum(doubt.levels[k:]) for k in range(len(LEVELS))]
    mean = sum(graded) / max(len(graded), 1)
    reaches = _chance(AT * odds(above[aim]) + BELOW * odds(above[aim - 1]) + GRADE * mean + BASE)
    read = LEVELS.index(level)
    placed = aim if reaches >= 0.5 and read < aim else aim - 1 if reaches < 0.5 and read >= aim else read
    if placed == read:
        return level, reaches, []
    signals = "signals this clear" if placed > read else "so little shown"
    saw = f"the scope alone reads as {level} ({target} or above: {above[aim]:.0%}); told with {signals}"
    return LEVELS[placed], reaches, [Step(rule="level weighed", saw=saw, effect=f"level {LEVELS[placed]}")]


def weighed(
    findings: Sequence[Finding],
    level: Level,
    guide: Guide,
    target: TargetLevel,
    doubt: Doubt,
    reaches: float,
    sure: Verdict,
    *,
    sided: bool = False,
) -> tuple[Verdict, tuple[float, ...], list[Step]]:
    """The verdict over all likely readings, the chance of each verdict, and the step that says so.

    ``reaches``: chance that the level is at the target or above; ``sure``: the verdict of the findings as they are;
    ``sided``: a mean that lies across the line between hire and no hire from most of the readings is held at the line.
    """
    found = {f.id: f.grade for f in findings}
    kinds: dict[str, Kind] = {s.id: "signal" for s in guide.signals}
    kinds.update((d.id, "disqualifier") for d in guide.disqualifiers)
    kinds.update((f.id, "red_flag") for f in guide.red_flags)
    chances = {i: _settled(c, found.get(i, 0)) for i, c in doubt.grades.items() if i in kinds}
    chances |= {i: list(c) for i, c in doubt.settled.items() if i in kinds}
    sums = dict.fromkeys(VERDICTS, 0.0)
    fixed = [f for f in findings if f.id not in chances]
    made = {(i, g): _bare(kinds[i], i, g) for i, several in chances.items() for g in range(len(several))}
    order = list(chances)
    for chance, (scope, *grades) in _readings([_scopes(level, doubt, target, reaches), *chances.values()]):
        told = [made[key] for key in zip(order, grades, strict=True) if key[1] or kinds[key[0]] == "signal"]
        verdict, _ = by_rule([*fixed, *told], LEVELS[scope], guide, target)
        sums[verdict] += chance
    likely = tuple(round(v, 4) for v in sums.values())
    mean = sum(k * v for k, v in enumerate(sums.values()))
    at = math.floor(mean + 0.5)
    if sided:
        hired = sum(p for v, p in sums.items() if VERDICTS.index(v) >= HIRE)
        at = max(at, HIRE) if hired >= 0.5 else min(at, HIRE - 1)
    verdict = VERDICTS[at]
    if verdict == sure and max(likely) >= WORTH_TELLING:
        return verdict, likely, []
    several = ", ".join(f"{v} {p:.0%}" for v, p in zip(VERDICTS, likely, strict=True) if p >= 0.005)
    effect = f"{verdict} all the same" if verdict == sure else f"{verdict} in place of {sure}"
    return (
        verdict,
        likely,
        [Step(rule="doubts weighed", saw=f"{several}; least sure: {_least(chances, reaches)}", effect=effect)],
    )


def _bare(kind: Kind, ident: str, grade: int) -> Finding:
    return Finding(kind=kind, id=ident, grade=grade, spans=(), reason="", judge="")


def odds(p: float) -> float:
    """Log odds of a chance that is held away from 0 and 1."""
    held = min(max(p, NEARLY_SURE), 1 - NEARLY_SURE)
    return math.log(held / (1 - held))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _sharpened(chances: Chances) -> list[float]:
    """The chances of grades with the log odds of "at least 1, at least 2" times :data:`SHARPER`."""
    at_least = [sum(chances[k:]) / max(sum(chances), 1e-9) for k in range(1, len(chances))]
    steps = [1.0, *itertools.accumulate((_power(p) for p in at_least), min), 0.0]
    return [a - b for a, b in itertools.pairwise(steps)]


def _power(p: float) -> float:
    held = min(max(p, 1e-6), 1 - 1e-6)
    return _chance(SHARPER * math.log(held / (1 - held)))


def _settled(chances: Chances, grade: int) -> list[float]:
    """The sharpened chances; the grade found counts at least :data:`DECIDED` where they would have had another."""
    sharp = _sharpened(chances)
    own = sum(sum(sharp[k:]) >= 0.5 for k in range(1, len(sharp)))
    if own == grade:
        return sharp
    return [(DECIDED if k == grade else 0.0) + (1 - DECIDED) * p for k, p in enumerate(sharp)]


def _scopes(level: Level, doubt: Doubt, target: TargetLevel, reaches: float) -> list[float]:
    """Chances of the levels where ``target`` is reached with the chance ``reaches``, or else one below it."""
    aim = LEVELS.index(target)
    below = [max(p, 0.0) for p in doubt.levels[:aim]]
    total = sum(below) or 1.0
    return [(1 - reaches) * p / total for p in below] + [reaches] + [0.0] * (len(LEVELS) - aim - 1)


def _readings(several: Sequence[Chances]) -> list[tuple[float, tuple[int, ...]]]:
    """The most likely combinations, with their chances (their sum is 1)."""
    kept: list[tuple[float, tuple[int, ...]]] = [(1.0, ())]
    for chances in several:
        likely = [(p, k) for k, p in enumerate(chances) if p >= REMOTE]
        total = sum(p for p, _ in likely)
        kept = [(c * p / total, (*held, k)) for c, held in kept for p, k in likely]
        if len(kept) > READINGS:
            kept = heapq.nlargest(READINGS, kept)
    total = sum(c for c, _ in kept)
    return [(c / total, held) for c, held in kept]


def _least(chances: Mapping[str, Chances], reaches: float) -> str:
    """The two least sure of all, by id, with how likely each is."""
    told = [(1 - c[0], i) for i, c in chances.items()] + [
        (c[2], f"{i} clear") for i, c in chances.items() if len(c) > 2
    ]
    told.append((reaches, "scope at the target level"))
    doubts = sorted((abs(0.5 - p), f"{what} {p:.0%}") for p, what in told if REMOTE <= p <= 1 - REMOTE)
    return ", ".join(text for _, text in doubts[:2])
