"""What was told and settled becomes standings, and these a verdict."""

from __future__ import annotations

import pytest
from builders import backbone
from rehearsed import everything_shown, found, graded, heard, sitting_of, turn_of

from greenroom.rehearsal.evidence import beliefs_of, is_open
from greenroom.rehearsal.ledger import ledger_of
from greenroom.rehearsal.vote import decisions_of


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


@pytest.mark.parametrize(("told", "later"), [(True, "shown"), (False, "hinted")])
def test_a_fault_that_is_told_in_no_passage_of_the_opening_is_a_hint_once_the_interview_goes_on(
    told: bool, later: str
) -> None:
    guide = backbone()
    opening = heard(found("disrespectful", 1, kind="disqualifier", told=told))
    reply = turn_of(guide, "what-evidence", heard(*opening.findings, grade=graded("strong", data_backed="shown")))
    assert beliefs_of(sitting_of(guide, opening), guide)["disrespectful"].standing == "shown"
    assert beliefs_of(sitting_of(guide, opening, reply), guide)["disrespectful"].standing == later


@pytest.mark.parametrize("grade", [0, 1])
def test_a_signal_that_only_the_listener_hears_clearly_counts_once_the_interview_goes_on(grade: int) -> None:
    guide = backbone()
    opening = heard(found("committed", grade, clear=True))
    reply = turn_of(guide, "what-evidence", heard(grade=graded("strong", data_backed="shown")))
    assert beliefs_of(sitting_of(guide, opening), guide)["committed"].standing == ("hinted" if grade else "unsettled")
    made = beliefs_of(sitting_of(guide, opening, reply), guide)["committed"]
    assert (made.standing, made.turn, made.sentence) == ("shown", 0, "I told of committed.")


def test_a_signal_dimmed_by_a_weak_reply_rests_on_what_was_said_for_it() -> None:
    guide = backbone()
    weak = turn_of(guide, "what-evidence", heard(grade=graded("weak", 0.6, "I can't say.", data_backed="absent")))
    made = beliefs_of(sitting_of(guide, heard(found("data-backed")), weak), guide)["data-backed"]
    assert (made.standing, made.sentence) == ("hinted", "I told of data-backed.")


def test_a_disqualifier_that_may_have_slipped_out_is_a_hint_until_it_is_asked_about() -> None:
    guide = backbone()
    aside = found("no-commitment", 1, turn=1, kind="disqualifier", clear=True)
    first = turn_of(guide, "what-evidence", heard(aside, grade=graded("strong", data_backed="shown")))
    later = turn_of(guide, "what-changed", heard(grade=graded("strong", quantified_impact="shown")))
    asked = turn_of(guide, "after-the-decision", heard(grade=graded("strong", no_commitment="absent")))
    for turns, standing in (((first,), "hinted"), ((first, later), "hinted"), ((first, asked), "absent")):
        belief = beliefs_of(sitting_of(guide, heard(), *turns), guide)["no-commitment"]
        assert belief.standing == standing
        assert is_open(belief) == (standing == "hinted")


def test_a_signal_that_only_the_listener_hears_and_faintly_is_a_hint() -> None:
    guide = backbone()
    opening = heard(found("committed", 0, clear=True, faint=True))
    reply = turn_of(guide, "what-evidence", heard(grade=graded("strong", data_backed="shown")))
    assert beliefs_of(sitting_of(guide, opening, reply), guide)["committed"].standing == "hinted"


def test_a_disqualifier_that_only_the_listener_hears_is_a_hint_to_be_asked_about() -> None:
    guide = backbone()
    opening = heard(found("no-commitment", 0, kind="disqualifier", clear=True))
    reply = turn_of(guide, "what-evidence", heard(grade=graded("strong", data_backed="shown")))
    made = beliefs_of(sitting_of(guide, opening, reply), guide)["no-commitment"]
    assert made.standing == "hinted"
    assert is_open(made)


def test_what_the_opening_was_only_thought_to_show_does_not_outlast_a_reply_that_leaves_it_out() -> None:
    guide = backbone()
    opening = heard(found("committed", told=False))
    reply = turn_of(guide, "after-the-decision", heard(grade=graded("weak", committed="absent")))
    assert beliefs_of(sitting_of(guide, opening, reply), guide)["committed"].standing == "absent"


def test_a_surely_weak_reply_that_shows_a_fault_takes_back_what_the_opening_had_earned() -> None:
    guide = backbone()
    opening = everything_shown(guide)
    reply = heard(grade=graded("weak", spoke_up="absent", manager_assigned="shown"))
    sitting = sitting_of(guide, opening, turn_of(guide, "how-it-began", reply))
    before, after = (d.verdict for d in decisions_of(sitting, guide, "sde2"))
    assert beliefs_of(sitting, guide)["spoke-up"].standing == "contradicted"
    assert (before, after) == ("strong-hire", "no-hire")


@pytest.mark.parametrize("sure", [0.55, 0.95])
def test_a_weak_reply_without_a_fault_only_dims_it(sure: float) -> None:
    guide = backbone()
    reply = heard(grade=graded("weak", likelihood=sure, spoke_up="absent"))
    sitting = sitting_of(guide, everything_shown(guide), turn_of(guide, "how-it-began", reply))
    assert beliefs_of(sitting, guide)["spoke-up"].standing == "hinted"


def test_a_disqualifier_told_in_a_reply_sinks_the_answer_and_nothing_repairs_a_final_one() -> None:
    guide = backbone()
    told = turn_of(guide, "how-it-began", heard(grade=graded("weak", manager_assigned="shown")))
    later = turn_of(guide, "manager-said", heard(grade=graded("strong", manager_assigned="absent")))
    sitting = sitting_of(guide, everything_shown(guide), told, later)
    assert [d.verdict for d in decisions_of(sitting, guide, "sde2")] == ["strong-hire", "no-hire", "no-hire"]


