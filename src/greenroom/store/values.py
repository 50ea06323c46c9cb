"""What the store keeps, as frozen values: what was read, written, answered and scheduled.

Every time is an aware ``datetime``, kept as UTC to the microsecond. A mapping comes back as JSON gives it: lists for
tuples, text for keys. Ids are chosen by the caller: ``uuid.uuid4().hex``, or a stable key where the docstring says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta

from greenroom.model import Value

Moment = Annotated[datetime, Meta(tz=True)]
"""A point in time: never naive."""
Id = Annotated[str, Meta(min_length=1)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Seconds = Annotated[float, Meta(ge=0)]

Mode = Literal["quiz", "calibrate", "walkthrough", "study", "revise", "rehearse"]
MODES: tuple[Mode, ...] = get_args(Mode)
"""Modes that can be left unfinished."""

Rating = Annotated[int, Meta(ge=1, le=4)]
"""How well a card was known: 1 again, 2 hard, 3 good, 4 easy (the numbers of FSRS and of Anki)."""


class SectionRead(Value, frozen=True, kw_only=True):
    """A section of a guide that was read, in which version of the guide, and when."""

    guide: str
    section: str
    version: str
    at: Moment


class Kept(Value, frozen=True, kw_only=True):
    """An exercise left unfinished: ``state`` is what its mode needs to go on, ``key`` tells it from the others."""

    mode: Mode
    key: str
    state: Mapping[str, Any]
    at: Moment


class Draft(Value, frozen=True, kw_only=True):
    """A part of an answer (or all of it) that the person wrote in a walkthrough.

    ``words``: whitespace-separated words of ``text``; ``seconds``: how long it takes to say; ``review``: what was
    found in it.
    """

    id: Id
    guide: str
    walkthrough: str
    part: str
    text: str
    at: Moment
    words: Count
    seconds: Seconds
    review: Mapping[str, Any]


class Calibration(Value, frozen=True, kw_only=True):
    """One candidate of a pair that the person scored: ``scored`` by the person, ``key`` as it should have been.

    ``seconds``: from reading to the verdict; ``level``: the one interviewed for; ``lens``: the company's, if any.
    """

    id: Id
    guide: str
    pair: str
    candidate: str
    level: str
    lens: str | None
    at: Moment
    seconds: Seconds
    scored: Mapping[str, Any]
    key: Mapping[str, Any]


class QuizAnswer(Value, frozen=True, kw_only=True):
    """An answered question of a quiz.

    ``session``: the id that all answers of one quiz share; ``question``: the stable key of the question, such as
    "signal:spoke-up:found:2"; ``difficulty``: easy, medium or hard; ``chosen`` and ``right``: texts of the options.
    """

    id: Id
    session: str
    guide: str
    question: str
    difficulty: str
    chosen: str
    right: str
    correct: bool
    at: Moment


class PastRehearsal(Value, frozen=True, kw_only=True):
    """A rehearsal that is over.

    ``guides``: the ids of its competencies, with a comma between; ``at`` and ``ended``: from the first question to the
    debrief; ``finished``: not given up; ``state``: all that was asked, said and heard; ``summary``: its verdicts.
    """

    id: Id
    guides: str
    level: str
    at: Moment
    ended: Moment
    finished: bool
    state: Mapping[str, Any]
    summary: Mapping[str, Any]


class StoredCard(Value, frozen=True, kw_only=True):
    """A card and when it is due.

    ``id``: a stable key, so that a new version of the guide finds its card again; ``kind``: what it was made from;
    ``front``, ``back``: its text; ``schedule``: the scheduler's own state; ``suspended``: never due.
    """

    id: Id
    guide: str
    kind: str
    front: str
    back: str
    due: Moment
    schedule: Mapping[str, Any]
    suspended: bool
    created: Moment


class CardReview(Value, frozen=True, kw_only=True):
    """One rating of a card: its schedule ``before``, as the store gave it, and ``after``.

    ``due_before``: when the card was due until then; the store fills it in.
    """

    id: Id
    card: str
    rating: Rating
    at: Moment
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    due_before: Moment | None = None
