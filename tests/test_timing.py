"""Shares and seconds of the parts, estimated and measured."""

from __future__ import annotations

import pytest

from greenroom.guides.schema import DepthTip
from greenroom.model import Answer, Heading, Part, Span, TimedWord
from greenroom.review.timing import timing_of
from greenroom.settings import Settings

TIP = DepthTip(text="t", opening_seconds=50, action_share=0.7)
SETTINGS = Settings(words_per_minute=120)


def told(*runs):
    text, parts, at = "", [], 0
    for part, count in runs:
        words = " ".join(["word"] * count)
        parts.append(Part(part=part, start=at, end=at + len(words)))
        text += words + " "
        at += len(words) + 1
    return Answer(text=text.strip()), parts


def by_part(timing):
    return {p.part: p for p in timing.parts}


def test_seconds_are_words_at_the_speaking_rate():
    answer, parts = told(("situation", 60), ("action", 140))
    got = timing_of(answer, parts, TIP, SETTINGS)
    assert (got.seconds, by_part(got)["action"].seconds, got.action_share) == (100.0, 70.0, 0.7)
    assert not got.measured


def test_an_opening_over_its_budget_is_noted_with_the_excess():
    answer, parts = told(("situation", 100), ("task", 40), ("action", 100), ("result", 20))
    got = timing_of(answer, parts, TIP, SETTINGS)
    assert got.opening_seconds == 70.0
    assert any("20 s over" in note for note in got.notes)


def test_a_short_answer_has_no_meaningful_budget():
    answer, parts = told(("situation", 10), ("action", 10))
    got = timing_of(answer, parts, TIP, SETTINGS)
    assert not got.meaningful
    assert "too short" in got.notes[0]


def test_a_long_answer_is_said_to_be_too_long():
    answer, parts = told(("action", 900), ("result", 50))
    got = timing_of(answer, parts, TIP, SETTINGS)
    assert not got.meaningful
    assert "longer than" in got.notes[0]


def test_headings_take_no_time():
    answer = Answer(text="Situation: one two", headings=(Heading(span=Span(0, 10), part="situation"),))
    got = timing_of(answer, [Part(part="situation", start=0, end=18)], TIP, SETTINGS)
    assert by_part(got)["situation"].words == 2


def test_spoken_time_is_taken_from_the_words():
    answer, parts = told(("situation", 2), ("action", 2))
    times = [(0.0, 1.0), (1.0, 2.0), (10.0, 11.0), (29.0, 30.0)]
    words = tuple(TimedWord(span=Span(5 * i, 5 * i + 4), start_s=a, end_s=b) for i, (a, b) in enumerate(times))
    answer = Answer(text=answer.text, words=words)
    got = timing_of(answer, parts, TIP, SETTINGS)
    assert got.measured
    assert by_part(got)["situation"].seconds == pytest.approx(10.0)
    assert by_part(got)["action"].seconds == pytest.approx(20.0)
    assert got.seconds == 30.0
