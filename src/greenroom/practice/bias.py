"""How a person scores: agreement with the key, and the mistakes that raters are known for.

The unit is the answer: its mean grade difference, ``d``, is the mean over the signals of (your grade - key), in grade
steps (0 absent, 1 partial, 2 clear). Only the first time that an answer was scored counts, since the key is known after
it. A mean is called *clear* where it is more than two standard errors from zero (about 95 % for a normal mean); below
the number of answers that a figure needs it has no value.

Sources: Cronbach 1955 (elevation), Saal, Downey & Lahey 1980 (leniency as mean shift, range restriction as a smaller
spread), Thorndike 1920 (halo), Cohen 1968 (weighted kappa); docs/calibrate.md cites them in full. The measures of the
halo of fluency and of length are our own: differences of ``d`` between answers that differ in nothing else by design.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import fmean, median, pstdev, stdev
from typing import Literal

from greenroom.guides.schema import Guide
from greenroom.model import LEVELS, VERDICTS, TargetLevel
from greenroom.practice.calibrate_scores import Key, Scores, decision, unknown_ids

FigureId = Literal[
    "severity-signals", "severity-verdict", "halo", "length", "central-tendency", "missed", "unfounded", "rule"
]
PERIOD = 10
"""Answers in one stretch of the history."""
NEEDS: Mapping[FigureId, int] = {
    "severity-signals": 6,
    "severity-verdict": 6,
    "halo": 3,
    "length": 10,
    "central-tendency": 10,
    "missed": 5,
    "unfounded": 6,
    "rule": 6,
}
"""Answers (pairs for the halo, disqualifiers of the key for those missed) below which a figure says nothing."""
KAPPA_NEEDS = 10
"""Answers below which no kappa is given."""
LONGER = 1.25
"""The longer half must be this many times as long, on average, as the shorter for length to be told from chance."""
CLEAR = 2.0
"""Standard errors from zero beyond which a mean is called clear."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rated:
    """One scored answer and its key. ``source``: id of the pair, or ``file:`` and the file's name."""

    guide: str
    source: str
    candidate: str
    at: datetime
    level: TargetLevel
    scores: Scores
    key: Key

    @property
    def verdict_difference(self) -> int:
        """Verdict steps above (+) or below (-) the key."""
        return VERDICTS.index(self.scores.verdict) - VERDICTS.index(self.key.verdict)


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One figure of bias: its value, how many ``unit`` it rests on and needs; no value where these are too few.

    ``clear``: whether a mean is told from zero; None for shares and ratios. ``why_not``: why there is no value.
    """

    id: FigureId
    value: float | None
    rests_on: int
    unit: str
    clear: bool | None = None
    why_not: str = ""

    @property
    def needs(self) -> int:
        """How many ``unit`` it takes."""
        return NEEDS[self.id]


@dataclasses.dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one scale: shares of ``count`` that are exact, one step apart, farther apart; weighted kappa.

    ``kappa`` is Cohen's with quadratic weights (Cohen 1968): 1 is perfect, 0 is chance. None where the answers are
    too few, or where both sides said one and the same of all, so that chance leaves nothing to explain.
    """

    scale: Literal["verdict", "level", "grade"]
    count: int
    exact: float
    near: float
    far: float
    kappa: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive answers: their means, which say little alone and show a direction side by side."""

    first: datetime
    last: datetime
    answers: int
    severity_signals: float
    severity_verdict: float
    exact_verdicts: float
    missed: tuple[int, int]


def firsts(rated: Iterable[Rated]) -> list[Rated]:
    """Only the first time that each answer was scored, oldest first."""
    made: dict[tuple[str, str, str], Rated] = {}
    for one in sorted(rated, key=lambda r: r.at):
        made.setdefault((one.guide, one.candidate, one.key.answer), one)
    return list(made.values())


def difference(one: Rated, guides: Mapping[str, Guide]) -> float:
    """``d``: the mean over the signals of (your grade - key), in grade steps."""
    return fmean(given - right for given, right in _grades(one, guides))


def bias(rated: Sequence[Rated], guides: Mapping[str, Guide]) -> tuple[Figure, ...]:
    """Every figure over ``rated`` (first times only); ``guides`` by id, those that are still there.

    severity: mean of ``d``, and of the verdict difference; above zero is lenient. halo: mean over pairs of ``d`` of
    the fluent minus ``d`` of the plain candidate. length: mean ``d`` of the answers above the median length minus
    that of those below. central tendency: spread of your verdicts over that of the key (population standard
    deviations). missed: share of the key's disqualifiers that you did not mark; unfounded: those you marked without
    ground, for each answer. rule: share of answers whose verdict is not the one that your own findings carry.
    """
    d = {id(one): difference(one, guides) for one in rated}
    return (
        _mean("severity-signals", list(d.values()), "answers"),
        _mean("severity-verdict", [one.verdict_difference for one in rated], "answers"),
        _mean("halo", _halo(rated, d), "pairs"),
        _length(rated, d),
        _central(rated),
        _missed(rated),
        _share(
            "unfounded", [len(set(one.scores.disqualifiers) - set(one.key.disqualifiers)) for one in rated], "answers"
        ),
        _rule(rated, guides),
    )


def agreement(rated: Sequence[Rated], guides: Mapping[str, Guide]) -> tuple[Agreement, ...]:
    """Agreement on verdicts, on levels, and on the grades of all signals of all answers."""
    if not rated:
        return ()
    verdicts = [(VERDICTS.index(r.scores.verdict), VERDICTS.index(r.key.verdict)) for r in rated]
    levels = [(LEVELS.index(r.scores.level), LEVELS.index(r.key.level)) for r in rated]
    grades = [pair for one in rated for pair in _grades(one, guides)]
    enough = len(rated) >= KAPPA_NEEDS
    return (
        _agreement("verdict", verdicts, len(VERDICTS), enough=enough),
        _agreement("level", levels, len(LEVELS), enough=enough),
        _agreement("grade", grades, 3, enough=enough),
    )


def stretches(rated: Sequence[Rated], guides: Mapping[str, Guide]) -> tuple[Stretch, ...]:
    """``rated`` in stretches of ``PERIOD`` answers, oldest first; the last may be shorter."""
    made = []
    for start in range(0, len(rated), PERIOD):
        part = rated[start : start + PERIOD]
        made.append(
            Stretch(
                first=part[0].at,
                last=part[-1].at,
                answers=len(part),
                severity_signals=fmean(difference(one, guides) for one in part),
                severity_verdict=fmean(one.verdict_difference for one in part),
                exact_verdicts=fmean(one.verdict_difference == 0 for one in part),
                missed=_missed_counts(part),
            )
        )
    return tuple(made)


def sittings(rated: Sequence[Rated], guides: Mapping[str, Guide]) -> tuple[Stretch, ...]:
    """``rated`` (first times only, oldest first) pair by pair: one stretch for each sitting."""
    made: dict[tuple[str, str], list[Rated]] = {}
    for one in rated:
        made.setdefault((one.guide, one.source), []).append(one)
    return tuple(stretch for part in made.values() for stretch in stretches(part, guides))


def rule_verdict(one: Rated, guides: Mapping[str, Guide]) -> str | None:
    """The verdict that the person's own findings and level carry; None where the guide, or what was found, is gone."""
    guide = guides.get(one.guide)
    if guide is None or unknown_ids(one.scores, guide):
        return None
    return decision(one.scores, guide, one.level).verdict


