"""The integer programme of the loop plan against all plans that there are."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from greenroom.errors import UsageError
from greenroom.stories.again import Again
from greenroom.stories.solve import Place, Problem, Solution, solve, value_of

pytest.importorskip("highspy", reason="the solver of the extra plan is not installed")


def random_problem(seed: int) -> Problem:
    """A small one: some pairs are not allowed, so that about a third of them cannot be filled."""
    chance = random.Random(seed)
    stories = tuple(f"s{n}" for n in range(chance.randint(1, 4)))
    people = chance.randint(1, 3)
    places = tuple(
        Place(circle=f"c{person % chance.randint(1, 2)}", person=f"p{person}")
        for person in (chance.randrange(people) for _ in range(chance.randint(1, 3)))
    )
    fixed = {place.person: place.circle for place in places}  # a person is in one circle
    places = tuple(Place(circle=fixed[place.person], person=place.person) for place in places)
    allowed = chance.choice((0.4, 0.7, 1.0))
    worth = {
        (story, place): chance.randint(1, 1050)
        for story in stories
        for place in range(len(places))
        if chance.random() < allowed
    }
    return Problem(stories, places, worth, tellings=chance.choice((1, 1, 2)), spare_slots=chance.randint(1, 3))


def plans(problem: Problem) -> Iterator[Solution]:
    """Every plan that keeps the rules, by trying them all."""
    here = range(len(problem.places))
    fits = [[None, *(s for s in problem.stories if (s, p) in problem.worth)] for p in here]
    for mains in itertools.product(*fits):
        if not keeps(problem, mains, (None,) * len(mains)):
            continue
        for spares in itertools.product(*fits):
            if keeps(problem, mains, spares):
                filled = sum(main is not None for main in mains)
                yield Solution(mains, spares, filled, value_of(problem, mains, spares))


def keeps(problem: Problem, mains: tuple[str | None, ...], spares: tuple[str | None, ...]) -> bool:
    """The rules in words: limits in a circle, spares counted once, nobody hears a story twice."""
    circles, people = [p.circle for p in problem.places], [p.person for p in problem.places]
    told = Counter((m, c) for m, c in zip(mains, circles, strict=True) if m is not None)
    heard = Counter((m, p) for m, p in zip(mains, people, strict=True) if m is not None)
    stands_by = Counter((s, c) for s, c in zip(spares, circles, strict=True) if s is not None)
    within = all(told[key] + (key in stands_by) <= problem.tellings for key in {*told, *stands_by})
    few = all(count <= problem.spare_slots for count in stands_by.values())
    once = all(count == 1 for count in heard.values())
    apart = all((s, p) not in heard for s, p in zip(spares, people, strict=True) if s is not None)
    return within and few and once and apart


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_it_is_as_good_as_the_best_of_all_plans(first: int) -> None:
    for seed in range(first, first + 20):
        problem = random_problem(seed)
        best = max(plan.order for plan in plans(problem))
        assert solve(problem).order == best, seed


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_what_it_gives_keeps_the_rules_and_has_the_value_it_says(first: int) -> None:
    for seed in range(first, first + 50):
        problem = random_problem(seed)
        made = solve(problem)
        assert keeps(problem, made.mains, made.spares), seed
        assert made.value == value_of(problem, made.mains, made.spares), seed


def test_the_order_in_which_stories_come_changes_nothing() -> None:
    places = tuple(Place("debrief", f"p{n}") for n in range(4))
    stories = tuple(f"s{n}" for n in range(7))
    worth = {(s, p): 500 for s in stories for p in range(4)}
    turned = Problem(stories[::-1], places, dict(reversed(worth.items())))
    assert solve(turned) == solve(Problem(stories, places, worth))


def test_equal_stories_stand_in_the_order_of_their_ids() -> None:
    places = tuple(Place("debrief", f"p{n}") for n in range(3))
    made = solve(Problem(("c", "a", "b"), places, {(s, p): 500 for s in "abc" for p in range(3)}))
    assert made.mains == ("a", "b", "c")


def test_a_story_that_must_be_told_somewhere_is_told_there() -> None:
    places = (Place("debrief", "p"), Place("debrief", "q"))
    problem = Problem(("a", "b"), places, {("a", 0): 900, ("a", 1): 800, ("b", 0): 500, ("b", 1): 100})
    assert solve(problem).mains == ("b", "a")
    assert solve(problem, told={0: "a"}).mains == ("a", "b")


def test_a_story_that_is_not_allowed_somewhere_cannot_be_asked_for_there() -> None:
    problem = Problem(("a", "b"), (Place("debrief", "p"),), {("a", 0): 900})
    with pytest.raises(UsageError, match="cannot be told"):
        solve(problem, told={0: "b"})


def test_without_stories_nothing_is_filled() -> None:
    assert solve(Problem((), (Place("debrief", "p"),), {})) == Solution((None,), (None,), 0, 0)


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_planning_again_with_a_little_changed_comes_to_what_planning_afresh_comes_to(first: int) -> None:
    for seed in range(first, first + 20):
        problem = random_problem(seed)
        again, chance = Again(problem), random.Random(seed)
        for story in problem.stories:
            assert again.without(story) == solve(problem.without(story), ties=False).order, (seed, story)
        for story, place in problem.worth:
            assert again.told(place, story) == solve(problem, told={place: story}, ties=False).order, (seed, place)
        new = {place: chance.randint(1, 1050) for place in range(len(problem.places)) if chance.random() < 0.6}
        assert again.beside(new) == solve(problem.beside("new", new), ties=False).order, seed


def test_planning_a_large_loop_again_comes_to_the_same() -> None:
    chance = random.Random(1)
    places = tuple(Place("debrief", f"p{n // 3}") for n in range(12))
    stories = tuple(f"s{n}" for n in range(20))
    worth = {(s, p): 10 * chance.randint(10, 95) for s in stories for p in range(12) if chance.random() < 0.5}
    problem = Problem(stories, places, worth)
    again = Again(problem)
    for story in filter(None, solve(problem).mains):
        assert again.without(story) == solve(problem.without(story), ties=False).order, story
