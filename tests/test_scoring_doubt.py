"""The verdict where the judge is not sure: weighed over all likely readings."""

from __future__ import annotations

import pytest
from builders import backbone, finding
from hypothesis import given, strategies as st

from greenroom.model import LEVELS, TARGET_LEVELS, VERDICTS, Decision, Doubt, Finding
from greenroom.scoring import by_rule, decide

GUIDE = backbone()
SIGNALS = [s.id for s in GUIDE.signals]
FAULTS = [*(d.id for d in GUIDE.disqualifiers), *(f.id for f in GUIDE.red_flags)]
KINDS = {d.id: "disqualifier" for d in GUIDE.disqualifiers} | {f.id: "red_flag" for f in GUIDE.red_flags}
CLEAR = [finding("signal", i, 2) for i in SIGNALS]


def doubt(levels: tuple[float, ...], **chances: tuple[float, ...]) -> Doubt:
    sure = dict.fromkeys(SIGNALS, (0.0, 0.02, 0.98)) | dict.fromkeys(FAULTS, (0.99, 0.01))
    return Doubt(grades=sure | {i.replace("_", "-"): c for i, c in chances.items()}, levels=levels)


SENIOR = (0.0, 0.01, 0.02, 0.95, 0.02)


def decided(findings: list[Finding], held: Doubt | None, level: str = "senior", target: str = "senior") -> Decision:
    return decide(findings, level, GUIDE, target, held)


def test_a_judge_that_is_sure_gets_the_verdict_of_the_rule():
    assert decided(CLEAR, doubt(SENIOR)).verdict == "strong-hire"


def test_without_a_word_of_doubt_the_findings_are_taken_as_sure():
    made = decided(CLEAR, None)
    assert (made.verdict, made.likely) == ("strong-hire", ())


def test_a_disqualifier_that_was_nearly_heard_lowers_the_verdict_and_is_named():
    made = decided(CLEAR, doubt(SENIOR, disrespectful=(0.55, 0.45)))
    assert made.verdict == "hire"
    step = next(s for s in made.derivation if s.rule == "doubts weighed")
    assert "hire in place of strong-hire" in step.effect
    assert "no-hire" in step.saw
    assert "least sure: disrespectful 38%" in step.saw


def test_a_disqualifier_that_was_just_heard_does_not_sink_the_answer_alone():
    heard = [*CLEAR, finding("disqualifier", "disrespectful", 1)]
    assert by_rule(heard, "senior", GUIDE, "senior")[0] == "no-hire"
    assert decided(heard, doubt(SENIOR, disrespectful=(0.49, 0.51))).verdict == "hire"


@pytest.mark.parametrize(("there", "verdict"), [(0.55, "no-hire"), (0.45, "hire")])
def test_who_has_to_decide_stays_on_the_likelier_side_of_the_line(there: float, verdict: str):
    held = Doubt(grades={}, settled={"disrespectful": (1 - there, there)}, levels=SENIOR)
    sided = decide(CLEAR, "senior", GUIDE, "senior", held, sided=True)
    assert (decided(CLEAR, held).verdict, sided.verdict) == ("hire", verdict)
    assert sided.derivation[-1].effect == verdict


def test_what_a_detector_decided_counts_against_the_judge_s_own_reading():
    heard = [*CLEAR, finding("disqualifier", "disrespectful", 1)]
    assert decided(heard, doubt(SENIOR, disrespectful=(0.97, 0.03))).verdict == "no-hire"


def test_a_story_told_clearly_is_placed_at_its_target_where_the_scope_is_in_doubt():
    made = decided(CLEAR, doubt((0.0, 0.02, 0.53, 0.43, 0.02)), level="sde2")
    assert made.level == "senior"
    assert next(s for s in made.derivation if s.rule == "level weighed").effect == "level senior"


def test_a_clear_story_far_below_the_target_stays_there():
    made = decided(CLEAR, doubt((0.0, 0.9, 0.08, 0.01, 0.01)), level="sde1", target="staff")
    assert (made.level, made.verdict) == ("sde1", "no-hire")


def test_a_story_that_shows_little_is_not_lifted():
    little = [finding("signal", i, int(i == SIGNALS[0])) for i in SIGNALS]
    held = doubt((0.0, 0.02, 0.53, 0.43, 0.02), **{i.replace("-", "_"): (0.95, 0.04, 0.01) for i in SIGNALS[1:]})
    assert decided(little, held, level="sde2").level == "sde2"


@pytest.mark.parametrize("target", TARGET_LEVELS)
def test_the_chances_of_the_verdicts_add_up_to_one(target):
    made = decided(CLEAR, doubt((0.1, 0.2, 0.3, 0.3, 0.1), committed=(0.3, 0.3, 0.4)), target=target)
    assert len(made.likely) == len(VERDICTS)
    assert sum(made.likely) == pytest.approx(1, abs=0.001)


chance = st.floats(0, 1)


@st.composite
def judged(draw: st.DrawFn) -> tuple[list[Finding], Doubt]:
    chances: dict[str, tuple[float, ...]] = {}
    findings = []
    for ident in SIGNALS:
        clear, partial = sorted([draw(chance), draw(chance)])
        chances[ident] = (1 - partial, partial - clear, clear)
        findings.append(finding("signal", ident, draw(st.integers(0, 2))))
    for ident in FAULTS:
        p = draw(chance)
        chances[ident] = (1 - p, p)
        if draw(st.booleans()):
            findings.append(finding(KINDS[ident], ident, 1))
    weights = [draw(st.floats(0.001, 1)) for _ in LEVELS]
    return findings, Doubt(grades=chances, levels=tuple(w / sum(weights) for w in weights))


@given(judged(), st.sampled_from(LEVELS), st.sampled_from(TARGET_LEVELS))
def test_the_same_judgement_always_gives_the_same_decision_within_the_likely_verdicts(made, level, target):
    findings, held = made
    first, again = (decide(findings, level, GUIDE, target, held) for _ in range(2))
    assert first == again
    possible = [k for k, p in enumerate(first.likely) if p > 0]
    assert min(possible) <= VERDICTS.index(first.verdict) <= max(possible)
    assert first.derivation[-1].effect == first.verdict
