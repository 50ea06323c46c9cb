"""The plan for the days left: the weakest first, within the hours, nothing new at the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from greenroom.errors import UsageError
from greenroom.reports.plan_days import render_days
from greenroom.reports.wording import own_archetype
from greenroom.stories.files import is_archetype
from greenroom.stories.plan_days import LAST_DAYS, DaysPlan, Need, needs_of, plan_days
from tests.banked import NOW, story, support
from tests.test_coverage import covered

TODAY = date(2026, 11, 22)


def need(competency: str, **other: Any) -> Need:
    made = Need(competency=competency, read=1.0, story="a", strength=60, proven=True, stale=False)
    return msgspec.structs.replace(made, **other)


def planned(needs: list[Need], days: int, hours: float = 1.0) -> DaysPlan:
    return plan_days(needs, today=TODAY, interview=TODAY + timedelta(days=days), hours_a_day=hours)


def kinds(made: DaysPlan, competency: str) -> list[str]:
    return [t.kind for day in made.days for t in day.tasks if t.competency == competency]


def test_every_day_is_there_and_the_last_is_for_the_cards_alone() -> None:
    made = planned([need("ownership")], 5)
    assert [day.date for day in made.days] == [TODAY + timedelta(days=n) for n in range(6)]
    assert [task.kind for task in made.days[-1].tasks] == ["revision"]


def test_the_interview_may_be_today() -> None:
    assert [len(day.tasks) for day in planned([need("ownership")], 0).days] == [1]


@pytest.mark.parametrize(("days", "said"), [(-1, "is over"), (367, "is 367 days away")])
def test_a_day_that_is_over_or_too_far_away_is_refused(days: int, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        planned([need("ownership")], days)


def test_the_weakest_comes_first_and_more_often() -> None:
    made = planned([need("ownership", strength=70), need("dive-deep", strength=10)], 10, hours=0.5)
    assert made.days[0].tasks[1].competency == "dive-deep"
    assert len(kinds(made, "dive-deep")) > len(kinds(made, "ownership")) > 0


def test_what_was_never_reviewed_is_reviewed_before_all_else_and_once() -> None:
    first = need("ownership", unreviewed=12, read=0.0, story=None, strength=0, proven=False)
    made = planned([first, need("dive-deep", strength=5)], 5)
    assert [task.kind for task in made.days[0].tasks][:2] == ["revision", "review"]
    assert (made.days[0].tasks[1].competency, made.days[0].tasks[1].stories) == ("ownership", 12)
    assert kinds(made, "ownership").count("review") == 1


def test_an_unread_guide_is_read_before_its_story_is_told() -> None:
    made = kinds(planned([need("ownership", read=0.0)], 10), "ownership")
    told = made.index("rehearsal")
    assert set(made[:told]) == {"study"}
    assert "study" not in made[told:]


def test_a_hole_is_filled_with_a_story_once_and_then_it_is_told() -> None:
    made = kinds(planned([need("ownership", story=None, strength=0, proven=False)], 10), "ownership")
    assert made[0] == "story"
    assert set(made[1:]) == {"rehearsal"}


def test_a_day_mixes_the_kinds_of_work() -> None:
    hole = {"read": None, "story": None, "strength": 0, "proven": False}
    needs = [need("a1", **hole), need("a2", **hole), need("a3", read=0.0, strength=90), need("a4", strength=90)]
    made = planned(needs, 10, hours=1.5).days[0]
    assert [task.kind for task in made.tasks] == ["revision", "story", "study", "rehearsal"]


def test_on_the_last_days_nothing_new_is_begun() -> None:
    made = planned([need("ownership", read=0.0), need("dive-deep", story=None, strength=0, proven=False)], LAST_DAYS)
    assert {t.kind for day in made.days for t in day.tasks} == {"rehearsal", "revision"}


def test_a_stale_story_comes_before_a_fresh_one_of_the_same_strength() -> None:
    made = planned([need("ownership"), need("dive-deep", stale=True)], 3, hours=0.5)
    assert made.days[0].tasks[1].competency == "dive-deep"


needs_strategy = st.lists(
    st.builds(
        Need,
        competency=st.sampled_from([f"c{n}" for n in range(8)]),
        read=st.none() | st.floats(0, 1),
        story=st.none() | st.just("a"),
        strength=st.integers(0, 100),
        proven=st.booleans(),
        stale=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda n: n.competency,
)


@settings(deadline=None)
@given(needs=needs_strategy, days=st.integers(0, 30), hours=st.floats(0.5, 4))
def test_no_day_is_longer_than_its_hours_and_the_same_gives_the_same(
    needs: list[Need], days: int, hours: float
) -> None:
    made = planned(needs, days, hours)
    assert all(sum(task.minutes for task in day.tasks) <= round(hours * 60) for day in made.days)
    assert made == planned(needs, days, hours)


def test_needs_are_what_the_coverage_says() -> None:
    made = covered([story("a")], [support("a", "have-backbone", 60, practised=NOW)])
    first, second, _ = needs_of(made, {"have-backbone": 0.5})
    assert first == Need(competency="have-backbone", read=0.5, story="a", strength=60, proven=True, stale=False)
    assert (second.story, second.strength, second.read, second.proven) == (None, 0, None, False)


def test_where_there_is_no_guide_to_mine_from_a_story_is_added_with_its_kind() -> None:
    hole = {"story": None, "strength": 0, "proven": False}
    made = planned([need("dive-deep", read=None, **hole), need("have-backbone", **hole)], 6)
    page = render_days(made, {}, {}, "md")
    assert "story add" in page
    assert "--archetype dive-deep/own" in page
    assert is_archetype(own_archetype("dive-deep"))
    assert "story mine | have-backbone" in page
    assert "story mine | dive-deep" not in page