def test_a_disqualifier_that_can_be_repaired_is_cleared_up() -> None:
    guide = backbone()
    opening = heard(*everything_shown(guide).findings, found("disrespectful", 1, kind="disqualifier"))
    reply = turn_of(guide, "heard-and-considered", heard(grade=graded("strong", disrespectful="absent")))
    sitting = sitting_of(guide, opening, reply)
    assert beliefs_of(sitting, guide)["disrespectful"].standing == "contradicted"
    assert [d.verdict for d in decisions_of(sitting, guide, "sde2")] == ["no-hire", "strong-hire"]


def test_what_was_shown_does_not_go_because_more_was_told() -> None:
    guide = backbone()
    later = turn_of(guide, "what-changed", heard(found("spoke-up", 0)))
    assert beliefs_of(sitting_of(guide, heard(found("spoke-up")), later), guide)["spoke-up"].standing == "shown"


def test_what_is_heard_in_the_opening_only_once_more_was_told_does_not_count() -> None:
    guide = backbone()
    reply = heard(found("spoke-up", turn=0), found("beyond-scope", turn=1))
    beliefs = beliefs_of(sitting_of(guide, heard(), turn_of(guide, "what-changed", reply)), guide)
    assert (beliefs["spoke-up"].standing, beliefs["beyond-scope"].standing) == ("unsettled", "shown")


def test_a_figure_given_later_clears_up_that_there_was_no_end() -> None:
    guide = backbone()
    none = turn_of(guide, "after-the-decision", heard(grade=graded("weak", no_resolution="shown")))
    given = turn_of(guide, "what-changed", heard(grade=graded("strong", quantified_impact="shown")))
    sitting = sitting_of(guide, heard(), none, given)
    standings = [beliefs_of(sitting, guide, n)["no-resolution"].standing for n in (1, 2)]
    assert standings == ["shown", "contradicted"]


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


def test_a_fault_that_the_judge_inferred_goes_when_it_does_not_hear_it_any_more() -> None:
    guide = backbone()
    opening = heard(*everything_shown(guide).findings, found("no-impact", 1, kind="disqualifier"))
    later = turn_of(guide, "what-evidence", heard(grade=graded("strong", data_backed="shown")))
    sitting = sitting_of(guide, opening, later)
    assert [beliefs_of(sitting, guide, n)["no-impact"].standing for n in (0, 1)] == ["shown", "unsettled"]


def test_a_fault_said_in_so_many_words_stays() -> None:
    guide = backbone()
    opening = heard(found("no-commitment", 1, kind="disqualifier", worded=True))
    later = turn_of(guide, "after-the-decision", heard(grade=graded("strong", no_commitment="absent")))
    assert beliefs_of(sitting_of(guide, opening, later), guide)["no-commitment"].standing == "shown"


def test_the_reply_clears_up_a_final_fault_that_was_only_inferred() -> None:
    guide = backbone()
    opening = heard(found("no-commitment", 1, kind="disqualifier"))
    later = turn_of(guide, "after-the-decision", heard(grade=graded("strong", no_commitment="absent")))
    assert beliefs_of(sitting_of(guide, opening, later), guide)["no-commitment"].standing == "contradicted"


def test_the_reading_of_the_whole_does_not_overrule_what_a_clear_reply_settled() -> None:
    guide = backbone()
    misheard = (found("committed", turn=1), found("manager-assigned", 1, turn=1, kind="disqualifier"))
    weak = turn_of(guide, "after-the-decision", heard(*misheard, grade=graded("weak", committed="absent")))
    strong = graded("strong", spoke_up="shown", manager_assigned="absent")
    again = turn_of(guide, "how-it-began", heard(*misheard, grade=strong))
    beliefs = beliefs_of(sitting_of(guide, heard(), weak, again), guide)
    assert (beliefs["committed"].standing, beliefs["manager-assigned"].standing) == ("absent", "absent")


def test_what_a_reply_left_in_doubt_may_be_asked_by_another_probe() -> None:
    guide = backbone()
    doubtful = turn_of(guide, "what-evidence", heard(grade=graded("weak", 0.55, data_backed="absent")))
    clear = turn_of(guide, "what-evidence", heard(grade=graded("weak", 0.9, data_backed="absent")))
    assert is_open(beliefs_of(sitting_of(guide, heard(), doubtful), guide)["data-backed"])
    assert not is_open(beliefs_of(sitting_of(guide, heard(), clear), guide)["data-backed"])


def test_a_signal_shown_since_rules_out_a_fault_as_the_guide_says() -> None:
    guide = backbone()
    ending = found("no-resolution", 1, kind="red_flag")
    reply = turn_of(guide, "what-changed", heard(ending, grade=graded("strong", quantified_impact="shown")))
    sitting = sitting_of(guide, heard(ending), reply)
    assert [beliefs_of(sitting, guide, n)["no-resolution"].standing for n in (0, 1)] == ["shown", "unsettled"]


def test_a_fault_that_a_reply_has_shown_is_cleared_up_by_a_sure_reply_only() -> None:
    guide = backbone()
    shown = turn_of(guide, "heard-and-considered", heard(grade=graded("weak", 0.7, disrespectful="shown")))
    for sure, standing in ((0.7, "shown"), (0.9, "contradicted")):
        later = turn_of(guide, "manager-said", heard(grade=graded("strong", sure, disrespectful="absent")))
        beliefs = beliefs_of(sitting_of(guide, heard(), shown, later), guide)
        assert beliefs["disrespectful"].standing == standing
