"""The verdict's rules, each with an example; the label guide's words stand in the test names."""

from __future__ import annotations

import pytest
from builders import backbone, finding
from hypothesis import given, strategies as st

from greenroom.guides.loader import load_guide
from greenroom.model import LEVELS, TARGET_LEVELS, VERDICTS, Decision, Finding
from greenroom.scoring import decide

GUIDE = backbone()
STANDARDS = load_guide("highest-standards")
ALL_CLEAR = {s.id: 2 for s in GUIDE.signals}


def decided(
    grades: dict[str, int], *others: Finding, level: str = "senior", target: str = "senior", guide=GUIDE
) -> Decision:
    signals = [finding("signal", i, g) for i, g in grades.items()]
    return decide([*signals, *others], level, guide, target)


def test_all_signals_clear_at_the_level_is_a_strong_hire():
    assert decided(ALL_CLEAR).verdict == "strong-hire"


def test_five_clear_signals_are_nearly_all():
    assert decided(ALL_CLEAR | {"beyond-scope": 0}).verdict == "strong-hire"


def test_four_clear_signals_with_the_core_are_a_hire():
    assert decided(ALL_CLEAR | {"beyond-scope": 0, "respectful-challenge": 1}).verdict == "hire"


def test_a_strong_hire_carries_a_number():
    assert decided(ALL_CLEAR | {"quantified-impact": 1}).verdict == "hire"


@pytest.mark.parametrize("core", ["spoke-up", "data-backed", "committed"])
def test_a_missing_core_signal_is_a_no_hire(core):
    assert decided(ALL_CLEAR | {core: 0}).verdict == "no-hire"


def test_one_partial_core_signal_leaves_hire_open_and_two_do_not():
    assert decided(ALL_CLEAR | {"committed": 1, "beyond-scope": 0}).verdict == "hire"
    assert decided(ALL_CLEAR | {"committed": 1, "spoke-up": 1}).verdict == "no-hire"


def test_three_partial_core_signals_are_not_called_two():
    made = decided(ALL_CLEAR | {"committed": 1, "spoke-up": 1, "data-backed": 1})
    (step,) = (s for s in made.derivation if "partial" in s.rule)
    assert (step.rule, len(step.saw.split("; "))) == ("two or more core signals only partial", 3)


def test_either_of_two_signals_meets_a_core_requirement():
    grades = {s.id: 2 for s in STANDARDS.signals} | {"refused-to-ship": 0}
    assert decided(grades, guide=STANDARDS).verdict == "strong-hire"
    assert decided(grades | {"despite-resistance": 0}, guide=STANDARDS).verdict == "no-hire"


def test_scope_below_the_target_is_a_no_hire_and_above_it_is_fine():
    assert decided(ALL_CLEAR, level="sde2", target="senior").verdict == "no-hire"
    assert decided(ALL_CLEAR, level="staff", target="sde1").verdict == "strong-hire"


def test_one_disqualifier_is_a_no_hire_and_two_are_a_strong_one():
    one, two = finding("disqualifier", "manager-assigned"), finding("disqualifier", "no-impact")
    assert decided(ALL_CLEAR, one).verdict == "no-hire"
    assert decided(ALL_CLEAR, one, two).verdict == "strong-no-hire"


def test_own_codebase_only_weighs_from_senior_up():
    grades = {s.id: 2 for s in STANDARDS.signals}
    own = finding("disqualifier", "own-codebase-only")
    assert decided(grades, own, level="sde2", target="sde2", guide=STANDARDS).verdict == "strong-hire"
    assert decided(grades, own, level="senior", target="senior", guide=STANDARDS).verdict == "no-hire"


def test_hardly_any_signal_is_a_strong_no_hire():
    assert decided({"spoke-up": 2}, level="sde1", target="sde1").verdict == "strong-no-hire"
    assert decided({}, level="none", target="sde1").verdict == "strong-no-hire"


def test_nothing_clear_and_nothing_self_started_is_a_strong_no_hire():
    hints = {"spoke-up": 1, "data-backed": 1, "committed": 1}
    assert decided(hints, level="none", target="sde1").verdict == "strong-no-hire"
    assert decided(hints, level="sde1", target="sde1").verdict == "no-hire"


def test_an_answer_that_does_not_say_how_it_ended_is_no_hire():
    assert decided(ALL_CLEAR, finding("red_flag", "no-resolution")).verdict == "no-hire"


def test_two_red_flags_cost_the_strong_hire():
    flags = finding("red_flag", "passive-voice"), finding("red_flag", "we-overuse")
    assert decided(ALL_CLEAR, flags[0]).verdict == "strong-hire"
    assert decided(ALL_CLEAR, *flags).verdict == "hire"


def test_a_disqualifier_told_with_blame_and_no_insight_harms_a_team():
    flags = finding("red_flag", "blaming"), finding("red_flag", "no-self-awareness")
    assert decided(ALL_CLEAR, finding("disqualifier", "no-commitment"), *flags).verdict == "strong-no-hire"


def test_every_cap_is_printed_and_the_lowest_decides():
    made = decided(ALL_CLEAR | {"committed": 0}, finding("disqualifier", "manager-assigned"), level="sde1")
    caps = [s.effect for s in made.derivation if s.effect.startswith("at most")]
    assert len(caps) == 3
    assert made.derivation[-1].effect == made.verdict == "no-hire"


NAMES = [s.id for s in GUIDE.signals]
GRADES = st.fixed_dictionaries({n: st.integers(0, 2) for n in NAMES})
BAD = st.sets(st.sampled_from([d.id for d in GUIDE.disqualifiers]))
FLAGS = st.sets(st.sampled_from([f.id for f in GUIDE.red_flags]))
AT = st.tuples(st.sampled_from(LEVELS), st.sampled_from(TARGET_LEVELS))


@given(GRADES, BAD, FLAGS, AT, st.sampled_from(NAMES))
def test_more_signal_never_lowers_and_more_fault_never_raises(grades, bad, flags, at, name):
    level, target = at
    faults = [finding("disqualifier", b) for b in bad] + [finding("red_flag", f) for f in flags]
    base = decided(grades, *faults, level=level, target=target)
    better = decided(grades | {name: min(2, grades[name] + 1)}, *faults, level=level, target=target)
    cleaner = decided(grades, *faults[1:], level=level, target=target)
    place = VERDICTS.index
    assert (place(better.verdict), better.score) >= (place(base.verdict), base.score)
    assert (place(cleaner.verdict), cleaner.score) >= (place(base.verdict), base.score)
    assert 0 <= base.score <= 100
