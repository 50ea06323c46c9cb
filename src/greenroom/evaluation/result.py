"""The frozen values of an evaluation; its published JSON is this, field by field."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from greenroom.model import Kind, Level, TargetLevel, Value, Verdict

SCHEMA_VERSION = "1.0"
"""Version of the published ``Evaluation``; goes up when a field is removed or changes its meaning."""


class Estimate(Value, frozen=True, kw_only=True):
    """A figure and its 95 % bootstrap interval; null where there was nothing, or too little, to measure."""

    value: float | None
    low: float | None = None
    high: float | None = None


class LabelScore(Value, frozen=True, kw_only=True):
    """One label: how often the labels give it (``labelled``), the judge says it (``judged``), and both.

    ``competency`` is null for disqualifiers and red flags, which are told over all competencies.
    ``key`` is its name in ``bench/score.py``.
    """

    key: str
    kind: Kind
    id: str
    competency: str | None
    labelled: int
    judged: int
    both: int
    precision: float | None
    recall: float | None
    f1: Estimate


class Confusion(Value, frozen=True, kw_only=True):
    """Counts by what the labels say (rows) and what the judge says (columns), both in the order of ``scale``."""

    scale: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


class Bin(Value, frozen=True, kw_only=True):
    """Findings whose certainty lies in ``[low, high)``: how many, their mean certainty, the share that is right."""

    low: float
    high: float
    findings: int
    certainty: float
    right: float


class Calibration(Value, frozen=True, kw_only=True):
    """How far the certainty of what was found can be taken at its word, for one kind of finding.

    ``ece``: expected calibration error over ten bins; ``brier``: mean squared gap between certainty and truth.
    """

    kind: Kind
    findings: int
    ece: Estimate
    brier: Estimate
    bins: tuple[Bin, ...]


class Reading(Value, frozen=True, kw_only=True):
    """How often verdicts told so, or with findings so certain, are right, and on the right side of the hire line."""

    said: str
    answers: int
    exact: Estimate
    same_side: Estimate


class Agreement(Value, frozen=True, kw_only=True):
    """How far one judge agrees with the labels, over ``answers``; ``unscored`` are left out of every figure.

    ``title`` is how a page calls it, ``source`` the file of predictions, null where the judge was run for this;
    ``judge`` and ``version`` are empty where the file does not tell.
    """

    title: str
    source: str | None
    judge: str
    version: str
    answers: int
    unscored: tuple[str, ...]
    figures: dict[str, Estimate]
    labels: tuple[LabelScore, ...]
    verdicts: Confusion
    levels: Confusion
    grades: Confusion
    calibration: tuple[Calibration, ...]
    by_verdict: tuple[Reading, ...]
    by_certainty: tuple[Reading, ...]


class RaterScore(Value, frozen=True, kw_only=True):
    """One rater against the consensus of the others, over the answers that it shares with any of them."""

    name: str
    answers: int
    figures: dict[str, Estimate]


class Raters(Value, frozen=True, kw_only=True):
    """The raters' own agreement: ``figures`` are means over all pairs, as ``bench/score.py --raters`` prints them."""

    names: tuple[str, ...]
    answers: int
    figures: dict[str, Estimate]
    labels: dict[str, float | None]
    against_the_others: tuple[RaterScore, ...]


class Difference(Value, frozen=True, kw_only=True):
    """One figure of two judges over the same answers, and the second minus the first, resampled in pairs."""

    first: float | None
    second: float | None
    difference: Estimate


class Changed(Value, frozen=True, kw_only=True):
    """An answer of which two judges give different verdicts. ``nearer``: which one is nearer to the labels."""

    id: str
    labelled: Verdict
    first: Verdict
    second: Verdict
    nearer: Literal["first", "second", "neither"]


class Comparison(Value, frozen=True, kw_only=True):
    """A second judge beside the first, over the answers that both scored."""

    first: str
    second: str
    answers: int
    figures: dict[str, Difference]
    labels: dict[str, Difference]
    changed: tuple[Changed, ...]


class Disagreement(Value, frozen=True, kw_only=True):
    """An answer that the judge reads otherwise than the labels.

    ``missed`` and ``imagined``: findings that only the labels, or only the judge, have (``kind:id``);
    ``regraded``: signals that both found, with both grades.
    """

    id: str
    competency: str
    target_level: TargetLevel
    labelled: Verdict
    judged: Verdict
    labelled_level: Level
    judged_level: Level
    missed: tuple[str, ...]
    imagined: tuple[str, ...]
    regraded: tuple[str, ...]


class Evaluation(Value, frozen=True, kw_only=True):
    """Agreement of a judge with labels, and what stands beside it.

    ``competencies``: answers by competency. ``resamples``: 0 where no intervals were asked for.
    ``about_judge``: where to read how far to trust the judge, where there is such a place.
    """

    schema_version: str
    program_version: str
    answers_file: str
    labels_file: str
    answers: int
    stories: int
    competencies: dict[str, int]
    resamples: int
    judge: Agreement
    raters: Raters | None
    comparisons: tuple[Comparison, ...]
    disagreements: tuple[Disagreement, ...]
    disagreeing: int
    notes: tuple[str, ...]
    about_judge: str


def evaluation_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of an evaluation."""
    generated = msgspec.json.schema(Evaluation)
    generated["$defs"]["Evaluation"]["properties"]["schema_version"] = {"const": SCHEMA_VERSION}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:greenroom:schema:evaluation:{SCHEMA_VERSION}",
        "title": "Greenroom evaluation",
        "version": SCHEMA_VERSION,
    }
    return head | generated
