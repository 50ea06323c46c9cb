"""What is noticed in a reply: dodges, contradictions, recitals."""

from __future__ import annotations

import pytest
from builders import backbone, parsed_of
from rehearsed import found, graded, heard, sitting_of

from greenroom.rehearsal import notice
from greenroom.rehearsal.classics import probe_of
from greenroom.rehearsal.evidence import beliefs_of

GUIDE = backbone()
ASKED = probe_of(GUIDE, "after-the-decision")
assert ASKED is not None


def test_a_reply_that_tells_what_we_did_is_a_dodge() -> None:
    reply = parsed_of([("We talked it through and we all supported the plan together.", "action")],
                      tags={"subj_we": ["talked", "supported"]})  # fmt: skip
    seen = notice.dodge(ASKED, reply)
    assert seen is not None
    assert seen.now.startswith("We talked")


def test_a_reply_with_acts_of_your_own_is_none() -> None:
    reply = parsed_of([("I wrote the plan for it, and we moved on the Monday after.", "action")],
                      tags={"subj_i": ["wrote"], "subj_we": ["moved"]})  # fmt: skip
    assert notice.dodge(ASKED, reply) is None


def test_what_i_think_is_no_act_of_my_own() -> None:
    reply = parsed_of([("I think we looked at it, and then we went on as before.", "action")],
                      tags={"subj_i": ["think"], "subj_we": ["looked", "went"]})  # fmt: skip
    assert notice.dodge(ASKED, reply) is not None


@pytest.mark.parametrize(
    ("before", "now", "about"),
    [
        ("Nobody had asked me to look at it.", "My manager had asked me to look into it.", "who began it"),
        ("I was told to review the plan.", "It was entirely my own idea.", "who began it"),
        ("I went there on my own account.", "The head of sales put it on my list.", "who began it"),
        ("I made the call to stop the release.", "Well, my lead made the final decision.", "who decided"),
        ("The director had the last word.", "It was my call in the end.", "who decided"),
    ],
)
def test_what_was_claimed_of_who_began_and_who_decided_is_held_against_a_reply(
    before: str, now: str, about: str
) -> None:
    whole = parsed_of([(before, "situation"), (now, "task")])
    beliefs = beliefs_of(sitting_of(GUIDE, heard()), GUIDE)
    (seen,) = notice.contradictions(ASKED, beliefs, graded("weak"), whole, len(before) + 1, GUIDE)
    assert (seen.before, seen.now, seen.about) == (before, now, about)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Nobody had asked me to look at it.", "My manager never asked me to look into it."),
        ("Nobody had asked me to look at it.", "She asked me to explain my figures, and I did."),
        ("I made the call to stop the release.", "I made the decision on the Monday."),
        ("The owner made the call.", "I asked her what worried her."),
    ],
)
def test_what_goes_together_is_no_contradiction(before: str, now: str) -> None:
    whole = parsed_of([(before, "situation"), (now, "task")])
    beliefs = beliefs_of(sitting_of(GUIDE, heard()), GUIDE)
    assert list(notice.contradictions(ASKED, beliefs, graded("weak"), whole, len(before) + 1, GUIDE)) == []


def test_a_short_reply_is_no_dodge() -> None:
    assert notice.dodge(ASKED, parsed_of([("We did.", "action")], tags={"subj_we": ["did"]})) is None


def test_a_fault_told_now_contradicts_the_signal_that_was_shown() -> None:
    probe = probe_of(GUIDE, "how-it-began")
    assert probe is not None
    opening = heard(found("spoke-up", sentence="Nobody had asked me to look."))
    beliefs = beliefs_of(sitting_of(GUIDE, opening), GUIDE)
    grade = graded("weak", sentence="My lead gave me the ticket.", manager_assigned="shown")
    whole = parsed_of([("Nobody had asked me to look.", "situation"), ("My lead gave me the ticket.", "task")])
    (seen,) = notice.contradictions(probe, beliefs, grade, whole, 29, GUIDE)
    assert (seen.before, seen.now) == ("Nobody had asked me to look.", "My lead gave me the ticket.")


def test_two_figures_for_the_same_thing_contradict_each_other() -> None:
    first, second = "I had timed sixty calls by hand with the stopwatch.", "I timed ten calls by hand, no more."
    whole = parsed_of([(first, "action"), (second, "action")])
    beliefs = beliefs_of(sitting_of(GUIDE, heard()), GUIDE)
    (seen,) = notice.contradictions(ASKED, beliefs, graded("weak"), whole, len(first) + 1, GUIDE)
    assert "calls" in seen.about


def test_two_figures_for_two_things_do_not() -> None:
    first, second = "I had timed sixty calls by hand.", "Nine shops were closed on the Monday."
    whole = parsed_of([(first, "action"), (second, "result")])
    beliefs = beliefs_of(sitting_of(GUIDE, heard()), GUIDE)
    assert list(notice.contradictions(ASKED, beliefs, graded("weak"), whole, len(first) + 1, GUIDE)) == []


def test_a_phrase_of_the_guide_without_a_fact_is_a_recital_and_with_one_it_is_not() -> None:
    bare = parsed_of([("From that day it was my plan too.", "action")])
    assert notice.recital(bare, [0.95]) is not None
    assert notice.recital(bare, [0.5]) is None
    fact = parsed_of([("From that day it was my plan, and I took 14 shifts for it.", "action")])
    assert notice.recital(fact, [0.95]) is None
