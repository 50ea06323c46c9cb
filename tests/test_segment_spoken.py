"""Sentence ends in speech without marks, by a table small enough to write down."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, strategies as st

from greenroom.language.segment_spoken import Boundaries, boundaries, cuts, plain

EVEN = Boundaries(bias=-1.0, lengths=(0.0,) * 40, weights={"n then": 5.0})


def test_a_sentence_begins_where_the_words_say_so() -> None:
    assert cuts(["we", "met", "then", "she", "left", "then", "it", "rained"], EVEN) == [2, 5]


def test_without_a_sign_nothing_is_cut() -> None:
    assert cuts(["we", "met", "and", "she", "left"], EVEN) == []


def test_no_sentence_is_longer_than_the_table_knows() -> None:
    edges = [0, *cuts(["word"] * 100, EVEN), 100]
    assert max(b - a for a, b in pairwise(edges)) <= 40


def test_marks_capitals_and_the_size_of_numbers_do_not_count() -> None:
    assert [plain(w) for w in ("Then,", "“so”", "3.5%", "40", "didn’t")] == ["then", "so", "0%", "0", "didn't"]


@given(
    st.lists(
        st.sampled_from(["so", "i", "then", "we", "asked", "him", "and", "it", "was", "late", "but", "nobody", "came"]),
        max_size=120,
    )
)
def test_cuts_lie_inside_in_order(words: list[str]) -> None:
    found = cuts(words)
    assert found == sorted(set(found))
    assert all(0 < k < len(words) for k in found)


def test_the_shipped_table_cuts_plain_speech_at_its_ends() -> None:
    said = (
        "i work in a bank and in march i saw that the numbers for two branches were wrong so i told my manager and he "
        "said we have no time for it i made a list anyway and showed it to her the next day"
    )
    assert len(boundaries().weights) > 500
    assert cuts(said.split()) == [18, 32]
