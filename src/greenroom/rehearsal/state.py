"""The rehearsal as a pure machine: ``step(state, event, now) -> (state, events)``.

Nothing here reads a clock, a file or a text: the time is a parameter, and what a judge makes of an answer comes in
as the event :class:`Read`. Every state is a value that JSON can say, so that it can be kept after every event.

    asked -> answered -> probed -> answered -> ... -> closing -> asked (the next competency) ... -> debrief -> done
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from greenroom.model import TimedWord, Value
from greenroom.rehearsal.values import Ask, Heard, Seconds, Setup, Sitting, State, Turn

CLOSING = {
    "terse": "Anything to add?",
    "warm": "That is all from my side. Is there anything that you would like to add before we close?",
}
"""The last question of every interviewer."""
ENDED = "you ended the questions here"
"""Why no further probe was asked, where the candidate wanted none; the one that stood then has no reading."""
MUCH = 1.2
"""Times the budget of situation and task from which an interviewer cuts in; a few seconds over, nobody does."""


class Answered(Value, frozen=True, kw_only=True, tag="answered"):
    """The candidate has answered the question or replied to the probe.

    ``seconds``: how long it took to say; ``words``: its words with their times, where it was spoken.
    """

    text: str
    seconds: Seconds = 0.0
    words: tuple[TimedWord, ...] = ()


class Passed(Value, frozen=True, kw_only=True, tag="passed"):
    """The candidate does not want to reply to this probe, or has nothing to add at the closing."""


class Amended(Value, frozen=True, kw_only=True, tag="amended"):
    """The text of the latest answer, corrected before it is read: recognised speech errs."""

    text: str


class Read(Value, frozen=True, kw_only=True, tag="read"):
    """What a judge made of the latest answer. ``ask``: the next probe; none where no reply would change anything.

    ``budget_s``: seconds that situation and task may take.
    """

    heard: Heard
    ask: Ask | None = None
    stopped: str = ""
    budget_s: Seconds = 0.0


class Typed(Value, frozen=True, kw_only=True, tag="typed"):
    """What is written so far of an answer that is not ended yet; kept, so that it can be gone on with.

    ``seconds``: how long it has been written on, before an interruption and since.
    """

    text: str
    seconds: Seconds = 0.0


class RanOver(Value, frozen=True, kw_only=True, tag="ran-over"):
    """Situation and task run over while the answer is still being given: ``seconds`` of ``budget_s``."""

    seconds: Seconds
    budget_s: Seconds


class Stopped(Value, frozen=True, kw_only=True, tag="stopped"):
    """The candidate ends the questions of this competency here."""


class Finished(Value, frozen=True, kw_only=True, tag="finished"):
    """The debrief was read."""


Event = Answered | Passed | Amended | Read | Stopped | Typed | RanOver | Finished


class Asked(Value, frozen=True, kw_only=True, tag="asked"):
    """To do: put the question, or the follow-up ``ask``."""

    question: str
    ask: Ask | None = None


class Interrupted(Value, frozen=True, kw_only=True, tag="interrupted"):
    """To do: cut in, situation and task took ``seconds`` of ``budget_s``."""

    seconds: Seconds
    budget_s: Seconds


class Unread(Value, frozen=True, kw_only=True, tag="unread"):
    """To do: say that the answer could not be read, and why; it is kept, and asked for again."""

    why: str


class Debriefed(Value, frozen=True, kw_only=True, tag="debriefed"):
    """To do: show the debrief."""


class Ended(Value, frozen=True, kw_only=True, tag="ended"):
    """To do: put the rehearsal into the history."""


class Refused(Value, frozen=True, kw_only=True, tag="refused"):
    """The event does not fit the phase; the state is as it was."""

    why: str


Told = Asked | Interrupted | Unread | Debriefed | Ended | Refused


def runs_over(seconds: float, budget_s: float) -> bool:
    """Whether an interviewer cuts in after so many seconds of situation and task; never without a budget."""
    return budget_s > 0 and seconds > MUCH * budget_s


def begin(setup: Setup, now: datetime) -> tuple[State, tuple[Told, ...]]:
    """The first question is asked."""
    state = State(setup=setup, phase="asked", begun=now)
    return _next(state, now)


def step(state: State, event: Event, now: datetime) -> tuple[State, tuple[Told, ...]]:
    """The state after ``event`` and what is to be done now.

    An event that does not fit the phase changes nothing and gives :class:`Refused`.
    """
    match event, state.phase:
        case Answered(), "asked" | "probed" | "closing" if event.text.strip():
            heard = _last(state, event.text, event.seconds, event.words)
            return replace(heard, phase="answered", typed="", typed_s=0.0), ()
        case Amended(), "answered" if event.text.strip() and _said(state):
            return _last(state, event.text), ()
        case Read(), "answered":
            return _read(state, event, now)
        case Passed(), "probed":
            # Without a reading nothing can be chosen, so that what was not said goes through the judge as well.
            return replace(_last(state, ""), phase="answered", typed="", typed_s=0.0), ()
        case (Passed() | Stopped(), "closing"):
            return _next(_last(replace(state, typed="", typed_s=0.0), ""), now)
        case Stopped(), "asked":
            unanswered = replace(state, typed="", typed_s=0.0)
            return _next(_with(unanswered, stopped="the question was not answered"), now)
        case Stopped(), "probed":
            return _close(_last(replace(state, typed="", typed_s=0.0), ""), ENDED, now)
        case Typed(), "asked" | "probed" | "closing":
            return replace(state, typed=event.text, typed_s=event.seconds), ()
        case RanOver(), "asked" if not state.sitting.interrupted:
            return _with(state, interrupted=True), (Interrupted(seconds=event.seconds, budget_s=event.budget_s),)
        case Finished(), "debrief":
            return replace(state, phase="done", ended=now), (Ended(),)
    return state, (Refused(why=f"{type(event).__name__.lower()} does not fit the phase {state.phase}"),)


def to_do(state: State) -> tuple[Told, ...]:
    """What is to be done in ``state``; how a rehearsal that was kept goes on. Nothing where a reading is awaited."""
    match state.phase:
        case "asked":
            return (Asked(question=state.sitting.question),)
        case "probed" | "closing":
            ask = state.sitting.turns[-1].ask
            return (Asked(question=ask.question, ask=ask),)
        case "debrief":
            return (Debriefed(),)
    return ()


def _with(state: State, **changes: object) -> State:
    """The state with its current sitting changed."""
    return replace(state, sittings=(*state.sittings[:-1], replace(state.sitting, **changes)))


def _turn(state: State, **changes: object) -> State:
    """The state with its latest turn changed."""
    turns = state.sitting.turns
    return _with(state, turns=(*turns[:-1], replace(turns[-1], **changes)))


def _last(state: State, text: str, seconds: float | None = None, words: tuple[TimedWord, ...] = ()) -> State:
    """The state with the latest answer or reply; ``seconds``: none leaves what is there; words of another text go."""
    timed: dict[str, object] = {"words": words} if seconds is None else {"seconds": seconds, "words": words}
    return _turn(state, reply=text, **timed) if state.sitting.turns else _with(state, answer=text, **timed)


def _said(state: State) -> str:
    """The latest answer or reply; empty where it was passed."""
    sitting = state.sitting
    return (sitting.turns[-1].reply if sitting.turns else sitting.answer) or ""


def _read(state: State, event: Read, now: datetime) -> tuple[State, tuple[Told, ...]]:
    sitting = state.sitting
    if event.heard.unscored and _said(state):
        return _again(state, event.heard.unscored)
    told: tuple[Told, ...] = ()
    if sitting.turns:
        state = _turn(state, heard=event.heard)
        if sitting.turns[-1].ask.kind == "closing":
            return _next(state, now)
    else:
        over = runs_over(event.heard.opening_s, event.budget_s) and not sitting.interrupted
        state = _with(state, heard=event.heard, interrupted=sitting.interrupted or over)
        if over:
            told = (Interrupted(seconds=event.heard.opening_s, budget_s=event.budget_s),)
    if event.ask is None or sitting.probed >= state.setup.probes:
        why = event.stopped if event.ask is None else "all the probes that there was time for were asked"
        state, more = _close(state, why, now)
        return state, (*told, *more)
    turn = Turn(ask=event.ask, asked_at=now)
    state = replace(_with(state, turns=(*state.sitting.turns, turn)), phase="probed")
    return state, (*told, *to_do(state))


def _again(state: State, why: str) -> tuple[State, tuple[Told, ...]]:
    """The answer could not be read: it is put aside, and the same question stands again."""
    sitting = state.sitting
    if sitting.turns:
        kept = (*sitting.unread, sitting.turns[-1].reply or "")
        closing = sitting.turns[-1].ask.kind == "closing"
        phase = "closing" if closing else "probed"
        state = replace(_turn(_with(state, unread=kept), reply=None, seconds=0.0, words=()), phase=phase)
    else:
        kept = (*sitting.unread, sitting.answer or "")
        state = replace(_with(state, unread=kept, answer=None, seconds=0.0, words=()), phase="asked")
    return state, (Unread(why=why), *to_do(state))


def _close(state: State, why: str, now: datetime) -> tuple[State, tuple[Told, ...]]:
    """No further probe: room for what the candidate wants to add."""
    ask = Ask(kind="closing", probe="closing", question=CLOSING[state.setup.interviewer])
    turns = (*state.sitting.turns, Turn(ask=ask, asked_at=now))
    state = replace(_with(state, stopped=why, turns=turns), phase="closing")
    return state, to_do(state)


def _next(state: State, now: datetime) -> tuple[State, tuple[Told, ...]]:
    """The next interviewer of the loop, or the debrief."""
    setup, at = state.setup, len(state.sittings)
    if at < len(setup.loop):
        sitting = Sitting(guide=setup.loop[at], question=setup.questions[at], asked_at=now)
        state = replace(state, phase="asked", sittings=(*state.sittings, sitting))
    else:
        state = replace(state, phase="debrief")
    return state, to_do(state)
