"""The raters' own agreement: by pairs, and each against the consensus of the others."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean

import numpy as np

from greenroom.evaluation.counts import Counts, Layout, counts_of
from greenroom.evaluation.figures import FIGURES, figures, printed
from greenroom.evaluation.rating import Marks, Rating, Ratings, Subject, Vocabulary
from greenroom.evaluation.resample import estimate, estimates
from greenroom.evaluation.result import Estimate, Raters, RaterScore
from greenroom.model import LEVELS, VERDICTS


def raters_agreement(
    layout: Layout,
    subjects: Sequence[Subject],
    known: Mapping[str, Vocabulary],
    raters: Sequence[Ratings],
    drawn: Counts | None,
) -> Raters:
    """How far ``raters`` (two at least) agree with each other; each may have rated only some of the answers.

    A pair that shares no answer says nothing. ``drawn``: how often each answer is drawn in each resample.
    """
    pairs = [counts_of(layout, subjects, known, a.by_id, b.by_id) for a, b in itertools.combinations(raters, 2)]
    told = [printed(rows.sum(0), layout) for rows in pairs if rows.any()]
    resampled = [] if drawn is None else [figures(drawn @ rows, layout) for rows in pairs if rows.any()]
    made: dict[str, Estimate] = {}
    for name in FIGURES:
        values = [value for figure, _ in told if (value := figure[name]) is not None]
        moved = np.mean([r[name] for r in resampled], axis=0) if resampled else None
        made[name] = estimate(round(mean(values), 3) if values else None, moved)
    labels = {}
    for label in layout.labels:
        scores = [value for _, singly in told if (value := singly[label]) is not None]
        labels[label.key] = round(mean(scores), 3) if scores else None
    return Raters(
        names=tuple(r.name for r in raters),
        answers=sum(sum(s.id in r.by_id for r in raters) > 1 for s in subjects),
        figures=made,
        labels=labels,
        against_the_others=tuple(_against(layout, subjects, known, raters, k, drawn) for k in range(len(raters))),
    )


def _against(
    layout: Layout,
    subjects: Sequence[Subject],
    known: Mapping[str, Vocabulary],
    raters: Sequence[Ratings],
    k: int,
    drawn: Counts | None,
) -> RaterScore:
    others = [r.by_id for i, r in enumerate(raters) if i != k]
    agreed = consensus(subjects, known, others)
    rows = counts_of(layout, subjects, known, agreed, raters[k].by_id)
    point, _ = printed(rows.sum(0), layout)
    return RaterScore(
        name=raters[k].name,
        answers=sum(s.id in agreed and s.id in raters[k].by_id for s in subjects),
        figures=estimates(point, rows, drawn, lambda sums: figures(sums, layout)),
    )


def consensus(
    subjects: Iterable[Subject], known: Mapping[str, Vocabulary], raters: Sequence[Mapping[str, Rating]]
) -> dict[str, Rating]:
    """What the majority says, label by label, of every answer that any of ``raters`` rated.

    Grades, levels and verdicts are medians (of an even number means, rounded down for level and
    verdict); evidence is the sentences that at least half of those who marked the label chose.
    """
    made = {}
    for subject in subjects:
        ratings = [r[subject.id] for r in raters if subject.id in r]
        if ratings:
            made[subject.id] = _agreed(subject, known[subject.competency], ratings)
    return made


def _agreed(subject: Subject, words: Vocabulary, ratings: Sequence[Rating]) -> Rating:
    n = len(ratings)
    signals, evidence = {}, {}
    for i in words.signals:
        grades = sorted(r.signals.get(i, 0) for r in ratings)
        grade = grades[n // 2] if n % 2 else round(mean(grades))
        if grade:
            signals[i] = grade
            marked = sum(i in r.signals for r in ratings)
            evidence[i] = _chosen((r.evidence.get(i, frozenset()) for r in ratings), marked)
    letters = zip(*(r.star for r in ratings if r.star), strict=True)  # who rated no parts has no say in them
    return Rating(
        id=subject.id,
        signals=signals,
        evidence=evidence,
        disqualifiers=_majority([r.disqualifiers for r in ratings], words.disqualifiers),
        red_flags=_majority([r.red_flags for r in ratings], words.red_flags),
        star="".join(Counter(told).most_common(1)[0][0] for told in letters),
        level=LEVELS[_middle([LEVELS.index(r.level) for r in ratings])],
        verdict=VERDICTS[_middle([VERDICTS.index(r.verdict) for r in ratings])],
    )


def _middle(places: Sequence[int]) -> int:
    ordered, n = sorted(places), len(places)
    return ordered[n // 2] if n % 2 else int(mean(ordered))


def _majority(told: Sequence[Marks], words: Iterable[str]) -> dict[str, frozenset[int]]:
    made = {}
    for i in words:
        marked = [t[i] for t in told if i in t]
        if len(marked) > len(told) / 2:
            made[i] = _chosen(marked, len(marked))
    return made


def _chosen(marks: Iterable[frozenset[int]], marked: int) -> frozenset[int]:
    votes = Counter(index for mark in marks for index in mark)
    return frozenset(index for index, count in votes.items() if count >= marked / 2)
