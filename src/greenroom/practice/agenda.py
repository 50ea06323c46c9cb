"""What waits for the person: what is unfinished, what is due, how far each guide is read, and the step to take next."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Literal

from greenroom.errors import DataError
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.guides.schema import Guide
from greenroom.model import Value
from greenroom.practice import calibrate, quiz, walkthrough
from greenroom.practice.agenda_stories import Stories, stories_at
from greenroom.practice.revision import Counts, Session
from greenroom.practice.study import shares_read
from greenroom.settings import Settings
from greenroom.store import Store
from greenroom.stories import drafts, mining
from greenroom.stories.bank import Bank

Exercise = Literal["walkthrough", "calibrate", "quiz", "rehearse", "mine", "story"]
Step = Literal["review", "go-on", "revise", "story", "rehearse", "study", "practise"]
LAST_DAYS = 2
"""Days before the interview on which nothing new is begun, as in the plan of days (``stories.plan_days``)."""


class Unfinished(Value, frozen=True, kw_only=True):
    """An exercise to go on with. ``guide``: id of its guide (empty: of several, or none); ``where``: how far it is."""

    exercise: Exercise
    guide: str
    where: str
    place: str = ""
    """What of it is next: a part of the story, the id of a pair, the story that is told (empty: a new one)."""


class Agenda(Value, frozen=True, kw_only=True):
    """All of it. ``days``: until the interview (below zero: over), none where its day is not set.

    ``read``: share of each guide that was read (0..1); ``first``: nothing was done here yet; ``stories``: the bank, and
    what is next with it (``step`` "story").
    """

    counts: Counts
    unfinished: tuple[Unfinished, ...]
    read: dict[str, float]
    first: bool
    step: Step
    guide: str
    stories: Stories = Stories()
    days: int | None = None


def agenda(store: Store, settings: Settings, now: datetime) -> Agenda:
    """What waits at ``now``, an aware time in the person's own zone.

    The next step is the first that there is of: a first review; what is unfinished; cards that are due; in the last
    days a rehearsal; a first look into a guide, where there are no stories yet; what the story bank needs; the guide
    that is read least; practice with the guide that was practised least.
    """
    interview, company = settings.interview_day, settings.company or None
    days = (interview - now.date()).days if interview else None
    counts = Session(store, (), new_a_day=settings.new_cards_a_day, now=now).counts(now)
    there = store.kept_keys()  # one question instead of one for every exercise that there could be
    unfinished = tuple(_unfinished(store, there))
    read = shares_read(store, settings.level, company)
    stories = Stories()
    with contextlib.suppress(DataError):  # its own page tells what is wrong
        stories = stories_at(store, settings, now, company, there)
    first = not any(store.counts().values())
    least = min(read, key=lambda ident: read[ident], default="")
    practised = {ident: len(store.drafts(ident)) + len(store.calibrations(ident)) for ident in guide_ids()}
    step: Step = "practise"
    if first:
        step = "review"
    elif unfinished:
        step = "go-on"
    elif counts.due or counts.new:
        step = "revise"
    elif stories.count and days is not None and 0 <= days <= LAST_DAYS:
        step = "rehearse"
    elif stories.step != "none" and (stories.count or any(read.values())):
        step = "story"
    elif least and read[least] < 1:
        step = "study"
    guide = least if step == "study" else min(practised, key=lambda ident: practised[ident], default="")
    return Agenda(
        counts=counts,
        unfinished=unfinished,
        read=read,
        first=first,
        step=step,
        guide=guide,
        stories=stories,
        days=days,
    )


def _unfinished(store: Store, there: Collection[tuple[str, str]]) -> list[Unfinished]:
    made: list[Unfinished] = []
    if ("rehearse", "last") in there:
        made.append(Unfinished(exercise="rehearse", guide="", where="a mock interview is going on"))
    for guide in map(load_guide, guide_ids()):
        if (walkthrough.MODE, guide.id) in there:
            made += _walkthrough(store, guide)
        if any(mode == "calibrate" and key.startswith(f"{guide.id}/") for mode, key in there):
            made += _pairs(store, guide)
    for scope in (*guide_ids(), quiz.MIXED):
        if ("quiz", scope) in there and (state := store.kept("quiz", scope)) is not None:
            done = sum(a.session == state.get("session") for a in store.quiz_answers())
            of = len(state.get("questions", ()))
            where = f"{done} of {of} questions answered"
            made.append(Unfinished(exercise="quiz", guide="" if scope == quiz.MIXED else scope, where=where))
    return [*made, *_stories(store, there)]


def _stories(store: Store, there: Collection[tuple[str, str]]) -> Iterator[Unfinished]:
    """Conversations that look for a story, and what is typed of stories and not kept yet."""
    keys = sorted(key for mode, key in there if mode == mining.MODE)
    for guide in (one for one in guide_ids() if one in keys):
        with contextlib.suppress(DataError):  # its own page tells what is wrong
            sitting = mining.unfinished(store, guide)
            if sitting and sitting.begun:
                count = len(sitting.answers)
                where = f"{count} {'question' if count == 1 else 'questions'} answered"
                yield Unfinished(exercise="mine", guide=guide, where=where)
    if "add" in keys and drafts.draft(store, "add").text("text").strip():
        yield Unfinished(exercise="story", guide="", where="a new story is typed and not added yet")
    told = [key.removeprefix(drafts.TELLING) for key in keys if key.startswith(drafts.TELLING)]
    for held in Bank(store).stories() if told else ():
        ident = held.story.id
        if ident in told and drafts.draft(store, drafts.TELLING + ident).text("text").strip():
            where = f"a telling of “{held.story.title}” is typed and not kept yet"
            yield Unfinished(exercise="story", guide="", where=where, place=ident)


def _walkthrough(store: Store, guide: Guide) -> list[Unfinished]:
    with contextlib.suppress(DataError):  # its own page tells what is wrong
        sitting = walkthrough.unfinished(store, guide.id)
        if sitting and (sitting.texts or sitting.typed):
            written = sum(1 for text in sitting.texts.values() if text)
            where, place = f"{written} of 5 parts written", sitting.todo or "together"
            return [Unfinished(exercise="walkthrough", guide=guide.id, where=where, place=place)]
    return []


def _pairs(store: Store, guide: Guide) -> list[Unfinished]:
    if guide.id not in calibrate.guides_with_pairs():
        return []
    records = store.calibrations(guide.id)
    made = []
    for pair in calibrate.pairs_for(guide):
        told = calibrate.in_order(guide, pair, calibrate.times_scored(pair, records))
        sitting = calibrate.resumed(store, told)
        if sitting is not None:
            given = sum(len(sheet.given) for sheet in sitting.sheets.values())
            where = f"{given} of {len(told) * len(calibrate.steps(guide))} steps given"
            made.append(Unfinished(exercise="calibrate", guide=guide.id, where=where, place=pair.id))
    return made
