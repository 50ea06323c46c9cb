"""A rehearsal that several pages may show at once: which question an answer is for, and which draft it goes on from."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple

from greenroom.errors import ChangedError, InputError
from greenroom.rehearsal.session import MODE, Rehearsal
from greenroom.rehearsal.state import Answered, Passed, Refused, Stopped, Told, Typed, Unread
from greenroom.rehearsal.values import State
from greenroom.speech.delivery import delivery_of
from greenroom.speech.sent import received
from greenroom.store import Store

HEARD = "heard"
"""Key of a transcript that was heard and not answered with yet."""
WHERE = "your answer"


class Waiting(NamedTuple):
    """A transcript that waits: ``heard`` as from ``speech.sent``, and whether its words stand in the draft already."""

    heard: str
    taken: bool


def place_of(state: State) -> str:
    """Names the question that stands and how often it was put; another after every step of the rehearsal."""
    one = state.sitting
    return f"{state.begun:%Y%m%d%H%M%S%f}-{len(state.sittings)}-{len(one.turns)}-{len(one.unread)}-{state.phase}"


def mark_of(text: str) -> str:
    """Names a draft."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def check(state: State, place: str, mark: str, text: str) -> None:
    """Whether ``text``, begun at the draft ``mark`` of the question ``place``, may take the place of what is kept.

    Raises ``ChangedError`` where the rehearsal went on elsewhere, or the draft was changed there.
    """
    if place != place_of(state):
        raise ChangedError("the rehearsal went on elsewhere, in another tab or window", where=WHERE)
    if mark != mark_of(state.typed) and text != state.typed:
        raise ChangedError("this answer was changed elsewhere, in another tab or window", where=WHERE)


def draft(rehearsal: Rehearsal, place: str, mark: str, text: str, now: datetime) -> tuple[Told, ...]:
    """Keep what is written so far; what the interviewer does about it. Raises ``ChangedError`` as ``check``."""
    check(rehearsal.state, place, mark, text)
    if text == rehearsal.state.typed:
        return ()
    rehearsal.happened(Typed(text=text), now)
    return rehearsal.listened(now)


def answer(
    rehearsal: Rehearsal, place: str, mark: str, text: str, heard: str, now: datetime, least_s: float
) -> tuple[Told, ...]:
    """Take ``text`` as the answer, with the word times of ``heard`` where it was spoken.

    ``least_s``: as in ``speech.delivery``. Raises ``ChangedError`` as ``check``, and ``InputError`` where nothing was
    said or ``heard`` is damaged.
    """
    check(rehearsal.state, place, mark, text)
    if not any(c.isalnum() for c in text):
        raise InputError("nothing was said yet", where=WHERE, do="type or record it, or leave the question out")
    if not heard:
        return rehearsal.happened(Answered(text=text.strip()), now)
    spoken = received(heard, text)
    delivery = delivery_of(spoken, least_s)
    event = Answered(text=spoken.text, words=spoken.words, seconds=delivery.seconds if delivery else 0.0)
    return rehearsal.happened(event, now)


def leave(rehearsal: Rehearsal, place: str, event: Passed | Stopped, text: str, now: datetime) -> tuple[Told, ...]:
    """Pass the question that stands, or stop; ``text`` is what is written of an answer, which would be lost.

    Raises ``ChangedError`` as ``check``, and ``InputError`` where there is such a text.
    """
    check(rehearsal.state, place, mark_of(rehearsal.state.typed), text)
    if any(c.isalnum() for c in text):
        raise InputError("holds words that would be lost", where=WHERE, do="send them, or empty the box first")
    return rehearsal.happened(event, now)


def read(rehearsal: Rehearsal, now: datetime) -> tuple[Told, ...]:
    """Read the answer that waits for it, if one does; what could not be read stands in the draft again."""
    if rehearsal.state.phase != "answered":
        return ()
    told = rehearsal.read(now)
    if any(isinstance(one, Unread) for one in told):
        rehearsal.happened(Typed(text=rehearsal.state.sitting.unread[-1]), now)
    return told


def refusals(told: tuple[Told, ...]) -> None:
    """Raises ``ChangedError`` where an event did not fit: somebody else was quicker."""
    if any(isinstance(one, Refused) for one in told):
        raise ChangedError("the rehearsal went on elsewhere, in another tab or window", where=WHERE)


# ── a transcript that waits ─────────────────────────────────────────────────────────


def keep_heard(store: Store, place: str, heard: str, now: datetime, *, taken: bool = False) -> None:
    """Keep a transcript until its question is answered."""
    store.keep(MODE, HEARD, {"place": place, "heard": heard, "taken": taken}, now)


def heard_for(store: Store, place: str) -> Waiting | None:
    """The transcript that waits for an answer to the question ``place``."""
    kept = store.kept(MODE, HEARD)
    if kept is None or kept.get("place") != place:
        return None
    return Waiting(str(kept.get("heard", "")), bool(kept.get("taken")))


def drop_heard(store: Store) -> None:
    """Forget it."""
    store.drop(MODE, HEARD)
