"""Progress: verdicts, signals and agreement with oneself and with the key over time, by competency."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from statistics import fmean, median, median_low
from typing import Literal, get_args

import msgspec

from greenroom.errors import DataError
from greenroom.model import VERDICTS, Value
from greenroom.store.values import Calibration
from greenroom.stories.model import Support

Measure = Literal["verdict", "signals", "oneself", "key"]
"""Of tellings: the verdict (0 strong no hire to 3 strong hire, each at the level of its review) and the mean signal
grade (0..1 of clear). Of candidates that the person scored: the share of signals, level and verdict (0..1) that is as
it was when the same answer was scored before, and as the key has it."""
MEASURES: tuple[Measure, ...] = get_args(Measure)
HIGHEST: Mapping[Measure, float] = {"verdict": float(len(VERDICTS) - 1), "signals": 1.0, "oneself": 1.0, "key": 1.0}
"""The upper end of each scale; the lower one is 0."""
FEW = 3
"""Days at either end whose means tell how far a series has come; our own figure."""


class Point(Value, frozen=True, kw_only=True):
    """One day: the median of its figures, how many they are, and when the last of them came about.

    Different stories on one day follow no course, so that they are one point.
    """

    at: datetime
    value: float
    count: int = 1


class Series(Value, frozen=True, kw_only=True):
    """The points of one measure for one competency, one a day, oldest first; at least one."""

    competency: str
    measure: Measure
    points: tuple[Point, ...]

    @property
    def last(self) -> float:
        """The latest figure."""
        return self.points[-1].value

    @property
    def change(self) -> float | None:
        """Mean of the last ``FEW`` days less that of the first; None where there are fewer than twice as many."""
        values = [point.value for point in self.points]
        return fmean(values[-FEW:]) - fmean(values[:FEW]) if len(values) >= 2 * FEW else None


class Progress(Value, frozen=True, kw_only=True):
    """All series: by measure in the order of ``MEASURES``, then by competency in the order of the packs."""

    series: tuple[Series, ...]
    reviews: int
    scored: int

    def of(self, measure: Measure) -> tuple[Series, ...]:
        """The series of one measure."""
        return tuple(one for one in self.series if one.measure == measure)


class _Said(msgspec.Struct, frozen=True):
    """What is read of a scored candidate; the rest of the record is passed over."""

    level: str
    verdict: str
    signals: dict[str, int] = {}
    answer: str = ""


def progress(
    supports: Sequence[Support], calibrations: Sequence[Calibration], names: Iterable[str], zone: tzinfo = UTC
) -> Progress:
    """Every series that has a point.

    ``names``: ids of competencies in the order wanted, others follow; ``zone``: whose days are counted.

    Raises ``DataError`` for a scored candidate that is not understood.
    """
    made: dict[tuple[Measure, str], list[Point]] = {}
    for support in sorted(supports, key=lambda s: (s.reviewed, s.telling)):
        at, competency = support.reviewed, support.competency
        if support.verdict in VERDICTS:
            value = float([*VERDICTS].index(support.verdict))
            made.setdefault(("verdict", competency), []).append(Point(at=at, value=value))
        if support.signals:
            value = fmean(support.signals.values()) / 2
            made.setdefault(("signals", competency), []).append(Point(at=at, value=value))
    before: dict[tuple[str, str, str], _Said] = {}
    for record in sorted(calibrations, key=lambda c: (c.at, c.id)):
        said, key = _read(record, "scored"), _read(record, "key")
        made.setdefault(("key", record.guide), []).append(Point(at=record.at, value=_same(said, key)))
        same = (record.guide, record.candidate, key.answer)
        if same in before:
            point = Point(at=record.at, value=_same(said, before[same]))
            made.setdefault(("oneself", record.guide), []).append(point)
        before[same] = said
    order = list(dict.fromkeys([*names, *sorted(competency for _, competency in made)]))
    series = tuple(
        Series(competency=i, measure=measure, points=tuple(_days(made[measure, i], measure, zone)))
        for measure in MEASURES
        for i in order
        if (measure, i) in made
    )
    return Progress(series=series, reviews=len(supports), scored=len(calibrations))


def _days(points: Iterable[Point], measure: Measure, zone: tzinfo) -> Iterator[Point]:
    """A point a day, oldest first; of verdicts the lower one in the middle, which is a verdict too."""
    middle = median_low if measure == "verdict" else median
    days = itertools.groupby(points, key=lambda point: point.at.astimezone(zone).date())
    for found in ([*inside] for _, inside in days):
        value = middle([point.value for point in found])
        yield Point(at=found[-1].at.astimezone(zone), value=value, count=len(found))


def _same(one: _Said, other: _Said) -> float:
    """Share of what both said that is the same: each signal that either heard, the level, the verdict."""
    heard = sorted({*one.signals, *other.signals})
    same = [one.signals.get(i, 0) == other.signals.get(i, 0) for i in heard]
    return fmean([*same, one.level == other.level, one.verdict == other.verdict])


def _read(record: Calibration, part: Literal["scored", "key"]) -> _Said:
    try:
        return msgspec.convert(getattr(record, part), _Said)
    except msgspec.ValidationError as fault:
        what = f"the scores of '{record.candidate}' are not understood ({fault})"
        raise DataError(what, where=f"calibration {record.id}", do="greenroom data export shows it") from None
