"""Sentences and headings as spans of the text."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings, strategies as st

from greenroom.language.headings import headings_of
from greenroom.language.segment import sentences_of

PIECES = [
    *"aI .!?\n\r\t\"'’”“()-*#:…🙂5,é中\u200b\u2028\x85", "Situation:", "no. ", "e.g. ", "Mr. ", "So then ", "S: ",
    "---", "2.5", "and then i went ",
]  # fmt: skip


def split(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences_of(text, headings_of(text))]


def labelled(text: str) -> list[tuple[str, str | None]]:
    return [(text[h.span.start : h.span.end], h.part) for h in headings_of(text)]


# ── sentences ───────────────────────────────────────────────────────────────────────


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=50).map("".join) | st.text(max_size=80))
def test_every_mark_lies_in_exactly_one_trimmed_sentence_in_order(text: str) -> None:
    for headings in ((), headings_of(text)):
        at = 0
        for start, end in sentences_of(text, headings):
            assert at <= start < end <= len(text)
            assert not text[at:start].strip()
            assert text[start:end] == text[start:end].strip()
            at = end
        assert not text[at:].strip()


@pytest.mark.parametrize(
    "text",
    [
        "It cost 2.5 million, e.g. for licences, and v2.1 was late.",
        "I met J. R. Smith and Dr. Wu at 5 p.m. on Monday.",
        "Cost was approx. 30 users a week.",
        "It was fine ... then we left",
        "No. 5 was the bad one.",
    ],
)
def test_these_are_one_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I said no. I left.", ["I said no.", "I left."]),
        ("It came to me. Buses were late.", ["It came to me.", "Buses were late."]),
        ("It ran in 80 ms. For phones it was 90.", ["It ran in 80 ms.", "For phones it was 90."]),
        ("“We can't.” He left. “Why?” she asked.", ["“We can't.”", "He left.", "“Why?” she asked."]),
        ("Great! 🙂🎉 Then it fell.", ["Great! 🙂🎉", "Then it fell."]),
        ("And so on… Then he agreed.", ["And so on…", "Then he agreed."]),
        ("I told Ms. Quyên so. She agreed.", ["I told Ms. Quyên so.", "She agreed."]),
    ],
)
def test_sentence_ends(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_lines_of_notes_without_full_stops_are_sentences() -> None:
    assert split("Nobody complained\nI was not satisfied\r\n- wrote tests\n2. ran them") == [
        "Nobody complained", "I was not satisfied", "- wrote tests", "2. ran them",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [50, 60, 72, 80, 100])
def test_hard_wrapped_lines_are_joined(width: int) -> None:
    text = (
        "We kept the spare keys in a drawer that anybody could open, and nobody had asked why. I counted them on three "
        "evenings and found four missing, which I told the porter. He laughed at first. Then he counted too and rang."
    )
    wrapped = split("\n".join(textwrap.wrap(text, width)))
    assert [" ".join(sentence.split()) for sentence in wrapped] == split(text)


def test_headings_are_sentences_of_their_own() -> None:
    assert split("Result: it fell by half. We left.") == ["Result:", "it fell by half.", "We left."]


def test_long_speech_without_punctuation_is_split_where_the_words_tell_an_end() -> None:
    text = (
        "so I was on the night shift and we had this problem with the pumps and nobody wanted to look at it because it "
        "was always like that so I went down there and measured the pressure for a week and then I showed it to Maria"
    )
    assert "so I went down there and measured the pressure for a week" in " | ".join(split(text))
    assert all(len(s.split()) < 35 for s in split(text))


def test_an_hour_of_speech_without_punctuation_is_split_too() -> None:
    assert len(split("and then I went out " * 2000)) >= 400


def test_long_sentences_with_punctuation_stay_whole() -> None:
    text = (
        "And I went to the other team, and they were in the middle of something, so I didn't just throw it at them, I "
        "wrote the failing tests for all the zones, I found where it was, it's one function, and Sanjay changed it."
    )
    assert split(text) == [text]


# ── headings ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## 1. Situation\nx", [("## 1. Situation", "situation")]),
        ("**Action**\nI did", [("**Action**", "action")]),
        ("**Result:** less", [("**Result:**", "result")]),
        ("S: a\nT: b\nA: c\nR: d", [("S:", "situation"), ("T:", "task"), ("A:", "action"), ("R:", "result")]),
        ("What I learned: ask first", [("What I learned:", "reflection")]),
        ("Learnt: ask first", [("Learnt:", "reflection")]),
        ("My week\n=======\nx", [("My week", None), ("=======", None)]),
        ("Situation: it stuck. Action: I oiled it.", [("Situation:", "situation"), ("Action:", "action")]),
    ],
)
def test_headings_with_their_parts(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert labelled(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "So the result: we left.",
        "I saw it. Action: none.",
        "Q: why?\nA: because.",
        "Result was good.",
        "My situation\nwas bad",
    ],
)
def test_prose_is_no_heading(text: str) -> None:
    assert labelled(text) == []
