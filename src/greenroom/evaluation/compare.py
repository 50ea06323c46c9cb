"""Two judges beside each other, and the answers on which a judge and the labels part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from greenroom.evaluation.counts import HIRES, KINDS, Counts, Layout, counts_of
from greenroom.evaluation.figures import Row, figures, label_f1, printed
from greenroom.evaluation.rating import Rating, Ratings, Subject, Vocabulary
from greenroom.evaluation.resample import estimate
from greenroom.evaluation.result import Changed, Comparison, Difference, Disagreement
from greenroom.model import VERDICTS


def compare(
    layout: Layout,
    subjects: Sequence[Subject],
    known: Mapping[str, Vocabulary],
    gold: Mapping[str, Rating],
    first: Ratings,
    second: Ratings,
    drawn: Counts | None,
) -> Comparison:
    """``second`` beside ``first`` over the answers that both scored; in a resample both meet the same answers."""
    both = [s.id for s in subjects if s.id in first.by_id and s.id in second.by_id]
    shared = {i: gold[i] for i in both}
    a = counts_of(layout, subjects, known, shared, first.by_id)
    b = counts_of(layout, subjects, known, shared, second.by_id)
    (figures_a, labels_a), (figures_b, labels_b) = printed(a.sum(0), layout), printed(b.sum(0), layout)
    moved: dict[str, tuple[Row, Row]] = {}
    if drawn is not None:
        sums_a, sums_b = drawn @ a, drawn @ b
        of_a, of_b = figures(sums_a, layout), figures(sums_b, layout)
        moved = {name: (of_a[name], of_b[name]) for name in of_a}
        singly_a, singly_b = label_f1(sums_a, layout), label_f1(sums_b, layout)
        moved |= {label.key: (singly_a[label], singly_b[label]) for label in layout.labels}
    return Comparison(
        first=first.title,
        second=second.title,
        answers=len(both),
        figures={n: _difference(figures_a[n], figures_b[n], moved.get(n)) for n in figures_a},
        labels={x.key: _difference(labels_a[x], labels_b[x], moved.get(x.key)) for x in layout.labels},
        changed=tuple(
            _changed(i, gold[i], first.by_id[i], second.by_id[i])
            for i in both
            if first.by_id[i].verdict != second.by_id[i].verdict
        ),
    )


def _difference(first: float | None, second: float | None, moved: tuple[Row, Row] | None) -> Difference:
    gap = None if first is None or second is None else round(second - first, 3) + 0.0
    return Difference(
        first=first, second=second, difference=estimate(gap, None if moved is None else moved[1] - moved[0])
    )


def _changed(ident: str, gold: Rating, first: Rating, second: Rating) -> Changed:
    a, b = (abs(VERDICTS.index(r.verdict) - VERDICTS.index(gold.verdict)) for r in (first, second))
    nearer: Literal["first", "second", "neither"] = "first" if a < b else "second" if b < a else "neither"
    return Changed(id=ident, labelled=gold.verdict, first=first.verdict, second=second.verdict, nearer=nearer)


def disagreements(
    subjects: Sequence[Subject], gold: Mapping[str, Rating], judged: Mapping[str, Rating]
) -> tuple[Disagreement, ...]:
    """The answers of which the judge says another verdict than the labels, the worst first.

    Worst is the farthest, then what falls on the other side of the hire line, then the most findings that differ.
    """
    made = []
    for place, s in enumerate(subjects):
        if s.id not in judged or s.id not in gold or judged[s.id].verdict == gold[s.id].verdict:
            continue
        one = _disagreement(s, gold[s.id], judged[s.id])
        told, said = VERDICTS.index(one.labelled), VERDICTS.index(one.judged)
        differing = len(one.missed) + len(one.imagined) + len(one.regraded)
        made.append(((-abs(told - said), (told >= HIRES) == (said >= HIRES), -differing, place), one))
    return tuple(one for _, one in sorted(made, key=lambda pair: pair[0]))


def _disagreement(subject: Subject, gold: Rating, judged: Rating) -> Disagreement:
    missed, imagined = [], []
    for kind in KINDS:
        here, there = gold.found(kind), judged.found(kind)
        missed += [f"{kind}:{i}" for i in sorted(here - there)]
        imagined += [f"{kind}:{i}" for i in sorted(there - here)]
    both = sorted(gold.signals.keys() & judged.signals.keys())
    regraded = [f"{i} {gold.signals[i]} as {judged.signals[i]}" for i in both if gold.signals[i] != judged.signals[i]]
    return Disagreement(
        id=subject.id,
        competency=subject.competency,
        target_level=subject.target_level,
        labelled=gold.verdict,
        judged=judged.verdict,
        labelled_level=gold.level,
        judged_level=judged.level,
        missed=tuple(missed),
        imagined=tuple(imagined),
        regraded=tuple(regraded),
    )
