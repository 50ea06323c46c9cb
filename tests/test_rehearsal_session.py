"""A rehearsal over the store: left anywhere and gone on with, it is as if nobody had stopped, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Literal

import msgspec
import pytest
from fake_judge import FakeJudge
from hypothesis import given, settings, strategies as st
from rehearsed import NOW, setup

from greenroom.errors import ChangedError
from greenroom.guides.loader import load_guide
from greenroom.guides.schema import Guide
from greenroom.model import Answer, Judgement, Part
from greenroom.rehearsal.reading import Reader
from greenroom.rehearsal.session import KEY, MODE, Rehearsal, read_event, unfinished
from greenroom.rehearsal.state import Answered, Event, Finished, Interrupted, Passed, Stopped, Typed, begin, step
from greenroom.rehearsal.values import State
from greenroom.settings import Settings
from greenroom.store import Store

Action = Event | Literal["read", "stop and go on"]
SAID = ("I spoke-up and it was data-backed.", "I committed.", "We did it together as ever.", "UNREADABLE")
"""The tests' judge hears the signals whose ids are written, and cannot read the last one."""

actions: st.SearchStrategy[list[Action]] = st.lists(
    st.one_of(
        st.builds(Answered, text=st.sampled_from(SAID)),
        st.builds(Typed, text=st.sampled_from(["I", "I was"])),
        st.just("read"),
        st.just("read"),
        st.just("stop and go on"),
        st.sampled_from([Passed(), Stopped(), Finished()]),
    ),
    max_size=16,
)
setups = st.builds(
    lambda loop, probes: setup(*loop, probes=probes),
    st.sampled_from([("have-backbone",), ("have-backbone", "highest-standards")]),
    st.integers(0, 2),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("data")) as opened:
        yield opened


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(FakeJudge(), Settings())


def without_store(state: State, given_: Sequence[Action], reader: Reader) -> State:
    for n, one in enumerate(given_, 1):
        now = NOW + timedelta(minutes=n)
        if one == "read" and state.phase == "answered":
            state, _ = step(state, read_event(state, reader, load_guide(state.sitting.guide)), now)
        elif not isinstance(one, str):
            state, _ = step(state, one, now)
        if state.phase == "done":
            break
    return state


@settings(max_examples=30, deadline=None)
@given(chosen=setups, given_=actions)
def test_stopping_anywhere_and_going_on_is_as_not_having_stopped(
    chosen: object, given_: list[Action], store: Store, reader: Reader
) -> None:
    store.drop(MODE, KEY)
    past = len(store.rehearsals())
    rehearsal = Rehearsal.begun(store, chosen, reader, NOW)  # type: ignore[arg-type]
    for n, one in enumerate(given_, 1):
        now = NOW + timedelta(minutes=n)
        if one == "stop and go on":
            kept = unfinished(store)
            assert kept is not None
            assert kept == rehearsal.state
            rehearsal = Rehearsal(store, kept, reader)
        elif one == "read" and rehearsal.state.phase == "answered":
            rehearsal.read(now)
        elif not isinstance(one, str):
            rehearsal.happened(one, now)
        if rehearsal.state.phase == "done":
            break
    expected, _ = begin(chosen, NOW)  # type: ignore[arg-type]
    assert rehearsal.state == without_store(expected, given_, reader)
    done = rehearsal.state.phase == "done"
    assert (unfinished(store) is None, len(store.rehearsals()) - past) == (done, int(done))


def test_where_it_went_on_elsewhere_nothing_is_written(store: Store, reader: Reader) -> None:
    store.drop(MODE, KEY)
    past = len(store.rehearsals())
    here = Rehearsal.begun(store, setup(), reader, NOW)
    there = Rehearsal(store, here.state, reader)
    there.happened(Typed(text="Written there."), NOW)
    for do in (lambda: here.happened(Typed(text="Written here."), NOW), lambda: here.put_aside(NOW),
               lambda: Rehearsal.begun(store, setup(), reader, NOW)):  # fmt: skip
        with pytest.raises(ChangedError, match="went on elsewhere"):
            do()
    assert here.state.typed == ""
    assert (unfinished(store), len(store.rehearsals())) == (there.state, past)
    there.happened(Answered(text="Written there."), NOW)
    Rehearsal.begun(store, setup(), reader, NOW, there.state)


class Rambler(FakeJudge):
    """Hears nothing but the situation."""

    def read(self, answer: Answer, guide: Guide) -> Judgement:
        whole = Part(part="situation", start=0, end=len(answer.text))
        return msgspec.structs.replace(super().read(answer, guide), parts=(whole,))


@pytest.mark.parametrize(("words", "cuts_in"), [(100, False), (200, True)])
def test_an_interviewer_cuts_in_once_while_the_answer_is_given(store: Store, words: int, cuts_in: bool) -> None:
    store.drop(MODE, KEY)
    rehearsal = Rehearsal.begun(store, setup(), Reader(Rambler(), Settings()), NOW)
    rehearsal.happened(Typed(text="It was so. " * (words // 3)), NOW)
    assert any(isinstance(t, Interrupted) for t in rehearsal.listened(NOW)) == cuts_in
    assert rehearsal.listened(NOW) == ()
    rehearsal.happened(Answered(text="It was so. " * (words // 3)), NOW)
    assert not any(isinstance(t, Interrupted) for t in rehearsal.read(NOW))
    assert rehearsal.state.sitting.interrupted == cuts_in
