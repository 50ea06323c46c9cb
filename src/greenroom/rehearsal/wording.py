"""A rehearsal in words: questions, budgets, how entries stand, how answers were spoken; the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from greenroom.guides.schema import Guide
from greenroom.model import PartTime
from greenroom.rehearsal.clock import allowed_s
from greenroom.rehearsal.evidence import suspected
from greenroom.rehearsal.spoken import spoken_of
from greenroom.rehearsal.values import Belief, Entry, Sitting, State
from greenroom.reports.runs import one_line, shorten
from greenroom.reports.wording import listed, seconds_words

QUOTED = 100
"""Longest quotation, in characters."""
SHORTEST_S = 0.5
"""Seconds from which a part is worth naming."""


def question_of(state: State) -> str:
    """The question or the follow-up that stands."""
    turns = state.sitting.turns
    return one_line(turns[-1].ask.question if turns else state.sitting.question)


def timed(state: State) -> bool:
    """Whether the clock runs for the answer that is due: not for closing words."""
    return state.setup.clock and state.phase != "closing"


def budget_words(state: State, guide: Guide) -> str:
    """How long an answer may take."""
    allowed = seconds_words(allowed_s(state, guide))
    if state.sitting.turns:
        return f"Clock: {allowed}."
    return f"Clock: about {allowed}, at most {seconds_words(guide.depth_tip.opening_seconds)} for situation and task."


def running(used: float, takes: float, allowed: float) -> str:
    """The clock while somebody types: seconds ``used`` of those ``allowed``, and what the lines take to say."""
    over = f", {minutes(used - allowed)} over" if used > allowed + 1 else ""
    said = f"; your lines so far take {minutes(takes)} to say" if takes else ""
    return f"Clock: {minutes(used)} of {minutes(allowed)}{over}{said}"


def minutes(seconds: float) -> str:
    """``1:05``, of the nearest second, as everywhere else."""
    return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"


def parts_words(times: Sequence[PartTime]) -> str:
    """The parts that take time, with their seconds."""
    return listed(f"{one.part} {seconds_words(one.seconds)}" for one in times if one.seconds >= SHORTEST_S)


def spoken_words(sitting: Sitting, least_s: float) -> tuple[str, ...]:
    """How each answer that was spoken was spoken, a line each; ``least_s`` as in ``spoken_of``."""
    made = []
    for one in spoken_of(sitting, least_s):
        which = f"Reply {one.turn}" if one.turn else "Answer"
        inside = f" ({parts_words(one.parts)})" if one.parts else ""
        fillers = len(one.delivery.fillers)
        rest = f"{fillers} filler{'s' if fillers > 1 else ''}." if fillers else "No long pause, filler or restart."
        notes = one.delivery.notes or (rest,)
        made.append(f"{which}, {seconds_words(one.delivery.seconds)}{inside}. {' '.join(notes)}")
    return tuple(made)


def standing_words(belief: Belief, names: dict[str, str]) -> str:
    """How an entry stands, with the sentence it rests on."""
    signal = belief.kind == "signal"
    said = {
        "shown": "heard" if signal else "suspected, and nobody asked" if suspected(belief) else "counts against you",
        "hinted": "only hinted at" if signal else "suspected, and not counted",
        "absent": "asked for, not given" if signal else "ruled out",
        "contradicted": "taken back" if signal else "cleared up",
        "unsettled": "not heard" if signal else "no longer suspected",
    }[belief.standing]
    quote = f" “{shorten(one_line(belief.sentence), QUOTED)}”" if belief.sentence else ""
    return f"{names[belief.id]}: {said}.{quote}"


def settled_words(entry: Entry, names: dict[str, str]) -> Iterator[tuple[Belief, str]]:
    """What a reply settled, in words; a sentence that stands for several entries is quoted with the first."""
    quoted = set()
    for belief in entry.settled:
        once = replace(belief, sentence="") if belief.sentence in quoted else belief
        quoted.add(belief.sentence)
        yield belief, standing_words(once, names)


def speaks_for(belief: Belief) -> bool:
    """Whether how the entry stands speaks for the candidate."""
    return (belief.standing in ("shown", "hinted")) == (belief.kind == "signal")
