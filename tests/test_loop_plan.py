"""The loop plan: what it says of its choices is found true by planning again."""

from __future__ import annotations

import random

import pytest

from greenroom.reports.loop_plan import render_plan
from greenroom.stories.coverage import Cell, Coverage, Row, Use
from greenroom.stories.explain import SHADOW, Choice, Plan, plan, problem_of, worth_of
from greenroom.stories.loop import Interviewer, Loop, slots
from greenroom.stories.solve import MAIN, Problem, solve
from tests.banked import DAY, NOW
from tests.small_guide import guide

pytest.importorskip("highspy", reason="the solver of the extra plan is not installed")

ASKED = ("have-backbone", "deliver-results", "ownership", "dive-deep")


def matrix(strengths: dict[str, dict[str, int]]) -> Coverage:
    """Reviewed strengths: story to competency to strength."""
    return Coverage(
        level="sde2", company=None, stale_days=21, story_uses=3,
        rows=tuple(Row(competency=i, name=i.title(), guide=False, state="covered") for i in ASKED),
        uses=tuple(
            Use(story=s, title=s, days=3, stale=False, leads=(), overused=False, not_recommended=()) for s in strengths
        ),
        cells=tuple(
            Cell(story=s, competency=i, strength=n, basis="review", reviewed=NOW, practised=NOW)
            for s, row in strengths.items()
            for i, n in row.items()
        ),
    )  # fmt: skip


def loop(*each: tuple[str, ...], notes: tuple[str, ...] = ()) -> Loop:
    circles = notes or ("debrief",) * len(each)
    people = [
        Interviewer(name=f"p{n}", competencies=held, notes=circle)
        for n, (held, circle) in enumerate(zip(each, circles, strict=True))
    ]
    return Loop(title="A loop", interviewers=tuple(people))


def planned(strengths: dict[str, dict[str, int]], asked: Loop, **how: int) -> Plan:
    return plan(asked, matrix(strengths), [guide()], now=NOW, **how)


def problem(strengths: dict[str, dict[str, int]], asked: Loop) -> Problem:
    return problem_of(slots(asked), matrix(strengths), now=NOW, story_tellings=1, spare_slots=3)


def some(seed: int) -> tuple[dict[str, dict[str, int]], Loop]:
    chance = random.Random(seed)
    strengths = {
        f"s{n}": {i: chance.randint(10, 95) for i in ASKED if chance.random() < 0.6}
        for n in range(chance.randint(3, 6))
    }
    held = [tuple(sorted(chance.sample(ASKED, chance.randint(1, 2)))) for _ in range(chance.randint(1, 3))]
    return strengths, loop(*held)


def mains(made: Plan) -> list[str | None]:
    return [choice.story for choice in made.choices]


def test_each_slot_gets_its_strongest_story_where_nothing_stands_against_it() -> None:
    made = planned({"a": {ASKED[0]: 80}, "b": {ASKED[1]: 70}}, loop(ASKED[:1], ASKED[1:2]))
    assert mains(made) == ["a", "b"]
    assert (made.filled, made.strength, made.missing) == (2, 75.0, ())


def test_no_story_is_told_twice_to_people_who_compare_notes() -> None:
    strengths = {"a": {ASKED[0]: 90}, "b": {ASKED[0]: 30}}
    together, apart = loop(ASKED[:1], ASKED[:1]), loop(ASKED[:1], ASKED[:1], notes=("phone", "debrief"))
    assert sorted(map(str, mains(planned(strengths, together)))) == ["a", "b"]
    assert mains(planned(strengths, apart)) == ["a", "a"]
    assert mains(planned(strengths, together, story_tellings=2)) == ["a", "a"]


def test_the_sooner_practised_is_preferred_and_never_against_a_point_of_strength() -> None:
    now, old = {"practised": NOW, "reviewed": NOW}, {"practised": NOW - 40 * DAY, "reviewed": NOW - 40 * DAY}
    fresh = Cell(story="a", competency="x", strength=60, basis="review", **now)  # type: ignore[arg-type]
    stale = Cell(story="b", competency="x", strength=60, basis="review", **old)  # type: ignore[arg-type]
    stronger = Cell(story="c", competency="x", strength=61, basis="review", **old)  # type: ignore[arg-type]
    assert worth_of(stale, NOW, 21) < worth_of(fresh, NOW, 21) < worth_of(stronger, NOW, 21)


