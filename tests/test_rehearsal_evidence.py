"""What was told and settled becomes standings, and these a verdict."""

from __future__ import annotations

from builders import backbone
from rehearsed import everything_shown, found, graded, heard, sitting_of, turn_of

from greenroom.rehearsal.evidence import beliefs_of, verdicts_of
from greenroom.rehearsal.ledger import ledger_of


def test_what_the_opening_shows_hints_at_and_leaves_out() -> None:
    guide = backbone()
    beliefs = beliefs_of(sitting_of(guide, heard(found("spoke-up"), found("data-backed", 1))), guide)
    assert [beliefs[i].standing for i in ("spoke-up", "data-backed", "committed")] == ["shown", "hinted", "unsettled"]
    assert beliefs["spoke-up"].sentence == "I told of spoke-up."


def test_a_strong_reply_shows_and_a_weak_one_leaves_asked_and_not_given() -> None:
    guide = backbone()
    strong = turn_of(guide, "what-evidence", heard(grade=graded("strong", data_backed="shown")))
    weak = turn_of(guide, "after-the-decision", heard(grade=graded("weak", committed="absent")))
    beliefs = beliefs_of(sitting_of(guide, heard(), strong, weak), guide)
    assert (beliefs["data-backed"].standing, beliefs["data-backed"].turn) == ("shown", 1)
    assert (beliefs["committed"].standing, beliefs["committed"].asked) == ("absent", True)


def test_a_surely_weak_reply_takes_back_what_the_opening_had_earned() -> None:
    guide = backbone()
    opening = everything_shown(guide)
    reply = heard(grade=graded("weak", respectful_challenge="absent", spoke_up="absent"))
    sitting = sitting_of(guide, opening, turn_of(guide, "heard-and-considered", reply))
    before, after = (d.verdict for d in verdicts_of(sitting, guide, "sde2"))
    assert beliefs_of(sitting, guide)["spoke-up"].standing == "contradicted"
    assert (before, after) == ("strong-hire", "no-hire")


def test_a_doubtfully_weak_reply_only_dims_it() -> None:
    guide = backbone()
    reply = heard(grade=graded("weak", likelihood=0.55, spoke_up="absent"))
    sitting = sitting_of(guide, everything_shown(guide), turn_of(guide, "how-it-began", reply))
    assert beliefs_of(sitting, guide)["spoke-up"].standing == "hinted"


def test_a_disqualifier_told_in_a_reply_sinks_the_answer_and_nothing_repairs_a_final_one() -> None:
    guide = backbone()
    told = turn_of(guide, "how-it-began", heard(grade=graded("weak", manager_assigned="shown")))
    later = turn_of(guide, "manager-said", heard(grade=graded("strong", manager_assigned="absent")))
    sitting = sitting_of(guide, everything_shown(guide), told, later)
    assert [d.verdict for d in verdicts_of(sitting, guide, "sde2")] == ["strong-hire", "no-hire", "no-hire"]


def test_a_disqualifier_that_can_be_repaired_is_cleared_up() -> None:
    guide = backbone()
    opening = heard(*everything_shown(guide).findings, found("disrespectful", 1, kind="disqualifier"))
    reply = turn_of(guide, "heard-and-considered", heard(grade=graded("strong", disrespectful="absent")))
    sitting = sitting_of(guide, opening, reply)
    assert beliefs_of(sitting, guide)["disrespectful"].standing == "contradicted"
    assert [d.verdict for d in verdicts_of(sitting, guide, "sde2")] == ["no-hire", "strong-hire"]


def test_what_was_shown_does_not_go_because_more_was_told() -> None:
    guide = backbone()
    later = turn_of(guide, "what-changed", heard(found("spoke-up", 0)))
    assert beliefs_of(sitting_of(guide, heard(found("spoke-up")), later), guide)["spoke-up"].standing == "shown"


def test_the_ledger_tells_what_changed_and_the_verdict_before_and_after() -> None:
    guide = backbone()
    opening = heard(found("spoke-up"), found("data-backed"), found("respectful-challenge"))
    reply = turn_of(guide, "after-the-decision", heard(grade=graded("strong", committed="shown")), "I backed it.")
    (entry,) = ledger_of(sitting_of(guide, opening, reply), guide, "sde2")
    assert (entry.label, entry.before, entry.after) == ("strong", "no-hire", "hire")
    assert [(b.id, b.standing, b.sentence) for b in entry.settled] == [("committed", "shown", "So it was.")]


def test_a_passed_question_is_in_the_ledger_and_changes_nothing() -> None:
    guide = backbone()
    passed = turn_of(guide, "what-evidence", heard(), "")
    (entry,) = ledger_of(sitting_of(guide, heard(), passed), guide, "sde2")
    assert (entry.reason, entry.settled, entry.before) == ("You passed this question.", (), entry.after)
