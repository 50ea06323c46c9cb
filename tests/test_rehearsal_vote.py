"""The vote of a rehearsal: the review's after the opening, and doubts weighed after every reply."""

from __future__ import annotations

import pytest
from builders import backbone
from rehearsed import NOW, everything_shown, found, graded, heard, sitting_of, turn_of

from greenroom.judges.local import LocalJudge
from greenroom.model import Answer, Doubt
from greenroom.rehearsal.reading import Reader
from greenroom.rehearsal.values import Belief, Sitting
from greenroom.rehearsal.vote import chances_of, decision_of, decisions_of
from greenroom.review import review
from greenroom.settings import Settings

SURE = Doubt(grades={}, levels=(0.0, 0.0, 0.02, 0.96, 0.02))
CLEAR = everything_shown(backbone()).findings
TOLD = (
    "The planners wanted to drop the night stop at the hospital, and I was against it. I counted for three weeks: "
    "every night 40 to 55 people got on there. I asked the planner what she saves with it and showed her my list. "
    "She dropped the stop for half a year. I said fine, wrote the notices and told every passenger the other way.",
    "We had a problem with the build and somebody said it should be done. It was done in the end.",
)


@pytest.fixture(scope="module")
def judge() -> LocalJudge:
    return LocalJudge()


@pytest.mark.parametrize("text", TOLD)
def test_after_the_opening_the_vote_is_the_verdict_of_its_review(judge: LocalJudge, text: str) -> None:
    guide = backbone()
    sitting = Sitting(guide=guide.id, question=guide.question, asked_at=NOW, answer=text)
    made = Reader(judge, Settings()).hear(sitting, guide)
    vote = decision_of(sitting_of(guide, made, answer=text), guide, "sde2")
    answer = Answer(text=text, competency=guide.id, question=guide.question)
    written = review(answer, guide=guide, level="sde2", judge=judge, fixes=False)
    assert (vote.verdict, vote.level) == (written.verdict, written.level)


@pytest.mark.parametrize("likelihood", [0.6, 0.95])
def test_a_fault_that_is_likelier_there_than_not_is_not_outweighed_by_what_is_clear(likelihood: float) -> None:
    guide = backbone()
    grade = graded("weak", likelihood, disrespectful="shown")
    reply = turn_of(guide, "heard-and-considered", heard(doubt=SURE, level="senior", grade=grade))
    opening = heard(*CLEAR, doubt=SURE, level="senior")
    assert decision_of(sitting_of(guide, opening, reply), guide, "senior").verdict == "no-hire"


def test_what_was_ruled_out_leaves_no_doubt() -> None:
    belief = Belief(kind="disqualifier", id="disrespectful", standing="absent", asked=True, sure=0.7)
    assert chances_of(belief) == ()


@pytest.mark.parametrize("standing", ["shown", "hinted"])
@pytest.mark.parametrize("sure", [0.5, 0.7, 0.75, 1.0])
def test_chances_add_up_to_one(standing: str, sure: float) -> None:
    for kind in ("signal", "red_flag"):
        made = chances_of(Belief(kind=kind, id="x", standing=standing, asked=True, sure=sure))  # type: ignore[arg-type]
        assert not made or sum(made) == pytest.approx(1.0)


def test_a_judge_that_does_not_say_how_sure_it_is_is_taken_at_its_word() -> None:
    guide = backbone()
    sitting = sitting_of(guide, everything_shown(guide))
    assert [d.likely for d in decisions_of(sitting, guide, "sde2")] == [()]


def test_a_fault_that_comes_up_for_more_being_told_is_asked_about_and_does_not_count() -> None:
    guide = backbone()
    later = turn_of(guide, "what-evidence", heard(found("no-commitment", 1, turn=1, kind="disqualifier")))
    before, after = decisions_of(sitting_of(guide, everything_shown(guide), later), guide, "sde2")
    assert before.verdict == after.verdict == "strong-hire"
