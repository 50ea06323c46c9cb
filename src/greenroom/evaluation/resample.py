"""Bootstrap: how far a figure would move with other answers of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from greenroom.evaluation.counts import Counts
from greenroom.evaluation.figures import Row, rounded
from greenroom.evaluation.result import Estimate

SEED = 20260101
LEVEL = 0.95
"""Share of the resamples that an interval holds."""
FEWEST = 10
"""Stories below which no interval is given: so few cannot say how far others would move a figure."""


def weights(stories: Sequence[str], resamples: int) -> Counts | None:
    """How often each answer is drawn in each resample (a row): whole stories, with replacement; always the same.

    None where no interval is wanted (``resamples`` 0) or there are too few stories for one.
    """
    names = {story: i for i, story in enumerate(dict.fromkeys(stories))}
    if resamples == 0 or len(names) < FEWEST:
        return None
    drawn = np.random.default_rng(SEED).multinomial(len(names), np.full(len(names), 1 / len(names)), size=resamples)
    return drawn[:, [names[s] for s in stories]].astype(float)


def interval(values: Row) -> tuple[float | None, float | None]:
    """The percentile interval of the resamples in which there was something to measure."""
    there = values[~np.isnan(values)]
    if not len(there):
        return None, None
    low, high = np.percentile(there, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return rounded(low), rounded(high)


def estimates(
    point: dict[str, float | None], rows: Counts, drawn: Counts | None, figure: Callable[[Counts], dict[str, Row]]
) -> dict[str, Estimate]:
    """``point`` with the interval of each of its figures over the resamples of ``rows``."""
    resampled = {} if drawn is None else figure(drawn @ rows)
    return {name: estimate(value, resampled.get(name)) for name, value in point.items()}


def estimate(point: float | None, resampled: Row | None) -> Estimate:
    """A figure with its interval; none where there is no figure, or where nothing was resampled."""
    low, high = (None, None) if point is None or resampled is None else interval(resampled)
    return Estimate(value=point, low=low, high=high)
