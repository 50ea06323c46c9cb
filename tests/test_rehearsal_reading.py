"""What the shipped judge and the grader make of an answer and a reply: places, grades, the next question."""

from __future__ import annotations

import pytest
from builders import backbone
from rehearsed import NOW, setup

from greenroom.judges.local import LocalJudge
from greenroom.rehearsal.reading import Reader
from greenroom.rehearsal.session import read_event
from greenroom.rehearsal.state import Answered, begin, step
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


def test_every_quotation_stands_in_what_was_told(reader: Reader) -> None:
    state = heard_after(reader, ASSIGNED)
    told = " ".join(state.sitting.told)
    heard = state.sitting.turns[0].heard
    assert heard is not None
    assert heard.near
    assert all(n.sentence in told for n in heard.near)
    assert all(f.sentence in told for f in heard.findings)
