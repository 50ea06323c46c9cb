"""Delivery: pace, long pauses, fillers and restarts, from timed words alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st
from spoken import timed

from greenroom.model import Answer
from greenroom.speech.delivery import delivery_of, flag_of, pace

LEAST = 45.0
WORDS = ["um,", "I", "I", "was", "you", "know,", "so", "the", "the", "depl-", "20", ".", "—", "like,"]


def quoted(answer: Answer, spans: tuple) -> list[str]:
    return [answer.text[s.start : s.end] for s in spans]


def told(text: str, **spoken: object):
    answer = timed(text, **spoken)
    return answer, delivery_of(answer, 0.0)


def test_an_answer_without_times_has_no_delivery() -> None:
    assert delivery_of(Answer(text="I did it."), LEAST) is None


def test_pace_counts_words_and_pauses() -> None:
    answer = timed("word " * 40, word_s=0.3, gap_s=0.2)
    assert pace(answer.words, answer.text) == pytest.approx(60 * 40 / (40 * 0.5 - 0.2))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("So, um, I saw the uh queue. Hmm.", ["um,", "uh", "Hmm."]),
        ("Er, I was, you know, surprised.", ["Er,", "you know,"]),
        ("You know the team. I like maps. I mean it.", []),
        ("It was, like, slow, I mean, dead.", ["like,", "I mean,"]),
        ("The umbrella was her error, ah.", ["ah."]),
    ],
)
def test_fillers_are_hesitations_and_phrases_that_commas_set_off(text: str, found: list[str]) -> None:
    answer, made = told(text)
    assert quoted(answer, made.fillers) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I, I saw it.", ["I,"]),
        ("I was going, I was going to say no.", ["I was going,"]),
        ("The um the cache was cold.", ["The"]),
        ("We depl- we rolled it back.", ["depl-"]),
        ("It was very very late, and she had had enough. No, no.", []),
        ("It worked. It worked for years.", []),
        ("From 20 20 people.", []),
    ],
)
def test_restarts_are_words_said_again_or_cut_off(text: str, found: list[str]) -> None:
    answer, made = told(text)
    assert quoted(answer, made.restarts) == found


def test_a_long_pause_is_told_with_its_place_and_seconds() -> None:
    _, made = told("I told my manager the date was wrong.", gaps={4: 3.24, 6: 1.5})
    assert [(p.at_s, p.seconds) for p in made.pauses] == [(1.5, 3.2)]
    assert made.notes[-1] == "1 long pause: 3.2 s at 0:01 after “told my manager”."


def test_the_turn_of_somebody_else_is_no_pause_and_takes_no_time() -> None:
    answer = timed("I said no.\n\nThen I left.", gaps={3: 20.0})
    made = delivery_of(answer, 0.0)
    assert made is not None
    assert made.pauses == ()
    assert made.seconds == pytest.approx(2.2)


@pytest.mark.parametrize(
    ("every", "sign"), [(60, "do no harm"), (15, "more than the 5 or so that go unnoticed"), (0, "")]
)
def test_fillers_are_noted_by_how_many_a_minute(every: int, sign: str) -> None:
    text = " ".join("um," if every and n % every == 0 else "word" for n in range(180))
    _, made = told(text)
    note = next((n for n in made.notes if "filler" in n), "")
    assert sign in note
    assert bool(note) == bool(every)


@pytest.mark.parametrize(("word_s", "sign"), [(0.1, "fast"), (0.7, "slow"), (0.3, "")])
def test_an_unusual_pace_is_noted(word_s: float, sign: str) -> None:
    _, made = told(" ".join(f"w{n}" for n in range(150)), word_s=word_s)
    assert any(sign in note for note in made.notes) if sign else made.notes == ()


def test_a_short_answer_gets_no_rates() -> None:
    made = delivery_of(timed("um, " * 30), LEAST)
    assert made is not None
    assert not any("a minute" in note for note in made.notes)
    assert flag_of(made, LEAST) is None


@pytest.mark.parametrize(("every", "flagged"), [(10, True), (14, False)])
def test_a_red_flag_stands_only_where_fillers_harm_and_at_every_one_of_them(every: int, flagged: bool) -> None:
    answer = timed(" ".join("um," if n % every == 0 else "word" for n in range(300)))
    made = delivery_of(answer, LEAST)
    flag = flag_of(made, LEAST)
    assert (flag is not None) == flagged
    if flag:
        assert set(quoted(answer, flag.spans)) == {"um,"}
        assert len(flag.spans) == 30


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60))
def test_every_place_that_is_claimed_is_in_the_text(words: list[str]) -> None:
    answer = timed(" ".join(words))
    made = delivery_of(answer, 0.0)
    assert made is not None
    for span in (*made.fillers, *made.restarts):
        assert answer.text[span.start : span.end].strip()
    assert len(made.fillers) == len(set(made.fillers)) <= len(words)
