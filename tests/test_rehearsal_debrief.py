"""The debrief: written feedback, votes, the second vote of a loop, the decision."""

from __future__ import annotations

from rehearsed import NOW, everything_shown, found, graded, heard, setup, sitting_of, turn_of

from greenroom.guides.loader import load_guide
from greenroom.rehearsal.debrief import SCOPE, Debrief, debrief_of
from greenroom.rehearsal.ledger import ledger_of
from greenroom.rehearsal.values import Heard, Notice, State

BACKBONE, STANDARDS = load_guide("have-backbone"), load_guide("highest-standards")
GUIDES = {g.id: g for g in (BACKBONE, STANDARDS)}


def loop(first: Heard, second: Heard) -> Debrief:
    sittings = (sitting_of(BACKBONE, first), sitting_of(STANDARDS, second))
    state = State(setup=setup("have-backbone", "highest-standards"), phase="debrief", begun=NOW, sittings=sittings)
    return debrief_of(state, GUIDES)


def test_all_hire_and_the_bar_is_met() -> None:
    made = loop(everything_shown(BACKBONE), everything_shown(STANDARDS))
    assert ([f.again for f in made.feedback], made.decision) == (["strong-hire", "strong-hire"], "hire")


def test_conduct_that_another_interviewer_heard_takes_a_vote_down() -> None:
    assigned = heard(*everything_shown(BACKBONE).findings, found("manager-assigned", 1, kind="disqualifier"))
    made = loop(assigned, everything_shown(STANDARDS))
    first, second = made.feedback
    assert (first.verdict, second.verdict, second.again) == ("no-hire", "strong-hire", "hire")
    assert "Started by somebody else" in second.moved
    assert made.decision == "no-hire"
    assert "nothing told later repairs that" in made.bar_answer


def test_what_is_only_unproven_in_one_competency_can_be_carried_by_the_others() -> None:
    part = [f for f in everything_shown(BACKBONE).findings if f.id != "committed"]
    made = loop(heard(*part), everything_shown(STANDARDS))
    assert (made.feedback[0].verdict, made.feedback[0].again) == ("no-hire", "hire")


def test_the_feedback_says_what_was_heard_what_is_unproven_and_what_to_work_on() -> None:
    reply = turn_of(BACKBONE, "after-the-decision", heard(grade=graded("weak", committed="absent")))
    sitting = sitting_of(BACKBONE, heard(found("spoke-up"), found("data-backed")), reply)
    made = debrief_of(State(setup=setup(), phase="debrief", begun=NOW, sittings=(sitting,)), GUIDES)
    (one,) = made.feedback
    assert [b.id for b in one.heard] == ["spoke-up", "data-backed"]
    assert "committed" in [b.id for b in one.unproven]
    assert one.coach[0].startswith("Committed after the decision: say what was decided")
    assert (made.decision, len(one.ledger)) == ("no-hire", 1)


def test_a_strong_reply_is_not_called_a_dodge_in_the_ledger() -> None:
    dodged = Notice(kind="dodge", now="We lost none.")
    for label, said in (("strong", ()), ("weak", (dodged,))):
        read = heard(grade=graded(label, committed="shown"), notices=(dodged,))
        reply = turn_of(BACKBONE, "after-the-decision", read)
        (entry,) = ledger_of(sitting_of(BACKBONE, heard(), reply), BACKBONE, "sde2")
        assert entry.notices == said


def test_a_scope_below_the_target_is_worked_on_after_the_core() -> None:
    opening = heard(*everything_shown(BACKBONE).findings, level="sde1")
    state = State(setup=setup(), phase="debrief", begun=NOW, sittings=(sitting_of(BACKBONE, opening),))
    assert debrief_of(state, GUIDES).coach == (SCOPE,)


def test_the_bar_raisers_quotation_ends_with_one_full_stop() -> None:
    assert "”." in (said := loop(everything_shown(BACKBONE), everything_shown(STANDARDS)).bar_answer)
    assert ".”." not in said


def test_it_says_that_it_is_a_model_and_nobodys_own_procedure() -> None:
    assert "not the procedure of Amazon" in loop(heard(), heard()).model


def test_without_an_answer_there_is_no_vote() -> None:
    state = State(setup=setup(), phase="debrief", begun=NOW, sittings=(sitting_of(BACKBONE, heard()),))
    import msgspec

    empty = msgspec.structs.replace(state.sittings[0], heard=None, answer=None)
    made = debrief_of(msgspec.structs.replace(state, sittings=(empty,)), GUIDES)
    assert (made.decision, made.feedback[0].verdict) == ("no decision", None)
