"""Contradictions in tellings: found where they are plain, not found where the same is told otherwise."""

from __future__ import annotations

import pytest

from bench.stories import HALVES, measured, pairs
from greenroom.stories.consistency import conflicts, of_facts, of_text
from greenroom.stories.model import Fact
from greenroom.stories.people import same_name


@pytest.mark.parametrize("half", HALVES)
def test_the_written_pairs_are_decided_as_well_as_promised(half: str) -> None:
    right, wrong, missed = measured(half)
    assert right / (right + wrong) >= 0.9
    assert right / (right + missed) >= 0.7


def test_there_are_sixty_pairs_half_of_them_contradicting_in_each_half() -> None:
    for half in HALVES:
        own = [one["contradicts"] for one in pairs() if one["half"] == half]
        assert (own.count(True), own.count(False)) == (15, 15)


def test_a_conflict_names_both_places() -> None:
    sheet = of_facts([Fact(kind="number", text="214 of 1,930 orders would have doubled")])
    (one,) = conflicts("I went to the yard. I counted that 314 of 1,930 orders would have doubled.", sheet)
    assert (one.what, one.said, one.other, one.source) == ("number", "314", "214", "the fact sheet")
    assert one.sentence == "I counted that 314 of 1,930 orders would have doubled."
    assert one.other_sentence == "214 of 1,930 orders would have doubled"


@pytest.mark.parametrize("text", ["", "…", "I" * 5000, "the " * 3000, "1 " * 2000, "My manager " * 400])
def test_odd_texts_contradict_nothing_and_end(text: str) -> None:
    assert conflicts(text, of_text("telling 1", text)) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kasia", "Katarzyna Nowak", True), ("Sam", "Samuel Ortiz", True), ("Dr Okafor", "Daniel Okafor", True),
        ("Ioana’s", "Ioana", True), ("D Okafor", "Daniel Okafor", True), ("Priya", "Paul", False),
        ("Ada Okafor", "Daniel Okafor", False), ("Al", "Alba", False),
    ],
)  # fmt: skip
def test_names_of_one_person_are_known_in_their_forms(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) == same
    assert same_name(other, one) == same


@pytest.mark.parametrize(
    ("telling", "facts", "contradicts"),
    [
        ("Our chain had decided to keep whole pallets.", ["the director decided to keep whole pallets"], False),
        ("The director of our chain had decided to keep pallets.", ["the director decided to keep pallets"], False),
        ("I decided to keep whole pallets.", ["our chain decided to keep whole pallets"], True),
        ("The head of sales stopped the rounding.", ["head of stock stopped the rounding"], True),
        ("The rounding was stopped by the head of sales.", ["the head of stock stopped the rounding"], True),
        ("The head of stock stopped the rounding.", ["the stock head stopped the rounding"], False),
        ("The head of sales stopped the rounding.", ["Ioana, head of stock", "Ioana stopped the rounding"], True),
        ("The head of stock stopped the rounding.", ["Ioana, head of stock", "Ioana stopped the rounding"], False),
        ("Ioana, head of stock, stopped the rounding.", ["the head of stock stopped the rounding"], False),
    ],
)
def test_a_decider_is_known_by_the_function_and_a_company_is_no_person(
    telling: str, facts: list[str], contradicts: bool
) -> None:
    sheet = of_facts([Fact(kind="decision", text=one) for one in facts])
    assert [one.what for one in conflicts(telling, sheet)] == ["who decided"] * contradicts
