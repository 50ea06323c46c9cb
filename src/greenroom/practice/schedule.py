"""When a card comes back: FSRS through its Python library; the time is a parameter and nothing is left to chance.

The library's own defaults hold (FSRS-6 and its published weights, 90 % retention, steps of 1 and 10 minutes) but for
two: intervals are not varied at random, and none is longer than ``LONGEST_DAYS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, cast

import fsrs
import msgspec
from msgspec import Meta

from greenroom.errors import InputError
from greenroom.model import Value
from greenroom.store.values import Rating, StoredCard

State = Literal["new", "learning", "review", "relearning"]

RATINGS: dict[Rating, str] = {1: "again", 2: "hard", 3: "good", 4: "easy"}
"""What a rating is called."""
RETENTION = 0.9
"""Share of the cards that are still known on the day they come back (the library's default)."""
STEPS = (timedelta(minutes=1), timedelta(minutes=10))
"""A new card comes back after these before it is learned (the library's default)."""
STEPS_AGAIN = (timedelta(minutes=10),)
"""And a card that was forgotten after these (the library's default)."""
LONGEST_DAYS = 180
"""No card stays away longer, in days; our own figure: interviews are prepared in weeks or months, not in years."""
AHEAD = timedelta(minutes=20)
"""Where nothing else is left, a card in its first steps is shown this much early, so that nobody has to wait."""

_FSRS = fsrs.Scheduler(
    desired_retention=RETENTION,
    learning_steps=STEPS,
    relearning_steps=STEPS_AGAIN,
    maximum_interval=LONGEST_DAYS,
    enable_fuzzing=False,
)


class Schedule(Value, frozen=True, kw_only=True):
    """What the scheduler knows of a card.

    ``state``: "learning" and "relearning" are the steps within a session, "review" is learned; ``step``: which of
    them; ``stability``: days until the chance of knowing it falls to 90 %; ``difficulty``: 1 to 10; ``last``: when it
    was last rated.
    """

    state: State = "new"
    step: Annotated[int, Meta(ge=0)] | None = None
    stability: Annotated[float, Meta(gt=0, le=1e6)] | None = None
    difficulty: Annotated[float, Meta(ge=1, le=10)] | None = None
    last: datetime | None = None


NEW = Schedule()


def read(card: StoredCard) -> Schedule:
    """The schedule of a stored card; raises ``InputError`` for one that is none of ours (after a faulty import)."""
    try:
        made = msgspec.convert(card.schedule, Schedule)
        if made.last is not None and made.last.tzinfo is None:
            raise ValueError("a time without its zone")
        if made.state != "new":
            _card(made)
    except (msgspec.ValidationError, ValueError) as fault:
        raise InputError(
            f"its schedule cannot be read ({fault})",
            where=f"card {card.id}",
            allowed="what greenroom data export wrote",
            do="import a good export, or start anew with greenroom data delete",
        ) from None
    return made


def written(schedule: Schedule) -> Mapping[str, Any]:
    """The schedule as the store keeps it; ``read`` gives it back unchanged."""
    kept: Mapping[str, Any] = msgspec.to_builtins(schedule)
    return kept


def rate(schedule: Schedule, rating: Rating, at: datetime) -> tuple[Schedule, datetime]:
    """The schedule after ``rating`` at the time ``at``, and when the card is due then.

    A clock that was set back does not turn the schedule back: the rating counts as made at the last one's time.
    """
    at = at.astimezone(UTC)
    if schedule.last is not None:
        at = max(at, schedule.last.astimezone(UTC))
    made, _ = _FSRS.review_card(_card(schedule), fsrs.Rating(rating), review_datetime=at)
    state = cast("State", made.state.name.lower())
    after = Schedule(state=state, step=made.step, stability=made.stability, difficulty=made.difficulty, last=at)
    return after, made.due


def intervals(schedule: Schedule, at: datetime) -> dict[Rating, timedelta]:
    """How long the card would stay away after each rating."""
    return {rating: max(rate(schedule, rating, at)[1] - at, timedelta(0)) for rating in RATINGS}


def is_due(schedule: Schedule, due: datetime, now: datetime, day_ends: datetime) -> bool:
    """Whether a card that was rated before is to be shown now: its steps by the minute, what is learned by the day.

    A learned card is due from the morning of its day on: whoever revises a little earlier than yesterday gets it too.
    """
    return due < day_ends if schedule.state == "review" else due <= now


def _card(schedule: Schedule) -> fsrs.Card:
    """The library's value; raises ``ValueError`` for a state that cannot be."""
    if schedule.state == "new":
        # An id, a due time: the library would take both from the clock.
        return fsrs.Card(card_id=0, due=datetime.min.replace(tzinfo=UTC))
    if (schedule.step is None) != (schedule.state == "review") or None in (
        schedule.stability,
        schedule.difficulty,
        schedule.last,
    ):
        raise ValueError(f"something of the state {schedule.state} is missing")
    return fsrs.Card(
        card_id=0,
        state=fsrs.State[schedule.state.capitalize()],
        step=schedule.step,
        stability=schedule.stability,
        difficulty=schedule.difficulty,
        due=datetime.min.replace(tzinfo=UTC),
        last_review=schedule.last,
    )
