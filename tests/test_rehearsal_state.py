"""The machine of a rehearsal: no stuck state, no lost reply, going on equals not having stopped."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings, strategies as st
from rehearsed import ASK, NOW, heard, play, setup

from greenroom.rehearsal.state import (
    Amended,
    Answered,
    Asked,
    Debriefed,
    Ended,
    Event,
    Finished,
    Interrupted,
    Passed,
    Read,
    Refused,
    Stopped,
    Unread,
    begin,
    step,
    to_do,
)
from greenroom.rehearsal.values import State

texts = st.text(max_size=12)
readings = st.builds(
    Read,
    heard=st.builds(heard, opening_s=st.floats(0, 200), unscored=st.sampled_from([None, None, None, "not English"])),
    ask=st.sampled_from([None, ASK]),
    budget_s=st.sampled_from([0.0, 50.0]),
)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Answered, text=texts, seconds=st.floats(0, 600)),
    st.builds(Amended, text=texts),
    st.just(Passed()),
    readings,
    st.just(Stopped()),
    st.just(Finished()),
)
setups = st.builds(
    lambda loop, probes: setup(*loop, probes=probes),
    st.sampled_from([("have-backbone",), ("have-backbone", "highest-standards")]),
    st.integers(0, 3),
)


def said_in(state: State) -> list[str]:
    return [
        text
        for s in state.sittings
        for text in (s.answer, *s.unread, *(t.reply for t in s.turns))
        if text
    ]  # fmt: skip


@given(setups, st.lists(events, max_size=25))
def test_a_state_is_what_its_json_says(chosen: object, given_: list[Event]) -> None:
    state, _ = begin(chosen, NOW)  # type: ignore[arg-type]
    state, _ = play(state, given_)
    assert msgspec.json.decode(msgspec.json.encode(state), type=State) == state


@given(setups, st.lists(events, max_size=25), st.data())
def test_going_on_equals_not_having_stopped(chosen: object, given_: list[Event], data: st.DataObject) -> None:
    first, _ = begin(chosen, NOW)  # type: ignore[arg-type]
    cut = data.draw(st.integers(0, len(given_)))
    whole, told = play(first, given_)
    before, _ = play(first, given_[:cut])
    resumed = msgspec.convert(msgspec.to_builtins(before), State)
    after = []
    for n, event in enumerate(given_[cut:], cut + 1):
        resumed, now = step(resumed, event, NOW + timedelta(minutes=n))
        after.append(now)
    assert resumed == whole
    assert after == told[cut:]


@given(setups, st.lists(events, max_size=25))
def test_no_reply_is_lost(chosen: object, given_: list[Event]) -> None:
    state, _ = begin(chosen, NOW)  # type: ignore[arg-type]
    expected: list[str] = []
    for n, event in enumerate(given_, 1):
        after, told = step(state, event, NOW + timedelta(minutes=n))
        if not any(isinstance(t, Refused) for t in told):
            if isinstance(event, Answered):
                expected.append(event.text)
            elif isinstance(event, Amended) and expected:
                expected[-1] = event.text
        state = after
        assert sorted(said_in(state)) == sorted(expected)


@settings(max_examples=60)
@given(setups, st.lists(events, max_size=25))
def test_from_every_state_the_end_is_reached(chosen: object, given_: list[Event]) -> None:
    state, _ = begin(chosen, NOW)  # type: ignore[arg-type]
    state, _ = play(state, given_)
    way = {
        "asked": Answered(text="I did."), "answered": Read(heard=heard()), "probed": Passed(), "closing": Passed(),
        "debrief": Finished(),
    }  # fmt: skip
    for _ in range(20):
        if state.phase == "done":
            break
        after, told = step(state, way[state.phase], NOW)
        assert not any(isinstance(t, Refused) for t in told)
        state = after
    assert state.phase == "done"


@given(setups, st.lists(events, max_size=25))
def test_no_more_probes_than_were_wanted(chosen: object, given_: list[Event]) -> None:
    state, _ = begin(chosen, NOW)  # type: ignore[arg-type]
    state, _ = play(state, given_)
    assert all(s.probed <= state.setup.probes for s in state.sittings)


def test_a_whole_rehearsal_of_a_loop() -> None:
    state, told = begin(setup("have-backbone", "highest-standards", probes=1), NOW)
    assert told == (Asked(question="Tell me about have-backbone."),)
    one = [
        Answered(text="I spoke up."), Read(heard=heard(), ask=ASK), Answered(text="I counted."),
        Read(heard=heard(), ask=ASK), Passed(),
    ]  # fmt: skip
    state, done = play(state, one)
    assert done[1] == (Asked(question=ASK.question, ask=ASK),)
    assert done[-1] == (Asked(question="Tell me about highest-standards."),)
    state, done = play(state, [*one, Finished()])
    assert done[-2] == (Debriefed(),)
    assert done[-1] == (Ended(),)
    assert [s.told for s in state.sittings] == [("I spoke up.", "I counted.", "")] * 2


def test_what_cannot_be_read_is_kept_and_asked_again() -> None:
    state, _ = begin(setup(), NOW)
    state, told = play(state, [Answered(text="Ich war dagegen."), Read(heard=heard(unscored="not English"))])
    assert told[-1] == (Unread(why="not English"), Asked(question="Tell me about have-backbone."))
    assert (state.sitting.unread, state.sitting.answer) == (("Ich war dagegen.",), None)


@pytest.mark.parametrize(("opening_s", "cut_in"), [(59.0, False), (61.0, True)])
def test_an_interviewer_cuts_in_where_the_opening_runs_well_over(opening_s: float, cut_in: bool) -> None:
    state, _ = begin(setup(), NOW)
    read = Read(heard=heard(opening_s=opening_s), ask=ASK, budget_s=50.0)
    state, told = play(state, [Answered(text="I was there."), read])
    assert any(isinstance(t, Interrupted) for t in told[-1]) == cut_in
    assert state.sitting.interrupted == cut_in


def test_a_recognised_answer_can_be_corrected_before_it_is_read() -> None:
    state, _ = begin(setup(), NOW)
    state, _ = play(state, [Answered(text="I spook up.", seconds=2.0), Amended(text="I spoke up.")])
    assert (state.sitting.answer, state.sitting.seconds, to_do(state)) == ("I spoke up.", 2.0, ())
