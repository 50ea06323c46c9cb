"""Moves every probability so that one half is the decision line found on held-out answers.

Thresholds are tuned per label out of fold (``training/crossval.py``) and stand in the
weights' manifest; detectors then need no thresholds of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from greenroom.language.outputs import Floats, HeadOutputs

if TYPE_CHECKING:
    from greenroom.language.encoder import Encoder


def at_half(p: Floats | float, threshold: float) -> Floats:
    """The piecewise linear map of [0, 1] onto itself that takes ``threshold`` to one half."""
    x = np.asarray(p, dtype=np.float64)
    t = min(max(threshold, 1e-3), 1 - 1e-3)
    y = np.where(x < t, 0.5 * x / t, 0.5 + 0.5 * (x - t) / (1 - t))
    return np.round(y, 4).astype(np.float32)


def calibrated(heads: HeadOutputs, thresholds: Mapping[str, Mapping[str, float]]) -> HeadOutputs:
    """The same outputs with one half as the line.

    ``thresholds``: for ``evidence``, ``grade1`` (at least partial), ``grade2`` (clear) and
    ``presence`` the line of each label; a label without one gets the mean of the others.
    """
    means = {what: sum(lines.values()) / len(lines) for what, lines in thresholds.items() if lines}

    def line(label: str, what: str) -> float:
        return float(thresholds.get(what, {}).get(label, means.get(what, 0.5)))

    grades: dict[str, Floats] = {}
    for label, p in heads.grades.items():
        present = float(at_half(float(p[1] + p[2]), line(label, "grade1")))
        clear = min(float(at_half(float(p[2]), line(label, "grade2"))), present)
        grades[label] = np.asarray([1 - present, present - clear, clear], dtype=np.float32)
    return HeadOutputs(
        parts=heads.parts,
        vectors=heads.vectors,
        evidence={k: at_half(v, line(k, "evidence")) for k, v in heads.evidence.items()},
        grades=grades,
        presence={k: float(at_half(v, line(k, "presence"))) for k, v in heads.presence.items()},
        level=heads.level,
        story=heads.story,
        tags=heads.tags,
    )


class Calibrated:
    """An encoder whose decision lines lie at one half."""

    def __init__(self, encoder: Encoder) -> None:
        """``encoder`` brings the thresholds that were tuned with its weights."""
        self._encoder = encoder

    def read(
        self, text: str, sentences: Sequence[tuple[int, int]], competency: str, queries: Any = None
    ) -> HeadOutputs:
        """As the encoder, moved."""
        heads = self._encoder.read(text, sentences, competency, queries)
        return calibrated(heads, self._encoder.manifest.thresholds)
