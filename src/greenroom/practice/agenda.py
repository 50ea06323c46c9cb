"""What waits for the person: what is unfinished, what is due, how far each guide is read, and the step to take next."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from typing import Literal

from greenroom.errors import DataError
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.guides.schema import Guide
from greenroom.model import Company, TargetLevel, Value
from greenroom.practice import calibrate, quiz, walkthrough
from greenroom.practice.revision import Counts, Session
from greenroom.practice.study import shares_read
from greenroom.store import Store

Exercise = Literal["walkthrough", "calibrate", "quiz", "rehearse"]
Step = Literal["review", "go-on", "revise", "study", "practise"]


class Unfinished(Value, frozen=True, kw_only=True):
    """An exercise to go on with. ``guide``: id of its guide (empty: of several); ``where``: how far it is, in words."""

    exercise: Exercise
    guide: str
    where: str
    place: str = ""
    """What of it is next: a part of the story, the id of a pair."""


class Agenda(Value, frozen=True, kw_only=True):
    """All of it. ``days``: until the interview (below zero: over), none where its day is not set.

    ``read``: share of each guide that was read (0..1); ``first``: nothing was done here yet.
    """

    counts: Counts
    unfinished: tuple[Unfinished, ...]
    read: dict[str, float]
    first: bool
    step: Step
    guide: str
    days: int | None = None


def agenda(
    store: Store,
    *,
    now: datetime,
    new_a_day: int,
    level: TargetLevel | None = None,
    company: Company | None = None,
    interview: date | None = None,
) -> Agenda:
    """What waits at ``now``, an aware time in the person's own zone.

    The next step is the first that there is of: a first review, what is unfinished, cards that are due, the guide that
    is read least, practice with the guide that was practised least.
    """
    counts = Session(store, (), new_a_day=new_a_day, now=now).counts(now)
    unfinished = tuple(_unfinished(store))
    read = shares_read(store, level, company)
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
        days=(interview - now.date()).days if interview else None,
    )


def _unfinished(store: Store) -> list[Unfinished]:
    there = store.kept_keys()  # one question instead of one for every exercise that there could be
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
    return made


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
