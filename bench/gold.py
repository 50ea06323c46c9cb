"""The gold answers, their labels and raters, as ``greenroom evaluate`` reads them, split by story."""

from __future__ import annotations

import dataclasses
import functools
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from greenroom.evaluation.counts import layout_of
from greenroom.evaluation.files import read_answers, read_ratings
from greenroom.evaluation.raters import raters_agreement
from greenroom.evaluation.rating import Ratings, Subject, Vocabulary
from greenroom.evaluation.resample import weights
from greenroom.evaluation.result import Evaluation, Raters
from greenroom.evaluation.run import RESAMPLES, evaluate

DATA = Path(__file__).resolve().parent.parent / "data"
GOLD = DATA / "gold"
PARTS = {"dev": "crafted", "plain": "plain"}
"""The parts of the gold and what people call them."""


@functools.cache
def subjects_of(part: str) -> tuple[Mapping[str, Subject], Mapping[str, Vocabulary]]:
    """The answers of a part; those of one story (``data/folds.json``) share it."""
    subjects, known = read_answers(GOLD / f"{part}.answers.jsonl")
    told = json.loads((DATA / "folds.json").read_text(encoding="utf-8"))["stories_of_several_answers"]
    story = {i: f"story {group[0]}" for group in told for i in group}
    return {i: dataclasses.replace(s, story=story.get(i, s.story)) for i, s in subjects.items()}, known


def _together(parts: Sequence[str]) -> tuple[dict[str, Subject], dict[str, Vocabulary]]:
    read = [subjects_of(part) for part in parts]
    return {i: s for subjects, _ in read for i, s in subjects.items()}, {c: v for _, k in read for c, v in k.items()}


def _ratings(parts: Sequence[str], name: str) -> Ratings:
    """The labels or one rater's of several parts as one."""
    rows = [read_ratings(GOLD / f"{part}.{name}.jsonl", *subjects_of(part)) for part in parts]
    return Ratings(name, {i: r for one in rows for i, r in one.by_id.items()})


def _raters(parts: Sequence[str]) -> list[Ratings]:
    return [_ratings(parts, f"rater-{k}") for k in (1, 2, 3)]


def raters_of(parts: Sequence[str]) -> Raters:
    """How far the raters of these parts agree with each other."""
    subjects, known = _together(parts)
    taken = list(subjects.values())
    return raters_agreement(
        layout_of(known), taken, known, _raters(parts), weights([s.story for s in taken], RESAMPLES)
    )


def evaluated(parts: Sequence[str], predictions: Iterable[Mapping[str, Any]]) -> Evaluation:
    """The evaluation of predictions over these parts of the gold, the raters beside them; no disagreements listed."""
    subjects, known = _together(parts)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "predictions.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in predictions), encoding="utf-8")
        judge = dataclasses.replace(read_ratings(file, subjects, known, partial=True), name="")
    gold = _ratings(parts, "labels")
    return evaluate(subjects, known, gold, judge, raters=_raters(parts), worst=0, answers_file=" + ".join(parts))
