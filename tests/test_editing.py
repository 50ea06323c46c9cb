"""A transcript corrected by hand: the times of words that stay are kept."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings, strategies as st
from spoken import timed

from greenroom.errors import InputError
from greenroom.model import Answer
from greenroom.speech.editing import EDITED, retimed, sheet

WORDS = ["I", "saw", "the", "queue,", "manager.", "um", "it", "it's", "–", "40%", "We"]
HEARD = timed("I saw the cue was full. So I tolled my manager. We changed it.")

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)


def times(answer: Answer) -> dict[str, tuple[float, float]]:
    return {answer.text[w.span.start : w.span.end]: (w.start_s, w.end_s) for w in answer.words}


def test_the_sheet_has_one_sentence_a_line() -> None:
    assert sheet(HEARD) == "I saw the cue was full.\nSo I tolled my manager.\nWe changed it.\n"


def test_a_sheet_saved_as_it_was_is_the_same_answer() -> None:
    assert retimed(HEARD, sheet(HEARD)) == HEARD


def test_a_corrected_word_takes_the_time_of_the_one_it_replaces() -> None:
    made = retimed(HEARD, sheet(HEARD).replace("cue", "queue").replace("tolled", "told"))
    assert made.text == "I saw the queue was full. So I told my manager. We changed it."
    assert times(made)["queue"] == times(HEARD)["cue"]
    assert times(made)["manager."] == times(HEARD)["manager."]
    assert EDITED in made.notes


def test_words_put_in_share_the_silence_where_they_stand() -> None:
    answer = timed("I told him no.", gaps={2: 2.0})
    made = retimed(answer, "I told the old him no.")
    before, after = times(answer), times(made)
    assert after["him"] == before["him"]
    assert (
        before["told"][1] == after["the"][0] < after["the"][1] == after["old"][0] < after["old"][1] == before["him"][0]
    )


def test_words_taken_out_leave_the_rest_in_its_place() -> None:
    made = retimed(HEARD, "We changed it.")
    assert times(made) == {word: times(HEARD)[word] for word in ("We", "changed", "it.")}


def test_the_turn_of_somebody_else_stays_a_blank_line() -> None:
    answer = timed("I said no.\n\nThen I left.")
    assert retimed(answer, sheet(answer)).text == answer.text


def test_an_empty_transcript_is_refused() -> None:
    with pytest.raises(InputError, match="holds no words"):
        retimed(HEARD, " \n … \n")


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_whatever_is_edited_every_word_has_a_time_and_none_runs_backwards(before: str, after: str) -> None:
    answer = timed(before)
    try:
        made = retimed(answer, after)
    except InputError:
        assert not any(c.isalnum() for c in after)
        return
    assert [made.text[w.span.start : w.span.end] for w in made.words] == made.text.split() == after.split()
    assert all(w.start_s <= w.end_s for w in made.words)
    assert all(a.end_s <= b.start_s + 0.002 for a, b in itertools.pairwise(made.words))
    assert made.words[0].start_s >= 0
    assert made.words[-1].end_s <= answer.words[-1].end_s + 0.002
