"""What stories cover: strengths by review and by archetype, holes, what should not be told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from greenroom.guides.schema import Guide
from greenroom.model import TARGET_LEVELS
from greenroom.stories.coverage import ALSO_COVERS, ARCHETYPE, HIRE, Coverage, coverage, latest_level, strength_at
from greenroom.stories.model import Story, Support
from tests.banked import DAY, NOW, story, support
from tests.small_guide import guide

BACKBONE, RESULTS = "have-backbone", "deliver-results"
NAMES = {BACKBONE: "Have Backbone", RESULTS: "Deliver Results", "frugality": "Frugality"}
FITS = f"{BACKBONE}/lost-and-carried"


def covered(stories: list[Story], supports: list[Support], guides: list[Guide] | None = None, **how: Any) -> Coverage:
    how = {"level": "sde2", "now": NOW} | how
    return coverage(stories, supports, [guide()] if guides is None else guides, NAMES, **how)


def test_a_review_gives_its_score() -> None:
    cell = covered([story("a")], [support("a", BACKBONE, 71.4)]).cell("a", BACKBONE)
    assert cell
    assert (cell.strength, cell.basis, cell.telling, cell.upto) == (71, "review", "a-1", "sde2")


def test_without_a_review_the_archetypes_say_what_it_should_cover_and_that_it_is_a_guess() -> None:
    made = covered([story("a", FITS)], [])
    cells = {c.competency: (c.strength, c.basis) for c in made.cells}
    assert cells == {BACKBONE: (ARCHETYPE, "archetype"), RESULTS: (ALSO_COVERS, "also-covers")}
    assert [row.state for row in made.rows] == ["unproven", "unproven", "hole"]


def test_a_review_counts_and_not_the_archetype_even_where_it_is_worse() -> None:
    cell = covered([story("a", FITS)], [support("a", BACKBONE, 12)]).cell("a", BACKBONE)
    assert cell
    assert (cell.strength, cell.basis) == (12, "review")


def test_the_best_telling_counts_by_its_latest_review() -> None:
    supports = [
        support("a", BACKBONE, 90, reviewed=NOW - 9 * DAY),
        support("a", BACKBONE, 40, reviewed=NOW - DAY),
        support("a", BACKBONE, 60, telling="a-2"),
    ]
    cell = covered([story("a")], supports).cell("a", BACKBONE)
    assert cell
    assert (cell.telling, cell.strength) == ("a-2", 60)


def test_best_and_spare_are_the_two_strongest() -> None:
    supports = [support(i, BACKBONE, score) for i, score in (("a", 55), ("b", 80), ("c", 60))]
    row = covered([story("a"), story("b"), story("c")], supports).rows[0]
    assert (row.best, row.spare, row.state) == ("b", "c", "covered")


@settings(deadline=None)
@given(score=st.floats(0, 100), made=st.sampled_from(TARGET_LEVELS), wanted=st.sampled_from(TARGET_LEVELS))
def test_a_review_never_proves_more_than_it_found(score: float, made: str, wanted: str) -> None:
    found = support("a", BACKBONE, score, level=made)
    strength, basis = strength_at(found, wanted)  # type: ignore[arg-type]
    assert 0 <= strength <= round(score)
    assert strength < HIRE or found.verdict in ("hire", "strong-hire")
    if basis == "lower-level":
        assert strength < HIRE
    else:
        assert round(score) - 1 <= strength <= round(score)


@pytest.mark.parametrize(("score", "verdict", "strength"), [(50, "no-hire", 49), (75, "hire", 74), (25, "?", 24)])
def test_the_verdict_counts_where_every_signal_is_clear_and_the_score_reaches_the_next(
    score: int, verdict: str, strength: int
) -> None:
    made = covered([story("a")], [support("a", BACKBONE, score, verdict=verdict)])
    cell = made.cell("a", BACKBONE)
    assert cell is not None
    assert cell.strength == strength
    assert made.rows[0].state == ("covered" if verdict == "hire" else "unproven")
    assert cell.upto == ("sde2" if verdict == "hire" else "none")


@pytest.mark.parametrize(("score", "at_senior"), [(100, 49), (76, 26), (62, 37), (49, 49), (30, 30), (10, 10)])
def test_a_hire_at_a_lower_level_is_at_most_a_no_hire_at_a_higher_one(score: int, at_senior: int) -> None:
    assert strength_at(support("a", BACKBONE, score), "senior") == (at_senior, "lower-level")


def test_a_disqualifier_is_told_by_its_reason() -> None:
    supports = [support("a", BACKBONE, 30, disqualifiers=("manager-assigned",))]
    made = covered([story("a")], supports)
    assert made.uses[0].not_recommended == ((BACKBONE, "assigned"),)
    assert made.rows[0].best is None


def test_one_that_weighs_from_a_higher_level_up_is_passed_over_below() -> None:
    supports = [support("a", BACKBONE, 60, disqualifiers=("small-scope",))]
    assert covered([story("a")], supports).rows[0].best == "a"
    assert covered([story("a")], supports, level="senior").uses[0].not_recommended == ((BACKBONE, "scope too small"),)


def test_what_was_assigned_is_not_recommended_elsewhere_either() -> None:
    supports = [support("a", BACKBONE, 30, disqualifiers=("manager-assigned",))]
    cell = covered([story("a", FITS)], supports).cell("a", RESULTS)
    assert cell
    assert cell.not_recommended == f"assigned, as found for {BACKBONE}"


def test_a_fault_of_telling_does_not_follow_the_story() -> None:
    supports = [support("a", BACKBONE, 30, disqualifiers=("no-impact",))]
    cell = covered([story("a", FITS)], supports).cell("a", RESULTS)
    assert cell
    assert cell.not_recommended == ""


def test_a_story_not_told_for_long_is_stale_and_one_never_told_too() -> None:
    supports = [
        support("a", BACKBONE, 60, practised=NOW - 20 * DAY),
        support("b", BACKBONE, 60, practised=NOW - 21 * DAY),
    ]
    uses = covered([story("a"), story("b"), story("c")], supports, stale_days=21).uses
    assert [(use.days, use.stale) for use in uses] == [(20, False), (21, True), (None, True)]


def test_a_story_that_is_best_for_too_many_is_overused() -> None:
    supports = [support("a", i, 60) for i in NAMES]
    assert [u.overused for u in covered([story("a")], supports, story_uses=2).uses] == [True]
    assert [u.overused for u in covered([story("a")], supports, story_uses=3).uses] == [False]


def test_archived_stories_and_reviews_of_none_are_left_out() -> None:
    made = covered([story("a", archived=True)], [support("a", BACKBONE, 60), support("gone", BACKBONE, 90)])
    assert (made.cells, made.uses) == ((), ())


def test_the_lens_is_heard_where_a_signal_it_weighs_is_clear() -> None:
    import msgspec

    lens = msgspec.structs.replace(guide().lenses[0], boosts=("spoke-up",))
    made = msgspec.structs.replace(guide(), lenses=(lens,))
    stories, supports = [story("a"), story("b")], [
        support("a", BACKBONE, 60), support("b", BACKBONE, 60, signals={"spoke-up": 1}),
    ]  # fmt: skip
    cells = covered(stories, supports, [made], company="google").cells
    assert [c.heard for c in cells] == [True, False]
    assert [c.heard for c in covered(stories, supports, [made]).cells] == [None, None]


def test_the_order_of_what_is_given_changes_nothing() -> None:
    stories = [story("a", FITS), story("b"), story("c")]
    supports = [support(i, BACKBONE, 60) for i in "abc"]
    assert covered(stories, supports) == covered(stories[::-1], supports[::-1])


def test_the_level_reviewed_for_last() -> None:
    supports = [support("a", BACKBONE, 60, level="senior"), support("b", BACKBONE, 60, reviewed=NOW - 20 * DAY)]
    assert latest_level(supports) == "senior"
    assert latest_level([]) is None
