"""Every decision line moves to one half, and nothing else changes order."""

from __future__ import annotations

import numpy as np
from builders import heads_of
from hypothesis import given, strategies as st

from greenroom.language.calibration import at_half, calibrated

P = st.floats(0, 1)
LINE = st.floats(0.02, 0.98)


@given(P, P, LINE)
def test_order_and_ends_are_kept(a, b, line):
    low, high = sorted((a, b))
    assert 0 <= at_half(low, line) <= at_half(high, line) <= 1


@given(P, LINE)
def test_the_line_goes_to_one_half(p, line):
    moved = float(at_half(p, line))
    if p >= line + 1e-3:
        assert moved >= 0.5
    if p <= line - 1e-3:
        assert moved <= 0.5


def test_grades_stay_probabilities_and_use_their_two_lines():
    heads = heads_of(1, grades={"committed": 0})
    heads.grades["committed"][:] = np.array([0.6, 0.25, 0.15], dtype=np.float32)
    moved = calibrated(heads, {"grade1": {"committed": 0.3}, "grade2": {"committed": 0.1}}).grades["committed"]
    assert moved.sum() == np.float32(1.0)
    assert moved[1] + moved[2] >= 0.5
    assert moved[2] >= 0.5


def test_labels_without_a_line_stay_as_they_are():
    heads = heads_of(1, presence={"hedging": 0.42})
    assert calibrated(heads, {}).presence["hedging"] == np.float32(0.42)