# ── inside ──────────────────────────────────────────────────────────────────────────


def _grades(one: Rated, guides: Mapping[str, Guide]) -> list[tuple[int, int]]:
    """Yours and the key's grade of every signal; of a guide that is gone, of every signal that either names."""
    guide = guides.get(one.guide)
    ids = dict.fromkeys([*(s.id for s in guide.signals)] if guide else [])
    ids |= dict.fromkeys([*one.scores.signals, *one.key.signals])
    return [(one.scores.signals.get(i, 0), one.key.signals.get(i, 0)) for i in ids] or [(0, 0)]


def _mean(ident: FigureId, values: Sequence[float], unit: str) -> Figure:
    if len(values) < NEEDS[ident]:
        return Figure(ident, None, len(values), unit)
    value, error = fmean(values), stdev(values) / len(values) ** 0.5
    return Figure(ident, value, len(values), unit, clear=abs(value) > CLEAR * error)


def _share(ident: FigureId, values: Sequence[float], unit: str) -> Figure:
    value = fmean(values) if len(values) >= NEEDS[ident] else None
    return Figure(ident, value, len(values), unit)


def _halo(rated: Sequence[Rated], d: Mapping[int, float]) -> list[float]:
    by_pair: dict[tuple[str, str], dict[str, float]] = {}
    for one in rated:
        if one.key.telling:
            by_pair.setdefault((one.guide, one.source), {})[one.key.telling] = d[id(one)]
    return [told["fluent"] - told["plain"] for told in by_pair.values() if len(told) == 2]


