"""Turns: when somebody speaks, when they have finished; pure, from each frame's probability of speech."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings, strategies as st

from greenroom.speech.turns import Listening, Turn, TurnRule, finish, step, turns

RULE = TurnRule(end_s=1.0, begin_s=0.2, frame_s=0.1)
SPEECH, SILENCE = [0.9], [0.0]

rules = st.builds(
    TurnRule,
    end_s=st.floats(0.05, 5),
    begin_s=st.floats(0, 1),
    speech=st.floats(0.5, 0.9),
    quiet=st.floats(0.1, 0.5),
    frame_s=st.sampled_from([0.032, 0.1]),
)
runs = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 40)), max_size=12)
sounds = runs.map(lambda found: [p for p, count in found for _ in range(count)])


def test_silence_is_no_turn() -> None:
    assert turns(SILENCE * 50, RULE) == ()


def test_a_turn_is_from_the_first_to_the_last_speech() -> None:
    assert turns(SILENCE * 5 + SPEECH * 10 + SILENCE * 20, RULE) == (Turn(0.5, 1.5),)


def test_a_short_pause_is_bridged_and_a_long_one_ends_the_turn() -> None:
    told = SPEECH * 10 + SILENCE * 9 + SPEECH * 10 + SILENCE * 10 + SPEECH * 10
    assert turns(told, RULE) == (Turn(0.0, 2.9), Turn(3.9, 4.9))


def test_a_cough_is_no_turn() -> None:
    assert turns(SILENCE * 5 + SPEECH + SILENCE * 20, RULE) == ()


def test_the_turn_ends_as_soon_as_the_silence_has_lasted() -> None:
    state = Listening()
    ended = []
    for probability in SPEECH * 5 + SILENCE * 10:
        state, turn = step(state, probability, RULE)
        ended.append(turn)
    assert ended == [None] * 14 + [Turn(0.0, 0.5)]


def test_speech_that_grows_faint_goes_on_until_it_is_quiet() -> None:
    assert turns([0.9] * 5 + [0.4] * 5 + [0.1] * 10, RULE) == (Turn(0.0, 1.0),)
    assert turns([0.4] * 20, RULE) == ()


@pytest.mark.parametrize("wrong", [{"end_s": 0}, {"begin_s": -1}, {"speech": 0.3}, {"quiet": 0}, {"frame_s": 0}])
def test_a_rule_that_no_sound_could_follow_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no rule"):
        TurnRule(**wrong)


@settings(max_examples=60, deadline=None)
@given(sounds, rules)
def test_turns_are_in_order_inside_the_sound_and_parted_by_the_silence(sound: list[float], rule: TurnRule) -> None:
    found = turns(sound, rule)
    length = len(sound) * rule.frame_s
    assert all(0 <= t.start_s < t.end_s <= length + 0.001 for t in found)
    assert all(b.start_s - a.end_s >= rule.end_s - 0.002 for a, b in itertools.pairwise(found))


@settings(max_examples=60, deadline=None)
@given(sounds, rules)
def test_every_long_stretch_of_speech_is_inside_a_turn(sound: list[float], rule: TurnRule) -> None:
    found = turns(sound, rule)
    at = 0
    for speaks, group in itertools.groupby(sound, lambda p: p >= rule.speech):
        count = len(list(group))
        start, end = at * rule.frame_s, (at + count) * rule.frame_s
        if speaks and count * rule.frame_s >= rule.begin_s + rule.frame_s:
            assert any(t.start_s <= start + 0.001 and end <= t.end_s + 0.001 for t in found)
        at += count


@settings(max_examples=60, deadline=None)
@given(sounds, rules, st.integers(0, 480))
def test_listening_can_be_broken_off_and_taken_up_again(sound: list[float], rule: TurnRule, cut: int) -> None:
    state, found = Listening(), []
    for piece in (sound[:cut], sound[cut:]):
        state = Listening(**{name: getattr(state, name) for name in state.__slots__})
        for probability in piece:
            state, turn = step(state, probability, rule)
            found += [turn] if turn else []
    last = finish(state, rule)
    assert (*found, *([last] if last else [])) == turns(sound, rule)


@settings(max_examples=60, deadline=None)
@given(sounds, rules)
def test_silence_at_the_end_changes_no_turn(sound: list[float], rule: TurnRule) -> None:
    assert turns([*sound, *[0.0] * 200], rule) == turns(sound, rule)
