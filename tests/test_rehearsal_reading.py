"""What the shipped judge and the grader make of an answer and a reply: places, grades, the next question."""

from __future__ import annotations

import dataclasses

import pytest
from builders import backbone, finding
from rehearsed import NOW, found, heard, setup, sitting_of

from greenroom.guides.schema import Guide
from greenroom.judges.local import LocalJudge
from greenroom.rehearsal import scope
from greenroom.rehearsal.evidence import beliefs_of
from greenroom.rehearsal.listener import Told
from greenroom.rehearsal.reading import Reader, borne_out
from greenroom.rehearsal.session import read_event
from greenroom.rehearsal.state import Answered, begin, runs_over, step
from greenroom.rehearsal.values import Ask, State
from greenroom.settings import Settings

OPENING = (
    "The planners wanted to drop the night stop at the hospital, and I was against it. I counted for three weeks: "
    "every night 40 to 55 people got on there. I asked the planner what she saves with it and showed her my list. "
    "She dropped the stop for half a year."
)
ASSIGNED = "My manager had asked me to look into the timetable and to check it, so I did that as my task."


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(LocalJudge(), Settings())


def heard_after(reader: Reader, reply: str) -> State:
    guide = backbone()
    state, _ = begin(setup(), NOW)
    state, _ = step(state, Answered(text=OPENING), NOW)
    first = read_event(state, reader, guide)
    assert first.ask is not None
    ask = Ask(kind="guide", probe="how-it-began", question="How?", settles=("spoke-up", "manager-assigned"))
    state, _ = step(state, type(first)(heard=first.heard, ask=ask), NOW)
    state, _ = step(state, Answered(text=reply), NOW)
    state, _ = step(state, read_event(state, reader, guide), NOW)
    return state


def test_an_assignment_told_in_a_reply_is_found_there_and_graded_weak(reader: Reader) -> None:
    state = heard_after(reader, ASSIGNED)
    heard = state.sitting.turns[0].heard
    assert heard is not None
    assert heard.grade is not None
    assert (heard.grade.label, heard.grade.settled["manager-assigned"]) == ("weak", "shown")
    found = {f.id: f for f in heard.findings}
    assert found["manager-assigned"].turn == 1
    assert found["manager-assigned"].sentence in ASSIGNED


@pytest.mark.parametrize(("log_odds", "counts"), [(2.0, False), (5.0, True)])
def test_a_disqualifier_by_the_way_is_asked_about_where_it_is_doubtful_and_counts_where_it_is_sure(
    log_odds: float, counts: bool
) -> None:
    class Hears(Reader):
        def told(self, question: str, text: str, guide: Guide) -> Told | None:
            made = super().told(question, text, guide)
            assert made is not None
            return dataclasses.replace(made, shown={**made.shown, "no-commitment": log_odds})

    state = heard_after(Hears(LocalJudge(), Settings()), "I came upon it myself on the last bus home and wrote to her.")
    heard = state.sitting.turns[0].heard
    assert heard is not None
    assert heard.grade is not None
    assert (heard.grade.settled.get("no-commitment") == "shown") is counts
    suspected = [f.turn for f in heard.findings if f.id == "no-commitment" and f.clear]
    assert suspected == ([] if counts else [1])
    standing = beliefs_of(state.sitting, backbone())["no-commitment"].standing
    assert standing == ("shown" if counts else "hinted")


def test_background_without_an_act_of_ones_own_is_cut_in_on(reader: Reader) -> None:
    told = "The stop is at the hospital, and the buses come from the north. The depot has two hundred drivers. "
    told += "The planners sit in another house, and the council pays for the night lines. "
    assert runs_over(reader.opening_s(told * 6, sitting_of(backbone(), heard(), answer=None), backbone()), 50.0)
    acts = (
        "I counted every night for three weeks. I rode with the planner. I wrote the list. I asked her what she saves. "
    )
    assert not runs_over(reader.opening_s(acts * 10, sitting_of(backbone(), heard(), answer=None), backbone()), 50.0)


def test_a_reply_about_scope_is_graded_by_whom_it_names() -> None:
    assert scope.graded("Four teams and thirty services use it.", "sde1", "sde1").label == "strong"
    assert scope.graded("It was quite a big thing, really.", "sde1", "sde1").label == "weak"
    assert scope.graded("I led it.", "sde1", "sde2").reason == "With this reply the story shows more scope than before."


def test_a_signal_counts_no_more_in_a_reply_than_the_reply_alone_shows() -> None:
    whole = (found("spoke-up", turn=0), found("committed", turn=1), found("data-backed", turn=1))
    alone = (finding("signal", "committed", 1, [(0, 1)]), finding("signal", "data-backed", 0))
    assert [f.grade for f in borne_out(whole, alone, 1)] == [2, 1, 0]


def test_every_quotation_stands_in_what_was_told(reader: Reader) -> None:
    state = heard_after(reader, ASSIGNED)
    told = " ".join(state.sitting.told)
    heard = state.sitting.turns[0].heard
    assert heard is not None
    assert heard.near
    assert all(n.sentence in told for n in heard.near)
    assert all(f.sentence in told for f in heard.findings)


def test_what_the_listener_hears_clearly_in_an_opening_has_its_sentence(reader: Reader) -> None:
    told = (
        "I came across the change while reading their release notes. Nobody had asked me, and I raised it that day. "
        * 2
    )
    made = reader.hear(sitting_of(backbone(), heard(), answer=told), backbone())
    clear = [f for f in made.findings if f.clear]
    assert "spoke-up" in {f.id for f in clear}
    assert all(f.sentence and f.sentence in told for f in clear)
