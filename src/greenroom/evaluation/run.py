"""The use case: a judge's predictions beside the labels, the raters and other judges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from greenroom import __version__
from greenroom.errors import InputError, UsageError, unknown
from greenroom.evaluation.agreement import agreement_of
from greenroom.evaluation.compare import compare, disagreements
from greenroom.evaluation.counts import layout_of
from greenroom.evaluation.raters import raters_agreement
from greenroom.evaluation.rating import Rating, Ratings, Subject, Vocabulary
from greenroom.evaluation.resample import weights
from greenroom.evaluation.result import SCHEMA_VERSION, Evaluation

RESAMPLES = 1000
WORST = 5
"""Disagreements that are listed where nobody says how many."""
NAMED = 3
"""Ids that a message names."""


def chosen(
    subjects: Mapping[str, Subject], *, competency: str | None = None, only: Sequence[str] = ()
) -> dict[str, Subject]:
    """Those answers to ``competency`` whose id fits one of the patterns (``hb-w-*``); all where nothing is asked for.

    Raises ``UsageError`` where a filter leaves nothing.
    """
    kept = dict(subjects)
    if competency is not None:
        kept = {i: s for i, s in kept.items() if s.competency == competency}
        if not kept:
            raise unknown("competency", competency, {s.competency for s in subjects.values()})
    for pattern in only:
        if not any(fnmatchcase(i, pattern) for i in kept):
            raise UsageError(f"no answer has an id like '{pattern}'", where="--only", allowed=_named(list(kept)))
    return {i: s for i, s in kept.items() if not only or any(fnmatchcase(i, p) for p in only)}


def matched(
    subjects: Mapping[str, Subject], gold: Ratings, judges: Sequence[Ratings], *, partial: bool = False
) -> list[Subject]:
    """The answers that can be evaluated: those with labels, and a prediction (or a reason for none) of every judge.

    Raises ``InputError`` naming the missing ones, unless ``partial``; and always where nothing is left.
    """
    left = list(subjects.values())
    for ratings, what in ((gold, "labels"), *((j, "prediction") for j in judges)):
        missing = {s.id for s in left if s.id not in ratings.by_id and s.id not in ratings.unscored}
        if missing and not partial:
            raise InputError(
                f"{len(missing)} of {len(subjects)} answers have no {what} there: {_named(sorted(missing))}",
                where=ratings.title,
                do="complete the file, or give --partial to evaluate the others",
            )
        left = [s for s in left if s.id not in missing]
    if undecided := [s.id for s in left if s.id in gold.unscored]:
        raise InputError(f"labels without a verdict: {_named(undecided)}", where=gold.title, do="label them")
    if not left:
        raise InputError("no answer is in every file", where=gold.title, do="give files about the same answers")
    for judge in judges:
        if not any(s.id in judge.by_id for s in left):
            raise InputError("none of the answers was scored", where=judge.title)
    return left


def evaluate(
    subjects: Mapping[str, Subject],
    known: Mapping[str, Vocabulary],
    gold: Ratings,
    judge: Ratings,
    *,
    others: Sequence[Ratings] = (),
    raters: Sequence[Ratings] = (),
    resamples: int = RESAMPLES,
    worst: int = WORST,
    partial: bool = False,
    answers_file: str = "",
    about_judge: str = "",
    notes: Sequence[str] = (),
) -> Evaluation:
    """Agreement of ``judge`` with ``gold`` over ``subjects``, ``others`` beside it, and that among ``raters``.

    Intervals come from ``resamples`` (0: none) of whole stories. ``worst``: how many disagreements are listed.
    Raises ``InputError`` where labels or predictions are missing (see ``matched``).
    """
    taken = matched(subjects, gold, [judge, *others], partial=partial)
    if len(taken) < len(subjects):
        notes = (*notes, f"{len(subjects) - len(taken)} of {len(subjects)} answers are left out: not in every file.")
    used = {s.competency for s in taken}
    layout = layout_of({c: v for c, v in known.items() if c in used})
    drawn = weights([s.story for s in taken], resamples)
    if drawn is None and resamples:
        notes = (*notes, "Too few stories for intervals.")
    apart = disagreements(taken, gold.by_id, judge.by_id)
    labelled: dict[str, Rating] = {s.id: gold.by_id[s.id] for s in taken}
    return Evaluation(
        schema_version=SCHEMA_VERSION,
        program_version=__version__,
        answers_file=answers_file,
        labels_file=gold.title,
        answers=len(taken),
        stories=len({s.story for s in taken}),
        competencies=dict(sorted(Counter(s.competency for s in taken).items())),
        resamples=0 if drawn is None else resamples,
        judge=agreement_of(layout, taken, known, labelled, judge, drawn),
        raters=raters_agreement(layout, taken, known, raters, drawn) if raters else None,
        comparisons=tuple(compare(layout, taken, known, labelled, judge, other, drawn) for other in others),
        disagreements=apart[:worst],
        disagreeing=len(apart),
        notes=tuple(notes),
        about_judge=about_judge,
    )


def _named(ids: Sequence[str]) -> str:
    more = len(ids) - NAMED
    return ", ".join(ids[:NAMED]) + (f" and {more} more" if more > 0 else "")
