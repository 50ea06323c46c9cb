"""How far one judge agrees with the labels: figures, labels, confusions, calibration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from greenroom.evaluation.counts import BINS, GRADES, HIRES, KINDS, Counts, Layout, counts_of
from greenroom.evaluation.figures import (
    Row,
    brier,
    calibration_error,
    certainty_bins,
    confusion,
    figures,
    label_counts,
    label_f1,
    printed,
    rounded,
)
from greenroom.evaluation.rating import Rating, Ratings, Subject, Vocabulary
from greenroom.evaluation.resample import estimate, estimates
from greenroom.evaluation.result import Agreement, Bin, Calibration, Confusion, Estimate, LabelScore, Reading
from greenroom.model import LEVELS, VERDICTS, Kind

CERTAINTIES = ((0.0, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.0))
"""Bands of the least certain finding of an answer, by which verdicts are told apart."""


def agreement_of(
    layout: Layout,
    subjects: Sequence[Subject],
    known: Mapping[str, Vocabulary],
    gold: Mapping[str, Rating],
    judge: Ratings,
    drawn: Counts | None,
) -> Agreement:
    """Everything that is measured of one judge over ``subjects``; those it did not score are named and left out."""
    rows = counts_of(layout, subjects, known, gold, judge.by_id)
    sums = rows.sum(0, keepdims=True)
    point, _ = printed(sums, layout)
    scored = [s for s in subjects if s.id in judge.by_id]
    return Agreement(
        source=judge.name or None,
        judge=judge.judge,
        version=judge.version,
        title=judge.title,
        answers=len(scored),
        unscored=tuple(s.id for s in subjects if s.id in judge.unscored),
        figures=estimates(point, rows, drawn, lambda moved: figures(moved, layout)),
        labels=label_scores(layout, rows, drawn),
        verdicts=_confusion(sums, layout, "verdict", VERDICTS),
        levels=_confusion(sums, layout, "level", LEVELS),
        grades=_confusion(sums, layout, "grade", GRADES),
        calibration=tuple(c for kind in KINDS if (c := _calibration(layout, rows, drawn, kind))),
        by_verdict=_by_verdict(layout, rows, drawn),
        by_certainty=_by_certainty(subjects, gold, judge, drawn),
    )


def label_scores(layout: Layout, rows: Counts, drawn: Counts | None) -> tuple[LabelScore, ...]:
    """Counts, precision, recall and F1 of every label, in the order of the layout."""
    sums = rows.sum(0, keepdims=True)
    _, point = printed(sums, layout)
    resampled = {} if drawn is None else label_f1(drawn @ rows, layout)
    made = []
    for label, (both, wrong, missed) in zip(layout.labels, label_counts(sums, layout)[0], strict=True):
        made.append(
            LabelScore(
                key=label.key,
                kind=label.kind,
                id=label.id,
                competency=label.competency,
                labelled=int(both + missed),
                judged=int(both + wrong),
                both=int(both),
                precision=rounded(both / (both + wrong)) if both + wrong else None,
                recall=rounded(both / (both + missed)) if both + missed else None,
                f1=estimate(point[label], resampled.get(label)),
            )
        )
    return tuple(made)


def _confusion(sums: Counts, layout: Layout, name: str, scale: tuple[str, ...]) -> Confusion:
    counts = confusion(sums, layout, name)[0]
    return Confusion(scale=scale, counts=tuple(tuple(int(c) for c in row) for row in counts))


def _calibration(layout: Layout, rows: Counts, drawn: Counts | None, kind: Kind) -> Calibration | None:
    """None where the judge says nowhere how certain it is."""
    sums = rows.sum(0, keepdims=True)
    bins = certainty_bins(sums, layout, kind)[0]
    if not bins[:, 0].sum():
        return None

    def told(figure: Callable[[Counts, Layout, Kind], Row]) -> Estimate:
        point = rounded(figure(sums, layout, kind)[0])
        return estimate(point, None if drawn is None else figure(drawn @ rows, layout, kind))

    return Calibration(
        kind=kind,
        findings=int(bins[:, 0].sum()),
        ece=told(calibration_error),
        brier=told(brier),
        bins=tuple(
            Bin(
                low=k / BINS,
                high=(k + 1) / BINS,
                findings=int(n),
                certainty=round(float(certainty / n), 3),
                right=round(float(right / n), 3),
            )
            for k, (n, right, certainty) in enumerate(bins)
            if n
        ),
    )


def _by_verdict(layout: Layout, rows: Counts, drawn: Counts | None) -> tuple[Reading, ...]:
    """For every verdict that the judge gave: how often it is right."""
    seen = confusion(rows, layout, "verdict")  # answers, labelled, judged
    made = []
    for k, verdict in enumerate(VERDICTS):
        side = seen[:, :HIRES, k] if k < HIRES else seen[:, HIRES:, k]
        reading = _reading(verdict, seen[:, :, k].sum(1), seen[:, k, k], side.sum(1), drawn)
        made += [reading] if reading.answers else []
    return tuple(made)


def _by_certainty(
    subjects: Sequence[Subject], gold: Mapping[str, Rating], judge: Ratings, drawn: Counts | None
) -> tuple[Reading, ...]:
    """How often verdicts are right by the least certain finding that they stand on."""
    there = np.zeros((len(CERTAINTIES), len(subjects)))
    exact, side = np.zeros(len(subjects)), np.zeros(len(subjects))
    for i, subject in enumerate(subjects):
        rating = judge.by_id.get(subject.id)
        if rating is None or not rating.certainty or subject.id not in gold:
            continue
        least = min(rating.certainty.values())
        band = max(k for k, (low, _) in enumerate(CERTAINTIES) if k == 0 or least >= low)
        there[band, i] = 1
        told, said = VERDICTS.index(gold[subject.id].verdict), VERDICTS.index(rating.verdict)
        exact[i], side[i] = told == said, (told >= HIRES) == (said >= HIRES)
    made = []
    for (low, high), row in zip(CERTAINTIES, there, strict=True):
        name = f"{low:.1f} to {high:.1f}" if low else f"below {high:.1f}"
        reading = _reading(name, row, row * exact, row * side, drawn)
        made += [reading] if reading.answers else []
    return tuple(made)


def _reading(said: str, answers: Row, exact: Row, side: Row, drawn: Counts | None) -> Reading:
    """Shares of ``answers`` that are exact, and on the right side; each is given by its numbers, answer by answer."""

    def share(right: Row) -> Estimate:
        total, hits = float(answers.sum()), float(right.sum())
        if not total:
            return Estimate(value=None)
        if drawn is None:
            return Estimate(value=rounded(hits / total))
        if hits in (0.0, total):  # every resample would say the same; others would not
            return Estimate(value=rounded(hits / total), **_wilson(hits, total))
        whole = drawn @ answers
        moved = np.where(whole == 0, np.nan, (drawn @ right) / np.where(whole == 0, 1, whole))
        return estimate(rounded(hits / total), moved)

    return Reading(said=said, answers=int(answers.sum()), exact=share(exact), same_side=share(side))


def _wilson(hits: float, total: float) -> dict[str, float | None]:
    """Wilson's 95 % interval of a share."""
    z = 1.96
    middle, spread = hits + z * z / 2, z * (hits * (total - hits) / total + z * z / 4) ** 0.5
    return {"low": rounded((middle - spread) / (total + z * z)), "high": rounded((middle + spread) / (total + z * z))}
