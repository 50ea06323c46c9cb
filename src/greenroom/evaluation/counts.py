"""Two ratings of an answer as whole numbers that add up over answers; every figure is made from their sums.

That is what makes intervals quick: a resample of the answers is a weighted sum of rows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from greenroom.evaluation.rating import LETTERS, Rating, Subject, Vocabulary
from greenroom.model import LEVELS, VERDICTS, Kind

Counts = npt.NDArray[np.float64]
"""Whole numbers (and sums of certainties), as floats so that products run in one library call."""

GRADES = ("absent", "partial", "clear")
BINS = 10
"""Bins of certainty, of equal width over 0..1."""
KINDS: tuple[Kind, ...] = ("signal", "disqualifier", "red_flag")
HIRES = VERDICTS.index("hire")
"""Place of the first verdict above the hire line."""
_PLURALS = {"disqualifier": "disqualifiers", "red_flag": "red_flags"}


class Label(NamedTuple):
    """A label that figures are told for; signals are told by competency, the rest over all."""

    kind: Kind
    id: str
    competency: str | None = None

    @property
    def key(self) -> str:
        """Its name in ``bench/score.py``."""
        if self.kind == "signal":
            return f"signal:{self.competency}:{self.id}"
        return f"{_PLURALS[self.kind]}:{self.id}"


@dataclasses.dataclass(frozen=True)
class Layout:
    """Where each count stands in a row."""

    labels: tuple[Label, ...]

    @cached_property
    def places(self) -> dict[str, slice]:
        """The columns of each block, by name."""
        sizes = {
            "verdict": len(VERDICTS) ** 2,
            "level": len(LEVELS) ** 2,
            "grade": len(GRADES) ** 2,
            "star": len(LETTERS) ** 2,
            "labels": 3 * len(self.labels),
            "evidence": 3,
            **{f"certain {kind}": 3 * BINS + 1 for kind in KINDS},
        }
        made, at = {}, 0
        for name, size in sizes.items():
            made[name], at = slice(at, at + size), at + size
        return made

    @property
    def width(self) -> int:
        """Columns of a row."""
        return max(int(s.stop) for s in self.places.values())

    @cached_property
    def index(self) -> dict[Label, int]:
        """Place of each label among the labels."""
        return {label: i for i, label in enumerate(self.labels)}


def layout_of(known: Mapping[str, Vocabulary]) -> Layout:
    """The layout for answers to these competencies: signals of each, then disqualifiers and red flags of all."""
    signals = [Label("signal", i, c) for c, v in known.items() for i in v.signals]
    others = [Label(kind, i) for kind in KINDS[1:] for v in known.values() for i in v.of(kind)]
    return Layout(tuple(dict.fromkeys([*signals, *others])))


def counts_of(
    layout: Layout,
    subjects: Sequence[Subject],
    known: Mapping[str, Vocabulary],
    gold: Mapping[str, Rating],
    judged: Mapping[str, Rating],
) -> Counts:
    """A row for each of ``subjects``; all zeros for one that is not in both."""
    rows = np.zeros((len(subjects), layout.width))
    for row, subject in zip(rows, subjects, strict=True):
        if subject.id in gold and subject.id in judged:
            _count(row, layout, subject.competency, known[subject.competency], gold[subject.id], judged[subject.id])
    return rows


def _count(row: Counts, layout: Layout, competency: str, words: Vocabulary, gold: Rating, judged: Rating) -> None:
    at = {name: row[place] for name, place in layout.places.items()}  # views: what is added here lands in the row
    _confusion(at["verdict"], VERDICTS, [(gold.verdict, judged.verdict)])
    _confusion(at["level"], LEVELS, [(gold.level, judged.level)])
    if len(gold.star) == len(judged.star):
        _confusion(at["star"], tuple(LETTERS), zip(gold.star, judged.star, strict=True))
    for i in words.signals:
        given, said = gold.signals.get(i, 0), judged.signals.get(i, 0)
        at["grade"][given * len(GRADES) + said] += 1
        at["evidence"] += _overlap(gold.evidence.get(i, frozenset()), judged.evidence.get(i, frozenset()))
    for kind in KINDS:
        here, there = gold.found(kind), judged.found(kind)
        for i in words.of(kind):
            label = Label(kind, i, competency if kind == "signal" else None)
            k = 3 * layout.index[label]
            at["labels"][k : k + 3] += (
                i in here and i in there,
                i in there and i not in here,
                i in here and i not in there,
            )
            if i in there and (kind, i) in judged.certainty:
                _certain(at[f"certain {kind}"], judged.certainty[kind, i], i in here)


def _confusion(block: Counts, scale: Sequence[str], pairs: Iterable[tuple[str, str]]) -> None:
    for given, said in pairs:
        block[scale.index(given) * len(scale) + scale.index(said)] += 1


def _overlap(gold: frozenset[int], judged: frozenset[int]) -> tuple[int, int, int]:
    return len(gold & judged), len(judged - gold), len(gold - judged)


def _certain(block: Counts, certainty: float, right: bool) -> None:
    """Number, right ones and sum of certainties of its bin; at the end the sum of squared errors."""
    place = 3 * min(int(certainty * BINS + 1e-9), BINS - 1)
    block[place : place + 3] += (1, right, certainty)
    block[-1] += (certainty - right) ** 2
