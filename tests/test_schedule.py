"""When a card comes back, and how a schedule is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from greenroom.errors import InputError
from greenroom.practice import schedule
from greenroom.practice.schedule import NEW, Schedule, intervals, is_due, rate, read, written
from greenroom.store.values import Rating, StoredCard

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WALKS = st.lists(st.tuples(st.sampled_from((AGAIN, HARD, GOOD, EASY)), st.integers(0, 200 * 86_400)), max_size=20)


def after(*ratings: Rating, wait: timedelta = DAY) -> tuple[Schedule, datetime, datetime]:
    """The schedule after these ratings, when it is due, and when it was rated last."""
    state, due, at = NEW, NOON, NOON - wait
    for rating in ratings:
        at += wait
        state, due = rate(state, rating, at)
    return state, due, at


def stored(kept: object) -> StoredCard:
    return StoredCard(
        id="pack/guide:chain",
        guide="guide",
        kind="chain",
        front="?",
        back="!",
        due=NOON,
        schedule=kept,
        suspended=False,
        created=NOON,
    )


def test_a_new_card_takes_its_steps_before_it_is_learned() -> None:
    assert [intervals(NEW, NOON)[r] for r in (AGAIN, GOOD)] == [MINUTE, 10 * MINUTE]
    first, _, _ = after(GOOD)
    assert (first.state, first.step) == ("learning", 1)
    second, due, at = after(GOOD, GOOD, wait=10 * MINUTE)
    assert second.state == "review"
    assert due - at >= DAY


def test_an_easy_card_is_learned_at_once_and_stays_away_for_days() -> None:
    state, due, at = after(EASY)
    assert state.state == "review"
    assert due - at > 3 * DAY


def test_a_forgotten_card_comes_back_in_ten_minutes() -> None:
    state, due, at = after(EASY, AGAIN)
    assert state.state == "relearning"
    assert due - at == 10 * MINUTE


def test_whoever_always_knows_a_card_sees_it_ever_more_rarely_but_never_after_the_longest() -> None:
    state, at, away = NEW, NOON, []
    for _ in range(15):
        state, due = rate(state, EASY, at)
        away.append(due - at)
        at = due
    assert away == sorted(away)
    assert away[-1] == timedelta(days=schedule.LONGEST_DAYS)


@given(WALKS)
@hypothesis_settings(max_examples=50, deadline=None)
def test_a_better_rating_never_comes_back_sooner(walk: list[tuple[Rating, int]]) -> None:
    state, at = NEW, NOON
    for rating, wait in walk:
        state, _ = rate(state, rating, at)
        at += timedelta(seconds=wait)
    away = list(intervals(state, at).values())
    assert away == sorted(away)


@given(WALKS)
@hypothesis_settings(max_examples=50, deadline=None)
def test_the_same_ratings_at_the_same_times_give_the_same_schedule(walk: list[tuple[Rating, int]]) -> None:
    def walked(zone: timezone) -> Schedule:
        state, at = NEW, NOON
        for rating, wait in walk:
            state, _ = rate(state, rating, at.astimezone(zone))
            at += timedelta(seconds=wait)
        return state

    assert walked(UTC) == walked(UTC) == walked(timezone(timedelta(hours=-9.5)))


@given(WALKS)
@hypothesis_settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_back(walk: list[tuple[Rating, int]]) -> None:
    state, at = NEW, NOON
    for rating, wait in walk:
        state, _ = rate(state, rating, at)
        at += timedelta(seconds=wait)
    assert read(stored(written(state))) == state


def test_a_clock_that_was_set_back_does_not_turn_the_schedule_back() -> None:
    state, due = rate(NEW, GOOD, NOON)
    later, due_later = rate(state, GOOD, NOON - 30 * DAY)
    assert later.last == NOON
    assert due_later >= due


def test_a_learned_card_is_due_from_the_morning_of_its_day_and_a_step_by_the_minute() -> None:
    morning, midnight = datetime(2026, 3, 2, 7, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
    learned, step = Schedule(state="review"), Schedule(state="learning", step=0)
    assert is_due(learned, NOON, morning, midnight)
    assert not is_due(learned, NOON + DAY, morning, midnight)
    assert not is_due(step, NOON, morning, midnight)
    assert is_due(step, NOON, NOON, midnight)


@pytest.mark.parametrize(
    "kept",
    [
        {"state": "asleep"},
        {"state": "review", "stability": -1.0, "difficulty": 5.0, "last": "2026-03-02T12:00:00Z"},
        {"state": "review", "stability": 1e300, "difficulty": 5.0, "last": "2026-03-02T12:00:00Z"},
        {"state": "review", "stability": 3.0, "difficulty": 5.0},
        {"state": "review", "stability": 3.0, "difficulty": 5.0, "last": "2026-03-02T12:00:00"},
        {"state": "learning", "stability": 3.0, "difficulty": 5.0, "last": "2026-03-02T12:00:00Z"},
        {"state": "new", "mood": "good"},
    ],
)
def test_a_schedule_that_cannot_be_names_its_card(kept: dict[str, object]) -> None:
    with pytest.raises(InputError, match="card pack/guide:chain: its schedule cannot be read"):
        read(stored(kept))


@given(st.dictionaries(st.sampled_from(["state", "step", "stability", "difficulty", "last", "x"]), st.one_of(
    st.none(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8),
    st.sampled_from(["new", "learning", "review", "relearning", "2026-03-02T12:00:00Z"]))))  # fmt: skip
@hypothesis_settings(deadline=None)
def test_whatever_is_read_can_be_rated(kept: dict[str, object]) -> None:
    try:
        state = read(stored(kept))
    except InputError:
        return
    for rating in schedule.RATINGS:
        assert rate(state, rating, NOON)[1] > NOON
