"""Where recordings are cut before they are recognised, what was left unheard, and word times held to speech."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from greenroom.reading.spoken import Said
from greenroom.speech.stretches import APART_S, LONGEST_S, Stretch, in_speech, stretches, unheard

SLACK = 1e-6
"""What adding and taking away seconds may be off by."""
UNHURRIED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SECONDS = st.integers(1, 400).map(lambda tenths: tenths / 10)


def runs(*times: tuple[float, float]) -> list[Stretch]:
    return [Stretch(a, b) for a, b in times]


def word(start: float, end: float, text: str = "word") -> Said:
    return Said(text, "", start, end)


def times(said: Sequence[Said]) -> list[tuple[float, float]]:
    return [(w.start_s, w.end_s) for w in said]


@st.composite
def speeches(draw: st.DrawFn) -> list[Stretch]:
    """When somebody speaks: runs of up to 25 s with silences of up to 40 s before each."""
    made, at = [], 0.0
    for gap, length in draw(st.lists(st.tuples(SECONDS, SECONDS), max_size=30)):
        start = at + gap
        at = start + min(length, LONGEST_S)
        made.append(Stretch(start, at))
    return made


# ── cutting ─────────────────────────────────────────────────────────────────────────


@UNHURRIED
@given(speeches())
def test_all_speech_lies_in_one_stretch_that_the_network_can_hear_at_once(speech: list[Stretch]) -> None:
    length = speech[-1].end_s + 0.2 if speech else 5.0
    made = stretches(speech, length)
    for run in speech:
        assert sum(one.start_s <= run.start_s and run.end_s <= one.end_s for one in made) == 1
    assert all(one.end_s - one.start_s < 30 for one in made)
    assert all(one.start_s >= -SLACK and one.end_s <= length + SLACK for one in made)
    assert all(a.end_s <= b.start_s + SLACK for a, b in itertools.pairwise(made))


def test_a_full_stretch_ends_at_the_longest_pause_of_its_second_half() -> None:
    speech = runs((0, 4), (5.5, 14), (14.9, 20), (20.3, 24), (24.3, 30))
    first, second = stretches(speech, 30)
    assert first == (0, pytest.approx(14.4))
    assert second == (pytest.approx(14.5), 30)


def test_a_long_silence_is_in_no_stretch() -> None:
    first, second = stretches(runs((1, 3), (3 + APART_S, 9)), 10)
    assert (first, second) == (pytest.approx((0.6, 3.4)), pytest.approx((5.6, 9.4)))


# ── what was not heard ──────────────────────────────────────────────────────────────


def test_speech_without_words_is_found_again() -> None:
    speech = runs((0, 10), (10.5, 20))
    said = [word(0.1, 0.6), word(0.7, 1.2), word(18.0, 19.5)]
    assert unheard(Stretch(0, 20.4), speech, said) == [(1.2, 18.0)]


def test_one_word_drawn_out_over_many_seconds_does_not_stand_for_them() -> None:
    assert unheard(Stretch(0, 20), runs((0, 20)), [word(0, 20)]) == [(pytest.approx(1.2), 20)]


def test_nothing_is_missed_in_silence_or_in_a_breath() -> None:
    said = [word(0.1, 0.9), word(9.0, 9.9), word(12.5, 13)]
    assert unheard(Stretch(0, 14), runs((0, 1), (9, 10), (12.4, 13)), said) == []


# ── word times ──────────────────────────────────────────────────────────────────────


def test_a_word_smeared_over_a_silence_goes_to_the_side_that_holds_more_of_it() -> None:
    speech = runs((0, 5), (8, 12))
    said = [word(4.0, 4.5), word(4.6, 8.2), word(8.3, 8.6)]
    assert times(in_speech(said, speech)) == [(4.0, 4.5), (4.6, 5.1), (8.3, 8.6)]
    assert times(in_speech([word(4.9, 8.8)], speech)) == [(7.9, 8.8)]


def test_a_word_before_anybody_speaks_begins_when_somebody_does() -> None:
    assert times(in_speech([word(0.0, 2.5)], runs((2.0, 6.0)))) == [(1.9, 2.5)]


def test_a_word_in_the_middle_of_a_silence_stays_there() -> None:
    assert times(in_speech([word(6.0, 6.5)], runs((0, 5), (8, 12)))) == [(6.0, 6.5)]


def test_what_is_heard_again_finds_its_place_under_a_drawn_out_word() -> None:
    said = [word(0.0, 10.0, "so"), word(12.0, 12.5, "then"), word(4.0, 4.4, "it"), word(4.5, 5.0, "broke")]
    made = in_speech(said, runs((0, 13)))
    assert [w.word for w in made] == ["so", "it", "broke", "then"]
    assert times(made) == [(0.0, 4.0), (4.0, 4.4), (4.5, 5.0), (12.0, 12.5)]


@UNHURRIED
@given(speeches(), st.lists(st.tuples(SECONDS, SECONDS), max_size=40))
def test_times_never_run_backwards_and_no_word_is_lost(speech: list[Stretch], drawn: list[tuple[float, float]]) -> None:
    said = [word(start, start + length) for start, length in drawn]
    made = times(in_speech(said, speech))
    assert len(made) == len(said)
    assert all(a <= b for a, b in made)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(made))
