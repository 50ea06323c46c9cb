"""Nothing is clearer than its proof: a signal is told, and clear, only where some sentence is evidence enough.

The encoder grades the answer as a whole and marks sentences beside that. Where the two part, the sentences win: a
grade that no sentence carries cannot be shown to anybody, and it would stay when its evidence is deleted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from greenroom.language.outputs import Floats, HeadOutputs
from greenroom.language.parsed import Parsed
from greenroom.model import Span

CLEAR = 0.5
"""Evidence (its decision line at one half) that the best sentence needs for a clear signal."""

TOLD = 0.2
"""The same for a partial one. Both were chosen out of fold (``python -m bench.proof``): higher ones cost agreement."""


def proved(parsed: Parsed, told: float | None = None, clear: float | None = None) -> Parsed:
    """The parse with the grades of each signal held down to what its best sentence proves.

    ``told`` and ``clear``: other lines than :data:`TOLD` and :data:`CLEAR`.
    """
    told, clear = TOLD if told is None else told, CLEAR if clear is None else clear
    story = [s.index for s in parsed.sentences if not s.heading]
    heads = parsed.heads
    grades = {
        label: _held(p, _best(heads, label, story), told, clear) if label in heads.evidence else p
        for label, p in heads.grades.items()
    }
    return dataclasses.replace(parsed, heads=dataclasses.replace(heads, grades=grades))


def hinting(parsed: Parsed, label: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The sentences beside ``spans`` that would be proof enough for a partial finding, were those not there."""
    evidence = parsed.heads.evidence.get(label)
    if evidence is None:
        return ()
    story = (s for s in parsed.sentences if not s.heading and float(evidence[s.index]) >= TOLD)
    return tuple(s.span for s in story if not any(s.span.overlaps(o) for o in spans))


def _best(heads: HeadOutputs, label: str, story: Sequence[int]) -> float:
    return max((float(heads.evidence[label][i]) for i in story), default=0.0)


def _held(grade: Floats, best: float, told: float, clear: float) -> Floats:
    """Probabilities of grade 0, 1, 2: those above a line that ``best`` misses fall below one half, in proportion."""
    above, top = float(grade[1] + grade[2]), float(grade[2])
    if best < clear:
        top = min(top, 0.5 * best / clear)
    if best < told:
        above = min(above, 0.5 * best / told)
    top = min(top, above)
    return np.round(np.asarray([1 - above, above - top, top]), 4).astype(np.float32)