def _length(rated: Sequence[Rated], d: Mapping[int, float]) -> Figure:
    if len(rated) < NEEDS["length"]:
        return Figure("length", None, len(rated), "answers")
    middle = median(one.key.words for one in rated)
    longer = [one for one in rated if one.key.words > middle]
    shorter = [one for one in rated if one.key.words < middle]
    if (
        min(len(longer), len(shorter)) < 2
        or fmean(o.key.words for o in longer) < LONGER * fmean(o.key.words for o in shorter)
    ):  # fmt: skip
        return Figure("length", None, len(rated), "answers", why_not="the answers are too alike in length")
    high, low = [d[id(one)] for one in longer], [d[id(one)] for one in shorter]
    value = fmean(high) - fmean(low)
    error = (stdev(high) ** 2 / len(high) + stdev(low) ** 2 / len(low)) ** 0.5
    return Figure("length", value, len(high) + len(low), "answers", clear=abs(value) > CLEAR * error)


def _central(rated: Sequence[Rated]) -> Figure:
    if len(rated) < NEEDS["central-tendency"]:
        return Figure("central-tendency", None, len(rated), "answers")
    yours = pstdev([VERDICTS.index(one.scores.verdict) for one in rated])
    key = pstdev([VERDICTS.index(one.key.verdict) for one in rated])
    if key == 0:
        return Figure("central-tendency", None, len(rated), "answers", why_not="the key gives all the same verdict")
    return Figure("central-tendency", yours / key, len(rated), "answers")


def _missed_counts(rated: Sequence[Rated]) -> tuple[int, int]:
    """Disqualifiers of the key that were not marked, and all of the key."""
    every = [(one, ident) for one in rated for ident in one.key.disqualifiers]
    return sum(ident not in one.scores.disqualifiers for one, ident in every), len(every)


def _missed(rated: Sequence[Rated]) -> Figure:
    missed, every = _missed_counts(rated)
    value = missed / every if every >= NEEDS["missed"] else None
    return Figure("missed", value, every, "disqualifiers")


def _rule(rated: Sequence[Rated], guides: Mapping[str, Guide]) -> Figure:
    told = [(one.scores.verdict, rule) for one in rated if (rule := rule_verdict(one, guides)) is not None]
    return _share("rule", [verdict != rule for verdict, rule in told], "answers")


def _agreement(
    scale: Literal["verdict", "level", "grade"], pairs: Sequence[tuple[int, int]], size: int, *, enough: bool
) -> Agreement:
    apart = [abs(a - b) for a, b in pairs]
    kappa = None
    if enough and len({value for pair in pairs for value in pair}) > 1:
        import numpy as np

        from greenroom.evaluation.figures import quadratic_kappa, rounded

        counts = np.zeros((size, size))
        for given, right in pairs:
            counts[right, given] += 1
        kappa = rounded(float(quadratic_kappa(counts)))
    return Agreement(
        scale=scale,
        count=len(pairs),
        exact=apart.count(0) / len(pairs),
        near=apart.count(1) / len(pairs),
        far=sum(a > 1 for a in apart) / len(pairs),
        kappa=kappa,
    )
