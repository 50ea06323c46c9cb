"""The days left until the interview: study, stories, rehearsal and revision, the weakest first. A pure function.

Every competency has a need from 0 to 100: what its best story lacks of full strength. A day mixes the kinds of work;
each block goes to the greatest need and makes it smaller; needs grow back slowly, so that a long plan comes round to
everything again. All figures here are our own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Literal

from greenroom.errors import UsageError
from greenroom.model import TargetLevel, Value
from greenroom.stories.coverage import Coverage, unreviewed

Kind = Literal["review", "study", "story", "rehearsal", "revision"]
"""Reviewing what is written; reading a guide; finding a story; telling one aloud and having it reviewed; cards."""

MINUTES: dict[Kind, int] = {"review": 10, "study": 25, "story": 30, "rehearsal": 20, "revision": 10}
"""How long a block is."""
LEFT: dict[Kind, float] = {"review": 1.0, "study": 0.8, "story": 0.6, "rehearsal": 0.6}
"""What a block leaves of the need: to read helps less than to tell."""
STUDY_BLOCKS = 4
"""Blocks that it takes to read a whole guide."""
LAST_DAYS = 2
"""Days before the interview on which nothing new is begun: rehearsal and revision only."""
MOST_DAYS = 366
"""A plan for more days than these would be a guess."""
STALE_NEED = 20
"""Points that a stale best story adds to the need."""


class Need(Value, frozen=True, kw_only=True):
    """Where a competency stands. ``read``: share of its guide that was read (0..1), None without a guide.

    ``story``: the best one, None in a hole; ``strength``: its own (0..100); ``proven``: whether a review says hire;
    ``stale``: not told aloud for long, or never; ``unreviewed``: stories that its guide was never held against, where
    none is a hire yet.
    """

    competency: str
    read: float | None
    story: str | None
    strength: int
    proven: bool
    stale: bool
    unreviewed: int = 0


class Task(Value, frozen=True, kw_only=True):
    """A block of work. ``why``: a few words; ``competency`` is None for what concerns all, ``guide``: it has one.

    ``stories``: how many a review is about.
    """

    kind: Kind
    minutes: int
    why: str
    competency: str | None = None
    story: str | None = None
    guide: bool = True
    stories: int = 0


class Day(Value, frozen=True, kw_only=True):
    """What to do on one day."""

    date: date
    tasks: tuple[Task, ...]


class DaysPlan(Value, frozen=True, kw_only=True):
    """The plan: ``days`` from today to the day of the interview, both included; ``stories``: how many there are."""

    today: date
    interview: date
    minutes_a_day: int
    days: tuple[Day, ...]
    level: TargetLevel = "sde2"
    stories: int = 0

    def minutes(self, kind: Kind) -> int:
        """Minutes of one kind over all days."""
        return sum(task.minutes for day in self.days for task in day.tasks if task.kind == kind)


def needs_of(coverage: Coverage, read: dict[str, float]) -> tuple[Need, ...]:
    """Where every competency of ``coverage`` stands; ``read``: share of each guide that was read, by its id."""
    stale, open_ = {use.story: use.stale for use in coverage.uses}, unreviewed(coverage)
    made = []
    for row in coverage.rows:
        cell = coverage.cell(row.best, row.competency) if row.best else None
        made.append(
            Need(
                competency=row.competency,
                read=read.get(row.competency),
                story=row.best,
                strength=cell.strength if cell else 0,
                proven=row.state == "covered",
                stale=stale.get(row.best or "", False),
                unreviewed=open_.get(row.competency, 0),
            )
        )
    return tuple(made)


def plan_days(
    needs: Sequence[Need],
    *,
    today: date,
    interview: date,
    hours_a_day: float,
    stale_days: int = 21,
    level: TargetLevel = "sde2",
    stories: int = 0,
) -> DaysPlan:
    """What to do from ``today`` until ``interview``, ``hours_a_day`` at most.

    ``level``: interviewed for; ``stories``: how many there are.

    What nobody has reviewed yet is reviewed before all else: until then a hole may be none.

    Raises ``UsageError`` for an interview that is over or more than ``MOST_DAYS`` away.
    """
    left = (interview - today).days
    if not 0 <= left <= MOST_DAYS:
        what = f"{interview} {'is over' if left < 0 else f'is {left} days away'}"
        most = today + timedelta(days=MOST_DAYS)
        raise UsageError(what, where="--date", allowed=f"{today} to {most}", do="give the day of the interview")
    minutes = round(hours_a_day * 60)
    work = _Work(needs, stale_days)
    days = []
    for n in range(left):
        days.append(Day(date=today + timedelta(days=n), tasks=work.day(minutes, nothing_new=left - n <= LAST_DAYS)))
    cards = Task(kind="revision", minutes=MINUTES["revision"], why="the cards, once, and nothing else")
    days.append(Day(date=interview, tasks=(cards,)))
    return DaysPlan(
        today=today, interview=interview, minutes_a_day=minutes, days=tuple(days), level=level, stories=stories
    )


class _Work:
    """What is left to do, as it changes from block to block."""

    def __init__(self, needs: Sequence[Need], stale_days: int) -> None:
        self.needs = {need.competency: need for need in needs}
        self.full = {
            i: min(100.0, 100.0 - need.strength + (STALE_NEED if need.stale and need.story else 0))
            for i, need in self.needs.items()
        }
        self.now = dict(self.full)
        self.back = 1 / stale_days
        self.unread = {i: _blocks(need.read) for i, need in self.needs.items()}
        self.unreviewed = {i: need.unreviewed for i, need in self.needs.items() if need.unreviewed}
        self.found: set[str] = set()

    def day(self, minutes: int, *, nothing_new: bool) -> tuple[Task, ...]:
        """The blocks of one day; afterwards every need has grown back a little."""
        tasks = [Task(kind="revision", minutes=MINUTES["revision"], why="the cards that are due")]
        room = minutes - MINUTES["revision"]
        done: set[str] = set()
        kinds: set[Kind] = set()
        while True:
            # A mixture: another kind of work first, then another competency, then whatever there is room for.
            some = (
                self._first(room)
                or self._next(room, nothing_new, done, kinds)
                or self._next(room, nothing_new, done)
                or self._next(room, nothing_new)
            )
            if some is None:
                break
            task = self._task(some, nothing_new)
            room -= task.minutes
            done.add(some)
            kinds.add(task.kind)
            tasks.append(task)
            self._did(some, task.kind)
        for i, full in self.full.items():
            self.now[i] = min(full, self.now[i] + full * self.back)
        return tuple(tasks)

    def _first(self, room: int) -> str | None:
        """The competency in greatest need whose stories wait for their reviews, where there is room."""
        waiting = self.unreviewed if MINUTES["review"] <= room else ()
        return max(waiting, key=lambda i: self.now[i], default=None)

    def _next(
        self, room: int, nothing_new: bool, done: Collection[str] = (), kinds: Collection[Kind] = ()
    ) -> str | None:
        """The competency in greatest need, none of ``done``, whose next block is none of ``kinds`` and has room."""
        fit = [
            i
            for i in self.now
            if i not in done and (kind := self._kind(i, nothing_new)) and kind not in kinds and MINUTES[kind] <= room
        ]
        return max(fit, key=lambda i: self.now[i], default=None)

    def _kind(self, competency: str, nothing_new: bool) -> Kind | None:
        if competency in self.unreviewed:
            return "review"
        has_story = self.needs[competency].story is not None or competency in self.found
        if nothing_new:
            return "rehearsal" if has_story else None
        if self.unread[competency]:
            return "study"
        return "rehearsal" if has_story else "story"

    def _task(self, competency: str, nothing_new: bool) -> Task:
        need, kind = self.needs[competency], self._kind(competency, nothing_new)
        assert kind is not None  # noqa: S101 - it was chosen because there is one
        if kind == "review":
            count = need.unreviewed
            why = f"{count} {'story was' if count == 1 else 'stories were'} never reviewed for it"
        elif kind == "study":
            why = f"{need.read or 0:.0%} of the guide was read" if need.read else "the guide was not read yet"
        elif kind == "story":
            why = "no story fits it yet" + ("" if need.read is not None else ", and it has no guide to ask you")
        elif need.story is None:
            why = "the story you found for it"
        elif not need.proven:
            why = f"the best story has {need.strength} of 100, and no review says hire"
        else:
            why = f"the best story has {need.strength} of 100" + (", not told aloud for long" if need.stale else "")
        guide = need.read is not None
        return Task(
            kind=kind, minutes=MINUTES[kind], why=why, competency=competency, story=need.story, guide=guide,
            stories=need.unreviewed if kind == "review" else 0,
        )  # fmt: skip

    def _did(self, competency: str, kind: Kind) -> None:
        self.now[competency] *= LEFT[kind]
        if kind == "review":
            del self.unreviewed[competency]
        elif kind == "study":
            self.unread[competency] -= 1
        elif kind == "story":
            self.found.add(competency)


def _blocks(read: float | None) -> int:
    """Blocks of study that are left."""
    if read is None or read >= 1:
        return 0
    return max(1, round(STUDY_BLOCKS * (1 - read)))
