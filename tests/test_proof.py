"""A signal is clear only where a sentence proves it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from builders import heads_of, parsed_of

from greenroom.judges.proof import hinting, proved
from greenroom.language.parsed import Parsed

TOLD = (("Hi.", "other"), ("I stopped the line.", "action"))


def parsed(evidence: float, grade: tuple[float, float, float] = (0.0, 0.1, 0.9)) -> Parsed:
    """Two sentences, the second with this much evidence for ``spoke-up``."""
    heads = heads_of(2, grades={"spoke-up": 2})
    heads = dataclasses.replace(
        heads,
        grades={"spoke-up": np.array(grade, np.float32)},
        evidence={"spoke-up": np.array([0.0, evidence], np.float32)},
    )
    return parsed_of(TOLD, heads=heads)


def test_a_grade_with_its_proof_stays() -> None:
    assert proved(parsed(0.6)).heads.grades["spoke-up"] == pytest.approx([0.0, 0.1, 0.9])


def test_a_clear_grade_without_proof_is_partial() -> None:
    none, partial, clear = proved(parsed(0.3)).heads.grades["spoke-up"]
    assert none == 0
    assert clear < partial
    assert clear < 0.5


def test_the_fainter_the_proof_the_less_is_clear() -> None:
    clear = [float(proved(parsed(e)).heads.grades["spoke-up"][2]) for e in (0.25, 0.35, 0.49)]
    assert clear == sorted(clear)
    assert clear[0] < clear[-1] < 0.5


@pytest.mark.parametrize(("evidence", "there"), [(0.3, True), (0.1, False)])
def test_a_partial_grade_needs_less(evidence: float, there: bool) -> None:
    grade = proved(parsed(evidence, (0.2, 0.8, 0.0))).heads.grades["spoke-up"]
    assert (grade[1] + grade[2] >= 0.5) == there


def test_a_label_without_evidence_of_its_own_is_left_alone() -> None:
    before = parsed(0.1)
    heads = dataclasses.replace(before.heads, evidence={})
    assert proved(dataclasses.replace(before, heads=heads)).heads.grades["spoke-up"][2] == pytest.approx(0.9)


def test_sentences_that_hint_are_named_beside_those_that_show() -> None:
    told = (("I spoke up.", "action"), ("I said it again.", "action"), ("It rained.", "situation"))
    heads = dataclasses.replace(
        heads_of(3, grades={"spoke-up": 2}), evidence={"spoke-up": np.array([0.9, 0.3, 0.1], np.float32)}
    )
    read = parsed_of(told, heads=heads)
    first, second, _ = (s.span for s in read.sentences)
    assert hinting(read, "spoke-up", [first]) == (second,)
    assert hinting(read, "another", [first]) == ()