def test_a_slot_for_which_no_story_fits_is_named() -> None:
    made = planned({"a": {ASKED[0]: 80}}, loop((ASKED[0], "frugality")))
    assert mains(made) == ["a", None]
    assert [(m.slots, m.stories, m.short) for m in made.missing] == [((1,), (), 1)]


def test_slots_that_have_too_few_stories_between_them_are_named_together() -> None:
    strengths = {"a": dict.fromkeys(ASKED[:3], 80), "b": dict.fromkeys(ASKED[:3], 60), "c": {ASKED[3]: 50}}
    made = planned(strengths, loop(ASKED[:2], ASKED[2:]))
    assert [(m.slots, m.stories, m.short) for m in made.missing] == [((0, 1, 2), ("a", "b"), 1)]


@pytest.mark.parametrize("seed", range(12))
def test_a_stronger_story_that_was_not_chosen_costs_what_is_said(seed: int) -> None:
    strengths, asked = some(seed)
    made, same = planned(strengths, asked), problem(strengths, asked)
    for n, choice in enumerate(made.choices):
        if choice.story is None or choice.instead is None:
            assert not _stronger(strengths, choice)
            continue
        other = choice.instead
        assert strengths[other.story][choice.slot.competency] == other.strength > choice.strength
        forced = solve(same, told={n: other.story})
        assert forced.mains[n] == other.story
        assert (made.filled - forced.filled, round((made.value - forced.value) / (10 * MAIN), 1)) == (
            other.unfilled,
            other.cost,
        )
        assert other.told is None or made.choices[other.told].story == other.story


def _stronger(strengths: dict[str, dict[str, int]], choice: Choice) -> list[str]:
    if choice.story is None:
        return []
    return [s for s, row in strengths.items() if row.get(choice.slot.competency, 0) > choice.strength]


@pytest.mark.parametrize("seed", range(12))
def test_a_single_point_of_failure_is_one_without_which_more_slots_stay_empty(seed: int) -> None:
    strengths, asked = some(seed)
    made = planned(strengths, asked)
    for story in {s for s in mains(made) if s}:
        without = planned({s: row for s, row in strengths.items() if s != story}, asked)
        lost = next(one for one in made.lost if one.story == story)
        assert lost.unfilled == made.filled - without.filled
        assert (story in {one.story for one in made.single_points}) == (without.filled < made.filled)


@pytest.mark.parametrize("seed", range(12))
def test_the_story_to_look_for_gains_what_is_said(seed: int) -> None:
    strengths, asked = some(seed)
    made, same = planned(strengths, asked), problem(strengths, asked)
    if made.shadow is None:
        assert made.filled == len(made.choices)
        return
    shadow = made.shadow
    worth = {
        n: 10 * (SHADOW if slot.competency == shadow.competency else 30)
        for n, slot in enumerate(slots(asked))
        if slot.competency in shadow.covers
    }
    again = solve(same.beside("\N{REPLACEMENT CHARACTER}", worth))
    gained = round((again.value - made.value) / (10 * MAIN), 1)
    assert (again.filled - made.filled, gained) == (shadow.fills, shadow.gain)


def test_a_story_that_fills_an_empty_slot_is_the_one_to_look_for() -> None:
    made = planned({"a": {ASKED[0]: 80}, "b": {ASKED[0]: 70}}, loop((ASKED[0], "dive-deep")))
    assert made.shadow
    assert (made.shadow.competency, made.shadow.archetype, made.shadow.fills) == ("dive-deep", None, 1)


def test_an_archetype_that_also_covers_what_is_empty_helps_most() -> None:
    made = planned({}, loop((ASKED[0],), (ASKED[1],)))
    assert made.shadow
    assert (made.shadow.archetype, made.shadow.covers, made.shadow.fills) == ("lost-and-carried", ASKED[:2], 1)


def test_a_story_for_a_competency_without_a_guide_is_added_and_not_mined() -> None:
    asked = {"a": {"have-backbone": 60}, "b": {"deliver-results": 60}}
    told = render_plan(planned(asked, loop(("have-backbone", "dive-deep"))), {}, {}, "md")
    assert "greenroom story add --archetype dive-deep/own" in told
    assert "story mine" not in told


def test_without_stories_nothing_is_said_of_what_the_plan_hangs_on() -> None:
    assert "What it hangs on" not in render_plan(planned({}, loop(("dive-deep",))), {}, {}, "md")
