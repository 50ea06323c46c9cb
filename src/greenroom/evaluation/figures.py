"""From sums of counts to figures: agreement beyond chance, F1, accuracy, calibration.

Every function takes the sums of many resamples at once (a row each) and gives a figure a row,
``nan`` where there is nothing to measure. ``bench/score.py`` defines what each figure means.
"""

from __future__ import annotations

import math
from statistics import mean

import numpy as np
import numpy.typing as npt

from greenroom.evaluation.counts import BINS, GRADES, HIRES, KINDS, Counts, Label, Layout
from greenroom.evaluation.rating import LETTERS
from greenroom.model import LEVELS, VERDICTS, Kind

Row = npt.NDArray[np.float64]

FIGURES = (
    "verdict_qwk",
    "verdict_exact",
    "hire_line_accuracy",
    "level_qwk",
    "signal_grade_qwk",
    "signal_f1_macro",
    "signal_evidence_f1",
    "disqualifier_f1_micro",
    "disqualifier_f1_macro",
    "red_flag_f1_micro",
    "red_flag_f1_macro",
    "star_accuracy",
    "star_kappa",
)
"""The figures of ``bench/score.py``, in its order."""


def quadratic_kappa(confusion: Counts) -> Row:
    """Quadratic weighted kappa of confusions (..., k, k); 1 where chance leaves nothing to disagree on."""
    k = confusion.shape[-1]
    weights = np.subtract.outer(np.arange(k), np.arange(k)) ** 2
    return _kappa(confusion, weights)


def kappa(confusion: Counts) -> Row:
    """Cohen's kappa of confusions (..., k, k); 1 where chance leaves nothing to disagree on."""
    return _kappa(confusion, 1 - np.eye(confusion.shape[-1]))


def _kappa(confusion: Counts, weights: Counts | npt.NDArray[np.int64]) -> Row:
    """One minus the disagreement seen, by that expected of the same shares; nan where nothing was counted."""
    total = confusion.sum((-2, -1))
    chance = confusion.sum(-1)[..., :, None] * confusion.sum(-2)[..., None, :]
    expected = (chance * weights).sum((-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        made = np.where(expected == 0, 1.0, 1 - (confusion * weights).sum((-2, -1)) * total / expected)
    return np.where(total == 0, np.nan, made)


def f1(hits: Row, false: Row, missed: Row) -> Row:
    """F1 of found, wrongly found and missed; nan where there was nothing to find and nothing found."""
    return _share(2 * hits, 2 * hits + false + missed)


def _share(part: Row, whole: Row) -> Row:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole == 0, np.nan, part / whole)


def _square(sums: Counts, layout: Layout, name: str, size: int) -> Counts:
    return sums[:, layout.places[name]].reshape(len(sums), size, size)


def confusion(sums: Counts, layout: Layout, name: str) -> Counts:
    """The confusions (rows: labels, columns: judged) of ``verdict``, ``level``, ``grade`` or ``star``."""
    sizes = {"verdict": len(VERDICTS), "level": len(LEVELS), "grade": len(GRADES), "star": len(LETTERS)}
    return _square(sums, layout, name, sizes[name])


def label_counts(sums: Counts, layout: Layout) -> Counts:
    """Found, wrongly found and missed (last axis) of every label (middle axis)."""
    return sums[:, layout.places["labels"]].reshape(len(sums), len(layout.labels), 3)


def label_f1(sums: Counts, layout: Layout) -> dict[Label, Row]:
    """F1 of every label."""
    counts = label_counts(sums, layout)
    return {label: f1(*counts[:, i].T) for i, label in enumerate(layout.labels)}


def figures(sums: Counts, layout: Layout) -> dict[str, Row]:
    """Every figure of ``FIGURES``, unrounded."""
    verdict, star = confusion(sums, layout, "verdict"), confusion(sums, layout, "star")
    answers, sentences = verdict.sum((-2, -1)), star.sum((-2, -1))
    same_side = verdict[:, :HIRES, :HIRES].sum((-2, -1)) + verdict[:, HIRES:, HIRES:].sum((-2, -1))
    made = {
        "verdict_qwk": quadratic_kappa(verdict),
        "verdict_exact": _share(np.trace(verdict, axis1=1, axis2=2), answers),
        "hire_line_accuracy": _share(same_side, answers),
        "level_qwk": quadratic_kappa(confusion(sums, layout, "level")),
        "signal_grade_qwk": quadratic_kappa(confusion(sums, layout, "grade")),
        "signal_evidence_f1": f1(*sums[:, layout.places["evidence"]].T),
        "star_accuracy": _share(np.trace(star, axis1=1, axis2=2), sentences),
        "star_kappa": kappa(star),
    }
    counts, singly = label_counts(sums, layout), label_f1(sums, layout)
    for kind in KINDS:
        of_kind = [i for i, label in enumerate(layout.labels) if label.kind == kind]
        made[f"{kind}_f1_macro"] = _mean([singly[layout.labels[i]] for i in of_kind], len(sums))
        made[f"{kind}_f1_micro"] = f1(*counts[:, of_kind].sum(1).T)
    return {name: made[name] for name in FIGURES}


def _mean(rows: list[Row], length: int) -> Row:
    """The mean of those that are numbers; nan where none is."""
    stacked = np.array(rows).reshape(len(rows), length)
    there = ~np.isnan(stacked)
    return _share(np.where(there, stacked, 0).sum(0), there.sum(0).astype(float))


def printed(sums: Counts, layout: Layout) -> tuple[dict[str, float | None], dict[Label, float | None]]:
    """The figures of one sum, and F1 of its labels, to three decimals as ``bench/score.py`` prints them.

    It takes the mean over labels from values that are rounded already, and so does this.
    """
    row = sums.reshape(1, -1)
    labels = {label: rounded(value[0]) for label, value in label_f1(row, layout).items()}
    made = {name: rounded(value[0]) for name, value in figures(row, layout).items()}
    for kind in KINDS:
        there = [v for label, v in labels.items() if label.kind == kind and v is not None]
        if f"{kind}_f1_macro" in made:
            made[f"{kind}_f1_macro"] = round(mean(there), 3) if there else None
    return made, labels


def rounded(value: float, decimals: int = 3) -> float | None:
    """``value`` to some decimals; none for nan."""
    return None if math.isnan(value) else round(float(value), decimals) + 0.0


def certainty_bins(sums: Counts, layout: Layout, kind: Kind) -> Counts:
    """Findings, right ones and the sum of certainties (last axis) by bin (middle axis)."""
    return sums[:, layout.places[f"certain {kind}"]][:, :-1].reshape(len(sums), BINS, 3)


def calibration_error(sums: Counts, layout: Layout, kind: Kind) -> Row:
    """Expected calibration error: the mean gap between certainty and share right, bins weighted by their findings."""
    bins = certainty_bins(sums, layout, kind)
    return _share(np.abs(bins[..., 1] - bins[..., 2]).sum(1), bins[..., 0].sum(1))


def brier(sums: Counts, layout: Layout, kind: Kind) -> Row:
    """Brier score of the findings' certainty: the mean squared gap to right (1) or wrong (0)."""
    return _share(sums[:, layout.places[f"certain {kind}"]][:, -1], certainty_bins(sums, layout, kind)[..., 0].sum(1))
